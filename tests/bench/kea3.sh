#!/bin/sh
# Back-ends host-cmds and config on Kea 3.0 with 20,000 reservations: 500 new
# subscribers, and a third party that asks every 5 ms meanwhile.
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

BASE=${BASE:-20000} NEW=${NEW:-500}

kea_release 3.0 ||
    { echo 'kea3: Kea 3.0 is not unpacked: make check-kea3'; exit 0; }
kea_machine rosette -c -r -n "$BASE" || exit 2

now() {
	date +%s%N | cut -c 1-13
}

# One of those that were there before.
third=$(kea_hosts rosette 4 | sed -n '17s/ .*//p')

measure() {	# BACKEND NET: new subscribers get 10.NET.0.0/16
	mkdir -p "$D/state.$1"
	reserve_write "$D/site.json" "$D/state.$1" "\"rosette\": {
	    \"dhcp4\": \"$(kea_url rosette unix4)\", \"backend\": \"$1\" }"
	reserve --retry || exit 2
	awk -v count="$NEW" -v net="$2" 'BEGIN {
		for (i = 0; i < count; i++)
			printf "{\"circuit-id\":\"b%d-%d\",\"ip4\":\"10.%d.%d.%d\"}\n",
			    net, i, net, i / 250, i % 250 + 1
	}' >"$D/new.$1"
	"$KEA_DHCPASK" -4 -s "$(kea_port rosette server4)" \
	    -r "$(kea_port rosette relay4)" -c "$third" -S 600 -i 5 \
	    >"$D/third" 2>&1 &
	third_pid=$!
	sleep 0.5
	begun=$(now)
	reserve --import -w 0 <"$D/new.$1"
	reserve --retry || echo "kea3: $1: not all are there"
	took=$(($(now) - begun))
	kill "$third_pid"
	wait "$third_pid" 2>/dev/null
	echo "kea3: $1: $NEW new on $BASE in $took ms; the third party:"
	tr '\n' ' ' <"$D/third" | sed 's/^/    /'
	echo
}

measure host-cmds 96
measure config 97
