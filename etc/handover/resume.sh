#!/bin/sh
# Take back what drain.sh handed over: routes first, then DHCP, then RADIUS,
# then the wholesale session.  What did not run before the drain is not
# started.  See collecte-handover(7).
#
#   resume.sh                   what would be done, and whether it may be
#   resume.sh --apply           do it; after an interruption, go on
set -u
# shellcheck source=etc/handover/steps.sh
. "$(dirname "$0")/steps.sh"
begin '' "$@"

# COMMAND LINE of the settings, WHAT IT SAYS.
look() {
	[ "$1" ] || return 0
	say "$2"
	sh -c "$1" 8>&- >&2 || stop 1 "says no: $1"
}

is_back() {	# STEP
	case $1 in
	redirect:) ! is_translated && ! is_let_through ;;
	session:*) session_is "${1#*:}" up Established ;;
	*) ! is_taken "$1" ;;
	esac
}
# STEP: take it back, and see that it is so.
step() {
	recorded "$1" || return 0
	say "$1 is taken back"
	is_back "$1" || take_back "$1" ||
		stop 2 "$1: failed; run it again"
	[ "$APPLY" ] || return 0
	await is_back "$1" ||
		stop 1 "$1: not back after $PATIENCE s; run it again"
	strike "$1"
}
back() {	# KIND NAME...
	for s in $(steps_of "$@"); do
		step "$s"
	done
}
# Only when all before it is there.
see() {
	[ "$APPLY" ] || return 0
	await "$@" || stop 1 "not so after $PATIENCE s: $*"
}
bird_runs() {
	birdc show status >/dev/null 2>&1
}
vip_here() {
	[ "$(ip -o addr show to "$VIP")" ]
}

[ -e "$STATE" ] || {
	say 'nothing was handed over'
	exit 0
}
look "${FIT-}" 'the declarations and configurations are sound'
say "the members' rules are in the kernel"
srcroute-sync >/dev/null || run srcroute-sync --apply ||
	stop 1 'srcroute-sync --apply: failed'
# shellcheck disable=SC2086 # lists of names
{
	back boot $RADIUS_UNITS $TIMER_UNITS $DHCP_UNITS $VIP_UNITS bird.service
	[ -z "$MEMBER_SESSIONS$WHOLESALE_SESSIONS" ] || bird_runs ||
		run systemctl start bird.service ||
		stop 2 'bird.service: failed; run it again'
	[ -z "$MEMBER_SESSIONS$WHOLESALE_SESSIONS" ] || see bird_runs
	back session $MEMBER_SESSIONS
	# Routes come a moment after their session.
	[ -z "$APPLY" ] || {
		await sh -c "${ROUTED-}" || :
		look "${ROUTED-}" "the members' routes are there"
	}

	back unit $DHCP_UNITS
	[ -z "$DHCP_UNITS" ] || {
		say 'Kea holds what is wanted'
		run kea-reserve --reconcile ||
			stop 1 'kea-reserve --reconcile: something is left to do'
		[ -z "$APPLY" ] || kea-reserve --diff >&2 ||
			stop 1 'kea-reserve --diff: they differ'
	}

	back unit $RADIUS_UNITS
	see answers "$RADIUS_ADDRESS"
	back redirect ''
	back unit $TIMER_UNITS

	# The wholesale session comes with its address.
	for s in $WHOLESALE_SESSIONS; do
		! recorded "session:$s" || run birdc enable "$s" ||
			stop 2 "session:$s: failed"
	done
	back unit $VIP_UNITS
	[ -z "$VIP" ] || ! [ "$VIP_UNITS" ] || see vip_here
	back session $WHOLESALE_SESSIONS
}
if [ "$APPLY" ]; then
	say 'this router serves again'
else
	say 'nothing was changed: --apply does it'
fi
