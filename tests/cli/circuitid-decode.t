#!/bin/sh
# circuitid-decode: every option, encoding, layout, message and exit code.
# What t and ok run looks unused, and sh -c takes its own $1.
# shellcheck disable=SC2016,SC2317
. tests/cli/lib.sh

C=$BIN/circuitid-decode
J=$BUILD/tests/tool/jsonlines
SEED=0x6f6c742d62736e34322d303120706f6e20312f312f30312f30312f342f312f312f
LINE='olt-bsn42-01 pon 1/1/01/01/4/1/1/'
CLASS=0x465454482d47502d444c3330306d31306d3530306b2d554c3330306d316d3530306b
RATES=FTTH-GP-DL300m10m500k-UL300m1m500k
ESC=$(printf '\033')

# One JSON line that holds what the second argument says.
json() {	# NAME EXPECTED COMMAND...
	j_name=$1
	printf '%s' "$2" | tr -d '\n' >"$D/expected"
	echo >>"$D/expected"
	shift 2
	"$@" <"$D/in" >"$D/json" 2>"$D/json-err"
	ok "$j_name" sh -c '"$1" "$2" <"$3" && test ! -s "$4"' - \
	    "$J" "$D/expected" "$D/json" "$D/json-err"
}

# What the platform's own page shows.
t 'the circuit-id as FreeRADIUS prints it' 0 "$LINE$NL" '' -- "$C" "$SEED"
t 'the Class as FreeRADIUS prints it' 0 "$RATES$NL" '' -- \
    "$C" -k class "$CLASS"
t 'a Class decodes without its kind too' 0 "$RATES$NL" '' -- "$C" "$CLASS"
t 'several arguments, one line each' 0 "$LINE${NL}x y$NL" '' -- \
    "$C" "$SEED" 'x y'
input '%s\n%s' "$SEED" 'x y'
t 'standard input without arguments, no newline at the end' 0 \
    "$LINE${NL}x y$NL" '' -- "$C"
t '- is standard input' 0 "a$NL$LINE${NL}x y${NL}b$NL" '' -- "$C" a - b
t 'what looks like an option, behind --' 0 "-x$NL" '' -- "$C" -- -x

# Every value of which the fields are known.
grep -v '^#' tests/data/circuit-ids.tsv >"$D/rows"
while IFS="$TAB" read -r value enc kind expected source; do
	json "fields of $value ($source)" "$expected" "$C" -j -k "$kind" "$value"
	json "fields of $value, forced $enc" "$expected" \
	    "$C" --json --kind "$kind" --input "$enc" "$value"
done <"$D/rows"

# Output forms.
t '-f' 0 "kind=circuit-id${TAB}text=$LINE${TAB}layout=pon-7\
${TAB}confidence=common${TAB}node=olt-bsn42-01${TAB}access_type=pon\
${TAB}rack=1${TAB}shelf=1${TAB}slot=1${TAB}port=1${TAB}onu_id=4\
${TAB}onu_slot=1${TAB}onu_port=1${TAB}rest=/${TAB}input_encoding=hex0x\
${TAB}octets=33${TAB}hex=${SEED#0x}$NL" '' -- "$C" -f "$SEED"
t '--kv is -f' 0 "$("$C" -f "$SEED")$NL" '' -- "$C" --kv "$SEED"
t '-j' 0 '{"kind":"circuit-id","text":"Smer9 eth 0/4","layout":"tr101-eth",'\
'"confidence":"documented","node":"Smer9","access_type":"eth","slot":0,'\
'"port":4,"vlan":null,"input_encoding":"text","octets":13,'\
"\"hex\":\"536d6572392065746820302f34\"}$NL" '' -- "$C" -j 'Smer9 eth 0/4'
t 'the last of -f and -j counts' 0 "$("$C" -f x)$NL" '' -- "$C" -jf x
t 'Class, -f' 0 "kind=class${TAB}text=X-Y-DL2g-UL5${TAB}layout=rate-profile\
${TAB}confidence=guess${TAB}tags=X,Y${TAB}down_rate_1=2g\
${TAB}down_bps_1=2000000000${TAB}up_rate_1=5${TAB}up_bps_1=5\
${TAB}input_encoding=text${TAB}octets=12${TAB}hex=582d592d444c32672d554c35$NL" \
    '' -- "$C" -f -k class X-Y-DL2g-UL5
