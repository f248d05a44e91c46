#!/bin/sh
# A subscriber whose address and prefix change: until when the old ones must
# stay routed, by Kea's leases and, where it does not tell them, lifetimes.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_have || { skip 'real Kea machines' 'kea is not installed'; finish; }
kea_machine rosette -l || exit 1
kea_machine gabier || exit 1
reserve_write "$D/site.json" "$D/state" "$(reserve_target rosette)"

line=6c696e65 mac=02:00:00:00:00:01
add() {	# LAST OCTET, PREFIX
	reserve -c line -m "$mac" -4 "5.183.104.$1" \
	    -p "2a0e:c400:0:${2}00::/56" -w 30
}
# Without what differs from run to run.
events() {
	reserve --list ${1:+"$1"} | sed -n 's/[0-9]*-[0-9]*-[0-9]*T[0-9:]*Z/TIME/g
	    /renumbered/p'
}
seconds() { date -u -d "$1" +%s; }
# OLD: the seconds from its lease's begin to "until".
lasts() {
	lasts_until=$(reserve --list | sed -n "\\|renumbered.*old=$1|{
	    s/.*until=\([^	]*\).*/\1/p; }")
	lasts_begin=$("$KEA_ASK" -j "$2" "$3" "$4" |
	    sed -n 's/.*"cltt": *\([0-9]*\).*/\1/p')
	echo "$(($(seconds "$lasts_until") - lasts_begin))"
}
id='circuit-id=0x6c696e65	text=line'

add 20 20
kea_lease4 rosette "$line" "$mac" >"$D/lease"
kea_lease6 rosette "$mac" "$line" >"$D/lease"
t 'nothing is renumbered yet' 0 '' '' -- events
t 'another address and prefix' 0 '' '' -- add 21 21
reserve_settled
t 'the old ones are told, with until when they are leased' 0 \
"type=renumbered	family=dhcp4	$id	member=ils	old=5.183.104.20	new=5.183.104.21	since=TIME	until=TIME
type=renumbered	family=dhcp6	$id	mac=$mac	member=ils	old=2a0e:c400:0:2000::/56	new=2a0e:c400:0:2100::/56	since=TIME	until=TIME
" '' -- events
t 'as JSON, too' 0 \
"{\"type\":\"renumbered\",\"family\":\"dhcp4\",\"circuit-id\":\"0x6c696e65\",\"text\":\"line\",\"member\":\"ils\",\"old\":\"5.183.104.20\",\"new\":\"5.183.104.21\",\"since\":\"TIME\",\"until\":\"TIME\",\"not-yet\":[]}
{\"type\":\"renumbered\",\"family\":\"dhcp6\",\"circuit-id\":\"0x6c696e65\",\"text\":\"line\",\"mac\":\"$mac\",\"member\":\"ils\",\"old\":\"2a0e:c400:0:2000::/56\",\"new\":\"2a0e:c400:0:2100::/56\",\"since\":\"TIME\",\"until\":\"TIME\",\"not-yet\":[]}
" '' -- events -j
t 'the address as long as its lease' 0 "7200$NL" '' -- lasts 5.183.104.20 \
    "$(kea_url rosette unix4)" lease4-get '{"ip-address":"5.183.104.20"}'
t 'the prefix as long as its lease' 0 "10800$NL" '' -- \
    lasts 2a0e:c400:0:2000::/56 "$(kea_url rosette unix6)" lease6-get \
    '{"ip-address":"2a0e:c400:0:2000::","type":"IA_PD"}'
reserve --list -j >"$D/in"
t 'an import passes over them' 0 '' '' -- reserve --import -w 0
: >"$D/in"
reserve_settled
t 'the old address once more: it is no event' 0 '' '' -- add 20 21
reserve_settled
of4() { reserve --list | grep 'renumbered.*dhcp4'; }
t 'what nobody has leased is over at once' 1 '' '' -- of4

# -- a machine that has not heard of it; none of it tells leases --

kea_stop rosette
reserve_write "$D/site.json" "$D/state2" \
    "$(reserve_target rosette), $(reserve_target gabier)"
mkdir "$D/state2"
add 30 30 2>/dev/null
reserve_settled "$D/state2"
add 31 30 2>/dev/null
reserve_settled "$D/state2"
t 'one machine may still lease the old one' 0 \
"type=renumbered	family=dhcp4	$id	member=ils	old=5.183.104.30	new=5.183.104.31	since=TIME	until=TIME	not-yet=rosette
" '' -- events
lifetime() {
	lifetime_line=$(reserve --list | grep type=renumbered)
	lifetime_at=$(reserve --list |
	    sed -n 's/.*target=gabier	family=dhcp4.*last-commit=\([^	]*\).*/\1/p')
	lifetime_until=${lifetime_line##*until=}
	lifetime_more=$(($(seconds "${lifetime_until%%	*}") - \
	    $(seconds "$lifetime_at") - 7200))
	echo "$lifetime_more s later than $lifetime_at: $lifetime_line"
	[ "$lifetime_more" -ge 0 ] && [ "$lifetime_more" -lt 60 ]
}
ok 'the other as long as a lease may be' lifetime
t 'a line that is forgotten gives up all' 0 '' '' -- \
    reserve --forget line -w 0
reserve_settled "$D/state2"
t 'each has an end' 0 "3$NL" '' -- sh -c \
    "'$BIN/kea-reserve' --list | grep -c 'type=renumbered.*until='"
t 'and --retry keeps them until then' 1 '' 'rosette dhcp4' -- reserve --retry
t 'all of them' 0 "3$NL" '' -- sh -c \
    "'$BIN/kea-reserve' --list | grep -c type=renumbered"

# -- many at once, of a Kea that does not tell leases --

"$BUILD/tests/tool/fakekea" -u "$D/k4" -l "$D/log" -F "$KEA_DIR/gabier/k4" &
at_exit kill "$!"
reserve_await test -S "$D/k4"
reserve_write "$D/site.json" "$D/state3" \
    "\"gabier\": { \"dhcp4\": \"unix:$D/k4\" }"
mkdir "$D/state3"
many() {	# FIRST LAST OCTET
	for i in 0 1 2 3; do
		echo "{\"circuit-id\":\"many-$i\",\"ip4\":\"5.183.104.$(($1 + i))\"}"
	done >"$D/in"
	reserve --import -w 30 && reserve_settled "$D/state3"
}
ok 'four lines' many 40
: >"$D/log"
ok 'four others of theirs' many 50
: >"$D/in"
t 'each has an end' 0 "4$NL" '' -- sh -c \
    "'$BIN/kea-reserve' --list | grep -c 'type=renumbered.*until='"
# Once for these, and once for those that might keep out a router.
t 'it was not asked for each' 0 "2$NL" '' -- sh -c \
    "grep -o lease4-get '$D/log' | grep -c ."
finish
