# Reservations in a database that two real Keas read.  Sourced with release=2.6
# or 3.0, or empty for the machine's own Kea, and schema=, its database's.
# shellcheck shell=sh
# shellcheck disable=SC2154 # release, schema
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/e2e/pg-lib.sh

if [ "$release" ]; then
	kea_release "$release" ||
	    { skip "Kea $release" 'it is not unpacked: make check-kea3'; finish; }
fi
kea_have || { skip 'a database that Keas read' 'kea is not installed'; finish; }
pg_have || { skip 'a database that Keas read' 'no PostgreSQL or kea-admin'; finish; }
line=$RESERVE_LINE mac=$RESERVE_MAC
pg_start || { cat "$PG.log"; exit 1; }
version() { pg_sql 'SELECT version FROM schema_version'; }
t 'the schema is that of this Kea' 0 "$schema$NL" '' -- version
pg_machine rosette
pg_machine gabier
reserve_write "$D/site.json" "$D/state" \
    "$(pg_target rosette), $(pg_target gabier)"
rows() {
	pg_sql "SELECT encode(dhcp_identifier, 'hex'),
	    host('0.0.0.0'::inet + ipv4_address), dhcp4_client_classes
	    FROM hosts WHERE dhcp4_subnet_id = 0 AND ipv4_address IS NOT NULL
	    ORDER BY 1"
}
nets() {
	pg_sql "SELECT type, host(address::inet), prefix_len
	    FROM ipv6_reservations ORDER BY 1, 2"
}
commands() {	# a Kea logs one of its own when it starts, from 2.6 on
	cat "$KEA_DIR"/*/dhcp?.log | grep -c "RECEIVED Received command 'config-[st]" || true
}
started=$(commands)

t '--check has nothing to say of the databases' 0 '' '' -- pg_findings
t 'a subscriber' 0 '' '' -- reserve_page -w 30
t 'its row' 0 "$line|5.183.104.10|ils01$NL" '' -- rows
t 'its addresses' 0 \
'0|2a0e:c400:ff:f010:ffff:ffff:ffff:ffff|128
2|2a0e:c400:0:a00::|56
' '' -- nets
for m in rosette gabier; do
	t "$m gives the IPv4 lease" 0 \
'address=5.183.104.10
mask=255.255.255.0
gateway=5.183.104.1
dns=89.234.140.1,89.234.140.2
lease=7200
' '' -- kea_lease4 $m "$line" "$mac"
	t "$m gives the IPv6 lease" 0 \
'address=2a0e:c400:ff:f010:ffff:ffff:ffff:ffff
prefix=2a0e:c400:0:a00::/56
dns=2a00:5881:4000::1,2a00:5881:4000::2
lease=10800
' '' -- kea_lease6 $m "$mac" "$line"
done
t 'Kea was sent no configuration' 0 "$started$NL" '' -- commands
t 'nothing differs' 0 '' '' -- reserve --diff
t 'nothing is left to do' 0 '' '' -- reserve --reconcile
newest() { pg_sql "SELECT max(host_id) FROM hosts"; }
was=$(newest)
t 'another address and prefix' 0 '' '' -- reserve -c "$line" -m "$mac" \
    -4 5.183.104.11 -p 2a0e:c400:0:b00::/56 -w 30
t 'the row is changed' 0 "$line|5.183.104.11|ils01$NL" '' -- rows
t 'and the prefix' 0 "2|2a0e:c400:0:b00::|56$NL" '' -- nets
t 'in place' 0 "$was$NL" '' -- newest
t 'the next packet has it' 0 "2a0e:c400:0:b00::/56$NL" '' -- \
    pg_lease6 gabier "$mac"
t 'a restart of Kea forgets nothing' 0 '' '' -- kea_restart rosette
t 'it gives the new one' 0 "5.183.104.11$NL" '' -- pg_lease rosette "$line"
would() {
	reserve -c aa -4 5.183.104.13 -w 30 && reserve -n -c aa -4 5.183.104.12
}
t '-n tells what would be done' 0 \
'rosette dhcp4: replace aa (IPv4): 5.183.104.12 class ils01
gabier dhcp4: replace aa (IPv4): 5.183.104.12 class ils01
' '' -- would
t 'forgotten' 0 '' '' -- reserve --forget "$line" -w 30
t 'only the other is left' 0 "6161|5.183.104.13|ils01$NL" '' -- rows
t 'and no prefix' 0 '' '' -- nets
remembered() { pg_sql "SELECT user_context FROM hosts
    WHERE dhcp_identifier_type = 4 AND dhcp4_subnet_id = 0" | grep -c "$line"; }
t 'the database remembers that' 0 "1$NL" '' -- remembered

# -- another machine's state --

sed "s,$D/state,$D/state2," "$D/site.json" >"$D/site2.json"
mkdir -p "$D/state2"
t 'a new machine' 0 '' '' -- reserve --config "$D/site2.json" --reconcile
list() { reserve --config "$D/site2.json" --list |
    grep -c 'type=reservation.*ip4=5.183.104.13.*at-rosette=applied'; }
t 'learns what is there' 0 "1$NL" '' -- list

# -- of others --

pg_sql "INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type,
    dhcp4_subnet_id, ipv4_address, hostname) VALUES
    ('\\x6f74', 2, 0, '5.183.104.66'::inet - '0.0.0.0'::inet, 'by-hand'),
    ('\\x6f75', 2, 1, '5.183.104.67'::inet - '0.0.0.0'::inet, 'in-subnet'),
    ('\\x616263', 2, 0, '5.183.104.68'::inet - '0.0.0.0'::inet, 'adopted')"
for a in 66 67; do
	t "an address that another has: $a" 1 '' \
	    "5.183.104.$a is held by the foreign reservation circuit-id" \
	    -- reserve -c bbbb -4 5.183.104.$a -w 30
done
reserve --forget bbbb -w 30
t 'one without our mark, that we want: adopted' 0 '' '' -- \
    reserve -c abc -4 5.183.104.69 -w 30
names() { pg_sql "SELECT hostname, host('0.0.0.0'::inet + ipv4_address)
    FROM hosts WHERE hostname IS NOT NULL ORDER BY 1"; }
t 'with what else stands there; the others as they were' 0 \
'adopted|5.183.104.69
by-hand|5.183.104.66
in-subnet|5.183.104.67
' '' -- names
reserve --forget abc -w 30

# A row that gives something in IPv4 too.
pg_sql "INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type,
    dhcp4_subnet_id, dhcp6_subnet_id, hostname) VALUES
    ('\\x020000000007', 0, 0, 0, 'both')"
reserve -c both -m 02:00:00:00:00:07 -p 2a0e:c400:0:c00::/56 -w 30
t 'a row of both families' 0 "2a0e:c400:0:c00::/56$NL" '' -- \
    pg_lease6 rosette 02:00:00:00:00:07
reserve --forget both -w 30
half() { pg_sql "SELECT dhcp4_subnet_id, dhcp6_subnet_id FROM hosts
    WHERE hostname = 'both'"; }
t 'keeps its other half' 0 "0|$NL" '' -- half

# -- many at once --

many() {
	awk -v n=300 'BEGIN { for (i = 0; i < n; i++)
	    printf "{\"circuit-id\": \"0x%06x\", \"ip4\": \"10.96.%d.%d\"}\n",
	        i + 65536, 1 + i / 200, i % 200 }' >"$D/many"
	reserve -w 60 --import <"$D/many" && reserve --retry
}
t '300 at once' 0 '' '' -- many
count() { pg_sql "SELECT count(*) FROM hosts WHERE ipv4_address BETWEEN
    '10.96.0.0'::inet - '0.0.0.0'::inet AND
    '10.97.0.0'::inet - '0.0.0.0'::inet"; }
t 'all are there, once' 0 "300$NL" '' -- count

# A value that the database alone refuses: one culprit, not all.
pg_sql "ALTER TABLE hosts ADD CONSTRAINT picky
    CHECK (dhcp_identifier <> '\\x6e6f')"
culprit() {
	reserve_hold rosette.dhcp4
	reserve_hold gabier.dhcp4
	reserve -c no -4 5.183.104.30 -w 0
	reserve -c yes -4 5.183.104.31 -w 0
	reserve_release rosette.dhcp4
	reserve_release gabier.dhcp4
	reserve --retry
}
t 'one that the database refuses' 1 '' \
    'rosette dhcp4: refused: no \(IPv4\): rosette dhcp4: database kea: .*picky' \
    -- culprit
t 'does not stop the other' 0 "5.183.104.31$NL" '' -- pg_lease gabier 796573
pg_sql 'ALTER TABLE hosts DROP CONSTRAINT picky'
t 'and is tried again' 0 '' '' -- reserve --retry
t 'with success' 0 "5.183.104.30$NL" '' -- pg_lease rosette 6e6f

# -- what is wrong --

try() {	# NAME DATABASE ERROR [MEMBERS]
	reserve_write "$D/wrong.json" "$D/state3" \
	    "$(pg_target rosette "$2" "${4:-}"), $(pg_target gabier)"
	mkdir -p "$D/state3"
	t "$1" 1 '' "rosette dhcp4: $3" -- reserve --config "$D/wrong.json" \
	    --reconcile
	t "$1: --check" 1 "$(sed -n "s/.*\(rosette dhcp4: \)/\1/p" "$D/err" |
	    head -n 1)$NL" '' -- first_finding --config "$D/wrong.json"
}
first_finding() {
	pg_findings "$@" | sed -n 's/ \[database\]$//; /^rosette dhcp4/p' |
	    head -n 1
	false
}
before=$(pg_sql 'SELECT count(*), sum(length(user_context)) FROM hosts')
try 'a database that is not there' "host=$PG user=collecte dbname=none" \
    'database: .*"none" does not exist'
try 'one that is not Kea'"'"'s' "host=$PG user=collecte dbname=empty" \
    "database empty: want Kea's tables .*, have none"
try 'no server' "host=$D user=collecte dbname=kea" \
    'database: .*No such file or directory'
try 'nonsense' 'host' 'database: want a connection string of libpq: '
try 'a password in it' "host=$PG user=collecte password=x dbname=kea" \
    'database: the connection string holds a password: want it in database-password-file'
echo secret >"$D/open"
chmod 644 "$D/open"
try 'a password that all can read' "host=$PG user=collecte dbname=kea" \
    "database: .*$D/open: want a secret closed to others" \
    ", \"database-password-file\": \"$D/open\""
pg_sql 'UPDATE schema_version SET version = 30'
try 'a schema of the future' "host=$PG user=collecte dbname=kea" \
    "database kea: want Kea's schema 13 to 29, have 30"
pg_sql "UPDATE schema_version SET version = $schema"
pg_schema empty
try 'a database that this Kea does not read' \
    "host=$PG user=collecte dbname=empty" \
    'hosts-database: want the name empty of our database, have another'
after() { pg_sql 'SELECT count(*), sum(length(user_context)) FROM hosts'; }
t 'nothing was changed by any of them' 0 "$before$NL" '' -- after

pg_sql 'GRANT SELECT ON schema_version, hosts, ipv6_reservations TO nobody2'
reserve_write "$D/wrong.json" "$D/state4" \
    "$(pg_target rosette "host=$PG user=nobody2 dbname=kea"), $(pg_target gabier)"
mkdir -p "$D/state4"
without_rights() {
	reserve --config "$D/wrong.json" -c zz -4 5.183.104.40 -w 0 &&
	    reserve --config "$D/wrong.json" --retry
}
t 'a user without the rights' 1 '' \
    'rosette dhcp4: database kea: permission denied for table hosts' \
    -- without_rights
t 'the other target goes on' 0 "5.183.104.40$NL" '' -- pg_lease gabier 7a7a
rights() { pg_findings --config "$D/wrong.json" | grep -c '^rosette dhcp4: database: want the right'; }
t '--check names the rights, and those of the sequences' 0 "8$NL" '' -- rights

# A Kea that reads no database.
kea_machine plain
reserve_write "$D/plain.json" "$D/state5" "$(pg_target plain)"
mkdir -p "$D/state5"
t 'a Kea without hosts-database' 1 \
"plain dhcp4: hosts-database: want one of type postgresql in Kea's configuration, have none [database]
plain dhcp6: hosts-database: want one of type postgresql in Kea's configuration, have none [database]
" '' -- pg_findings --config "$D/plain.json"
t 'is given nothing' 1 '' 'plain dhcp4: hosts-database: want one of type' -- \
    reserve --config "$D/plain.json" --reconcile

# -- both at once --

printf '{"circuit-id":"6363","ip-address":"5.183.104.50"}\n' >"$D/in4"
PG_FRAIL=1
pg_machine both -4 "$D/in4"
reserve_write "$D/both.json" "$D/state6" "$(pg_target both)"
mkdir -p "$D/state6"
t 'the configuration holds another for it' 1 '' \
    "both dhcp4: refused: cc \(IPv4\): Kea's configuration holds another reservation" \
    -- reserve --config "$D/both.json" -c cc -4 5.183.104.51 -w 30
t 'its address is held' 1 '' 'held by the foreign reservation circuit-id 6363' \
    -- reserve --config "$D/both.json" -c dd -4 5.183.104.50 -w 30
t 'a Kea that would end with its database' 1 \
'both dhcp4: hosts-database.on-fail: want serve-retry-continue, have none: Kea ends with its database [database-fail]
both dhcp4: hosts-database.max-reconnect-tries: want many, have none: Kea does not come back to its database [database-fail]
both dhcp6: hosts-database.on-fail: want serve-retry-continue, have none: Kea ends with its database [database-fail]
both dhcp6: hosts-database.max-reconnect-tries: want many, have none: Kea does not come back to its database [database-fail]
' '' -- pg_findings --config "$D/both.json"
kea_stop both

# -- the database goes, and comes back --

pg_stop
t 'no database: durable' 0 '' '' -- reserve -c ee -4 5.183.104.60 -w 0
t 'and told' 1 '' 'gabier dhcp4: database: ' -- reserve --retry
pg_start
t 'it is back' 0 '' '' -- reserve_await reserve --retry
served() { pg_lease gabier 6565 | grep -q 104.60; }
t 'and so is what came meanwhile' 0 '' '' -- reserve_await served

# -- addresses: text in an old schema, none in a newer one --

t 'both kinds of rows' 0 '' '' -- reserve -c newer -m 02:00:00:00:00:29 \
    -6 2a0e:c400::29 -p 2a0e:c400:0:2900::/56 -w 30
newer() { nets | grep 29; }
t 'an address and a prefix' 0 \
'0|2a0e:c400::29|128
2|2a0e:c400:0:2900::|56
' '' -- newer
t 'others' 0 '' '' -- reserve -c newer -m 02:00:00:00:00:29 \
    -6 2a0e:c400::292 -w 30
t 'are there' 0 "0|2a0e:c400::292|128$NL" '' -- newer
t 'nothing differs then' 0 '' '' -- reserve --diff
t 'and gone' 0 '' '' -- reserve --forget newer -w 30
t 'they are' 1 '' '' -- newer

finish
