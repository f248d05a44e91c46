#!/bin/sh
# Members and clients that mean harm, through the real servers.  What a member
# answers and what a client sends as its line is octets of a stranger's: none
# may reach a terminal, a log, FreeRADIUS's parser or Kea as anything but data,
# and the subscriber beside them keeps what he has.
# shellcheck disable=SC2016,SC2317 # text as it is; called through ok
. tests/e2e/log-lib.sh
log_namespace "$0"
. tests/cli/lib.sh
# shellcheck source=tests/e2e/site-lib.sh
. tests/e2e/site-lib.sh

site_have || { skip 'hostile members' "$SITE_WHY"; finish; }
log_own || LOG=

ROUTE=2a0e:c400:0:a00::/56
at_exit settled

settled() {
	for lock in "$D"/state/*.lock; do
		[ ! -e "$lock" ] || flock -w 120 "$lock" true
	done
}

# -- who means harm --

# N TEXT-OF-AN-ATTRIBUTE ...: the member's entry for line N, as it is written
# in a users file.
line_of() {
	echo "olt-bsn42-01 pon 1/1/01/01/$1/1/1/"
}
mac_of() {
	printf '00:0d:b9:42:bb:%02x' "$1"
}
entry() {
	printf '"0x%s" Cleartext-Password := "secret01"\n' \
	    "$(hex "$(line_of "$1")")"
	shift
	for attribute do
		printf '\t%s,\n' "$attribute"
	done
	printf '\tClass = "x"\n\n'
}
# CHARACTER NUMBER: so many of it.
many() {
	awk -v c="$1" -v n="$2" 'BEGIN { while (n-- > 0) printf "%s", c }'
}
routes() {	# NUMBER: each another prefix
	i=0
	while [ "$i" -lt "$1" ]; do
		printf '\tFramed-IPv6-Route += "2a0e:c400:1:%x00::/56",\n' "$i"
		i=$((i + 1))
	done
}
walls() {	# 4 KB in sixteen attributes, the first one a good prefix
	i=0
	while [ "$i" -lt 15 ]; do
		printf '\tFramed-IPv6-Route += "%s",\n' "$(many x 246)"
		i=$((i + 1))
	done
}
hostile_members() {
	entry 20 'Framed-IP-Address = 198.51.100.10'
	entry 21 'Framed-IP-Address = 5.183.104.21' \
	    'Framed-IPv6-Route = "2001:db8:4200:a00::/56"'
	entry 22 'Framed-IPv6-Route = "2a00::/8 :: 1"'
	entry 23 'Framed-IP-Address = 5.183.104.23' \
	    'Framed-IPv6-Route = "2a0e:c400:0:a00::1/56"'
	entry 24 "Framed-IPv6-Route = \"$ROUTE $(many A 230)\""
	entry 25 'Framed-IPv6-Route = "2a0e:c400:0:2500::/56\033[2J\033]0;x\007 \r\nHello"'
	entry 26 'Framed-IPv6-Route = "\"; reboot; \"%{User-Password}`id`$(id)'"'\"" \
	    'Framed-IP-Address = 5.183.104.26'
	entry 27 'Framed-IPv6-Route = "2a0e:c400:0:2700::/56\000::/8"'
	entry 28 'Framed-IPv6-Route = "--retry"'
	entry 29 'Framed-IP-Address = 5.183.104.1'
	entry 30 'Framed-IP-Address = 5.183.104.255'
	entry 31 'Framed-IP-Address = 0.0.0.0'
	entry 32 'Framed-IP-Address = 255.255.255.255'
	entry 33 'Alc-Ipv6-Address = ::ffff:5.183.104.33'
	entry 34 'Framed-IP-Address = 5.183.104.10'
	entry 35 'Framed-IPv6-Route = "2a0e:c400:1:0::/56"' | sed '/Framed/d
	    /Class/d; /^$/d'
	routes 100
	printf '\tClass = "x"\n\n'
	entry 36 'Framed-IP-Address = 5.183.104.36' | sed '/Class/d; /^$/d'
	printf '\tFramed-IPv6-Route += "2a0e:c400:0:3600::/56",\n'
	walls
	printf '\tClass = "x"\n\n'
}

# -- lines that mean harm: octal for printf, where they cannot be text --

ids='esc\033[2J\033]0;owned\007 nul\000nul quote\042\047 percent%%{User-Password}
    newline\nFramed-IP-Address:=\0471.2.3.4\047 comma,User-Name:=\047x\047
    hash#x backtick`id` dollar$(id) c1\302\233x bidi\342\200\256x bad\377\376x
    semicolon;reboot -dash--retry'
id_hex() {	# WORD of those: the line's octets
	# shellcheck disable=SC2059
	printf "olt-bsn42-$1" | od -An -v -tx1 | tr -d ' \n'
}
id_entry() {	# HEX N
	printf '"0x%s" Cleartext-Password := "secret01"\n' "$1"
	printf '\tFramed-IP-Address = 5.183.104.%d,\n' "$2"
	printf '\tFramed-IPv6-Route = "2a0e:c400:2:%x00::/56"\n\n' "$2"
}
hostile_lines() {
	n=100
	for id in $ids; do
		id_entry "$(id_hex "$id")" "$n"
		n=$((n + 1))
	done
}

# shellcheck disable=SC2119
site_new
hostile_members >>"$D/users.ils"
hostile_lines >>"$D/users.ils"
cp "$D/users.ils" "$RADIUS/ils/mods-config/files/authorize"
ok 'the platform comes up' site_start

ask_hex() {	# HEX MAC [USER-NAME]
	radius_send proxy <<-END >"$D/reply"
	User-Name = "${3:-$2@$SITE_REALM}"
	User-Password = "password"
	NAS-IP-Address = 10.200.50.241
	ADSL-Agent-Circuit-Id = 0x$1
	Calling-Station-Id = "axione#OLT#"
	END
	cat "$D/reply"
}
accepted() {
	ask_hex "$@"
	grep -q '^Received Access-Accept' "$D/reply"
}
rejected() {
	ask_hex "$@"
	grep -q '^Received Access-Reject' "$D/reply"
}
# The BNG is told the profile alone.
bare() {
	! grep -Ev '^Received |^	(Class|Message-Authenticator|Proxy-State) = ' \
	    "$D/reply"
}
soon() {
	tries=300
	until "$@" >"$D/soon" 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || { cat "$D/soon"; return 1; }
		sleep 0.1
	done
}
reserved() {	# 4|6 ID VALUE, on both machines
	for machine in rosette gabier; do
		kea_hosts "$machine" "$1" | grep -i "^$2 " >"$D/found"
		cat "$D/found"
		grep -qiF "$3" "$D/found" || return 1
	done
}
# ID-HEX MAC: nobody reserved anything for it.
untouched() {
	settled
	! reserve --list -j | grep -i -e "\"circuit-id\": *\"$1\"" &&
	    ! kea_hosts rosette 4 | grep -i "^$1 " &&
	    ! kea_hosts gabier 6 | grep -i "^$2 "
}

ok 'an honest subscriber comes first' accepted "$(hex "$LINE")" "$MAC"
ok '... and is reserved' soon reserved 4 "$(hex "$LINE")" 5.183.104.10
ok '... IPv6 too' soon reserved 6 "$MAC" "$ROUTE"

# -- members --

refused() {	# NAME N
	id=$(hex "$(line_of "$2")")
	ok "$1: the Accept goes out all the same" \
	    accepted "$id" "$(mac_of "$2")"
	ok '... with the profile alone' bare
	ok '... and nothing is reserved' untouched "$id" "$(mac_of "$2")"
}
refused "another member's IPv4 address" 20
refused "another member's prefix, beside an address of its own" 21
refused 'a /8' 22
refused 'a prefix with host bits' 23
refused 'a good prefix with 230 letters behind' 24
refused 'control octets behind a good prefix' 25
refused 'quotes, an expansion, a command' 26
refused 'a NUL behind a good prefix' 27
refused 'a route that looks like an option' 28
refused 'the gateway' 29
refused 'the broadcast address' 30
refused 'no address at all (0.0.0.0)' 31
refused '255.255.255.255' 32
refused 'an IPv4 address in IPv6 clothes' 33

ok "an honest subscriber's address is asked for by another line: accepted" \
    accepted "$(hex "$(line_of 34)")" "$(mac_of 34)"
ok '... the newer line has it, by the law' soon reserved 4 \
    "$(hex "$(line_of 34)")" 5.183.104.10
ok '... and the honest one takes it back with his next request' \
    accepted "$(hex "$LINE")" "$MAC"
ok '... (so he does)' soon reserved 4 "$(hex "$LINE")" 5.183.104.10

ok '100 Framed-IPv6-Route: accepted' accepted "$(hex "$(line_of 35)")" \
    "$(mac_of 35)"
ok '... the first one counts' soon reserved 6 "$(mac_of 35)" \
    2a0e:c400:1::/56
ok '... alone' sh -c "[ \"\$('$KEA_ASK' --hosts '$(kea_url rosette unix6)' |
    grep -c 2a0e:c400:1:)\" -eq 1 ]"
ok '4 KB of route text behind a good one: accepted' \
    accepted "$(hex "$(line_of 36)")" "$(mac_of 36)"
ok '... the first one counts' soon reserved 6 "$(mac_of 36)" \
    2a0e:c400:0:3600::/56

# -- clients --

n=100
for id in $ids; do
	h=$(id_hex "$id") m=$(mac_of "$n")
	name=$(printf '%s' "$id" | sed 's/[^a-z0-9].*//; s/^$/dash/')
	ok "a line with $name: accepted, so its member got each octet" \
	    accepted "$h" "$m"
	ok '... reserved octet for octet' soon reserved 4 "$h" "5.183.104.$n"
	ok '... by the MAC in IPv6' soon reserved 6 "$m" \
	    "$(printf '2a0e:c400:2:%x00::/56' "$n")"
	n=$((n + 1))
done
leased() { kea_lease4 rosette "$@" | grep -F "5.183.104.$n"; }
n=100
ok 'a line with ESC is leased its address' leased \
    "$(id_hex 'esc\033[2J\033]0;owned\007')" "$(mac_of 100)"
n=101
ok 'a line with NUL too' leased "$(id_hex 'nul\000nul')" "$(mac_of 101)"

LONG=$(hex "olt-bsn42-$(many x 237)")
ok 'a line of 247 octets is refused: no User-Name can hold it' \
    rejected "$LONG" "$(mac_of 90)"
ok '... and nothing is reserved' untouched "$LONG" "$(mac_of 90)"
long() { reserve -c "0x$LONG" -m "$(mac_of 90)" -4 5.183.104.90 -w 20; }
t '... Kea itself would hold it' 0 '' '' -- long
n=90
ok '... and lease by it' leased "$LONG" "$(mac_of 90)"

X="x\033[2J'\\\"%{User-Password}\n@$SITE_REALM"
ok 'a User-Name with ESC, quotes, an expansion and a newline: accepted' \
    accepted "$(hex "$LINE")" x "$X"
ok '... and the honest reservation stays' reserved 6 "$MAC" "$ROUTE"
ok 'a User-Name that looks like an option: accepted' \
    accepted "$(hex "$LINE")" x "--forget=$(hex "$LINE")@$SITE_REALM"
ok '... and the honest reservation stays' reserved 4 "$(hex "$LINE")" \
    5.183.104.10

# -- where it must not have come through --

# FILE: printable ASCII, the escapes that vis makes of the rest, tab, newline.
harmless() {
	LC_ALL=C tr -d '\11\12\40-\176' <"$1" >"$D/harm"
	[ ! -s "$D/harm" ] || { cat -v "$1" | grep -F -e '^' -e 'M-' | head; false; }
}
printed() {	# COMMAND ...: to both streams
	"$@" >"$D/printed" 2>&1
	[ -s "$D/printed" ] && harmless "$D/printed"
}
settled
ok '--list prints nothing but text' printed reserve --list
ok '--list -j too' printed reserve --list -j
json_lines() { reserve --list -j | "$BUILD/tests/tool/jsonlines" >"$D/null"; }
ok '... each line of it JSON' json_lines
ok '--check' printed reserve --check
explained() {
	"$BIN/radius-route" -c "$RADIUS_CONFIG" --explain -i "0x$(id_hex "$1")"
}
for id in $ids; do
	printed explained "$id" || echo "$id"
done >"$D/wrong" 2>&1
ok 'radius-route --explain of each line' test ! -s "$D/wrong"
decoded() { for id in $ids; do id_hex "$id"; echo; done | "$BIN/circuitid-decode"; }
ok 'circuitid-decode of each line' printed decoded

logs() { cat "$RADIUS"/*/log/*; }
ok 'the RADIUS servers all live' sh -c "kill -0 $(cat "$RADIUS/proxy/pid") \
    $(cat "$RADIUS/ils/pid")"
ok 'their logs are text' printed logs
parsed() { ! logs | grep -Ei 'expecting|parse|failed to|segv|stack smash'; }
ok '... and tell of nothing that did not parse' parsed
kea_alive() {
	for machine in rosette gabier; do
		for f in 4 6; do
			"$KEA_ASK" "$(kea_url "$machine" "unix$f")" status-get || return 1
		done
	done
}
ok 'the DHCP servers all live' kea_alive
documents() {
	for machine in rosette gabier; do
		for f in 4 6; do
			"$KEA_ASK" -j "$(kea_url "$machine" "unix$f")" config-get
		done
	done
}
ok 'their configuration is text' printed documents
ok '... and has no octet of a line outside an identifier' sh -c \
    "! grep -Ei 'reboot|owned|User-Password|xxxxxxxx' '$D/printed'"
ok 'all machines agree with what is wanted' soon reserve --diff

if [ "$LOG" ]; then
	ok 'the log has something to say' test -s "$LOG"
	ok '... in text alone' harmless "$LOG"
	one_line() {
		! grep -Ev '^<[0-9]+> (kea-reserve|radius-route)\[[0-9]+\]: ' \
		    "$LOG"
	}
	ok '... one line a message' one_line
	told() { grep -F -e "$1" "$LOG"; }
	ok "... another member's address by its name" told \
	    '198.51.100.10 is in no prefix of member ils'
	ok '... the /8' told '2a00::/8'
	ok '... the host bits' told 'want no bits set behind /56'
	ok '... control octets as escapes' told '2500::/56\\033[2J'
	ok '... the long line' told 'want at most 125 octets'
	ok '... a secret never' sh -c "! grep -e secret0 -e 'password' '$LOG'"
else
	skip 'the log' 'needs root and a mount namespace'
fi
finish
