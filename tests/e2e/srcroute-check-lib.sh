# Sourced by the tests of srcroute-check, behind tests/cli/lib.sh: a router
# with two members in network namespaces of its own, which end with the test.
#
#                        +--a--+
#   sub --s0-- rtr --a0--/      \
#               |  \--b0--  b  --net   9.9.9.1 9.9.9.2 9.9.9.3
#               +-----t0---------/     2001:db8:9::1 ::2 ::3
#
#   bed "$@"            the namespaces; runs the test anew within
#   n a ip route        a command in one of them
#   rules               what srcroute-sync would make
#   check ARGUMENT...   srcroute-check on the router, with the bed's site file
#   until_ok COMMAND    wait for it
# shellcheck shell=sh
# Names of the bed, for the tests:
# shellcheck disable=SC2034

# Members: name, side, table, IPv4 and IPv6 prefix without its last part.
TARGETS='-p 9.9.9.1 -p 9.9.9.2 -p 9.9.9.3 -p 2001:db8:9::1 -p 2001:db8:9::2
-p 2001:db8:9::3'

# Namespaces cannot be had: the test says so by its name.
skip_all() {	# REASON
	skip "$(basename "$0" .t)" "$1"
	finish
}

# Own user, network, mount and process namespaces: nothing is left behind.
bed_enter() {
	[ "${IN_BED:-}" ] && return
	for bed_tool in ip nft; do
		command -v "$bed_tool" >/dev/null || skip_all "no $bed_tool"
	done
	unshare -rnmpf --kill-child --mount-proc true 2>/dev/null ||
	    skip_all 'no namespaces'
	IN_BED=1 exec unshare -rnmpf --kill-child --mount-proc \
	    "$0" "$@"
}

n() {	# NAMESPACE COMMAND...
	bed_ns=$1
	shift
	nsenter --net="/run/netns/$bed_ns" -- "$@"
}

bed_ns() {	# NAME...
	for bed_name do
		ip netns add "$bed_name" || exit 2
		n "$bed_name" sysctl -qw net.ipv4.ip_forward=1 \
		    net.ipv6.conf.all.forwarding=1 \
		    net.ipv6.conf.default.forwarding=1 \
		    net.ipv6.conf.all.accept_dad=0 \
		    net.ipv6.conf.default.accept_dad=0 \
		    net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0 \
		    net.ipv4.conf.all.rp_filter=0 \
		    net.ipv4.conf.default.rp_filter=0
		n "$bed_name" ip link set lo up
	done
}

# A wire: .1 of the networks at the first end, .2 at the second.
bed_wire() {	# NS LINK NS LINK NET4 NET6
	ip link add "w$2$4" type veth peer name "v$2$4"
	ip link set "w$2$4" netns "$1" name "$2"
	ip link set "v$2$4" netns "$3" name "$4"
	n "$1" ip addr add "$5.1/30" dev "$2"
	n "$1" ip addr add "$6::1/64" dev "$2" nodad
	n "$3" ip addr add "$5.2/30" dev "$4"
	n "$3" ip addr add "$6::2/64" dev "$4" nodad
	n "$1" ip link set "$2" up
	n "$3" ip link set "$4" up
}

# The lent addresses are on the router, and the members route them there
# whether or not BGP is up.
bed_lend() {	# MEMBER NET4 NET6 WIRE4 WIRE6
	n rtr ip addr add "$2.1/32" dev lo
	n rtr ip addr add "$3::1/128" dev lo nodad
	n "$1" ip route add "$2.1/32" via "$4.1"
	n "$1" ip route add "$3::1/128" via "$5::1"
}

