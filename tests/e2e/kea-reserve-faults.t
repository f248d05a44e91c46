#!/bin/sh
# Targets that restart, hang, are gone, cannot write their file; two machines
# that write to the same targets.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_have || { skip 'real Kea machines' 'kea is not installed'; finish; }
kea_machine rosette
kea_machine gabier -r
reserve_site rosette gabier
add() {	# LETTERS NUMBER [ARGUMENT ...]
	add_line=$1 add_n=$2
	shift 2
	reserve -c "$add_line" -m "02:00:00:00:00:$add_n" \
	    -4 "5.183.104.$add_n" -p "2a0e:c400:0:${add_n}00::/56" "$@"
}
a='61616161 5.183.104.11 ils01' b='62626262 5.183.104.12 ils01'
c='63636363 5.183.104.13 ils01'
a6='02:00:00:00:00:11 2a0e:c400:0:1100::/56 ils01'
b6='02:00:00:00:00:12 2a0e:c400:0:1200::/56 ils01'
c6='02:00:00:00:00:13 2a0e:c400:0:1300::/56 ils01'

# -- config-write --

add aaaa 11 -w 30
reserve_settled
ok 'where Kea can, its file has the reservation' \
    grep -q 5.183.104.11 "$KEA_DIR/rosette/conf/dhcp4.json"
t 'where it cannot, the file stays' 1 "0$NL" '' -- \
    grep -c 5.183.104.11 "$KEA_DIR/gabier/conf/dhcp4.json"
listed() { reserve --list | grep -c 'gabier.*config-write.*Unable to open'; }
t 'which --list says once for the target' 0 "1$NL" '' -- listed

# -- a restart --

kea_restart gabier dhcp4
ok 'after a restart it has lost all' reserve_has gabier 4
kea_restart rosette dhcp4
ok 'the other has not' reserve_has rosette 4 "$a"
t 'a call of an unchanged subscriber, when the last look is old' 0 '' '' -- \
    add aaaa 11 -w 0
again() { add aaaa 11 -w 0; reserve_has gabier 4 "$a"; }
ok 'brings everything back' reserve_await again
kea_restart gabier dhcp6
t '--retry does, too' 0 '' '' -- reserve --retry
ok 'in IPv6' reserve_has gabier 6 "$a6"

# -- one hangs --

reserve_settled
kea_signal rosette dhcp4 STOP
t 'one hangs: accepted' 0 '' '' -- add bbbb 12 -w 0.3
ok 'the others have it' reserve_await reserve_has gabier 4 "$a" "$b"
ok 'the others have it (IPv6)' reserve_await reserve_has rosette 6 "$a6" "$b6"
t '--retry names it' 1 '' 'rosette dhcp4: .*(time|answer)' -- reserve --retry
t 'and what is pending' 1 '' 'rosette dhcp4: 1 pending' -- reserve --retry
kea_signal rosette dhcp4 CONT
t 'it is back: --retry' 0 '' '' -- reserve --retry
ok 'and it has all' reserve_has rosette 4 "$a" "$b"

# -- one is gone --

reserve_settled
kea_signal gabier dhcp4 KILL
kea_signal gabier dhcp6 KILL
t 'one is gone: accepted' 0 '' '' -- add cccc 13
ok 'the other has it' reserve_await reserve_has rosette 4 "$a" "$b" "$c"
t '--retry names it' 1 '' 'gabier dhcp6: .*nobody listens' -- reserve --retry
kea_start gabier
t 'it is back, empty: --retry' 0 '' '' -- reserve --retry
ok 'and it has all' reserve_has gabier 4 "$a" "$b" "$c"
ok 'and it has all (IPv6)' reserve_has gabier 6 "$a6" "$b6" "$c6"

# -- two machines, each with its own state --

reserve_settled
reserve_write "$D/other.json" "$D/state2" \
    "$(reserve_target rosette), $(reserve_target gabier)"
mkdir "$D/state2"
other() { COLLECTE_CONFIG=$D/other.json reserve "$@"; }
t 'a second machine starts with nothing' 0 '' '' -- other --retry
ok 'and takes nothing away' reserve_has rosette 4 "$a" "$b" "$c"
t 'it forgets what the first one added' 0 '' '' -- \
    other --forget bbbb -w 30
ok 'that is gone' reserve_has rosette 4 "$a" "$c"
t 'the first one looks' 0 '' '' -- reserve --retry
ok 'and does not bring it back' reserve_has rosette 4 "$a" "$c"
ok 'nor in IPv6' reserve_has gabier 6 "$a6" "$c6"
t 'the line comes back by the first' 0 '' '' -- add bbbb 12 -w 30
t 'the second one looks' 0 '' '' -- other --retry
ok 'and leaves it' reserve_has gabier 4 "$a" "$b" "$c"
t 'an address moves by the second' 0 '' '' -- other -c dddd \
    -4 5.183.104.12 -w 30
t 'the first one looks at that' 0 '' '' -- reserve --retry
ok 'and does not take it back' reserve_has rosette 4 "$a" "$c" \
    '64646464 5.183.104.12 ils01'

# -- someone edits ours by hand --

reserve_all_settled
edit() {	# MACHINE FROM TO: in Kea's memory
	"$KEA_ASK" -j "$(kea_url "$1" unix4)" config-get | sed "1d; s/$2/$3/" |
	    python3 -c '
import json, sys
print(json.dumps({"Dhcp4": json.load(sys.stdin)["Dhcp4"]}))' |
	    "$KEA_ASK" "$(kea_url "$1" unix4)" config-set - >/dev/null
}
ok 'an address is changed by hand' edit gabier 5.183.104.13 5.183.104.99
t 'what --reconcile would do' 0 \
    "gabier dhcp4: replace cccc (IPv4): 5.183.104.13 class ils01$NL" '' -- \
    reserve -n --reconcile
ok 'it has not done it' reserve_has gabier 4 "$a" \
    '63636363 5.183.104.99 ils01' '64646464 5.183.104.12 ils01'
t '--reconcile does it' 0 '' '' -- reserve --reconcile
ok 'and it is done' reserve_has gabier 4 "$a" "$c" \
    '64646464 5.183.104.12 ils01'
t 'a second one finds nothing' 0 '' '' -- reserve -n --reconcile
reserve_write "$D/half.json" "$D/state3" "$(reserve_target rosette)"
mkdir "$D/state3"
half() { COLLECTE_CONFIG=$D/half.json reserve "$@"; }
t 'a line that one target alone has' 0 '' '' -- \
    half -c eeee -4 5.183.104.15 -w 30
t '--reconcile learns it and gives it to the other' 0 '' '' -- \
    reserve --reconcile
t 'it is there' 0 "5.183.104.15$NL" '' -- reserve_where gabier 4 65656565

# -- two machines, at the same moment --

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

finish
