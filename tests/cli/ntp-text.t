#!/bin/sh
# ntp-ratecheck read: bursts and requests without a reply, as text and JSON, and
# a part of a capture; what is no subcommand.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh

P="$BIN/ntp-ratecheck"
"$BUILD/tests/tool/mkcap" >"$D/cap" <<'END'
0    192.0.2.1 5000 198.51.100.1 123 3 tx=11
0.01 198.51.100.1 123 192.0.2.1 5000 4 org=11 tx=91
1    192.0.2.1 5000 198.51.100.1 123 3 tx=12
1.01 198.51.100.1 123 192.0.2.1 5000 4 org=12 tx=92
2    192.0.2.1 5000 198.51.100.1 123 3 tx=13
20   192.0.2.1 5000 198.51.100.1 123 3 tx=14
20.5 192.0.2.1 5000 198.51.100.1 123 3 tx=15
21.0 198.51.100.1 123 192.0.2.1 5000 4 org=15 tx=93
40   192.0.2.1 5000 198.51.100.1 123 3 tx=100 count=10 every=1
60   2001:db8::9 5000 2001:db8:1::1 123 3 tx=16
70   192.0.2.1 5000 198.51.100.1 123 3 tx=17
END
told() {	# WHERE-TO-BEGIN OPTION ...
	from=$1
	shift
	"$P" read -r "$D/cap" "$@" | sed -n "/^$from/,/^\$/p"
}
t 'each burst, also one that another follows' 0 \
'Bursts (less than 3 s between requests):
2020-03-01T00:00:00Z  192.0.2.1  3 in 2.0 s (1.0/s), 2 answered, 1 lost, longest silence 1.0 s, as iburst
2020-03-01T00:00:20Z  192.0.2.1  2 in 0.5 s (2.0/s), 1 answered, 1 lost, longest silence 0.5 s, as iburst
2020-03-01T00:00:40Z  192.0.2.1  10 in 9.0 s (1.0/s), 0 answered, 10 lost, longest silence 9.0 s
' '' -- told Bursts --bursts
t 'each request without a reply' 0 \
'Requests without a reply:
2020-03-01T00:00:02.000000Z  192.0.2.1 > 198.51.100.1
2020-03-01T00:00:20.000000Z  192.0.2.1 > 198.51.100.1
2020-03-01T00:00:40.000000Z  192.0.2.1 > 198.51.100.1
2020-03-01T00:00:41.000000Z  192.0.2.1 > 198.51.100.1
2020-03-01T00:00:42.000000Z  192.0.2.1 > 198.51.100.1
2020-03-01T00:00:43.000000Z  192.0.2.1 > 198.51.100.1
2020-03-01T00:00:44.000000Z  192.0.2.1 > 198.51.100.1
2020-03-01T00:00:45.000000Z  192.0.2.1 > 198.51.100.1
2020-03-01T00:00:46.000000Z  192.0.2.1 > 198.51.100.1
2020-03-01T00:00:47.000000Z  192.0.2.1 > 198.51.100.1
2020-03-01T00:00:48.000000Z  192.0.2.1 > 198.51.100.1
2020-03-01T00:00:49.000000Z  192.0.2.1 > 198.51.100.1
2020-03-01T00:01:00.000000Z  2001:db8::9 > 2001:db8:1::1
' '' -- told Requests --unanswered
lines() {	# RECORD OPTION
	"$P" read -j -r "$D/cap" "$2" | grep "\"record\":\"$1\"" | sed -n "$3"
}
t 'bursts as JSON' 0 '{"record":"burst","group":"192.0.2.1","start":1583020820.000000,"duration_s":0.500,"packets":2,"rate":2.000,"answered":1,"lost":1,"longest_silence_s":0.500,"iburst":true}
' '' -- lines burst --bursts 2p
t 'requests without a reply as JSON' 0 '{"record":"unanswered","time":1583020802.000000,"client":"192.0.2.1","server":"198.51.100.1"}
' '' -- lines unanswered --unanswered 1p
count() { lines "$@" p | wc -l; }
t 'all of them' 0 "13$NL" '' -- count unanswered --unanswered
t 'and none where nobody asks for them' 0 "0$NL" '' -- count unanswered --bursts

column() { told CLIENT | awk -v c="$1" '{ print $1, $c }'; }
t 'who was never answered has no round trip' 0 "CLIENT RTT-MS
192.0.2.1 10.0
2001:db8::9 -$NL" '' -- column 10
more() { told CLIENT -n 1 | tail -n 1; }
t 'rows that are left out are counted' 0 "and 1 more (--rows)$NL" '' -- more

short() { "$P" read -r "$D/cap" -d 2 | sed -n 4p; }
t '-d: the first seconds of a capture' 0 \
    "3 requests, 2 answered, 0 lost (0.0 %), 1 open at the end$NL" '' -- short

t 'no subcommand' 3 '' '^ntp-ratecheck: want a subcommand, have none; see -h$' \
    -- "$P"
t 'no such subcommand' 3 '' '^ntp-ratecheck: nope: no such subcommand; see -h$' \
    -- "$P" nope
t 'no such option' 3 '' '^ntp-ratecheck: --nope: no such option; see -h$' -- \
    "$P" --nope
crowd() {
	set --
	while [ $# -lt 34 ]; do set -- "$@" --transit 192.0.2.0/24=x; done
	"$P" read -r "$D/cap" "$@"
}
t 'too many transits' 3 '' '--transit: want at most 16 of them$' -- crowd
finish
