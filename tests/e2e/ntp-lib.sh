# Sourced by the tests of ntp-ratecheck: a client, a router and servers in
# network namespaces of their own, and real NTP servers in them.
#
#   need TEST PROGRAM... skip it all where these, or namespaces, are not
#   ntp_net              10.91.1.2 to .16 -- router -- 10.91.2.2 to .4
#   inside c COMMAND     in the client's namespace (r: router, s: servers)
#   become s COMMAND &   the same in the background: $! is its pid
#   limit 'RULE'         one more rule for what the router forwards
#   no_limits
#   chrony_start ADDR [LINE ...]
#   run NAME OPTION...   a probe in the background; `wait $RUNS` for all
#   said NAME CODE REGEX what came of it
#
# shellcheck shell=sh
NS=nr$$
SERVERS=

inside() {
	i_ns=$NS$1
	shift
	ip netns exec "$i_ns" "$@"
}

# The same for a daemon: $! is then its own pid, and not that of a shell which
# dies without it.
become() {
	i_ns=$NS$1
	shift
	exec ip netns exec "$i_ns" "$@"
}

ntp_net_down() {
	for pid in $SERVERS; do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	for ns in c r s; do
		ip netns del "$NS$ns" 2>/dev/null
	done
}

link() {	# LEFT ADDRESS RIGHT ADDRESS
	ip link add "v$1$3" netns "$NS$1" type veth peer name "v$3$1" \
	    netns "$NS$3" &&
	    inside "$1" ip addr add "$2/24" dev "v$1$3" &&
	    inside "$3" ip addr add "$4/24" dev "v$3$1" &&
	    inside "$1" ip link set "v$1$3" up &&
	    inside "$3" ip link set "v$3$1" up
}

ntp_net() {
	at_exit ntp_net_down
	for ns in c r s; do
		ip netns add "$NS$ns" && inside "$ns" ip link set lo up ||
		    return 1
	done
	link c 10.91.1.2 r 10.91.1.1 && link s 10.91.2.2 r 10.91.2.1 &&
	    inside c ip route add default via 10.91.1.1 &&
	    inside s ip route add default via 10.91.2.1 &&
	    inside s ip addr add 10.91.2.3/24 dev vsr &&
	    inside s ip addr add 10.91.2.4/24 dev vsr || return 1
	for i in 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19; do
		inside c ip addr add "10.91.1.$i/24" dev vcr || return 1
	done
	inside r sysctl -qw net.ipv4.ip_forward=1 &&
	    inside r nft add table ip t &&
	    inside r nft 'add chain ip t f { type filter hook forward priority 0; }'
}

# Skips all of a test, by name, where it cannot run: programs are missing, or
# the right to make namespaces, which root alone has, and not everywhere.
need() {	# TEST PROGRAM...
	need_test=$1
	shift
	for need_program in ip nft "$@"; do
		command -v "$need_program" >/dev/null ||
		    leave "$need_test" "no $need_program"
	done
	if [ "$(id -u)" -ne 0 ] || ! ip netns add "$NS-may" 2>/dev/null ||
	    ! ip netns del "$NS-may"; then
		leave "$need_test" 'no right to make namespaces'
	fi
}

leave() {
	skip "$1" "$2"
	finish
}

limit() {
	inside r nft add rule ip t f "$@"
}

no_limits() {
	inside r nft flush chain ip t f
}

# A request each 100 ms, until one is answered; from a source of its own, as
# servers count what each client asks.
wait_answer() {
	i=0
	while [ $i -lt 100 ]; do
		inside c "$BUILD/tests/tool/ntpask" "$1" 10.91.1.12 >/dev/null &&
		    return 0
		i=$((i + 1))
	done
	return 1
}

chrony_start() {
	c_addr=$1
	shift
	{
		echo "local stratum 3"
		echo "allow all"
		echo "bindaddress $c_addr"
		echo "cmdport 0"
		echo "pidfile $D/chrony.$c_addr.pid"
		for line do
			echo "$line"
		done
	} >"$D/chrony.$c_addr.conf"
	become s chronyd -x -d -u root -f "$D/chrony.$c_addr.conf" \
	    >"$D/chrony.$c_addr.log" 2>&1 &
	SERVERS="$SERVERS $!"
	wait_answer "$c_addr"
}

# A probe in the background, from inside; its output in $D/NAME, its code in
# $D/NAME.rc.  `wait $RUNS` waits for all.
run() {	# NAME OPTION...
	run_name=$1
	shift
	{
		inside c "$BIN/ntp-ratecheck" "$@" >"$D/$run_name" 2>"$D/$run_name.err"
		echo $? >"$D/$run_name.rc"
	} &
	RUNS="$RUNS $!"
}

said() {	# NAME CODE REGEX
	[ "$(cat "$D/$1.rc")" = "$2" ] && grep -Eq "$3" "$D/$1" && return
	cat "$D/$1" "$D/$1.err" "$D/$1.rc"
	return 1
}
