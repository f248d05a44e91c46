#!/bin/sh
# /etc/collecte/exit.sh, for srcroute-check --watch as --on-down and --on-up:
# takes down the BGP session of a member that keeps it and forwards nothing,
# and takes it up again.  One that is down by itself is BIRD's business.
# Sessions are called as in collecte/members.conf, the member's name and 4 or 6,
# in quotes for a name with a hyphen or a digit in front.  That of a second
# router (ils4_2) is left alone.
case $COLLECTE_STATE/$COLLECTE_VERDICT in
down/black-hole | down/unreachable | down/loop) order=disable ;;
up/*) order=enable ;;
*) exit 0 ;;
esac
exec birdc "$order" "'$COLLECTE_MEMBER${COLLECTE_FAMILY#ipv}'"
