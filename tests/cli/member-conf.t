#!/bin/sh
# member-conf: options, errors, what it prints, and the difference to a file.
# Functions are called through ok:
# shellcheck disable=SC2016,SC2317
. tests/cli/lib.sh

M=$BIN/member-conf
S=$D/site.json

secret() {	# NAME TEXT
	(umask 077 && printf '%s\n' "$2" >"$D/$1")
}
secret ils-radius 'it is "$x" %{y} #z'

site() {	# MEMBERS [MORE]
	cat >"$S" <<-END
	{ "members": { $1 },
	  "kea": { "network4": { "name": "axione-ftth",
	                         "relays": [ "91.216.110.148" ] } },
	  "routing": { "subscriber-interfaces": [ "ens19" ] } }
	END
}
ils() {	# RADIUS
	site "\"ils\": { \"realm\": \"ils-ftth\", \"table\": \"ils_table\",
	    \"table-number\": 1001, \"radius\": { $1 },
	    \"prefixes\": [ { \"prefix\": \"5.183.104.0/24\",
	        \"client-class\": \"ils01\", \"gateway\": \"5.183.104.1\",
	        \"dns\": [ \"89.234.140.1\" ] } ] },
	  \"rzn\": { \"realm\": \"rzn-ftth\" }"
}
conf() {
	"$M" -c "$S" "$@"
}
RADIUS='"servers": [ "89.234.140.4" ], "secret-file": "ils-radius"'
ils "$RADIUS"

# Options.
t 'help' 0 "$("$M" --help)$NL" '' -- "$M" -h
ok 'help has the synopsis' sh -c \
    '"$1" -h | grep -q "^usage: member-conf \[-c FILE\]"' - "$M"
t 'version' 0 "member-conf $VERSION$NL" '' -- "$M" -V
t 'version, long' 0 "member-conf $VERSION$NL" '' -- "$M" --version
t 'the daemons' 0 "freeradius kea4 kea6 bird rt_tables interfaces$NL" '' -- \
    "$M" --list-commands
t 'no such option' 2 '' '^member-conf: -x: no such option; see -h$' -- "$M" -x
t 'no such long option' 2 '' '^member-conf: --nope: no such option' -- \
    "$M" --nope
t 'an option without its value' 2 '' \
    '^member-conf: -c: want a value, have none$' -- "$M" -c
t 'nothing' 2 '' '^member-conf: want a daemon, have none; see -h$' -- "$M"
t 'no such daemon' 2 '' \
    '^member-conf: want freeradius, kea4, kea6, bird, rt_tables or interfaces, have "dnsmasq"$' \
    -- "$M" dnsmasq
t 'an argument too many' 2 '' \
    '^member-conf: want no more arguments, have "x"$' -- conf kea4 ils x
t 'an argument too many for --diff' 2 '' \
    '^member-conf: want no more arguments, have "x"$' -- conf -d kea4 f ils x
t 'no such part' 2 '' \
    '^member-conf: --part: want classes or subnets, have "x"$' -- \
    conf -p x kea4
t 'a part of what has none' 2 '' \
    '^member-conf: --part does not go with bird$' -- conf --part classes bird
t 'no such member' 2 '' "^member-conf: $S: want a member, have \"nobody\"$" -- \
    conf kea4 nobody
t 'no site file' 2 '' "^member-conf: $D/none: No such file" -- \
    "$M" -c "$D/none" kea4
t 'its place from the environment' 2 '' "^member-conf: $D/none2: No such" -- \
    env COLLECTE_CONFIG="$D/none2" "$M" kea4
t 'what is quoted is escaped' 2 '' \
    "^member-conf: $S: want a member, have \"\\\\x1b\\[2J\"$" -- \
    conf kea4 "$(printf '\033[2J')"
t '/dev/full' 2 '' 'member-conf: <stdout>: No space left' -- \
    sh -c '"$1" -c "$2" rt_tables >/dev/full' - "$M" "$S"

# What each prints.
head_of() {	# DAEMON [COMMENT]
	echo "${2:-#} Made by member-conf $1: do not edit; see member-conf(8)."
}
t 'rt_tables' 0 "$(head_of rt_tables)${NL}1001${TAB}ils_table$NL" '' -- \
    conf rt_tables
t 'a member by name' 0 \
    "$(head_of 'rt_tables ils')${NL}1001${TAB}ils_table$NL" '' -- \
    conf rt_tables ils
t 'a member by realm' 0 \
    "$(head_of 'rt_tables ils')${NL}1001${TAB}ils_table$NL" '' -- \
    conf rt_tables ils-ftth
t 'freeradius' 0 "$(head_of 'freeradius ils')

