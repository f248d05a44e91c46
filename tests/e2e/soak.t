#!/bin/sh
# The whole path for a while: subscribers come, change their router, ask again
# and leave, servers hang and die and come back.  At the end everything is as
# the last word about each line says, on every server; nothing of ours is left
# running, and no server has grown, nor a srcroute-check --watch that runs
# beside them.  SOAK is for how many seconds (make soak).
# shellcheck disable=SC2317 # functions are called through ok
. tests/e2e/log-lib.sh
log_namespace "$0"
. tests/cli/lib.sh
# shellcheck source=tests/e2e/site-lib.sh
. tests/e2e/site-lib.sh
# shellcheck source=tests/e2e/storm-lib.sh
. tests/e2e/storm-lib.sh

SOAK=${SOAK:-60}
LINES=${SOAK_LINES:-40}

site_have || { skip 'soak' "$SITE_WHY"; finish; }
storm_new "$LINES" 0
log_own || LOG=
ok 'the platform comes up' site_start
[ "$BAD" -eq 0 ] || finish

# A watch over two members in a namespace of its own; in every other round the
# target of one is silent.
cat >"$D/watch.json" <<'END'
{ "members": {
    "ils": { "table": 1001, "prefixes": [ { "prefix": "5.0.0.0/24" } ],
      "probe-addresses": [ "5.0.0.1" ], "probe-targets": [ "9.9.9.1" ] },
    "rzn": { "table": 1002, "prefixes": [ { "prefix": "6.0.0.0/24" } ],
      "probe-addresses": [ "6.0.0.1" ], "probe-targets": [ "9.9.9.2" ] } },
  "routing": { "subscriber-interfaces": [ "s0" ] } }
END
cat >"$D/watch.sh" <<'END'
set -e
echo 1 >/proc/sys/net/ipv4/ip_forward
ip link set lo up
for k in 1 2; do
	ip link add "a$k" type veth peer name "b$k"
	ip addr add "172.16.$k.1/30" dev "a$k"
	ip link set "a$k" up
	ip link set "b$k" up
	ip addr add "9.9.9.$k/32" dev lo
	ip addr add "$((4 + k)).0.0.1/32" dev lo
	ip route add default via "172.16.$k.2" table "100$k"
	ip rule add pref 10008 from "$((4 + k)).0.0.0/24" lookup "100$k" \
	    protocol 173
done
ip link add s0 type veth peer name s1
ip link set s0 up
ip link set s1 up
ip rule add pref 10500 iif s0 unreachable protocol 173
exec "$BIN/srcroute-check" -c "$D/watch.json" --watch -i 200ms -t 150ms \
    --hold 0 --hold-down 1 --hold-down-max 1 --on-down true --on-up true
END
export D
watch=
if unshare -rn true 2>"$D/null"; then
	unshare -rn sh "$D/watch.sh" >"$D/watch.out" 2>"$D/watch.err" &
	watch=$!
	at_exit kill "$watch"
	watches() {
		for _ in $(seq 100); do
			! grep -q "${TAB}start${TAB}rzn" "$D/watch.out" || return 0
			sleep 0.1
		done
		cat "$D/watch.err"
		return 1
	}
	ok 'the watch comes up' watches
fi
watch_trouble() {	# ROUND
	[ "$watch" ] || return 0
	verb=add
	[ $(($1 % 2)) -eq 0 ] || verb=del
	nsenter -U --preserve-credentials -n -t "$watch" \
	    ip addr "$verb" 9.9.9.1/32 dev lo
}

# Number, line, and the router it should have: "-" before and behind its time.
awk '{ print $1, $2, "-" }' "$D/lines.new" >"$D/model"

# Of four lines one leaves (if it is there), one comes back with one of two
# routers, two ask again as they are.
step() {	# ROUND
	awk -v k="$1" -v ask="$D/ask" -v leave="$D/leave" '
	    BEGIN { printf "" >ask; printf "" >leave }
	    (turn = ($1 + k) % 4) == 0 && $3 != "-" {
		print $2 >leave
		$3 = "-"
	    }
	    turn == 1 {
		$3 = sprintf("00:0d:%s:01:%02x:%02x",
		    ($1 * 7 + int(k / 4)) % 2 ? "ba" : "b9",
		    int($1 / 256), $1 % 256)
	    }
	    $3 != "-" { print $2 "\t" $3 >ask }
	    { print }' "$D/model" >"$D/model.new" && mv "$D/model.new" "$D/model"
}
# Kea writes its file in place: killed at that, it leaves one that is not whole,
# and the operator has a copy.
come_back() {	# MACHINE DAEMON
	file=$KEA_DIR/$1/conf/$2.json
	if (kea_as "$(kea_bin "kea-$2")" -t "$file") >"$D/test" 2>&1; then
		cp "$file" "$D/copy.json"
	else
		cp "$D/copy.json" "$file"
		echo "$2" >>"$D/cut"
	fi
	kea_start "$1" "$2"
}
# What a round breaks, the next one mends.
trouble() {	# ROUND
	case $(($1 % 6)) in
	1) kea_signal rosette dhcp4 STOP ;;
	2) kea_signal rosette dhcp4 CONT ;;
	3) kea_signal gabier dhcp6 KILL ;;
	4) come_back gabier dhcp6 ;;
	5) kea_signal rosette ca STOP ;;
	0) kea_signal rosette ca CONT ;;
	esac
}
mend() {
	kea_signal rosette dhcp4 CONT
	kea_signal rosette ca CONT
	kea_start rosette && kea_start gabier
}
cp "$KEA_DIR/gabier/conf/dhcp6.json" "$D/copy.json"
# What was said of a line, and what else was by who says little.
story() {	# CIRCUIT-ID
	[ "$LOG" ] || return 0
	grep -F "$("$BIN/circuitid-decode" "$1")" "$LOG"
	grep -v ' is wanted$' "$LOG" | tail -n 40
}
forget() {	# CIRCUIT-ID
	reserve --forget "$1" -w 0 || {
		story "$1"
		return 1
	}
}
round() {	# ROUND
	step "$1"
	trouble "$1" && watch_trouble "$1" || return
	while read -r id; do
		forget "$id" || return
	done <"$D/leave"
	[ ! -s "$D/ask" ] || storm_load -w 8 -f "$D/ask" >>"$D/loads"
}

