#!/bin/sh
# Prefixes move from member to member under traffic, and runs are killed
# between any two of their steps: no packet leaves by a third way, none is
# lost.
# shellcheck disable=SC2016,SC2086,SC2317
. tests/cli/lib.sh
. tests/e2e/srcroute-lib.sh
srcroute_begin "$0"
srcroute_net
srcroute_tables
# /24 and /40 move, /16 and /32 of the other member around them stay.
srcroute_site "$D/a.json" '5.183.104.0/24 2a0e:c400::/40' \
    '5.183.0.0/16 2a0e::/16 192.0.2.0/24'
srcroute_site "$D/b.json" '192.0.2.0/24' \
    '5.183.104.0/24 2a0e:c400::/40 5.183.0.0/16 2a0e::/16'
apply() {	# SITE
	"$BIN/srcroute-sync" -c "$D/$1.json" -a >/dev/null 2>"$D/said" ||
		echo "exit $?" >>"$D/failed"
}
counted() {	# SENT: "lost N transit N", and that both members got some
	await_got "$1"
	[ "$(got_since ils)" -gt 0 ] && [ "$(got_since rzn)" -gt 0 ] ||
		echo 'one member got nothing'
	echo "lost $(($1 - $(all_got))) transit $(got_since transit)"
}

apply a
moves() {	# 500 there, 500 back; each run one of IPv4 and one of IPv6
	mark_got
	flow_start 5.183.104.10 2a0e:c400::10
	i=0
	while [ $((i += 1)) -le 500 ]; do
		apply b
		apply a
	done
	flow_stop
	counted "$FLOW_SENT"
}
t '2,000 moves under traffic: none lost, none astray' 0 \
    "lost 0 transit 0$NL" '' -- moves
sed -n 's/^lost/# &/p' "$D/out"
t 'no run failed' 1 '' '' -- test -e "$D/failed"

# Six changes in each direction; what is killed behind the last had it done.
killed() {	# SITE: after its 1st, 2nd... change; the next run does the rest
	mark_got
	flow_start 5.183.104.10 2a0e:c400::10
	n=0 rc=137
	while [ $rc -eq 137 ]; do
		n=$((n + 1)) rc=0
		"$BUILD/tests/tool/killsync" $n -c "$D/$1.json" -a \
		    >/dev/null 2>&1 || rc=$?
		# Whatever it left is one of both, also without traffic.
		"$BIN/srcroute-sync" -c "$D/$1.json" -a >/dev/null 2>&1 ||
			echo 'the next run fails'
		"$BIN/srcroute-sync" -c "$D/$1.json" >/dev/null 2>&1 ||
			echo 'the next run does not do all of it'
		apply "$2"
	done
	echo "broken off $((n - 1)) times, then exit $rc"
	flow_stop
	counted "$FLOW_SENT"
}
t 'killed between any two steps' 0 "\
broken off 6 times, then exit 0
lost 0 transit 0
" '' -- killed b a
apply b
t 'killed between any two steps, back' 0 "\
broken off 6 times, then exit 0
lost 0 transit 0
" '' -- killed a b

# From nothing: what has no rule yet is refused, not led astray.
from_nothing() {
	n=0 rc=137
	while [ $rc -eq 137 ]; do
		n=$((n + 1)) rc=0
		for f in -4 -6; do ip $f rule flush protocol 173; done
		"$BUILD/tests/tool/killsync" $n -c "$D/a.json" -a \
		    >/dev/null 2>&1 || rc=$?
		[ $n -lt 3 ] || case $(try 1 5.183.104.10) in
		'ils 1 rzn 0 transit 0' | 'ils 0 rzn 0 transit 0') ;;
		*) echo "after $n: $(try 1 5.183.104.10)" ;;
		esac
		"$BIN/srcroute-sync" -c "$D/a.json" -a >/dev/null 2>&1 &&
			"$BIN/srcroute-sync" -c "$D/a.json" >/dev/null 2>&1 ||
			echo 'the next run does not do all of it'
	done
	echo "broken off $((n - 1)) times, then exit $rc"
}
t 'killed between any two steps, from nothing' 0 \
    "broken off 9 times, then exit 0$NL" '' -- from_nothing
finish
