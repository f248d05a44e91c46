#!/bin/sh
# circuitid-decode -a: what logs spell is explained, all else stays as it is.
# What t and ok run looks unused, and sh -c takes its own $1.
# shellcheck disable=SC2016,SC2317
. tests/cli/lib.sh

C=$BIN/circuitid-decode
HEX=6f6c742d62736e34322d303120706f6e20312f312f30312f30312f342f312f312f
CLASS=465454482d47502d444c3330306d31306d3530306b2d554c3330306d316d3530306b
SAYS=' [olt-bsn42-01 pon 1/1/01/01/4/1/1/ layout=pon-7 node=olt-bsn42-01 access_type=pon rack=1 shelf=1 slot=1 port=1 onu_id=4 onu_slot=1 onu_port=1 rest=/]'
RATES=' [FTTH-GP-DL300m10m500k-UL300m1m500k down_rate_1=300m down_rate_2=10m down_rate_3=500k up_rate_1=300m up_rate_2=1m up_rate_3=500k]'
ETH='layout=tr101-eth node=n access_type=eth slot=0 port=4]'
N04=6e2065746820302f34
C04=6e:20:65:74:68:20:30:2f:34

says() {	# NAME LINE WHAT-STANDS-BEHIND
	printf '%s\n' "$2" >"$D/in"
	t "$1" 0 "$2$3$NL" '' -- "$C" -a
}

says 'FreeRADIUS -X' "(79)   ADSL-Agent-Circuit-Id = 0x$HEX" "$SAYS"
says 'FreeRADIUS: trailing blanks stay' \
    "(79)   ADSL-Agent-Circuit-Id = 0x$HEX      " "$SAYS"
says 'FreeRADIUS: a User-Name that a proxy has rewritten' \
    "(79)   User-Name := \"0x$HEX\"" "$SAYS"
says 'FreeRADIUS: Class' "(79)   Class = 0x$CLASS" "$RATES"
says 'FreeRADIUS: text' "	ADSL-Agent-Circuit-Id = \"n eth 0/4\"" " [$ETH"
says 'FreeRADIUS: octal in text' \
    '	ADSL-Agent-Remote-Id := "\000\006\360}h,\223\000"' \
    ' [layout=bin-mac mac=f0:7d:68:2c:93:00]'
says 'FreeRADIUS: an escaped quote in text' \
    '	Agent-Circuit-Id = "n\"x eth 0/4" # ' \
    " [layout=tr101-eth node=n\"x access_type=eth slot=0 port=4]"
says 'FreeRADIUS: binary' "	DHCP-Agent-Circuit-Id = 0x000400640001" \
    ' [layout=bin-vlan-mod-port vlan=100 module=0 port=1]'
says 'text without a layout says no more' '	Agent-Circuit-Id = "olt-1"' ''
says 'octets without a name of their own, in a named value' \
    "	ADSL-Agent-Circuit-Id = 0x6f6c742d31" ' [olt-1]'
says 'Kea: a reservation' "    \"circuit-id\": \"$N04\"," " [n eth 0/4 $ETH"
says 'Kea: option 82' \
    "2026-11-22 09:26:00.123 DEBUG  type=082, len=011: 01:09:$C04 (x)" \
    ' [circuit_id: n eth 0/4]'
says 'Kea: option 18' "  type=00018, len=00009: $C04 'n eth 0/4'" \
    " [n eth 0/4 $ETH"
says 'Kea: option 37' "  type=00037, len=00013: 00:00:00:09:$C04" \
    ' [enterprise: 9; enterprise_name: Cisco; remote_id: n eth 0/4]'
says 'Kea: a DUID' \
    'duid=[00:03:00:01:1c:ea:ad:ac:1e:00], [no hwaddr info], tid=0xfa7a' \
    ' [DUID-LL 1c:ea:ad:ac:1e:00]'
says 'dhcpd: a lease' '  option agent.circuit-id "n eth 0/4";' " [$ETH"
says 'syslog, no name at all' "Nov 22 bng[7]: line $HEX up" "$SAYS"
says 'a name before a colon is no octet' "Nov 22 bng[7]: AD:$HEX up" "$SAYS"
says 'capitals' "circuit $(echo $HEX | tr a-f A-F)" "$SAYS"
says 'tcpdump: option 82' '	    Circuit-ID SubOption 1, length 9: n eth 0/4' \
    " [$ETH"