# ils
home_server ils-ftth-1 {
	type = auth
	ipaddr = 89.234.140.4
	port = 1812
	secret = 'it is \"\$x\" %{y} #z'
	response_window = 5
	status_check = none
}
home_server_pool ils-ftth {
	type = fail-over
	home_server = ils-ftth-1
}
realm ils-ftth {
	auth_pool = ils-ftth
	nostrip
}
" '' -- conf freeradius ils
t 'kea4' 0 "$(head_of kea4 //)
  \"client-classes\": [
    { \"name\": \"ils01\",
      \"option-data\": [
        { \"name\": \"routers\", \"data\": \"5.183.104.1\" },
        { \"name\": \"domain-name-servers\",
          \"data\": \"89.234.140.1\" } ] }
  ],
  \"shared-networks\": [
    { \"name\": \"axione-ftth\",
      \"relay\": { \"ip-addresses\": [
        \"91.216.110.148\"
      ] },
      \"subnet4\": [
        // ils
        { \"id\": 1363906409,
          \"subnet\": \"5.183.104.0/24\",
          \"reservations-global\": true,
          \"reservations-in-subnet\": false,
          \"reservations-out-of-pool\": false,
          \"renew-timer\": 3600,
          \"rebind-timer\": 6300,
          \"valid-lifetime\": 7200 }
      ] }
  ]
" '' -- conf kea4
t 'kea6, nothing declared' 2 '' \
    "^member-conf: $S: kea.network6: want a shared network, have none, needed by member-conf kea6$" \
    -- conf kea6
t 'kea6, a part of nothing' 0 "$(head_of kea6 //)$NL" '' -- \
    conf --part=subnets kea6
t 'interfaces' 0 "$(head_of interfaces)

# Subscribers come in here: first the rules of all members.
iface ens19 inet manual
	pre-up srcroute-sync --apply
" '' -- conf interfaces
t 'an error, and not a word on stdout' 2 '' \
    "^member-conf: $S: members.rzn.radius.servers: want at least one address, have none, needed by member-conf freeradius$" \
    -- conf freeradius
t 'bird' 2 '' \
    "^member-conf: $S: members.ils.bgp: want an AS and its routers, have none, needed by member-conf bird$" \
    -- conf bird

# What FreeRADIUS would not take, or take otherwise.
refused() {	# NAME REGEX
	t "freeradius: $1" 2 '' "^member-conf: $2$" -- conf freeradius ils
}
ils '"servers": [ "89.234.140.4" ]'
refused 'no secret' \
    "$S: members.ils.radius.secret-file: want a file, have none, needed by member-conf freeradius"
ils "$(echo "$RADIUS" | sed s/ils-radius/none/)"
refused 'a secret that is not there' "$D/none: No such file or directory"
ils "$RADIUS"
chmod 644 "$D/ils-radius"
refused 'a secret for all to read' \
    "$D/ils-radius: want a secret closed to others, have mode 0644"
chmod 600 "$D/ils-radius"
for s in "a'b" 'a\b' "\\"; do
	secret ils-radius "$s"
	refused "a secret with $s" \
	    "$D/ils-radius: want a secret without ' and .*, have one"
	ok '... which is not told' sh -c '! grep -qF "$1" "$2"' - "$s" "$D/err"
done
secret ils-radius "$(printf '%0300d' 0)"
refused 'a secret without end' "$D/ils-radius: want at most 255 octets, have more"
secret ils-radius s
site "\"ils\": { \"radius\": { $RADIUS } }"
refused 'no realm' \
    "$S: members.ils.realm: want a realm, have none, needed by member-conf freeradius"
for r in LOCAL null DEFAULT; do
	site "\"ils\": { \"realm\": \"$r\", \"radius\": { $RADIUS } }"
	refused "realm $r" \
	    "$S: members.ils.realm: want a realm that FreeRADIUS has no other use for, have $r"
done
two() {	# PORT-OF-RZN
	site "\"ils\": { \"realm\": \"a\", \"radius\": { $RADIUS } },
	    \"rzn\": { \"realm\": \"b\", \"radius\": { \"port\": $1, $RADIUS } }"
}
two 1812
refused 'a server of two members' \
    "$S: members.rzn.radius.servers\\[0\\]: want a server of one member, have 89.234.140.4 of ils"
two 1912
ok 'freeradius: two ports of one server' conf freeradius
site '"ils": { "probe-targets": [ "x" ] }'
t 'freeradius: a member without RADIUS' 0 "$(head_of freeradius)$NL" '' -- \
    conf freeradius

# What BIRD would not take.
site '"ils": { "table": 9, "bgp": { "as": 1, "neighbors4": [ "10.0.0.1" ],
    "password-file": "bgp" } }'
