#!/bin/sh
# A storm through FreeRADIUS with both hooks: 200 new subscribers at once on
# machines that hold 10,000, unchanged ones in between, and a third party that
# asks by DHCP every 20 ms.  Once with rosette asked through its control
# agent, once by its sockets: all of it shares the processors here.
if [ $# -eq 0 ]; then
	sh "$0" agent http http && sh "$0" sockets unix4 unix6
	exit
fi
SITE_VIA4=$2 SITE_VIA6=$3
. tests/cli/lib.sh
. tests/e2e/site-lib.sh
. tests/e2e/storm-lib.sh
. tests/bench/figure-lib.sh

site_have || { figure_none '*' "$SITE_WHY"; exit 0; }

storm_new 200 50 -n 10000 -r
storm_start >"$D/up" 2>&1 || { cat "$D/up"; exit 2; }
rc=0
storm_run 400 || { echo 'something failed'; rc=1; }
for what in new old dhcp; do
	echo "$1, $what:" "$(tr '\n' ' ' <"$D/storm.$what")"
done
of_storm() {	# new|old KEY
	value "$2" <"$D/storm.$1"
}
figure "$1-lost" "$(reckon "$(of_storm new sent) - $(of_storm new accepted) \
    + $(of_storm old sent) - $(of_storm old accepted)" 0)"
figure "$1-p99" "$(reckon "$(of_storm new p99_ms) / 1000")"
figure "$1-p50" "$(of_storm old p50_ms)"
figure "$1-dhcp" \
    "$(reckon "100 * $(of_storm dhcp lost) / $(of_storm dhcp sent)")"
exit $rc