says 'tcpdump: DHCPv6' "(interface-ID $N04...)" " [n eth 0/4 $ETH"
# Ten octets of a longer one, as fewer ones too; 36 octets.
says 'tcpdump: DHCPv6, maybe cut' \
    '(interface-ID 6e2065746820302f3132...)' ' [n eth 0/12...]'
says 'tshark: cut' "        Agent Circuit ID: ${N04}3132…" ' [n eth 0/412...]'
says 'tshark: the name of an object in JSON' \
    '    VSA: t=ADSL-Agent-Circuit-Id(1) l=11 val=n eth 0/4": {' " [$ETH"
says 'tshark: option 82' "        Agent Circuit ID: $N04" " [n eth 0/4 $ETH"
says 'tshark: a remote id' '        Agent Remote ID: 0006f07d682c9300' \
    ' [layout=bin-mac mac=f0:7d:68:2c:93:00]'
says 'tshark: RADIUS' \
    '            VSA: t=ADSL-Agent-Circuit-Id(1) l=11 val=n eth 0/4' " [$ETH"
says 'tshark: the same again' '                ADSL-Agent-Circuit-Id: n eth 0/4' \
    " [$ETH"
says 'tshark: a tag of PPPoE' '            Circuit ID: n eth 0/4' " [$ETH"
says 'a node that begins as digits do' 'Circuit ID: F47960E73E46 eth 0/4' \
    ' [layout=tr101-eth node=F47960E73E46 access_type=eth slot=0 port=4]'
says 'Kea: a reservation by text' "    \"circuit-id\": \"'n eth 0/4'\"," " [$ETH"
says 'JSON' '{"circuit-id": "n eth 0/4"}' " [$ETH"
says 'digits in quotes' "Agent-Circuit-Id = \"0x$N04\"" " [n eth 0/4 $ETH"
says 'digits in quotes within quotes' "\"circuit-id\": \"'0x$N04'\"" \
    " [n eth 0/4 $ETH"
says 'digits in quotes without 0x' "Agent-Circuit-Id = \"$N04\"" \
    " [n eth 0/4 $ETH"
says 'tshark: Class' "    AVP: t=Class(25) l=36 val=$CLASS" "$RATES"
says 'tshark: a DUID' '    DUID: 000300011ceaadac1e00' \
    ' [DUID-LL 1c:ea:ad:ac:1e:00]'
says 'two in a line' "a=0x$N04 b=0x$HEX" " [n eth 0/4 $ETH$SAYS"
says 'a User-Name in hexadecimal' \
    'User-Name = 0x30303a30643a62393a34323a61613a3630407278' \
    ' [00:0d:b9:42:aa:60@rx]'
says 'a circuit-id that looks as a MAC does' 'circuit_id": "00:04:00:64:00:01"' \
    ' [layout=bin-vlan-mod-port vlan=100 module=0 port=1]'
says 'text and hexadecimal' "Remote-Id = \"n eth 0/4\" Circuit-Id = 0x$N04" \
    " [$ETH [n eth 0/4 $ETH"
says 'hostile octets stay harmless' 'Circuit-Id = 0x1b5b324a20657468' ''
says 'also beside a layout' 'Circuit-Id = "n\033[2J eth 0/4"' ''
says 'the text within is escaped' 'Circuit-Id = 0x6e5c20657468 Circuit-Id = 0x6e5c2065746820302f34' \
    ' [n\\ eth] [n\\ eth 0/4 layout=tr101-eth node=n\\ access_type=eth slot=0 port=4]'

# What is none of it.
while read -r line; do
	says "nothing to say: $line" "$line" ''
