#!/bin/sh
# make demo: one FTTH subscriber comes online through real servers on
# loopback, step by step.  Needs no root but to install Debian's packages when
# some are missing; starts nothing of theirs, leaves nothing running.
set -u
cd "$(dirname "$0")/../.." || exit 2

missing_packages() {
	while read -r package file; do
		[ -e "$file" ] || command -v "$file" >/dev/null ||
			PATH=$PATH:/usr/sbin command -v "$file" >/dev/null ||
			echo "$package"
	done <<-END
	gcc gcc
	make make
	libc6-dev /usr/include/stdio.h
	libjansson-dev /usr/include/jansson.h
	liblmdb-dev /usr/include/lmdb.h
	libcurl4-openssl-dev $(echo /usr/include/*/curl/curl.h)
	libpcap-dev /usr/include/pcap/pcap.h
	libpq-dev /usr/include/postgresql/libpq-fe.h
	libnl-3-dev /usr/include/libnl3/netlink/netlink.h
	libradcli-dev /usr/include/radcli/radcli.h
	freeradius freeradius
	freeradius-utils radclient
	kea-dhcp4-server kea-dhcp4
	kea-dhcp6-server kea-dhcp6
	kea-ctrl-agent kea-ctrl-agent
	END
}

# Packages of daemons start them when they are configured; a policy that
# stands for this one call says no (invoke-rc.d(8)).
install_packages() {
	as_root=
	if [ "$(id -u)" -ne 0 ]; then
		as_root=sudo
		command -v sudo >/dev/null || {
			echo "demo: as root: apt-get install $*" >&2
			return 1
		}
	fi
	echo "demo: to install, with their services not started: $*"
	# shellcheck disable=SC2016 # for the other shell
	$as_root sh -c '
		policy=/usr/sbin/policy-rc.d
		if [ ! -e "$policy" ]; then
			trap "rm -f $policy" EXIT
			printf "#!/bin/sh\nexit 101\n" >"$policy" &&
			    chmod 755 "$policy" || exit
		fi
		apt-get -q update &&
		    DEBIAN_FRONTEND=noninteractive apt-get -qy install \
		    --no-install-recommends "$@"' sh "$@" >/dev/null
}

# The tests run it with programs that are built.
if [ -z "${BIN-}" ]; then
	packages=$(missing_packages)
	if [ "$packages" ]; then
		# shellcheck disable=SC2086 # a list of names
		install_packages $packages || exit 2
	fi
	make -s -j2 all tools || exit 2
fi

. tests/cli/lib.sh
. tests/e2e/site-lib.sh

BOLD='' DIM='' NORMAL=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
	BOLD=$(printf '\033[1m') DIM=$(printf '\033[2m')
	NORMAL=$(printf '\033[0m')
fi

step() {	# NUMBERS TEXT
	printf '%s%-6s%s%s\n' "$BOLD" "$1" "$2" "$NORMAL"
}
show() {	# what stands on stdin, indented
	sed "s/^	*/      $DIM/; s/\$/$NORMAL/"
}
fail() {
	printf 'demo: %s\n' "$*" >&2
	for f in "$D"/soon "$RADIUS"/*/log/radius.log; do
		[ ! -s "$f" ] || { echo "-- $f"; tail -n 15 "$f"; } >&2
	done
	exit 1
}
within() {	# TENTHS OF A SECOND, COMMAND
	tries=$1
	shift
	until "$@" >"$D/soon" 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.1
	done
}

# The proxy writes down what it sends to the member and what comes back.
listen_in() {
	for name in sent got; do
		# shellcheck disable=SC2016 # for FreeRADIUS to expand
		printf 'detail demo_%s {\n\tfilename = ${logdir}/%s\n}\n' \
		    $name $name
	done >"$RADIUS/proxy/mods-enabled/demo"
	sed 's/^pre-proxy {/&\n\tdemo_sent/; s/^post-proxy {/&\n\tdemo_got/' \
	    "$RADIUS/proxy/sites-enabled/proxy" >"$D/site" &&
	    mv "$D/site" "$RADIUS/proxy/sites-enabled/proxy"
}
heard() {	# sent|got NAMES: these attributes of what was written down
	grep -E "^[[:space:]]($2) :?= " "$RADIUS/proxy/log/$1" |
	    sed 's/ := / = /'
}

HEX=$(hex "$LINE")
decode() {
	"$BIN/circuitid-decode" "$@"
}
# MACHINE 4|6 ID
reservation() {
	kea_hosts "$1" "$2" | grep -i "$3"
}
both_hold() {
	for m in rosette gabier; do
		reservation $m 4 "$HEX" && reservation $m 6 "$MAC" || return 1
	done
}

echo 'collecte: a subscriber of Illyse comes online.  Everything runs on' \
    'loopback.'
# shellcheck disable=SC2119
site_new || fail 'cannot lay out the platform'
listen_in || fail 'cannot prepare the proxy'
site_start >"$D/up" 2>&1 || { cat "$D/up" >&2; fail 'a server does not start'; }
echo "${DIM}FreeRADIUS: the proxy, ils, rzn.  Kea: rosette (control agent)," \
    "gabier (unix sockets).$NORMAL"

step 1,2 "The router $MAC asks by DHCP; the OLT adds the line's circuit-id"
{
	echo "0x$HEX"
	echo "= $(decode "0x$HEX")"
	decode -f "0x$HEX" | tr '\t' '\n' |
	    grep -E '^(node|rack|shelf|slot|port|onu_[a-z]*)=' | tr '\n' ' '
	echo
} | show
step 3 'The BNG asks the proxy by RADIUS'
site_request "$LINE" "$MAC" |
    grep -E '^(User-Name|ADSL-Agent|Calling)' | show
site_ask "$LINE" "$MAC" >"$D/reply" || fail 'no answer from the proxy'
grep -q '^Received Access-Accept' "$D/reply" || {
	cat "$D/reply" >&2
	fail 'the request was not accepted'
}
step 4 'radius-route decides, the proxy asks the member'
"$BIN/radius-route" -c "$RADIUS_CONFIG" --explain --circuit-id "0x$HEX" | show
heard sent 'User-Name|User-Password|Calling-Station-Id' | show
step 5 "The member answers"
heard got 'Framed-IP-Address|Alc-Ipv6-Address|Framed-IPv6-Route|Class' | show
decode -k class "0x$(hex FTTH-GP-DL300m10m500k-UL300m1m500k)" |
    sed 's/^/= /' | show
step 6 'kea-reserve has both machines hold it, in IPv4 and IPv6'
within 100 both_hold || fail 'the reservations are not there'
for m in rosette gabier; do
	for f in 4 6; do
		case $f in 4) id=$HEX ;; 6) id=$MAC ;; esac
		reservation $m $f "$id" | sed "s/^/$m dhcp$f: /"
	done
done | show
step 7 'The BNG gets the rate profile, and no more'
grep -E '^[[:space:]]+[A-Z]' "$D/reply" | show
step 8,9 'The BNG relays the DHCP; the router gets'
within 50 kea_lease4 rosette "$HEX" "$MAC" || fail 'no DHCPv4 lease'
tr '\n' ' ' <"$D/soon" >"$D/lease4"
cp "$D/soon" "$D/lease4.lines"
within 50 kea_lease6 gabier "$MAC" "$HEX" || fail 'no DHCPv6 lease'
tr '\n' ' ' <"$D/soon" >"$D/lease6"
cp "$D/soon" "$D/lease6.lines"
{
	echo "DHCPv4 from rosette: $(cat "$D/lease4")"
	echo "DHCPv6 from gabier: $(cat "$D/lease6")"
} | show
grep -q 5.183.104.10 "$D/lease4" || fail 'not the address of the Accept'
grep -q 2a0e:c400:0:a00::/56 "$D/lease6" || fail 'not the prefix of the Accept'
printf '%sIt works: %s is online through ils with %s, %s and %s.%s\n' \
    "$BOLD" "$LINE" 5.183.104.10 2a0e:c400:ff:f010:ffff:ffff:ffff:ffff \
    2a0e:c400:0:a00::/56 "$NORMAL"
