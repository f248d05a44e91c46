#!/bin/sh
# ntp-ratecheck read while it happens: four clients behind one limiter of a
# real kernel, seen by the clients' side, by all interfaces of the router, and
# through a pipe from tcpdump.
. tests/cli/lib.sh
. tests/e2e/ntp-lib.sh

need 'read on an interface' chronyd

# Until what it wrote has a line like that.
until_said() {	# FILE REGEX
	i=0
	while [ "$i" -lt 200 ]; do
		grep -Eq "$2" "$1" 2>/dev/null && return
		sleep 0.1
		i=$((i + 1))
	done
	cat "$1"
	return 1
}

listen() {	# NAME NAMESPACE OPTION...
	l_name=$1 l_ns=$2
	shift 2
	become "$l_ns" "$BIN/ntp-ratecheck" read "$@" >"$D/$l_name" \
	    2>"$D/$l_name.err" &
	eval "PID_$l_name=$!"
	SERVERS="$SERVERS $!"
}

# What it says in the end; the code is asked for.
end_of() {	# NAME CODE
	e_pid=0
	eval "e_pid=\$PID_$1"
	kill -INT "$e_pid" 2>/dev/null
	e_rc=0
	wait "$e_pid" || e_rc=$?
	[ "$e_rc" -eq "$2" ] && return
	cat "$D/$1" "$D/$1.err"
	echo "exit $e_rc"
	return 1
}

ok 'three namespaces' ntp_net
ok 'chrony answers' chrony_start 10.91.2.2
ok 'another chrony answers' chrony_start 10.91.2.3
limit ip saddr 10.91.1.2-10.91.1.5 udp dport 123 limit rate over 20/second \
    burst 40 packets drop

listen server c -i vcr -w 1 -j -g server
listen each c -i vcr -w 1 -j
listen any r -i any -w 1 -j
listen text c -i vcr -w 1
listen ike r -i any -w 1 -j --ike
if command -v tcpdump >/dev/null; then
	mkfifo "$D/pipe"
	"$BIN/ntp-ratecheck" read -w 1 -j -g server <"$D/pipe" >"$D/piped" &
	PIPED=$!
	become c tcpdump -i vcr -U -w - udp port 123 >"$D/pipe" \
	    2>"$D/tcpdump.err" &
	SERVERS="$SERVERS $! $PIPED"
	TCPDUMP=$!
fi
# Each listens when it has seen one of somebody's whom nobody limits.
become c "$BUILD/tests/tool/ntpask" 10.91.2.3 10.91.1.9 2 30 >"$D/calm" &
CALM=$!
for name in server each any text ike ${PIPED:+piped}; do
	ok "it listens: $name" until_said "$D/$name" 'requests'
done
ASKED=
for i in 2 3 4 5; do
	inside c "$BUILD/tests/tool/ntpask" 10.91.2.2 10.91.1.$i 10 120 \
	    $((i * 170)) >"$D/asked.$i" &
	ASKED="$ASKED $!"
done
# shellcheck disable=SC2086 # a list of them
wait $ASKED
wait $CALM
inside c "$BUILD/tests/tool/udpsend" 10.91.1.9 10.91.2.3 3 4500 >/dev/null
# The last requests are decided two seconds later: when one more has come.
inside c "$BUILD/tests/tool/ntpask" 10.91.2.3 10.91.1.9 1 4 >/dev/null
if [ "${PIPED:-}" ]; then
	kill "$TCPDUMP"
	rc=0
	wait "$PIPED" || rc=$?
	ok 'the end of a stream' test $rc -eq 2
	ok 'a stream: the limit over the union' grep -Eq \
	    '"own":true,.*"rate":\{"best":(19\.[5-9]|20\.[0-5])' "$D/piped"
else
	skip 'the end of a stream' 'no tcpdump'
	skip 'a stream: the limit over the union' 'no tcpdump'
fi
# A second without traffic has its line, and an interrupt waits for none.
ok 'a quiet second' until_said "$D/server" \
    '"requests":0,.*"heaviest":null,"heaviest_requests":0}'
ok 'by server: CRITICAL' end_of server 2
ok 'its rate' grep -Eq \
    '"server":"10.91.2.2".*"own":true,.*"rate":\{"best":(19\.[5-9]|20\.[0-5])' \
    "$D/server"
ok 'its burst' grep -Eq '"burst_seen":(3[89]|4[01])\.' "$D/server"
ok 'over four clients' grep -Eq '"finding":"policer","text":"NTP between 4' \
    "$D/server"
ok 'a line each second' test "$(grep -c '"record":"interval"' "$D/server")" -ge 10
ok 'each: CRITICAL' end_of each 2
ok 'a limit for none alone' test "$(grep -c '"own":true' "$D/each")" -eq 0
ok 'each but one shares it' test "$(grep -c '"own":false' "$D/each")" -eq 4
ok 'who was not limited has none' grep -Eq \
    '"client":"10.91.1.9".*"unanswered":0,.*"limit":null' "$D/each"
ok 'all interfaces: CRITICAL' end_of any 2
requests() {
	sed -n '/"record":"verdict"/s/.*"requests":\([0-9]*\).*/\1/p' "$1"
}
# A copy is one within 50 ms: a busy machine may be late with one in a hundred.
ok 'each packet counts once there' test \
    $((($(requests "$D/any") - $(requests "$D/server")) * 50)) -le \
    "$(requests "$D/server")"
ok 'its copies are left out' grep -q '"mirrored":[1-9]' "$D/any"
ok 'IKE beside it: CRITICAL' end_of ike 2
ok 'IKE is seen on all interfaces, too' grep -q \
    '"record":"ike","client":"10.91.1.9","server":"10.91.2.3","messages":[1-3],' \
    "$D/ike"
ok 'in words: CRITICAL' end_of text 2
ok 'a line each second there, too' grep -Eq \
    '^....-..-..T..:..:..Z  [0-9]+ requests, .*; most from 10\.91\.1\.[2-5]: ' \
    "$D/text"
ok 'the whole at the end' grep -Eq \
    '^CRITICAL: NTP between 4 clients of 10.91.1.0/24 and 10.91.2.2 is limited to (20|19.9|20.1) ' \
    "$D/text"
finish
