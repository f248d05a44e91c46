#!/bin/sh
# srcroute-check: what monitoring gets of probes, and where else it looks.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/srcroute-check-lib.sh
bed "$@"
rules
defaults

# The first line of --plugin, its numbers as N.
plugin() {
	plugin_rc=0
	check --plugin -i 200ms -k 2 "$@" >"$D/said" || plugin_rc=$?
	sed -E 's/[0-9]+\.[0-9]{3}ms/Nms/g; q' "$D/said"
	return "$plugin_rc"
}
# shellcheck disable=SC2086 # a list
all() { plugin $TARGETS; }
t 'round trips and losses of each path' 0 "SRCROUTE OK - 4 paths are well \
| paths=4;;;0 bad=0;;;0;4 ils_ipv4_rtt=Nms;;;0 ils_ipv4_loss=0%;;;0;100 \
ils_ipv6_rtt=Nms;;;0 ils_ipv6_loss=0%;;;0;100 \
rzn_ipv4_rtt=Nms;;;0 rzn_ipv4_loss=0%;;;0;100 \
rzn_ipv6_rtt=Nms;;;0 rzn_ipv6_loss=0%;;;0;100$NL" '' -- all
t 'IPv4 first, in whatever order they are given' 0 "SRCROUTE OK - 2 paths are \
well | paths=2;;;0 bad=0;;;0;2 ils_ipv4_rtt=Nms;;;0 ils_ipv4_loss=0%;;;0;100 \
ils_ipv6_rtt=Nms;;;0 ils_ipv6_loss=0%;;;0;100$NL" '' -- \
    plugin -M ils -p 2001:db8:9::1 -p 9.9.9.1

n net nft 'add table inet d
    add chain inet d i { type filter hook input priority 0; }
    add rule inet d i ip saddr 5.0.0.1 ip daddr 9.9.9.1 drop'
t 'one of two is silent: half is lost' 1 "SRCROUTE WARNING - 1 of 2 paths are \
not well: ils ipv4 degraded | paths=2;;;0 bad=1;;;0;2 ils_ipv4_rtt=Nms;;;0 \
ils_ipv4_loss=50%;;;0;100$NL" '' -- plugin -M ils -p 9.9.9.1 -p 9.9.9.2
t 'nothing comes back: no round trip' 2 "SRCROUTE CRITICAL - 1 of 2 paths are \
not well: ils ipv4 black-hole | paths=2;;;0 bad=1;;;0;2 ils_ipv4_loss=100%;;;0;100$NL" \
    '' -- plugin -M ils -p 9.9.9.1

# Where packets would go is asked of an address elsewhere.
n rtr ip route add unreachable 9.9.9.3 table 1001
n rtr ip -6 route add unreachable 2001:db8:9::3 table 1001
anchored() { check -M ils "$@" | cut -f 2-4; }
well="ipv4${TAB}OK${TAB}ok$NL"
t 'the route to the anchor counts' 0 "${well}ipv6${TAB}OK${TAB}ok$NL" '' -- \
    anchored --anchor 9.9.9.2
t '--anchor of IPv6' 0 "${well}ipv6${TAB}CRITICAL${TAB}lookup-refused$NL" '' -- \
    anchored --anchor 9.9.9.2 --anchor 2001:db8:9::3
t '--anchor of IPv4' 0 "ipv4${TAB}CRITICAL${TAB}lookup-refused${NL}ipv6${TAB}OK${TAB}ok$NL" \
    '' -- anchored --anchor 9.9.9.3
finish
