#!/bin/sh
# The example for BIRD as it is, with real sessions to a wholesaler and two
# members, while a session is down and BIRD is restarted and killed: nothing of
# a subscriber's leaves by the transit or by the other member.
# shellcheck disable=SC2016,SC2086,SC2317
. tests/cli/lib.sh
. tests/e2e/srcroute-lib.sh
. tests/e2e/bird-lib.sh
bird_have || {
	skip 'BIRD' 'no bird'
	finish
}
srcroute_begin "$0"
srcroute_net
srcroute_site "$D/site.json" '5.183.104.0/24 2a0e:c400::/40' \
    '192.0.2.0/24 2001:db8:b::/48'
ok 'members.conf is made' bird_net

ok 'the rules stand before BIRD does' sync_ -a
t 'nothing leaves before BIRD runs' 0 "ils 0 rzn 0 transit 0$NL" '' -- \
    try 1 5.183.104.10 192.0.2.10 2a0e:c400::10 2001:db8:b::10
ok 'BIRD takes the example' bird_start
ok 'all sessions come up' wait_for has_all
t 'each leaves by its member' 0 "ils 2 rzn 2 transit 0$NL" '' -- \
    try 1 5.183.104.10 192.0.2.10 2a0e:c400::10 2001:db8:b::10

seen_by() {	# NAMESPACE: routes that a peer got from us
	birdc -s "$D/$1.ctl" show route 2>/dev/null |
	    sed -n 's/^\([0-9a-f.:/]*\) .*\[b[46] .*/\1/p' | sort
}
t 'ils is told of its own subscribers, /32, /128 and /56, and of our RADIUS' 0 "\
2a0e:c400:0:a00::/56
2a0e:c400::10/128
5.183.104.10/32
91.216.110.144/32
" '' -- seen_by ils
t 'rzn is told of its own' 0 \
    "192.0.2.10/32${NL}2001:db8:b::10/128${NL}91.216.110.144/32$NL" '' -- \
    seen_by rzn
t 'the wholesaler is told of a default' 0 "0.0.0.0/0$NL::/0$NL" '' -- seen_by sub
t 'of a member the default is taken and its server, nothing else' 0 \
    "203.0.113.7 via 10.0.1.2$NL" '' -- sh -c '
    ip route show table 1001 | sed -n "s/\(203.0.113[^ ]* via [^ ]*\) .*/\1/p"
    ip -6 route show table 1001 | grep 2001:db8:f || :'
t "the member's server is reached from here" 0 "203.0.113.7 via 10.0.1.2$NL" \
    '' -- sh -c 'ip route | sed -n "s/\(203.0.113[^ ]* via [^ ]*\) .*/\1/p"'
t 'a server that was not declared is not' 0 '' '' -- sh -c '
    ip route show table 1002 | grep 203.0.113 || :'
t 'our RADIUS is in no table of the kernel' 0 '' '' -- sh -c '
    ip route show table all | grep 91.216 || :'
t "what is longer than a subscriber's is not taken" 0 '' '' -- sh -c \
    'ip route | grep 198.51 || :'

# What happens meanwhile; only then is counted.
mark_got
flow_start 5.183.104.10
birdc -s "$D/bird.ctl" disable ils4 >"$D/null"
ok 'the session of a member goes down' wait_for '! default_of -4 1001'
t 'rzn is not touched by it' 0 "1$NL" '' -- sh -c \
    'ip route show table 1002 | grep -c "^default via"'
birdc -s "$D/bird.ctl" enable ils4 >"$D/null"
ok 'and comes back' wait_for has_all
pid=$(cat "$D/bird.pid")
kill "$pid"
bird_gone "$pid"
ok 'BIRD is restarted' bird_start
ok 'and all is back' wait_for has_all
pid=$(cat "$D/bird.pid")
kill -9 "$pid"
bird_gone "$pid"
rm -f "$D/bird.ctl"
ok 'BIRD is killed, and started' bird_start
ok 'and all is back again' wait_for has_all
flow_stop
await_got 1
t 'meanwhile: by the wrong way 0' 0 "rzn 0 transit 0$NL" '' -- \
    echo "rzn $(got_since rzn) transit $(got_since transit)"
ok 'meanwhile: some by the right one' test "$(got_since ils)" -gt 100
t 'each leaves by its member again' 0 "ils 2 rzn 2 transit 0$NL" '' -- \
    try 1 5.183.104.10 192.0.2.10 2a0e:c400::10 2001:db8:b::10
t 'the rules are as they were' 0 '' '' -- sync_
finish
