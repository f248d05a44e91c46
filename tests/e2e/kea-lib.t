#!/bin/sh
# The test bed itself: what other tests take from kea-lib.sh for granted.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh

kea_have || { skip 'real Kea machines' 'kea is not installed'; finish; }

id=6f6c742d62736e34322d303120706f6e20312f312f30312f30312f342f312f312f
mac=00:0d:b9:42:aa:60
cat >"$D/4" <<EOF
{"circuit-id":"$id","ip-address":"5.183.104.10","client-classes":["ils01"],"user-context":{"collecte":{"version":7}}}
{"circuit-id":"616263","ip-address":"198.51.100.7","client-classes":["rzn01"]}
EOF
cat >"$D/6" <<EOF
{"hw-address":"$mac","ip-addresses":["2a0e:c400:ff:f010:ffff:ffff:ffff:ffff"],"prefixes":["2a0e:c400:0:a00::/56"],"client-classes":["ils01"]}
{"hw-address":"02:00:00:00:00:99","prefixes":["2001:db8:4200:100::/56"],"client-classes":["rzn01"]}
EOF

ok 'a machine comes up' kea_machine rosette -4 "$D/4" -6 "$D/6"
ok 'and a second one, with a base, hooks, a locked file' \
    kea_machine gabier -n 300 -r -l

t 'a hand-made reservation gives an IPv4 lease' 0 \
'address=5.183.104.10
mask=255.255.255.0
gateway=5.183.104.1
dns=89.234.140.1,89.234.140.2
lease=7200
' '' -- kea_lease4 rosette "$id" "$mac"
t 'the other member has its own gateway and DNS' 0 \
'address=198.51.100.7
mask=255.255.255.0
gateway=198.51.100.1
dns=203.0.113.53
lease=7200
' '' -- kea_lease4 rosette 616263 02:00:00:00:00:01
t 'another line gets no answer' 1 '' 'no answer to DISCOVER' -- \
    kea_lease4 rosette 616264 -t 600
t 'IPv6: address, prefix and DNS' 0 \
'address=2a0e:c400:ff:f010:ffff:ffff:ffff:ffff
prefix=2a0e:c400:0:a00::/56
dns=2a00:5881:4000::1,2a00:5881:4000::2
lease=10800
' '' -- kea_lease6 rosette "$mac" "$id"
t 'IPv6: a prefix alone' 0 \
'address=
prefix=2001:db8:4200:100::/56
dns=2001:db8:53::53
lease=10800
' '' -- kea_lease6 rosette 02:00:00:00:00:99
t 'IPv6: another MAC is offered nothing' 1 '' 'nothing offered' -- \
    kea_lease6 rosette 02:00:00:00:00:98
t 'the old lease shuts out a new router on the line' 1 '' 'no answer' -- \
    kea_lease4 rosette "$id" 02:00:00:00:00:02 -t 600

t 'reservations are listed' 0 "616263 198.51.100.7 rzn01 -
$id 5.183.104.10 ils01 7
" '' -- kea_hosts rosette 4
t 'and those of IPv6' 0 \
"$mac 2a0e:c400:ff:f010:ffff:ffff:ffff:ffff,2a0e:c400:0:a00::/56 ils01 -
02:00:00:00:00:99 2001:db8:4200:100::/56 rzn01 -
" '' -- kea_hosts rosette 6
count() { kea_hosts gabier "$1" | awk '{ print $1 } END { print NR }' | sort -u | wc -l; }
t 'a base of 300, each different, IPv4' 0 "301$NL" '' -- count 4
t 'a base of 300, each different, IPv6' 0 "301$NL" '' -- count 6
last_preload4() { kea_hosts gabier 4 | awk '$2 == "10.64.1.43" { print $3 }'; }
t 'the base fills its octets' 0 "ils01$NL" '' -- last_preload4

t 'config-write works' 0 "result 0: Configuration written to \
$KEA_DIR/rosette/conf/dhcp4.json successful$NL" '' -- \
    "$KEA_ASK" "$(kea_url rosette unix4)" config-write
t 'config-write fails where the file is locked' 1 "result 1: Error during \
write-config:Unable to open file $KEA_DIR/gabier/conf/dhcp6.json for \
writing$NL" '' -- "$KEA_ASK" -6 "$(kea_url gabier http)" config-write
has_command() { "$KEA_ASK" -j "$(kea_url "$1" unix4)" list-commands |
	grep -c '"lease4-del"'; }
