#!/bin/sh
# DHCPv6 by interface-id, with Kea 3.0 and its flex_id hook: a subscriber's
# life, beside a Kea that goes by MAC, from one way to the other, and what Kea
# may lack.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_release 3.0 ||
    { skip 'Kea 3.0' 'it is not unpacked: make check-kea3'; finish; }
line=$RESERVE_LINE mac=$RESERVE_MAC
nets6=2a0e:c400:ff:f010:ffff:ffff:ffff:ffff,2a0e:c400:0:a00::/56
lease6='address=2a0e:c400:ff:f010:ffff:ffff:ffff:ffff
prefix=2a0e:c400:0:a00::/56
dns=2a00:5881:4000::1,2a00:5881:4000::2
lease=10800
'
by_line() {	# NAME [MEMBERS]
	reserve_target "$1" |
	    sed "s|}\$|, \"v6-identifier\": \"interface-id\" ${2:-} }|"
}
asked() {	# NAME COMMAND [ARGUMENTS]
	"$KEA_ASK" -j "$(kea_url "$1" unix6)" "$2" ${3:+"$3"}
}
# The example as it stands in etc/, in a machine's configuration.
kea_machine rosette -N || exit 1
conf=$KEA_DIR/rosette/conf/dhcp6.json
cp "$conf" "$D/by-mac.json"
sed -e '/"host-reservation-identifiers"/{
	r etc/kea/interface-id/identify.json
	d
    }' -e '/"mac-sources"/d; /"hooks-libraries": \[  \]/d' "$D/by-mac.json" \
    >"$conf"
cp "$conf" "$D/by-line.json"
ok 'the example is in it' grep -q flex_id "$conf"
kea_start rosette || exit 1
kea_machine gabier -f -c || exit 1
kea_machine ruen || exit 1
reserve_write "$D/site.json" "$D/state" "$(by_line rosette), $(by_line gabier)"

# -- a subscriber's life --

t 'the page: accepted, and carried out within the wait' 0 '' '' -- \
    reserve_page -w 30
for m in rosette gabier; do
	ok "IPv4 is on $m" reserve_has $m 4 "$line 5.183.104.10 ils01"
	ok "IPv6 is on $m, by line" reserve_has $m 6 "$line $nets6 ils01"
	t "$m gives the lease" 0 "$lease6" '' -- kea_lease6 $m "$mac" "$line"
	t "$m: nothing on another line" 1 '' 'nothing offered' -- \
	    kea_lease6 $m "$mac" 616161 -t 600
done
# To the same line Kea 3 gives the lease it has, with what is left of its time.
swapped() {
	kea_lease6 rosette 02:00:00:00:00:99 "$line" | grep -v ^lease=
}
t 'another router on the line has it at once' 0 "${lease6%lease=*}" '' -- \
    swapped
t 'IPv6 without a MAC' 0 '' '' -- reserve -c aaaa -w 30 \
    -6 2a0e:c400:ff:f010::61 -p 2a0e:c400:0:b00::/56
a6='61616161 2a0e:c400:ff:f010::61,2a0e:c400:0:b00::/56 ils01'
ok 'is there' reserve_has rosette 6 "$a6" "$line $nets6 ils01"
t 'a neighbour who presents the MAC' 0 '' '' -- reserve -c bbbb -m "$mac" \
    -6 2a0e:c400:ff:f010::62 -w 30
b6='62626262 2a0e:c400:ff:f010::62 ils01'
ok 'takes nothing' reserve_has gabier 6 "$a6" "$b6" "$line $nets6 ils01"
t 'the newer line has a prefix that two want' 0 '' '' -- reserve -c bbbb \
    -m "$mac" -p 2a0e:c400:0:b00::/56 -w 30
ok 'and the older one none' reserve_has rosette 6 \
    '62626262 2a0e:c400:0:b00::/56 ils01' "$line $nets6 ils01"
t 'forgotten' 0 '' '' -- reserve --forget bbbb -w 30
ok 'and gone' reserve_has gabier 6 "$line $nets6 ils01"
t 'nothing differs' 0 '' '' -- reserve --diff
t 'nothing is left to do' 0 '' '' -- reserve --retry
sets() { reserve_calls rosette dhcp6 config-set; }
was=$(sets)
reserve_page -w 30
reserve_settled
t 'unchanged: nothing is set' 0 "$was$NL" '' -- sets
listed() { reserve --list | grep "family=dhcp6.*$1" |
    sed 's/.*\(mac=[^	]*\).*\(v6-identifier=[^	]*\).*/\1 \2/'; }
t '--list says by what' 0 "mac=$mac v6-identifier=interface-id$NL" '' -- \
    listed olt-bsn42
