#!/bin/sh
# A commit to a database that a real Kea reads, in which whatever call fails or
# is the last one: all or nothing of it is there, and the next --retry does what
# is left.
. tests/cli/lib.sh
. tests/cli/fault-lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/e2e/pg-lib.sh
. tests/e2e/commit-lib.sh

kea_have || { skip 'a database that is broken off' 'kea is not installed'; finish; }
pg_have || { skip 'a database that is broken off' 'no PostgreSQL'; finish; }
pg_start || { cat "$PG.log"; exit 1; }
pg_machine rosette || exit 1
commit_site "$(pg_target rosette | sed 's/"dhcp6": "[^"]*",//')"
export PG
cat >"$D/hosts" <<'END'
psql -qAth "$PG" -U owner -d kea -F ' ' -c "SELECT encode(dhcp_identifier, 'hex'),
    host('0.0.0.0'::inet + ipv4_address) FROM hosts
    WHERE ipv4_address IS NOT NULL"
END
# A send that fails tells libpq nothing: it waits for the server's last words
# until ours is patient no more (unit/lib/test_pgdb).
COMMIT_CALLS=$(echo "$COMMIT_CALLS" | sed 's/,send,/,/')
commit_sweeps 5
commit_answers
finish
