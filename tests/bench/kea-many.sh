#!/bin/sh
# 100,000 subscribers: what planning takes, alone and as a whole call, and
# what --list takes.  A Kea of this machine holds them all.
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/bench/figure-lib.sh

COUNT=${COUNT:-100000} RUNS=${RUNS:-5}

echo "kea-many: planning $COUNT wanted against $COUNT present:"
for _ in 1 2 3; do
	"$BUILD/tests/tool/planlots" "$COUNT" | sed 's/^/    /'
done

kea_have || { echo 'kea-many: kea is not installed'; exit 0; }
kea_machine rosette || exit 2
reserve_write "$D/site.json" "$D/state" \
    "\"rosette\": { \"dhcp4\": \"$(kea_url rosette unix4)\" }"
mkdir "$D/state"
awk -v count="$COUNT" 'BEGIN {
	for (i = 0; i < count; i++)
		printf "{\"circuit-id\":\"many-%06d\",\"ip4\":\"10.%d.%d.%d\"}\n",
		    i, 96 + int(i / 62500), int(i / 250) % 250,
		    i % 250 + 1
}' >"$D/many"

howlong() {	# NAME ARGUMENTS
	howlong_name=$1
	shift
	echo "kea-many: $howlong_name:" \
	    "$("$BUILD/tests/tool/howlong" -n "$RUNS" "$@")"
}
howlong_once() { RUNS=1 howlong "$@"; }
howlong_once "import of $COUNT lines" \
    sh -c "'$BIN/kea-reserve' --import -w 0 <'$D/many'"
# shellcheck disable=SC2016 # sh's
howlong_once 'until Kea holds them, from then on' sh -c \
    'until "$BIN/kea-reserve" --list | grep -q "pending=0"; do sleep 0.2; done'
reserve_settled
howlong_once '--retry, with nothing to do' "$BIN/kea-reserve" --retry
howlong '--list' "$BIN/kea-reserve" --list
howlong '--list -j' "$BIN/kea-reserve" --list -j
howlong 'an unchanged subscriber' "$BIN/kea-reserve" -c many-000007 \
    -4 10.96.0.8 -w 0
reserve_settled
howlong 'snapshot and plan (-n --reconcile)' "$BIN/kea-reserve" -n --reconcile
howlong_once 'config-get alone (keaask)' "$KEA_ASK" \
    "$(kea_url rosette unix4)" config-get
