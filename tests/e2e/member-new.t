#!/bin/sh
# One more member, by an edit of the site file alone: what the daemons take in
# is made anew, and its subscriber comes online; the others notice nothing.
# Kea's configuration is etc/kea's, FreeRADIUS's is etc/freeradius's.
# Functions are called through ok:
# shellcheck disable=SC2016,SC2086,SC2317
. tests/cli/lib.sh
. tests/e2e/site-lib.sh

site_have || { skip 'a new member' "$SITE_WHY"; finish; }

M=$BIN/member-conf
NEW_LINE='olt-bsn63-01 pon 1/1/01/01/4/1/1/'
NEW_MAC=00:0d:b9:42:aa:65

# What an operator declares of a member.
member() {	# NAME GLOB PREFIX4 GATEWAY PREFIX6 RESOLVER6 NUMBER
	cat <<-END
	    "$1": {
	      "realm": "$1-ftth", "password-file": "secret/$1",
	      "circuit-id-globs": [ "$2" ],
	      "table": "$1_table", "table-number": $((1000 + $7)),
	      "radius": { "servers": [ "$(cat "$RADIUS/$1/addr")" ],
	                  "port": $(cat "$RADIUS/$1/port"),
	                  "secret-file": "secret/radius" },
	      "bgp": { "as": $((64510 + $7)), "neighbors4": [ "10.$7.0.2" ],
	               "neighbors6": [ "fd00:$7::2" ] },
	      "prefixes": [
	        { "prefix": "$3", "client-class": "${1}01",
	          "gateway": "$4", "dns": [ "203.0.113.53" ] },
	        { "prefix": "$5", "client-class": "${1}01",
	          "dns": [ "$6" ] } ] }
	END
}
declare_site() {	# MEMBER...: each its file
	{
		echo '{ "members": {'
		cat "$1"
		shift
		for f do
			echo ,
			cat "$f"
		done
		cat <<-END
		  },
		  "kea": {
		    "targets": {
		      "rosette": { "dhcp4": "$(kea_url rosette unix4)",
		                   "dhcp6": "$(kea_url rosette unix6)" },
		      "gabier": { "dhcp4": "$(kea_url gabier unix4)",
		                  "dhcp6": "$(kea_url gabier unix6)",
		                  "config4": "$KEA_DIR/gabier/conf/dhcp4.json",
		                  "config6": "$KEA_DIR/gabier/conf/dhcp6.json",
		                  "include4": "$KEA_DIR/gabier/inc/hosts4",
		                  "include6": "$KEA_DIR/gabier/inc/hosts6" }
		    },
		    "state-dir": "state",
		    "network4": { "name": "ftth", "relays": [ "127.0.0.1" ] },
		    "network6": { "name": "ftth6",
		                  "relays": [ "2001:912:900:a000::148" ] }
		  },
		  "routing": { "subscriber-interfaces": [ "ens19" ] }
		}
		END
	} >"$RADIUS_CONFIG"
}

# Where this test has what is under /etc on a router: DAEMON PLACE
places() {
	for m in rosette gabier; do
		echo "kea4 $KEA_DIR/$m/conf/members4"
		echo "kea6 $KEA_DIR/$m/conf/members6"
	done
	echo "freeradius $RADIUS/proxy/collecte-proxy.conf"
	echo "bird $D/bird/collecte/members.conf"
	echo "rt_tables $D/rt_tables"
	echo "interfaces $D/interfaces"
}
make_all() {
	places | while read -r daemon place; do
		"$M" -c "$RADIUS_CONFIG" "$daemon" >"$place.new" &&
		    mv "$place.new" "$place" || exit 1
	done
}
# How many of them differ from what is in place.
differing() {
	n=0
	places >"$D/places"
	while read -r daemon place; do
		rc=0
		"$M" -c "$RADIUS_CONFIG" -d "$daemon" "$place" >"$D/diff" || rc=$?
		[ "$rc" -lt 2 ] || return 2
		n=$((n + rc))
	done <"$D/places"
	echo "$n"
}

