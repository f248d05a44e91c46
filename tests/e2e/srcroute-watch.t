#!/bin/sh
# srcroute-check --watch with real BGP and BFD sessions to two members, in
# namespaces: a member that drops transit while its sessions stay up, lost
# packets that are no alarm, `birdc disable` as --on-down, and the way back.
#
# WATCH_LOSS: seconds of random loss without an alarm (here 4, alone 60).
# shellcheck disable=SC2016,SC2086,SC2317
. tests/cli/lib.sh
. tests/e2e/srcroute-check-lib.sh
PATH=$PATH:/usr/sbin
command -v bird >/dev/null || skip_all 'no bird'
bed "$@"
rules

peer() {	# NAME NUMBER
	cat >"$D/$1.conf" <<-END
	router id 10.255.0.$2;
	protocol device { scan time 1; }
	protocol bfd { interface "r0" { interval 1 s; multiplier 5; }; }
	protocol static s4 { ipv4; route 0.0.0.0/0 unreachable; }
	protocol static s6 { ipv6; route ::/0 unreachable; }
	template bgp t { local as 6450$2; bfd on; connect delay time 1;
	    connect retry time 1; error wait time 1, 1; }
	protocol bgp b4 from t { neighbor 172.16.$2.1 as 64500;
	    ipv4 { import none; export where source = RTS_STATIC; }; }
	protocol bgp b6 from t { neighbor fd00:$2::1 as 64500;
	    ipv6 { import none; export where source = RTS_STATIC; }; }
	END
	n "$1" bird -c "$D/$1.conf" -s "$D/$1.ctl" -P "$D/$1.pid"
}
# A member of the router's: its own default, and a spare one by the other's,
# as two members may agree.
member() {	# NAME NUMBER THE-OTHER'S
	for m_f in 4 6; do
		m_net=0.0.0.0/0 m_hop=172.16.$2.2 m_spare=172.16.$3.2
		[ $m_f = 4 ] ||
			m_net=::/0 m_hop=fd00:$2::2 m_spare=fd00:$3::2
		cat <<-END
		ipv$m_f table $1${m_f}t;
		protocol bgp $1$m_f from t { neighbor $m_hop as 6450$2;
		    ipv$m_f { table $1${m_f}t; import where net = $m_net;
			export none; }; }
		protocol static { ipv$m_f { table $1${m_f}t; preference 1; };
		    route $m_net via $m_spare; }
		protocol kernel { kernel table 100$2;
		    ipv$m_f { table $1${m_f}t; import none; export all; }; }
		END
	done
}
{
	cat <<-END
	router id 10.255.0.9;
	protocol device { scan time 1; }
	protocol bfd { interface "a0", "b0" { interval 1 s; multiplier 5; }; }
	template bgp t { local as 64500; bfd on; connect delay time 1;
	    connect retry time 1; error wait time 1, 1; }
	END
	member ils 1 2
	member rzn 2 1
} >"$D/rtr.conf"
peer a 1
peer b 2
n rtr bird -c "$D/rtr.conf" -s "$D/rtr.ctl" -P "$D/rtr.pid"

within() {	# SHELL-CONDITION, for thirty seconds
	w_tries=0
	until eval "$1" >/dev/null 2>&1; do
		w_tries=$((w_tries + 1))
		[ $w_tries -lt 600 ] || {
			echo "not within 30 s: $1"
			birdc -s "$D/rtr.ctl" show protocols
			cat "$D/watch" "$D/watch.err"
			return 1
		}
		sleep 0.05
	done
}
via() {	# TABLE NUMBER: both defaults are that member's
	n rtr ip route show default table "$1" | grep -q "via 172.16.$2.2" &&
	    n rtr ip -6 route show default table "$1" | grep -q "via fd00:$2::2"
}
four() {	# WHAT STATE: of BGP or BFD, how often
	[ "$(birdc -s "$D/rtr.ctl" show $1 | grep -c "$2")" -eq 4 ]
}
sessions_up() {
	four protocols Established && four 'bfd sessions' ' Up '
}

