#!/bin/sh
# kea-reserve --import and --list without any Kea: the state is enough.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh

mkdir -m 2770 "$D/state" "$D/state2"
site() {	# STATE
	cat <<-EOF
	{ "members": {
	    "ils": { "realm": "ils-ftth", "prefixes": [
	      { "prefix": "192.0.2.0/24", "client-class": "ils01",
	        "gateway": "192.0.2.1" },
	      { "prefix": "2001:db8::/32", "client-class": "ils01" } ] } },
	  "kea": { "targets": { "rosette": { "dhcp4": "unix:$D/none4",
	                                     "dhcp6": "unix:$D/none6" } },
	           "state-dir": "$D/$1" } }
	EOF
}
site state >"$D/site.json"
site state2 >"$D/site2.json"
COLLECTE_CONFIG=$D/site.json
export COLLECTE_CONFIG

reserve() {
	"$BIN/kea-reserve" "$@"
}
# Workers give up at once: there is no Kea.
settled() {
	for f in "$D/$1"/*.lock; do
		[ ! -e "$f" ] || flock -w 60 "$f" true
	done
}
at_exit settled state
at_exit settled state2

# Without what differs from run to run.
list() {
	reserve --list "$@" | sed 's/[0-9]*-[0-9]*-[0-9]*T[0-9:]*Z/TIME/g
	    s/seen=[0-9-]*/seen=DAY/; s/by=[^	]*/by=MACHINE/'
}
reservations() {
	list | grep '^type=reservation'
}

t 'nothing is listed before anything was accepted' 0 \
"type=endpoint	target=rosette	family=dhcp4	url=unix:$D/none4	state=never asked	applied=0	pending=0	refused=0	quarantined=0
type=endpoint	target=rosette	family=dhcp6	url=unix:$D/none6	state=never asked	applied=0	pending=0	refused=0	quarantined=0
" '' -- list
ok '... and looking makes no state' test ! -e "$D/state/data.mdb"

t 'an empty import is nothing to do' 0 '' '' -- reserve --import
input '{"circuit-id":"olt-1","ip4":"192.0.2.10"}\n'
t '-n makes nothing' 0 '' '' -- reserve -n --import
t '... as --list shows' 1 '' '' -- reservations

input '%s\n' '{"circuit-id":"olt-1","ip4":"192.0.2.10",
"x":1}' '{"circuit-id":"olt-2 pon 1/1","ip4":"192.0.2.11","mac":"00:0d:b9:42:aa:60@x","ip6":"2001:db8::10","prefix":"2001:db8:1::/56","member":"ils-ftth"}' '
' '{"circuit-id":"0x6f6c742d33","ip4":"192.0.2.12"}' '{"circuit-id":"olt-4","ip4":"192.0.2.11"}' '{"circuit-id":"olt-5","ip4":"192.0.2.1"}'
t 'a bad line does not stop the others' 1 '' \
    '<stdin>:1: want a JSON object' -- reserve --import
cp "$D/err" "$D/said"
t '... each is named' 0 "4$NL" '' -- grep -c '<stdin>:[1278]: ' "$D/said"
t 'the good ones are durable, IPv4 and IPv6 of a line together' 0 \
'type=reservation	family=dhcp4	circuit-id=0x6f6c742d3220706f6e20312f31	text=olt-2 pon 1/1	ip4=192.0.2.11	member=ils	client-class=ils01	since=TIME	by=MACHINE	seen=DAY	at-rosette=pending	why-rosette=unreachable
type=reservation	family=dhcp6	circuit-id=0x6f6c742d3220706f6e20312f31	text=olt-2 pon 1/1	mac=00:0d:b9:42:aa:60	ip6=2001:db8::10	prefix=2001:db8:1::/56	member=ils	client-class=ils01	since=TIME	by=MACHINE	seen=DAY	at-rosette=pending	why-rosette=unreachable
type=reservation	family=dhcp4	circuit-id=0x6f6c742d33	text=olt-3	ip4=192.0.2.12	member=ils	client-class=ils01	since=TIME	by=MACHINE	seen=DAY	at-rosette=pending	why-rosette=unreachable
' '' -- reservations
list >"$D/listed"
t 'an endpoint that does not answer is told, since when and why' 0 \
"type=endpoint	target=rosette	family=dhcp4	url=unix:$D/none4	state=unreachable	error-since=TIME	why=list-commands: $D/none4: no such socket: is Kea running?	applied=0	pending=2	refused=0	quarantined=0
" '' -- grep '^type=endpoint.*dhcp4' "$D/listed"

# The same again changes no version: nothing is newer for it.
reserve --list >"$D/before"
input '{"circuit-id":"olt-3","ip4":"192.0.2.12"}\n'
t 'importing what is there' 0 '' '' -- reserve --import
reserve --list >"$D/after"
ok '... changes nothing' cmp "$D/before" "$D/after"

