# Sourced after reserve-lib.sh: new subscribers at a Kea that holds many, and
# how DHCP fares meanwhile.
#
#   new_subscribers 500        into $D/new, in 10.96.0.0/16
#   new_asker                  into $D/asker: whom the third party asks for, to
#                              be preloaded (kea_machine -4 "$D/asker")
#   new_bench NAME MACHINE TARGETS
#   new_of NAME KEY            of that: ms a subscriber, rss of kea-dhcp4 in
#                              MB, and what dhcpask says
#
# The third party is a storm of routers, each with an own MAC: from one and
# the same client a Kea with several threads takes one message at a time.
# shellcheck shell=sh

NEW_ASKER=6f6c742d61736b6572

new_subscribers() {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++)
	    printf "{\"circuit-id\": \"0x%06x\", \"ip4\": \"10.96.%d.%d\"}\n",
	        i + 65536, 1 + i / 200, i % 200 }' >"$D/new"
	new_count=$1
}

new_asker() {
	printf '{"circuit-id":"%s","ip-address":"5.183.104.250",%s}\n' \
	    "$NEW_ASKER" '"client-classes":["ils01"]' >"$D/asker"
}

new_ms() {
	date +%s%3N
}

new_rss() {	# MACHINE
	awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' \
	    "/proc/$(kea_pid "$1" dhcp4)/status"
}

# MACHINE SECONDS: 200 DISCOVERs a second, until it is killed or over.
new_ask() {
	exec "$KEA_DHCPASK" -4 -s "$(kea_port "$1" server4)" \
	    -r "$(kea_port "$1" relay4)" -c "$NEW_ASKER" -S "$2" -i 5 -o
}

new_bench() {
	new_state=$D/state-$1
	printf '{ "members": { "ils": { "prefixes": [
	    { "prefix": "10.96.0.0/12", "client-class": "ils01" } ] } },
	    "kea": { "targets": { %s }, "state-dir": "%s" } }' "$3" \
	    "$new_state" >"$D/site.json"
	mkdir -p "$new_state"
	reserve --reconcile
	new_ask "$2" 120 >"$D/dhcp" 2>&1 &
	new_pid=$!
	sleep 1
	new_begun=$(new_ms)
	reserve -w 60 --import <"$D/new"
	new_took=$(($(new_ms) - new_begun))
	reserve --retry || echo "$1: not all are there"
	reserve_settled "$new_state"
	kill "$new_pid"
	wait "$new_pid" 2>/dev/null
	{
		cat "$D/dhcp"
		awk -v ms="$new_took" -v n="$new_count" \
		    'BEGIN { printf "ms=%.2f\n", ms / n }'
		echo "rss=$(new_rss "$2")"
	} >"$D/new-$1"
	echo "$1:" "$(tr '\n' ' ' <"$D/new-$1")"
}

new_of() {	# NAME KEY
	sed -n "s/^$2=//p" "$D/new-$1"
}
