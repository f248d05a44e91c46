#!/bin/sh
# ntp-ratecheck probe and compare: what they refuse, and what they say of
# servers on loopback that behave in known ways.
. tests/cli/lib.sh

P="$BIN/ntp-ratecheck"
FAKE="$BUILD/tests/tool/fakentp"

fake() {	# OPTION...: sets PORT
	rm -f "$D/port" && mkfifo "$D/port"
	"$FAKE" "$@" >"$D/port" &
	at_exit kill $!
	read -r PORT <"$D/port"
}

# Refusals: nothing is sent.
t 'no host' 3 '' 'want one HOST, have 0; see -h' -- "$P" probe
t 'two hosts' 3 '' 'want one HOST, have 2; see -h' -- "$P" probe a b
t 'no such option' 3 '' '--nope: no such option; see -h' -- \
    "$P" probe --nope a
t 'an option without its value' 3 '' '-m: want a value, have none' -- \
    "$P" probe a -m
for pair in max-rate:1..10000 budget:10..1000000 port:1..65535 \
    seconds:5..3600 source-port:1..65535 size:76..1400; do
	o=${pair%%:*}
	t "--$o is bounded" 3 '' "--$o: want ${pair#*:}, have \"0\"" -- \
	    "$P" probe "--$o" 0 a
done
t '--rounds is bounded' 3 '' '--rounds: want 1..20, have "21"' -- \
    "$P" compare --rounds 21 a
t '--size is a multiple of 4' 3 '' '--size: want a multiple of 4, have "77"' \
    -- "$P" probe -s 77 a
t 'more than 50 a second wants --force' 3 '' \
    '--max-rate: want 50 or less, or --force, have 51' -- "$P" probe -m 51 a
t 'more than 2000 packets want --force' 3 '' \
    '--budget: want 2000 or less, or --force, have 2001' -- \
    "$P" probe -b 2001 a
t 'also in two probes' 3 '' \
    '--budget: want 1000 or less for each of 2 probes, or --force, have 1001' \
    -- "$P" probe -b 1001 --second b a
t 'and with padded ones' 3 '' '--budget: want 994 or less for each of 2' -- \
    "$P" probe -b 995 -s 300 a
t 'and in many rounds' 3 '' '--budget: want 50 or less for each of 40 ' -- \
    "$P" compare --rounds 20 -S 127.0.0.1 -S 127.0.0.2 a
t 'a source is an address' 3 '' \
    '--source: want an IP address, have x' -- \
    "$P" probe -S x a
long=$(printf '%065d' 0)
t 'a long source' 3 '' "--source: want an address, have \"$long\"" -- \
    "$P" probe -S "$long" a
t 'one source for probe' 3 '' 'want one --source, have two' -- \
    "$P" probe -S 127.0.0.1 -S 127.0.0.2 a
t 'no third source' 3 '' 'want no more than two' -- \
    "$P" compare -S 127.0.0.1 -S 127.0.0.2 -S 127.0.0.3 a
t 'two sources for compare' 3 '' 'want two --source, have 1; see -h' -- \
    "$P" compare -S 127.0.0.1 a
t '--size is not for compare' 3 '' '-s: no such option' -- \
    "$P" compare -s 300 a
t '--json and --plugin' 3 '' '--json does not go with --plugin' -- \
    "$P" probe -j --plugin a
t '--size and --second' 3 '' '--size does not go with --second' -- \
    "$P" probe -s 300 --second b a
t 'a host that is no host' 3 '' 'ntp-ratecheck: \\x1b\.invalid: ' -- \
    "$P" probe "$(printf '\033').invalid"
t 'a source of another family' 3 '' '127.0.0.1: ' -- \
    "$P" probe -S ::1 127.0.0.1
t 'a source that is not ours' 3 '' \
    '192.0.2.1 port 0: Cannot assign requested address' -- \
    "$P" probe -S 192.0.2.1 127.0.0.1
t 'an interface that is not there' 3 '' '127.0.0.1: --bind nope0: ' -- \
    "$P" probe -I nope0 127.0.0.1

# The plan.
"$P" probe -N -m 32 -b 123 -T 40 192.0.2.1 >"$D/plan"
ok 'the plan names its bounds' grep -q \
    'at most 123 a round, at most 32 a second, in 40 s' "$D/plan"
