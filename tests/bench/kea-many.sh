#!/bin/sh
# 100,000 subscribers: what planning takes, alone and as a whole call, and
# what --list takes.  A Kea of this machine holds them all.
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/bench/figure-lib.sh

COUNT=${COUNT:-100000} RUNS=${RUNS:-5}

# The least of what three runs say.
for _ in 1 2 3; do
	"$BUILD/tests/tool/planlots" "$COUNT"
done | tee "$D/plan"
least() {	# KEY <RUNS
	value "$1" | sort -n | head -n 1
}
figure plan "$(least plan_ms <"$D/plan")"
figure memory "$(reckon "$(least max_kb <"$D/plan") / 1024")" \
    "$(reckon "$(least doc_kb <"$D/plan") / 1024")"

kea_have || { figure_none '*' 'no Kea'; exit 0; }
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

# Each a whole process; what howlong says of it is in $D/NAME.
howlong() {	# NAME RUNS ARGUMENTS
	howlong_name=$1 howlong_runs=$2
	shift 2
	"$BUILD/tests/tool/howlong" -n "$howlong_runs" "$@" >"$D/$howlong_name"
	echo "$howlong_name:" "$(cat "$D/$howlong_name")"
}
of() {	# NAME KEY
	value "$2" <"$D/$1"
}
# Without Kea no worker has anything to do: all is left to --retry.
kea_stop rosette
howlong import 1 sh -c "'$BIN/kea-reserve' --import -w 0 <'$D/many'
    "'[ $? -le 1 ]'
reserve_settled
kea_start rosette || exit 2
howlong commit 1 "$BIN/kea-reserve" --retry
howlong retry 1 "$BIN/kea-reserve" --retry
howlong list "$RUNS" "$BIN/kea-reserve" --list
howlong list-json "$RUNS" "$BIN/kea-reserve" --list -j
# Its first call may look at Kea, and leaves a worker to that.
howlong unchanged 1 "$BIN/kea-reserve" -c many-000007 -4 10.96.0.8 -w 0
reserve_settled
howlong unchanged 101 "$BIN/kea-reserve" -c many-000007 -4 10.96.0.8 -w 0
reserve_settled
howlong call "$RUNS" "$BIN/kea-reserve" -n --reconcile
howlong keaask "$RUNS" "$KEA_ASK" "$(kea_url rosette unix4)" config-get
figure list "$(of list p50_ms)"
figure unchanged "$(of unchanged p50_ms)"
figure commit "$(reckon "$(of commit p50_ms) / 1000")"
figure commit-memory "$(reckon "$(of commit max_kb) / 1024")"
figure call "$(of call p50_ms)" "$(of keaask p50_ms)"
figure call-memory "$(reckon "$(of call max_kb) / 1024")" \
    "$(reckon "$(of keaask max_kb) / 1024")"
