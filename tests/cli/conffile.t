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
(umask 077 && echo secret01 >"$D/secret/ils")
: >"$D/lists/ils"
sed 's,^// \( *[]"{}]\),\1,; s,/var/lib/collecte,state,; s,ils_table,1001,' \
    "$shipped" >"$D/site.json"
mkdir -m 2770 "$D/state"
t 'without its comments radius-route finds nothing wrong' 0 '' '' -- \
    "$BIN/radius-route" -c "$D/site.json" --check
t '... and decides by it' 0 "olt-bsn42-01${TAB}ils$NL" '' -- \
    sh -c "echo olt-bsn42-01 | '$BIN/radius-route' -c '$D/site.json' --batch"
t '... kea-reserve reads it' 0 '' '' -- \
    "$BIN/kea-reserve" --config "$D/site.json" --list --unseen 0
t '... and srcroute-sync' 0 '' '' -- \
    "$BIN/srcroute-sync" -c "$D/site.json" --check
finish