"$P" probe -N fr.pool.ntp.org >"$D/plan" 2>"$D/told"
ok 'the pool is held to 2 a second' grep -q 'at most 2 a second' "$D/plan"
ok 'and that is told' grep -q 'held to 2 packets a second' "$D/told"
"$P" probe -N --force fr.pool.ntp.org >"$D/plan" 2>"$D/told"
ok 'unless forced' grep -q 'at most 16 a second' "$D/plan"
"$P" compare -N -S 127.0.0.1 -S 127.0.0.2 192.0.2.1 >"$D/plan"
ok 'compare has rounds in turns' grep -q \
    '127.0.0.2, 2 rounds in turns' "$D/plan"
"$P" probe -N --second 192.0.2.2 192.0.2.1 >"$D/plan"
ok 'a second server' grep -q '192.0.2.1, then 192.0.2.2' "$D/plan"
"$P" probe -h >"$D/help"
ok 'help names every option' grep -q -- --source-port "$D/help"
"$P" compare -h >"$D/help"
ok 'also of compare' grep -q -- --rounds "$D/help"

# Verdicts: the probes run side by side.
run() {	# NAME OPTION...: its output in $D/NAME, its code in $D/NAME.rc
	run_name=$1
	shift
	{
		"$P" "$@" >"$D/$run_name" 2>"$D/$run_name.err"
		echo $? >"$D/$run_name.rc"
	} &
	RUNS="$RUNS $!"
}

said() {	# NAME CODE REGEX
	[ "$(cat "$D/$1.rc")" = "$2" ] && grep -Eq "$3" "$D/$1" && return
	cat "$D/$1" "$D/$1.err" "$D/$1.rc"
	return 1
}

RUNS=
fake && run free probe -T 5 -p "$PORT" 127.0.0.1
run json probe -j -T 5 -p "$PORT" 127.0.0.1
run plugin probe --plugin -T 5 -p "$PORT" 127.0.0.1
run bound probe -T 5 -b 10 -p "$PORT" 127.0.0.1
fake -d DENY && run deny probe -T 5 -p "$PORT" 127.0.0.1
fake -d RSTR && run rstr probe -j -T 5 -p "$PORT" 127.0.0.1
fake -k 3 && run rate probe -T 5 -p "$PORT" 127.0.0.1
fake -s && run silent probe -T 5 -p "$PORT" 127.0.0.1
fake -x && run wrong probe -T 5 -p "$PORT" 127.0.0.1
fake -d DENY && run sizedeny probe -s 300 -T 5 -p "$PORT" 127.0.0.1
fake -k 2 && run sizerate probe -s 300 -T 5 -p "$PORT" 127.0.0.1
fake -s && run sizesilent probe -s 300 -T 5 -p "$PORT" 127.0.0.1
run sizenobody probe -s 300 -T 5 -p 1 127.0.0.1
fake && run second probe -T 5 --second nope.invalid -p "$PORT" 127.0.0.1
fake -a 127.0.0.2 -s && fake -a 127.0.0.1 -p "$PORT" &&
    run plugins probe --plugin -T 5 --second 127.0.0.2 -p "$PORT" 127.0.0.1
fake -o 127.0.0.2 -d DENY && run told compare -T 5 -S 127.0.0.2=one \
    -S 127.0.0.3=two -p "$PORT" 127.0.0.1
fake -n 5 && run lossy compare --plugin -T 10 --rounds 1 -S 127.0.0.2 \
    -S 127.0.0.3 -p "$PORT" 127.0.0.1
fake -l 48 && run size probe -s 300 -T 5 -p "$PORT" 127.0.0.1
fake -n 8 && run loss probe -T 10 -p "$PORT" 127.0.0.1
fake -r 4 -b 6 && run bucket probe -j -T 15 -p "$PORT" 127.0.0.1
run nobody probe -T 5 -p 1 127.0.0.1
fake && run compare compare -T 5 --rounds 1 -S 127.0.0.2=one \
    -S 127.0.0.3=two -p "$PORT" 127.0.0.1
if ! grep -q . /proc/net/if_inet6 2>/dev/null; then
	skip 'IPv6' 'no IPv6'
elif fake -a ::1 -r 5 -b 5; then
	run six probe -j -T 10 -S ::1=here -p "$PORT" ::1
fi
# On a terminal, what is tried; script(1) is one.
if command -v script >/dev/null; then
	fake
	timeout 60 script -qefc "$P probe -T 5 -p $PORT 127.0.0.1" \
	    "$D/terminal" >/dev/null </dev/null &
	RUNS="$RUNS $!"
