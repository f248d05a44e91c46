#!/bin/sh
# A new router on a line: the lease of the former one must not keep it out.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_have || { skip 'real Kea machines' 'kea is not installed'; finish; }
kea_machine rosette -l || exit 1
kea_machine gabier -l || exit 1
reserve_write "$D/site.json" "$D/state" "$(reserve_target rosette),
    \"gabier\": { \"clear-leases\": false,
	\"dhcp4\": \"$(kea_url gabier unix4)\",
	\"dhcp6\": \"$(kea_url gabier unix6)\" }"

line=6c696e65
old=02:00:00:00:00:01 new=02:00:00:00:00:02
add() {	# MAC
	reserve -c line -m "$1" -4 5.183.104.20 -6 2a0e:c400:ff:f010::20 \
	    -p 2a0e:c400:0:2000::/56 -w 30
}
lease4="address=5.183.104.20
mask=255.255.255.0
gateway=5.183.104.1
dns=89.234.140.1,89.234.140.2
lease=7200
"
lease6="address=2a0e:c400:ff:f010::20
prefix=2a0e:c400:0:2000::/56
dns=2a00:5881:4000::1,2a00:5881:4000::2
lease=10800
"

t 'a line and its router' 0 '' '' -- add "$old"
for m in rosette gabier; do
	t "which has a lease of $m" 0 "$lease4" '' -- \
	    kea_lease4 $m "$line" "$old"
	t "which has a lease of $m (IPv6)" 0 "$lease6" '' -- \
	    kea_lease6 $m "$old" "$line"
done
asked() {	# NAME COMMAND ARGUMENTS
	"$KEA_ASK" -j "$(kea_url "$1" unix4)" "$2" "$3"
}
lease_of() { asked rosette lease4-get '{"ip-address":"5.183.104.20"}'; }
lease_of >"$D/before"
t 'the same router, another prefix' 0 '' '' -- reserve -c line -m "$old" \
    -4 5.183.104.20 -6 2a0e:c400:ff:f010::20 -p 2a0e:c400:0:2100::/56 -w 30
t 'keeps its lease' 0 "$(cat "$D/before")$NL" '' -- lease_of
t 'the former prefix' 0 '' '' -- add "$old"

t 'a new router on the line' 0 '' '' -- add "$new"
reserve_settled
t 'has its address at once' 0 "$lease4" '' -- \
    kea_lease4 rosette "$line" "$new" -t 1000
t 'has its prefix at once' 0 "$lease6" '' -- \
    kea_lease6 rosette "$new" "$line" -t 1000
t 'where leases are not cleared, it has not' 1 '' 'no answer' -- \
    kea_lease4 gabier "$line" "$new" -t 600

# -- whose lease it is, where Kea has noted the line --

noted() {	# SUB-OPTIONS: a lease of another router with these
	asked rosette lease4-del '{"ip-address":"5.183.104.20"}'
	asked rosette lease4-add '{ "ip-address": "5.183.104.20",
	    "hw-address": "02:00:00:00:00:09", "subnet-id": 1,
	    "user-context": { "ISC": { "relay-agent-info": "'"$1"'" } } }'
}
noted 0x0104aabbccdd >"$D/noted"
t 'another router' 0 '' '' -- add 02:00:00:00:00:03
reserve_settled
theirs() { lease_of | grep 02:00:00:00:00:09; }
ok 'a lease that another line has is left alone' theirs
noted 0x01046C696E65 >"$D/noted"
t 'and another one' 0 '' '' -- add 02:00:00:00:00:04
reserve_settled
gone() { lease_of | grep '^result 3'; }
ok 'one of this line is removed' gone

# -- without the hook --

kea_stop rosette
kea_stop gabier
kea_machine ruen || exit 1
mkdir "$D/state2"
reserve_write "$D/site.json" "$D/state2" "$(reserve_target ruen)"
t 'without the hook' 0 '' '' -- add "$old"
t 'nothing changes, and nothing is said' 0 '' '' -- add "$new"
ok 'the reservation is there' reserve_has ruen 4 "$line 5.183.104.20 ils01"

finish