bird_refuses() {	# NAME REGEX
	t "bird: $1" 2 '' "^member-conf: $D/bgp: $2$" -- conf bird
}
bird_refuses 'a password that is not there' 'No such file or directory'
secret bgp 'a"b'
bird_refuses 'a password with "' \
    'want a password without ", which BIRD cannot be told, have one'
secret bgp "$(printf '%081d' 0)"
bird_refuses 'a password too long' 'want at most 80 octets, have more'
secret bgp "$(printf '%080d' 0)"
ok 'bird: the longest password' conf bird
secret bgp 'topsecret'
ok 'bird: it is there' sh -c '"$1" -c "$2" bird |
    grep -qx "	password \"topsecret\";"' - "$M" "$S"
t '--diff does not show it' 1 0 '' -- sh -c '
    "$1" -c "$2" -d bird "$3" >"$4"; rc=$?
    printf %s "$(grep -c topsecret "$4")"; exit $rc' - "$M" "$S" "$D/none" \
    "$D/diff"

# --diff.
ils "$RADIUS"
conf kea4 >"$D/kea4"
t '--diff: the same' 0 '' '' -- conf --diff kea4 "$D/kea4"
t '--diff: stdin' 0 '' '' -- sh -c '"$1" -c "$2" -d kea4 - <"$3"' - \
    "$M" "$S" "$D/kea4"
sed '/renew/s/3600/60/' "$D/kea4" >"$D/old4"
t '--diff: one line' 1 "--- $D/old4
+++ member-conf kea4
@@ -18,7 +18,7 @@
           \"reservations-global\": true,
           \"reservations-in-subnet\": false,
           \"reservations-out-of-pool\": false,
-          \"renew-timer\": 60,
+          \"renew-timer\": 3600,
           \"rebind-timer\": 6300,
           \"valid-lifetime\": 7200 }
       ] }
" '' -- conf -d kea4 "$D/old4"
t '--diff: as diff -u has it' 1 \
    "$(diff -u "$D/old4" "$D/kea4" | sed 1,2d)$NL" '' -- sh -c '
    "$1" -c "$2" -d kea4 "$3" >"$4"; rc=$?; sed 1,2d "$4"; exit $rc' - \
    "$M" "$S" "$D/old4" "$D/diff"
t '--diff: no such file is an empty one' 1 "--- $D/none
+++ member-conf rt_tables
@@ -0,0 +1,2 @@
+$(head_of 'rt_tables ils')
+1001${TAB}ils_table
" '' -- conf -d rt_tables "$D/none" ils
t '--diff: a folder' 2 '' "^member-conf: $D: Is a directory$" -- \
    conf -d rt_tables "$D"
t '--diff: an error of the declaration' 2 '' \
    "^member-conf: $S: kea.network6: want" -- conf -d kea6 "$D/none"
secret ils-radius topsecret
conf freeradius ils | sed 's/topsecret/oldsecret/' >"$D/old"
shows_none() {
	conf -d freeradius "$D/old" ils >"$D/diff"
	[ $? -eq 1 ] && cat "$D/diff" &&
	    grep -q '^-	secret (not shown)$' "$D/diff" &&
	    grep -q '^+	secret (not shown)$' "$D/diff" &&
	    ! grep -q 'topsecret\|oldsecret' "$D/diff"
}
ok '--diff: another secret is told, not shown' shows_none
# DAEMON PLACE: with no file named.  Not everybody may look into these folders.
in_place() {
	conf -d "$1" >"$D/diff" 2>&1
	case $? in
	1) sed 1q "$D/diff" | grep -qx -e "--- $2" ;;
	2) grep -qx "member-conf: $2: Permission denied" "$D/diff" ;;
	*) false ;;
	esac
}
site '"a": { "bgp": { "as": 1 }, "table": 1 }'
for d in kea4:/etc/kea/collecte-members4.json \
    freeradius:/etc/freeradius/3.0/collecte-proxy.conf \
    bird:/etc/bird/collecte/members.conf \
    rt_tables:/etc/iproute2/rt_tables.d/collecte.conf \
    interfaces:/etc/network/interfaces.d/collecte; do
	if [ -e "${d#*:}" ]; then
		skip "--diff: in place ${d#*:}" 'there is one'
	else
		ok "--diff: in place ${d#*:}" in_place "${d%%:*}" "${d#*:}"
	fi
done
t '/dev/full again' 2 '' 'member-conf: <stdout>: No space left' -- \
    sh -c '"$1" -c "$2" -d rt_tables "$3" >/dev/full' - "$M" "$S" "$D/none"

