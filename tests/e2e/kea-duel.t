#!/bin/sh
# Two machines write to the same two targets at the same time, paused and
# killed: nothing that was accepted is lost.  DUEL_SECONDS=60 SEED=N for more.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/e2e/duel-lib.sh

kea_have || { skip 'real Kea machines' 'kea is not installed'; finish; }
kea_machine rosette || exit 1
kea_machine gabier -r || exit 1

duel_sites "$(reserve_target rosette), $(reserve_target gabier)"
ok 'two machines at once' duel_play
duel_settles rosette gabier
finish
