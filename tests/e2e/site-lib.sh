# Sourced after tests/cli/lib.sh: the whole platform of a shared FTTH trunk on
# loopback, with real servers: two DHCP machines (rosette, asked through its
# control agent, and gabier, by its unix sockets), the RADIUS servers of two
# members (ils, rzn), and the proxy between them and the BNG, with
# radius-route and kea-reserve as hooks.
#
#   site_have || { skip 'all' "$SITE_WHY"; finish; }
#   site_new [OPTIONS OF kea_machine]   lay it out in $D
#   site_start                          all of it, up and answering
#   site_ask LINE MAC                   the BNG asks for a line (text): prints
#                                       what came back
#   site_member NAME                    restart a member after a change of its
#                                       users ($D/users.NAME)
#   site_user LINE ADDR4 ADDR6 PREFIX   an entry for a users file; "" = none
#   hex TEXT                            bare hexadecimal
#
# SITE_VIA4 and SITE_VIA6 (unix4, unix6) have rosette asked in another way.
# ils has the default for olt-???42-*, rzn only the lines listed in
# $D/lists/rzn.  The page's subscriber is $LINE with $MAC.
# shellcheck shell=sh disable=SC2034

# shellcheck source=tests/e2e/radius-lib.sh
. tests/e2e/radius-lib.sh
# shellcheck source=tests/e2e/kea-lib.sh
. tests/e2e/kea-lib.sh

LINE='olt-bsn42-01 pon 1/1/01/01/4/1/1/'
MAC=00:0d:b9:42:aa:60
SITE_REALM=gnd.ftth.axione
SITE_WHY=

site_have() {
	radius_found || SITE_WHY='FreeRADIUS is not installed'
	kea_have || SITE_WHY='Kea is not installed'
	[ -z "$SITE_WHY" ]
}

hex() {
	printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
}

site_user() {
	printf '"0x%s" Cleartext-Password := "%s"\n' "$(hex "$1")" \
	    "${SITE_PASSWORD:-secret01}"
	printf '\tService-Type = Outbound-User,\n'
	[ -z "$2" ] || printf '\tFramed-IP-Address = %s,\n' "$2"
	[ -z "$3" ] || printf '\tAlc-Ipv6-Address = %s,\n' "$3"
	[ -z "$4" ] || printf '\tFramed-IPv6-Route = "%s",\n' "$4"
	printf '\tClass = "FTTH-GP-DL300m10m500k-UL300m1m500k"\n\n'
}

# The declaration: both members, both machines.
site_json() {
	cat <<-END
	{
	  "request-realm": "$SITE_REALM",
	  "members": {
	    "ils": {
	      "realm": "ils-ftth",
	      "password-file": "secret/ils",
	      "circuit-ids": [ "lists/ils" ],
	      "circuit-id-globs": [ "olt-???42-*" ],
	      "prefixes": [
	        { "prefix": "5.183.104.0/24", "client-class": "ils01",
	          "gateway": "5.183.104.1",
	          "dns": [ "89.234.140.1", "89.234.140.2" ] },
	        { "prefix": "10.64.0.0/10", "client-class": "ils01" },
	        { "prefix": "2a0e:c400::/40", "client-class": "ils01",
	          "dns": [ "2a00:5881:4000::1", "2a00:5881:4000::2" ] }
	      ]
	    },
	    "rzn": {
	      "realm": "rzn-ftth",
	      "password-file": "secret/rzn",
	      "circuit-ids": [ "lists/rzn" ],
	      "prefixes": [
	        { "prefix": "198.51.100.0/24", "client-class": "rzn01",
	          "gateway": "198.51.100.1", "dns": [ "203.0.113.53" ] },
	        { "prefix": "2001:db8:4200::/40", "client-class": "rzn01",
	          "dns": [ "2001:db8:53::53" ] }
	      ]
	    }
	  },
	  "kea": {
	    "targets": {
	      "rosette": { "dhcp4": "$(kea_url rosette "${SITE_VIA4:-http}")",
	                   "dhcp6": "$(kea_url rosette "${SITE_VIA6:-http}")" },
	      "gabier": { "dhcp4": "$(kea_url gabier unix4)",
	                  "dhcp6": "$(kea_url gabier unix6)" }
	    },
	    "state-dir": "state"
	  }
	}
	END
}

site_new() {
	mkdir -p "$D/lists" "$D/secret" "$D/state"
	(umask 077 && echo secret01 >"$D/secret/ils" &&
	    echo secret02 >"$D/secret/rzn")
	echo '# lines of ils that its pattern does not cover' >"$D/lists/ils"
	echo "0x$(hex 'olt-bsn42-03 pon 1/1/01/01/4/1/1/')" >"$D/lists/rzn"
	site_user "$LINE" 5.183.104.10 \
	    2a0e:c400:ff:f010:ffff:ffff:ffff:ffff 2a0e:c400:0:a00::/56 \
	    >"$D/users.ils"
	SITE_PASSWORD=secret02 site_user 'olt-bsn42-03 pon 1/1/01/01/4/1/1/' \
	    198.51.100.10 2001:db8:42ff::10 2001:db8:4200:a00::/56 \
	    >"$D/users.rzn"
	kea_machine rosette -N "$@"
	kea_machine gabier -N "$@"
	site_json >"$RADIUS_CONFIG"
	radius_member ils "$D/users.ils"
	radius_member rzn "$D/users.rzn"
	radius_proxy proxy ils rzn
}

site_start() {
	kea_start rosette && kea_start gabier && radius_start ils &&
	    radius_start rzn && radius_start proxy
}

site_member() {
	radius_stop "$1"
	cp "$D/users.$1" "$RADIUS/$1/mods-config/files/authorize"
	radius_start "$1"
}

# What the BNG sends.
site_request() {
	cat <<-END
	User-Name = "$2@$SITE_REALM"
	User-Password = "password"
	NAS-IP-Address = 10.200.50.241
	ADSL-Agent-Circuit-Id = 0x$(hex "$1")
	Alc-Client-Hardware-Addr = "$2"
	Calling-Station-Id = "axione#OLT#"
	END
}

site_ask() {
	site_request "$1" "$2" | radius_send proxy
}

# kea-reserve on this site.
reserve() {
	"$BIN/kea-reserve" --config "$RADIUS_CONFIG" "$@"
}