json 'Class, -j' '{"tags":["X"],"down_rate_1":"1k","down_bps_1":1000,
"up_rate_1":"1m","up_bps_1":1000000,"up_rate_2":"7","up_bps_2":7}' \
    "$C" -jk class X-DL1k-UL1m7
json 'a Class of another form is no error' \
    '{"kind":"class","layout":"opaque-text","text":"T02 1M"}' \
    "$C" -j -k class 'T02 1M'
json 'a layout with a second meaning says so' \
    '{"layout":"bin-vlan-mod-port","note":"some switches send a slot '\
'(2 octets) and a port (2 octets) instead"}' "$C" -j 0x000400640001
json 'a VLAN above 4094 is told' \
    '{"vlan":4095,"warnings":["vlan: want at most 4094; have 4095"]}' \
    "$C" -j 'n eth 0/1:4095'
json 'both VLANs may be' '{"warnings":["s_vlan: want at most 4094; have 5000",'\
'"vlan: want at most 4094; have 9999"]}' "$C" -j 'xe-0/0/1:5000-9999'
t 'and warnings show in -f' 0 "warnings=vlan: want at most 4094; have 4095$NL" \
    '' -- sh -c '"$1" -f "n eth 0/1:4095" | tr "\t" "\n" | grep ^warn' - "$C"
json 'a number that no field holds names nothing' \
    '{"layout":"opaque-text","hex":"6e2065746820343239343936373239362f31"}' \
    "$C" -j 'n eth 4294967296/1'

# Kinds.
MAC='"mac":"00:0d:b9:42:aa:60","oui":"000db9","multicast":false,"local":false'
for mac in 00:0d:b9:42:aa:60 00-0D-B9-42-AA-60 000d.b942.aa60 000d-b942-aa60 \
    000db942aa60 0:d:b9:42:aa:60 0x000db942aa60 \
    0x30303a30643a62393a34323a61613a3630 '\000\015\271B\252`' \
    '000d b942 aa60' '"00:0d:b9:42:aa:60"'; do
	t "-k mac $mac" 0 "00:0d:b9:42:aa:60$NL" '' -- "$C" -k mac "$mac"
	json "-j -k mac $mac" "{\"kind\":\"mac\",\"layout\":\"mac\",$MAC}" \
	    "$C" -j -k mac "$mac"
done
json 'a MAC of printable octets' '{"mac":"48:57:54:41:42:43"}' \
    "$C" -j -k mac 485754414243
json 'the bits of a MAC' '{"multicast":true,"local":true}' \
    "$C" -j -k mac ff:ff:ff:ff:ff:ff
t 'a MAC that is none' 1 "joe$NL" \
    '^circuitid-decode: argument 1: want a MAC address, have "joe"$' -- \
    "$C" -k mac joe
for name in dupont 123456 '"dupont"' "'dupont'"; do
	t "six letters are no MAC: $name" 1 "$name$NL" \
	    'argument 1: want a MAC address, have "[a-z0-9]*"$' -- \
	    "$C" -k mac -- "$name"
	json "and a User-Name as it is: $name" \
	    '{"layout":"opaque-text","octets":6}' "$C" -jk user-name -- "$name"
done
json 'also when digits spell it' '{"layout":"opaque-text","text":"dupont"}' \
    "$C" -jk user-name 0x6475706f6e74
json 'but for a colon between octets' '{"mac":"64:75:70:6f:6e:74"}' \
    "$C" -jk user-name 64:75:70:6f:6e:74
t 'a User-Name, its MAC in canonical form' 0 "00:0d:b9:42:aa:60@r.x$NL" '' -- \
    "$C" -k user-name 000D.B942.AA60@r.x
json 'the fields of a User-Name' \
    "{\"kind\":\"user-name\",\"layout\":\"mac-realm\",$MAC,\"realm\":\"r.x\"}" \
    "$C" -j -k user-name 000D.B942.AA60@r.x
json 'a User-Name of a MAC alone' "{\"layout\":\"mac\",$MAC}" \
    "$C" -j -k user-name 0x000db942aa60
json 'a User-Name that is the line' \
    '{"kind":"user-name","layout":"pon-7","onu_id":4}' \
    "$C" -j -k user-name "$SEED"
