#!/bin/sh
# 500 new subscribers at a Kea that holds 20,000, by each back-end, while a
# third party asks by DHCP 200 times a second; and what Kea's memory is with
# 100,000 in a database.
# shellcheck disable=SC2317 # functions are called by at_exit
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/e2e/include-lib.sh
. tests/e2e/pg-lib.sh

HAVE=20000 NEW=500

kea_have || { echo 'kea-backends: no Kea'; exit 0; }

# The one that asks is no subscriber of ours.
asker=6f6c742d61736b6572
printf '{"circuit-id":"%s","ip-address":"5.183.104.250","client-classes":["ils01"]}\n' \
    "$asker" >"$D/asker"
awk -v n=$NEW 'BEGIN { for (i = 0; i < n; i++)
    printf "{\"circuit-id\": \"0x%06x\", \"ip4\": \"10.96.%d.%d\"}\n",
        i + 65536, 1 + i / 200, i % 200 }' >"$D/new"

now_ms() {
	date +%s%3N
}

rss() {	# NAME
	awk '/^VmRSS/ { printf "%d MB", $2 / 1024 }' \
	    "/proc/$(kea_pid "$1" dhcp4)/status"
}

# NAME TARGET: its subscribers, and how DHCP fared meanwhile.
bench() {
	printf '{ "members": { "ils": { "prefixes": [
	    { "prefix": "10.96.0.0/12", "client-class": "ils01" } ] } },
	    "kea": { "targets": { %s }, "state-dir": "%s" } }' "$2" \
	    "$D/state-$1" >"$D/site.json"
	mkdir -p "$D/state-$1"
	reserve --reconcile
	"$KEA_DHCPASK" -4 -s "$(kea_port "$1" server4)" \
	    -r "$(kea_port "$1" relay4)" -c "$asker" -S 120 -i 5 \
	    >"$D/dhcp" 2>&1 &
	pid=$!
	sleep 1
	begun=$(now_ms)
	reserve -w 60 --import <"$D/new"
	took=$(($(now_ms) - begun))
	reserve --retry
	kill "$pid"
	wait "$pid" 2>/dev/null
	echo "$1: $took ms ($((took * 1000 / NEW)) us a host)," \
	    "kea-dhcp4 $(rss "$1")"
	tr '\n' ' ' <"$D/dhcp" | sed 's/^/    DHCP: /'
	echo
	reserve_settled "$D/state-$1"
	kea_stop "$1"
}

machine4() { sed 's/, "dhcp6": "[^"]*"//'; }

kea_machine config -n $HAVE -4 "$D/asker"
bench config "$(reserve_target config | machine4)"

include_machine include -n $HAVE -4 "$D/asker"
bench include "$(printf '"include": { "dhcp4": "%s", %s, %s }' \
    "$(kea_url include unix4)" \
    "\"include4\": \"$KEA_DIR/include/inc/hosts4\"" \
    "\"config4\": \"$KEA_DIR/include/conf/dhcp4.json\"")"

pg_have || { echo 'kea-backends: no PostgreSQL'; exit 0; }
preload() {	# HOSTS
	kea_preload4 "$1" | sed 's/[^:]*:"\([0-9a-f]*\)","ip-address":"\([^"]*\)".*/\\\\x\1	2	0	\2/' |
	    awk -F '\t' '{ split($4, a, ".")
		print $1 "\t2\t0\t" ((a[1] * 256 + a[2]) * 256 + a[3]) * 256 + a[4] "\tils01" }' \
	    >"$D/rows"
	psql -qh "$PG" -U owner -d kea -c "\\copy hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id, ipv4_address, dhcp4_client_classes) from '$D/rows'"
}
pg_start || exit 1
preload $HAVE
pg_machine pgsql -4 "$D/asker"
bench pgsql "$(pg_target pgsql | machine4)"

pg_sql 'DELETE FROM hosts'
preload 100000
pg_sql ANALYZE
kea_start pgsql
"$KEA_DHCPASK" -4 -s "$(kea_port pgsql server4)" \
    -r "$(kea_port pgsql relay4)" -c "$asker" -S 5 -i 5 >"$D/dhcp" 2>&1
echo "100,000 in the database: kea-dhcp4 $(rss pgsql)"
tr '\n' ' ' <"$D/dhcp" | sed 's/^/    DHCP: /'
echo