watch_start() {	# OPTION...
	: >"$D/ran"
	nsenter --net=/run/netns/rtr "$BIN/srcroute-check" -c "$D/site.json" \
	    --watch -i 200ms --hold-down 1 $TARGETS "$@" \
	    >"$D/watch" 2>"$D/watch.err" &
	WATCH=$!
	WATCHED=1
	within 'said_n 4 start "..."'
}
watch_json() {
	nsenter --net=/run/netns/rtr "$BIN/srcroute-check" -c "$D/site.json" \
	    --watch -j -i 200ms >"$D/watch" 2>"$D/watch.err" &
	WATCH=$!
	within '[ $(grep -c "\"event\":\"start\"" "$D/watch") -ge 4 ]'
}
watch_stop() {
	kill $WATCH
	w_rc=0
	wait $WATCH || w_rc=$?
	return $w_rc
}
# What the watch said since the last call of it, without time and text.
said() {
	sed -n "$WATCHED,\$p" "$D/watch" | cut -f 2-4,6 | tr '\t' ' ' | sort
	WATCHED=$(($(wc -l <"$D/watch") + 1))
}
said_n() {	# COUNT EVENT MEMBER
	[ "$(sed -n "$WATCHED,\$p" "$D/watch" |
	    grep -c "Z$TAB$2$TAB$3$TAB")" -eq "$1" ]
}
within_said() {	# COUNT EVENT MEMBER
	within "said_n $1 $2 $3"
}
both_ils() {	# EVENT VERDICT: what said() has of both families
	for b_f in ipv4 ipv6; do
		echo "$1 ils $b_f $2"
	done
}
# Twenty packets of one subscriber's in each family: who forwards them?
count_begin() {
	for c_ns in a b; do
		n $c_ns nft 'add table inet count
		    add counter inet count c
		    add chain inet count p { type filter hook prerouting priority -300; }
		    add rule inet count p iifname r0 udp dport 9 counter name c'
	done
}
counted() {
	for c_ns in a b; do
		n $c_ns nft reset counter inet count c |
		    sed -n "s/.*packets \([0-9]*\).*/$c_ns \1/p"
	done
}
leaves() {
	counted >"$D/null"
	n sub "$BUILD/tests/tool/udpsend" 5.0.0.9 9.9.9.1 20 >"$D/null"
	n sub "$BUILD/tests/tool/udpsend" 2001:db8:a::9 2001:db8:9::1 20 >"$D/null"
	counted
}
probe_rules() {
	{ n rtr ip rule; n rtr ip -6 rule; } | grep -c '^9900:' || :
}

count_begin
ok 'sessions come up' within 'via 1001 1 && via 1002 2 && sessions_up'
t 'packets leave by the member' 0 "a 40${NL}b 0$NL" '' -- leaves

# 1. Detected while everything that BGP and BFD see is well.
ok 'watched without a command: four paths' watch_start --hold 0
t 'they are well' 0 'start ils ipv4 ok
start ils ipv6 ok
start rzn ipv4 ok
start rzn ipv6 ok
' '' -- said
dropped=$(date +%s%N)
drop a
ok 'transit is dropped: found in both families' within_said 2 down ils
lag=$(date -d "$(grep "${TAB}down$TAB" "$D/watch" | tail -n 1 | cut -f 1)" +%s%N)
echo "# both found $(((lag - dropped) / 1000000)) ms after the drop"
ok 'BGP and BFD stay up all the while' sessions_up
t 'what is said' 0 "$(both_ils down black-hole)$NL" '' -- said
t 'without a command nothing is changed' 0 "a 40${NL}b 0$NL" '' -- leaves
undrop a
ok 'it is well again' within_said 2 up ils
t 'first it answers, then it is up' 0 "$(both_ils answers ok; both_ils up ok)$NL" '' -- said
ok 'the end of a watch is no fault' watch_stop

# 2. Random loss is no alarm.
ok 'watched' watch_start --hold 0
drop a 'numgen random mod 100 < 5'
drop b 'numgen random mod 100 < 5'
said >"$D/null"
sleep "${WATCH_LOSS:-4}"
t '5 % lost on each way, of both members: no alarm' 0 '' '' -- sh -c \
    'grep -E "$2(suspect|down|last-exit)$2" "$1" || :' - "$D/watch" "$TAB"
echo "# $(wc -l <"$D/out") alarms in ${WATCH_LOSS:-4} s"
# That it was lost: nine of ten rounds come back whole.
lost() {
	for l_ns in a b; do
		n $l_ns nft list table inet hole |
		    sed -n 's/.*counter packets \([0-9]*\).*/\1/p'
	done | awk '{ n += $1 } END { print n + 0; exit n == 0 }'
}
ok 'and lost they were' lost
echo "# $(cat "$D/out") packets lost in ${WATCH_LOSS:-4} s"
undrop a
undrop b
watch_stop

# 3. `birdc disable` as --on-down, enable as --on-up.
# The script that operators copy, with the birdc of this bed.
mkdir "$D/bin"
printf '#!/bin/sh\nexec %s -s %s "$@"\n' "$(command -v birdc)" "$D/rtr.ctl" \
    >"$D/bin/birdc"