json 'a User-Name that is anything' \
    '{"kind":"user-name","layout":"opaque-text","text":"joe@r.x"}' \
    "$C" -j -k user-name joe@r.x
json 'six octets that are a circuit-id' \
    "{\"kind\":\"circuit-id\",\"layout\":\"mac-bare\",\"confidence\":\"guess\",\
$MAC}" "$C" -j 0:d:b9:42:aa:60
t 'and are printed as a MAC' 0 "00:0d:b9:42:aa:60$NL" '' -- \
    "$C" 0:d:b9:42:aa:60
json 'six printable octets spelled as a MAC are one' \
    '{"layout":"mac-bare","mac":"53:6d:65:72:39:78"}' "$C" -j 53:6d:65:72:39:78
json 'and are text else' '{"layout":"opaque-text"}' "$C" -j 0x536d65723978

# Input encodings, found and forced.
enc() {	# SPELLING ENCODING TEXT
	t "$2 is found: $1" 0 "$3${TAB}$2$NL" '' -- sh -c '"$1" -f -- "$2" |
	    sed "s/.*text=\([^	]*\).*input_encoding=\([^	]*\).*/\1	\2/"' \
	    - "$C" "$1"
	t "-i $2 $1" 0 "$3$NL" '' -- "$C" -i "$2" -- "$1"
}
enc 0x6f6c742d31 hex0x olt-1
enc 0X6F6C742D31 hex0x olt-1
enc 6f6c742d31 hex olt-1
enc 6F6C742D31 hex olt-1
enc '  6f6c742d31	 ' hex olt-1
enc 6f:6c:74:2d:31 colon olt-1
enc '6f6c 742d 31' groups olt-1
enc '6f 6c 74 2d 31' groups olt-1
enc '\157lt-1' octal olt-1
enc '"olt \"1\""' quoted 'olt "1"'
enc "'olt-1'" kea olt-1
enc deadbeef01 text deadbeef01
enc 000db942aa60 text 000db942aa60
enc 12:34 text 12:34
json 'an encoding can be forced' \
    '{"input_encoding":"hex","hex":"deadbeef01","layout":"opaque-bytes",
"text":null}' "$C" -j -i hex deadbeef01
json '-i text takes 0x as text' '{"text":"0x6f6c742d31"}' \
    "$C" -j -i text 0x6f6c742d31
json '-i auto is the default' '{"text":"olt-1","input_encoding":"hex0x"}' \
    "$C" -j -i auto 0x6f6c742d31
json 'octal of a binary layout' '{"layout":"bin-vlan-mod-port","vlan":100}' \
    "$C" -j '\000\004\000d\000\001'
json 'the same in the quotes of a lease' \
    '{"layout":"bin-vlan-mod-port","input_encoding":"quoted"}' \
    "$C" -j '"\000\004\000d\000\001"'
json 'RouterOS drops zeros' \
    '{"layout":"bin-vlan-mod-port","input_encoding":"colon"}' \
    "$C" -j 0:4:0:64:0:1
json 'a User-Name that holds the hexadecimal print of the line' \
    '{"input_encoding":"quoted","inner_encoding":"hex0x","layout":"pon-7"}' \
    "$C" -j "\"$SEED\""
json 'hexadecimal of the hexadecimal print' \
    '{"input_encoding":"hex0x","inner_encoding":"hex0x","text":"olt-1"}' \
    "$C" -j 0x30783666366337343264333\
1
json 'only auto looks inside' '{"text":"0x6f6c742d31"}' \
    "$C" -j -i quoted '"0x6f6c742d31"'
json 'too short to look inside' '{"text":"0x6f6c"}' "$C" -j '"0x6f6c"'
json 'no digits inside' '{"text":"0x6g6c742d"}' "$C" -j '"0x6g6c742d"'

