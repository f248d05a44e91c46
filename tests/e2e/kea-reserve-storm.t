#!/bin/sh
# Many at once, and killed while at it: nothing that was accepted is lost.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_have || { skip 'real Kea machines' 'kea is not installed'; finish; }
kea_machine rosette -n 300
kea_machine gabier -n 300
reserve_site rosette gabier

# -- 40 adds by 8 processes --

# FIRST COUNT: lines of their own, one after the other.
adds() {
	adds_i=$1 adds_end=$(($1 + $2))
	while [ "$adds_i" -lt "$adds_end" ]; do
		reserve -c "line$adds_i" -4 "5.183.104.$adds_i" \
		    -m "02:01:00:00:01:$(printf %02x "$adds_i")" \
		    -p "2a0e:c400:0:$(printf %02x "$adds_i")00::/56" \
		    -w "${3:-1}" && echo "$adds_i" >>"$D/accepted"
		adds_i=$((adds_i + 1))
	done
}
parallel() {	# PROCESSES COUNT-EACH FIRST WAIT
	pids=
	for p in $(seq 0 $(($1 - 1))); do
		adds $(($3 + p * $2)) "$2" "$4" &
		pids="$pids $!"
	done
	for p in $pids; do
		wait "$p"
	done
}
: >"$D/accepted"
parallel 8 5 11 1
accepted() { wc -l <"$D/accepted"; }
t '40 at once from 8 processes: all accepted' 0 "40$NL" '' -- accepted
reserve --retry

# What was accepted and is not there: MACHINE.
missing() {
	sort -u "$D/accepted" >"$D/want"
	kea_hosts "$1" 4 | sed -n 's/.* 5\.183\.104\.\([0-9]*\) .*/\1/p' |
	    sort -u >"$D/have"
	comm -23 "$D/want" "$D/have"
	kea_hosts "$1" 6 | sed -n 's/^02:01:00:00:01:\(..\).*/\1/p' |
	    while read -r x; do echo $((0x$x)); done | sort -u >"$D/have"
	comm -23 "$D/want" "$D/have"
}
for m in rosette gabier; do
	t "all are on $m" 0 '' '' -- missing $m
done
foreign() { kea_hosts "$1" "$2" | grep -c ' -$'; }
t 'the 300 that are not ours are there' 0 "300$NL" '' -- foreign rosette 4
t 'in IPv6, too' 0 "300$NL" '' -- foreign gabier 6

# -- killed at any moment, callers and workers alike --

# Callers and workers of this site.
running() {
	grep -lzxF -f "$D/ours" /proc/[0-9]*/cmdline 2>/dev/null |
	    sed 's|^/proc/||; s|/.*||'
}

killer() {
	echo "$COLLECTE_CONFIG" >"$D/ours"
	while [ -e "$D/storm" ]; do
		sleep "0.0$(($(od -An -N1 -tu1 /dev/urandom) % 10))"
		pids=$(running)
		[ "$pids" ] || continue
		# shellcheck disable=SC2086 # one of the pids
		kill -s KILL "$(shuf -n 1 -e $pids)" && echo k >>"$D/killed"
	done
}
: >"$D/storm"
killer 2>/dev/null &
killer_pid=$!
# The shell tells of each that was killed.
parallel 4 35 60 0.2 2>/dev/null
parallel 4 35 60 0.2 2>/dev/null
rm "$D/storm"
wait "$killer_pid"
ok 'some were killed' test "$(wc -l <"$D/killed")" -ge 5
ok 'some were accepted' test "$(accepted)" -ge 60
echo "# $(accepted) accepted, $(wc -l <"$D/killed") killed"
t 'after --retry nothing is pending' 0 '' '' -- reserve --retry
for m in rosette gabier; do
	t "whatever was accepted is on $m" 0 '' '' -- missing $m
	ok "$m answers DHCP" kea_lease4 $m 6c696e653131
done
t 'the 300 are still there' 0 "300$NL" '' -- foreign gabier 4

finish
