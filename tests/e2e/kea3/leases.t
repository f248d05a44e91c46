#!/bin/sh
# Leases that keep a router out, with Kea 3.0: by MAC, by interface-id, and by
# interface-id where the lease belongs to the line.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_release 3.0 ||
    { skip 'Kea 3.0' 'it is not unpacked: make check-kea3'; finish; }
by_line() {
	reserve_target "$1" | sed 's|}$|, "v6-identifier": "interface-id" }|'
}
# rosette by MAC; gabier by line; ruen with leases of the line.  They note
# the line, too.
kea_machine rosette -l -N || exit 1
kea_machine gabier -l -f -N || exit 1
kea_machine ruen -l -f -N || exit 1
sed -i 's/"replace-client-id": true/"replace-client-id": false/' \
    "$KEA_DIR/gabier/conf/dhcp6.json"
for m in rosette gabier; do
	sed -i 's/"mac-sources"/"store-extended-info": true, &/' \
	    "$KEA_DIR/$m/conf/dhcp6.json"
done
for m in rosette gabier ruen; do
	kea_start $m || exit 1
done
reserve_write "$D/site.json" "$D/state" \
    "$(reserve_target rosette), $(by_line gabier), $(by_line ruen)"
line=6c696e65 old=02:00:00:00:00:01 new=02:00:00:00:00:02
llt=0001000120000000020000000001
lease6='address=2a0e:c400:ff:f010::20
prefix=2a0e:c400:0:2000::/56
dns=2a00:5881:4000::1,2a00:5881:4000::2
'
add() {	# MAC [ARGUMENT ...]
	add_mac=$1
	shift
	reserve -c line -m "$add_mac" -6 2a0e:c400:ff:f010::20 \
	    -p 2a0e:c400:0:2000::/56 -w 30 "$@" && reserve_settled
}
v6() {	# what is left of the lease is no matter
	kea_lease6 "$1" "$2" "$line" -t 1000 ${3:+-d "$3"} >"$D/lease"
	got=$?
	sed '/^lease=/d' "$D/lease"
	return "$got"
}
duid() {
	"$KEA_ASK" -j "$(kea_url "$1" unix6)" lease6-get \
	    '{"ip-address":"2a0e:c400:ff:f010::20","type":"IA_NA"}' |
	    sed -n 's/.*"duid":"\([^"]*\)".*/\1/p'
}

t 'a line and its router' 0 '' '' -- add "$old"
for m in rosette gabier ruen; do
	t "$m: a lease" 0 "$lease6" '' -- v6 $m "$old"
done
for m in rosette gabier; do
	t "$m: another DUID of the same MAC gets nothing" 1 '' \
	    'nothing offered' -- v6 $m "$old" "$llt"
done
t 'ruen: there it does' 0 "$lease6" '' -- v6 ruen "$old" "$llt"
t "ruen: the lease is the line's" 0 "00:00:6c:69:6e:65$NL" '' -- duid ruen
t 'the DUID is told' 0 '' '' -- add "$old" -d "$llt"
for m in rosette gabier ruen; do
	t "$m: it has its address at once" 0 "$lease6" '' -- \
	    v6 $m "$old" "$llt"
done
gabier_new() { v6 gabier "$new"; }
t 'another router on the line gets nothing' 1 '' 'nothing offered' -- gabier_new
t 'until it is told' 0 '' '' -- add "$new"
for m in rosette gabier ruen; do
	t "$m: the new router has it at once" 0 "$lease6" '' -- v6 $m "$new"
done
removed() { grep -c 'LEASE6_DEL\|lease6-del' "$KEA_DIR/ruen/dhcp6.log" || true; }
t "ruen: the line's lease was never removed" 0 "0$NL" '' -- removed

# Kea has noted that it is another line's.
add_theirs() {
	"$KEA_ASK" -j "$(kea_url gabier unix6)" lease6-add '{
	    "ip-address": "2a0e:c400:ff:f010::30", "iaid": 1, "subnet-id": 1,
	    "duid": "00:03:00:01:02:00:00:00:00:09", "type": "IA_NA",
	    "hw-address": "02:00:00:00:00:09", "user-context": { "ISC": {
	    "relay-info": [ { "hop": 0, "link": "2001:912:900:a000::148",
	    "peer": "fe80::1", "options": "0x0012000461616161" } ] } } }'
}
add_theirs >"$D/theirs"
t 'an address that another line leases' 0 '' '' -- reserve -c four -w 30 \
    -m 02:00:00:00:00:04 -6 2a0e:c400:ff:f010::30 -d "$llt"
reserve_settled
theirs() {
	"$KEA_ASK" -j "$(kea_url gabier unix6)" lease6-get \
	    '{"ip-address":"2a0e:c400:ff:f010::30","type":"IA_NA"}' |
	    grep -c 02:00:00:00:00:09
}
t 'its lease is left alone' 0 "1$NL" '' -- theirs

finish
