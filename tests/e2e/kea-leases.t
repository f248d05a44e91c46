#!/bin/sh
# A new router on a line: the lease of the former one must not keep it out.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_have || { skip 'real Kea machines' 'kea is not installed'; finish; }
kea_machine rosette -l || exit 1
kea_machine gabier -l || exit 1
reserve_write "$D/site.json" "$D/state" "$(reserve_target rosette),
    \"gabier\": { \"clear-leases\": false,
	\"dhcp4\": \"$(kea_url gabier unix4)\",
	\"dhcp6\": \"$(kea_url gabier unix6)\" }"

line=6c696e65
old=02:00:00:00:00:01 new=02:00:00:00:00:02
add() {	# MAC
	reserve -c line -m "$1" -4 5.183.104.20 -6 2a0e:c400:ff:f010::20 \
	    -p 2a0e:c400:0:2000::/56 -w 30
}
lease4="address=5.183.104.20
mask=255.255.255.0
gateway=5.183.104.1
dns=89.234.140.1,89.234.140.2
lease=7200
"
lease6="address=2a0e:c400:ff:f010::20
prefix=2a0e:c400:0:2000::/56
dns=2a00:5881:4000::1,2a00:5881:4000::2
lease=10800
"

t 'a line and its router' 0 '' '' -- add "$old"
for m in rosette gabier; do
	t "which has a lease of $m" 0 "$lease4" '' -- \
	    kea_lease4 $m "$line" "$old"
	t "which has a lease of $m (IPv6)" 0 "$lease6" '' -- \
	    kea_lease6 $m "$old" "$line"
done
asked() {	# NAME COMMAND ARGUMENTS
	"$KEA_ASK" -j "$(kea_url "$1" unix4)" "$2" "$3"
}
lease_of() { asked rosette lease4-get '{"ip-address":"5.183.104.20"}'; }
lease_of >"$D/before"
t 'the same router, another prefix' 0 '' '' -- reserve -c line -m "$old" \
    -4 5.183.104.20 -6 2a0e:c400:ff:f010::20 -p 2a0e:c400:0:2100::/56 -w 30
t 'keeps its lease' 0 "$(cat "$D/before")$NL" '' -- lease_of
t 'the former prefix' 0 '' '' -- add "$old"

t 'a new router on the line' 0 '' '' -- add "$new"
reserve_settled
t 'has its address at once' 0 "$lease4" '' -- \
    kea_lease4 rosette "$line" "$new" -t 1000
t 'has its prefix at once' 0 "$lease6" '' -- \
    kea_lease6 rosette "$new" "$line" -t 1000
t 'where leases are not cleared, it has not' 1 '' 'no answer' -- \
    kea_lease4 gabier "$line" "$new" -t 600

# -- the same router with another DUID, as after a reset --

llt=0001000120000000020000000002
reduid() { reserve -c line -m "$new" -4 5.183.104.20 \
    -6 2a0e:c400:ff:f010::20 -p 2a0e:c400:0:2000::/56 -w 30 "$@"; }
v6() { kea_lease6 rosette "$new" "$line" "$@"; }
t 'another DUID of the same MAC gets nothing' 1 '' 'nothing offered' -- \
    v6 -d "$llt" -t 600
t 'nor after a call that does not tell it' 0 '' '' -- reduid
reserve_settled
t 'nothing' 1 '' 'nothing offered' -- v6 -d "$llt" -t 600
t 'a call that does' 0 '' '' -- reduid -d "0x$llt"
reserve_settled
t 'has it given its address and prefix at once' 0 "$lease6" '' -- \
    v6 -d "$llt" -t 1000
asked6() { "$KEA_ASK" -j "$(kea_url rosette unix6)" "$@"; }
lease6_of() { asked6 lease6-get \
    '{"ip-address":"2a0e:c400:ff:f010::20","type":"IA_NA"}'; }
lease6_of >"$D/before6"
t 'the same DUID in another spelling' 0 '' '' -- \
    reduid -d "$(echo "$llt" | sed 's/../&:/g; s/:$//')"
t 'and with another prefix, twice' 0 '' '' -- reduid -d "$llt" \
    -p 2a0e:c400:0:2100::/56
t 'back' 0 '' '' -- reduid
reserve_settled
t 'keeps its lease' 0 "$(cat "$D/before6")$NL" '' -- lease6_of
t 'a lease of another MAC, by a DUID that hides it' 0 '' '' -- \
    reserve -c other -m 02:00:00:00:00:77 -6 2a0e:c400:ff:f010::77 \
    -d "$llt" -w 30
add77() { asked6 lease6-add '{ "ip-address": "2a0e:c400:ff:f010::77",
    "duid": "00:04:01:02:03:04:05:06", "iaid": 1, "subnet-id": 1,
    "type": "IA_NA" }'; }
add77 >"$D/added"
t 'of which nobody knows whose it is' 0 '' '' -- reserve -c other \
    -m 02:00:00:00:00:77 -6 2a0e:c400:ff:f010::77 -d 00030001020000000077 \
    -w 30
reserve_settled
lease77() { asked6 lease6-get \
    '{"ip-address":"2a0e:c400:ff:f010::77","type":"IA_NA"}' | grep -c 00:04:01; }
t 'stays' 0 "1$NL" '' -- lease77

# -- whose lease it is, where Kea has noted the line --

noted() {	# SUB-OPTIONS: a lease of another router with these
	asked rosette lease4-del '{"ip-address":"5.183.104.20"}'
	asked rosette lease4-add '{ "ip-address": "5.183.104.20",
	    "hw-address": "02:00:00:00:00:09", "subnet-id": 1,
	    "user-context": { "ISC": { "relay-agent-info": "'"$1"'" } } }'
}
noted 0x0104aabbccdd >"$D/noted"
t 'another router' 0 '' '' -- add 02:00:00:00:00:03
reserve_settled
theirs() { lease_of | grep 02:00:00:00:00:09; }
ok 'a lease that another line has is left alone' theirs
noted 0x01046C696E65 >"$D/noted"
t 'and another one' 0 '' '' -- add 02:00:00:00:00:04
reserve_settled
gone() { lease_of | grep '^result 3'; }
ok 'one of this line is removed' gone

# -- without the hook --

kea_stop rosette
kea_stop gabier
kea_machine ruen || exit 1
mkdir "$D/state2"
reserve_write "$D/site.json" "$D/state2" "$(reserve_target ruen)"
t 'without the hook' 0 '' '' -- add "$old"
t 'nothing changes, and nothing is said' 0 '' '' -- add "$new"
ok 'the reservation is there' reserve_has ruen 4 "$line 5.183.104.20 ils01"

finish
