#!/bin/sh
# What etc/ has around srcroute-sync is taken by those it is for.
# shellcheck disable=SC2016,SC2086,SC2317
. tests/cli/lib.sh

# The unit as installed, but for the place of the program and the page.
verify_units() {
	mkdir -p "$D/units" || return 1
	for u in etc/systemd/collecte-srcroute*; do
		sed "s,=/usr/bin/,=$BIN/,; /^Documentation=/d" "$u" \
		    >"$D/units/${u##*/}" || return 1
	done
	systemd-analyze verify "$D/units/collecte-srcroute.timer" \
	    "$D/units/collecte-srcroute.service" \
	    "$D/units/collecte-srcroute-watch.service" >"$D/verify" 2>&1 || {
		cat "$D/verify"
		return 1
	}
	! grep collecte-srcroute "$D/verify"
}
# A command of --on-down that is at work has its time to end: the watch waits.
waits_for_commands() {
	grep -q '^KillMode=mixed$' etc/systemd/collecte-srcroute-watch.service
}
ok 'systemd leaves the commands of a watch that ends alone' waits_for_commands
if command -v systemd-analyze >/dev/null; then
	ok 'systemd takes the timer and both services' verify_units
else
	skip 'systemd takes the timer and both services' 'no systemd-analyze'
fi
first_of_all() {
	grep -q '^Before=network-pre.target' etc/systemd/collecte-srcroute.service &&
	    grep -q '^DefaultDependencies=no' etc/systemd/collecte-srcroute.service
}
ok 'the service goes before every network' first_of_all

# ifupdown's own reader, where it is installed.
if command -v ifquery >/dev/null; then
	t 'ifupdown runs it before the interface is up' 0 \
	    "srcroute-sync --apply$NL" '' -- \
	    sh -c 'ifquery -i etc/network/collecte ens19 | sed -n "s/^pre-up: //p"'
else
	t 'the interface runs it before it is up' 0 1 '' -- sh -c \
	    'printf %s "$(grep -c "^	pre-up srcroute-sync --apply$" etc/network/collecte)"'
fi
bird=$(PATH=$PATH:/usr/sbin command -v bird)
if [ "$bird" ]; then
	ok 'BIRD reads its example' "$bird" -p -c etc/bird/bird.conf
else
	skip 'BIRD reads its example' 'no bird'
fi

# Sessions of any member's name, as member-conf writes them.
exit_of() {	# MEMBER STATE/VERDICT
	PATH=$D:$PATH COLLECTE_MEMBER=$1 COLLECTE_FAMILY=ipv4 \
	    COLLECTE_STATE=${2%/*} COLLECTE_VERDICT=${2#*/} etc/bird/exit.sh
}
is_session() {	# MEMBER up|down
	"$D/birdc" show protocols | grep -q "^${1}4 .* $2 "
}
exits() {	# MEMBER
	exit_of "$1" down/black-hole && is_session "$1" down &&
	    exit_of "$1" up/ok && is_session "$1" up
}
if [ "$bird" ] && unshare -rn true 2>/dev/null; then
	for m in ils my-isp 3com; do
		echo "protocol static '${m}4' { ipv4; route 192.0.2.0/24 unreachable; }"
	done >"$D/bird.conf"
	echo 'router id 192.0.2.1;' >>"$D/bird.conf"
	printf '#!/bin/sh\nexec %s -s "%s" "$@"\n' \
	    "$(PATH=$PATH:/usr/sbin command -v birdc)" "$D/ctl" >"$D/birdc"
	chmod 755 "$D/birdc"
	unshare -rn "$bird" -c "$D/bird.conf" -s "$D/ctl" -P "$D/pid"
	at_exit sh -c 'kill "$(cat "$1")"' - "$D/pid"
	for m in ils my-isp 3com; do
		ok "exit.sh takes a session down and up: $m" exits "$m"
	done
else
	skip 'exit.sh takes a session down and up' 'no bird or no namespaces'
fi
finish
