#!/bin/sh
# circuitid-decode -e: each format, and back again.
# What t and ok run looks unused, and sh -c takes its own $1.
# shellcheck disable=SC2016,SC2317
. tests/cli/lib.sh

C=$BIN/circuitid-decode
LINE='olt-bsn42-01 pon 1/1'
HEX=6f6c742d62736e34322d303120706f6e20312f31

t '-e hex' 0 "$HEX$NL" '' -- "$C" -e hex "$LINE"
t '--encode 0x' 0 "0x$HEX$NL" '' -- "$C" --encode 0x "$LINE"
t '-e colon' 0 "6f:6c:74:2d:31$NL" '' -- "$C" -e colon olt-1
t '-e octal: what may be taken for something else' 0 \
    "olt-1 \\134\\042\\047\\303\\251\\000\\377$NL" '' -- \
    "$C" -e octal 0x6f6c742d31205c2227c3a900ff
t '-e kea' 0 "\"circuit-id\": \"$HEX\"$NL" '' -- "$C" -e kea "0x$HEX"
t '-e kea of a MAC' 0 "\"hw-address\": \"00:0d:b9:42:aa:60\"$NL" '' -- \
    "$C" -e kea -k mac 000D.B942.AA60
t '-e kea of a DUID' 0 "\"duid\": \"000300011ceaadac1e00\"$NL" '' -- \
    "$C" -e kea -k duid 00:03:00:01:1c:ea:ad:ac:1e:00
t '-e kea of an interface-id' 0 "\"flex-id\": \"6e31\"$NL" '' -- \
    "$C" -e kea -k opt18 n1
# Kea would never see these heads: the reservation would match nobody.
t '-e kea of a client identifier' 0 "\"duid\": \"000300011ceaadac1e00\"$NL" \
    '' -- "$C" -e kea -k duid ff00000007000300011ceaadac1e00
t '-e kea of an interface-id with its header' 0 "\"flex-id\": \"6e31\"$NL" '' \
    -- "$C" -e kea -k opt18 001200026e31
t '-e kea of option 37 with its header' 0 "\"flex-id\": \"0000000778\"$NL" '' \
    -- "$C" -e kea -k opt37 002500050000000778
for mac in 00:0d:b9:42:aa:60 000D.B942.AA60 000db942aa60; do
	t "a MAC is its six octets: $mac" 0 "000db942aa60$NL" '' -- \
	    "$C" -e hex -k mac "$mac"
done
t '-e freeradius' 0 "ADSL-Agent-Circuit-Id == 0x$HEX$NL" '' -- \
    "$C" -e freeradius "$LINE"
t '-e freeradius of a remote-id' 0 "ADSL-Agent-Remote-Id == 0x6e31$NL" '' -- \
    "$C" -e freeradius -k remote-id n1
t '-e freeradius of a Class' 0 "Class := 0x582d444c316b2d554c316b$NL" '' -- \
    "$C" -e freeradius -k class X-DL1k-UL1k
t 'the spelling is found as ever' 0 "$HEX$NL" '' -- "$C" -e hex "'$LINE'"
t 'and can be forced' 0 "30783666$NL" '' -- "$C" -e hex -i text 0x6f
input '%s\n0xf\n\nx\n' "$LINE"
t 'a bad value is an empty line' 1 "$HEX$NL$NL${NL}78$NL" \
    '<stdin>:2: want two hexadecimal digits' -- "$C" -e hex

# From a pattern on text.
t '-e regex' 0 "^(0x)?6f6c742d......34322d(..)*\$$NL" '' -- \
    "$C" -e regex 'olt-???42-*'
t '-e regex: an escaped wildcard is itself' 0 "^(0x)?6f2a3f5c\$$NL" '' -- \
    "$C" -e regex "o\\*\\?\\\\"
t '-e regex of no pattern' 1 "$NL" \
    '^circuitid-decode: argument 1: .*there are no character classes' -- \
    "$C" -e regex 'o[a]'