done <<'EOF'
00:0d:b9:42:aa:60
hwtype=1 00:0d:b9:42:aa:60, cid=[01:00:0d:b9:42:aa:60], tid=0x9f86d081
[00:0d:b9:42:aa:60@gnd.ftth.axione] 000d.b942.aa60 000db942aa60
Message-Authenticator = 0x9f86d081884c7d659a2feaa0c55ad015
State = 0x6e2065746820302f3499
CHAP-Password = 0x01a3f1
5d41402abc4b2a76b9719d911017c592  md5sum
sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
550e8400-e29b-41d4-a716-446655440000
20261122092600 2026-11-22T09:26:00.123456+01:00 1763800000
SHA1 Fingerprint=9F:86:D0:81:88:4C:7D:65:9A:2F:EA:A0:C5:5A:D0:15
2a0e:c400:1234:5678:9abc:def0:1234:5678 2001:db8::6e20:6574
a6e2065746820302f34 6e2065746820302f3
6e2065746820302f34z x6e2065746820302f34 _6e2065746820302f34
6c6f72656d20697073756d
deadbeefcafe face:b00c dead beef
Circuit-Id = ""
Circuit-Id = "n eth 0/4
Circuit-Id "n eth
Circuit-ID SubOption 1, length 99: n eth 0/4
Circuit-ID SubOption 1, length 0: n eth 0/4
Circuit-ID SubOption 1, length 12: NoM-CM-) eth 0/1234
Circuit-ID SubOption 1, length 9: n eth 0/41
Circuit-ID SubOption 1
Circuit ID:
Circuit ID: n
Nov 22 bng[7]: no Circuit ID: n eth 0/4
Option 82 Suboption: (1) Agent Circuit ID
t=ADSL-Agent-Circuit-Id(1) l= val=n eth 0/4
t=ADSL-Agent-Circuit-Id() l=3 val=n eth 0/4
t=ADSL-Agent-Circuit-Id(1) l=11 val=n eth 0/41
t=ADSL-Agent-Circuit-Id(1) l=12 val=n eth 0/4
t=ADSL-Agent-Circuit-Id(1) l=1 val=n eth 0/4
User-Name = "00:04:13:42:11:aa@gnd.ftth.axione" Calling-Station-Id = "00:04:00:42:11:aa"
DHCP4_CLASS_ASSIGNED [hwtype=1 00:04:00:42:11:aa], cid=[no info], tid=0x1a2b
Calling-Station-Id = "000400421100"
x 6e2065746820302f3132...
"radius.avp": "57:22:6e:20:65:74:68:20:30:2f:34"
Class = 0x465454482d47502d444c3330306d2d554c333030…
Session ID: n eth 0/4
"circuit-id": n eth 0/4
"circuit-id": "''
User-Id = "n eth 0/4"
duid=[00:09:00:01:1c:ea:ad:ac:1e:00]
type=082, len=011: 01:09:6e:20:65:74:68:20:30
-id -Id
EOF

# A profile names more.
input 'x 6e2065746820312f322f332f34\n'
t '-a alone leaves a path' 0 "x 6e2065746820312f322f332f34$NL" '' -- "$C" -a
t '-a -p nokia' 0 "x 6e2065746820312f322f332f34 [n eth 1/2/3/4 \
layout=nokia-path node=n access_type=eth rack=1 shelf=2 slot=3 port=4]$NL" '' \
    -- "$C" -a -p nokia

# The line stays octet for octet.
input 'a 0x%s\r\n\000\377\033[2J\r\n\n0x%s' "$N04" "$N04"
"$C" -a <"$D/in" >"$D/said"
printf 'a 0x%s [n eth 0/4 %s\r\n\000\377\033[2J\r\n\n0x%s [n eth 0/4 %s' \
    "$N04" "$ETH" "$N04" "$ETH" >"$D/wanted"
ok 'CRLF, NUL, controls, no final newline' cmp "$D/wanted" "$D/said"
head -c 3000000 /dev/urandom >"$D/in"
"$C" -a <"$D/in" >"$D/said"
ok 'random octets come out as they came' cmp "$D/in" "$D/said"
awk -v h="$N04" 'BEGIN { srand(3); for (i = 0; i < 60000; i++) {
	if (i % 1000 == 7) { print "x 0x" h " " i; continue }
	s = ""; for (k = int(rand() * 90); k > 0; k--)
		s = s sprintf("%c", 32 + int(rand() * 95))
	print s } }' >"$D/in"
