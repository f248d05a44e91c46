#!/bin/sh
# --list, --diff and --import against two real machines; gabier's Kea cannot
# write its configuration, as on stock Debian.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_have || { skip 'real Kea machines' 'kea is not installed'; finish; }

kea_machine rosette || exit 1
kea_machine gabier -r || exit 1
reserve_site rosette gabier

# Without what differs from run to run.
list() {
	reserve --list | sed 's/[0-9]*-[0-9]*-[0-9]*T[0-9:]*Z/TIME/g
	    s/seen=[0-9-]*/seen=DAY/; s/by=[^	]*/by=MACHINE/
	    s/	url=[^	]*//'
}
of() {	# PATTERN: lines of the last list
	grep -e "$1" "$D/listed"
}

t 'no difference where nothing is wanted or there' 0 '' '' -- reserve --diff

reserve_page -w 20
reserve_settled
list >"$D/listed"
line='circuit-id=0x6f6c742d62736e34322d303120706f6e20312f312f30312f30312f342f312f312f	text=olt-bsn42-01 pon 1/1/01/01/4/1/1/'
t 'the page'\''s subscriber is applied everywhere' 0 \
"type=reservation	family=dhcp4	$line	ip4=5.183.104.10	member=ils	client-class=ils01	since=TIME	by=MACHINE	seen=DAY	at-rosette=applied	since-rosette=TIME	at-gabier=applied	since-gabier=TIME
type=reservation	family=dhcp6	$line	mac=00:0d:b9:42:aa:60	ip6=2a0e:c400:ff:f010:ffff:ffff:ffff:ffff	prefix=2a0e:c400:0:a00::/56	member=ils	client-class=ils01	since=TIME	by=MACHINE	seen=DAY	at-rosette=applied	since-rosette=TIME	at-gabier=applied	since-gabier=TIME
" '' -- of type=reservation
t 'both services of both machines answer' 0 \
'type=endpoint	target=rosette	family=dhcp4	state=answers	last-commit=TIME	applied=1	pending=0	refused=0	quarantined=0
type=endpoint	target=rosette	family=dhcp6	state=answers	last-commit=TIME	applied=1	pending=0	refused=0	quarantined=0
type=endpoint	target=gabier	family=dhcp4	state=answers	last-commit=TIME	applied=1	pending=0	refused=0	quarantined=0
type=endpoint	target=gabier	family=dhcp6	state=answers	last-commit=TIME	applied=1	pending=0	refused=0	quarantined=0
' '' -- of type=endpoint
t 'the machine that cannot write is told once' 0 "1$NL" '' -- \
    grep -c '^type=target	target=gabier	not-durable=' "$D/listed"
t '... and the other is not' 1 "0$NL" '' -- \
    grep -c '^type=target	target=rosette' "$D/listed"
t 'and there is no difference' 0 '' '' -- reserve --diff

# What Kea would swallow is refused, and why; the machine is well.
reserve -c olt-9 -4 10.112.0.9 -M ils -w 20 2>/dev/null
reserve_settled
list >"$D/listed"
t 'a refusal says why, where' 0 \
'type=reservation	family=dhcp4	circuit-id=0x6f6c742d39	text=olt-9	ip4=10.112.0.9	member=ils	client-class=ils99	since=TIME	by=MACHINE	seen=DAY	at-rosette=refused	since-rosette=TIME	why-rosette=client class ils99 is not defined	at-gabier=refused	since-gabier=TIME	why-gabier=client class ils99 is not defined
' '' -- of text=olt-9
t '... and --diff too' 1 \
'endpoint=rosette dhcp4	finding=missing	family=dhcp4	circuit-id=0x6f6c742d39	text=olt-9	ip4=10.112.0.9	member=ils	client-class=ils99	state=refused	why=client class ils99 is not defined
endpoint=gabier dhcp4	finding=missing	family=dhcp4	circuit-id=0x6f6c742d39	text=olt-9	ip4=10.112.0.9	member=ils	client-class=ils99	state=refused	why=client class ils99 is not defined
' '' -- reserve --diff
t '-j: the same as JSON' 1 \
'{"endpoint":"rosette dhcp4","finding":"missing","family":"dhcp4","circuit-id":"0x6f6c742d39","text":"olt-9","ip4":"10.112.0.9","member":"ils","client-class":"ils99","state":"refused","why":"client class ils99 is not defined"}
{"endpoint":"gabier dhcp4","finding":"missing","family":"dhcp4","circuit-id":"0x6f6c742d39","text":"olt-9","ip4":"10.112.0.9","member":"ils","client-class":"ils99","state":"refused","why":"client class ils99 is not defined"}
' '' -- reserve --diff -j
reserve --forget olt-9 -w 20
reserve_settled
t 'forgotten where it never was: no trace in --list' 1 "0$NL" '' -- \
    sh -c "'$BIN/kea-reserve' --list | grep -c olt-9"