fi
# shellcheck disable=SC2086 # a list of them
wait $RUNS

ok 'no limit' said free 0 '^no-limit: up to 16 packets a second$'
ok 'no limit, JSON' said json 0 '^\{"verdict":"no-limit","host":"127.0.0.1"'
cp "$D/json" "$D/in"
ok 'JSON that a parser takes' "$BUILD/tests/tool/jsonlines"
: >"$D/in"
ok 'no limit, monitoring' said plugin 0 \
    '^NTP OK - no-limit: .* \| sent=[0-9]+ answered=[0-9]+ loss=0.00%'
ok 'one line for it' test "$(wc -l <"$D/plugin")" -eq 1
ok 'no more packets than the budget' said bound 3 \
    '^packets +10 sent|^inconclusive: too few'
ok 'a kiss of death DENY' said deny 2 '^denied: the server says DENY'
ok 'and nothing more is sent' grep -Eq '^packets +1 sent' "$D/deny"
ok 'a kiss of death RSTR' said rstr 2 '"verdict":"denied".*"kod":"RSTR"'
ok 'a kiss of death RATE' said rate 2 \
    '^server-kod: the server says RATE .* after 3 packets'
ok 'and but one more, much later' grep -Eq '^packets +5 sent in 1[0-9]' \
    "$D/rate"
ok 'silence' said silent 2 '^blocked: none of 7 packets was answered'
ok 'answers to somebody else are none' said wrong 2 '^blocked: none of 7 '
ok 'a filter of sizes' said size 2 '^size-filter: none of 6 padded requests'
ok 'it ends at a kiss of death, too' said sizedeny 2 '^denied: the server says DENY'
ok 'after one packet' grep -Eq '^packets +1 sent' "$D/sizedeny"
ok 'and at RATE' said sizerate 2 '^server-kod: .* after 2 packets'
ok 'without more' grep -Eq '^packets +3 sent' "$D/sizerate"
ok 'and where nothing comes' said sizesilent 2 '^blocked: none of 7 '
ok 'and where nobody is' said sizenobody 2 '^blocked: ICMP says'
ok 'a second server that cannot be asked' said second 3 '^no-limit: '
ok 'is told' grep -q 'nope.invalid: ' "$D/second.err"
ok 'two servers for monitoring' said plugins 2 \
    '^NTP CRITICAL - 127\.0\.0\.1: no-limit: .*; 127\.0\.0\.2: blocked: .* \| '
ok 'a source that the server shuts out' said told 2 \
    '^one is limited, two is not \(the server says so\)$'
ok 'is not asked for again' grep -q '^one (127.0.0.2): 0 of 1 answered' \
    "$D/told"
ok 'and no carrier is blamed' grep -q '^The server itself limits that' \
    "$D/told"
ok 'the same loss for both sources' said lossy 1 '^NTP WARNING - limited: none'
ok 'one in eight lost' said loss 1 '^random-loss: 1[0-9.]+ % is lost'
ok 'a bucket' said bucket 2 \
    '"verdict":"policer".*"rate_pps":\{"best":(3.9|4.0).*"burst":\{"best":[56]\.'
ok 'nobody there' said nobody 2 '^blocked: ICMP says that nothing arrives'
ok 'neither source limited' said compare 0 '^neither source is limited '
[ ! -e "$D/six" ] || ok 'IPv6' said six 2 \
    '"verdict":"policer",.*"server":"::1 port [0-9]+","source":"::1","source_name":"here"'
if [ -e "$D/terminal" ]; then
	ok 'a progress line on a terminal' grep -Eq \
	    '127.0.0.1: (base|ramp), [0-9]+ a second, [0-9]+ sent, [0-5] s left' \
	    "$D/terminal"
else
	skip 'a progress line on a terminal' 'no script'
fi
ok 'no progress line without a terminal' test ! -s "$D/free.err"

# An interrupted probe tells what it saw; a full disk is a failure.
fake
"$P" probe -p "$PORT" 127.0.0.1 >"$D/int" &
pid=$!
sleep 1
kill -TERM $pid
rc=0
wait $pid || rc=$?
ok 'interrupted' test $rc -eq 3
ok 'it says so' grep -q '^inconclusive: interrupted$' "$D/int"
full() {
	"$P" probe -N a >/dev/full
}
t 'a full disk' 3 '' 'No space left' -- full
finish