"$C" -a <"$D/in" >"$D/said"
ok 'in a long log, each is found, and nothing else changes' sh -c '
    test "$(grep -c " \[n eth 0/4 layout=.*\]$" "$1")" -eq 60 &&
    sed "s/ \[n eth 0\/4 layout=.*\]$//" "$1" | cmp - "$2"' - "$D/said" "$D/in"
# However it arrives: in pieces that end anywhere.
"$C" -a <"$D/in" >"$D/whole"
for size in 1 7 4096 65537; do
	[ $size -gt 1 ] || head -n 1100 "$D/in" >"$D/short"
	[ $size -gt 1 ] && cp "$D/in" "$D/short"
	dd if="$D/short" bs=$size 2>/dev/null | "$C" -a >"$D/pieces"
	ok "in pieces of $size" sh -c 'head -c "$(wc -c <"$1")" "$2" |
	    cmp - "$1"' - "$D/pieces" "$D/whole"
done
{
	head -c 1048577 /dev/zero | tr '\0' x
	printf ' 0x%s\n0x%s\n' "$N04" "$N04"
} >"$D/in"
t 'a line beyond 1 MiB goes out as it is, the next one is read' 0 \
    " 0x$N04${NL}0x$N04 [n eth 0/4 $ETH$NL" '' -- sh -c \
    '"$1" -a | sed "s/^x*//"' - "$C"
# Names over and over in one line: none is walked over again and again.
for unit in 'circuit-id ' 'circuit-id: ' 'circuit-id": "' 'circuit-id(1) l=1 ' \
    '12:'; do
	yes "$unit" | tr -d '\n' | head -c 1000000 >"$D/in"
	"$C" -a <"$D/in" >"$D/said"
	ok "a line of '$unit' alone" cmp "$D/in" "$D/said"
done
# A run at every place of eight, at the begin and end of the input.
i=0
while [ $i -lt 17 ]; do
	printf '%*s%s\n' $i '' "$N04"
	i=$((i + 1))
done >"$D/in"
t 'at every offset' 0 17 '' -- sh -c \
    'printf %s "$("$1" -a | grep -c "n eth 0/4 layout")"' - "$C"
input '%s' "$N04"
t 'nothing but it' 0 "$N04 [n eth 0/4 $ETH" '' -- "$C" -a

# Files.
printf 'x 0x%s\n' "$N04" >"$D/log"
printf 'y\n' >"$D/other"
input 'z\n'
t 'files, - between them' 0 "x 0x$N04 [n eth 0/4 $ETH${NL}z${NL}y$NL" '' -- \
    "$C" --annotate "$D/log" - "$D/other"
t 'a file that is not there does not stop the others' 2 "y$NL" \
    "^circuitid-decode: $D/none: No such file or directory$" -- \
    "$C" -a "$D/none" "$D/other"
t 'a folder' 2 '' "^circuitid-decode: $D: Is a directory$" -- "$C" -a "$D"
t 'closed stdin' 2 '' '^circuitid-decode: <stdin>: Bad file descriptor$' -- \
    sh -c '"$1" -a <&-' - "$C"
t 'a full disk' 2 '' '<stdout>: No space left on device$' -- \
    sh -c '"$1" -a "$2" >/dev/full' - "$C" "$D/log"
mkfifo "$D/fifo"
"$C" -a <"$D/fifo" >"$D/now" &
pid=$!
stop() {
	kill "$pid" 2>/dev/null
}
at_exit stop
exec 3>"$D/fifo"
echo "x 0x$N04" >&3
i=0
while [ ! -s "$D/now" ] && [ $i -lt 100 ]; do
	sleep 0.1
	i=$((i + 1))
done
t 'a filter does not sit on a line' 0 "x 0x$N04 [n eth 0/4 $ETH$NL" '' -- \
    cat "$D/now"
exec 3>&-
wait "$pid"

# What does not go together.
for o in -f -j -m -s --sh --explain '-k mac' '-i hex' '-e hex' '--tsv node' \
    '--match-mac 00:0d:b9:42:aa:60'; do
	# shellcheck disable=SC2086
	t "-a and $o" 2 '' \
	    '^circuitid-decode: -a: want no option but -c, -p and -t beside, have one$' \
	    -- "$C" -a $o
done
finish
