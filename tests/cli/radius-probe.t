#!/bin/sh
# radius-probe against a server that answers as told, and lies: its options,
# its report, and what it believes.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh

LINE=6f6c742d62736e34322d303120706f6e20312f312f30312f30312f342f312f312f
USER=00:0d:b9:42:aa:60@gnd.ftth.axione
mkdir "$D/s"
(umask 077 && echo testing123 >"$D/s/shared" && echo secret01 >"$D/s/member")

FAKE_PID=
fake_stop() {
	[ "$FAKE_PID" ] || return 0
	kill "$FAKE_PID" 2>/dev/null
	wait "$FAKE_PID" 2>/dev/null
	FAKE_PID=
}
at_exit fake_stop
fake() {
	fake_stop
	rm -f "$D/at"
	"$BUILD/tests/tool/fakeradius" "$@" testing123 "$D/at" \
	    >"$D/fake.out" 2>&1 &
	FAKE_PID=$!
	tries=500
	until [ -s "$D/at" ]; do
		tries=$((tries - 1))
		if [ "$tries" -eq 0 ] || ! kill -0 "$FAKE_PID"; then
			cat "$D/fake.out" >&2
			exit 2
		fi
		sleep 0.02
	done
	AT=$(cat "$D/at")
}

# What is different each time.
masked() {
	sed -E -e 's/[0-9]+\.[0-9]+ (m?s)\b/N \1/g' -e 's/want id [0-9]+, have [0-9]+/want id N, have M/' \
	    -e 's/127\.0\.0\.1:[0-9]+/HERE/g' \
	    -e 's/(Access-[A-Z][a-z]+) [0-9]+,/\1 ID,/' \
	    -e 's/libradcli 1\.[0-4][0-9.]*/libradcli OLD/' "$1"
}
run() {
	"$BIN/radius-probe" "$@" >"$D/raw" 2>"$D/raw.err"
	rc=$?
	masked "$D/raw"
	masked "$D/raw.err" >&2
	return "$rc"
}
probe() {
	run -D share/collecte/dictionary -s "$D/s/shared" -t 20 -r 1 "$@" "$AT"
}
page() {
	probe -u "$USER" -i "0x$LINE" -n 10.200.50.241 "$@"
}
member() {
	page -M ils-ftth -p "$D/s/member" "$@"
}
only() {	# REGEX COMMAND...: the lines of stdout that match
	regex=$1
	shift
	"$@" >"$D/all"
	rc=$?
	grep -E -e "$regex" "$D/all"
	return "$rc"
}

