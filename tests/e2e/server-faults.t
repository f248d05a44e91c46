#!/bin/sh
# Faults of the real servers that no other test has: Kea killed in the middle
# of a config-set, a full disk when it writes its file, FreeRADIUS out of
# threads, and a clock that is set.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/e2e/log-lib.sh
log_namespace "$0"
. tests/cli/lib.sh
# shellcheck source=tests/e2e/site-lib.sh
. tests/e2e/site-lib.sh
# shellcheck source=tests/e2e/storm-lib.sh
. tests/e2e/storm-lib.sh
# shellcheck source=tests/e2e/reserve-lib.sh
. tests/e2e/reserve-lib.sh

site_have || { skip 'faults of servers' "$SITE_WHY"; finish; }
COLLECTE_CONFIG=$D/site.json
reserve() { "$BIN/kea-reserve" --config "$COLLECTE_CONFIG" "$@"; }
page() {	# LINE LAST-OCTET [ARGUMENT ...]
	page_line=$1 page_at=$2
	shift 2
	reserve -c "$page_line" -4 "5.183.104.$page_at" "$@"
}

# -- a clock that is set --

# What Kea is killed at must not be the writing of its file: see below.
kea_machine rosette -n 3000 -r || exit 1
kea_machine gabier || exit 1
reserve_site gabier
at() {	# SHIFT COMMAND ...
	(
		CLOCK_SHIFT=$1 LD_PRELOAD=$BUILD/tests/shim/clock.so
		ASAN_OPTIONS=verify_asan_link_order=0
		export CLOCK_SHIFT LD_PRELOAD ASAN_OPTIONS
		shift
		"$@"
	)
}
has_at() {	# LAST-OCTET
	reserve_settled
	reserve --retry && [ "$(reserve_where gabier 4 61616161)" = \
	    "5.183.104.$1" ]
}
version() {
	kea_hosts gabier 4 | awk '$1 == "61616161" { print $4 }'
}
ahead() { [ "$(at 3600 date +%s)" -ge $(($(date +%s) + 3500)) ]; }
ok 'a clock can be set' ahead
ok 'a line' page aaaa 10 -w 20
ok '... is reserved' has_at 10
v0=$(version)
ok 'an hour back: its change counts' at -3600 page aaaa 11 -w 20
ok '... and is reserved' has_at 11
v1=$(version)
ok '... as the later version' test "$v1" -gt "$v0"
ok 'an hour ahead: so does the next' at 3600 page aaaa 12 -w 20
ok '... and is reserved' has_at 12
ok 'back again: so does the last' page aaaa 13 -w 20
ok '... and is reserved' has_at 13
v2=$(version)
ok '... as the latest version' test "$v2" -gt "$v1"
reserve_write "$D/other.json" "$D/state2" "$(reserve_target gabier)"
other() {
	COLLECTE_CONFIG=$D/other.json
	reserve --retry
	page aaaa 14 -w 20
	reserve_settled "$D/state2"
	COLLECTE_CONFIG=$D/site.json
}
ok 'another machine, an hour behind, hears of it and changes it' at -3600 other
ok '... and the first one does not take it back' has_at 14

# -- Kea is killed in mid config-set --

reserve_site rosette
killed() {
	before=$(reserve_calls rosette dhcp4 config-set)
	page bbbb 20 -w 0
	tries=3000
	until [ "$(reserve_calls rosette dhcp4 config-set)" -gt "$before" ]; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return
		sleep 0.01
	done
	kea_signal rosette dhcp4 KILL
}
ok 'Kea is killed right behind the command config-set' killed
pending() { reserve --list | grep 'text=bbbb' | grep -v 'at-rosette=applied'; }
reserve_settled
ok '... the line is not called applied' pending
ok '... Kea starts' kea_start rosette dhcp4
ok '... --retry has it hold the line' reserve --retry
t '... it does' 0 "5.183.104.20$NL" '' -- reserve_where rosette 4 62626262

