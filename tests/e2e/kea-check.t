#!/bin/sh
# --check against real Kea servers: silent where all is well (the examples of
# etc/), and every fault by its name.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/cli/fault-lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_have || { skip 'real Kea machines' 'kea is not installed'; finish; }

# The examples as they are, but for places and for where they listen; all in
# one file, which config-write makes of them.
example() {	# MACHINE
	m=$KEA_DIR/$1
	for f in 4 6; do
		awk -v members="etc/kea/collecte-members$f.json" '
		    /<\?include/ {
			while ((getline line <members) > 0)
				print line
			print ","
			next
		    }
		    { print }' "etc/kea/kea-dhcp$f.conf" |
		    sed -e "s,/run/kea/kea$f-ctrl-socket,$m/k$f," \
		    -e "s,/var/lib/kea/,$m/var/," \
		    -e 's/syslog:daemon/stdout/; s/91.216.110.148/127.0.0.1/' \
		    -e 's,"Dhcp6": {,&"data-directory": "'"$m/var"'"\,,' \
		    -e "s,\"\\*\",\"lo$([ "$f" = 4 ] || echo /::1)\"," \
		    >"$m/conf/dhcp$f.json"
	done
}

# TARGETS [STATE]: a site that declares what the examples have.
site() {
	cat <<-EOF
	{ "members": { "ils": { "prefixes": [
	    { "prefix": "5.183.104.0/24", "client-class": "ils01",
	      "gateway": "5.183.104.1",
	      "dns": [ "89.234.140.1", "89.234.140.2" ] },
	    { "prefix": "2a0e:c400::/40", "client-class": "ils01",
	      "dns": [ "2a00:5881:4000::1", "2a00:5881:4000::2" ] } ] } },
	  "kea": { "targets": { $1 }, "state-dir": "${2:-$D/state}" } }
	EOF
}

kea_machine rosette -N || exit 1
example rosette
kea_start rosette || exit 1
mkdir "$D/state"
chmod 2770 "$D/state"
chgrp collecte "$D/state" 2>/dev/null
site "$(reserve_target rosette)" >"$D/site.json"

if getent group collecte >/dev/null &&
    [ "$(stat -c %G "$D/state")" != collecte ]; then
	skip 'the examples of etc/ are well' 'not in group collecte'
else
	t 'the examples of etc/ are well' 0 '' '' -- reserve_check
	if grep -q __asan_init "$BIN/kea-reserve"; then
		skip '... and memory that ends' 'a sanitizer has its own'
	else
		# shellcheck disable=SC2046 # words
		sweep '... and memory that ends' $(sweep_bound 20) -o malloc,libc \
		    -- "$BIN/kea-reserve" --config "$D/site.json" --check
	fi
fi
reserve_page -w 20
reserve_settled
t 'and take a subscriber' 0 \
'address=5.183.104.10
mask=255.255.255.0
gateway=5.183.104.1
dns=89.234.140.1,89.234.140.2
lease=7200
' '' -- kea_lease4 rosette "$RESERVE_LINE"

case $(kea-dhcp4 -v) in
2.*)
	newer() {
		reserve --check | sed -n "s,$D/,,; s/; [^;]*\[newer-path\]\$//p" |
		    grep '^rosette dhcp6:.*\(mode\|data-dir\)'
	}
	chmod 751 "$KEA_DIR/rosette"
	t 'what Kea 3.0 refuses or ignores' 0 \
"rosette dhcp6: data-directory: note: have kea/rosette/var, which Kea ignores from 2.6 on: it looks for its server identifier in /var/lib/kea, or where KEA_DHCP_DATA_DIR says
rosette dhcp6: kea/rosette: note: have mode 0751, and Kea 3.0 refuses a folder of its socket that is more open than 0750
" '' -- newer
	chmod 750 "$KEA_DIR/rosette"
	t '... and what not' 0 \
"rosette dhcp6: data-directory: note: have kea/rosette/var, which Kea ignores from 2.6 on: it looks for its server identifier in /var/lib/kea, or where KEA_DHCP_DATA_DIR says
" '' -- newer
	chmod 711 "$KEA_DIR/rosette"
	;;
