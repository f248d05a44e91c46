# Sourced after reserve-lib.sh: a PostgreSQL of the test's own, reached by a
# socket in $D/pg alone, and Kea machines that read it.
#
#   pg_have || { skip ...; }
#   pg_start                       its server, up; database kea with Kea's tables
#   pg_stop
#   pg_sql 'SELECT ...' [DATABASE] as its owner
#   pg_machine rosette [OPTION ...]  kea_machine with hosts-database; with
#                                  PG_FRAIL=1 one that ends with its database
#   pg_target rosette              for reserve_write, by user collecte
#   pg_findings                    --check's lines about databases
# shellcheck shell=sh

PG=$D/pg
for pg_at in /usr/lib/postgresql/*/bin; do
	[ ! -x "$pg_at/initdb" ] || PG_BIN=$pg_at
done

# After kea_release, if any.
pg_have() {
	PG_SCHEMA=${KEA_ROOT:-/usr/share/kea}/scripts/pgsql/dhcpdb_create.pgsql
	[ -n "${PG_BIN:-}" ] && [ -r "$PG_SCHEMA" ] &&
	    command -v psql >/dev/null
}

pg_as() {	# PostgreSQL does not run as root
	( cd "$PG" && kea_as "$@" )
}

pg_start() {
	if [ ! -d "$PG/data" ]; then
		mkdir -p "$PG"
		chmod 755 "$D" "$PG"
		kea_give "$PG"
		pg_as "$PG_BIN/initdb" -D "$PG/data" -U owner -A trust \
		    -E UTF8 --no-locale --no-sync >"$PG.log" 2>&1 || return 1
		at_exit pg_stop
		pg_fresh=1
	fi
	pg_as "$PG_BIN/pg_ctl" -D "$PG/data" -l "$PG/log" -w -t 60 \
	    -o "-c listen_addresses= -c unix_socket_directories=$PG -c fsync=off" \
	    start >>"$PG.log" 2>&1 </dev/null || return 1
	[ "${pg_fresh:-}" ] || return 0
	pg_fresh=''
	{
		echo 'CREATE USER kea; CREATE USER collecte; CREATE USER nobody2;'
		echo 'CREATE DATABASE kea; CREATE DATABASE empty;'
	} | psql -qh "$PG" -U owner -d postgres >>"$PG.log" 2>&1
	pg_schema kea
}

pg_schema() {	# DATABASE
	psql -qh "$PG" -U owner -d "$1" -f "$PG_SCHEMA" >>"$PG.log" 2>&1
	pg_sql 'GRANT ALL ON ALL TABLES IN SCHEMA public TO kea;
	    GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO kea;
	    GRANT SELECT ON schema_version TO collecte;
	    GRANT SELECT, INSERT, UPDATE, DELETE
	        ON hosts, ipv6_reservations TO collecte;
	    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO collecte' "$1"
}

pg_stop() {
	[ ! -d "$PG/data" ] ||
	    pg_as "$PG_BIN/pg_ctl" -D "$PG/data" -m immediate -w stop \
		>>"$PG.log" 2>&1 </dev/null
	return 0
}

pg_sql() {
	psql -qAth "$PG" -U owner -d "${2:-kea}" -c "$1"
}

pg_machine() {
	pg_m=$1
	# shellcheck disable=SC2154 # kea-lib.sh's
	[ "$kea_major" -lt 3 ] || set -- "$@" -p
	kea_machine "$@" -N
	pg_db="\"type\": \"postgresql\", \"name\": \"kea\", \"user\": \"kea\""
	pg_db="$pg_db, \"host\": \"$PG\""
	[ "${PG_FRAIL:-}" ] || pg_db="$pg_db, \"max-reconnect-tries\": 1000,
	    \"reconnect-wait-time\": 200, \"on-fail\": \"serve-retry-continue\""
	pg_db=$(echo "$pg_db" | tr -d '\n\t')
	for pg_v in 4 6; do
		pg_at=$KEA_DIR/$1/conf/dhcp$pg_v.json
		sed "s|^  \"control-sockets*\"|\"hosts-database\": { $pg_db }, &|" \
		    "$pg_at" >"$pg_at.new"
		mv "$pg_at.new" "$pg_at"
		chmod 644 "$pg_at"
	done
	kea_start "$pg_m"
}

pg_target() {	# NAME [DATABASE [MEMBERS]]
	printf '"%s": { "dhcp4": "%s", "dhcp6": "%s", "database": "%s" %s }' \
	    "$1" "$(kea_url "$1" unix4)" "$(kea_url "$1" unix6)" \
	    "${2:-host=$PG user=collecte dbname=kea}" "${3:-}"
}

pg_findings() {
	reserve_check "$@" >"$D/findings"
	sed -n '/database/p' "$D/findings"
	! grep -q database "$D/findings"
}

# NAME HEX-ID: the address it is given; with -6, NAME MAC: and its prefix.
pg_lease() {
	kea_lease4 "$1" "$2" "$RESERVE_MAC" | sed -n 's/^address=//p'
}
pg_lease6() {
	kea_lease6 "$1" "$2" | sed -n 's/^prefix=//p'
}
