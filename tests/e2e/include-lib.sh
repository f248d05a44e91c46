# Sourced after reserve-lib.sh: Kea machines that take in a file.
#
#   include_machine rosette [OPTION ...]   kea_machine, its reservations in
#                                          inc/hosts4 and inc/hosts6
#   include_target rosette                 for reserve_write
#   include_site rosette                   $D/site.json
#   include_findings [ARGUMENT ...]        --check, but for the state's folder
#   include_lease rosette HEX-ID           the address it is given
# shellcheck shell=sh

include_machine() {
	include_m=$1
	kea_machine "$@" -N
	mkdir -p "$KEA_DIR/$1/inc"
	chmod 755 "$KEA_DIR/$1/inc"
	for include_v in 4 6; do
		kea_join "$KEA_DIR/$1/hosts$include_v" \
		    >"$KEA_DIR/$1/inc/hosts$include_v"
		include_at=$KEA_DIR/$1/conf/dhcp$include_v.json
		sed "/^  \"reservations\": \[$/,/^  \]/{
			/^  \"reservations\": \[$/!{/^  \]/!d}
			s|\[\$|[ <?include \"$KEA_DIR/$1/inc/hosts$include_v\"?>|
		}" "$include_at" >"$include_at.new"
		mv "$include_at.new" "$include_at"
		chmod 644 "$include_at"
	done
	PATH=$KEA_DIR/bin:$PATH
	kea_start "$include_m"
}

include_target() {
	printf '"%s": { "dhcp4": "%s", "dhcp6": "%s", %s, %s, %s, %s }' "$1" \
	    "$(kea_url "$1" unix4)" "$(kea_url "$1" unix6)" \
	    "\"include4\": \"$KEA_DIR/$1/inc/hosts4\"" \
	    "\"include6\": \"$KEA_DIR/$1/inc/hosts6\"" \
	    "\"config4\": \"$KEA_DIR/$1/conf/dhcp4.json\"" \
	    "\"config6\": \"$KEA_DIR/$1/conf/dhcp6.json\""
}

include_site() {
	reserve_write "$D/site.json" "$D/state" "$(include_target "$1")"
}

include_findings() {
	reserve_check "$@" >"$D/findings"
	sed -n '/: .*hosts[46]/p' "$D/findings"
	! grep -q 'hosts[46]' "$D/findings"
}

include_lease() {
	kea_lease4 "$1" "$2" "$RESERVE_MAC" | sed -n 's/^address=//p'
}