# The shipped configuration, but for what a test must have otherwise.  As with
# Debian's Kea it cannot be written: config-write would put in place of an
# include what was included.  gabier's reservations are in a file of their own.
kea_example() {	# MACHINE FAMILY INTERFACE
	k_dir=$KEA_DIR/$1
	k_hosts=''
	if [ "$1" = gabier ]; then
		mkdir -p "$k_dir/inc"
		: >"$k_dir/inc/hosts$2"
		k_hosts="<?include \"$k_dir/inc/hosts$2\"?>"
	fi
	sed -e "s|\"reservations\": \[ \]|\"reservations\": [ $k_hosts ]|" \
	    -e "s|\"interfaces\": \[ \"\*\" \]|\"interfaces\": [ \"$3\" ]|" \
	    -e "s|/run/kea/kea$2-ctrl-socket|$k_dir/k$2|" \
	    -e "s|/var/lib/kea/kea-leases$2.csv|$k_dir/var/leases$2.csv|" \
	    -e "s|/etc/kea/collecte-members$2.json|$k_dir/conf/members$2|" \
	    -e 's|syslog:daemon|stdout|' \
	    -e "s|\"Dhcp6\": {|&\"data-directory\": \"$k_dir/var\",|" \
	    "etc/kea/kea-dhcp$2.conf" >"$D/example" &&
	    mv -f "$D/example" "$k_dir/conf/dhcp$2.json" &&
	    chmod 444 "$k_dir/conf/dhcp$2.json"
}
platform() {
	mkdir -p "$D/secret" "$D/state" "$D/bird/collecte"
	(umask 077 && echo "$RADIUS_SECRET" >"$D/secret/radius" &&
	    echo secret01 >"$D/secret/ils" && echo secret02 >"$D/secret/rzn" &&
	    echo secret03 >"$D/secret/tdr")
	site_user "$LINE" 5.183.104.10 2a0e:c400:ff::10 2a0e:c400:0:a00::/56 \
	    >"$D/users.ils"
	: >"$D/users.rzn"
	SITE_PASSWORD=secret03 site_user "$NEW_LINE" 192.0.2.10 \
	    2001:db8:63ff::10 2001:db8:6300:a00::/56 >"$D/users.tdr"
	for m in ils rzn tdr; do
		radius_member $m "$D/users.$m"
	done
	radius_proxy proxy
	cp etc/bird/bird.conf "$D/bird"
	for m in rosette gabier; do
		kea_machine $m -r -N
		kea_example $m 4 lo
		kea_example $m 6 lo/::1
	done
	member ils 'olt-???42-*' 5.183.104.0/24 5.183.104.1 2a0e:c400::/40 \
	    2a00:5881:4000::1 1 >"$D/ils.json"
	member rzn 'olt-???69-*' 198.51.100.0/24 198.51.100.1 \
	    2001:db8:4200::/40 2001:db8:53::53 2 >"$D/rzn.json"
	declare_site "$D/ils.json" "$D/rzn.json"
}
start() {
	PATH=$KEA_DIR/bin:$PATH
	for m in rosette gabier; do
		kea_start $m dhcp4 && kea_start $m dhcp6 || return 1
	done
	radius_start ils && radius_start rzn && radius_start tdr &&
	    radius_start proxy
}

answer() {	# Access-Accept|Access-Reject LINE MAC
	site_ask "$2" "$3" >"$D/reply"
	cat "$D/reply"
	grep -q "^Received $1" "$D/reply"
}
soon() {
	tries=20
	until "$@" >"$D/soon" 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || { cat "$D/soon"; return 1; }
		sleep 0.1
	done
}
leases() {	# MACHINE LINE MAC WORDS...: in IPv4 and IPv6
	{
		kea_lease4 "$1" "$(hex "$2")" "$3"
		kea_lease6 "$1" "$3" "$(hex "$2")"
	} >"$D/lease"
	cat "$D/lease"
	shift 3
	for w do
		grep -qF "$w" "$D/lease" || return 1
	done
}
# MACHINE ADDRESS: the number of the subnet in the store of leases.
lease_subnet() {
	awk -F , -v a="$2" '$1 == a { id = $6 } END { print id }' \
	    "$KEA_DIR/$1/var/leases4.csv"
}
# "ID PREFIX" of each subnet.
subnets() {
	sed -n 'N; s/.*"id": \([0-9]*\),\n.*"subnet": "\([^"]*\)".*/\1 \2/p; D' \
	    "$KEA_DIR/rosette/conf/members4" "$KEA_DIR/rosette/conf/members6"
}