*) skip 'what Kea 3.0 refuses or ignores' 'this one is not older' ;;
esac

site "\"rosette\": { \"dhcp4\": \"$(kea_url rosette unix6)\",
    \"dhcp6\": \"unix:$D/none\" }" >"$D/wrong.json"
t 'the other family behind a URL, and nothing behind one' 1 \
"rosette dhcp4: config-get: want the configuration of Dhcp4, have Dhcp6 [config-get]
rosette dhcp6: list-commands: $D/none: no such socket: is Kea running? [no-answer]
" '' -- reserve_check --config "$D/wrong.json"

chmod 755 "$D/state"
chmod 644 "$D/state/data.mdb"
t 'a state that others cannot write' 1 \
"$D/state: want mode 2770, have 2755 [state-rights]
$D/state: data.mdb: want mode 0660, have 0644 [state-rights]
" '' -- reserve_check
chmod 2770 "$D/state"
chmod 660 "$D/state/data.mdb"
if [ "$(id -u)" -eq 0 ]; then
	group=$(stat -c %g "$D/state")
	chgrp 65534 "$D/state/lock.mdb"
	t 'a file of another group in it' 1 "$D/state: lock.mdb: want the \
folder's group $group, have 65534 [state-rights]$NL" '' -- reserve_check
	chgrp "$group" "$D/state/lock.mdb"
else
	skip 'a file of another group in it' 'not root'
fi

