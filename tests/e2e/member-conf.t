#!/bin/sh
# What member-conf prints is what the daemons take, and what etc/ shows.
# Functions are called through ok:
# shellcheck disable=SC2016,SC2317
. tests/cli/lib.sh

M=$BIN/member-conf
PATH=$PATH:/usr/sbin:/sbin
has() {
	command -v "$1" >"$D/null"
}

# The site of collecte.json(5), with its secrets.
mkdir "$D/secret"
(umask 077 && echo change-me >"$D/secret/ils-radius")
awk '/^\.Bd -literal/ { shown++; next } /^\.Ed/ { exit } shown' \
    man/collecte.json.5 >"$D/page.json"
same() {	# DAEMON FILE
	"$M" -c "$D/page.json" -d "$1" "etc/$2"
}
ok 'etc/freeradius is the page'"'"'s site' same freeradius \
    freeradius/collecte-proxy.conf
ok 'etc/kea, IPv4' same kea4 kea/collecte-members4.json
ok 'etc/kea, IPv6' same kea6 kea/collecte-members6.json
ok 'etc/bird' same bird bird/collecte/members.conf
ok 'etc/iproute2' same rt_tables iproute2/collecte.conf
ok 'etc/network' same interfaces network/collecte

# Members as awkward as a declaration may have them.
awk 'BEGIN { for (i = 32; i < 127; i++) if (i != 39 && i != 92) printf "%c", i
	print "${raddbdir}$ENV{HOME}" }' >"$D/secret/all"
# BIRD takes 80 characters at most, and no double quote.
(umask 077 && cat "$D/secret/all" >"$D/secret/odd" &&
    cut -c 16-93 "$D/secret/all" >"$D/secret/bgp" &&
    printf '%s\n' ' !#$%\()'"'*" >"$D/secret/bgp2")
NAME=0a.b_c-d0123456789012345678901234567890123456789012345678901
cat >"$D/odd.json" <<END
{ "members": {
  "$NAME": { "realm": "R.0_-x", "table": "t.0_-x", "table-number": 4294967295,
    "interface": "e.0:1-x@y",
    "radius": { "servers": [ "192.0.2.1", "2001:db8::1", "192.0.2.2" ],
      "port": 65535, "secret-file": "secret/odd" },
    "bgp": { "as": 4294967294, "password-file": "secret/bgp", "neighbors4": [ "10.0.0.1", "10.0.0.2" ],
      "neighbors6": [ "fd00::1", "fd00::2", "fd00::3" ] },
    "prefixes": [
      { "prefix": "5.183.104.0/24", "client-class": "0-a._",
        "subnet-id": 4294967294, "gateway": "5.183.104.200",
        "dns": [ "192.0.2.53", "192.0.2.54", "192.0.2.55" ] },
      { "prefix": "5.183.104.128/25", "client-class": "0-a._" },
      { "prefix": "0.0.0.0/0", "client-class": "zero",
        "gateway": "192.0.2.1", "dns": [ "192.0.2.53" ] },
      { "prefix": "2a0e:c400::/40", "client-class": "0-a._",
        "dns": [ "2001:db8::53", "2001:db8::54" ] },
      { "prefix": "2a0e:c400::/128", "client-class": "0-a._" } ] },
  "deadbeefdeadbeef": { "realm": "b", "table": 2147483648,
    "radius": { "servers": [ "192.0.2.1" ], "secret-file": "secret/odd" },
    "bgp": { "as": 1, "neighbors6": [ "fd00::9" ],
      "password-file": "secret/bgp2" },
    "prefixes": [ { "prefix": "2001:db8::/32", "client-class": "b",
      "dns": [ "2001:db8::53" ], "subnet-id": 1 } ] },
  "bgp": { "table": 3, "bgp": { "as": 3, "neighbors4": [ "10.0.0.9" ] } } },
  "kea": {
    "network4": { "name": "n.4", "relays": [ "192.0.2.8", "192.0.2.9" ],
      "renew-timer": 1, "rebind-timer": 2, "valid-lifetime": 4294967294 },
    "network6": { "name": "n-6", "relays": [ "2001:db8::8" ],
      "preferred-lifetime": 10800 } },
  "routing": { "subscriber-interfaces": [ "ens19", "e19.100" ] } }
END
odd() {	# FILE DAEMON [OPTION ...]
	odd_file=$1
	shift
	"$M" -c "$D/odd.json" "$@" >"$odd_file"
}