# What cannot be decoded: a line all the same, a message, exit 1.
bad() {	# SPELLING MESSAGE-REGEX [OPTION ...]
	b_value=$1 b_re=$2
	shift 2
	t "refused: $b_value $*" 1 "$b_value$NL" \
	    "^circuitid-decode: argument 1: $b_re\$" -- "$C" "$@" -- "$b_value"
}
bad '' 'want a value, have an empty one'
bad 0x 'want hexadecimal digits behind 0x, have nothing'
bad 0x6f6 'want two hexadecimal digits an octet, have an odd number .*\(3\)'
bad 0x6f:6c "want hexadecimal digits, have ':'"
bad '0x6f 6c' "want hexadecimal digits, have ' '"
bad 6f6c7 'want two hexadecimal digits an octet, have an odd .*\(5\)' -i hex
bad 6f6c 'want 0x and hexadecimal digits, have 6f6c' -i hex0x
bad 6f:6c-74 "want ':' between octets, have '-'" -i colon
bad 6f::6c 'want one or two hexadecimal digits an octet, have 0' -i colon
bad '6f6 6c' 'want two hexadecimal digits an octet, .*\(3\)' -i groups
bad x 'want " at both ends, have x' -i quoted
bad x "want ' at both ends, have x" -i kea
bad '"a"b"' 'want a backslash before a quote within quotes, have none'
t 'refused: an escape that is none' 1 "a\\\\q\\\\000$NL" \
    'backslash and 000 to 377, n, r, t, a backslash or a quote, have .*q' \
    -- "$C" 'a\q\000'
input 'x eth 0/1\n0xf\ny eth 0/2\n\n0x\nz\n'
t 'a bad line stops nothing' 1 \
    "x eth 0/1${NL}0xf${NL}y eth 0/2$NL${NL}0x${NL}z$NL" \
    '^circuitid-decode: <stdin>:2: want two hexadecimal digits' -- "$C"
mv "$D/err" "$D/numbers"
t 'each has its line number' 0 "2 4 5 $NL" '' -- sh -c \
    'sed "s/.*<stdin>:\([0-9]*\):.*/\1/" "$1" | tr "\n" " "; echo' - \
    "$D/numbers"
json 'a failed value in JSON' '{"kind":"circuit-id","text":"0xf","layout":null,
"error":"want two hexadecimal digits an octet, have an odd number of digits '\
'(1)","octets":3,"hex":"307866"}' sh -c '"$1" -j 0xf 2>/dev/null' - "$C"
t 'a failed value with -f' 1 "kind=circuit-id${TAB}text=0x${TAB}error=want \
hexadecimal digits behind 0x, have nothing${TAB}octets=2${TAB}hex=3078$NL" \
    'argument 1' -- "$C" -f 0x

# -s
t '-s takes a known layout' 0 "n eth 0/1$NL" '' -- "$C" -s 'n eth 0/1'
t '-s refuses opaque text' 1 "n$NL" \
    '^circuitid-decode: argument 1: want a known layout, have opaque-text$' \
    -- "$C" -s n
t '--strict refuses opaque bytes' 1 "\\xff\\x00$NL" \
    'argument 1: want a known layout, have opaque-bytes$' -- \
    "$C" --strict 0xff00
t '-s refuses an opaque Class' 1 "n$NL" 'have opaque-text$' -- "$C" -sk class n
t '-s takes a MAC' 0 "00:00:00:00:00:01$NL" '' -- "$C" -sk mac 0:0:0:0:0:1
input 'n\nn eth 0/1\nn\n'
t '-s goes on' 1 "n${NL}n eth 0/1${NL}n$NL" '<stdin>:3: want a known' -- "$C" -s

# Nothing hostile reaches a terminal.
t 'ESC, BEL, CR and DEL' 0 "\\x1b[31m\\x07\\x0d\\x7f$NL" '' -- \
    "$C" 0x1b5b33316d070d7f
t 'NUL does not end a value' 0 "olt\\x00 pon$NL" '' -- \
    "$C" 0x6f6c740020706f6e
t 'a newline makes no second line' 0 "a\\x0aolt-9 pon 1/1$NL" '' -- \
    "$C" 0x610a6f6c742d3920706f6e20312f31
t 'C1 controls, bidi, zero width, invalid UTF-8' 0 \
    "\\xc2\\x9b\\xe2\\x80\\xae\\xe2\\x80\\x8b\\xff\\xfe$NL" '' -- \
    "$C" 0xc29be280aee2808bfffe
t 'UTF-8 that is text stays' 0 "$(printf 'r\303\251gie')$NL" '' -- \
    "$C" 0x72c3a9676965
t 'the backslash is doubled' 0 "a\\\\x1b$NL" '' -- "$C" 'a\x1b'
t 'hostile text on the command line' 1 "\\x1b]0;x\\x070x$NL" \
    'want ".*have \\x1b' -- "$C" -i quoted "${ESC}]0;x$(printf '\007')0x"