# NAME RSS-IN-KIB DESCRIPTORS of each server that is never killed here.
pids() {
	echo "proxy $(cat "$RADIUS/proxy/pid")"
	echo "member $(cat "$RADIUS/ils/pid")"
	for each in dhcp4 dhcp6 ca; do
		echo "rosette-$each $(kea_pid rosette "$each")"
	done
	echo "gabier-dhcp4 $(kea_pid gabier dhcp4)"
	[ -z "$watch" ] || echo "watch $watch"
}
sizes() {
	pids | while read -r name pid; do
		echo "$name $(awk '/^VmRSS/ { print $2 }' "/proc/$pid/status")" \
		    "$(find "/proc/$pid/fd" -mindepth 1 2>"$D/null" | wc -l)"
	done
}
run() {
	k=0
	end=$(($(date +%s) + SOAK))
	while [ "$(date +%s)" -lt "$end" ] || [ "$k" -lt 7 ]; do
		k=$((k + 1))
		round "$k" || break
		[ "$k" -ne 6 ] || sizes >"$D/sizes.warm"
	done
	echo "$k" >"$D/rounds"
	[ "$(date +%s)" -ge "$end" ]
}
ok "for $SOAK seconds lines come, change and leave, and servers fail" run
answered() {
	! grep -v ' rejected=0 lost=0 ' "$D/loads" || {
		tail -n 20 "$RADIUS"/*/log/radius.log
		return 1
	}
}
ok '... no request was lost or rejected' answered
# Who asked again was one whose answer was for another line, each time.
astray() {
	want=$(awk '{ split($NF, n, "="); sum += n[2] } END { print sum + 0 }' \
	    "$D/loads")
	have=$(grep -c ': collecte: .*: want our Proxy-State' "$LOG")
	echo "asked again: $want, told by the log: $have"
	[ "$want" -eq "$have" ]
}
if [ "$LOG" ]; then
	ok '... but for what FreeRADIUS mixed up' astray
else
	skip '... but for what FreeRADIUS mixed up' 'no mount namespace'
fi
ok 'all servers are well again' mend
ok '... and nothing stays pending' storm_settled
settled() {
	for each in "$D"/state/*.lock; do
		flock -w 120 "$each" true || return
	done
}
ok '... no worker is left' settled

holds() {	# MACHINE
	awk '$3 != "-" { print substr($2, 3) }' "$D/model" | sort >"$D/want"
	kea_hosts "$1" 4 | grep ' 10\.100\.' | cut -d' ' -f1 |
	    tr 'A-F' 'a-f' | sort | diff "$D/want" - || return
	awk '$3 != "-" { print $3 }' "$D/model" | sort >"$D/want"
	kea_hosts "$1" 6 | grep '2a0e:c400:' | cut -d' ' -f1 | sort |
	    diff "$D/want" -
}
for m in rosette gabier; do
	ok "$m holds each line by its last word, and no other" holds "$m"
done
ok '... as --diff says' reserve --diff
log_clean() { ! grep -Ei 'segv|stack smash|Timeout waiting' "$RADIUS"/*/log/*; }
ok 'the RADIUS servers saw no child lost' log_clean

# Servers warm up in the first rounds, and Kea's heap has its own mind: half
# again as much and 8 MiB are no leak of a descriptor or a document a commit.
flat() {
	sizes | join "$D/sizes.warm" - | awk '
	    { print }
	    $4 > $2 * 1.5 + 8192 || $5 > $3 + 8 { bad = 1 }
	    END { exit bad || NR != n }' n="$(pids | wc -l)" -
}
ok 'memory and descriptors of the servers stay flat' flat
watched() {
	kill -0 "$watch" &&
	    grep -q "${TAB}down${TAB}ils" "$D/watch.out" &&
	    grep -q "${TAB}up${TAB}ils" "$D/watch.out" &&
	    ! grep "${TAB}down${TAB}rzn" "$D/watch.out"
}
if [ "$watch" ]; then
	ok 'the watch cut the member that was silent, and never the other' watched
else
	skip 'a watch beside them' 'no namespaces'
fi
if [ -n "${SOAK_FIGURES:-}" ]; then
	{
		awk -v s="$SOAK" -v l="$LINES" -v r="$(cat "$D/rounds")" \
		    -v k="$(du -k "$D/state/data.mdb" | cut -f1)" '
		    { split($1, n, "="); sum += n[2] }
		    { split($NF, n, "="); again += n[2] }
		    END {
			printf "%d s, %d lines, %d rounds, %d requests, ", s,
			    l, r, sum
			printf "%d of them answered for another line; ", again
			printf "the state took %d KiB.\n\n", k
		    }' "$D/loads"
		echo '| server | KiB then | at the end | descriptors then | at the end |'
		echo '|---|---|---|---|---|'
		sizes | join "$D/sizes.warm" - |
		    awk '{ printf "| %s | %s | %s | %s | %s |\n",
			$1, $2, $4, $3, $5 }'
	} >"$SOAK_FIGURES"
fi
finish
