#!/bin/sh
# ntp-ratecheck read: what it makes of captures of every kind.  mkcap makes
# them of lines (see there), ntpsim of clients behind a limit.
. tests/cli/lib.sh

P="$BIN/ntp-ratecheck"
SIM="$BUILD/tests/tool/ntpsim"

cap() {	# FILE OPTION...: of the lines on standard input
	cap_file=$D/$1
	shift
	"$BUILD/tests/tool/mkcap" "$@" >"$cap_file"
}

sim() {	# FILE KEY=VALUE...
	sim_file=$D/$1
	shift
	"$SIM" "$@" >"$sim_file"
}

# Read a capture as JSON; the whole has that exit code, and its first line
# has each of the words.
told() {	# CODE FILE WORD... [-- OPTION...]
	told_rc=$1 told_file=$D/$2 told_words='' rc=0
	shift 2
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		told_words="$told_words $1"
		shift
	done
	[ $# -eq 0 ] || shift
	"$P" read -j -r "$told_file" "$@" >"$D/json" 2>"$D/told.err" || rc=$?
	for word in $told_words; do
		head -n 1 "$D/json" | grep -Eq "[{,]\"${word%%:*}\":${word#*:}[,}]" &&
		    continue
		echo "no $word"
		rc=no
	done
	[ "$rc" = "$told_rc" ] && return
	echo "exit $rc"
	cat "$D/json" "$D/told.err"
	return 1
}

# A line of the last told() that has a regex.
also() {
	grep -Eq "$1" "$D/json" && return
	cat "$D/json"
	return 1
}

# Two answered, one lost, one too near to the end to say.
four() {	# CLIENT SERVER [KEY=VALUE]
	cat <<-END
	0    $1 5000 $2 123 3 tx=11 $3
	0.01 $2 123 $1 5000 4 org=11 tx=91 $3
	1    $1 5000 $2 123 3 tx=12 $3
	1.01 $2 123 $1 5000 4 org=12 tx=92 $3
	5    $1 5000 $2 123 3 tx=13 $3
	9.9  $1 5000 $2 123 3 tx=14 $3
	END
}

COUNTS='requests:4 replies:2 answered:2 unanswered:1 unknown:1'
V4='192.0.2.1 198.51.100.1'
V6='2001:db8::1 2001:db8:1::1'

# shellcheck disable=SC2086 # lists of words
{
for link in ethernet vlan qinq pppoe raw rawbsd sll sll2 null loop ppp \
    ppp-bare; do
	{ four $V4; four $V6 | sed 's/5000/5001/'; } | cap x -l "$link"
	ok "$link" told 0 x requests:8 replies:4 answered:4 unanswered:2
done
four $V4 | cap x -l mpls
ok 'mpls' told 0 x $COUNTS
four $V4 | cap x -l ipv4
ok 'ipv4' told 0 x $COUNTS
four $V6 | cap x -l ipv6
ok 'ipv6' told 0 x $COUNTS
four $V4 | cap x -b
ok 'a file of the other order of octets' told 0 x $COUNTS
four $V4 | cap x -n
ok 'a file of nanoseconds' told 0 x $COUNTS
four $V4 ext=3 | cap x
ok 'IPv4 with options' told 0 x $COUNTS
four $V6 ext=3 | cap x
ok 'IPv6 with extension headers' told 0 x $COUNTS
four $V4 more=1000 | cap x -m 600
ok 'IPv4 in fragments' told 0 x $COUNTS
four $V6 more=1000 | cap x -m 600
ok 'IPv6 in fragments' told 0 x $COUNTS
four $V4 | cap x
cat "$D/x" >"$D/in"
ok 'from standard input' told 0 ../../../../../dev/stdin $COUNTS
silent() {
	"$P" read "$@" >/dev/null
}
t 'standard input by name' 0 '' '' -- silent -r -
t 'and without' 0 '' '' -- silent
: >"$D/in"
if command -v tshark >/dev/null; then
	tshark -r "$D/x" -F pcapng -w "$D/ng" 2>/dev/null
	ok 'pcapng' told 0 ng $COUNTS
else
	skip 'pcapng' 'no tshark'
fi
ok 'longer to wait' told 0 x answered:2 unanswered:0 unknown:2 -- -t 5
four $V4 | sed 's/ 123 / 1123 /' | cap x
ok 'another port' told 0 x $COUNTS -- -p 1123
}

# Who answers whom.
cap x <<'END'
0    192.0.2.1 5000 198.51.100.1 123 3 tx=11
0.01 198.51.100.1 123 192.0.2.1 5000 4 org=11 tx=91
1    192.0.2.1 5000 198.51.100.1 123 3 tx=12 rx=55
1.01 198.51.100.1 123 192.0.2.1 5000 4 org=55 tx=92
9    192.0.2.1 5000 198.51.100.1 123 3 tx=13
END
ok 'interleaved' told 0 x answered:2 unanswered:0
ok 'counted as such' also '"interleaved":1,'
cap x <<'END'
0    192.0.2.1 5000 198.51.100.1 123 3 count=6 every=2
0.05 198.51.100.1 123 192.0.2.1 5000 4 tx=91
4.05 198.51.100.1 123 192.0.2.1 5000 4 org=2 tx=92
30   192.0.2.1 5000 198.51.100.1 123 3
END
ok 'counting transmit times' told 0 x answered:2 unanswered:4 unknown:1
cap x <<'END'
0    192.0.2.1 5000 198.51.100.1 123 3 poll=6
0.05 198.51.100.1 123 192.0.2.1 5000 4 tx=91
4    192.0.2.1 5000 198.51.100.1 123 3
8    192.0.2.1 5000 198.51.100.1 123 3
8.05 198.51.100.1 123 192.0.2.1 5000 4 tx=92
12   192.0.2.1 5000 198.51.100.1 123 3
END
ok 'transmit times of 0' told 0 x answered:2 unanswered:1 unknown:1
ok 'which tells who it is' also '"no_transmit":true'
cap x <<'END'
0     192.0.2.1 5000 198.51.100.1 123 3 tx=11 id=7
0.5   192.0.2.1 5000 198.51.100.1 123 3 tx=11 id=8
0.51  198.51.100.1 123 192.0.2.1 5000 4 org=11 tx=91
9     192.0.2.1 5000 198.51.100.1 123 3 tx=13
END
ok 'sent again' told 0 x requests:3 answered:1 unanswered:1
ok 'and known as that' also '"repeated":1,'
four 192.0.2.1 198.51.100.1 id=77 >"$D/lines"
awk '{ print; $1 += 0.0001; print $0, "ttl=63" }' "$D/lines" | cap x
ok 'a mirror shows each twice' told 0 x requests:4 replies:2 answered:2 \
    unanswered:1 mirrored:6
cap x <<'END'
0    192.0.2.1 5000 198.51.100.1 123 3 tx=11
0.01 198.51.100.1 123 192.0.2.1 5000 RATE org=11 tx=1
1    192.0.2.1 5000 198.51.100.1 123 3 tx=12
1.01 198.51.100.1 123 192.0.2.1 5000 DENY org=12 tx=1
2    192.0.2.1 5000 198.51.100.1 123 3 tx=13
2.01 198.51.100.1 123 192.0.2.1 5000 RSTR org=13 tx=1
3    192.0.2.1 5000 198.51.100.1 123 3 tx=14
3.01 198.51.100.1 123 192.0.2.1 5000 STEP org=14 tx=1
4    198.51.100.1 123 192.0.2.1 5000 RATE org=4711 tx=1
9    192.0.2.1 5000 198.51.100.1 123 3 tx=15
END
ok 'kisses of death by kind' told 2 x kod_rate:1 kod_deny:1 kod_rstr:1 \
    kod_other:1 answered:4 unasked:1 'verdict:"server-kod"'
ok 'two of them end it' also '"finding":"denied"'
"$P" read -r "$D/x" >"$D/text"
ok 'by kind in the text, too' grep -q \
    'kisses of death: 1 RATE, 1 DENY, 1 RSTR, 1 of other codes' "$D/text"
cap x <<'END'
0    192.0.2.1 5000 198.51.100.1 123 6
0.1  203.0.113.1 5000 198.51.100.1 123 7
0.2  203.0.113.1 5000 198.51.100.1 123 7
0.3  198.51.100.2 123 198.51.100.1 123 1
0.4  198.51.100.2 123 198.51.100.1 123 5
0.5  198.51.100.2 123 198.51.100.1 123 0
1    192.0.2.1 123 198.51.100.1 123 3 tx=11
1.01 198.51.100.1 123 192.0.2.1 123 4 org=11
9    192.0.2.1 123 198.51.100.1 123 3 tx=12
END
ok 'modes 6 and 7 apart' told 0 x mode6:1 mode7:2 other_modes:2 bad:1 \
    requests:2 answered:1
ok 'who is client is for the mode to say' also \
    '"client":"192.0.2.1".*"port_123":true'

cap x <<'END'
0    192.0.2.1 5000 198.51.100.1 123 3 tx=11
0.01 198.51.100.1 123 192.0.2.1 5000 RATE org=11 tx=1
1    203.0.113.1 5000 198.51.100.1 123 3 tx=12
1.01 198.51.100.1 123 203.0.113.1 5000 RATE org=12 tx=1
9    192.0.2.1 5000 198.51.100.1 123 3 tx=13
END
"$P" read -r "$D/x" --transit 192.0.2.0/24=east --transit 203.0.113.0/24=east \
    >"$D/text"
ok 'one announcer of two prefixes' grep -q \
    'told 2 clients announced by east to slow down: 2 kisses' "$D/text"

# Directions, ends, clocks.
four 192.0.2.1 198.51.100.1 | grep ' 3 ' | cap x
ok 'one direction alone' told 3 x 'verdict:"one-way"' requests:4 answered:null \
    unanswered:null
ok 'unless both would be here' told 0 x unanswered:3 -- --two-way
cap x <<'END'
0    192.0.2.1 5000 198.51.100.1 123 3 tx=11 count=12 every=20
300  192.0.2.1 5000 198.51.100.1 123 3 tx=99
END
ok 'a server that never answers' told 2 x 'verdict:"never-answers"' -- --two-way
four 192.0.2.1 198.51.100.1 | grep ' 4 ' | cap x
ok 'replies alone' told 3 x 'verdict:"one-way"' replies:2
"$P" read -r "$D/x" >"$D/text"
ok 'in words' grep -q '^0 requests, 2 replies; who answered' "$D/text"
cap x -o <<'END'
100    192.0.2.1 5000 198.51.100.1 123 3 tx=11
100.01 198.51.100.1 123 192.0.2.1 5000 4 org=11 tx=91
101    192.0.2.1 5000 198.51.100.1 123 3 tx=12
50     192.0.2.1 5000 198.51.100.1 123 3 tx=13
50.01  198.51.100.1 123 192.0.2.1 5000 4 org=13 tx=92
59     192.0.2.1 5000 198.51.100.1 123 3 tx=14
END
ok 'a clock that goes back' told 0 x clock_jumps:1 answered:2 unanswered:0 \
    unknown:2
cap x -o <<'END'
0     192.0.2.1 5000 198.51.100.1 123 3 tx=11
0.02  192.0.2.2 5000 198.51.100.1 123 3 tx=12
0.01  198.51.100.1 123 192.0.2.1 5000 4 org=11 tx=91
9     192.0.2.1 5000 198.51.100.1 123 3 tx=14
END
ok 'a little out of order' told 0 x clock_jumps:0 answered:1 unanswered:1

# Classes, groups, fingerprints.
cap x <<'END'
0  192.0.2.1 5000 198.51.100.1 123 3 tx=1000 count=8 every=2 precision=-23
0  192.0.2.2 5000 198.51.100.1 123 3 tx=2000 count=9 every=1
0  192.0.2.3 5000 198.51.100.1 123 3 tx=3000 count=40 every=0.9
0  192.0.2.4 5000 198.51.100.2 123 3 tx=4000 count=400 every=0.15 poll=4 precision=-6 delay=65536
0  2001:db8::9 5000 2001:db8:1::1 123 3 tx=5000 count=120 every=15
END
ok 'classes' told 3 x 'verdict:"one-way"'
for pair in 1:ok 2:warn 3:abusive 4:extreme; do
	ok "class ${pair#*:}" also \
	    "\"client\":\"192.0.2.${pair%:*}\".*\"class\":\"${pair#*:}\""
done
ok 'a habit of 15 s' also '"client":"2001:db8::9".*"class":"warn"'
ok 'a fingerprint' also \
    '"192.0.2.4".*"poll":4,"precision":-6,"root_delay":1\.0000,'
for pair in pair:5 server:3 prefix:2 prefix/25:2 prefix/32/64:5 all:1; do
	"$P" read -j -g "${pair%:*}" -r "$D/x" >"$D/json" 2>/dev/null
	ok "--group ${pair%:*}" test \
	    "$(grep -c '"record":"group"' "$D/json")" -eq "${pair#*:}"
done
ok 'rows are bounded' told 3 x requests:577 -- -n 2
ok 'the worst stay' test "$(grep -c '"record":"group"' "$D/json")" -eq 2
ok 'who announces them' told 3 x requests:577 -- \
    --transit 192.0.2.0/30=east --transit 192.0.2.0/24=west
ok 'the longest prefix counts' also '"group":"east","pairs":3,'
ok 'the rest' also '"group":"west","pairs":1,'
ok 'and what nobody announces' also '"group":"\(other\)","pairs":1,'
ok 'every burst' told 3 x requests:577 -- --bursts
ok 'of an iburst' also '"record":"burst".*"192.0.2.1".*"packets":8,.*"iburst":true'
ok 'of none' also '"record":"burst".*"192.0.2.4".*"packets":400,.*"iburst":false'
ok 'a table of few' told 3 x requests:577 'dropped_pairs:[1-9][0-9]*' \
    'dropped_requests:6[01]' -- --max-pairs 2
ok 'the heaviest stays' also '"client":"192.0.2.4".*"class":"extreme"'

# Limits: of one, of several together, of a server, of nobody.
sim x rate=10 seconds=60 jitter=0.5 limit=5 burst=20 seed=11
ok 'one client behind a policer' told 2 x 'verdict:"policer"'
ok 'its rate and burst' also \
    '"model":"bucket","sure":true,"own":true,.*"rate":\{"best":(4\.9|5\.0).*"burst_seen":(19|20)\.'
ok 'it does not back off' also '"backs_off":false'
sim x clients=4 rate=10 seconds=20 jitter=0.1 limit=20 burst=40 spread=1 seed=4
ok 'four behind one policer' told 2 x 'verdict:"policer"' -- -g all
ok 'found over all' also '"own":true,.*"rate":\{"best":(19\.[89]|20\.[012]).*"clients":4'
ok 'and not for each alone' told 2 x 'verdict:"policer"'
ok 'each only shares it' test "$(grep -c '"own":false' "$D/json")" -eq 4
ok 'one policer in all' test "$(grep -c '"finding":"policer"' "$D/json")" -eq 1
sim x clients=50 rate=10 seconds=60 jitter=0.5 limit=450 burst=200 seed=2
ok 'fifty behind one' told 2 x 'verdict:"policer"' -- -g all
ok 'its burst, which no short trace shows' also \
    '"own":true,.*"burst_seen":(19[5-9]|20[0-2])\.'
sim x clients=3 rate=10 seconds=30 jitter=0.5 limit=4 burst=10 each=1 seed=5
ok 'each its own policer' told 2 x 'verdict:"policer"'
ok 'is no shared one' test "$(grep -c '"own":true' "$D/json")" -eq 3
sim x clients=3 rate=0.5 seconds=300 jitter=0.5 loss=0.08 seed=6
ok 'loss by chance' told 1 x
ok 'is none' test "$(grep -Ec '"finding":"(policer|suspected-limit)"' "$D/json")" -eq 0
ok 'and named so' also '"finding":"random-loss"'
cap x <<'END'
0    192.0.2.1 5000 198.51.100.1 123 3 tx=100 count=30 every=20 more=100
5    192.0.2.1 5000 198.51.100.1 123 3 tx=500 count=30 every=20
5.01 198.51.100.1 123 192.0.2.1 5000 4 org=500 tx=500 count=30 every=20
END
ok 'a filter by size' told 2 x 'verdict:"size-filter"'

# IKE.
cap x -m 1400 <<'END'
0 192.0.2.1 4500 203.0.113.9 4500 ike len=2124 spi=77 msgid=1 exchange=35 id=1
1 192.0.2.1 4500 203.0.113.9 4500 ike len=2124 spi=77 msgid=1 exchange=35 id=2 only=1
2 192.0.2.2 500 203.0.113.9 500 ike len=300 spi=78 exchange=34
9 192.0.2.1 5000 198.51.100.1 123 3 tx=1
END
ok 'IKE in fragments' told 3 x packets:5 -- --ike
ok 'not whole, and sent again' also \
    '"client":"192.0.2.1".*"messages":2,"auth":2,"repeated":1,"fragmented":2,"incomplete":1,"largest":2124'
ok 'whole' also '"client":"192.0.2.2".*"messages":1,.*"fragmented":0'
ok 'only where asked for' told 3 x packets:5
ok 'nothing of it' test "$(grep -c '"record":"ike"' "$D/json")" -eq 0

# While it goes on: a line each so many seconds of the capture.
sim x rate=10 seconds=35 limit=5 burst=10
"$P" read -w 10 -r "$D/x" >"$D/text"
ok 'intervals of a file' test "$(grep -c 'requests, .* most from' "$D/text")" -eq 3
ok 'the whole behind them' grep -q '^CRITICAL: ' "$D/text"
"$P" read -j -w 10 <"$D/x" >"$D/json"
ok 'in JSON' test "$(grep -c '^{"record":"interval"' "$D/json")" -eq 3
mkfifo "$D/pipe"
"$P" read -w 5 -r "$D/pipe" >"$D/text" 2>"$D/err" &
pid=$!
{
	cat "$D/x"
	i=0 # it stays open, as tcpdump's would
	until grep -q most "$D/text" || [ $i -ge 100 ]; do
		sleep 0.1
		i=$((i + 1))
	done
	kill -INT $pid
	wait_gone() {
		i=0
		while kill -0 $pid 2>/dev/null && [ $i -lt 100 ]; do
			sleep 0.1
			i=$((i + 1))
		done
	}
	wait_gone
} >"$D/pipe"
rc=0
wait $pid || rc=$?
ok 'an interrupted stream is told' test $rc -eq 2
ok 'all of it' grep -q '^CRITICAL: NTP between 192.0.2.1 ' "$D/text"

# The picture.
sim x clients=4 rate=10 seconds=20 jitter=0.1 limit=20 burst=40 spread=1 seed=4
"$P" read -r "$D/x" --plot "$D/x.svg" >/dev/null
ok 'a plot' grep -q '</svg>' "$D/x.svg"
ok 'with the line of the bucket' grep -q 'class="c-limit"' "$D/x.svg"
ok 'with each client' grep -q '>192.0.2.4</text>' "$D/x.svg"
if command -v xmllint >/dev/null; then
	ok 'a parser takes it' xmllint --noout "$D/x.svg"
else
	skip 'a parser takes it' 'no xmllint'
fi
labels() {
	grep -o '<text .*</text>' "$1"
}
"$P" read -r tests/data/femtocells.pcap --plot "$D/femtocells.svg" >/dev/null
labels "$D/femtocells.svg" >"$D/have"
labels tests/data/femtocells.svg >"$D/want"
ok "the README's picture is what is drawn" diff -u "$D/want" "$D/have"
t 'a plot that cannot be written' 3 '' '/nope/x.svg: No such file' -- \
    silent -r "$D/x" --plot /nope/x.svg

# What is no capture, or half of one.
t 'no such file' 3 '' '/nope: No such file or directory$' -- \
    "$P" read -r /nope
t 'a folder' 3 '' ': want a capture, have: .*directory' -- "$P" read -r "$D"
: >"$D/empty"
t 'an empty file' 3 '' "$D/empty: want a capture, have: truncated" -- \
    "$P" read -r "$D/empty"
echo 'this is no capture, but some text' >"$D/text"
t 'a text' 3 '' "$D/text: want a capture, have: unknown file format" -- \
    "$P" read -r "$D/text"
head -c 20 "$D/x" >"$D/cut"
t 'half a header' 3 '' "$D/cut: want a capture, have: truncated" -- \
    "$P" read -r "$D/cut"
four 192.0.2.1 198.51.100.1 | cap x
head -c 600 "$D/x" >"$D/cut"
ok 'half a packet' told 3 cut cut_short:true
ok 'what is wrong' grep -q 'truncated .*; what is before is told' "$D/told.err"
four 192.0.2.1 198.51.100.1 | cap wifi -l wifi
t 'frames nobody knows' 3 '' \
    'want Ethernet, .* have link type 105 \(802.11\)' -- \
    "$P" read -r "$D/wifi"
four 192.0.2.1 198.51.100.1 | cap x -s 60
ok 'packets cut too short' told 3 x cut:6 requests:0 'verdict:"nothing"'
ok 'say how not to' also 'want tcpdump -s 128'
: | cap x
ok 'a capture without a packet' told 3 x packets:0 'verdict:"nothing"'
cap x <<'END'
0 192.0.2.1 5000 198.51.100.1 53 3
END
ok 'a capture without NTP' told 3 x packets:1 'verdict:"nothing"'
"$P" read -r "$D/x" >"$D/text"
ok 'has no year 1970' test "$(grep -c 1970 "$D/text")" -eq 0

# The command line.
t 'two captures' 3 '' '--read does not go with --interface' -- \
    "$P" read -r a -i b
t 'no argument' 3 '' 'want no more arguments, have "a"' -- "$P" read -r x a
t 'no such interface' 3 '' 'nope0: ' -- "$P" read -i nope0
t 'no such option' 3 '' '--nope: no such option; see -h' -- "$P" read --nope
t 'a value is missing' 3 '' '-t: want a value, have none' -- "$P" read -t
for pair in duration:1..31536000 interval:0..86400 max-pairs:1..10000000 \
    port:1..65535 rows:1..1000000 timeout:1..60; do
	t "--${pair%:*} is bounded" 3 '' \
	    "--${pair%:*}: want ${pair#*:}, have \"-1\"" -- \
	    "$P" read "--${pair%:*}" -1
done
t 'no such group' 3 '' '--group: want client, pair, .* have "x"' -- \
    "$P" read -g x
t 'a bad length' 3 '' '--group: want prefix/LENGTH.* have "prefix/33"' -- \
    "$P" read -g prefix/33
t 'a transit without a name' 3 '' '--transit: want PREFIX=NAME' -- \
    "$P" read --transit 192.0.2.0/24
t 'a transit with a long name' 3 '' '--transit: want a name of at most 40 ' -- \
    "$P" read --transit "192.0.2.0/24=$(printf %041d 0)"
t 'a transit whose name is no text' 3 '' \
    '--transit: want a name of .* have "a\\x1bb"' -- \
    "$P" read --transit "192.0.2.0/24=$(printf 'a\033b')"
t 'a transit that is no prefix' 3 '' '--transit: ' -- \
    "$P" read --transit 192.0.2.1/24=x
t 'groups of no transit' 3 '' '--group transit: want --transit' -- \
    "$P" read -g transit -r "$D/x"
"$P" read -h >"$D/help"
ok 'help names every option' grep -q -- --two-way "$D/help"
full() {
	"$P" read -r tests/data/femtocells.pcap >/dev/full
}
t 'a full disk' 3 '' 'No space left' -- full
finish
