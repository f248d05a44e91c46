#!/bin/sh
# A subscriber's life, with two real Kea machines.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_have || { skip 'real Kea machines' 'kea is not installed'; finish; }
kea_machine rosette
kea_machine gabier
reserve_site rosette gabier

line=$RESERVE_LINE mac=$RESERVE_MAC
nets6=2a0e:c400:ff:f010:ffff:ffff:ffff:ffff,2a0e:c400:0:a00::/56

# -- the page's subscriber --

t 'the page: accepted, and carried out within the wait' 0 '' '' -- \
    reserve_page -w 30
for m in rosette gabier; do
	ok "IPv4 is on $m" reserve_has $m 4 "$line 5.183.104.10 ils01"
	ok "IPv6 is on $m" reserve_has $m 6 "$mac $nets6 ils01"
	t "$m gives the IPv4 lease" 0 \
'address=5.183.104.10
mask=255.255.255.0
gateway=5.183.104.1
dns=89.234.140.1,89.234.140.2
lease=7200
' '' -- kea_lease4 $m "$line" "$mac"
	t "$m gives the IPv6 lease" 0 \
'address=2a0e:c400:ff:f010:ffff:ffff:ffff:ffff
prefix=2a0e:c400:0:a00::/56
dns=2a00:5881:4000::1,2a00:5881:4000::2
lease=10800
' '' -- kea_lease6 $m "$mac" "$line"
done

# Not one command within five seconds of the last look.
silent() {
	for _ in 1 2 3; do
		reserve_page -w 30 && reserve_settled
		before=$(cat "$KEA_DIR"/*/dhcp?.log | grep -c COMMAND_RECEIVED)
		reserve_page && reserve_page || return 1
		after=$(cat "$KEA_DIR"/*/dhcp?.log | grep -c COMMAND_RECEIVED)
		[ "$before" -ne "$after" ] || return 0
	done
	echo "$before commands, then $after"
	return 1
}
ok 'unchanged: Kea is asked nothing' silent
t 'unchanged: nothing is said' 0 '' '' -- reserve_page

stamp() { kea_hosts rosette 4 | sed 's/.* //'; }
was=$(stamp)
same_stamp() { [ "$(stamp)" = "$was" ]; }
ok 'unchanged: the version stays' same_stamp

# -- changes --

# Before it sets, to read back, and for what another machine may have undone;
# on a busy machine Kea's clock of seconds may call for one more.
looks() {
	for n in 41 42 43; do
		before=$(reserve_calls rosette dhcp4 config-get)
		reserve -c "$line" -4 "5.183.104.$n" -w 30 && reserve_settled
		looks=$(($(reserve_calls rosette dhcp4 config-get) - before))
		[ "$looks" -ne 3 ] || return 0
	done
	echo "$looks looks at Kea's configuration"
	return 1
}
ok 'a commit looks at the configuration three times' looks
t 'another address and prefix' 0 '' '' -- reserve -c "$line" -m "$mac" \
    -4 5.183.104.11 -6 2a0e:c400:ff:f010::11 \
    -p '2a0e:c400:0:b00::/56 :: 1' -M ils-ftth -w 30
for m in rosette gabier; do
	ok "both are on $m" reserve_has $m 4 "$line 5.183.104.11 ils01"
	ok "both are on $m (IPv6)" reserve_has $m 6 \
	    "$mac 2a0e:c400:ff:f010::11,2a0e:c400:0:b00::/56 ils01"
done

t 'another router on the line' 0 '' '' -- reserve -c "$line" \
    -m 02:00:00:00:00:07@gnd.ftth.axione -4 5.183.104.11 \
    -6 2a0e:c400:ff:f010::11 -p 2a0e:c400:0:b00::/56 -w 30
for m in rosette gabier; do
	ok "the former MAC has nothing on $m" reserve_has $m 6 \
	    "02:00:00:00:00:07 2a0e:c400:ff:f010::11,2a0e:c400:0:b00::/56 ils01"
done
t 'the new router has its prefix' 0 \
'address=2a0e:c400:ff:f010::11
prefix=2a0e:c400:0:b00::/56
dns=2a00:5881:4000::1,2a00:5881:4000::2
lease=10800
' '' -- kea_lease6 gabier 02:00:00:00:00:07

t 'a subscriber without IPv6 any more' 0 '' '' -- reserve -c "$line" \
    -m 02:00:00:00:00:07 -4 5.183.104.11 -6 '' -p '' -w 30
ok 'the IPv6 reservation is gone' reserve_has rosette 6
ok 'the IPv4 one stays' reserve_has rosette 4 "$line 5.183.104.11 ils01"
t 'IPv6 alone' 0 '' '' -- reserve -c "$line" -m 02:00:00:00:00:07 \
    -4 '' -p 2a0e:c400:0:b00::/56 -w 30
ok 'IPv4 is gone' reserve_has gabier 4
ok 'the prefix is there' reserve_has gabier 6 \
    '02:00:00:00:00:07 2a0e:c400:0:b00::/56 ils01'
t 'the second member' 0 '' '' -- reserve -c abc -m 02:00:00:00:00:08 \
    -4 198.51.100.7 -6 2001:db8:4200::7 -M rzn -w 30
ok 'has its own class' reserve_has rosette 4 '616263 198.51.100.7 rzn01'

