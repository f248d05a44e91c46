#!/bin/sh
# A storm through FreeRADIUS with both hooks: 200 new subscribers at once on
# machines that hold 10,000, unchanged ones in between, and a third party that
# asks by DHCP every 20 ms.  Once with rosette asked through its control
# agent, once by its sockets: all of it shares the processors here.
if [ $# -eq 0 ]; then
	sh "$0" 'control agent' http http && sh "$0" sockets unix4 unix6
	exit
fi
SITE_VIA4=$2 SITE_VIA6=$3
. tests/cli/lib.sh
. tests/e2e/site-lib.sh
. tests/e2e/storm-lib.sh

site_have || { echo "storm: $SITE_WHY"; exit 0; }

echo "storm: rosette by its $1"
storm_new 200 50 -n 10000 -r
storm_start >"$D/up" 2>&1 || { cat "$D/up"; exit 2; }
storm_run 400 || echo 'storm: something failed'
echo '  200 new subscribers, 32 in flight, 10,000 reservations present:'
sed 's/^/    /' "$D/storm.new"
echo '  unchanged subscribers in between, 1 in flight:'
sed 's/^/    /' "$D/storm.old"
echo '  third party by DHCP, every 20 ms:'
tr '\n' ' ' <"$D/storm.dhcp" | sed 's/^/    /'
echo