bed() {
	bed_enter "$@"
	mount -t tmpfs none /run && mkdir /run/netns
	bed_ns sub rtr a b net
	bed_wire rtr s0 sub s0 10.0.0 fd00
	bed_wire rtr a0 a r0 172.16.1 fd00:1
	bed_wire rtr b0 b r0 172.16.2 fd00:2
	bed_wire rtr t0 net t0 172.16.3 fd00:3
	bed_wire a n0 net a0 172.17.1 fd01:1
	bed_wire b n0 net b0 172.17.2 fd01:2
	for bed_i in 1 2 3; do
		n net ip addr add "9.9.9.$bed_i/32" dev lo
		n net ip addr add "2001:db8:9::$bed_i/128" dev lo nodad
	done
	bed_lend a 5.0.0 2001:db8:a 172.16.1 fd00:1
	bed_lend b 6.0.0 2001:db8:b 172.16.2 fd00:2
	for bed_i in a:1:5.0.0:2001:db8:a b:2:6.0.0:2001:db8:b; do
		bed_m=${bed_i%%:*} bed_i=${bed_i#*:}
		bed_k=${bed_i%%:*} bed_i=${bed_i#*:}
		n "$bed_m" ip route add default via "172.17.$bed_k.2"
		n "$bed_m" ip -6 route add default via "fd01:$bed_k::2"
		n net ip route add "${bed_i%%:*}.0/24" via "172.17.$bed_k.1"
		n net ip route add "${bed_i#*:}::/48" via "fd01:$bed_k::1"
		n rtr ip route add "${bed_i%%:*}.0/24" via 10.0.0.2
		n rtr ip route add "${bed_i#*:}::/48" via fd00::2
		n sub ip addr add "${bed_i%%:*}.9/32" dev lo
		n sub ip addr add "${bed_i#*:}::9/128" dev lo nodad
	done
	n sub ip route add default via 10.0.0.1
	n sub ip -6 route add default via fd00::1
	# The operator's own way out: where nobody's packets should go.
	n rtr ip route add default via 172.16.3.2
	n rtr ip -6 route add default via fd00:3::2
	site >"$D/site.json"
}

site() {
	cat <<'END'
{ "members": {
  "ils": { "table": 1001,
    "prefixes": [ { "prefix": "5.0.0.0/24" },
                  { "prefix": "2001:db8:a::/48" } ],
    "probe-addresses": [ "5.0.0.2", "5.0.0.1", "2001:db8:a::1" ] },
  "rzn": { "table": 1002,
    "prefixes": [ { "prefix": "6.0.0.0/24" },
                  { "prefix": "2001:db8:b::/48" } ],
    "probe-addresses": [ "6.0.0.1", "2001:db8:b::1" ] } },
  "routing": { "subscriber-interfaces": [ "s0" ] } }
END
}

bed_rule() {	# FAMILY PREF WHAT...
	bed_f=$1 bed_p=$2
	shift 2
	n rtr ip "-$bed_f" rule add pref "$bed_p" "$@" protocol 173
}

rules() {
	bed_rule 4 10008 from 5.0.0.0/24 lookup 1001
	bed_rule 4 10008 from 6.0.0.0/24 lookup 1002
	bed_rule 4 10500 iif s0 unreachable
	bed_rule 6 10080 from 2001:db8:a::/48 lookup 1001
	bed_rule 6 10080 from 2001:db8:b::/48 lookup 1002
	bed_rule 6 10500 iif s0 unreachable
}

# What BIRD would have learnt.
defaults() {
	for bed_k in 1 2; do
		n rtr ip route replace default via "172.16.$bed_k.2" \
		    table "100$bed_k"
		n rtr ip -6 route replace default via "fd00:$bed_k::2" \
		    table "100$bed_k"
	done
	for bed_m in a:1:5.0.0:2001:db8:a b:2:6.0.0:2001:db8:b; do
		bed_i=${bed_m#*:} bed_m=${bed_m%%:*}
		bed_k=${bed_i%%:*} bed_i=${bed_i#*:}
		n "$bed_m" ip route replace "${bed_i%%:*}.0/24" \
		    via "172.16.$bed_k.1"
		n "$bed_m" ip route replace "${bed_i#*:}::/48" \
		    via "fd00:$bed_k::1"
	done
}

check() {
	n rtr "$BIN/srcroute-check" -c "$D/site.json" "$@"
}

# Packets that a namespace forwards are dropped, silently.
drop() {	# NAMESPACE [EXPRESSION]
	n "$1" nft "add table inet hole
add chain inet hole f { type filter hook forward priority 0; }
add rule inet hole f ${2:-} counter drop"
}
undrop() {	# NAMESPACE
	n "$1" nft delete table inet hole
}

until_ok() {	# COMMAND..., for thirty seconds
	bed_tries=0
	until "$@" >"$D/until" 2>&1; do
		bed_tries=$((bed_tries + 1))
		[ "$bed_tries" -lt 600 ] || return 1
		sleep 0.05
	done
}