chmod 755 "$D/bin/birdc"
ACT='echo "$COLLECTE_MEMBER $COLLECTE_FAMILY $COLLECTE_STATE $COLLECTE_VERDICT $COLLECTE_TABLE" >>"$D/ran"
PATH=$D/bin:$PATH; exec etc/bird/exit.sh'
acting() {
	export D
	watch_start --hold 1 --shell --on-down "$ACT" --on-up "$ACT"
}
ran() {
	sort "$D/ran"
}
ok 'watched with commands' acting
said >"$D/null"
drop a
ok 'suspect first' within_said 2 suspect ils
ok 'then down' within_said 2 down ils
ok 'BIRD disables the sessions: the spare default' within 'via 1001 2'
t 'the commands know what it is about' 0 "\
ils ipv4 down black-hole 1001
ils ipv6 down black-hole 1001
" '' -- ran
t 'traffic moves' 0 "a 0${NL}b 40$NL" '' -- leaves
t 'the other member is as it was' 0 '' '' -- sh -c \
    'grep "${2}rzn$2" "$1" | grep -v "Z${2}start$2" || :' - "$D/watch" "$TAB"
t 'probes go beside the table' 0 "2$NL" '' -- probe_rules
# The spare answers; the member does not.
sleep 1
t 'what answers by the spare is not taken for the member' 0 \
    "$(both_ils down black-hole; both_ils suspect black-hole)$NL" '' -- said
t 'srcroute-sync knows the rules of the probes' 1 '' \
    "not ours: ip -4 rule add pref 9900 from 5.0.0.1 .*: srcroute-check's, to probe a member that it has cut" \
    -- sh -c 'nsenter --net=/run/netns/rtr "$1" -c "$2" | grep -v 10500' \
    - "$BIN/srcroute-sync" "$D/site.json"
undrop a
ok 'heard again' within_said 2 answers ils
ok 'and said by what' grep -q "${TAB}answers${TAB}ils${TAB}.*; beside it [123] of 3 targets answer" "$D/watch"
ok 'up after the hold-down' within_said 2 up ils
ok 'BIRD enables the sessions' within 'via 1001 1'
t 'the commands know that too' 0 "\
ils ipv4 down black-hole 1001
ils ipv4 up ok 1001
ils ipv6 down black-hole 1001
ils ipv6 up ok 1001
" '' -- ran
ok 'the table beside goes' within '[ "$(probe_rules)" -eq 0 ]'
t 'traffic moves back' 0 "a 40${NL}b 0$NL" '' -- leaves
said >"$D/null"

left_to_bird() {	# VERDICT: what the script does when it is down by that
	PATH=$D/bin:$PATH COLLECTE_STATE=down COLLECTE_VERDICT=$1 \
	    COLLECTE_MEMBER=ils COLLECTE_FAMILY=ipv4 etc/bird/exit.sh
}
t 'a session that is down by itself is left to BIRD' 0 '' '' -- left_to_bird no-default

# 4. A watch that ends meanwhile, and the next one.
drop a
ok 'down again' within_said 2 down ils
ok 'sessions disabled again' within 'via 1001 2'
ok 'the watch ends' watch_stop
t 'and says what stays' 0 "\
srcroute-check: ils ipv4: is cut, and stays so until the next --watch
srcroute-check: ils ipv6: is cut, and stays so until the next --watch
" '' -- grep '^srcroute-check' "$D/watch.err"
ok 'the next one begins' acting
undrop a
ok 'it takes over: up' within_said 2 up ils
ok 'sessions enabled' within 'via 1001 1'
t 'it never thought that it was up' 0 "\
ils ipv4 up ok 1001
ils ipv6 up ok 1001
" '' -- ran
ok 'nothing is left beside' within '[ "$(probe_rules)" -eq 0 ]'
said >"$D/null"

# 5. All silent at once: the fault is more likely here.
: >"$D/ran"
n net nft 'add table inet deaf
add chain inet deaf i { type filter hook input priority 0; }
add rule inet deaf i icmp type echo-request drop
add rule inet deaf i icmpv6 type echo-request drop'
ok 'all are silent: the last exit stays' within_said 2 last-exit ils
ok 'both members' within_said 2 last-exit rzn
t 'no command was run' 0 '' '' -- ran
n net nft delete table inet deaf
ok 'and is cleared' within_said 2 cleared ils
watch_stop

# 6. A command that fails, without a shell.
ok 'watched with a command that fails' watch_start --hold 0 \
    --on-down 'false $COLLECTE_MEMBER; touch no'
drop a
ok 'its failure is told' within 'grep -q "^srcroute-check: ils ipv4: --on-down: exit status 1$" "$D/watch.err"'
undrop a
ok 'up again' within_said 2 up ils
watch_stop
ok 'no shell came near it' test ! -e no
ok 'watched with -j' watch_json
watch_json_lines() {
	jq_='s/^{"time":"20[^"]*Z","event":"start","member":"\([a-z]*\)","family":"\(ipv.\)",.*}$/\1 \2/p'
	sed -n "$jq_" "$D/watch" | sort
}
t 'each line is an object' 0 "ils ipv4${NL}ils ipv6${NL}rzn ipv4${NL}rzn ipv6$NL" '' -- \
    watch_json_lines
watch_stop
finish