ok 'two members are declared' platform
ok '... everything is made from it' make_all
ok '... and it all starts' start
[ "$BAD" -eq 0 ] || finish
ok 'a subscriber of the first is accepted' answer Access-Accept "$LINE" "$MAC"
for m in rosette gabier; do
	ok "... and online by $m" soon leases $m "$LINE" "$MAC" 5.183.104.10 \
	    5.183.104.1 203.0.113.53 2a0e:c400:0:a00::/56 2a00:5881:4000::1
done
subnets >"$D/subnets"
ok 'there are four subnets' test "$(wc -l <"$D/subnets")" -eq 4
t 'the lease has the id of its prefix' 0 "1363906409$NL" '' -- \
    lease_subnet rosette 5.183.104.10
ok 'a line of the third is nobody'"'"'s yet' answer Access-Reject "$NEW_LINE" \
    "$NEW_MAC"
t 'nothing differs' 0 "0$NL" '' -- differing

# The edit; at the head, which moves all others.
member tdr 'olt-???63-*' 192.0.2.0/24 192.0.2.1 2001:db8:6300::/40 \
    2001:db8:53::63 3 >"$D/tdr.json"
ok 'the third member is declared' declare_site "$D/tdr.json" "$D/ils.json" \
    "$D/rzn.json"
t 'everything differs but the interfaces' 0 "7$NL" '' -- differing
ok 'radius-route has nothing to say' "$BIN/radius-route" -c "$RADIUS_CONFIG" \
    --check
ok 'everything is made anew' make_all
t '... and nothing differs' 0 "0$NL" '' -- differing
same_ids() {
	subnets >"$D/subnets.new"
	cat "$D/subnets.new"
	[ "$(wc -l <"$D/subnets.new")" -eq 6 ] &&
	    [ "$(sort "$D/subnets" "$D/subnets.new" | uniq -d | wc -l)" -eq 4 ]
}
ok '... the ids of the others are as they were' same_ids
if command -v bird >"$D/null"; then
	ok '... BIRD takes it' bird -p -c "$D/bird/bird.conf"
else
	skip '... BIRD takes it' 'no bird'
fi
reload() {	# every Kea, and FreeRADIUS
	for m in rosette gabier; do
		for f in 4 6; do
			"$KEA_ASK" "$(kea_url $m unix$f)" config-reload ||
				return 1
		done
	done
	radius_stop proxy && radius_start proxy
}
ok '... the daemons are told' reload
ok '... and kea-reserve' soon reserve --retry
ok 'its subscriber is accepted' answer Access-Accept "$NEW_LINE" "$NEW_MAC"
for m in rosette gabier; do
	ok "... and online by $m" soon leases $m "$NEW_LINE" "$NEW_MAC" \
	    192.0.2.10 192.0.2.1 203.0.113.53 2001:db8:6300:a00::/56 \
	    2001:db8:53::63
done
ok 'the first one'"'"'s is online as before' soon leases rosette "$LINE" "$MAC" \
    5.183.104.10 5.183.104.1 2a0e:c400:0:a00::/56
ok '... and accepted' answer Access-Accept "$LINE" "$MAC"
t '... with the same lease' 0 "1363906409$NL" '' -- \
    lease_subnet rosette 5.183.104.10
ok 'both machines agree' reserve --diff
# Of this declaration and this configuration kea-reserve has nothing to say:
# rosette would lose its include, could it write.
finds() {
	reserve --check >"$D/findings" || :
	sed -n 's/.*\[\([a-z0-9-]*\)\]$/\1/p' "$D/findings" |
	    grep -vxE 'newer-path|config-write|state-rights'
}
t 'kea-reserve --check finds nothing' 1 '' '' -- finds
finish
