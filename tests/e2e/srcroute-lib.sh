# A router with two members' networks and a transit of its own, in network
# namespaces, for tests of srcroute-*.  Source it behind tests/cli/lib.sh.
#
#   subscriber --- router --- ils     5.183.104.0/24, 2a0e:c400::/40
#   (sub0, ens19)         --- rzn     192.0.2.0/24, 2001:db8:b::/48
#                         --- transit (what the main table's default says)
#
# The script runs itself again as root of namespaces of its own, where
# everything ends with it; where that is not allowed each test is skipped.
# shellcheck shell=sh disable=SC2016,SC2034

FAR4=203.0.113.1 FAR6=2001:db8:f::1

srcroute_begin() {	# SCRIPT
	if [ -z "${SRCROUTE_NS-}" ]; then
		unshare -rnm --pid --fork --kill-child --mount-proc true \
		    2>/dev/null || {
			skip "$1" 'no namespaces'
			finish
		}
		SRCROUTE_NS=1 exec unshare -rnm --pid --fork --kill-child \
		    --mount-proc sh "$1"
	fi
	mount -t tmpfs tmpfs /run
	mkdir /run/netns
	ip link set lo up
	# No second of waiting before an address is used.
	sysctl -qw net.ipv6.conf.default.accept_dad=0
}

# NAMESPACE COMMAND...; the script itself is the router.
in_ns() {
	i_ns=$1
	shift
	nsenter --net=/run/netns/"$i_ns" "$@"
}

# NAMESPACE OUR-INTERFACE THEIR-INTERFACE NUMBER: a wire, 10.0.N.1 and
# fd00:N::1 here, .2 and ::2 there.
wire() {
	ip netns add "$1"
	in_ns "$1" sysctl -qw net.ipv6.conf.default.accept_dad=0
	ip link add "$2" type veth peer name "$3" netns "$1"
	ip link set "$2" up
	in_ns "$1" ip link set lo up
	in_ns "$1" ip link set "$3" up
	ip addr add "10.0.$4.1/24" dev "$2"
	ip addr add "fd00:$4::1/64" dev "$2" nodad
	in_ns "$1" ip addr add "10.0.$4.2/24" dev "$3"
	in_ns "$1" ip addr add "fd00:$4::2/64" dev "$3" nodad
	in_ns "$1" ip route add default via "10.0.$4.1"
	in_ns "$1" ip -6 route add default via "fd00:$4::1"
}

# An uplink: whoever gets a packet for the far end is counted by it.
uplink() {	# NAMESPACE INTERFACE NUMBER
	wire "$1" "$2" up0 "$3"
	in_ns "$1" ip addr add $FAR4/32 dev lo
	in_ns "$1" ip addr add $FAR6/128 dev lo nodad
}

srcroute_net() {
	wire sub ens19 sub0 0
	for s_addr in 5.183.104.10 192.0.2.10 198.51.100.10; do
		in_ns sub ip addr add $s_addr/32 dev lo
		ip route add $s_addr/32 via 10.0.0.2
	done
	for s_addr in 2a0e:c400::10 2001:db8:b::10 2001:db8:c::10; do
		in_ns sub ip addr add $s_addr/128 dev lo nodad
		ip -6 route add $s_addr/128 via fd00:0::2
	done
	uplink ils ens1 1
	uplink rzn ens2 2
	uplink transit ens18 3
	sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
	ip route add default via 10.0.3.2
	ip -6 route add default via fd00:3::2
}

# The members' tables, as BIRD would fill them.
srcroute_tables() {
	ip route add default via 10.0.1.2 table 1001
	ip -6 route add default via fd00:1::2 table 1001
	ip route add default via 10.0.2.2 table 1002
	ip -6 route add default via fd00:2::2 table 1002
}

# FILE PREFIXES-OF-ILS PREFIXES-OF-RZN: each a list with blanks.
srcroute_site() {
	s_prefixes() {
		printf '%s\n' "$@" | sed '/./!d
		    s/.*/{ "prefix": "&" }/; $!s/$/,/'
	}
	# shellcheck disable=SC2086 # lists
	cat >"$1" <<-END
	{ "members": {
	    "ils": { "table": 1001, "prefixes": [ $(s_prefixes $2) ] },
	    "rzn": { "table": 1002, "prefixes": [ $(s_prefixes $3) ] } },
	  "routing": { "subscriber-interfaces": ["ens19"],
	               "core-interfaces": ["ens18"] } }
	END
}

# Packets for the far end that an uplink got so far, of both families.
got() {	# NAMESPACE
	in_ns "$1" awk '
	    $1 == "Udp:" && $2 ~ /[0-9]/ { n += $3 }
	    $1 == "Udp6NoPorts" { n += $2 }
	    END { print n + 0 }' /proc/net/snmp /proc/net/snmp6
}

# Remember what each got, to ask for the difference.
mark_got() {
	for g_ns in ils rzn transit; do
		eval "GOT_$g_ns=$(got $g_ns)"
	done
}
got_since() {	# NAMESPACE
	eval "echo \$(($(got "$1") - GOT_$1))"
}
all_got() {
	echo $(($(got_since ils) + $(got_since rzn) + $(got_since transit)))
}
# Until that many arrived anywhere, or no more do: some may never.
await_got() {	# COUNT
	a_same=0 a_last=-1
	until a_now=$(all_got); [ "$a_now" -ge "$1" ] || [ $a_same -eq 8 ]; do
		[ "$a_now" -eq "$a_last" ] || a_same=0
		a_same=$((a_same + 1)) a_last=$a_now
		sleep 0.02
	done
}

# COUNT packets from each subscriber's address given; who gets them.
try() {	# COUNT ADDRESS...: "ils N rzn N transit N"
	y_count=$1
	shift
	mark_got
	for y_from do
		y_to=$FAR4
		case $y_from in *:*) y_to=$FAR6 ;; esac
		in_ns sub "$BUILD/tests/tool/udpsend" "$y_from" $y_to \
		    "$y_count" >/dev/null
	done
	await_got $((y_count * $#))
	echo "ils $(got_since ils) rzn $(got_since rzn)" \
	    "transit $(got_since transit)"
}

sync_() {	# ARGUMENT...
	"$BIN/srcroute-sync" -c "$D/site.json" "$@"
}

# Rules of both families without the kernel's own.
rules() {
	{ ip -4 rule show; ip -6 rule show; } |
	    grep -Ev '^(0|32766|32767):' | sed 's/ \[detached\]//'
}

# Packets from subscribers' addresses until flow_stop, which sets FLOW_SENT;
# neither in a subshell.
flow_start() {	# ADDRESS...
	[ -p "$D/flow" ] || mkfifo "$D/flow"
	FLOW_PIDS=
	: >"$D/flow.sent"
	for f_from do
		f_to=$FAR4
		case $f_from in *:*) f_to=$FAR6 ;; esac
		in_ns sub "$BUILD/tests/tool/udpsend" "$f_from" $f_to \
		    <"$D/flow" >>"$D/flow.sent" &
		FLOW_PIDS="$FLOW_PIDS $!"
	done
	exec 9>"$D/flow"
}
flow_stop() {
	exec 9>&-
	# shellcheck disable=SC2086 # a list
	wait $FLOW_PIDS
	FLOW_SENT=$(awk '{ n += $1 } END { print n + 0 }' "$D/flow.sent")
}
