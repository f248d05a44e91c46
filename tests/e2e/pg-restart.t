#!/bin/sh
# The database ends in the middle of a transaction: nothing of it stays, and
# nothing that was acknowledged is lost.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/e2e/pg-lib.sh

kea_have || { skip 'a database that ends' 'kea is not installed'; finish; }
pg_have || { skip 'a database that ends' 'no PostgreSQL or kea-admin'; finish; }
pg_start || { cat "$PG.log"; exit 1; }
pg_machine rosette
reserve_write "$D/site.json" "$D/state" "$(pg_target rosette)"
rows() {
	pg_sql 'SELECT (SELECT count(*) FROM hosts),
	    (SELECT count(*) FROM ipv6_reservations)'
}

# Somebody holds one of the two tables that a transaction writes.
hold() {
	psql -qh "$PG" -U owner -d kea >"$D/held" 2>&1 <<-END &
	BEGIN;
	LOCK TABLE ipv6_reservations IN EXCLUSIVE MODE;
	\\echo held
	SELECT pg_sleep(600);
	END
	reserve_await grep -q held "$D/held"
}
in_transaction() {
	[ "$(pg_sql "SELECT count(*) FROM pg_stat_activity
	    WHERE usename = 'collecte' AND wait_event_type = 'Lock'")" -gt 0 ]
}
ok 'a table is held' hold
ok 'a subscriber is acknowledged' reserve_page -w 0
ok '... his transaction has begun, and stands' reserve_await in_transaction
restart() { pg_stop && pg_start; }
ok '... the database ends, and is started' restart
reserve_settled
t '... of the transaction nothing is there, or all' 0 '' '' -- sh -c \
    "echo '$(rows)' | grep -vxE '0\|0|[1-9][0-9]*\|2'"' | cat'
ok '... --retry does it' reserve_await reserve --retry
has() { pg_lease rosette "$RESERVE_LINE" | grep -x 5.183.104.10; }
ok '... Kea leases by it' reserve_await has
has6() { pg_sql 'SELECT count(*) FROM ipv6_reservations'; }
t '... the IPv6 address and prefix are there, once' 0 "2$NL" '' -- has6
t '... and nothing is left to do' 0 '' '' -- reserve --retry
finish
