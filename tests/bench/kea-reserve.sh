#!/bin/sh
# kea-reserve against the loop that a script would run (get, edit, set), on
# machines that hold 10,000 reservations already: 200 new subscribers at once,
# 40 adds by 8 processes, an unchanged subscriber.
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/bench/figure-lib.sh

BASE=${BASE:-10000} NEW=${NEW:-200} NAIVE=${NAIVE:-10}

kea_have || { figure_none '*' 'no Kea'; exit 0; }
kea_machine rosette -n "$BASE" -r || exit 2
kea_machine gabier -n "$BASE" -r || exit 2
reserve_site rosette gabier

now() {
	date +%s%N | cut -c 1-13
}

# FIRST COUNT [WAIT]: the arguments of new subscribers, one a line.
arguments() {
	awk -v first="$1" -v count="$2" -v wait="${3:-1}" 'BEGIN {
		for (i = first; i < first + count; i++) {
			printf "-c bench%d -m 02:02:00:00:%02x:%02x ", i,
			    i / 256, i % 256
			printf "-4 10.96.%d.%d ", i / 250, i % 250 + 1
			printf "-6 2a0e:c400:ff:f012::%x ", i + 1
			printf "-p 2a0e:c400:%x:%x00::/56 -w %s\n",
			    128 + i / 256, i % 256, wait
		}
	}'
}

# PROCESSES FIRST COUNT [WAIT]
storm() {
	storm_at_once=$1
	shift
	arguments "$@" | xargs -P "$storm_at_once" -L 1 "$BIN/kea-reserve"
}

there() {	# until COUNT of ours are on MACHINE, FAMILY
	reserve_tries=1200
	until [ "$(kea_hosts "$1" "$2" | grep -vc ' -$')" -ge "$3" ]; do
		reserve_tries=$((reserve_tries - 1))
		[ "$reserve_tries" -gt 0 ] || return 1
		sleep 0.1
	done
}

sets() {	# a server a line
	for m in rosette gabier; do
		for f in dhcp4 dhcp6; do
			echo "$m $f $(reserve_calls $m $f config-set)"
		done
	done
}

# Another subscriber asks rosette by DHCP every 20 ms.
third_start() {
	"$KEA_DHCPASK" -4 -s "$(kea_port rosette server4)" \
	    -r "$(kea_port rosette relay4)" -c "$third" -S 600 -i 20 \
	    >"$D/third" 2>&1 &
	third_pid=$!
}
third_stop() {
	kill "$third_pid"
	wait "$third_pid" 2>/dev/null
	tr '\n' ' ' <"$D/third"
}
third_lost() {
	sed -n 's/^lost=//p' "$D/third"
}

storm 1 0 1 30
reserve_settled
# One of the 10,000 is the third party.
third=$(kea_hosts rosette 4 | sed -n 's/ .*//p' | sed -n 17p)
third_start
sets >"$D/before"
begun=$(now)
storm 32 1 "$NEW"
durable=$(($(now) - begun))
for m in rosette gabier; do
	there $m 4 $((NEW + 1)) && there $m 6 $((NEW + 1)) ||
	    echo "kea-reserve: not all are on $m"
done
applied=$(($(now) - begun))
third_stop
echo "durable after $durable ms, on every Kea after $applied ms"
reserve_settled
sets | paste -d ' ' "$D/before" - | awk '{ print $1, $2, $6 - $3 }' >"$D/sets"
cat "$D/sets"
most=$(cut -d ' ' -f 3 "$D/sets" | sort -n | tail -n 1)
deaf=$(reckon "$(third_lost) / $(sed -n 's/^rosette dhcp4 //p' "$D/sets")")

naive() {	# 4|6
	begun=$(now)
	"$BUILD/tests/tool/naivekea" ${2:+"$2"} "$(kea_url rosette "unix$1")" \
	    <"$D/naive$1" >"$D/out"
	echo $(($(now) - begun))
}
awk -v n="$NAIVE" -v to4="$D/naive4" -v to6="$D/naive6" 'BEGIN {
	for (i = 0; i < n; i++) {
		printf "{\"circuit-id\":\"6e%04x\",\"ip-address\":" \
		    "\"10.97.0.%d\",\"client-classes\":[\"ils01\"]}\n", \
		    i, i + 1 >to4
		printf "{\"hw-address\":\"02:03:00:00:00:%02x\"," \
		    "\"prefixes\":[\"2a0e:c400:f0:%x00::/56\"]," \
		    "\"client-classes\":[\"ils01\"]}\n", i, i >to6
	}
}'
third_start
four=$(naive 4 '')
third_stop
six=$(naive 6 -6)
echo "naive loop, one machine, $NAIVE: IPv4 $four ms, IPv6 $six ms"
figure sets "$most"
figure time "$(reckon "$applied / 1000")" \
    "$(reckon "($four + $six) * 2 * $NEW / $NAIVE / 1000")"
figure deaf "$deaf" "$(reckon "$(third_lost) / $NAIVE")"

# Within five seconds of the last look, process by process.
unchanged() {
	# shellcheck disable=SC2046 # words
	set -- $(arguments 0 1)
	reserve --retry
	reserve "$@"
	reserve_settled
	calls=$(reserve_calls rosette dhcp4)
	begun=$(now)
	for _ in $(seq 100); do
		"$BIN/kea-reserve" "$@"
	done
	with=$(($(now) - begun))
	calls=$(($(reserve_calls rosette dhcp4) - calls))
	begun=$(now)
	for _ in $(seq 100); do
		"$BIN/kea-reserve" -V >/dev/null
	done
	bare=$(($(now) - begun))
	figure unchanged "$(reckon "$with / 100")" "$(reckon "$bare / 100")"
	figure asked "$calls"
}
unchanged

kea_stop rosette
kea_stop gabier
kea_machine one -n 1000 || exit 2
kea_machine two -n 1000 || exit 2
rm -rf "$D/state"
reserve_site one two
storm 8 0 40
there one 4 40
reserve_settled
forty=$(kea_hosts one 4 | grep -vc ' -$')
awk 'BEGIN {
	for (i = 0; i < 40; i++)
		printf "{\"circuit-id\":\"6e%04x\",\"ip-address\":" \
		    "\"10.97.0.%d\",\"client-classes\":[\"ils01\"]}\n", i, i + 1
}' | "$BUILD/tests/tool/naivekea" -P 8 "$(kea_url two unix4)" >"$D/out"
figure forty "$forty" "$(kea_hosts two 4 | grep -c '^6e')"