t 'the lease hook is loaded' 0 "1$NL" '' -- has_command gabier
t 'and only where it was asked for' 1 "0$NL" '' -- has_command rosette

if command -v nginx >"$D/nginx"; then
	ok 'nginx stands in front' kea_nginx rosette
	t 'and passes on' 0 "result 0: $NL" '' -- \
	    "$KEA_ASK" "$(kea_url rosette nginx)" status-get
else
	skip 'nginx stands in front' 'no nginx'
	skip 'and passes on' 'no nginx'
fi

ok 'a daemon is killed' kea_signal rosette dhcp4 KILL
t 'then nobody listens' 2 '' 'nobody listens: Kea is down' -- \
    "$KEA_ASK" "$(kea_url rosette unix4)" status-get
ok 'and is started again' kea_start rosette
t 'leases outlive it' 0 'address=5.183.104.10
mask=255.255.255.0
gateway=5.183.104.1
dns=89.234.140.1,89.234.140.2
lease=7200
' '' -- kea_lease4 rosette "$id" "$mac"
ok 'a daemon is stopped' kea_signal rosette dhcp6 STOP
t 'then it takes questions and says nothing' 2 '' 'timed out with no answer' \
    -- "$KEA_ASK" -t 300 "$(kea_url rosette unix6)" status-get
ok 'and goes on' kea_signal rosette dhcp6 CONT
pid=$(kea_pid rosette dhcp6)
ok 'a daemon is restarted' kea_restart rosette dhcp6
ok 'under another pid' test "$pid" != "$(kea_pid rosette dhcp6)"

stream() { "$KEA_DHCPASK" -s "$(kea_port rosette server4)" \
    -r "$(kea_port rosette relay4)" -c 616263 -m 02:00:00:00:00:01 \
    -S 1 -i 20 | sed '/worst/s/=[0-9][0-9]*$/=N/'; }
t 'a stream of DISCOVERs is counted' 0 'sent=51
answered=51
lost=0
worst_gap_ms=N
worst_delay_ms=N
' '' -- stream
deaf() {
	kea_signal rosette dhcp4 STOP
	"$KEA_DHCPASK" -s "$(kea_port rosette server4)" \
	    -r "$(kea_port rosette relay4)" -c 616263 -t 300 -S 1 -i 100 |
	    sed '/worst/s/=[0-9][0-9]*$/=N/'
	kea_signal rosette dhcp4 CONT
}
t 'and shows a deaf server' 0 'sent=11
answered=0
lost=11
worst_gap_ms=N
worst_delay_ms=N
' '' -- deaf

cat >"$D/more" <<EOF
{"circuit-id":"616265","ip-address":"198.51.100.8","client-classes":["rzn01"]}
{"circuit-id":"616263","ip-address":"198.51.100.9","client-classes":["rzn01"]}
EOF
naive() { "$BUILD/tests/tool/naivekea" "$@" <"$D/more" | sed '/^ms/d'; }
t 'the naive loop is answered' 0 "answered=2$NL" '' -- \
    naive "$(kea_url rosette unix4)"
t 'and adds and replaces, alone' 0 "616263 198.51.100.9 rzn01 -
616265 198.51.100.8 rzn01 -
$id 5.183.104.10 ils01 7
" '' -- kea_hosts rosette 4
cat >"$D/more6" <<EOF
{"hw-address":"02:00:00:00:00:97","prefixes":["2001:db8:4200:200::/56"]}
{"hw-address":"02:00:00:00:00:96","prefixes":["2001:db8:4200:300::/56"]}
EOF
naive6() { "$BUILD/tests/tool/naivekea" -6 -P 2 "$@" <"$D/more6" |
    sed '/^ms/d'; }
t 'in IPv6 too' 0 "answered=2$NL" '' -- naive6 "$(kea_url rosette http)"

pids=$(cat "$KEA_DIR"/*/*.pid)
ok 'a machine stops' kea_stop rosette
ok 'all of a machine stops' kea_stop gabier
gone() { for p in $pids; do ! kill -0 "$p" 2>/dev/null || return 1; done; }
ok 'nothing is left running' gone
finish