t 'forgotten' 0 '' '' -- reserve --forget "$line" -w 30
for m in rosette gabier; do
	ok "only the other is on $m" reserve_has $m 4 \
	    '616263 198.51.100.7 rzn01'
	ok "only the other is on $m (IPv6)" reserve_has $m 6 \
	    '02:00:00:00:00:08 2001:db8:4200::7 rzn01'
done
t 'twice is once too often' 1 '' 'no such line is known' -- \
    reserve --forget "$line"

# -- two lines --

reserve -c aaaa -4 5.183.104.21 -w 0
t 'two lines' 0 '' '' -- reserve -c bbbb -4 5.183.104.22 -w 30
reserve --forget abc -w 30
reserve_settled
before=$(reserve_calls rosette dhcp4 config-set)
reserve_hold rosette.dhcp4
t 'they swap their addresses: the first half' 0 '' '' -- \
    reserve -c aaaa -4 5.183.104.22 -w 0
t 'they swap their addresses: the second half' 0 '' '' -- \
    reserve -c bbbb -4 5.183.104.21 -w 0
reserve_release rosette.dhcp4
t 'carried out' 0 '' '' -- reserve --retry
for m in rosette gabier; do
	ok "swapped on $m" reserve_has $m 4 \
	    '61616161 5.183.104.22 ils01' '62626262 5.183.104.21 ils01'
done
sets() { echo $(($(reserve_calls rosette dhcp4 config-set) - before)); }
t 'in one config-set' 0 "1$NL" '' -- sets
t 'the newer takes the address of the older' 0 '' '' -- \
    reserve -c cccc -4 5.183.104.22 -w 30
ok 'the older has none' reserve_has gabier 4 \
    '62626262 5.183.104.21 ils01' '63636363 5.183.104.22 ils01'
t 'and has it back when it is the newest' 0 '' '' -- \
    reserve -c aaaa -4 5.183.104.22 -w 30
ok 'the other has none then' reserve_has gabier 4 \
    '61616161 5.183.104.22 ils01' '62626262 5.183.104.21 ils01'

# -- -k and -n --

t '-k of a target: only that one is waited for' 0 '' '' -- reserve \
    -c dddd -4 5.183.104.24 -w 30 -k "$(kea_url gabier unix4)"
t '-k of none: an error that names those there are' 2 '' \
    'kea-reserve: -k: want the URL of a target \(unix:.*rosette/k4.*\), have http://192.0.2.1/kea' \
    -- reserve -c dddd -4 5.183.104.25 -k http://192.0.2.1/kea
t 'nothing was changed' 0 "5.183.104.24$NL" '' -- \
    reserve_where gabier 4 64646464
reserve_settled
before=$(cat "$KEA_DIR"/*/dhcp?.log | grep -c "'config-[st]")
t '-n tells what would be done' 0 \
'rosette dhcp4: replace dddd (IPv4): 5.183.104.26 class ils01
rosette dhcp6: add dddd (IPv6, 02:00:00:00:00:09): 2a0e:c400:0:c00::/56 class ils01
gabier dhcp4: replace dddd (IPv4): 5.183.104.26 class ils01
gabier dhcp6: add dddd (IPv6, 02:00:00:00:00:09): 2a0e:c400:0:c00::/56 class ils01
' '' -- reserve -n -c dddd -m 02:00:00:00:00:09 -4 5.183.104.26 \
    -p 2a0e:c400:0:c00::/56
t '-n of forgetting' 0 \
'rosette dhcp4: remove dddd (IPv4): 5.183.104.24
gabier dhcp4: remove dddd (IPv4): 5.183.104.24
' '' -- reserve -n --forget dddd
t '-n of an unknown class: refused' 1 \
'rosette dhcp4: refuse dddd (IPv4): 10.112.0.1 (client class ils99 is not defined)
gabier dhcp4: refuse dddd (IPv4): 10.112.0.1 (client class ils99 is not defined)
' '' -- reserve -n -c dddd -4 10.112.0.1
t '-n of what is there already: nothing' 0 '' '' -- \
    reserve -n -c dddd -4 5.183.104.24
set_or_tested() { cat "$KEA_DIR"/*/dhcp?.log | grep -c "'config-[st]"; }
t 'and does nothing' 0 "$before$NL" '' -- set_or_tested
t 'nor changes the state' 0 '' '' -- reserve --retry
ok 'it is as before' reserve_has gabier 4 '61616161 5.183.104.22 ils01' \
    '62626262 5.183.104.21 ils01' '64646464 5.183.104.24 ils01'

# -- under FreeRADIUS --

t '--exec says a lone newline' 0 "$NL" '' -- reserve --exec -w 30 \
    -c 0x65656565 -4 5.183.104.25 -6 '' -p '' -m "$mac@gnd.ftth.axione"
t '--exec and unchanged' 0 "$NL" '' -- reserve --exec \
    -c 0x65656565 -4 5.183.104.25 -6 '' -p '' -m "$mac@gnd.ftth.axione"
t '--exec and refused: the Accept goes out, the code tells' 2 "$NL" \
    'is in no prefix of member ils' -- reserve --exec -c 65656565 \
    -4 198.51.100.9 -M ils
t '--exec and a typing error: nothing but the newline' 2 "$NL" \
    '--nonsense: no such option' -- reserve --exec --nonsense

finish
