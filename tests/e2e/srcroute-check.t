#!/bin/sh
# Every layer of srcroute-check, well and broken, on a router with two members
# in namespaces: what the kernel would do, and what comes back.
# What says and broken run looks unused.
# shellcheck disable=SC2016,SC2317
. tests/cli/lib.sh
. tests/e2e/srcroute-check-lib.sh
bed "$@"

# What one path is said to be, and that its text says so.
says() {	# PATH WEIGHT WORD TEXT-REGEX [ARGUMENT...]
	says_path=$1 says_want="$1 $2 $3" says_re=$4
	shift 4
	check "$@" >"$D/said" || :
	sed "s/$TAB/ /g" "$D/said" | grep "^$says_path " >"$D/path"
	if ! cut -d ' ' -f 1-4 "$D/path" | grep -qx "$says_want" ||
	    ! cut -d ' ' -f 5- "$D/path" | grep -Eq -e "$says_re"; then
		cat "$D/said"
		return 1
	fi
}
# The same for IPv4 and IPv6 of ils, which fail alike.
both() {	# WEIGHT WORD TEXT-REGEX [ARGUMENT...]
	says 'ils ipv4' "$@" && says 'ils ipv6' "$@"
}
# Nobody else is to blame.
rzn_is_well() {
	says 'rzn ipv4' OK ok '' && says 'rzn ipv6' OK ok ''
}
# ip route and ip -6 route alike.
route() {
	n rtr ip route "$@" && n rtr ip -6 route "$@"
}
# shellcheck disable=SC2086 # a list
probes() {	# says and both, with probes
	"$@" -i 200ms $TARGETS
}

ok 'nothing made yet: subscribers leave by the main table' both CRITICAL \
    leak "^packets from .* leave by table main, .* dev t0, not by 1001: a rule is missing: run srcroute-sync --apply$"
bed_rule 4 10500 iif s0 unreachable
bed_rule 6 10500 iif s0 unreachable
ok 'the guard alone: refused, and what to run' both CRITICAL rule-missing \
    '^the guard refuses subscribers: 1 of the declared rules is missing: run srcroute-sync --apply; the first: pref 100[08][80] from .* lookup 1001 protocol 173$'
n rtr ip rule flush protocol 173
n rtr ip -6 rule flush protocol 173
rules
ok 'rules, but no table' says 'ils ipv4' CRITICAL table-missing \
    '^the kernel has no table 1001: is BIRD running\?; subscribers are refused, none leaks$'
ok 'an IPv6 table is made by its rule' says 'ils ipv6' CRITICAL no-default \
    '^table 1001 has no default: '
defaults
n rtr ip route del default table 1001
n rtr ip -6 route del default table 1001
n rtr ip route add 5.0.0.0/24 via 10.0.0.2 table 1001
ok 'trap 18: a table without default' says 'ils ipv4' CRITICAL no-default \
    '^table 1001 has no default: the BGP session is down.*none leaks$'
ok 'the others are well' rzn_is_well
n rtr ip rule del pref 10500
ok 'no default and no guard: a leak, and why' says 'ils ipv4' CRITICAL leak \
    'leave by table main.*the table has no default, and the guard is missing'
bed_rule 4 10500 iif s0 unreachable
route add unreachable default table 1001
ok 'a default that refuses' both CRITICAL default-refuses \
    '^the default of table 1001 is unreachable: '
route del unreachable default table 1001
route add unreachable default metric 5000 table 1001
defaults
ok 'the default of the least metric counts' both OK ok ''
route del unreachable default metric 5000 table 1001

t 'trap 19: all is well; silent on stderr, exit 0' 0 \
    "ils${TAB}ipv4${TAB}OK${TAB}ok${TAB}leaves by table 1001, 172.16.1.2 dev a0
ils${TAB}ipv6${TAB}OK${TAB}ok${TAB}leaves by table 1001, fd00:1::2 dev a0
rzn${TAB}ipv4${TAB}OK${TAB}ok${TAB}leaves by table 1002, 172.16.2.2 dev b0
rzn${TAB}ipv6${TAB}OK${TAB}ok${TAB}leaves by table 1002, fd00:2::2 dev b0
" '' -- check
t '-M: one member alone, also by --plugin' 0 \
    'SRCROUTE OK - 2 paths are well | paths=2;;;0 bad=0;;;0;2
OK rzn ipv4 ok: leaves by table 1002, 172.16.2.2 dev b0
OK rzn ipv6 ok: leaves by table 1002, fd00:2::2 dev b0
' '' -- check -M rzn --plugin
t '-j' 0 '{"member":"rzn","family":"ipv4","state":"OK","verdict":"ok","text":"leaves by table 1002, 172.16.2.2 dev b0","table":1002,"interface":"b0","gateway":"172.16.2.2","source":"6.0.0.1"}
{"member":"rzn","family":"ipv6","state":"OK","verdict":"ok","text":"leaves by table 1002, fd00:2::2 dev b0","table":1002,"interface":"b0","gateway":"fd00:2::2","source":"2001:db8:b::1"}
' '' -- check -M rzn -j

