# Sourced after kea-lib.sh: a site with Kea machines, and kea-reserve.
#
#   reserve_site rosette gabier          $D/site.json, its state in $D/state
#   reserve_write FILE STATE TARGETS     another one (reserve_target NAME)
#   reserve ARGUMENTS                    kea-reserve with $COLLECTE_CONFIG
#   reserve_page [ARGUMENTS]             the page's subscriber
#   reserve_settled [STATE]              until no worker is left
#   reserve_calls rosette dhcp4 [NAME]   commands Kea has had so far
#   reserve_hold rosette.dhcp4           nobody commits there, until
#   reserve_release rosette.dhcp4
#   reserve_has rosette 4 'ID NETS'      these reservations, by their lines
#   reserve_await COMMAND                until it is true, 30 s; then its words.
#                                        A call waits no longer than -w says,
#                                        and gives up before when a commit
#                                        takes much longer than the last one
#   reserve_check [ARGUMENT ...]         --check, without what to do, and
#                                        without what is this machine's
#   reserve_where NAME 4|6 ID            the address that ID has there
#
# Workers are detached, and end by themselves when Kea is gone; the test
# waits for them before its folder goes.
# shellcheck shell=sh

RESERVE_LINE=6f6c742d62736e34322d303120706f6e20312f312f30312f30312f342f312f312f
RESERVE_MAC=00:0d:b9:42:aa:60
COLLECTE_CONFIG=$D/site.json
export COLLECTE_CONFIG
at_exit reserve_all_settled

reserve_target() {	# NAME
	printf '"%s": { "dhcp4": "%s", "dhcp6": "%s" }' "$1" \
	    "$(kea_url "$1" unix4)" "$(kea_url "$1" unix6)"
}

# NAME ...: these machines by their unix sockets.
reserve_site() {
	reserve_targets=''
	for reserve_m do
		reserve_targets="$reserve_targets${reserve_targets:+, }$(
		    reserve_target "$reserve_m")"
	done
	reserve_write "$D/site.json" "$D/state" "$reserve_targets"
}

reserve_write() {	# FILE STATE-DIR TARGETS
	cat >"$1" <<-EOF
	{ "members": {
	    "ils": { "realm": "ils-ftth", "table": "ils_table", "prefixes": [
	      { "prefix": "5.183.104.0/24", "client-class": "ils01",
	        "gateway": "5.183.104.1" },
	      { "prefix": "10.96.0.0/12", "client-class": "ils01" },
	      { "prefix": "10.112.0.0/16", "client-class": "ils99" },
	      { "prefix": "100.64.0.0/24", "client-class": "ils01" },
	      { "prefix": "2a0e:c400::/40", "client-class": "ils01" } ] },
	    "rzn": { "realm": "rzn-ftth", "table": "rzn_table", "prefixes": [
	      { "prefix": "198.51.100.0/24", "client-class": "rzn01",
	        "gateway": "198.51.100.1" },
	      { "prefix": "2001:db8:4200::/40", "client-class": "rzn01" } ] } },
	  "kea": { "targets": { $3 }, "state-dir": "$2" } }
	EOF
}

reserve() {
	"$BIN/kea-reserve" --config "$COLLECTE_CONFIG" "$@"
}

reserve_page() {
	reserve -c "0x$RESERVE_LINE" -m "$RESERVE_MAC@gnd.ftth.axione" \
	    -4 5.183.104.10 -6 2a0e:c400:ff:f010:ffff:ffff:ffff:ffff \
	    -p 2a0e:c400:0:a00::/56 "$@"
}

# A worker holds the lock of its endpoint.
reserve_settled() {
	for reserve_lock in "${1:-$D/state}"/*.lock; do
		[ ! -e "$reserve_lock" ] || flock -w 120 "$reserve_lock" true
	done
}

reserve_all_settled() {
	for reserve_state in "$D"/state*; do
		reserve_settled "$reserve_state"
	done
}

reserve_calls() {	# NAME DAEMON [COMMAND]
	grep -c "COMMAND_RECEIVED Received command '${3:-}" \
	    "$KEA_DIR/$1/$2.log"
}

reserve_hold() {
	flock -F "$D/state/$1.lock" sleep 600 &
	echo $! >"$D/held.$1"
	reserve_await reserve_is_held "$1"
}

reserve_is_held() {
	! flock -n "$D/state/$1.lock" true
}

reserve_release() {
	reserve_p=$(cat "$D/held.$1")
	kill "$reserve_p"
	wait "$reserve_p" 2>/dev/null
}

# NAME 4|6 [LINE ...]: just these reservations, without their versions, and
# without the one that carries tombstones; on a busy machine a call may return
# before the commit, which is then awaited.
reserve_has() {
	reserve_await reserve_has_now "$@" || reserve_has_now "$@"
}

reserve_has_now() {
	kea_hosts "$1" "$2" | sed -e 's/ [^ ]*$//' \
	    -e '/^636f6c6c65637465 - -$/d' \
	    -e '/^63:6f:6c:6c:65:63:74:65 - -$/d' >"$D/has"
	shift 2
	for reserve_line do
		echo "$reserve_line"
	done | sort | diff - "$D/has"
}

reserve_check() {
	reserve --check "$@" >"$D/said"
	reserve_rc=$?
	sed -e '/want group collecte/d' -e '/: note: .*\[newer-path\]$/d' \
	    -e 's/; [^;]* \(\[[a-z-]*\]\)$/ \1/' "$D/said"
	return "$reserve_rc"
}

reserve_where() {
	kea_hosts "$1" "$2" | awk -v id="$3" '$1 == id { print $2 }'
}

reserve_await() {
	reserve_tries=600
	until "$@" >/dev/null 2>&1; do
		reserve_tries=$((reserve_tries - 1))
		[ "$reserve_tries" -gt 0 ] || { "$@"; return; }
		sleep 0.05
	done
}
