#!/bin/sh
# The site file that is shipped: as it comes every tool refuses it, and with
# its comments taken away the tools take it.
# What t runs looks unused.
# shellcheck disable=SC2317
. tests/cli/lib.sh

shipped=etc/collecte/collecte.json
t 'radius-route refuses it' 2 '' 'members: want at least one, have none$' -- \
    "$BIN/radius-route" -c "$shipped" --check
t 'kea-reserve refuses it' 2 '' 'kea\.targets: want at least one, have none$' -- \
    "$BIN/kea-reserve" --config "$shipped" --list
t 'srcroute-check refuses it' 3 '' 'want a member' -- \
    "$BIN/srcroute-check" -c "$shipped"

mkdir "$D/secret" "$D/lists"
(umask 077 && echo secret01 >"$D/secret/ils" &&
    echo change-me >"$D/secret/ils-radius")
: >"$D/lists/ils"
sed 's,^// \( *[]"{}]\),\1,; s,/var/lib/collecte,state,' "$shipped" \
    >"$D/site.json"
mkdir -m 2770 "$D/state"
t 'without its comments radius-route finds nothing wrong' 0 '' '' -- \
    "$BIN/radius-route" -c "$D/site.json" --check
t '... and decides by it' 0 "olt-bsn42-01${TAB}ils$NL" '' -- \
    sh -c "echo olt-bsn42-01 | '$BIN/radius-route' -c '$D/site.json' --batch"
t '... kea-reserve reads it' 0 '' '' -- \
    "$BIN/kea-reserve" --config "$D/site.json" --list --unseen 0
for daemon in $("$BIN/member-conf" --list-commands); do
	ok "... member-conf $daemon lacks nothing" \
	    "$BIN/member-conf" -c "$D/site.json" "$daemon"
done
mkdir -p "$D/root/etc/iproute2/rt_tables.d"
"$BIN/member-conf" -c "$D/site.json" rt_tables \
    >"$D/root/etc/iproute2/rt_tables.d/collecte.conf"
t '... and srcroute-sync, with its tables' 0 '' '' -- \
    "$BIN/srcroute-sync" -c "$D/site.json" --check --root "$D/root"
finish
