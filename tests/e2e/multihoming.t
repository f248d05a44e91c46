#!/bin/sh
# A host with two uplinks, as collecte-multihoming(7) has it, in namespaces:
# transfers by MPTCP that really go by both wires and survive one, that seem to
# and do not, and the default that moves for new connections.
#
#            +--w1--  g1 (fibre)  --+
#      host--+                      +--srv   203.0.113.1 2 3
#            +--w2--  g2 (lte)    --+         2001:db8:f::1 2 3
# shellcheck disable=SC2016,SC2086,SC2317
. tests/cli/lib.sh
. tests/e2e/srcroute-check-lib.sh
. tests/e2e/page-lib.sh
bed_enter "$@"
mount -t tmpfs none /run && mkdir /run/netns
bed_ns host g1 g2 srv
bed_wire g1 home host w1 192.0.2 2001:db8:1
bed_wire g2 home host w2 198.51.100 2001:db8:2
bed_wire g1 far srv s1 10.0.1 fd00:1
bed_wire g2 far srv s2 10.0.2 fd00:2
for i in 1 2; do
	n g$i ip route add default via 10.0.$i.2
	n g$i ip -6 route add default via fd00:$i::2
done
for i in 1 2 3; do
	n srv ip addr add 203.0.113.$i/32 dev lo
	n srv ip addr add 2001:db8:f::$i/128 dev lo nodad
done
n srv ip route add 192.0.2.0/24 via 10.0.1.1
n srv ip route add 198.51.100.0/24 via 10.0.2.1
n srv ip -6 route add 2001:db8:1::/64 via fd00:1::1
n srv ip -6 route add 2001:db8:2::/64 via fd00:2::1
# It answers where it was asked, whatever else it might know.
n host sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0
n host ip route add default via 192.0.2.1
n host ip -6 route add default via 2001:db8:1::1
cp etc/multihoming/collecte.json "$D/site.json"
hcheck() {
	n host "$BIN/srcroute-check" -c "$D/site.json" -t 200ms -i 200ms "$@"
}
hsync() {
	n host "$BIN/srcroute-sync" -c "$D/site.json" "$@"
}
tables() {
	n host ip route replace default via 192.0.2.1 table 1001
	n host ip route replace default via 198.51.100.1 table 1002
	n host ip -6 route replace default via 2001:db8:1::1 table 1001
	n host ip -6 route replace default via 2001:db8:2::1 table 1002
}
says() {	# MEMBER STATE VERDICT TEXT-REGEX [OPTION...]
	s_want="$1 ipv4 $2 $3" s_re=$4
	shift 4
	hcheck "$@" >"$D/said" || :
	sed "s/$TAB/ /g" "$D/said" | grep "^$s_want " | grep -Eq -e "$s_re" ||
	    { cat "$D/said"; return 1; }
}

# Kilobytes that the host sent by a wire.
wire_kb() {
	n host ip -s link show dev "$1" |
	    awk '/TX:/ { getline; print int($1 / 1024) }'
}
# One transfer of 4 MB: what both ends say, and what went by each wire.
LISTEN=$BUILD/tests/tool/mptcpsend
listen_start() {
	: >"$D/got"
	timeout 90 nsenter --net=/run/netns/srv "$LISTEN" \
	    listen 203.0.113.1 5001 >"$D/got" 2>&1 &
	LISTENER=$!
	until_ok grep -q listening "$D/got"
}
transfer() {	# [IN-THE-MIDDLE]
	listen_start
	t_1=$(wire_kb w1) t_2=$(wire_kb w2)
	{
		head -c 1048576 /dev/zero
		eval "${1:-:}" >&2
		head -c 3145728 /dev/zero
	} | timeout 60 nsenter --net=/run/netns/host "$LISTEN" \
	    send 203.0.113.1 5001 4 >"$D/sent" 2>&1
	cat "$D/sent"
	wait $LISTENER
	sed 1d "$D/got"
	KB1=$(($(wire_kb w1) - t_1)) KB2=$(($(wire_kb w2) - t_2))
	echo "$KB1 $KB2" >"$D/kb"
	echo "# w1 $KB1 kB, w2 $KB2 kB" >&2
}
wires() {	# WHICH OF THEM CARRIED MORE THAN A TENTH
	read -r w_1 w_2 <"$D/kb"
	[ $((w_1 * 10)) -lt $((w_1 + w_2)) ] || echo w1
	[ $((w_2 * 10)) -lt $((w_1 + w_2)) ] || echo w2
}

if ! n host ip mptcp endpoint add 192.0.2.2 2>"$D/null" ||
    ! n host "$LISTEN" send 127.0.0.1 1 2>&1 | grep -q refused; then
	skip_all 'no MPTCP'
fi
n host ip mptcp endpoint flush
for ns in host srv; do
	n $ns ip mptcp limits set subflow 2 add_addr_accepted 2
done
n host ip mptcp endpoint add 198.51.100.2 subflow

# 1. As many begin: two uplinks, two subflows, one wire.
t 'without rules: two subflows' 0 "4194304 of 2 subflows${NL}4194304$NL" '#' -- transfer
t 'and one wire' 0 "w1$NL" '' -- wires
ok 'srcroute-check finds it' says lte CRITICAL leak \
    '^.* packets from 198\.51\.100\.0/24 \(198\.51\.100\.2\) leave by table main, 192\.0\.2\.1 dev w1, not by 1002: a rule is missing: run srcroute-sync --apply$' -n