json 'quotes and backslashes in JSON' '{"text":"a\"b\\c","hex":"6122625c63"}' \
    "$C" -j 0x6122625c63
json 'a node of quotes' '{"layout":"tr101-eth","node":"\"'"'"'$(id)`id`"}' \
    "$C" -j "\"'\$(id)\`id\` eth 0/1"
json 'bytes are no text in JSON' '{"text":null,"hex":"ff1b","octets":2}' \
    "$C" -j 0xff1b
json 'an error that quotes bytes stays JSON' \
    '{"text":null,"error":"want \" at both ends, have \\xff\\x1b"}' \
    sh -c '"$1" -j -i quoted "$2" 2>/dev/null' - "$C" "$(printf '\377\033')"
json 'a bidi realm is escaped in JSON' '{"realm":"\u202ex"}' \
    "$C" -j -k user-name "$(printf '000db942aa60@\342\200\256x')"
t 'and as text' 0 "00:0d:b9:42:aa:60@\\xe2\\x80\\xaex$NL" '' -- \
    "$C" -k user-name "$(printf '000db942aa60@\342\200\256x')"
t 'a tab in a realm is no separator' 0 "realm=a\\x09layout=b$NL" '' -- sh -c \
    '"$1" -fk user-name "000db942aa60@a	layout=b" | tr "\t" "\n" |
    grep ^realm' - "$C"

# Every octet there is, alone and in fours, as a line and as hex.
i=0
while [ $i -lt 256 ]; do
	printf '0x%02x\n0x6f%02x74%02x\n' $i $i $i
	o=$(printf '\\%03o' $i)
	[ $i -eq 10 ] || printf '%b%ba%b\n' "" "$o" "$o"
	i=$((i + 1))
done >"$D/octets"
cp "$D/octets" "$D/in"
for form in '' -f '-k user-name' '-f -k class' '-i octal' '-i quoted -f'; do
	# shellcheck disable=SC2086
	"$C" $form <"$D/in" >"$D/all" 2>"$D/all-err"
	ok "no octet escapes: circuitid-decode $form" sh -c '
	    ! grep -q "[^ -~	]" "$1" "$2" &&
	    test "$(wc -l <"$1")" -eq "$(wc -l <"$3")"' - \
	    "$D/all" "$D/all-err" "$D/in"
done
"$C" -j <"$D/octets" >"$D/in"
ok 'JSON is valid for every octet' "$J"
ok 'and has hex in every line' sh -c \
    'test "$(grep -c "\"hex\":\"[0-9a-f]*\"}$" "$1")" -eq 767' - "$D/in"

# Lines of every kind.
input 'a\r\n0x6f6c742d31\r\nb\r'
t 'CRLF' 0 "a${NL}olt-1${NL}b\\x0d$NL" '' -- "$C"
input 'a\000b\n\000\n'
t 'NUL in lines' 0 "a\\x00b$NL\\x00$NL" '' -- "$C"
input ''
t 'empty input' 0 '' '' -- "$C"
{
	head -c 262157 /dev/zero | tr '\0' 1
	printf '\nn eth 0/1\n'
} >"$D/in"
t 'a huge line is refused, the next one is read' 1 "2${NL}n eth 0/1$NL" \
    '^circuitid-decode: <stdin>:1: want at most 262156 characters' -- \
    sh -c '"$1" >"$2"; rc=$?; wc -l <"$2"; tail -n 1 "$2"; exit $rc' - \
    "$C" "$D/long"
{
	head -c 65536 /dev/zero | tr '\0' 1
	echo
} >"$D/in"
t 'more octets than a value may have' 1 "65536$NL" \
    '^circuitid-decode: <stdin>:1: want at most 65535 octets, have more$' -- \
    sh -c '"$1" >"$2"; rc=$?; wc -c <"$2"; exit $rc' - "$C" "$D/long"
sed 's/./\\141/g' "$D/in" | cut -c1-262140 >"$D/octal"
cp "$D/octal" "$D/in"
t 'as many as it may have, in the longest spelling' 0 "65536$NL" '' -- \
    sh -c '"$1" | wc -c' - "$C"