copied() {
	mkdir -p "$D/state2"
	sed "s,$D/state,$D/state2," "$D/site.json" >"$D/site2.json"
	reserve --list -j >"$D/list"
	reserve --config "$D/site2.json" --import <"$D/list" &&
	    reserve --config "$D/site2.json" --diff
}
t 'another machine imports it, and agrees' 0 '' '' -- copied
reserve_settled "$D/state2"

# -- another machine, which may forget too --

other() { reserve --config "$D/site2.json" "$@"; }
t 'it looks' 0 '' '' -- other --retry
t 'a third line, by the first' 0 '' '' -- reserve -c cccc \
    -6 2a0e:c400:ff:f010::63 -w 30
t 'the second looks' 0 '' '' -- other --retry
t 'and forgets it' 0 '' '' -- other --forget cccc -w 30
t 'the first looks' 0 '' '' -- reserve --retry
ok 'and does not bring it back' reserve_has rosette 6 "$line $nets6 ils01"

# -- a Kea that goes by MAC beside it --

reserve_settled
reserve_settled "$D/state2"
reserve_write "$D/site.json" "$D/state" "$(by_line rosette), $(reserve_target ruen)"
t 'a new target by MAC' 0 '' '' -- reserve --retry
ok 'has what is wanted, by MAC' reserve_has ruen 6 "$mac $nets6 ils01"
ok 'the other as it was' reserve_has rosette 6 "$line $nets6 ils01"
t 'both give the lease: by MAC' 0 "$lease6" '' -- kea_lease6 ruen "$mac" "$line"
t 'IPv6 without a MAC is refused then' 2 '' \
    'want a MAC for IPv6 \(-m\)' -- reserve -c dddd -6 2a0e:c400:ff:f010::64
t 'another prefix' 0 '' '' -- reserve -c "0x$line" -m "$mac" \
    -p 2a0e:c400:0:c00::/56 -w 30
ok 'is on the one' reserve_has rosette 6 "$line 2a0e:c400:0:c00::/56 ils01"
ok 'and on the other' reserve_has ruen 6 "$mac 2a0e:c400:0:c00::/56 ils01"
lines() { reserve --list | grep -c 'type=reservation.*family=dhcp6'; }
t '--list has a line for each' 0 "2$NL" '' -- lines
t 'nothing differs' 0 '' '' -- reserve --diff

# -- from MAC to line --

reserve_settled
reserve_write "$D/site.json" "$D/state" "$(by_line rosette), $(by_line ruen)"
t 'ruen goes over, but its Kea does not' 1 '' \
    'ruen dhcp6: refused: .*hooks-libraries: want libdhcp_flex_id \(Kea 3.0\)' \
    -- reserve --retry
ok 'what it holds stays' reserve_has ruen 6 \
    "$mac 2a0e:c400:0:c00::/56 ils01"
check() {
	reserve --check 2>&1 | grep -o 'ruen dhcp6: hooks-libraries: want [a-z_]*'
}
t '--check says what it lacks' 0 \
    "ruen dhcp6: hooks-libraries: want libdhcp_flex_id$NL" '' -- check
configure() {	# NAME FILE OF ROSETTE'S
	sed "s,$KEA_DIR/rosette/,$KEA_DIR/$1/,g
	    s,$(kea_port rosette http6),$(kea_port "$1" http6)," "$2" \
	    >"$KEA_DIR/$1/conf/dhcp6.json"
	kea_restart "$1" dhcp6
}
ok 'its Kea is told' configure ruen "$D/by-line.json"
t 'ruen goes over' 0 '' '' -- reserve --retry
ok 'all it holds is by line' reserve_has ruen 6 \
    "$line 2a0e:c400:0:c00::/56 ils01"
prefix_of() { kea_lease6 "$1" "$2" "$line" | grep prefix; }
t 'a router that hides its MAC' 0 "prefix=2a0e:c400:0:c00::/56$NL" '' -- \
    prefix_of ruen 02:00:00:00:00:55
t 'nothing differs' 0 '' '' -- reserve --diff

# -- a machine whose site file is of yesterday --

reserve_settled
mkdir "$D/state3"
reserve_write "$D/old.json" "$D/state3" "$(reserve_target ruen)"
old() { reserve --config "$D/old.json" "$@"; }
t 'it would go by MAC' 1 '' 'refused: .*it stands there by interface-id' -- \
    old --retry
ok 'and replaces nothing' reserve_has ruen 6 \
    "$line 2a0e:c400:0:c00::/56 ils01"

# -- and back --

reserve_settled
reserve_write "$D/site.json" "$D/state" "$(reserve_target ruen)"
ok 'Kea goes by MAC again' configure ruen "$D/by-mac.json"
t 'so does the target' 0 '' '' -- reserve --retry
ok 'all is by MAC' reserve_has ruen 6 "$mac 2a0e:c400:0:c00::/56 ils01"

finish