# Hands in Kea's configuration: a change by hand at gabier.
edit() {	# MACHINE 4|6 JQ-LIKE-SED
	"$KEA_ASK" -j "$(kea_url "$1" "unix$2")" config-get |
	    sed -n "2{$3;p}" |
	    "$KEA_ASK" "$(kea_url "$1" "unix$2")" config-set - >/dev/null
}
edit gabier 4 's/"5.183.104.10"/"5.183.104.77"/'
edit gabier 6 's/"prefixes": *\["2a0e:c400:0:a00::\/56"\]/"prefixes":[]/'
reserve --diff >"$D/diff"
t '--diff tells fields that were changed by hand' 0 \
"endpoint=gabier dhcp4	finding=different	family=dhcp4	$line	field=ip4	want=5.183.104.10	have=5.183.104.77	state=applied
endpoint=gabier dhcp6	finding=different	family=dhcp6	$line	mac=00:0d:b9:42:aa:60	field=prefix	want=2a0e:c400:0:a00::/56	have=	state=applied
" '' -- cat "$D/diff"
edit gabier 4 's/"reservations": *\[{/"reservations":[{"circuit-id":"616263","ip-address":"198.51.100.7","client-classes":["rzn01"]},{/'
reserve --diff | grep finding=foreign >"$D/diff"
t '... and a foreign reservation that one machine has alone' 0 \
'endpoint=rosette dhcp4	finding=foreign-missing	other=gabier dhcp4	family=dhcp4	circuit-id=0x616263	text=abc	addresses=198.51.100.7	client-classes=rzn01
' '' -- cat "$D/diff"
t '--reconcile makes ours equal' 0 '' '' -- reserve --reconcile
t '... and leaves what is foreign to its owner' 1 \
'endpoint=rosette dhcp4	finding=foreign-missing	other=gabier dhcp4	family=dhcp4	circuit-id=0x616263	text=abc	addresses=198.51.100.7	client-classes=rzn01
' '' -- reserve --diff
edit gabier 4 's/{[^{}]*"circuit-id": *"616263"[^{}]*},//'

# The state is lost: what Kea holds is ours all the same.
mv "$D/state" "$D/lost"
mkdir "$D/state"
t 'without its state, ours are unexpected' 1 '4
' '' -- sh -c "'$BIN/kea-reserve' --diff >'$D/diff'; rc=\$?
    grep -c finding=unexpected '$D/diff'; exit \$rc"
rm -r "$D/state"
mv "$D/lost" "$D/state"

# One machine down, then one that hangs while a worker talks to it.
kea_stop gabier
reserve -c olt-2 -4 5.183.104.12 -w 20
reserve_settled
list >"$D/listed"
t 'what is pending is told, and that the machine is unreachable' 0 \
'type=reservation	family=dhcp4	circuit-id=0x6f6c742d32	text=olt-2	ip4=5.183.104.12	member=ils	client-class=ils01	since=TIME	by=MACHINE	seen=DAY	at-rosette=applied	since-rosette=TIME	at-gabier=pending	why-gabier=unreachable
' '' -- of text=olt-2
t '... with why on its own line' 0 \
"type=endpoint	target=gabier	family=dhcp4	state=unreachable	error-since=TIME	why=list-commands: $D/kea/gabier/k4: no such socket: is Kea running?	last-commit=TIME	applied=1	pending=1	refused=0	quarantined=0
" '' -- of 'target=gabier	family=dhcp4'
t '--diff names it and compares the rest' 1 '' \
    'gabier dhcp4: list-commands: .*no such socket' -- reserve --diff
reserve --forget olt-2 -w 20
reserve_settled
t 'what is forgotten is listed until it is gone everywhere' 0 \
'type=reservation	family=dhcp4	circuit-id=0x6f6c742d32	text=olt-2	ip4=5.183.104.12	member=ils	client-class=ils01	forgotten=true	since=TIME	by=MACHINE	at-rosette=applied	since-rosette=TIME	at-gabier=pending	why-gabier=unreachable
' '' -- sh -c "'$BIN/kea-reserve' --list | grep reservation.*olt-2 >'$D/one'
    sed 's/[0-9]*-[0-9]*-[0-9]*T[0-9:]*Z/TIME/g; s/seen=[0-9-]*/seen=DAY/
	s/by=[^	]*/by=MACHINE/' '$D/one'"
kea_start gabier
kea_signal rosette dhcp4 STOP
reserve -c olt-3 -4 5.183.104.13 -w 0
ok '--list answers while a worker waits for a Kea that hangs' \
    sh -c "'$BIN/kea-reserve' --list | grep -q 'olt-3.*at-rosette=pending'"
kea_signal rosette dhcp4 CONT
reserve_settled
t '--retry catches up' 0 '' '' -- reserve --retry
t '... and there is no difference left' 0 '' '' -- reserve --diff

# Many at once cost few commits, and come back from what --list printed.
awk 'BEGIN { for (i = 1; i <= 600; i++) printf \
    "{\"circuit-id\":\"olt-imp %d\",\"ip4\":\"10.96.%d.%d\"," \
    "\"mac\":\"02:11:00:00:%02x:%02x\"," \
    "\"prefix\":\"2a0e:c400:%x:%x00::/56\"}\n", i, int(i / 200), i % 200 + 1,
    int(i / 256), i % 256, 64 + int(i / 256), i % 256 }' >"$D/in"
t 'six hundred subscribers at once' 0 '' '' -- reserve --import -w 60
: >"$D/in"
reserve_settled
t '... are at both machines' 0 "602${NL}602$NL" '' -- sh -c "
    '$KEA_ASK' --hosts '$(kea_url rosette unix4)' | wc -l
    '$KEA_ASK' --hosts '$(kea_url gabier unix4)' | wc -l"
t '... without a difference' 0 '' '' -- reserve --diff
reserve --list -j >"$D/in"
sed "s,$D/state,$D/state2," "$D/site.json" >"$D/site2.json"
mkdir "$D/state2"
at_exit reserve_settled "$D/state2"
t 'all that --list -j prints is imported elsewhere' 0 '' '' -- \
    reserve --config "$D/site2.json" --import -w 60
: >"$D/in"
reserve_settled "$D/state2"
what() {
	reserve "$@" --list | cut -f2-9 | sed 's/	since=.*//' |
	    grep circuit-id | grep -v old=
}
what >"$D/a"
what --config "$D/site2.json" >"$D/b"
ok '... and is the same there' diff -u "$D/a" "$D/b"
t '... also for Kea' 0 '' '' -- reserve --config "$D/site2.json" --diff
finish
