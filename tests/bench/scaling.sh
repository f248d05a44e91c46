#!/bin/sh
# How costs grow: 10, 100, ... 1,000,000 of whatever it is, as far as it means
# something.  `make bench-plot` calls it; on stdout a measurement a line,
# tab-separated, for plot.awk:
#
#   PANEL  LINE  HOW MANY  MILLISECONDS
#
# Milliseconds of a processor, which other work on the machine changes little;
# the least of several runs.  Each is a whole process, but for the plan.
. tests/cli/lib.sh
. tests/bench/figure-lib.sh

HOWLONG=$BUILD/tests/tool/howlong

# The least of many runs, of fewer where one takes long; its stdin is $D/in.
ms() {	# COUNT COMMAND...
	ms_runs=101
	[ "$1" -lt 10000 ] || ms_runs=15
	[ "$1" -lt 1000000 ] || ms_runs=7
	shift
	for _ in $(seq "$ms_runs"); do
		"$HOWLONG" -n 1 "$@" <"$D/in" | value cpu_ms
	done | sort -n | head -n 1
}
say() {	# PANEL LINE COUNT MILLISECONDS
	if [ "$4" ]; then
		printf '%s\t%s\t%s\t%s\n' "$@"
	else
		echo "scaling: $1, $2, $3: not measured" >&2
	fi
}
up_to() {	# COUNT
	awk -v most="$1" 'BEGIN { for (n = 10; n <= most; n *= 10) print n }'
}
ids() {	# COUNT
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++)
		printf "olt-pau64-01 pon 1/1/%02d/%02d/%d/1/1/%d\n",
		    i % 16, int(i / 16) % 16, i % 128, i }'
}

scale_route() {
	(umask 077 && echo secret01 >"$D/secret")
	cat >"$D/route.json" <<-END
	{ "request-realm": "gnd.ftth.axione", "members": { "ils": {
	    "realm": "ils-ftth", "password-file": "secret",
	    "circuit-ids": ["ids"], "circuit-id-globs": ["olt-???42-*"] } } }
	END
	set -- "$BIN/radius-route" -c "$D/route.json"
	for n in $(up_to 1000000); do
		rm -f "$D"/ids*
		ids "$n" >"$D/ids"
		say 'radius-route: identifiers in the list' 'decide, no index' "$n" \
		    "$(ms "$n" "$@" -i 'olt-bsn42-01 pon 1/1/01/01/4/1/1/')"
		say 'radius-route: identifiers in the list' 'make the index' "$n" "$(ms "$n" "$@" --index)"
		say 'radius-route: identifiers in the list' 'decide, with index' "$n" \
		    "$(ms 10 "$@" -i 'olt-bsn42-01 pon 1/1/01/01/4/1/1/')"
	done
}

scale_filters() {
	for n in $(up_to 1000000); do
		ids "$n" | "$BIN/circuitid-decode" -i text -e 0x >"$D/in"
		say 'circuitid-decode, ntp-ratecheck: lines, packets' 'circuitid-decode -f' "$n" \
		    "$(ms "$n" "$BIN/circuitid-decode" -f)"
		# Calm clients, each with fifty requests and replies.
		"$BUILD/tests/tool/ntpsim" seed=1 rate=0.05 loss=0 \
		    server=198.51.100.1 clients=$((n < 100 ? 1 : n / 100)) \
		    seconds=$((n < 100 ? 100 : 1000)) >"$D/capture"
		say 'circuitid-decode, ntp-ratecheck: lines, packets' 'ntp-ratecheck read' "$n" \
		    "$(ms "$n" "$BIN/ntp-ratecheck" read -r "$D/capture")"
	done
}

# In a network of its own; this script again, for that alone.
scale_rules() {
	if ! unshare -rn true 2>/dev/null; then
		echo 'scaling: srcroute-sync: no namespaces' >&2
		return
	fi
	for n in $(up_to 10000); do
		awk -v n="$n" 'BEGIN {
			printf "{ \"members\": {"
			for (m = 0; m < 10; m++) {
				printf "%s \"m%d\": { \"table\": %d, \"prefixes\": [",
				    m ? "," : "", m, 1001 + m
				for (i = m; i < n; i += 10)
					printf "%s {\"prefix\": \"10.%d.%d.0/24\"}",
					    i == m ? "" : ",", i / 256, i % 256
				printf "] }"
			}
			print " } }"
		}' >"$D/rules.json"
		unshare -rn sh "$0" rules "$n" "$D/rules.json"
	done
}
rules_of() {	# COUNT SITE
	n=$1
	set -- "$BIN/srcroute-sync" -c "$2" -a -f
	say 'srcroute-sync: rules' 'all rules from none' "$n" \
	    "$(for _ in 1 2 3 4 5; do
		ip rule flush protocol 173
		"$HOWLONG" -n 1 "$@" 2>"$D/err" | value cpu_ms
	    done | sort -n | head -n 1)"
	say 'srcroute-sync: rules' 'nothing to do' "$n" "$(ms "$n" "$@" 2>"$D/err")"
}

# Nobody answers at the target: the state alone.
scale_reserve() {
	cat >"$D/kea.json" <<-END
	{ "members": { "ils": { "prefixes": [
	    { "prefix": "10.96.0.0/12", "client-class": "ils01" } ] } },
	  "kea": { "targets": { "rosette": { "dhcp4": "unix:$D/nobody" } },
	    "state-dir": "$D/state" } }
	END
	for n in $(up_to 100000); do
		say 'kea-reserve: reservations' 'plan them on as many' "$n" "$(for _ in 1 2 3; do
			"$BUILD/tests/tool/planlots" "$n" | value plan_ms
		    done | sort -n | head -n 1)"
		rm -rf "$D/state"
		mkdir "$D/state"
		awk -v n="$n" 'BEGIN { for (i = 0; i < n; i++)
			printf "{\"circuit-id\":\"many-%06d\",\"ip4\":\"10.%d.%d.%d\"}\n",
			    i, 96 + int(i / 62500), int(i / 250) % 250, i % 250 + 1
		}' >"$D/many"
		"$BIN/kea-reserve" --config "$D/kea.json" --import -w 0 \
		    <"$D/many" >"$D/out" 2>&1
		for lock in "$D"/state/*.lock; do
			[ ! -e "$lock" ] || flock -w 120 "$lock" true
		done
		say 'kea-reserve: reservations' '--list' "$n" \
		    "$(ms "$n" "$BIN/kea-reserve" --config "$D/kea.json" --list)"
	done
}

if [ "${1:-}" = rules ]; then
	rules_of "$2" "$3"
	exit
fi
printf '# %s, %s processors; %s\n' \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
    "$(date +%F)"
scale_route
scale_reserve
scale_rules
scale_filters