# The page's steps on a router, in a tree of its own.  What a daemon would say
# is left out; a step that fails leaves what is in place, and secrets are for
# their daemon alone.
steps() {
	rm -rf "$D/router" && mkdir -p "$D/router/etc/freeradius/3.0" "$D/router/etc/kea" \
	    "$D/router/etc/bird/collecte" "$D/stub"
	for f in freeradius/3.0/collecte-proxy.conf bird/collecte/members.conf \
	    kea/collecte-members4.json; do
		echo former >"$D/router/etc/$f"
	done
	for f in chgrp freeradius systemctl kea-dhcp4 kea-reserve birdc \
	    srcroute-sync; do
		printf '#!/bin/sh\necho "${0##*/}" "$@"\n' >"$D/stub/$f"
		chmod 755 "$D/stub/$f"
	done
	sed -n '/^On a router/,/^\.Ed/s/^[#>] //p' man/member-conf.8 |
	    sed "s|/etc/|$D/router/etc/|g" >"$D/steps"
	(umask 022 && COLLECTE_CONFIG=$S PATH=$D/stub:$BIN:$PATH sh "$D/steps")
	(cd "$D/router/etc" && stat -c '%a %n' freeradius/3.0/collecte-proxy.conf \
	    bird/collecte/members.conf kea/collecte-members4.json &&
	    grep -rlx former . | sort)
}
routed() {	# OF-THE-PREFIX
	site "\"ils\": { \"realm\": \"ils-ftth\", \"table\": 1001,
	    \"radius\": { $RADIUS }, \"bgp\": { \"as\": 64511,
	        \"neighbors4\": [ \"10.0.1.2\" ], \"password-file\": \"ils-bgp\" },
	    \"prefixes\": [ { \"prefix\": \"5.183.104.0/24\", $1
	        \"client-class\": \"ils01\", \"dns\": [ \"89.234.140.1\" ] } ] }"
}
secret ils-bgp pass
routed '"gateway": "5.183.104.1",'
t "the page's steps on a router" 0 "chgrp freerad collecte-proxy.new
freeradius -C
systemctl restart freeradius
kea-dhcp4 -t kea-dhcp4.conf
systemctl reload kea-dhcp4-server
kea-reserve --retry
chgrp bird members.new
birdc configure check
birdc configure
srcroute-sync --apply
640 freeradius/3.0/collecte-proxy.conf
640 bird/collecte/members.conf
644 kea/collecte-members4.json
" '' -- steps
rm "$D/ils-radius" "$D/ils-bgp"
routed ''
t '... and nothing is replaced by nothing' 0 "644 freeradius/3.0/collecte-proxy.conf
644 bird/collecte/members.conf
644 kea/collecte-members4.json
./bird/collecte/members.conf
./freeradius/3.0/collecte-proxy.conf
./kea/collecte-members4.json
" 'ils.*gateway: want an address' -- steps
ils "$RADIUS"
secret ils-radius x

# An octet of the file in place never gets to the terminal.
printf '\033[2Jx' >"$D/hostile"
ok '--diff: what is in place is escaped' sh -c '
    "$1" -c "$2" -d rt_tables "$3" | grep -q "^-.x1b\[2Jx$"' - "$M" "$S" \
    "$D/hostile"
# One class for two prefixes: the resolvers are the class's.
six() {	# DNS-OF-SECOND
	cat >"$S" <<-END
	{ "members": { "ils": { "realm": "ils-ftth", "prefixes": [
	    { "prefix": "2001:db8::/48", "client-class": "ils01",
	      "dns": [ "2001:db8:53::1", "2001:db8:53::2" ] },
	    { "prefix": "2001:db8:1::/48", "client-class": "ils01",
	      "dns": [ $1 ] } ] } },
	  "kea": { "network6": { "name": "ftth6", "relays": [ "2001:db8:f::1" ] } },
	  "routing": { "subscriber-interfaces": [ "ens19" ] } }
	END
}
six '"2001:db8:53::1", "2001:db8:53::2"'
classes() { conf kea6 | grep -c '"ils01", *$'; }
t 'the same resolvers' 0 "1$NL" '' -- classes
for other in '"2001:db8:53::1"' '"2001:db8:53::2", "2001:db8:53::1"'; do
	six "$other"
	t "other resolvers: $other" 2 '' \
	    'prefixes\[1\].client-class: want a class of its own, .* other resolvers$' \
	    -- conf kea6
done

# A member whose table has no number is in nobody's way.
site '"rzn": { "realm": "rzn-ftth", "table": "rzn_table" },
    "ils": { "realm": "ils-ftth", "table": "ils_table", "table-number": 1001 }'
t 'rt_tables: another member without a number' 0 \
    "$(head_of 'rt_tables ils')${NL}1001${TAB}ils_table$NL" '' -- \
    conf rt_tables ils
finish
