#!/bin/sh
# Two machines write to the same targets at the same time, paused and killed:
# to a file that Kea takes in, and to a database that two Keas read.
# DUEL_SECONDS=60 SEED=N for more.
# shellcheck disable=SC2317 # functions are called through t and ok
DUEL_SECONDS=${DUEL_SECONDS:-8}
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/e2e/include-lib.sh
. tests/e2e/pg-lib.sh
. tests/e2e/duel-lib.sh

kea_have || { skip 'real Kea machines' 'kea is not installed'; finish; }

include_machine ruen || exit 1
duel_sites "$(include_target ruen)"
ok 'include: two machines at once' duel_play
duel_settles ruen
kea_stop ruen

pg_have || { skip 'a database' 'no PostgreSQL or kea-admin'; finish; }
rm -r "$D/state.a" "$D/state.b"
pg_start || { cat "$PG.log"; exit 1; }
pg_machine rosette || exit 1
pg_machine gabier || exit 1
# What Kea gives is not in its config-get: the rows, as keaask prints them.
duel_hosts() {
	pg_sql "SELECT CASE WHEN ipv4_address IS NOT NULL
	        THEN encode(dhcp_identifier, 'hex')
	        ELSE regexp_replace(encode(dhcp_identifier, 'hex'),
	            '(..)(?=.)', '\\1:', 'g') END,
	    coalesce(host('0.0.0.0'::inet + ipv4_address),
	        (SELECT string_agg(host(address::inet) ||
	            CASE type WHEN 2 THEN '/' || prefix_len ELSE '' END, ','
	            ORDER BY type) FROM ipv6_reservations r
	            WHERE r.host_id = hosts.host_id)),
	    coalesce(nullif(dhcp4_client_classes, ''), dhcp6_client_classes), '-'
	    FROM hosts WHERE dhcp_identifier_type <> 4" | tr '|' ' ' | sort
}
duel_sites "$(pg_target rosette), $(pg_target gabier)"
ok 'pgsql: two machines at once' duel_play
duel_settles rosette gabier
finish
