# Sourced after site-lib.sh: many subscribers at once through FreeRADIUS.
#
#   storm_new COUNT OLD     site_new, with COUNT subscribers that nobody has
#                           seen and OLD more, known to the member ils
#   storm_start             site_start, and the OLD ones online and settled
#   storm_run N             both at once: the new ones 32 in flight, N requests
#                           of old ones one after the other, and a third
#                           party that asks rosette by DHCP every 20 ms
#   storm_settled           until nothing is pending
#
# Results, as radload and dhcpask print them: $D/storm.new, $D/storm.old,
# $D/storm.dhcp.
# shellcheck shell=sh

STORM_LOAD=$BUILD/tests/tool/radload

# FIRST COUNT: a subscriber a line: number, circuit-id in hex, MAC.
storm_lines() {
	awk -v first="$1" -v count="$2" 'BEGIN {
		for (i = first; i < first + count; i++) {
			digits = i ""
			gsub(/[0-9]/, "3&", digits)
			printf "%d 0x6f6c742d62736e34322d303120706f6e20", i
			printf "312f312f30312f30312f%s2f312f312f", digits
			printf " 00:0d:b9:%02x:%02x:%02x\n", 1,
			    int(i / 256), i % 256
		}
	}'
}

# Their entries in the users file of ils, from such lines.
storm_users() {
	awk '{
		printf "\"%s\" Cleartext-Password := \"secret01\"\n", $2
		printf "\tFramed-IP-Address = 10.100.%d.%d,\n",
		    int($1 / 250), $1 % 250 + 2
		printf "\tAlc-Ipv6-Address = 2a0e:c400:ff:f012::%x,\n", $1 + 1
		printf "\tFramed-IPv6-Route = \"2a0e:c400:%x:%x00::/56\",\n",
		    128 + int($1 / 256), $1 % 256
		print "\tClass = \"FTTH-GP-DL300m10m500k-UL300m1m500k\"\n"
	}' "$@"
}

storm_new() {	# NEW OLD [OPTIONS OF kea_machine]
	storm_lines 0 "$1" >"$D/lines.new"
	storm_lines "$1" "$2" >"$D/lines.old"
	shift 2
	site_new "$@"
	# Programs under a sanitizer, or beside other tests, are slower than a
	# server of one's own would ever be.
	sed 's/timeout = [0-9]*/timeout = 25/' \
	    "$RADIUS/proxy/mods-enabled/collecte" >"$D/mods" &&
	    mv "$D/mods" "$RADIUS/proxy/mods-enabled/collecte"
	storm_users "$D/lines.new" "$D/lines.old" >"$D/users.ils"
	cp "$D/users.ils" "$RADIUS/ils/mods-config/files/authorize"
	for f in new old; do
		awk -v OFS='\t' '{ print $2, $3 }' "$D/lines.$f" >"$D/ids.$f"
	done
}

storm_load() {
	"$STORM_LOAD" -a 2 -t 60 -s "$RADIUS_SECRET" "$@" "$(radius_at proxy)"
}

storm_start() {
	site_start && storm_load -w 8 -f "$D/ids.old" && storm_settled
}

storm_settled() {
	tries=120
	until reserve --retry >"$D/retry" 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || { cat "$D/retry"; return 1; }
		sleep 0.5
	done
}

# The third party of the DHCP: the first reservation that kea_machine -n made.
storm_dhcp() {
	exec "$KEA_DHCPASK" -4 -s "$(kea_port rosette server4)" \
	    -r "$(kea_port rosette relay4)" \
	    -c 6f6c742d70726530302d303120706f6e20312f312f30312f30312f302f312f312f \
	    -m 02:00:00:aa:bb:cc -S 120 -i 20
}

# The third party outlives the requests until the reservations are in.
storm_run() {	# REQUESTS OF OLD ONES
	storm_dhcp >"$D/storm.dhcp" 2>&1 &
	storm_dhcp_pid=$!
	storm_load -w 1 -n "$1" -f "$D/ids.old" >"$D/storm.old" 2>&1 &
	storm_old_pid=$!
	storm_load -w 32 -f "$D/ids.new" >"$D/storm.new" 2>&1
	storm_rc=$?
	wait "$storm_old_pid" || storm_rc=1
	storm_settled || storm_rc=1
	kill "$storm_dhcp_pid"
	wait "$storm_dhcp_pid"
	return "$storm_rc"
}
