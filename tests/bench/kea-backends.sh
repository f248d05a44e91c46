#!/bin/sh
# 500 new subscribers at a Kea that holds 20,000, by each back-end, while a
# third party asks by DHCP 200 times a second; and what Kea's memory is with
# 100,000 in a database.
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/e2e/include-lib.sh
. tests/e2e/pg-lib.sh
. tests/bench/figure-lib.sh
. tests/bench/kea-new-lib.sh

BASE=${BASE:-20000} NEW=${NEW:-500}

kea_have || { figure_none '*' 'no Kea'; exit 0; }
new_asker
new_subscribers "$NEW"
machine4() { sed 's/, "dhcp6": "[^"]*"//'; }

kea_machine config -n "$BASE" -4 "$D/asker"
new_bench config config "$(reserve_target config | machine4)"
kea_stop config

include_machine include -n "$BASE" -4 "$D/asker"
new_bench include include "$(printf '"include": { "dhcp4": "%s", %s, %s }' \
    "$(kea_url include unix4)" \
    "\"include4\": \"$KEA_DIR/include/inc/hosts4\"" \
    "\"config4\": \"$KEA_DIR/include/conf/dhcp4.json\"")"
kea_stop include
figure gap "$(new_of include worst_gap_ms)" "$(new_of config worst_gap_ms)"
figure lost "$(new_of include lost)" "$(new_of config lost)"

pg_have || { figure_none '*' 'no PostgreSQL'; exit 0; }
preload() {	# HOSTS
	kea_preload4 "$1" | sed 's/[^:]*:"\([0-9a-f]*\)","ip-address":"\([^"]*\)".*/\\\\x\1	2	0	\2/' |
	    awk -F '\t' '{ split($4, a, ".")
		print $1 "\t2\t0\t" ((a[1] * 256 + a[2]) * 256 + a[3]) * 256 + a[4] "\tils01" }' \
	    >"$D/rows"
	psql -qh "$PG" -U owner -d kea -c "\\copy hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id, ipv4_address, dhcp4_client_classes) from '$D/rows'"
}
pg_start || exit 1
preload "$BASE"
pg_machine pgsql -4 "$D/asker"
new_bench pgsql pgsql "$(pg_target pgsql | machine4)"
kea_stop pgsql
figure pgsql "$(new_of pgsql ms)" "$(new_of config ms)"
figure pgsql-lost "$(new_of pgsql lost)" "$(new_of config lost)"

pg_sql 'DELETE FROM hosts'
preload 100000
pg_sql ANALYZE
kea_start pgsql
(new_ask pgsql 5) >"$D/dhcp" 2>&1
echo '100,000 in the database:' "$(tr '\n' ' ' <"$D/dhcp")"
figure memory "$(new_rss pgsql)" "$(new_of config rss)"
