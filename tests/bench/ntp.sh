#!/bin/sh
# ntp-ratecheck: a million packets read, beside tshark; how well the estimator
# finds limits that are simulated, with the seeds as printed; and limits of
# this kernel, in namespaces, one rule for each source address.
#
#   RUNS=N    of each cell of the tables (20 simulated, 10 of the kernel)
#   PARTS='read simulated kernel'
. tests/cli/lib.sh
. tests/e2e/ntp-lib.sh
. tests/bench/figure-lib.sh

P=$BIN/ntp-ratecheck
SIM=$BUILD/tests/tool
PARTS=${PARTS:-read simulated kernel}

part() {
	case " $PARTS " in
	*" $1 "*) return 0 ;;
	*) return 1 ;;
	esac
}

# Wall clock and processor time of a command, both in ms.
spent() {	# COMMAND...
	s_from=$(date +%s%N)
	s_times=$(
		"$@" >"$D/out" 2>&1
		times
	)
	s_to=$(date +%s%N)
	echo "$s_times" | awk -v wall=$(((s_to - s_from) / 1000000)) '
	NR == 2 {
		split($1, u, /[ms]/)
		split($2, s, /[ms]/)
		print wall, int((60 * (u[1] + s[1]) + u[2] + s[2]) * 1000)
	}'
}

fields() {
	tshark -n -r "$D/million" -Y ntp -T fields -e frame.time_epoch \
	    -e ip.src -e ip.dst -e udp.srcport -e udp.dstport \
	    -e ntp.flags.mode -e ntp.org -e ntp.xmt
}

one_capture() {	# KEY [WALL PROCESSOR]: of what stands beside it
	packets=$("$P" read -j -r "$D/million" |
	    sed -n '1s/.*"packets":\([0-9]*\).*/\1/p')
	for i in 1 2 3 4 5 6 7; do
		spent "$P" read -r "$D/million"
	done >"$D/spent"
	ours=$(cut -d ' ' -f 2 "$D/spent" | sort -n | sed -n 4p)
	echo "$1: $packets packets, $(($(wc -c <"$D/million") / 1000000)) MB"
	figure "$1" "$(cut -d ' ' -f 1 "$D/spent" | sort -n | sed -n 4p)" "${2:-}"
	figure "$1-cpu" "$ours" "${3:-}"
}

# Its exit code is its verdict.
most_memory() {
	"$SIM/howlong" -n 1 sh -c '"$@" || :' - "$P" read -r "$D/million" \
	    >"$D/long"
	figure memory "$(reckon "$(value max_kb <"$D/long") / 1024")"
}

bench_read() {
	set -- seed=1 clients=2000 rate=0.5 jitter=1 seconds=556 loss=0.2 \
	    server=198.51.100.1
	"$SIM/ntpsim" "$@" , clients=4 client=203.0.113.1 rate=10 seconds=60 \
	    loss=0 limit=20 burst=40 >"$D/million"
	one_capture limit
	"$SIM/ntpsim" "$@" >"$D/million"
	theirs=
	! command -v tshark >/dev/null || theirs=$(spent fields)
	# shellcheck disable=SC2086 # two words
	one_capture read $theirs
	most_memory
}

# seconds, loss, rate, burst of each cell: rates up to half of the highest
# tried, bursts up to a tenth of what overflows.  A rate of 0: no limit.
cells() {
	for T in 10 30 60; do
		for loss in 0 1 5; do
			for limit in '5 5' '10 10' '16 20' '0 0'; do
				echo "$T $loss $limit"
			done
		done
	done
	echo '60 20 5 5'
	echo '60 20 10 20'
}

heading() {
	printf '%s\n' "$1"
	printf '%4s %5s %5s %6s  %9s %9s %9s %9s %9s\n' T/s loss% rate burst \
	    limited rate-err% burst-err% rate-in burst-in
}

row() {	# T LOSS RATE BURST RUNS LIMITED RATE-ERROR BURST-ERROR HELD HELD
	printf '%4s %5s %5s %6s  %9s %9s %9s %9s %9s\n' "$1" "$2" "$3" "$4" \
	    "$6/$5" "$7" "$8" "$9" "${10}"
}

# Of the rows of a table: sums over cells with a limit at up to 5 % loss, and
# over those without; the worst of the cells' medians.
sums() {	# KIND
	awk '
	function worst(what, v) { if (v > most[what] + 0) most[what] = v }
	{ split($5, f, "/") }
	$3 > 0 && $2 <= 5 {
		d += f[1]; n += f[2]; ri += $8; bi += $9
		worst("rate" $1, $6)
		if ($1 == 30)
			worst("burst30", $7)
	}
	$3 > 0 && $2 == 20 { worst("lossy", $6) }
	$3 == 0 { a += f[1]; m += f[2] }
	END {
		if (n == 0 || m == 0)
			exit 1
		printf "%d of %d limits found, false alarms %d of %d\n",
		    d, n, a, m >"/dev/stderr"
		print "found", 100 * d / n
		print "false", 100 * a / m
		print "rates", 100 * ri / n
		print "bursts", 100 * bi / n
		for (what in most)
			print what, most[what]
	}' | while read -r what number; do
		figure "$1-$what" "$number"
	done
}

