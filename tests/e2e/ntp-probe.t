#!/bin/sh
# ntp-ratecheck probe and compare against real servers and real limits, in
# network namespaces.  Each source address is a client of its own to servers
# and limiters, so most probes run side by side.
. tests/cli/lib.sh
. tests/e2e/ntp-lib.sh

need 'probe and compare' chronyd

# Within percent of what nft was told.
near() {	# NAME MEMBER VALUE PERCENT
	got=$(sed -n "s/.*\"$2\":{\"best\":\([0-9.]*\).*/\1/p" "$D/$1")
	echo "$2: want $3 within $4 %, have $got"
	awk -v a="$got" -v b="$3" -v p="$4" \
	    'BEGIN { d = (a - b) / b * 100; exit !(d < p && d > -p) }'
}

ok 'three namespaces' ntp_net
ok 'chrony answers' chrony_start 10.91.2.2
ok 'chrony with ratelimit answers' chrony_start 10.91.2.3 ratelimit
ok 'a second one without answers' chrony_start 10.91.2.4 \
    'deny 10.91.1.15'

limit ip saddr 10.91.1.3 udp dport 123 limit rate over 5/second burst 10 \
    packets drop
limit ip daddr 10.91.1.4 udp sport 123 limit rate over 2/second burst 6 \
    packets drop
limit ip saddr 10.91.1.5 udp dport 123 drop
limit ip saddr 10.91.1.6 udp dport 123 numgen random mod 1000 lt 80 drop
limit ip saddr 10.91.1.7 udp dport 123 limit rate over 380 bytes/second \
    drop
limit ip saddr 10.91.1.8 udp dport 123 ip length gt 76 drop
limit ip saddr 10.91.1.9 udp dport 123 reject with icmp type \
    admin-prohibited
limit ip saddr 10.91.1.10 udp sport 123 drop

# One source is limited, the other is not; and the path, not the server.
limit ip daddr 10.91.1.13 udp sport 123 limit rate over 4/second burst 8 \
    packets drop
limit ip saddr 10.91.1.16 udp dport 123 limit rate over 3/second burst 8 \
    packets drop

RUNS=
run free probe -T 10 -S 10.91.1.2 10.91.2.2
run requests probe -j -S 10.91.1.3 10.91.2.2
run replies probe -j -S 10.91.1.4 10.91.2.2
run blocked probe -T 10 -S 10.91.1.5 10.91.2.2
run random probe -j -S 10.91.1.6 10.91.2.2
run bytes probe -s 300 -T 10 -j -S 10.91.1.7 10.91.2.2
run size probe -s 300 -T 10 -S 10.91.1.8 10.91.2.2
run refused probe -T 10 -S 10.91.1.9 10.91.2.2
run port123 probe -T 5 --source-port 123 -S 10.91.1.10 10.91.2.2
run anyport probe -T 5 -I vcr -S 10.91.1.10 10.91.2.2
# Which of them passes is random there: not each probe is sure of it.
for i in 11 17 18 19; do
	run "chrony.$i" probe -j -T 40 -b 800 -S "10.91.1.$i" 10.91.2.3
done
run denied probe -j -T 5 -S 10.91.1.15 10.91.2.4
run compare compare -T 8 --rounds 1 --second 10.91.2.4 -S 10.91.1.13=east \
    -S 10.91.1.14=west 10.91.2.2
run swapped compare -j -T 8 --rounds 1 -S 10.91.1.15 -S 10.91.1.16 \
    10.91.2.2
# shellcheck disable=SC2086 # a list of them
wait $RUNS

ok 'chrony without a limit' said free 0 '^no-limit: up to 16 '
ok 'requests through a policer' said requests 2 '"verdict":"policer"'
ok 'its rate' near requests rate_pps 5 2
ok 'its burst' near requests burst 10 6
ok 'replies through a policer' said replies 2 '"verdict":"policer"'
ok 'the rate of that' near replies rate_pps 2 2
ok 'a blocked port' said blocked 2 '^blocked: none of 7 '
ok 'random loss' grep -q '"verdict":"random-loss"' "$D/random"
ok 'a policer of octets' said bytes 2 '"unit":"bytes-forward"'
ok 'a filter of sizes' said size 2 '^size-filter: '
ok 'a filter that says so' said refused 2 '^blocked: ICMP '
ok 'source port 123 is blocked' said port123 2 '^blocked: none'
ok 'another one is not' said anyport 0 '^no-limit: '
known() {
	for i in 11 17 18 19; do
		! said "chrony.$i" 1 \
		    '"verdict":"server-limit".*"model":"leaky"' || return 0
	done
	return 1
}
ok "chrony's ratelimit, known as that" known
ok "chrony's deny" said denied 2 '"verdict":"blocked".*"sent":7,'

ok 'the limited source is named' said compare 2 \
    '^east is limited, west is not \(difference [0-9.]+;'
ok 'the second server is behind it, too' grep -q \
    'the path, not the server' "$D/compare"
ok 'whichever it is' said swapped 2 \
    '^{"limited":"second","significant":true'
finish
