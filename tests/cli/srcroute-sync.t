#!/bin/sh
# srcroute-sync without a kernel to change: options, and what is found in a
# declaration.  The names of the numbered traps are those of the kernel's API.
# shellcheck disable=SC2016,SC2086,SC2317
. tests/cli/lib.sh

S=$BIN/srcroute-sync
mkdir -p "$D/root/etc/iproute2"
echo '1001 ils_table' >"$D/root/etc/iproute2/rt_tables"
IFS_='"routing": { "subscriber-interfaces": ["ens19"] }'

site() {	# MEMBERS: a site file of them
	echo "{ \"members\": { $1 }, $IFS_ }" >"$D/site.json"
}
one() {	# PREFIX [TABLE]: of one member, beside one of IPv6
	site "\"ils\": { \"table\": ${2:-\"ils_table\"}, \"prefixes\": [
	    { \"prefix\": \"$1\" }, { \"prefix\": \"2001:db8::/32\" } ] }"
}
check() {
	"$S" --check -c "$D/site.json" --root "$D/root"
}
# Any run, a dry one too: nothing may be asked of the kernel before.
refused() {	# NAME TEXT-REGEX
	t "$1" 2 '' "^srcroute-sync: $D/site.json: $2" -- \
	    "$S" -c "$D/site.json" --root "$D/root"
}

t 'help' 0 "$("$S" --help)$NL" '' -- "$S" -h
ok 'help has the synopsis' sh -c '"$1" -h | grep -q "^usage: srcroute-sync \["' - "$S"
t 'version' 0 "srcroute-sync $VERSION$NL" '' -- "$S" -V
t 'version, long' 0 "srcroute-sync $VERSION$NL" '' -- "$S" --version
t 'no such option' 2 '' '^srcroute-sync: -x: no such option; see -h$' -- "$S" -x
t 'no such long option' 2 '' '^srcroute-sync: --nope: no such option' -- "$S" --nope
t 'an option without its value' 2 '' '^srcroute-sync: -c: want a value, have none$' -- "$S" -c
t 'an argument too many' 2 '' '^srcroute-sync: want no more arguments, have "x"$' -- "$S" x
t '--force alone' 2 '' '^srcroute-sync: --force: want --apply with it$' -- "$S" -f
t '--lock alone' 2 '' '^srcroute-sync: --lock: want --apply with it$' -- "$S" --lock x
t '--check and --apply' 2 '' '^srcroute-sync: --check does not go with --apply$' -- "$S" -a --check
t '--apply and --check' 2 '' '^srcroute-sync: --check does not go with --apply$' -- "$S" --check --apply
t '--check and --json' 2 '' '^srcroute-sync: --json does not go with --check$' -- "$S" --check -j
t 'no site file' 2 '' "^srcroute-sync: $D/none: No such file" -- "$S" -c "$D/none"
t 'its place from the environment' 2 '' "^srcroute-sync: $D/none2: No such" -- \
    env COLLECTE_CONFIG="$D/none2" "$S"
t '/dev/full' 2 '' 'srcroute-sync: <stdout>: No space left' -- \
    sh -c '"$1" -h >/dev/full' - "$S"

one 5.183.104.0/24
t 'nothing to find' 0 '' '' -- check

# Traps 1 and 2: what a common library takes for a prefix.
for p in 5.183.104.0/08 5.183.104.0/33 5.183.104.0/-1 5.183.104.0/24x \
    '5.183.104.0/ 8' 5.183.104/24 00:0d:b9:42:aa:60 5.183.104.0/ \
    0x5.183.104.0/24 05.183.104.0/24 2001:db8::/129 ::1%lo/128; do
	one "$p"
	refused "traps 1, 2: no prefix: $p" 'members\.ils\.prefixes\[0\]\.prefix: want '
done
# Trap 3: two rules to the kernel, the same to packets.
one 5.183.104.5/24
refused 'trap 3: host bits' 'members\.ils\.prefixes\[0\]\.prefix: want no bits set behind /24, have 5\.183\.104\.5/24$'

# Trap 13: the kernel makes what it likes of them.
for table in 0 253 254 255 4294967296; do
	one 5.183.104.0/24 "\"$table\""
	refused "trap 13: table $table" "members\\.ils\\.table: want a table"
done
one 5.183.104.0/24 '"main"'
refused 'trap 13: table main' 'members\.ils\.table: want a table of the member'"'s own, have \"main\" \\(254\\): it is the kernel's$"
# Trap 16: names.
one 5.183.104.0/24 '"nobody"'
refused 'trap 16: a table without a name' 'members\.ils\.table: want a number or a name of rt_tables, have "nobody"$'
t 'an error is told to change nothing' 2 '' '^srcroute-sync: nothing is changed$' -- \
    "$S" -c "$D/site.json" --root "$D/root"
t 'and by --check' 1 "$D/site.json: members.ils.table: want a number or a name of rt_tables, have \"nobody\"$NL" '' -- check
site '"ils": { "prefixes": [ { "prefix": "5.183.104.0/24" } ] }'
refused 'a member without a table' 'members\.ils: want a table, have none$'

echo 'ils_table 1001' >>"$D/root/etc/iproute2/rt_tables"
one 5.183.104.0/24
t 'trap 16: a line of rt_tables that is none' 1 "$D/root/etc/iproute2/rt_tables:2: want NUMBER NAME, have \"ils_table 1001\"$NL" '' -- check
echo '1001 ils_table' >"$D/root/etc/iproute2/rt_tables"
mkdir -p "$D/root/etc/iproute2/rt_tables.d"
echo '1002 ils_table' >"$D/root/etc/iproute2/rt_tables.d/x.conf"
refused 'trap 16: a name of two tables' 'members\.ils\.table: want a name of one table, have "ils_table" for 1001 '
rm "$D/root/etc/iproute2/rt_tables.d/x.conf"

# Trap 13 and the way of "from all".
one 0.0.0.0/0
t 'every source' 1 "$D/site.json: members.ils.prefixes[0].prefix: want a prefix longer than /0, have 0.0.0.0/0: every packet comes from it$NL" '' -- check
two() {	# PREFIX-OF-RZN
	site "\"ils\": { \"table\": 1001, \"prefixes\": [
	    { \"prefix\": \"5.183.104.0/22\" }, { \"prefix\": \"2001:db8::/32\" } ] },
	    \"rzn\": { \"table\": 1002, \"prefixes\": [ { \"prefix\": \"$1\" } ] }"
}
two 5.183.104.0/22
refused 'the same prefix in two members' 'members\.rzn\.prefixes\[0\]\.prefix: want a prefix of one member, have 5\.183\.104\.0/22 of members\.ils\.prefixes\[0\]\.prefix too$'
two 5.183.105.0/24
t 'an overlap is legal, and told' 1 "$D/site.json: members.rzn.prefixes[0].prefix: 5.183.105.0/24 lies in 5.183.104.0/22 of members.ils.prefixes[0].prefix: the longer one goes first$NL" '' -- check
IFS_='"kea": {}'
one 5.183.104.0/24
t 'no guard' 1 "$D/site.json: routing.subscriber-interfaces: want at least one, have none: without a guard what a member's table has no route for leaves by the main table$NL" '' -- check
printf '{ }' >"$D/site.json"
ok 'nothing declared' sh -c '"$@" | grep -q "members: want at least one prefix, have none"' - \
    "$S" --check -c "$D/site.json" --root "$D/root"

# Hostile octets of a name never reach the terminal.
printf '1001 \033[2Jx y\n' >"$D/root/etc/iproute2/rt_tables"
IFS_='"routing": { "subscriber-interfaces": ["ens19"] }'
one 5.183.104.0/24 1001
t 'what is quoted is escaped' 1 "$D/root/etc/iproute2/rt_tables:1: want NUMBER NAME, have \"1001 \\x1b[2Jx y\"$NL" '' -- check

# Another one holds the lock, and keeps it: given up after 10 s.
echo '1001 ils_table' >"$D/root/etc/iproute2/rt_tables"
one 5.183.104.0/24
exec 9>"$D/lock"
flock 9
t 'the lock stays with another one' 2 '' \
    "^srcroute-sync: $D/lock: another one is at work$" -- \
    "$S" --apply -c "$D/site.json" --root "$D/root" --lock "$D/lock"
finish