# 1: rules that look right and are not.
n rtr ip rule del pref 10500
ok 'no guard, though all leave right: a warning' says 'ils ipv4' WARNING \
    guard-missing 'run srcroute-sync --apply; pref 10500 iif s0 unreachable'
bed_rule 4 10500 iif s0 unreachable
n rtr ip rule del pref 10008 from 5.0.0.0/24
n rtr ip rule add pref 10008 from 5.0.0.0/25 lookup 1001 protocol 173
n rtr ip rule add pref 10009 from 5.0.0.0/24 lookup 1001 protocol 173
ok 'another rule does the work of the declared one: a warning' \
    says 'ils ipv4' WARNING rule-missing '^1 of the declared rules is missing'
n rtr ip rule del pref 10008 from 5.0.0.0/25
n rtr ip rule del pref 10009
n rtr ip rule add not from 5.0.0.0/24 pref 10008 lookup 1001 protocol 173
ok 'a rule that is inverted is not the declared one' says 'ils ipv4' \
    CRITICAL rule-missing 'the guard refuses subscribers'
n rtr ip rule del not from 5.0.0.0/24 pref 10008
bed_rule 4 10008 from 5.0.0.0/24 lookup 1001
n rtr ip rule add pref 50 from 5.0.0.0/24 lookup 1002
ok 'a foreign rule in front: by the other member' says 'ils ipv4' CRITICAL \
    leak 'leave by table 1002 of member rzn, 172.16.2.2 dev b0, not by 1001: a foreign rule stands in front'
ok 'the other one is named though it is not looked at' says 'ils ipv4' \
    CRITICAL leak 'leave by table 1002 of member rzn, ' -M ils
n rtr ip rule del pref 50
n rtr ip rule add pref 50 iif s0 from 5.0.0.0/24 unreachable
ok 'a foreign rule in front that refuses' says 'ils ipv4' CRITICAL refused \
    'though table 1001 has a default: a rule stands in front'
n rtr ip rule del pref 50
n rtr ip -6 rule add pref 50 from 2001:db8:a::/48 lookup main
ok 'IPv6 alone' says 'ils ipv6' CRITICAL leak 'leave by table main, fd00:3::2'
n rtr ip -6 rule del pref 50

# 2 and 3: links, neighbours, forwarding.
n a ip link set r0 down
ok 'the far end of the link is down' both CRITICAL link-down \
    '^a0, to which the default of table 1001 points, has no carrier$'
n a ip link set r0 up
# The far end lost its IPv6 addresses with the link.
n a ip addr add fd00:1::2/64 dev r0 nodad
n a ip route replace 2001:db8:a::/48 via fd00:1::1
n a ip route replace 2001:db8:a::1/128 via fd00:1::1
defaults
n rtr sysctl -qw net.ipv4.conf.s0.rp_filter=1
n rtr ip route del 5.0.0.0/24
ok 'strict rp_filter' says 'ils ipv4' CRITICAL lookup-refused \
    '^the kernel would drop packets from 5.0.0.0/24 .* on s0\): .*rp_filter'
n rtr sysctl -qw net.ipv4.conf.s0.rp_filter=0
n rtr ip route add 5.0.0.0/24 via 10.0.0.2
n rtr sysctl -qw net.ipv4.conf.s0.forwarding=0
ok 'no forwarding' says 'ils ipv4' CRITICAL lookup-refused 'no forwarding'
n rtr sysctl -qw net.ipv4.conf.s0.forwarding=1
n rtr ip link set s0 name s1
ok 'the subscribers have no interface' both CRITICAL lookup-refused \
    'No such device'
n rtr ip link set s1 down
n rtr ip link set s1 name s0
n rtr ip link set s0 up
n rtr ip route add 5.0.0.0/24 via 10.0.0.2
n rtr ip route add 6.0.0.0/24 via 10.0.0.2

# 4: what comes back.
ok 'probes are answered' probes both OK ok '; 3 of 3 targets answer in [0-9]+\.[0-9]{3} ms$'
drop a
ok 'transit dropped: a black hole' probes both CRITICAL black-hole \
    '^nothing comes back: 0 of 3 targets answered 9 probes by .* dev a0, which answers on its link'
ok 'the kernel alone sees nothing of it' both OK ok ''
undrop a
drop a 'ip daddr { 9.9.9.1, 9.9.9.2 }'
ok 'some targets are silent: a warning' probes says 'ils ipv4' WARNING \
    degraded '^1 of 3 targets answer'
undrop a
n a ip route del default
n a ip -6 route del default
ok 'the member has no way itself, and says so' probes both CRITICAL \
    unreachable '^no target answers; .* says: (network unreachable|no route)$'
