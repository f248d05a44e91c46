#!/bin/sh
# Two machines write to the same two targets at the same time, paused and
# killed, by commands of Kea 3.0's host_cmds: nothing that was accepted is
# lost.  DUEL_SECONDS=60 SEED=N for more.
# shellcheck disable=SC2317 # functions are called through t and ok
DUEL_SECONDS=${DUEL_SECONDS:-10}
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/e2e/duel-lib.sh

kea_release 3.0 ||
    { skip 'Kea 3.0' 'it is not unpacked: make check-kea3'; finish; }
kea_machine rosette -c || exit 1
kea_machine gabier -c -r || exit 1

duel_sites "$(reserve_target rosette), $(reserve_target gabier)"
ok 'two machines at once' duel_play
duel_settles rosette gabier
finish
