#!/bin/sh
# The host-cmds back-end against Kea 3.0: reservations come, change, move and
# go while DHCP goes on, and nothing is lost where Kea refuses.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_release 3.0 ||
    { skip 'Kea 3.0' 'it is not unpacked: make check-kea3'; finish; }
kea_machine rosette -c || exit 1
kea_machine gabier -c -r || exit 1
targets="$(reserve_target rosette), \"gabier\": {
    \"dhcp4\": \"$(kea_url gabier http4)\",
    \"dhcp6\": \"$(kea_url gabier http6)\" }"
reserve_write "$D/site.json" "$D/state" "$targets"
nets6=2a0e:c400:ff:f010:ffff:ffff:ffff:ffff,2a0e:c400:0:a00::/56
add() {	# LETTERS NUMBER [ARGUMENT ...]
	add_line=$1 add_n=$2
	shift 2
	reserve -c "$add_line" -m "02:00:00:00:00:$add_n" \
	    -4 "5.183.104.$add_n" -p "2a0e:c400:0:${add_n}00::/56" "$@"
}
a='61616161 5.183.104.11 ils01' b='62626262 5.183.104.12 ils01'
a6='02:00:00:00:00:11 2a0e:c400:0:1100::/56 ils01'
b6='02:00:00:00:00:12 2a0e:c400:0:1200::/56 ils01'
no_tests() {
	! grep -h "Received command 'config-test'" "$KEA_DIR"/*/dhcp?.log
}

# -- a subscriber's life --

t 'the page: accepted, and carried out within the wait' 0 '' '' -- \
    reserve_page -w 30
for m in rosette gabier; do
	ok "IPv4 is on $m" reserve_has $m 4 "$RESERVE_LINE 5.183.104.10 ils01"
	ok "IPv6 is on $m" reserve_has $m 6 "$RESERVE_MAC $nets6 ils01"
	t "$m gives the IPv4 lease" 0 \
'address=5.183.104.10
mask=255.255.255.0
gateway=5.183.104.1
dns=89.234.140.1,89.234.140.2
lease=7200
' '' -- kea_lease4 $m "$RESERVE_LINE" "$RESERVE_MAC"
	t "$m gives the IPv6 lease" 0 \
'address=2a0e:c400:ff:f010:ffff:ffff:ffff:ffff
prefix=2a0e:c400:0:a00::/56
dns=2a00:5881:4000::1,2a00:5881:4000::2
lease=10800
' '' -- kea_lease6 $m "$RESERVE_MAC" "$RESERVE_LINE"
done
t 'another address and prefix' 0 '' '' -- reserve -c "0x$RESERVE_LINE" \
    -m "$RESERVE_MAC" -4 5.183.104.30 -p 2a0e:c400:0:b00::/56 -w 30
ok 'which replace the former ones' reserve_has rosette 4 \
    "$RESERVE_LINE 5.183.104.30 ils01"
ok 'which replace the former ones (IPv6)' reserve_has gabier 6 \
    "$RESERVE_MAC 2a0e:c400:0:b00::/56 ils01"
t 'forgotten' 0 '' '' -- reserve --forget "0x$RESERVE_LINE" -w 30
ok 'and gone' reserve_has rosette 4
ok 'and gone (IPv6)' reserve_has gabier 6
t '--retry finds nothing to do' 0 '' '' -- reserve --retry
t 'targets and state agree' 0 '' '' -- reserve --diff

# -- addresses that go round --

add aaaa 11 -w 30
add bbbb 12 -w 30
reserve_settled
reserve_hold rosette.dhcp4
reserve_hold rosette.dhcp6
swap() {
	reserve -c aaaa -m 02:00:00:00:00:11 -4 5.183.104.13 \
	    -p 2a0e:c400:0:1300::/56 -w 0 &&
	    reserve -c bbbb -m 02:00:00:00:00:12 -4 5.183.104.11 \
	        -p 2a0e:c400:0:1100::/56 -w 0 &&
	    reserve -c aaaa -m 02:00:00:00:00:11 -4 5.183.104.12 \
	        -p 2a0e:c400:0:1200::/56 -w 0
}
ok 'two lines exchange their addresses' swap
reserve_release rosette.dhcp4
reserve_release rosette.dhcp6
t 'in one commit' 0 '' '' -- reserve --retry
ok 'each has the other one' reserve_has rosette 4 \
    '61616161 5.183.104.12 ils01' '62626262 5.183.104.11 ils01'
ok 'each has the other one (IPv6)' reserve_has rosette 6 \
    '02:00:00:00:00:11 2a0e:c400:0:1200::/56 ils01' \
    '02:00:00:00:00:12 2a0e:c400:0:1100::/56 ils01'
ok 'on the second machine too' reserve_has gabier 6 \
    '02:00:00:00:00:11 2a0e:c400:0:1200::/56 ils01' \
    '02:00:00:00:00:12 2a0e:c400:0:1100::/56 ils01'
add aaaa 11 -w 30
add bbbb 12 -w 30
reserve --retry
ok 'and they have their own back' reserve_has rosette 4 "$a" "$b"

# -- it is the memory of a process --

kea_restart rosette
ok 'what was written is there after a restart' reserve_has rosette 4 "$a" "$b"
ok 'what was written is there after a restart (IPv6)' \
    reserve_has rosette 6 "$a6" "$b6"
kea_restart gabier dhcp4
ok 'what could not be is not' reserve_has gabier 4
t 'which --retry notices' 0 '' '' -- reserve --retry
ok 'and makes good' reserve_has gabier 4 "$a" "$b"
settled_in() {	# Kea tells whole seconds
	"$KEA_ASK" -j "$(kea_url gabier unix4)" status-get |
	    grep '"reload":\([3-9]\|[1-9][0-9]\)'
}
reserve_await settled_in
"$KEA_ASK" "$(kea_url gabier unix4)" config-reload >/dev/null
ok 'config-reload takes it away' reserve_has gabier 4
again() { add aaaa 11 -w 0; reserve_has gabier 4 "$a" "$b"; }
ok 'which the next call notices' reserve_await again

# -- not ours --

"$KEA_ASK" "$(kea_url rosette unix4)" reservation-add '{
    "operation-target": "memory", "reservation": { "subnet-id": 0,
    "circuit-id": "666f72", "ip-address": "5.183.104.50",
    "hostname": "by-hand" } }' >/dev/null
t 'an address of a foreign reservation' 1 '' \
    'cccc.*5.183.104.50 is held by.*circuit-id 666f72' -- \
    reserve -c cccc -4 5.183.104.50 -w 30
ok 'which stays' reserve_has rosette 4 "$a" "$b" '666f72 5.183.104.50 -'
"$KEA_ASK" "$(kea_url rosette unix4)" reservation-del '{
    "operation-target": "memory", "subnet-id": 0,
    "identifier-type": "circuit-id", "identifier": "666f72" }' >/dev/null
t 'the line gives it up' 0 '' '' -- reserve --forget cccc -w 30
"$KEA_ASK" "$(kea_url rosette unix4)" reservation-add '{
    "operation-target": "memory", "reservation": { "subnet-id": 0,
    "circuit-id": "64646464", "ip-address": "5.183.104.14",
    "hostname": "router-d" } }' >/dev/null
t 'a reservation without mark of a line of ours' 0 '' '' -- \
    add dddd 14 -w 30
adopted() {
	"$KEA_ASK" -j "$(kea_url rosette unix4)" reservation-get-by-id \
	    '{"identifier-type":"circuit-id","identifier":"64646464"}' |
	    grep '"hostname":"router-d".*"collecte"'
}
ok 'is adopted, with what else stands in it' adopted

# -- two machines, each with its own state --

reserve_settled
reserve_write "$D/other.json" "$D/state2" "$targets"
mkdir "$D/state2"
other() { COLLECTE_CONFIG=$D/other.json reserve "$@"; }
t 'a second machine learns what is there' 0 '' '' -- other --retry
t 'it forgets what the first one added' 0 '' '' -- other --forget dddd -w 30
t 'the first one looks' 0 '' '' -- reserve --retry
ok 'and does not bring it back' reserve_has gabier 4 "$a" "$b"
ok 'nor in IPv6' reserve_has gabier 6 "$a6" "$b6"
t 'the line comes back by the first' 0 '' '' -- add dddd 14 -w 30
t 'the second one looks' 0 '' '' -- other --retry
ok 'and leaves it' reserve_has gabier 4 "$a" "$b" \
    '64646464 5.183.104.14 ils01'
both() {	# each of two processes calls eight times
	for n in 21 22 23 24 25 26 27 28; do
		reserve -c "one$n" -4 "5.183.104.$n" -w 0
	done &
	both_p=$!
	for n in 21 22 23 24 25 26 27 28; do
		other -c "two$n" -4 "5.183.104.1$n" -w 0
	done
	wait "$both_p"
}
ok 'both at once, eight lines each' both
reserve_settled
reserve_settled "$D/state2"
count() { kea_hosts "$1" 4 | grep -c '^\(6f6e65\|74776f\)'; }
t 'none was lost on the one' 0 "16$NL" '' -- count rosette
t 'none was lost on the other' 0 "16$NL" '' -- count gabier

# -- the wrong family --

reserve_write "$D/wrong.json" "$D/state3" "\"rosette\": {
    \"dhcp6\": \"$(kea_url rosette http4)\" }"
mkdir "$D/state3"
wrong() { COLLECTE_CONFIG=$D/wrong.json reserve "$@"; }
t 'dhcp4 behind a dhcp6 URL: nothing is put there' 0 '' '' -- \
    wrong -c eeee -m 02:00:00:00:00:15 -p 2a0e:c400:0:1500::/56 -w 1
t 'which --retry says' 1 '' \
    'want the configuration of Dhcp6, have Dhcp4' -- wrong --retry

# -- chosen, or forced --

# Each config-set of ours is tested first; Kea's own at its start is not.
ok 'all that without one config-set' no_tests
sets() { reserve_calls rosette dhcp4 config-set; }
was=$(sets)
forced() {
	sed 's/"dhcp4": "unix/"backend": "config", &/' "$D/site.json" \
	    >"$D/forced.json"
	COLLECTE_CONFIG=$D/forced.json reserve -c ffff -4 5.183.104.16 -w 30
	reserve_settled
	[ "$(sets)" -gt "$was" ]
}
ok 'the config back-end can be asked for' forced
t 'and --retry by the other finds it done' 0 '' '' -- reserve --retry
t 'forgotten there' 0 '' '' -- reserve --forget ffff -w 30
t 'all agree at the end' 0 '' '' -- reserve --diff

finish