n a ip route replace default via 172.17.1.2
n a ip -6 route replace default via fd01:1::2
n net ip route add 9.9.9.8 via 172.17.1.1
n net ip route add 2001:db8:9::8 via fd01:1::1
ok 'packets go in circles' both CRITICAL loop \
    '^no target answers; .* says that the hop limit ran out: packets go in circles$' \
    -p 9.9.9.8 -p 2001:db8:9::8 -i 200ms
n rtr nft 'add table inet self
add chain inet self o { type filter hook output priority 0; }
add rule inet self o oifname a0 icmp type echo-request drop
add rule inet self o oifname a0 icmpv6 type echo-request drop'
ok 'a filter of our own' probes both CRITICAL send-refused \
    'cannot be sent: Operation not permitted'
n rtr nft delete table inet self
for f in 4 6; do
	n rtr sysctl -qw "net.ipv$f.neigh.a0.mcast_solicit=1" \
	    "net.ipv$f.neigh.a0.retrans_time_ms=100"
done
n a ip addr flush dev r0
n rtr ip neigh flush dev a0
ok 'the next hop is gone from its link' probes both CRITICAL \
    neighbour-failed '^the next hop (172.16.1.2|fd00:1::2) dev a0 does not answer on its link$'
n a ip addr add 172.16.1.2/30 dev r0
n a ip addr add fd00:1::2/64 dev r0 nodad
bed_lend_back() {
	n a ip route add "$1" via "$2"
}
bed_lend_back 5.0.0.1/32 172.16.1.1
bed_lend_back 2001:db8:a::1/128 fd00:1::1
defaults
ok 'it is back' until_ok probes both OK ok ''

# 4: other questions than an echo.
n net "$BUILD/tests/tool/probeanswer" ntp 9.9.9.1 123 &
at_exit kill "$!"
n net "$BUILD/tests/tool/probeanswer" dns 2001:db8:9::1 5353 &
at_exit kill "$!"
n net "$BUILD/tests/tool/probeanswer" radius 9.9.9.2 1812 testing123 &
at_exit kill "$!"
(umask 077; echo testing123 >"$D/secret"; echo wrong >"$D/wrong")
ok 'NTP' until_ok says 'ils ipv4' OK ok '1 of 1 targets' -M ils \
    -p ntp:9.9.9.1 -i 200ms
ok 'DNS, with a port' until_ok says 'ils ipv6' OK ok '1 of 1 targets' -M ils \
    -p 'dns:[2001:db8:9::1]:5353' -i 200ms
ok 'RADIUS' until_ok says 'ils ipv4' OK ok '1 of 1 targets' -M ils \
    -p "radius:9.9.9.2=$D/secret" -i 200ms
ok 'RADIUS with another secret: silence' says 'ils ipv4' CRITICAL black-hole \
    '0 of 1 targets answered 3 probes' -M ils -p "radius:9.9.9.2=$D/wrong" \
    -i 200ms
ok 'a port that is closed has been reached' says 'ils ipv4' OK ok \
    '1 of 1 targets' -M ils -p dns:9.9.9.3 -i 200ms
ok 'and over IPv6' says 'ils ipv6' OK ok '1 of 1 targets' -M ils \
    -p ntp:2001:db8:9::3 -i 200ms
n net nft 'add table inet adm
add chain inet adm i { type filter hook input priority 0; }
add rule inet adm i udp dport 53 reject with icmpx admin-prohibited'
ok 'a port that is forbidden is no answer' says 'ils ipv4' CRITICAL \
    unreachable '9.9.9.3 says: prohibited by a filter' -M ils \
    -p dns:9.9.9.3 -i 200ms
n net nft delete table inet adm
t 'a secret that others can read' 3 '' 'srcroute-check: .*secret' -- \
    sh -c 'chmod 644 "$1"; shift; "$@"' - "$D/secret" \
    nsenter --net=/run/netns/rtr "$BIN/srcroute-check" -c "$D/site.json" \
    -p "radius:9.9.9.2=$D/secret"

# The lent address.
n rtr ip rule add pref 60 from 5.0.0.1/32 lookup 1002
ok 'probes that would leave by another table are not sent' \
    says 'ils ipv4' CRITICAL probe-astray \
    '^probes from 5.0.0.1 .* would leave by table 1002, not by 1001$' \
    -p 9.9.9.1
n rtr ip rule del pref 60
n rtr ip addr del 5.0.0.1/32 dev lo
ok 'no lent address here: a warning' says 'ils ipv4' WARNING no-source \
    '^not probed: none of the member.s probe-addresses is on this machine$' \
    -p 9.9.9.1
ok '-n: then nothing is probed, whatever the site file says' \
    says 'ils ipv4' OK ok '' -n
n rtr ip addr add 5.0.0.2/32 dev lo
ok 'the lent address of this router is found among the others' \
    says 'ils ipv4' OK ok '1 of 1 targets' -p 9.9.9.1
finish
