# Sourced after kea-lib.sh: a site with two Kea machines, and kea-reserve.
#
#   reserve_site rosette gabier          $D/site.json, state in $D/state
#   reserve ARGUMENTS                    kea-reserve with that site
#   reserve_page [ARGUMENTS]             the page's subscriber
#   reserve_settled                      until no worker is left
#   reserve_calls rosette dhcp4          commands of the control channel so far
#
# Workers are detached: reserve_settled waits for them at the end as well.
# shellcheck shell=sh

RESERVE_LINE=6f6c742d62736e34322d303120706f6e20312f312f30312f30312f342f312f312f
RESERVE_MAC=00:0d:b9:42:aa:60
COLLECTE_CONFIG=$D/site.json
export COLLECTE_CONFIG

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
	mkdir -p "$D/state"
	at_exit reserve_settled
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
	"$BIN/kea-reserve" "$@"
}

reserve_page() {
	reserve -c "0x$RESERVE_LINE" -m "$RESERVE_MAC@gnd.ftth.axione" \
	    -4 5.183.104.10 -6 2a0e:c400:ff:f010:ffff:ffff:ffff:ffff \
	    -p 2a0e:c400:0:a00::/56 "$@"
}

# A worker holds the lock of its endpoint.
reserve_settled() {
	for reserve_lock in "${1:-$D/state}"/*.dhcp?.lock; do
		[ ! -e "$reserve_lock" ] || flock -w 120 "$reserve_lock" true
	done
}