radius_takes() {	# FRAGMENT
	mkdir -p "$D/raddb" "$D/run"
	cp etc/freeradius/proxy.conf "$D/raddb"
	cp "$1" "$D/raddb/collecte-proxy.conf"
	cat >"$D/raddb/radiusd.conf" <<-END
	prefix = /usr
	raddbdir = $D/raddb
	logdir = $D/run
	run_dir = $D/run
	libdir = /usr/lib/freeradius
	\$INCLUDE proxy.conf
	server x {
		listen {
			type = auth
			ipaddr = 127.0.0.1
			port = 18120
		}
		authorize {
		}
	}
	END
	freeradius -C -X -x -d "$D/raddb" >"$D/radius.log" 2>&1 || {
		grep -v Debug "$D/radius.log"
		return 1
	}
}
# Of a secret with every character: what the server has understood.
radius_has_all() {
	sed -n 's/.*[[:space:]]secret = "\(.*\)"$/\1/p' "$D/radius.log" |
	    sort -u | diff "$D/secret/all" -
}
if has freeradius; then
	ok 'freeradius: made' odd "$D/proxy" freeradius
	# One address may be the server of two members, by port.
	ok 'freeradius takes it' radius_takes "$D/proxy"
	ok '... and reads the secret as it is' radius_has_all
	ok 'freeradius takes what etc/ has' radius_takes \
	    etc/freeradius/collecte-proxy.conf
else
	skip 'freeradius takes it' 'no freeradius'
fi

KEA_PIDFILE_DIR=$D KEA_LOCKFILE_DIR=$D
export KEA_PIDFILE_DIR KEA_LOCKFILE_DIR
kea_takes() {	# FAMILY
	odd "$D/all$1" "kea$1" && odd "$D/classes$1" -p classes "kea$1" &&
	    odd "$D/subnets$1" -p subnets "kea$1" || return 1
	cat >"$D/whole$1.json" <<-END
	{ "Dhcp$1": { <?include "$D/all$1"?>, "reservations": [ ] } }
	END
	cat >"$D/parts$1.json" <<-END
	{ "Dhcp$1": {
	  "client-classes": [ { "name": "of-others" },
	    <?include "$D/classes$1"?> ],
	  "shared-networks": [ { "name": "n", "subnet$1": [
	    <?include "$D/subnets$1"?> ] } ] } }
	END
	"kea-dhcp$1" -t "$D/whole$1.json" && "kea-dhcp$1" -t "$D/parts$1.json"
}
# Kea says which subnets it has made.
kea_made() {	# FAMILY COUNT
	made=$("kea-dhcp$1" -t "$D/whole$1.json" 2>&1 | grep -c NEW_SUBNET)
	echo "made $made"
	[ "$made" -eq "$2" ]
}
for f in 4 6; do
	if has kea-dhcp$f; then
		ok "kea-dhcp$f takes it, whole and in parts" kea_takes $f
		ok '... every subnet' kea_made $f 3
	else
		skip "kea-dhcp$f takes it" "no kea-dhcp$f"
	fi
done

bird_takes() {	# FRAGMENT
	mkdir -p "$D/bird/collecte"
	cp etc/bird/bird.conf "$D/bird/bird.conf"
	cp "$1" "$D/bird/collecte/members.conf"
	bird -p -c "$D/bird/bird.conf"
}
if has bird; then
	ok 'bird: made' odd "$D/members.conf" bird
	ok 'bird takes it' bird_takes "$D/members.conf"
	ok 'bird: made for one' odd "$D/one.conf" bird deadbeefdeadbeef
	ok '... and takes it' bird_takes "$D/one.conf"
	# A name that is refused would be: it is one of BIRD's own.
	for w in as flow ipv roa vpn; do
		echo "protocol static '${w}4' { ipv4; }" >"$D/own.conf"
		t "bird refuses ${w}4" 1 '' 'syntax error' -- \
		    bird_takes "$D/own.conf"
	done
else
	skip 'bird takes it' 'no bird'
fi

# srcroute-sync reads rt_tables as ip(8) does.
tables() {
	mkdir -p "$D/root/etc/iproute2/rt_tables.d"
	odd "$D/root/etc/iproute2/rt_tables.d/collecte.conf" rt_tables &&
	    "$BIN/srcroute-sync" --check -c "$D/odd.json" --root "$D/root" \
		>"$D/lint"
	cat "$D/lint"
	! grep -v 'lies in\|longer than /0' "$D/lint"
}
ok 'srcroute-sync knows the tables' tables

if has ifquery; then
	ok 'interfaces: made' odd "$D/interfaces" interfaces
	t 'ifupdown: the rules before' 0 "srcroute-sync --apply$NL" '' -- \
	    sh -c 'ifquery -i "$1" e19.100 | sed -n "s/^pre-up: //p"' - \
	    "$D/interfaces"
	t 'ifupdown: the alias' 0 \
	    "ip link set dev e.0:1-x@y alias 'cust: $NAME'$NL" '' -- \
	    sh -c 'ifquery -i "$1" e.0:1-x@y | sed -n "s/^up: //p"' - \
	    "$D/interfaces"
else
	skip 'ifupdown takes it' 'no ifupdown'
fi
finish
