#!/bin/sh
# Subscribers come online through the real thing: BNG (radclient and a DHCP
# relay), FreeRADIUS proxy with both hooks, members' FreeRADIUS, two Kea
# machines.
# Functions are called through ok:
# shellcheck disable=SC2317
. tests/cli/lib.sh
. tests/e2e/site-lib.sh

site_have || { skip 'subscriber' "$SITE_WHY"; finish; }

RZN_LINE='olt-bsn42-03 pon 1/1/01/01/4/1/1/'
RZN_MAC=00:0d:b9:42:aa:61
V4ONLY='olt-bsn42-01 pon 1/1/01/01/5/1/1/'
V4ONLY_MAC=00:0d:b9:42:aa:62

site_new -r
site_user "$V4ONLY" 5.183.104.11 '' '' >>"$D/users.ils"
cp "$D/users.ils" "$RADIUS/ils/mods-config/files/authorize"
ok 'the platform comes up' site_start

accepted() {	# LINE MAC
	site_ask "$1" "$2" >"$D/reply"
	cat "$D/reply"
	grep -q '^Received Access-Accept' "$D/reply"
}

rejected() {
	site_ask "$1" "$2" >"$D/reply"
	cat "$D/reply"
	grep -q '^Received Access-Reject' "$D/reply"
}

# The BNG sees the rate profile and nothing of the addresses.
only_class() {
	sed -n 's/^[[:space:]]\{1,\}\([A-Za-z0-9-]*\) = .*/\1/p' "$D/reply" |
	    sort -u >"$D/names"
	cat "$D/reply"
	grep -qx Class "$D/names" &&
	    ! grep -Evx 'Class|Proxy-State|Message-Authenticator' "$D/names"
}

# MACHINE 4|6 ID VALUE: this reservation stands there, with that value.
reserved() {
	kea_hosts "$1" "$2" | grep -i "$3"
	kea_hosts "$1" "$2" | grep -i "$3" | grep -qi "$4"
}
reserved_on_both() {
	reserved rosette "$@" && reserved gabier "$@"
}
on_neither() {
	! kea_hosts rosette "$1" | grep -i "$2" &&
	    ! kea_hosts gabier "$1" | grep -i "$2"
}

# Wait for something that the workers bring about in the background.
soon() {
	tries=150
	until "$@" >"$D/soon" 2>&1; do
		tries=$((tries - 1))
		if [ "$tries" -eq 0 ]; then
			cat "$D/soon"
			reserve --list
			return 1
		fi
		sleep 0.1
	done
}

lease4_has() {	# MACHINE HEX MAC WORDS...
	kea_lease4 "$1" "$2" "$3" >"$D/lease"
	cat "$D/lease"
	shift 3
	for w do
		grep -qF "$w" "$D/lease" || return 1
	done
}
lease6_has() {
	kea_lease6 "$1" "$2" "$3" >"$D/lease"
	cat "$D/lease"
	shift 3
	for w do
		grep -qF "$w" "$D/lease" || return 1
	done
}

HEX=$(hex "$LINE")
ok "the page's subscriber is accepted" accepted "$LINE" "$MAC"
ok 'the BNG sees Class alone' only_class
ok 'IPv4 is reserved on both machines' soon reserved_on_both 4 "$HEX" \
    5.183.104.10
ok 'IPv6 is reserved on both machines' soon reserved_on_both 6 "$MAC" \
    2a0e:c400:0:a00::/56
for m in rosette gabier; do
	ok "$m leases the address, the gateway and the resolvers" \
	    lease4_has $m "$HEX" "$MAC" 5.183.104.10 5.183.104.1 \
	    89.234.140.1 89.234.140.2
	ok "$m leases the IPv6 address, the /56 and the resolvers" \
	    lease6_has $m "$MAC" "$HEX" \
	    2a0e:c400:ff:f010:ffff:ffff:ffff:ffff 2a0e:c400:0:a00::/56 \
	    2a00:5881:4000::1
done
ok 'nothing is pending' reserve --retry

ok "the second member's line, listed, beats the first one's pattern" \
    accepted "$RZN_LINE" "$RZN_MAC"
ok 'it has what the second member answered' soon reserved_on_both 4 \
    "$(hex "$RZN_LINE")" 198.51.100.10
ok "... and the second member's class" reserved rosette 4 \
    "$(hex "$RZN_LINE")" rzn01