# What --list -j prints, whole, into an empty state.
reserve --list -j >"$D/in"
ok '--list -j is JSON' "$BUILD/tests/tool/jsonlines" "$D/in"
t 'what --list -j prints can be imported' 0 '' '' -- \
    reserve --config "$D/site2.json" --import
reservations >"$D/before"
list --config "$D/site2.json" | grep '^type=reservation' >"$D/after"
ok '... and is the same there' diff -u "$D/before" "$D/after"

: >"$D/in"
reserve --forget olt-3
list >"$D/listed"
t 'what is forgotten is listed until it is gone everywhere, and its address' 0 \
'type=reservation	family=dhcp4	circuit-id=0x6f6c742d33	text=olt-3	ip4=192.0.2.12	member=ils	client-class=ils01	forgotten=true	since=TIME	by=MACHINE	at-rosette=pending	why-rosette=unreachable
type=renumbered	family=dhcp4	circuit-id=0x6f6c742d33	text=olt-3	member=ils	old=192.0.2.12	since=TIME	not-yet=rosette
' '' -- grep olt-3 "$D/listed"
reserve --list -j >"$D/in"
ok 'a line of --list that is forgotten is passed over by an import' sh -c "
    '$BIN/kea-reserve' --config '$D/site2.json' --import <'$D/in' &&
    '$BIN/kea-reserve' --config '$D/site2.json' --list |
    grep -q 'text=olt-3.ip4=192.0.2.12.member=ils.client-class=ils01.since'"
: >"$D/in"

t '--unseen 1: all were seen today' 0 '' '' -- reserve --list --unseen 1
t '--unseen 0: all of them, and no endpoint' 0 'type=reservation
type=reservation
' '' -- sh -c "'$BIN/kea-reserve' --list --unseen 0 | cut -f1"

# Another line holds a part of what is asked for.
input '{"circuit-id":"olt-6","mac":"00:0d:b9:42:aa:66","prefix":"2001:db8:1::/48"}\n'
t 'a prefix around one that another line has is refused' 1 '' \
'<stdin>:1: prefix: want what overlaps no other line.s, have a part of what ' \
    -- reserve --import
t '-n: the same is told' 1 '' \
'<stdin>:1: prefix: want what overlaps no other line.s, have a part of what ' \
    -- reserve -n --import
input '%s\n' '{"circuit-id":"olt-2 pon 1/1","mac":"00:0d:b9:42:aa:60","prefix":"2001:db8:2::/56"}' \
    '{"circuit-id":"olt-6","mac":"00:0d:b9:42:aa:66","prefix":"2001:db8:1::/48"}'
t '-n: not of what a line before would have given up' 0 '' '' -- \
    reserve -n --import
: >"$D/in"

t 'a closed stdin is an empty one' 0 '' '' -- sh -c "'$BIN/kea-reserve' --import <&-"
t 'a folder is no input' 2 '' '<stdin>: Is a directory' -- \
    sh -c "'$BIN/kea-reserve' --import <'$D'"
full() {
	reserve "$@" >/dev/full
}
t '--list: a full disk is an error' 2 '' 'No space left' -- full --list
t '--diff: a machine that does not answer is named' 1 '' \
    'rosette dhcp6: list-commands: .*no such socket' -- reserve --diff
checked() {
	reserve --check "$@" >"$D/checked"
	checked_rc=$?
	grep -c "$checked_for" "$D/checked"
	return "$checked_rc"
}
checked_for='^rosette dhcp4: list-commands: .*no such socket.*; see that Kea'
t '--check: so it is' 1 "1$NL" '' -- checked
checked_for='^{"finding":"no-answer","where":"rosette dhcp4","found":"list-'
t '... as JSON' 1 "1$NL" '' -- checked -j
t '--check: a full disk' 2 '' 'No space left' -- full --check
t '--check -j: a full disk' 2 '' 'No space left' -- full --check -j
t 'a corrupt state is an error' 2 '' "$D/state2" -- \
    sh -c "head -c 20000 /dev/zero >'$D/state2/data.mdb'
    '$BIN/kea-reserve' --config '$D/site2.json' --list"
t '... for --diff too' 2 '' "$D/state2" -- \
    reserve --config "$D/site2.json" --diff
t '... and an import' 2 '' "$D/state2" -- sh -c "
    echo '{\"circuit-id\":\"a\",\"ip4\":\"192.0.2.3\"}' |
    '$BIN/kea-reserve' --config '$D/site2.json' --import"

t '--unseen wants days' 2 '' '--unseen: want 0 to 36500 days, have x' -- \
    reserve --list --unseen x
t '--unseen goes with --list' 2 '' '--unseen goes with --list' -- \
    reserve --diff --unseen 3
t '-j goes with what lists' 2 '' \
    '-j goes with --list, --diff and --check' -- reserve --retry -j
t '-n goes with what changes something' 2 '' '-n goes with an add' -- \
    reserve --list -n
t 'one mode at a time' 2 '' 'want one of --forget' -- reserve --list --diff
finish