# -- Kea is killed while it writes its file: half of it is there --

half_written() {
	conf=$KEA_DIR/gabier/conf/dhcp4.json
	cp "$conf" "$D/copy.json"
	page 61616162 21 -w 20
	reserve_settled
	kea_signal gabier dhcp4 KILL
	head -n 50 "$conf" >"$D/half.json" && cp "$D/half.json" "$conf"
}
reserve_site gabier
ok 'half of its file is there' half_written
both_lines() { reserve_where gabier 4 61616161; reserve_where gabier 4 61616162; }
no_start() { ! kea_start gabier dhcp4 2>"$D/log" && grep -q dhcp4.json "$D/log"; }
ok '... Kea does not start' no_start
t '... --retry says so' 1 '' 'gabier dhcp4: .*nobody listens' -- reserve --retry
copied() { cp "$D/copy.json" "$conf" && kea_start gabier dhcp4; }
ok 'with a copy of before it does' copied
ok '... --retry has it hold all lines' reserve --retry
t '... it does' 0 "5.183.104.14
5.183.104.21$NL" '' -- both_lines

# -- the disk is full when Kea writes its file --

full_disk() {
	conf=$KEA_DIR/gabier/conf
	kea_stop gabier dhcp4
	cp "$conf/dhcp4.json" "$D/dhcp4.json"
	mount -t tmpfs -o size=64k tmpfs "$conf" || return
	at_exit umount -l "$conf"
	cp "$D/dhcp4.json" "$conf/" && chmod 644 "$conf/dhcp4.json"
	kea_give "$conf" "$conf/dhcp4.json"
	kea_start gabier dhcp4
	# All but a corner of it is taken.
	head -c 65536 /dev/zero >"$conf/fill" 2>"$D/null"
	[ -s "$conf/fill" ]
}
if [ -n "${LOG_NAMESPACE:-}" ]; then
	reserve_site gabier
	ok 'a disk that is full' full_disk
	page cccc 30 -w 20
	reserve_settled
	t '... Kea holds the line' 0 "5.183.104.30$NL" '' -- \
	    reserve_where gabier 4 63636363
	answers() { kea_lease4 gabier 63636363 | grep -F 5.183.104.30; }
	ok '... and leases by it' answers
	mended() {
		kea_stop gabier dhcp4
		rm "$conf/fill"
		cp "$D/dhcp4.json" "$conf/dhcp4.json"
		kea_start gabier dhcp4
	}
	ok 'there is room, the file is restored, Kea started' mended
	ok '... --retry has it hold all lines' reserve --retry
	t '... it does' 0 "5.183.104.30$NL" '' -- \
	    reserve_where gabier 4 63636363
else
	skip 'a full disk' 'needs root and a mount namespace'
fi

# -- FreeRADIUS has no thread left --

kea_stop rosette
kea_stop gabier
COLLECTE_CONFIG=$RADIUS_CONFIG
rm -rf "$D/state"
storm_new 60 0
sed 's/max_servers = 32/max_servers = 4/; s/start_servers = 5/start_servers = 2/
    s/\(m[a-z]*_spare_servers\) = .*/\1 = 2/' "$RADIUS/proxy/radiusd.conf" \
    >"$D/radiusd.conf" && cp "$D/radiusd.conf" "$RADIUS/proxy/radiusd.conf"
ok 'the platform, with four threads for the proxy' site_start
storm() {
	storm_load -w 32 -f "$D/ids.new" >"$D/storm.new"
	cat "$D/storm.new"
	grep -q 'accepted=60 rejected=0 lost=0' "$D/storm.new"
}
ok '60 new lines, 32 at once: none is lost or rejected' storm
ok '... and all are reserved in the end' storm_settled
count() { kea_hosts "$1" 4 | grep -c ' 10\.100\.'; }
t '... on the one' 0 "60$NL" '' -- count rosette
t '... and the other machine' 0 "60$NL" '' -- count gabier
finish
