#!/bin/sh
# Prefixes that move under traffic, and srcroute-check --watch beside real BGP
# sessions: what the tests that do so have seen, the second with a minute of
# lost packets.
. tests/cli/lib.sh
. tests/bench/figure-lib.sh

# The report of a test, into $D/NAME; 1 when it failed.
test_says() {	# NAME 'FIGURE ...'
	"tests/e2e/$1.t" >"$D/$1" 2>&1
	says_rc=$?
	cat "$D/$1"
	says_why=$(sed -n 's/^ok .* # SKIP //p' "$D/$1" | head -n 1)
	[ "$says_why" ] || says_why="a failure of $1.t"
	figure_none "$2" "$says_why"
	return $says_rc
}

rc=0
test_says srcroute-moves 'lost astray' || rc=1
sed -n 's/^# lost \([0-9]*\) transit \([0-9]*\)$/\1 \2/p' "$D/srcroute-moves" |
    while read -r lost astray; do
	figure lost "$lost"
	figure astray "$astray"
done
WATCH_LOSS=60
export WATCH_LOSS
test_says srcroute-watch 'found alarms' || rc=1
sed -n 's/^# both found \([0-9]*\) ms.*/\1/p' "$D/srcroute-watch" |
    while read -r ms; do
	figure found "$(reckon "$ms / 1000")"
done
sed -n 's/^# \([0-9]*\) alarms in 60 s$/\1/p' "$D/srcroute-watch" |
    while read -r alarms; do
	figure alarms "$alarms"
done
exit $rc