bench_simulated() {
	runs=${RUNS:-20}
	heading "simulated: $runs runs a cell, at most 40/s, seed 1"
	cells | while read -r T loss rate burst; do
		kind=bucket
		[ "$rate" != 0 ] || kind=free
		# shellcheck disable=SC2046 # fields of a line
		set -- $("$SIM/ratesim" $kind "$rate" "$burst" "$loss" 40 "$T" \
		    2000 "$runs" 1)
		row "$T" "$loss" "$rate" "$burst" "$1" "$2" "$4" "$6" "$7" "$8"
	done | tee "$D/table"
	sums simulated <"$D/table"
}

# Source 10.91.A.B of cell A, run B; half of the loss before the limit.
kernel_rules() {	# T
	echo 'flush chain ip t f'
	a=10
	cells | grep "^$1 " | while read -r T loss rate burst; do
		for b in $(seq "$runs"); do
			ip=10.91.$a.$b
			echo "add chain ip t c$a.$b"
			[ "$loss" = 0 ] ||
			    echo "add rule ip t c$a.$b numgen random mod 1000 < $((loss * 5)) drop"
			[ "$rate" = 0 ] ||
			    echo "add rule ip t c$a.$b ip saddr $ip limit rate over $rate/second burst $burst packets drop"
			echo "add rule ip t f ip saddr $ip jump c$a.$b"
			echo "add rule ip t f ip daddr $ip jump c$a.$b"
		done
		a=$((a + 1))
	done | tr . _ | sed 's/10_91_\([0-9]*\)_\([0-9]*\)/10.91.\1.\2/g'
}

# rate and its interval, the same of the burst, of a probe's answer.
figures() {
	sed -n 's/.*"rate_pps":{"best":\([^,]*\),"lo":\([^,]*\),"hi":\([^}]*\)},"burst":{"best":\([^,]*\),"lo":\([^,]*\),"hi":\([^}]*\)}.*/\1 \2 \3 \4 \5 \6/p' \
	    "$@"
}

kernel_row() {	# A T LOSS RATE BURST
	limited=$(cat "$D/k.$1."* | grep -c '"verdict":"policer"')
	figures "$D/k.$1."* | awk -v r="$4" -v b="$5" '
	function abs(x) { return x < 0 ? -x : x }
	{
		print abs($1 / r - 1) * 100 >rates
		print abs($4 / b - 1) * 100 >bursts
		ri += $2 <= r && r <= $3
		bi += $5 <= b && b <= $6
	}
	END { print ri + 0, bi + 0 }' rates="$D/rates" bursts="$D/bursts" \
	    >"$D/held"
	rate_error=- burst_error=-
	if [ "$4" != 0 ] && [ "$limited" -gt 0 ]; then
		half=$(((limited + 1) / 2))
		rate_error=$(sort -n "$D/rates" | sed -n ${half}p)
		burst_error=$(sort -n "$D/bursts" | sed -n ${half}p)
	fi
	read -r rate_held burst_held <"$D/held"
	row "$2" "$3" "$4" "$5" "$runs" "$limited" \
	    "$(printf %.5s "$rate_error")" "$(printf %.4s "$burst_error")" \
	    "$rate_held" "$burst_held"
}

kernel_probes() {	# T
	pids=
	a=10
	count=$(cells | grep -c "^$1 ")
	while [ $a -lt $((10 + count)) ]; do
		for b in $(seq "$runs"); do
			become c "$P" probe -j -m 40 -T "$1" -b 2000 \
			    -S "10.91.$a.$b" 10.91.2.2 >"$D/k.$a.$b" 2>&1 &
			pids="$pids $!"
		done
		a=$((a + 1))
	done
	# shellcheck disable=SC2086 # a list of them
	wait $pids
}

bench_kernel() {
	runs=${RUNS:-10}
	ntp_net && chrony_start 10.91.2.2 || exit 1
	for a in $(seq 10 23); do
		for b in $(seq "$runs"); do
			echo "addr add 10.91.$a.$b/32 dev vcr"
		done
		inside r ip route add "10.91.$a.0/24" via 10.91.1.2
	done >"$D/addresses"
	inside c ip -batch "$D/addresses"
	heading "kernel: nft limit, $runs probes a cell, all of a time side by side"
	for T in 10 30 60; do
		kernel_rules "$T" >"$D/rules"
		inside r nft -f "$D/rules"
		rm -f "$D"/k.*
		kernel_probes "$T"
		a=10
		cells | grep "^$T " | while read -r T loss rate burst; do
			kernel_row "$a" "$T" "$loss" "$rate" "$burst"
			a=$((a + 1))
		done | tee -a "$D/kernel"
	done
	sums kernel <"$D/kernel"
}

may_kernel() {
	[ "$(id -u)" -eq 0 ] && command -v nft >/dev/null &&
	    command -v chronyd >/dev/null
}

! part read || bench_read
! part simulated || bench_simulated
if part kernel; then
	if may_kernel; then
		bench_kernel
	else
		figure_none 'kernel-found kernel-false kernel-rate10
		    kernel-rate30 kernel-rate60 kernel-lossy kernel-burst30
		    kernel-rates kernel-bursts' 'wants root, nft and chronyd'
	fi
fi