# A machine where everything is wrong that Kea 2.2 takes without a word.
kea_machine gabier -N -r || exit 1
chmod 644 "$KEA_DIR"/gabier/conf/*.json
cat >"$KEA_DIR/gabier/conf/dhcp4.json" <<EOF
{ "Dhcp4": {
  "interfaces-config": { "interfaces": [ "lo" ], "dhcp-socket-type": "udp" },
  "control-socket": { "socket-type": "unix",
    "socket-name": "$KEA_DIR/gabier/k4" },
  "lease-database": { "type": "memfile", "persist": false },
  "host-reservation-identifiers": [ "duid" ],
  "client-classes": [ { "name": "ils01", "option-data": [
    { "name": "routers", "data": "5.183.104.254" } ] } ],
  "shared-networks": [ { "name": "ftth", "subnet4": [
    { "id": 1, "subnet": "5.183.104.0/23" },
    { "id": 2, "subnet": "198.51.100.0/24" } ] } ],
  "reservations": [
    { "circuit-id": "6f6c742d6", "ip-address": "5.183.104.20" },
    { "circuit-id": "'0x6f6c742d32'", "ip-address": "5.183.104.21" },
    { "circuit-id": "6f6c742d33", "ip-address": "203.0.113.9" },
    { "circuit-id": "6f6c742d34", "client-classes": [ "gone" ] } ] } }
EOF
cat >"$KEA_DIR/gabier/conf/dhcp6.json" <<EOF
{ "Dhcp6": {
  "data-directory": "$KEA_DIR/gabier/var",
  "interfaces-config": { "interfaces": [ "lo/::1" ] },
  "preferred-lifetime": 0, "valid-lifetime": 604800,
  "subnet6": [ { "subnet": "2001:db8::/32", "reservation-mode": "global" } ],
  "control-socket": { "socket-type": "unix",
    "socket-name": "$KEA_DIR/gabier/k6" },
  "lease-database": { "type": "memfile", "persist": false },
  "mac-sources": [ "remote-id" ],
  "ip-reservations-unique": false,
  "reservations": [ <?include "$KEA_DIR/gabier/conf/hosts6"?> ] } }
EOF
cat >"$KEA_DIR/gabier/conf/hosts6" <<EOF
{ "hw-address": "00:0d:b9:42:aa:60",
  "prefixes": [ "2a0e:c400:0:a01::/56" ] },
{ "hw-address": "00:0d:b9:42:aa:61",
  "prefixes": [ "2a0e:c400:0:a00::/56" ] }
EOF
chmod 444 "$KEA_DIR"/gabier/conf/*.json
kea_start gabier || exit 1
site "$(reserve_target gabier)" >"$D/gabier.json"
case $(kea-dhcp4 -v) in
2.[0-5].*) old=1 ;;
*) old='' ;;
esac
if [ "$old" ]; then
	# What root wrote here its user may not write.
	faults() {
		reserve_check --config "$D/gabier.json" |
		    sed "/\[config-write\]/d; s,$KEA_DIR/,,"
	}
	t 'every fault of a configuration' 0 \
'gabier dhcp4: host-reservation-identifiers: want circuit-id, have none [identifiers]
gabier dhcp4: subnet4[5.183.104.0/23]: want a subnet 5.183.104.0/24 of its own (members.ils.prefixes[0]), have this one: subscribers get its mask [subnet-mask]
gabier dhcp4: subnet4[5.183.104.0/23]: want "reservations-global": true, have false: no reservation is found [not-global]
gabier dhcp4: client-classes[ils01].option-data[routers]: want 5.183.104.1 (members.ils.prefixes[0]), have 5.183.104.254 [class-option]
gabier dhcp4: client-classes[ils01].option-data[domain-name-servers]: want 89.234.140.1, 89.234.140.2 (members.ils.prefixes[0]), have none [class-option]
gabier dhcp4: shared-networks[ftth].subnet4: want subnets of one length before Kea 2.6, have several: all subscribers get the first one'\''s mask [network-mask]
gabier dhcp4: reservations[circuit-id 06f6c742d6]: want an even number of digits, have one that was odd: Kea has put a 0 in front [host-identifier]
gabier dhcp4: reservations[circuit-id 307836663663373432643332]: want the circuit-id'\''s octets, have the text 0x6f6c742d32: taken for octets once too often [host-identifier]
gabier dhcp4: reservations[circuit-id 6f6c742d33]: want an address in a subnet, have 203.0.113.9 [host-outside]
gabier dhcp4: reservations[circuit-id 6f6c742d34].client-classes: want a class that is defined, have gone: its options are not handed out [host-class]
gabier dhcp6: mac-sources: want any, duid, ipv6-link-local or client-link-addr-option, have none of them: no reservation by hw-address is found [mac-sources]
gabier dhcp6: subnet6[2001:db8::/32]: want a member'\''s prefix in it, have none [subnet-alone]
gabier dhcp6: subnet6: want one that covers 2a0e:c400::/40 (members.ils.prefixes[1]), have none [subnet-missing]
gabier dhcp6: client-classes: want ils01 (members.ils.prefixes[1]), have none of that name [class-missing]
gabier dhcp6: subnet6[2001:db8::/32]: want preferred-lifetime above 0, have 0, its own or inherited: every address and prefix is deprecated from the start [preferred-zero]
gabier dhcp6: subnet6[2001:db8::/32]: want valid-lifetime at most 86400 (RFC 9096 advises 5400), have 604800 [lifetime-long]
gabier dhcp6: reservations[hw-address 00:0d:b9:42:aa:60].prefixes: want no bits set behind /56, have 2a0e:c400:0:a01::/56 [host-bits]
gabier dhcp6: reservations[hw-address 00:0d:b9:42:aa:61]: want what no other has, have 2a0e:c400:0:a00::/56 of hw-address 00:0d:b9:42:aa:60 [host-twin]
gabier dhcp6: subnet6[2001:db8::/32].reservation-mode: want what every version takes, have "global": Kea does not start with it from 2.6 on [reservation-mode]
gabier dhcp6: subnet6[2001:db8::/32]: want an id, have none: Kea does not start without from 2.6 on, and before it numbers leases anew when a subnet comes or goes [subnet-id]
' '' -- faults
	chmod 666 "$KEA_DIR/gabier/conf/dhcp6.json"
	taken_in() {
		faults | grep '\[config-include\]$'
	}
	t '... and a file that takes in others and would be written' 0 \
"gabier dhcp6: gabier/conf/dhcp6.json: want one file, have <?include?>: config-write puts all into this one, and the others count no more [config-include]
" '' -- taken_in
else
	skip 'every fault of a configuration' 'newer Kea refuses some'
fi
kea_stop gabier

# A Kea that cannot write its file is known by the last commit that tried.
chmod 644 "$KEA_DIR"/gabier/conf/*.json
example gabier
chmod 444 "$KEA_DIR"/gabier/conf/*.json
kea_start gabier || exit 1
site "$(reserve_target gabier)" "$D/state2" >"$D/gabier.json"
mkdir "$D/state2"
chmod 2770 "$D/state2"
at_exit reserve_settled "$D/state2"
t 'before a commit: by the file that its user may not write' 1 \
"gabier: config-write: want reservations on Kea's disk, have them in its memory alone (its user may not write $KEA_DIR/gabier/conf/dhcp4.json): a restart forgets them until the next call or --retry brings them back [config-write]
" '' -- reserve_check --config "$D/gabier.json"
reserve_page --config "$D/gabier.json" -w 20
reserve_settled "$D/state2"
counted() {
	reserve_check "$@" >"$D/counted"
	counted_rc=$?
	grep -c 'gabier: config-write: want .* disk, have .*: a restart forgets' \
	    "$D/counted"
	return "$counted_rc"
}
t 'a Kea that cannot write is told once, with what that means' 1 \
    "1$NL" '' -- counted --config "$D/gabier.json"
t '... and is the only finding' 0 "$(cat "$D/counted")$NL" '' -- \
    head -n 1 "$D/counted"

# More than nginx lets through unless it is told to.
if command -v nginx >/dev/null; then
	kea_machine torche -n 5000 || exit 1
	kea_nginx torche || exit 1
	reserve_write "$D/torche.json" "$D/state3" \
	    "\"torche\": { \"dhcp4\": \"$(kea_url torche nginx)\" }"
	mkdir "$D/state3"
	chmod 2770 "$D/state3"
	refused() {
		reserve_check --config "$D/torche.json" | grep -c \
		    '^torche dhcp4: .*413.*client_max_body_size.*body-size'
	}
	t 'a body that nginx refuses' 0 "1$NL" '' -- refused
	kea_nginx torche 'client_max_body_size 64m;' || exit 1
	t '... and does not once it is told' 1 "0$NL" '' -- refused
else
	skip 'a body that nginx refuses' 'no nginx'
	skip '... and does not once it is told' 'no nginx'
fi

# A service that lacks what we need.
fake() {	# NAME RULE ...
	n=$1
	shift
	"$BUILD/tests/tool/fakekea" -u "$D/$n" "$@" &
	at_exit kill $!
	until [ -S "$D/$n" ]; do sleep 0.02; done
	site "\"fake\": { \"dhcp4\": \"unix:$D/$n\" }" "$D/state4" >"$D/$n.json"
}
mkdir "$D/state4"
chmod 2770 "$D/state4"
fake f1 'list-commands:args=["config-get"]'
t 'commands that are missing' 1 \
'fake dhcp4: list-commands: want config-test, have a service without it [commands]
fake dhcp4: list-commands: want config-set, have a service without it [commands]
' '' -- reserve_check --config "$D/f1.json"
fake f2 'list-commands:args=["config-get","config-test","config-set"]' \
    'config-get:result=1'
t 'no config-write, and a config-get that fails' 1 \
"fake: config-write: want reservations on Kea's disk, have them in its memory alone (Kea does not know the command): a restart forgets them until the next call or --retry brings them back [config-write]
fake dhcp4: config-get: want result 0, have 1 (scripted) [no-answer]
" '' -- reserve_check --config "$D/f2.json"
fake f3 'list-commands:args=["config-get","config-test","config-set","config-write"]' \
    'config-get:args=[]'
t 'a config-get without a configuration' 1 \
'fake dhcp4: config-get: want a configuration with Dhcp4 [config-get]
' '' -- reserve_check --config "$D/f3.json"
fake f4 'list-commands:args=["config-get","config-test","config-set","config-write"]' \
    'config-get:args={"Dhcp4":{}}' 'status-get:result=1'
unseen() {
	reserve_check --config "$D/f4.json" | grep status-get
}
t 'a file of Kea that cannot be found out' 0 \
'fake dhcp4: status-get: scripted [no-answer]
' '' -- unseen
finish