# Attributes in hexadecimal: Class, the four of the page, and hostile ones.
hex() {
	printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
}
attr() {	# TYPE HEX
	printf '%02x%02x%s' "$1" $((${#2} / 2 + 2)) "$2"
}
vsa() {	# VENDOR TYPE HEX
	attr 26 "$(printf '%08x' "$1")$(attr "$2" "$3")"
}
CLASS=$(attr 25 "$(hex FTTH-GP-DL300m10m500k-UL300m1m500k)")
ADDR4=$(attr 8 05b7680a)
ADDR6=$(vsa 6527 99 2a0ec40000fff010ffffffffffffffff)
ROUTE=$(attr 99 "$(hex '2a0e:c400:0:a00::/56')")
ALL=$(attr 6 00000005)$ADDR6$ROUTE$CLASS$ADDR4
ARGS="-c 0x$LINE -m $USER -4 5.183.104.10 -6 2a0e:c400:ff:f010:ffff:ffff:ffff:ffff \
-p 2a0e:c400:0:a00::/56 -M"

# What ends by a time-out: begun here, all at once, and looked at in the end.
# What begins with these words of the report, or is a message:
CHECKED='(checked here: libradcli OLD does not authenticate answers)'
ENDS='^(answered|signed|meaning|            (a proxy|or |dropped)|verdict|exit|radius-probe)'
LATER=0 LATER_PIDS=
later_stop() {
	# shellcheck disable=SC2086 # a list of numbers
	[ -z "$LATER_PIDS" ] || kill $LATER_PIDS 2>"$D/null"
	LATER_PIDS=
}
at_exit later_stop
later() {	# NAME EXIT OUTPUT FAKE-OPTION... -- OPTION...
	LATER=$((LATER + 1))
	file=$D/later.$LATER
	echo "$1" >"$file.name"
	printf '%sexit %s\n' "$3" "$2" >"$file.want"
	shift 3
	options=
	while [ "$1" != -- ]; do
		options="$options $1"
		shift
	done
	shift
	# shellcheck disable=SC2086 # words
	fake $options
	LATER_PIDS="$LATER_PIDS $FAKE_PID"
	FAKE_PID=
	{
		"$BIN/radius-probe" -D share/collecte/dictionary \
		    -s "$D/s/shared" -t 4 -r 1 -u "$USER" -i "0x$LINE" "$@" \
		    "$AT" >"$file.out" 2>&1
		echo "exit $?" >>"$file.out"
	} &
	echo $! >"$file.pid"
}
told() {
	masked "$1.out" | grep -E "$ENDS"
}
collect() {
	n=0
	while [ $n -lt $LATER ]; do
		n=$((n + 1))
		file=$D/later.$n
		wait "$(cat "$file.pid")"
		t "$(cat "$file.name")" 0 "$(cat "$file.want")$NL" '' -- \
		    told "$file"
	done
	later_stop
}
lie() {	# NAME VERDICT WHY
	later "a lie: $1" 2 "answered    nothing that counts in N s
signed      nothing $CHECKED
meaning     dropped after N ms: $3
verdict     $2$NL" -m -q -l "$1" --
}
lie secret 'wrong secret' \
    'want a Response Authenticator by our secret, have another in this Access-Accept'
lie zero 'wrong secret' \
    'want a Response Authenticator by our secret, have another in this Access-Accept'
lie mac 'no valid answer' \
    'want a Message-Authenticator by our secret, have another in this Access-Accept'
lie short 'no valid answer' 'want at least 20 octets, have 10'
lie empty 'no valid answer' 'want at least 20 octets, have 0'
lie cut 'no valid answer' 'want the 38 octets it says, have 37'
lie length 'no valid answer' 'want a length of 20 to 4096, have 0'
lie long 'no valid answer' 'want a length of 20 to 4096, have 5000'
lie code 'no valid answer' \
    'want an Access-Accept, -Reject or -Challenge, have code 5'
lie attribute 'no valid answer' \
    'want attributes that fit, have one at octet 38 that does not'
lie id 'no valid answer' 'want id N, have M'
later 'a lie has no arguments' 2 \
    "radius-probe: HERE: wrong secret: nothing for kea-reserve$NL" \
    -q -l id -l secret -- --kea-args
later 'many lies are counted' 2 "answered    nothing that counts in N s
signed      nothing $CHECKED
meaning     dropped after N ms: want at least 20 octets, have 10
            dropped after N ms: want id N, have M
            dropped after N ms: want a Response Authenticator by our secret, \
have another in this Access-Accept
            dropped after N ms: want an Access-Accept, -Reject or -Challenge, have code 5
            dropped: 2 more
verdict     wrong secret$NL" \
    -q -l short -l id -l secret -l code -l cut -l length --
later 'silence' 2 "answered    nothing that counts in N s
signed      nothing $CHECKED
meaning     the server is down or behind a filter, or does not know HERE as a client
            a proxy is silent as long as the server behind it is
            or it wants a Message-Authenticator: try --sign
verdict     no answer$NL" -d 1 --
later 'silence to a signed request' 2 "answered    nothing that counts in N s
signed      nothing $CHECKED
meaning     the server is down or behind a filter, or does not know HERE as a client
            a proxy is silent as long as the server behind it is
            or its secret is another one: a signed request is dropped then
verdict     no answer$NL" -d 1 -- --sign
later 'silence for xargs' 2 \
    "radius-probe: HERE: no answer: nothing for kea-reserve$NL" -d 1 -- --kea-args
later 'a second try' 0 "answered    Access-Accept ID, 20 octets, after N ms; \
N ms after the first try
signed      by this secret $CHECKED
meaning     neither address nor prefix: a proxy keeps them; ask the member's \
server with -M
verdict     accepted, N ms$NL" -d 1 -- -r 10

fake -a "$ALL"
t 'the whole report' 0 "\
server      HERE, from HERE
asked       Access-Request ID, 145 octets, 1 of 1 tries
  User-Name                 $USER
  User-Password             (hidden)
  NAS-IP-Address            10.200.50.241
  ADSL-Agent-Circuit-Id     olt-bsn42-01 pon 1/1/01/01/4/1/1/
                            pon-7 node=olt-bsn42-01 access_type=pon rack=1 \
shelf=1 slot=1 port=1 onu_id=4 onu_slot=1 onu_port=1 rest=/
  Alc-Client-Hardware-Addr  00:0d:b9:42:aa:60
answered    Access-Accept ID, 114 octets, after N ms
  Service-Type              Outbound-User
  Alc-Ipv6-Address          2a0e:c400:ff:f010:ffff:ffff:ffff:ffff
  Framed-IPv6-Route         2a0e:c400:0:a00::/56
  Class                     FTTH-GP-DL300m10m500k-UL300m1m500k
  Framed-IP-Address         5.183.104.10
signed      by this secret (checked here: libradcli OLD does not authenticate \
answers)
            no Message-Authenticator: can be forged on the way (CVE-2024-3596)
meaning     IPv4 address 5.183.104.10
            IPv6 address 2a0e:c400:ff:f010:ffff:ffff:ffff:ffff
            IPv6 prefix 2a0e:c400:0:a00::/56
            rate profile FTTH-GP, down 300m 10m 500k, up 300m 1m 500k
kea-reserve $ARGS ''
verdict     accepted, N ms
" '' -- page
t 'as the proxy asks a member' 0 "\
  User-Name                 0x$LINE
  ADSL-Agent-Circuit-Id     olt-bsn42-01 pon 1/1/01/01/4/1/1/
  Calling-Station-Id        $USER
kea-reserve $ARGS ils-ftth
" '' -- only '^  (User-N|ADSL|Calling)|^kea' member
t 'the arguments alone' 0 "$ARGS ils-ftth$NL" \
    'libradcli OLD does not authenticate answers: checked here, without a Message-Authenticator$' \
    -- member --kea-args

json() {	# FILTER ARGUMENT...
	filter=$1
	shift
	page -j "$@" >"$D/json"
	rc=$?
	perl -MJSON::PP -e 'local $/; my $j = decode_json(<STDIN>);
	    print join(" ", map { defined $_ ? $_ : "null" }
	    '"$filter"'), "\n"' <"$D/raw"
	return "$rc"
}
# shellcheck disable=SC2016 # for perl
{
t 'JSON: verdict and times' 0 "accepted 1 1$NL" '' -- json \
    '$j->{verdict}, $j->{tries}, $j->{ms} > 0'
t 'JSON: attributes' 0 \
    "5.183.104.10 05b7680a null FTTH-GP-DL300m10m500k-UL300m1m500k$NL" '' -- \
    json '(map { @{$j->{reply}{attributes}{"Framed-IP-Address"}{$_}} }
	qw(text hex)), $j->{request}{attributes}{"User-Password"}{hex}[0],
	$j->{reply}{attributes}{Class}{text}[0]'
t 'JSON: the line' 0 "pon-7 olt-bsn42-01 4$NL" '' -- json \
    '@{$j->{line}}{qw(layout node onu_id)}'
t 'JSON: who signed' 0 "1 0 0$NL" '' -- json \
    'map { 0 + $j->{$_} } qw(authenticated message_authenticator dropped)'
t 'JSON: the arguments' 0 "$ARGS ''$NL" '' -- json '$j->{kea_args}'
}

# Nobody answers, and the request names no line.
silent() {
	run -j -D share/collecte/dictionary -s "$D/s/shared" -t 1 -r 1 \
	    -u "$USER" "$AT" >"$D/json"
	rc=$?
	perl -MJSON::PP -e 'local $/; my $j = decode_json(<STDIN>);
	    print join(" ", $j->{verdict}, map { exists $j->{$_} &&
	    !defined $j->{$_} ? "null" : "else" }
	    qw(ms line reply kea_args)), "\n"' <"$D/raw"
	return "$rc"
}
fake -d 1
t 'JSON: no answer, no line' 2 "no answer null null null null$NL" '' -- silent

# The firewall of this machine is in the way.
cat >"$D/walled.sh" <<'END'
ip link set lo up
nft 'add table inet wall
    add chain inet wall o { type filter hook output priority 0; }
    add rule inet wall o udp dport 1812 drop' || exit 1
"$BIN/radius-probe" -D share/collecte/dictionary -s "$D/s/shared" -t 1 -r 1 \
    -u joe 127.0.0.1 | grep '^ *sending: '
END
PATH=$PATH:/usr/sbin:/sbin
if unshare -rn nft list tables >"$D/null" 2>&1; then
	export D
	walled() { unshare -rn sh "$D/walled.sh"; }
	t 'a firewall of our own is told' 0 \
	    "            sending: Operation not permitted$NL" '' -- walled
else
	skip 'a firewall of our own is told' 'no namespaces, or no nft'
fi

fake -m -a "$CLASS"
t 'a Message-Authenticator' 0 "            Message-Authenticator is right$NL" '' \
    -- only 'Message-Auth.*right' page
t 'and no word of forgery for xargs' 1 '' \
    'accepted without address or prefix: nothing for kea-reserve$' -- \
    page --kea-args
t 'a proxy keeps the addresses' 0 \
    "            neither address nor prefix: a proxy keeps them; ask the \
member's server with -M$NL" '' -- only neither page
t 'a member must not' 0 "            neither address nor prefix: nothing for \
kea-reserve, the subscriber gets no lease$NL" '' -- only neither member

fake -c 3 -a "$(attr 18 "$(hex 'no such line')")"
t 'a Reject' 1 "  Reply-Message             no such line
verdict     rejected, N ms$NL" '' -- only '^verdict|^  Reply' page
t 'a Reject has no arguments' 1 '' \
    'HERE: rejected: nothing for kea-reserve$' -- page --kea-args
fake -c 11
t 'a Challenge' 1 "answered    Access-Challenge ID, 20 octets, after N ms
verdict     challenged, N ms$NL" '' -- only '^(answered|verdict)' page
fake -p -a "$CLASS"
t 'padding is none of the answer' 0 \
    "answered    Access-Accept ID, 56 octets, after N ms$NL" '' -- \
    only '^answered' page

# A lie before the answer does not hide it.
for lie in secret zero mac id short empty cut length long code attribute; do
	fake -m -l $lie
	t "a lie before the answer: $lie" 0 "verdict     accepted, N ms$NL" '' \
	    -- only '^verdict' page
done

# What fits, and is strange: never raw, never another option.
ESC='\\x1b[31mred\\x07'
fake -a "$(attr 18 1b5b33316d72656407)$(attr 25 "$(hex 'a b')")$(attr 8 05b768)\
$(attr 33 0001020304)$(vsa 14988 8 "$(hex 10M)")$(attr 26 000019)$(attr 200 41)\
$(attr 8 0a000001)"
t 'strange attributes' 0 "  Reply-Message             $(printf '%b' "$ESC")
  Class                     a b
  Framed-IP-Address         0x05b768
  Proxy-State               0x0001020304
  Vendor-14988-Attr-8       10M
  Vendor-Specific           0x000019
  Attr-200                  A
  Framed-IP-Address         10.0.0.1
meaning     2 of Framed-IP-Address: kea-reserve gets the first
            Class is no rate profile
            neither address nor prefix: a proxy keeps them; ask the member's \
server with -M
            Framed-IP-Address: want 4 octets, have 3: no server reads it
            a Vendor-Specific of 3 octets that do not fit: no server reads it
" '' -- only '^  (Rep|Cla|Fra|Pro|Ven|Att)|^meaning|^            (Class|neither|a V|Fra)' page
fake -a "$(awk 'BEGIN { for (i = 0; i < 2038; i++) printf "1202" }')"
t 'two thousand attributes' 0 "answered    Access-Accept ID, 4096 octets, after N ms
  and 1990 more: --json gives all
verdict     accepted, N ms$NL" '' -- only '^(answered|verdict)|more' page
fake -a "$(awk 'BEGIN { for (i = 0; i < 679; i++) printf "0803" "00" }')"
t 'and all of them are wrong' 0 "            and more$NL" '' -- \
    only '^            and more' page

# xargs(1) gives a command what FreeRADIUS would.
args() {
	page "$@" --kea-args 2>"$D/null" | xargs printf '[%s]'
}
fake -a "$(attr 8 05b768)$(attr 99 "$(hex "--exec 'x' \"y\" \\ \$(id)$NL-n")")"
t 'hostile values stay one argument' 0 "[-c][0x$LINE][-m][$USER][-4][][-6][][-p]\
[--exec 'x' \\\"y\\\" \\\\ \$(id)\\n-n][-M][-k it's]" '' -- args \
    -M "-k it's" -p "$D/s/member"
fake -a "$(attr 99 ff00c3a97f)"
t 'octets that are no text' 0 "[-c][0x$LINE][-m][$USER][-4][][-6][][-p]\
[\\377\\000é\\177][-M][]" '' -- args

# Options.
fake -a "$ALL"
t 'the line in other spellings: text' 0 \
    "  ADSL-Agent-Circuit-Id     olt-1 pon 1/1$NL" '' -- \
    only '^  ADSL' page -i 'olt-1 pon 1/1'
t 'a spelling that is forced' 0 "  ADSL-Agent-Circuit-Id     0x41424344$NL" '' \
    -- only '^  ADSL' page -e text -i 0x41424344
t 'a spelling that is none' 2 '' '^radius-probe: -e: want auto, .*have rot13$' \
    -- page -e rot13
t 'a line that is not so spelled' 2 '' '^radius-probe: -i: ' -- \
    page -e hex0x -i olt
t 'a line that is too long' 2 '' '^radius-probe: -i: want at most 247 octets' -- \
    page -i "$(printf %0248d 0 | tr 0 x)"
t 'and one too long for a name' 2 '' \
    '-i: want at most 125 octets as User-Name, have 126$' -- \
    member -i "$(printf %0126d 0 | tr 0 x)"
t 'no line at all' 0 "verdict     accepted, N ms$NL" '' -- \
    only '^  ADSL|^verdict' probe -u joe
t 'an IPv6 BNG' 0 "  NAS-IPv6-Address          2001:db8::1$NL" '' -- \
    only '^  NAS' page -n 2001:db8::1
t 'no BNG address: ours' 0 "  NAS-IP-Address            127.0.0.1$NL" '' -- \
    only '^  NAS' probe -u joe
t 'a BNG that is none' 2 '' '^radius-probe: -n: want an .*have x$' -- page -n x
t 'another router' 0 "  Alc-Client-Hardware-Addr  02:00:00:00:00:01$NL" '' -- \
    only '^  Alc-C' page -m 0200.0000.0001
t 'a router that is none' 2 '' '^radius-probe: -m: want .*have "x"$' -- page -m x
from() {
	probe -u joe -b 127.7.7.7 | sed -n 's/127.7.7.7:[0-9]*/THERE/;1p'
}
t 'from another address of ours' 0 "server      HERE, from THERE$NL" '' -- from
t 'from one that is not ours' 2 '' \
    '^radius-probe: 192.0.2.1: Cannot assign requested address$' -- \
    probe -u joe -b 192.0.2.1
t 'from one that is none' 2 '' \
    '^radius-probe: x: want an address of the server.s family, have' -- \
    probe -u joe -b x
signed() {
	page --sign | grep -Ec '^  Message-Authenticator     0x[0-9a-f]{32}$'
}
t 'a signed request' 0 "1$NL" '' -- signed

fake -d 1
tries() {
	page -t 1 -r 2 | sed -n 's/^asked.*, \(.*tries\)$/\1/p'
}
t 'how many tries there were' 0 "2 of 2 tries$NL" '' -- tries
fake_stop
t 'nobody listens: said at once' 2 "answered    nothing that counts in N s
meaning     the machine is up, but no server listens at HERE (ICMP)
verdict     nobody listens$NL" '' -- only '^(answered|meaning|verdict)' run \
    -D share/collecte/dictionary -s "$D/s/shared" -t 60 -r 10 -u joe "$AT"

# The secret, the password and the dictionary come from files.
cp "$D/s/shared" "$D/s/open"
chmod 644 "$D/s/open"
t 'a secret that others read' 2 '' \
    '^radius-probe: -s: .*/s/open: want a secret closed to others, have mode 0644$' \
    -- probe -u joe -s "$D/s/open"
t 'a secret that is missing' 2 '' '-s: .*/none: No such file' -- \
    probe -u joe -s "$D/s/none"
(umask 077 && printf %096d 0 >"$D/s/long")
t 'a secret that libradcli would cut' 2 '' '-s: .*want at most 95 octets' -- \
    probe -u joe -s "$D/s/long"
(umask 077 && printf %0113d 0 >"$D/s/longer")
t 'a password that libradcli would cut' 2 '' \
    '-p: .*want at most 112 octets, have more$' -- \
    probe -u joe -p "$D/s/longer"
t 'a user name that is too long' 2 '' \
    '^radius-probe: -u: want 1 to 253 octets, have 254$' -- \
    probe -u "$(printf %0254d 0)"
t 'a user name of nothing' 2 '' '-u: want 1 to 253 octets, have 0$' -- \
    probe -u ''
t 'no dictionary' 2 '' '^radius-probe: .*/none: No such file' -- \
    probe -u joe -D "$D/none"
echo 'ATTRIBUTE User-Name 1 text' >"$D/dict"
t 'a dictionary with a fault' 2 '' \
    '^radius-probe: .*/dict:1: want the type string, integer, ipaddr, ipv6addr or ipv6prefix, have text$' \
    -- probe -u joe -D "$D/dict"
echo 'ATTRIBUTE User-Name 1 string' >"$D/dict"
t 'a dictionary without what is asked' 2 '' \
    '^radius-probe: want Attr-2 in the dictionary, have no such$' -- \
    probe -u joe -D "$D/dict"

t 'no server' 2 '' '^radius-probe: want one HOST\[:PORT\], have none$' -- \
    run -s x -u joe
t 'two servers' 2 '' '^radius-probe: want one HOST\[:PORT\], have b$' -- \
    run -s x -u joe a b
t 'a port that is none' 2 '' 'want a port of 1 to 65535, have 0$' -- \
    run -s x -u joe 127.0.0.1:0
t 'no host' 2 '' 'want HOST:PORT, have :1812$' -- run -s x -u joe :1812
t 'half an IPv6 address' 2 '' 'want \[ADDRESS\]:PORT, have \[::1$' -- \
    run -s x -u joe '[::1'
t 'a name that is none' 2 '' '^radius-probe: no.such.invalid: want an address, have: ' \
    -- run -D share/collecte/dictionary -s "$D/s/shared" -u joe no.such.invalid
t 'no secret' 2 '' "want the server's secret \(-s FILE\)$" -- run -u joe h
t 'no user' 2 '' 'want a User-Name \(-u NAME\)$' -- run -s x h
t 'a member without its password' 2 '' '^radius-probe: -M: want the line' -- \
    run -s x -M ils -i x h
t 'arguments without the router' 2 '' '^radius-probe: --kea-args: want the line' \
    -- run -s x -M ils -i x -p x --kea-args h
t 'arguments in JSON' 2 '' '^radius-probe: --kea-args does not go with --json$' \
    -- run -s x -u joe -j --kea-args h
t 'no time at all' 2 '' '^radius-probe: -t: want 1 to 60, have 0$' -- \
    run -s x -u joe -t 0 h
t 'too many tries' 2 '' '^radius-probe: -r: want 1 to 10, have 11$' -- \
    run -s x -u joe -r 11 h
t 'an option without its value' 2 '' '^radius-probe: -u: want a value, have none$' \
    -- run -u
t 'an option that is none' 2 '' '^radius-probe: --x: no such option; see -h$' -- \
    run --x
t 'the version' 0 "radius-probe $VERSION$NL" '' -- run -V
# shellcheck disable=SC2016 # for the other shell
ok 'help' sh -c '"$1" -h | grep -q "^usage: radius-probe"' - "$BIN/radius-probe"
full() {
	"$BIN/radius-probe" -h >/dev/full
}
t 'a full disk' 2 '' '^radius-probe: .*No space left' -- full

# Where it is installed, it finds its dictionary beside it.
mkdir -p "$D/root/bin" "$D/root/share"
cp "$BIN/radius-probe" "$D/root/bin"
t 'the dictionary is looked for beside the program' 2 '' \
    "root/bin/\.\./share/collecte/dictionary: No such file" -- \
    "$D/root/bin/radius-probe" -s "$D/s/shared" -u joe 127.0.0.1
cp -R share/collecte "$D/root/share"
fake -a "$ALL"
t 'and found' 0 "verdict     accepted, N ms$NL" '' -- only '^verdict' env \
    sh -c '"$@" | sed "s/[0-9.]* ms/N ms/"' - "$D/root/bin/radius-probe" \
    -s "$D/s/shared" -u joe "$AT"

# An IPv6 server, where there is IPv6.
if grep -q '^0\{31\}1 ' /proc/net/if_inet6 2>"$D/null"; then
	fake -6 -a "$ALL"
	v6() {
		probe -u joe | sed -n -e 's/\]:[0-9]*/]/gp' -e '/^  NAS\|^verd/p'
	}
	t 'an IPv6 server' 0 "server      [::1], from [::1]
  NAS-IPv6-Address          ::1
verdict     accepted, N ms$NL" '' -- v6
else
	skip 'an IPv6 server' 'no IPv6'
fi

# Without the name of the service libradcli fails, and does not say why.
unnamed() {
	# shellcheck disable=SC2016 # for the other shell
	unshare -rm sh -c 'mount --bind /dev/null /etc/services && exec "$@"' - \
	    "$BIN/radius-probe" -D share/collecte/dictionary -s "$D/s/shared" \
	    -u joe 127.0.0.1
}
if unshare -rm mount --bind /dev/null /etc/services 2>"$D/null"; then
	t 'no name of the service' 2 '' \
	    'want radius/udp in /etc/services \(package netbase\), have none$' \
	    -- unnamed
else
	skip 'no name of the service' 'no namespaces'
fi
collect

# Started without a stdout, it must not take the socket for one.
closed() {
	"$BIN/radius-probe" -D share/collecte/dictionary -s "$D/s/shared" \
	    -u joe -t 1 -r 1 "$AT" >&-
}
fake -a "$ALL"
t 'a closed stdout' 2 '' '^radius-probe: want an open stdout, have none$' -- \
    closed
finish
