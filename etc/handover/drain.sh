#!/bin/sh
# Hand this router's work to the other one, for maintenance: RADIUS, then
# DHCP, then the wholesale session, then the members'.  See
# collecte-handover(7); resume.sh takes it back.
#
#   drain.sh                    what would be done, and whether it may be
#   drain.sh --apply            do it; after an interruption, go on
#   drain.sh --apply --reboot   ... and start nothing at the next boot
set -u
# shellcheck source=etc/handover/steps.sh
. "$(dirname "$0")/steps.sh"
begin '[--reboot] ' "$@"

# Before each run: may the other router be left alone?
look_at_peer() {
	say 'the other router answers RADIUS'
	answers "$PEER_ADDRESS" ||
		stop 1 "$PEER_ADDRESS: no answer to Status-Server"
	[ -z "${PEER_READY-}" ] || {
		say 'the other router says that it is ready'
		sh -c "$PEER_READY" 8>&- ||
			stop 1 "not ready: $PEER_READY"
	}
}
# Once, while both run: do both hold the same reservations?
look_at_both() {
	[ "$(sysctl -n net.ipv4.ip_forward)" -eq 1 ] ||
		stop 1 'net.ipv4.ip_forward: want 1: RADIUS is to be forwarded'
	command -v conntrack >/dev/null ||
		stop 2 'conntrack: not installed: flows that are known would stay'
	[ "$DHCP_UNITS" ] || return 0
	say 'nothing is pending, and every Kea holds what is wanted'
	run kea-reserve --retry || stop 1 'kea-reserve --retry: something is pending'
	kea-reserve --diff >&2 || stop 1 'kea-reserve --diff: they differ'
}

# STEP: take it, and see that it is so.
step() {
	if ! recorded "$1" && is_taken "$1"; then
		say "$1 was so before, and will stay so"
		return
	fi
	if recorded "$1" && is_taken "$1"; then
		say "$1 is done"
		return
	fi
	say "$1"
	record "$1"
	take "$1" || stop 2 "$1: failed; run it again, or resume.sh"
	[ "$APPLY" ] || return 0
	await is_taken "$1" ||
		stop 1 "$1: not so after $PATIENCE s; run it again, or resume.sh"
}
# CONDITION...: what a step must have brought.
see() {
	[ "$APPLY" ] || return 0
	await "$@" || stop 1 "not so after $PATIENCE s: $*"
}
vip_gone() {
	[ -z "$(ip -o addr show to "$VIP")" ]
}

look_at_peer
[ -e "$STATE" ] || look_at_both
# shellcheck disable=SC2046,SC2086 # lists of names
{
	step redirect:
	for s in $(steps_of unit $RADIUS_UNITS $TIMER_UNITS); do
		step "$s"
	done
	# Not before: what FreeRADIUS answers makes a flow known again.
	forget_flows
	see answers "$PEER_ADDRESS"
	for s in $(steps_of unit $DHCP_UNITS $VIP_UNITS); do
		step "$s"
	done
	# Members stay connected until the subscribers' packets go elsewhere:
	# else they would arrive here and could not leave.
	[ -z "$VIP" ] || see vip_gone
	for s in $(steps_of session $WHOLESALE_SESSIONS $MEMBER_SESSIONS); do
		step "$s"
	done
	[ -z "$REBOOT" ] || for s in $(steps_of boot $RADIUS_UNITS \
	    $TIMER_UNITS $DHCP_UNITS $VIP_UNITS bird.service); do
		step "$s"
	done
}
if [ "$APPLY" ]; then
	say 'drained: resume.sh --apply brings it back'
else
	say 'nothing was changed: --apply does it'
fi