# 2. Rules, and tables that have the same next hop.
ok 'srcroute-sync makes the rules of a host' hsync -a
tables
t 'and wants no guard there' 0 '' '' -- hsync
n host ip route replace default via 192.0.2.1 table 1002
ok 'one wire in both tables is found' says lte WARNING one-wire \
    'leaves by 192\.0\.2\.1 dev w1, as fibre does: two uplinks, one wire$' -n
t 'two subflows again' 0 "4194304 of 2 subflows${NL}4194304$NL" '#' -- transfer
t 'and one wire again' 0 "w1$NL" '' -- wires

# 3. As it should be.
tables
t 'all is well' 0 "fibre${TAB}ipv4${TAB}OK${TAB}ok${TAB}leaves by table 1001, 192.0.2.1 dev w1
fibre${TAB}ipv6${TAB}OK${TAB}ok${TAB}leaves by table 1001, 2001:db8:1::1 dev w1
lte${TAB}ipv4${TAB}OK${TAB}ok${TAB}leaves by table 1002, 198.51.100.1 dev w2
lte${TAB}ipv6${TAB}OK${TAB}ok${TAB}leaves by table 1002, 2001:db8:2::1 dev w2
" '' -- hcheck -n
t 'with rules and tables: two subflows' 0 "4194304 of 2 subflows${NL}4194304$NL" '#' -- transfer
t 'and two wires' 0 "w1${NL}w2$NL" '' -- wires
t 'the fibre dies silently in the middle: all arrives' 0 \
    "4194304 of 2 subflows${NL}4194304$NL" '#' -- transfer 'drop g1'
ok 'by the other wire' sh -c 'read -r w1 w2 <"$1" && [ $w2 -gt 2048 ]' - "$D/kb"
ok 'srcroute-check says so' says fibre CRITICAL black-hole \
    '0 of 3 targets answered 9 probes by 192\.0\.2\.1 dev w1'
ok 'and the other is well' says lte OK ok '3 of 3 targets answer'

# 4. New connections go by the default, which is dead.
connect() {
	listen_start
	c_rc=0
	echo hello | timeout "$1" nsenter --net=/run/netns/host "$LISTEN" \
	    send 203.0.113.1 5001 || c_rc=$?
	kill $LISTENER 2>/dev/null
	wait $LISTENER 2>/dev/null
	return $c_rc
}
t 'a new connection does not open' 124 '' '' -- connect 2
# The script's folder is the host's own /run.
nsenter --net=/run/netns/host "$BIN/srcroute-check" -c "$D/site.json" -w \
    -i 200ms --hold 1 --hold-down 1 --on-down etc/multihoming/uplink.sh \
    --on-up etc/multihoming/uplink.sh >"$D/watch" 2>"$D/watch.err" &
WATCH=$!
at_exit sh -c "kill $WATCH 2>/dev/null"
default_by() {	# INTERFACE
	n host ip route show default | sed 1q | grep -q "dev $1 " &&
	    n host ip -6 route show default | sed 1q | grep -q "dev $1 "
}
ok 'the watch moves the default' until_ok default_by w2
t 'now it opens' 0 "6 of 1 subflows$NL" '' -- connect 20
t 'the way that is well was not touched' 0 '' '' -- sh -c \
    'grep "Z${2}[a-z]*${2}lte" "$1" | grep -v "Z${2}start" || :' - "$D/watch" "$TAB"
undrop g1
ok 'the fibre is back, and so is the default' until_ok default_by w1
# Its link goes down: routes go in every table, the main one's too.
n host ip link set w1 down
ok 'the link of the fibre is down: the default moves' until_ok default_by w2
n host ip link set w1 up
n host ip -6 addr replace 2001:db8:1::2/64 dev w1 nodad
tables
ok 'up again, with its routes: the default is back' until_ok default_by w1
# The other's table is empty: its packets leave by the main one, and it is dead.
lte_is_dead() {
	grep -Eq "Z${TAB}(down|cut-limit)${TAB}lte${TAB}ipv4${TAB}CRITICAL${TAB}no-default${TAB}.*; its packets leave by table main\$" "$D/watch"
}
n host ip route del default table 1002
ok 'an uplink without a default is dead, though a packet gets out' until_ok lte_is_dead
tables
drop g1
drop g2
last_exit() {
	[ "$(grep -c "last-exit${TAB}" "$D/watch")" -ge 2 ]
}
ok 'both are dead: the last exit' until_ok last_exit
ok 'and the default stays' default_by w1
undrop g1
undrop g2
t 'no command failed' 1 '' '' -- grep 'exit status' "$D/watch.err"
kill $WATCH

# 5. The page, from the beginning.
for f in -4 -6; do
	n host ip $f rule flush protocol 173
	n host ip $f route flush table 1001
	n host ip $f route flush table 1002
done
n host ip mptcp endpoint flush
page_run() {
	COLLECTE_CONFIG=$D/site.json PATH=$BIN:$PATH n host sh -c "$1"
}
run_page man/collecte-multihoming.7
finish
