# What drain.sh and resume.sh share: the steps of a hand-over, each of which
# can be looked at, taken and taken back.  See collecte-handover(7).
# shellcheck shell=sh
#
# A step is KIND:NAME.  A router that is drained has all of them:
#   redirect:     RADIUS for this router goes to the other one
#   unit:NAME     this unit of systemd is stopped
#   session:NAME  this session of BIRD is disabled
#   boot:NAME     this unit is not started at boot

ME=${0##*/}
ME=${ME%.sh}
TABLE=collecte_handover
APPLY='' REBOOT=''

usage() {
	cat <<-END
	usage: $ME.sh [--apply] $1[-f FILE]
	Without --apply, say what would be done and change nothing.
	END
}

say() {
	printf '%s: %s\n' "$ME" "$*"
}
# EXIT-CODE MESSAGE...: 1 a check says no, 2 anything else.
stop() {
	s_rc=$1
	shift
	printf '%s: %s\n' "$ME" "$*" >&2
	exit "$s_rc"
}

# OPTIONS OF ITS OWN, then the command line.
begin() {
	b_own=$1
	b_conf=/etc/collecte/handover.conf
	shift
	while [ $# -gt 0 ]; do
		case $1 in
		--apply) APPLY=1 ;;
		--reboot)
			[ "$b_own" ] || stop 2 "$1: no such option; see -h"
			# shellcheck disable=SC2034 # drain.sh asks for it
			REBOOT=1
			;;
		-f)
			[ $# -gt 1 ] || stop 2 '-f: want a value, have none'
			b_conf=$2
			shift
			;;
		-h | --help)
			usage "$b_own"
			exit 0
			;;
		*) stop 2 "$1: no such option; see -h" ;;
		esac
		shift
	done
	case $b_conf in */*) ;; *) b_conf=./$b_conf ;; esac
	[ -r "$b_conf" ] || stop 2 "$b_conf: cannot be read"
	# shellcheck source=etc/handover/handover.conf
	. "$b_conf"
	for b_name in RADIUS_ADDRESS PEER_ADDRESS RADIUS_PORT \
	    STATUS_SECRET_FILE PATIENCE STATE; do
		eval "b_value=\${$b_name-}"
		# shellcheck disable=SC2154 # eval sets it
		[ "$b_value" ] || stop 2 "$b_conf: $b_name: want a value, have none"
	done
	[ -r "$STATUS_SECRET_FILE" ] ||
		stop 2 "$STATUS_SECRET_FILE: cannot be read"
	[ -z "$APPLY" ] || {
		exec 8>"$STATE.lock"
		flock -n 8 ||
			stop 2 "$STATE.lock: another hand-over is under way"
	}
}

# Do it, or say that it would be done.
run() {
	if [ -z "$APPLY" ]; then
		printf '    would run: %s\n' "$*"
		return
	fi
	printf '    %s\n' "$*"
	"$@" 8>&-
}

# CONDITION...: wait until it holds.
await() {
	a_left=$((PATIENCE * 5))
	until "$@" >/dev/null 2>&1; do
		[ $((a_left -= 1)) -gt 0 ] || return 1
		sleep 0.2
	done
}

# ADDRESS: does the RADIUS server there answer?
answers() {
	echo 'Message-Authenticator = 0x00' | radclient -q -r 2 -t 2 \
	    -S "$STATUS_SECRET_FILE" "$1:$RADIUS_PORT" status
}

session_is() {	# NAME STATE INFO: as `birdc show protocols` prints them
	birdc show protocols "$1" | awk -v name="$1" -v state="$2" -v info="$3" '
	    $1 == name { found = $4 == state && (info == "" || $NF == info) }
	    END { exit !found }'
}

# STEP: is it so?
is_taken() {
	i_name=${1#*:}
	case $1 in
	redirect:) is_translated && is_let_through ;;
	unit:*) ! systemctl is-active --quiet "$i_name" ;;
	session:*) session_is "$i_name" down '' ;;
	boot:*) ! systemctl is-enabled --quiet "$i_name" ;;
	esac >/dev/null 2>&1
}

# Packets of flows that are known already would not meet the new rules.  A late
# answer makes a flow known the other way round.
forget_flows() {
	run conntrack -D -p udp --orig-dst "$RADIUS_ADDRESS" \
	    --orig-port-dst "$RADIUS_PORT" 2>/dev/null || :
	run conntrack -D -p udp --orig-src "$RADIUS_ADDRESS" \
	    --orig-port-src "$RADIUS_PORT" 2>/dev/null || :
}

# srcroute-sync's guard refuses what comes in by a subscriber interface and is
# no member's.  RADIUS may come in there, and is to go on to the other router.
LET_THROUGH=9900
let_through() {	# add|del
	run ip rule "$1" pref $LET_THROUGH to "$PEER_ADDRESS" ipproto udp \
	    dport "$RADIUS_PORT" lookup main
}
is_translated() {
	nft list table ip "$TABLE" >/dev/null 2>&1
}
is_let_through() {
	[ "$(ip rule show pref $LET_THROUGH)" ]
}

redirect_rules() {
	cat <<-END
	table ip $TABLE {
		chain prerouting {
			type nat hook prerouting priority dstnat;
			ip daddr $RADIUS_ADDRESS udp dport $RADIUS_PORT dnat to $PEER_ADDRESS
		}
		chain postrouting {
			type nat hook postrouting priority srcnat;
			ip daddr $PEER_ADDRESS udp dport $RADIUS_PORT ct status dnat snat to $RADIUS_ADDRESS
		}
	}
	END
}

take() {	# STEP
	t_name=${1#*:}
	case $1 in
	redirect:)
		is_let_through || let_through add || return
		redirect_rules | run nft -f -
		;;
	unit:*) run systemctl stop "$t_name" ;;
	session:*) run birdc disable "$t_name" ;;
	boot:*) run systemctl disable --quiet "$t_name" ;;
	esac
}

take_back() {	# STEP
	t_name=${1#*:}
	case $1 in
	redirect:)
		! is_translated || run nft delete table ip "$TABLE" || return
		! is_let_through || let_through del || return
		forget_flows
		;;
	unit:*) run systemctl start "$t_name" ;;
	session:*) run birdc enable "$t_name" ;;
	boot:*) run systemctl enable --quiet "$t_name" ;;
	esac
}

# KIND NAME...: steps of that kind.
steps_of() {
	o_kind=$1
	shift
	for o_name do
		echo "$o_kind:$o_name"
	done
}

# What stands in $STATE was begun by a drain and not taken back: it is written
# before a step is taken, so that one that was cut short is taken back too.
recorded() {	# STEP
	[ -e "$STATE" ] && grep -qxF -e "$1" "$STATE"
}
record() {	# STEP
	[ "$APPLY" ] || return 0
	recorded "$1" || { echo "$1" >>"$STATE" && sync "$STATE"; } ||
		stop 2 "$STATE: cannot be written"
}
strike() {	# STEP
	[ "$APPLY" ] || return 0
	grep -vxF -e "$1" "$STATE" >"$STATE.new"
	{ sync "$STATE.new" && mv "$STATE.new" "$STATE"; } ||
		stop 2 "$STATE: cannot be written"
	[ -s "$STATE" ] || rm "$STATE"
}