# A line is answered before the next one comes.
mkfifo "$D/fifo"
"$C" <"$D/fifo" >"$D/now" &
pid=$!
stop() {
	kill "$pid" 2>/dev/null
}
at_exit stop
exec 3>"$D/fifo"
echo 0x6f6c742d31 >&3
i=0
while [ ! -s "$D/now" ] && [ $i -lt 100 ]; do
	sleep 0.1
	i=$((i + 1))
done
t 'a filter does not sit on a line' 0 "olt-1$NL" '' -- cat "$D/now"
exec 3>&-
wait "$pid"

# System errors.
closed_in() {
	"$C" <&-
}
closed_out() {
	"$C" "$@" >&-
}
full() {
	"$C" "$@" >/dev/full
}
many() {
	yes 0x6f6c742d31 | head -n 100000 | "$C" -f >/dev/full
}
input ''
t 'closed stdin' 2 '' '^circuitid-decode: <stdin>: Bad file descriptor$' -- \
    closed_in
t 'a folder as stdin' 2 '' '^circuitid-decode: <stdin>: Is a directory$' -- \
    sh -c '"$1" </' - "$C"
t 'closed stdout' 2 '' '^circuitid-decode: <stdout>: Bad file descriptor$' -- \
    closed_out x
t 'a full disk' 2 '' '^circuitid-decode: <stdout>: No space left on device$' \
    -- full x
t 'a full disk in the middle' 2 '' '<stdout>: No space left on device$' -- many
t 'a full disk for -h' 2 '' '<stdout>: No space left' -- full -h
t 'a full disk for -V' 2 '' '<stdout>: No space left' -- full -V

# Usage.
USAGE='usage: circuitid-decode [-fjms] [--sh] [--explain] [--tsv FIELDS]
                        [-c FILE] [-i ENCODING] [-k KIND]
                        [-p MAKER] [-t TEMPLATE] [VALUE ...]
       circuitid-decode -a [-c FILE] [-p MAKER] [-t TEMPLATE] [FILE ...]
       circuitid-decode -e FORMAT [-i ENCODING] [-k KIND] [TEXT ...]
       circuitid-decode --match-mac MAC [-i ENCODING] [VALUE ...]
       circuitid-decode -h | -V | --list-options'
first_lines() {
	"$C" "$@" | sed '/^$/,$d'
}
t '-h' 0 "$USAGE$NL" '' -- first_lines -h
t '--help' 0 "$USAGE$NL" '' -- first_lines --help
ok '-h tells every option' sh -c '"$1" --list-options | cut -f 2 |
    while read -r o; do "$1" -h | grep -q -e "--$o" || exit 1; done' - "$C"
t '-V' 0 "circuitid-decode $VERSION$NL" '' -- "$C" -V
t '--version' 0 "circuitid-decode $VERSION$NL" '' -- "$C" --version
t 'no such option' 2 '' '^circuitid-decode: -x: no such option; see -h$' -- \
    "$C" -x
t 'among others' 2 '' '^circuitid-decode: -x: no such option; see -h$' -- \
    "$C" -fxj
t 'no such long option' 2 '' \
    '^circuitid-decode: --xml: no such option; see -h$' -- "$C" --xml
t '-i without a value' 2 '' '^circuitid-decode: -i: want a value, have none$' \
    -- "$C" -i
t '--tsv without a value' 2 '' \
    '^circuitid-decode: --tsv: want a value, have none$' -- "$C" --tsv
t 'no such encoding' 2 '' '^circuitid-decode: -i base64: want auto, hex0x, '\
'hex, colon, groups, octal, quoted, kea or text$' -- "$C" -i base64 x
t 'no such kind' 2 '' '^circuitid-decode: -k x.x1b: want circuit-id, '\
'remote-id, class, mac, user-name, duid, opt82, opt18, opt37 or pppoe$' -- \
    "$C" -k "x$ESC" x
t 'no such profile' 2 '' '^circuitid-decode: -p zte: want nokia or huawei$' \
    -- "$C" -p zte x
if nm -D "$C" | grep -q __asan_init; then
	skip 'linked with libc and jansson alone' 'a sanitizer needs more'
else
	ok 'linked with libc and jansson alone' sh -c \
	    '! ldd "$1" | grep -Ev "^	(linux-(vdso|gate)|libc\.so|libjansson\.so|.*/ld-)"' - "$C"
fi
finish
