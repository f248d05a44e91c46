#!/bin/sh
# Two hundred new subscribers at once, through FreeRADIUS with both hooks, on
# machines that hold a thousand: no request is lost, every one of them is
# reserved on both machines, DHCP goes on for the others.
. tests/cli/lib.sh
. tests/e2e/site-lib.sh
. tests/e2e/storm-lib.sh

site_have || { skip 'storm' "$SITE_WHY"; finish; }

storm_new 200 20 -n 1000 -r
ok 'the platform comes up, twenty subscribers on it' storm_start
ok 'two hundred new ones at once' storm_run 100

result() {	# FILE PATTERN
	cat "$D/$1"
	grep -Eq "$2" "$D/$1"
}
ok 'all the new ones are accepted' result storm.new \
    'sent=200 accepted=200 rejected=0 lost=0'
ok 'so are the others in between' result storm.old \
    'sent=100 accepted=100 rejected=0 lost=0'
child_lost() {
	! radius_log proxy | grep -E 'Timeout waiting|Failed'
}
ok 'the proxy lost no child' child_lost

present() {	# MACHINE 4|6 COLUMN
	kea_hosts "$1" "$2" | cut -d' ' -f1 | sort >"$D/there"
	awk -v c="$3" '{ sub(/^0x/, "", $c); print $c }' "$D/lines.new" \
	    "$D/lines.old" | sort >"$D/wanted"
	comm -13 "$D/there" "$D/wanted" >"$D/missing"
	[ ! -s "$D/missing" ] || { wc -l "$D/missing"; head -n 2 "$D/there" "$D/wanted"; return 1; }
}
for m in rosette gabier; do
	ok "$m holds every one of them in IPv4" present $m 4 2
	ok "$m holds every one of them in IPv6" present $m 6 3
done
others() {	# MACHINE: what was there before is there
	[ "$(kea_hosts "$1" 4 | grep -c 6f6c742d707265)" -eq 1000 ]
}
ok 'rosette still holds what was there before' others rosette
ok 'gabier still holds what was there before' others gabier
ok 'the machines agree' reserve --diff
ok 'a third party got answers by DHCP all the while' \
    result storm.dhcp 'answered=[1-9]'
sed "s/^/# /" "$D/storm.new" "$D/storm.old" "$D/storm.dhcp"
finish
