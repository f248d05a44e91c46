#!/bin/sh
# srcroute-sync: 10,000 rules from nothing beside `ip -batch` with the very
# same rules, in turns; runs that have nothing to do; memory.
# shellcheck disable=SC2016,SC2086,SC2317
. tests/cli/lib.sh
. tests/e2e/srcroute-lib.sh
. tests/bench/figure-lib.sh
unshare -rn true 2>/dev/null || { figure_none '*' 'no namespaces'; exit 0; }
srcroute_begin "$0"

HOWLONG=$BUILD/tests/tool/howlong

site() {	# NAME COUNT FAMILY...: so many prefixes of each, of 20 members
	s_name=$1 s_count=$2
	shift 2
	awk -v n="$s_count" -v families="$*" 'BEGIN {
		printf "{ \"members\": {"
		for (m = 0; m < 20; m++) {
			printf "%s \"m%d\": { \"table\": %d, \"prefixes\": [",
			    m ? "," : "", m, 1001 + m
			first = 1
			for (i = m; i < n; i += 20) {
				if (families ~ /4/)
					printf "%s {\"prefix\": \"%d.%d.%d.0/24\"}",
					    first ? "" : ",", 10 + i / 65536,
					    i / 256 % 256, i % 256
				if (families ~ /4/)
					first = 0
				if (families ~ /6/)
					printf "%s {\"prefix\": \"2001:db8:%x::/48\"}",
					    first ? "" : ",", i
				first = 0
			}
			printf "] }"
		}
		print " }, \"routing\": { \"subscriber-interfaces\": [\"ens19\"] } }"
	}' >"$D/$s_name.json"
}
sync_of() {	# SITE OPTION...
	y_site=$1
	shift
	"$BIN/srcroute-sync" -c "$D/$y_site.json" "$@"
}
# Milliseconds of one run from nothing, in a namespace of its own: by the
# clock, and of the processor, which is the same on a machine that is busy.
from_nothing() {	# COMMAND...
	unshare -n sh -c 't=$(date +%s%N); "$@" >/dev/null 2>&1
	    echo $((($(date +%s%N) - t) / 1000000)); times' - "$@" |
	    tr 'ms' '  ' | awk 'NR == 1 { wall = $1 }
		NR == 3 { print wall, ($1 * 60 + $2 + $3 * 60 + $4) * 1000 }'
}
# Milliseconds of the processor, the mean of 20 runs.
processor() {	# COMMAND...
	sh -c 'i=0; while [ $((i += 1)) -le 20 ]; do "$@" >/dev/null 2>&1; done
	    times' - "$@" | tr 'ms' '  ' |
	    awk 'NR == 2 { printf "%.1f\n", ($1 * 60 + $2 + $3 * 60 + $4) * 50 }'
}
least() {	# FILE COLUMN
	cut -d ' ' -f "$2" "$1" | sort -n | head -n 1
}
# The middle one of the ratios of two runs that stood side by side.
ratio() {	# OURS THEIRS COLUMN
	paste -d ' ' "$1" "$2" |
	    awk -v c="$3" '{ printf "%.2f\n", $c / $(c + 2) }' | sort -n |
	    awk '{ r[NR] = $1 } END { print r[int((NR + 1) / 2)] }'
}
compare() {	# FAMILY COUNT
	site "from$1" "$2" "$1"
	sync_of "from$1" 2>/dev/null | sed -n "s/^ip -$1 //p" >"$D/batch"
	for _ in 1 2 3 4 5; do
		from_nothing "$BIN/srcroute-sync" -c "$D/from$1.json" -a -f \
		    >>"$D/ours$1"
		from_nothing ip -"$1" -batch "$D/batch" >>"$D/batch$1"
	done
	echo "IPv$1, side by side: $(ratio "$D/ours$1" "$D/batch$1" 1) by the" \
	    "clock, $(ratio "$D/ours$1" "$D/batch$1" 2) by the processor"
	figure "from$1" "$(least "$D/ours$1" 1)" "$(least "$D/batch$1" 1)"
	figure "from$1-cpu" "$(least "$D/ours$1" 2)" "$(least "$D/batch$1" 2)"
}
compare 4 10000
compare 6 10000
site few 500 4
for _ in 1 2 3 4 5; do
	from_nothing "$BIN/srcroute-sync" -c "$D/few.json" -a >>"$D/few"
done
figure from500 "$(least "$D/few" 1)"

nothing_to_do() {	# KEY COUNT FAMILY
	site same "$2" "$3"
	for f in -4 -6; do ip $f rule flush protocol 173; done
	sync_of same -a -f >/dev/null 2>&1
	: >"$D/same"
	for _ in 1 2 3 4 5; do
		"$HOWLONG" -n 11 "$BIN/srcroute-sync" -c "$D/same.json" -a \
		    >"$D/long"
		tr ' ' '\n' <"$D/long" | sed -n 's/^p50_ms=//p' >>"$D/same"
	done
	figure "$1" "$(least "$D/same" 1)"
	figure "$1-cpu" "$(processor "$BIN/srcroute-sync" -c "$D/same.json" -a)"
}
nothing_to_do same100 100 4
nothing_to_do same4 10000 4
nothing_to_do same6 10000 6
# Of a run that has all of them to add, too.
for f in -4 -6; do ip $f rule flush protocol 173; done
"$HOWLONG" -n 1 "$BIN/srcroute-sync" -c "$D/same.json" -a -f >>"$D/long"
figure memory "$(reckon "$(value max_kb <"$D/long" | sort -n | tail -n 1) / 1024")"