input 'a\000b\n'
t '-e regex of a NUL' 1 "$NL" \
    '^circuitid-decode: <stdin>:1: want a pattern, have a NUL octet in it$' \
    -- "$C" -e regex
# It says the same of each value as the pattern does.
cat >"$D/values" <<'EOF'
olt-bsn42-01 pon 1/1
olt-bsn42-
olt-bsn42
olt-bsn4242-
olt-xyz42-9
xolt-bsn42-01
olt-bs42-01
lt
olt
oolt
EOF
for glob in '?lt' '??lt' '?*lt' '*lt' 'olt-???42-*' '*42-*' 'olt-bsn42-' '*' '?*1' 'olt-*1/1'; do
	re=$("$C" -e regex "$glob")
	while read -r value; do
		# shellcheck disable=SC2254
		case $value in
		$glob) want=yes ;;
		*) want=no ;;
		esac
		for have in "$("$C" -e hex -i text "$value")" \
		    "$("$C" -e 0x -i text "$value")"; do
			echo "$have" | grep -Eq "$re" && is=yes || is=no
			[ "$is" = "$want" ] || echo "$glob: $value: $is"
		done
	done <"$D/values"
done >"$D/differ"
t 'the regex matches what the pattern matches' 0 '' '' -- cat "$D/differ"

# Whatever the octets are, they come back: random ones of every length.
awk 'BEGIN { srand(7); for (i = 0; i < 2000; i++) {
	n = 1 + int(rand() * (i % 10 ? 40 : 300)); s = ""
	for (k = 0; k < n; k++) {
		# one in three is a letter, a quote, a backslash, a blank
		r = rand() < 0.3 ? 32 + int(rand() * 95) : int(rand() * 256)
		s = s sprintf("%02x", r)
	}
	print s } }' >"$D/random"
back() {	# FORMAT ENCODING: from hex there and back
	"$C" -i hex -e "$1" <"$D/random" >"$D/there"
	"$C" -i "$2" -e hex <"$D/there" >"$D/back"
	cmp "$D/random" "$D/back"
}
ok 'round trip: hex' back hex hex
ok 'round trip: 0x' back 0x hex0x
ok 'round trip: colon' back colon colon
ok 'round trip: octal' back octal octal
ok 'round trip: octal within quotes' sh -c '"$1" -i hex -e octal <"$2" |
    sed "s/.*/\"&\"/" | "$1" -i quoted -e hex | cmp - "$2"' - "$C" "$D/random"
ok 'round trip: kea' sh -c '"$1" -i hex -e kea <"$2" |
    sed "s/.*: \"\(.*\)\"/\1/" | "$1" -i hex -e hex | cmp - "$2"' - "$C" \
    "$D/random"
ok 'round trip: freeradius' sh -c '"$1" -i hex -e freeradius <"$2" |
    sed "s/.* == //" | "$1" -e hex | cmp - "$2"' - "$C" "$D/random"
ok 'a line is one line, whatever is in it' sh -c \
    'test "$(wc -l <"$1")" -eq 2000' - "$D/there"

# What does not go together.
t 'no such format' 2 '' '^circuitid-decode: -e base64: want hex, 0x, colon, '\
'octal, kea, freeradius or regex$' -- "$C" -e base64 x
t '-e kea of a Class' 2 '' '^circuitid-decode: -e kea: want -k circuit-id, '\
'remote-id, mac, duid, opt18 or opt37, have -k class$' -- \
    "$C" -e kea -k class x
t '-e freeradius of a MAC' 2 '' '^circuitid-decode: -e freeradius: want -k '\
'circuit-id, remote-id or class, have -k mac$' -- "$C" -e freeradius -k mac x
for o in -f -j --sh --explain -m -s '--tsv node' \
    '--match-mac 00:0d:b9:42:aa:60'; do
	# shellcheck disable=SC2086
	t "-e and $o" 2 '' \
	    '^circuitid-decode: -e: want no other output, have one$' -- \
	    "$C" -e hex $o x
done
finish
