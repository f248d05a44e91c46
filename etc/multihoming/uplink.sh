#!/bin/sh
# /etc/collecte/uplink.sh, for srcroute-check --watch as --on-down and --on-up
# on a host with several uplinks: the default of the main table becomes that
# of the first uplink that is well.  New connections leave by it; those that
# are bound to an uplink's address leave by that uplink, as before.
set -eu

# Name and table of each, the best one first.
uplinks='fibre:1001 lte:1002'
# What is down, between two calls.
down=/run/collecte-uplinks

case $COLLECTE_FAMILY in
ipv4) family=-4 ;;
*) family=-6 ;;
esac
mkdir -p "$down"
case $COLLECTE_STATE in
down) : >"$down/$COLLECTE_MEMBER.$COLLECTE_FAMILY" ;;
up) rm -f "$down/$COLLECTE_MEMBER.$COLLECTE_FAMILY" ;;
esac
for uplink in $uplinks; do
	[ ! -e "$down/${uplink%:*}.$COLLECTE_FAMILY" ] || continue
	route=$(ip "$family" route show default table "${uplink#*:}" | sed 1q)
	[ "$route" ] || continue
	# shellcheck disable=SC2086 # its words
	exec ip "$family" route replace $route
done
echo "no uplink of $COLLECTE_FAMILY is well: the default stays" >&2