ok '... and its gateway' lease4_has gabier "$(hex "$RZN_LINE")" "$RZN_MAC" \
    198.51.100.10 198.51.100.1 203.0.113.53

ok 'a line of nobody is rejected' rejected \
    'olt-bsn69-01 pon 1/1/01/01/4/1/1/' 00:0d:b9:42:aa:70
ok '... and nothing is reserved for it' on_neither 4 \
    "$(hex olt-bsn69)"

missing_list() {
	mv "$D/lists/rzn" "$D/lists/rzn.away"
	rejected "$RZN_LINE" "$RZN_MAC"
	missing_rc=$?
	mv "$D/lists/rzn.away" "$D/lists/rzn"
	return "$missing_rc"
}
ok 'with a list missing a line is rejected, not sent to the default' \
    missing_list
ok '... and accepted when the list is back' accepted "$RZN_LINE" "$RZN_MAC"

ok 'a member without IPv6: accepted' accepted "$V4ONLY" "$V4ONLY_MAC"
ok '... IPv4 reserved' soon reserved_on_both 4 "$(hex "$V4ONLY")" 5.183.104.11
ok '... and no IPv6' on_neither 6 "$V4ONLY_MAC"

change() {
	sed 's/5\.183\.104\.10,/5.183.104.20,/
	    s/2a0e:c400:0:a00::/2a0e:c400:0:b00::/' \
	    "$D/users.ils" >"$D/users.new" &&
	    mv "$D/users.new" "$D/users.ils" && site_member ils
}
ok 'the member changes an address and a prefix' change
ok '... the subscriber is accepted' accepted "$LINE" "$MAC"
ok '... the new address is reserved' soon reserved_on_both 4 "$HEX" \
    5.183.104.20
ok '... the new prefix too' soon reserved_on_both 6 "$MAC" \
    2a0e:c400:0:b00::/56
ok '... the old ones are not' on_neither 4 5.183.104.10
ok '... and leased' lease4_has rosette "$HEX" "$MAC" 5.183.104.20

NEW_MAC=00:0d:b9:42:aa:99
ok 'the router is swapped: accepted' accepted "$LINE" "$NEW_MAC"
ok '... IPv6 follows the new MAC' soon reserved_on_both 6 "$NEW_MAC" \
    2a0e:c400:0:b00::/56
ok '... and left the old one' on_neither 6 "$MAC"
ok '... IPv4 stays with the line' reserved_on_both 4 "$HEX" 5.183.104.20

# Stock Debian: Kea cannot write its file, and a restart empties it.
ok 'Kea restarts and has lost everything' kea_restart gabier
gone() {
	! reserved gabier 4 "$HEX" 5.183.104.20
}
ok '... (so it has)' gone
ok '... an unchanged subscriber comes by' accepted "$LINE" "$NEW_MAC"
back() {
	accepted "$LINE" "$NEW_MAC" && reserved gabier 4 "$HEX" 5.183.104.20 &&
	    reserved gabier 6 "$NEW_MAC" 2a0e:c400:0:b00::/56 &&
	    reserved gabier 4 "$(hex "$RZN_LINE")" 198.51.100.10
}
ok '... and all of them are back' soon back

# One machine hangs, one service of the other is dead: RADIUS goes on.
outage() {
	kea_signal rosette dhcp4 STOP && kea_signal gabier dhcp6 KILL
}
LATE='olt-bsn42-01 pon 1/1/01/01/6/1/1/'
site_user "$LATE" 5.183.104.12 2a0e:c400:ff:f012::1 2a0e:c400:0:c00::/56 \
    >>"$D/users.ils"
ok 'a new subscriber at the member' site_member ils
ok 'one machine hangs, one service of the other is dead' outage
ok '... the new subscriber is accepted' accepted "$LATE" 00:0d:b9:42:aa:63
ok '... reserved where it can be' soon reserved gabier 4 "$(hex "$LATE")" \
    5.183.104.12
t '... --retry says what is pending' 1 '' 'pending' -- \
    reserve --retry
kea_signal rosette dhcp4 CONT
ok 'both are back' kea_start gabier dhcp6
ok '... --retry brings them up to date' soon reserve --retry
ok '... IPv4' reserved_on_both 4 "$(hex "$LATE")" 5.183.104.12
ok '... IPv6' reserved_on_both 6 00:0d:b9:42:aa:63 2a0e:c400:0:c00::/56
ok 'both machines agree in the end' reserve --diff
finish
