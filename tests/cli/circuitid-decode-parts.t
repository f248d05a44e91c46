#!/bin/sh
# circuitid-decode: every kind of part that a relay adds, octet by octet, and
# what is spelled twice or too long.
# shellcheck disable=SC2317 # functions are called through t
. tests/cli/lib.sh

C=$BIN/circuitid-decode
explain() {
	"$C" --explain "$@" | sed 's/  *$//'
}

t 'a line and its remote end' 0 \
'opt82: option-82 (documented), spelled hex, 21 octets
     0  01 09                    ..        circuit_id = code 1, 9 octets
     2  6e                       n           node = n
     3  20
     4  65 74 68                 eth         access_type = eth
     7  20
     8  30                       0           slot = 0
     9  2f                       /
    10  34                       4           port = 4
                                             vlan = absent
    11  02 08                    ..        remote_id = code 2, 8 octets
    13  00 06                    ..
    15  f0 7d 68 2c 93 00        .}h,..      mac = f0:7d:68:2c:93:00
' '' -- explain -k opt82 01096e2065746820302f3402080006f07d682c9300
t 'numbers, an address, nothing, text, octets, a MAC, words, a DUID' 0 \
'opt82: option-82 (documented), spelled hex, 42 octets
     0  0a 01                    ..        flags = code 10, 1 octets
     2  80                       .           flags = 128
     3  05 04                    ..        link_selection = code 5, 4 octets
     5  c0 00 02 07              ....        link_selection = 192.0.2.7
     9  13 00                    ..        source_port = code 19, 0 octets
    11  06 02                    ..        subscriber_id = code 6, 2 octets
    13  73 1b                    s.          subscriber_id = s\x1b
    15  63 01                    c.        code_99 = code 99, 1 octets
    17  ff                       .           code_99
    18  10 06                    ..        ap_bssid = code 16, 6 octets
    20  00 0d b9 42 aa 60        ...B.`      ap_bssid = 00:0d:b9:42:aa:60
    26  0c 0a                    ..        relay_id = code 12, 10 octets
    28  00 03                    ..          duid_type = 3 DUID-LL
    30  00 01                    ..          hw_type = 1
    32  1c ea ad ac 1e 00        ......      mac = 1c:ea:ad:ac:1e:00
    38  97 02                    ..        vss = code 151, 2 octets
    40  00                       .           type = name
    41  78                       x           name = x
' '' -- explain -k opt82 \
    0a01800504c000020713000602731b6301ff1006000db942aa600c0a000300011ceaadac1e0097020078
t 'the tag of PPPoE' 0 \
'pppoe: pppoe-tag (documented), spelled hex, 21 octets
     0  00 00 0d e9              ....      enterprise = 3561
                                           enterprise_name = Broadband Forum
     4  01 09                    ..        circuit_id = code 1, 9 octets
     6  6e                       n           node = n
     7  20
     8  65 74 68                 eth         access_type = eth
    11  20
    12  30                       0           slot = 0
    13  2f                       /
    14  34                       4           port = 4
                                             vlan = absent
    15  82 04                    ..        actual_data_rate_down = code 130, 4 octets
    17  00 00 04 00              ....        actual_data_rate_down = 1024 kbit/s
' '' -- explain -k pppoe 00000de901096e2065746820302f34820400000400
t 'a DUID with its time, behind an IAID' 0 \
'duid: client-id (documented), spelled hex, 19 octets
     0  ff                       .
     1  00 00 00 07              ....      iaid = 7
     5  00 01                    ..        duid_type = 1 DUID-LLT
     7  00 01                    ..        hw_type = 1
     9  32 94 ed 00              2...      time = 2026-11-22T00:00:00Z
    13  1c ea ad ac 1e 00        ......    mac = 1c:ea:ad:ac:1e:00
' '' -- explain -k duid ff00000007000100013294ed001ceaadac1e00
t 'a DUID of an enterprise' 0 \
'duid: duid (documented), spelled hex, 8 octets
     0  00 02                    ..        duid_type = 2 DUID-EN
     2  00 00 07 db              ....      enterprise = 2011
     6  61 62                    ab        identifier
' '' -- explain -k duid 0002000007db6162
t 'a DUID that is a UUID' 0 \
'duid: duid (documented), spelled hex, 18 octets
     0  00 04                    ..        duid_type = 4 DUID-UUID
     2  00 01 02 03 04 05 06 07  ........  uuid = 00010203-0405-0607-0809-0a0b0c0d0e0f
    10  08 09 0a 0b 0c 0d 0e 0f  ........
' '' -- explain -k duid 0004000102030405060708090a0b0c0d0e0f
t 'a DUID that is none stays as it is' 0 \
'opt82: option-82 (documented), spelled hex, 4 octets
     0  0c 02                    ..        relay_id = code 12, 2 octets
     2  00 03                    ..
' '' -- explain -k opt82 0c020003
t 'a spelling of a spelling' 0 \
'circuit-id: tr101-eth (documented), spelled hex0x of hex0x, 9 octets
     0  6e                       n         node = n
     1  20
     2  65 74 68                 eth       access_type = eth
     5  20
     6  30                       0         slot = 0
     7  2f                       /
     8  34                       4         port = 4
                                           vlan = absent
' '' -- explain 0x3078366532303635373436383230333032663334
t 'an option in a spelling of a spelling' 0 "circuit_id: n eth 0/4$NL" '' -- \
    "$C" -k opt82 0x307830313039366532303635373436383230333032663334
t 'as text a DUID that is none is its octets' 0 "relay_id: 0003$NL" '' -- \
    "$C" -k opt82 0c020003

# Too long a last line, without its end.
input '%300000d' 0
same() { "$C" -a | cmp - "$D/in"; }
ok 'a log that is one long line stays as it is' same
input '0x6e2065746820302f34\na0x6e2065746820302f34\n'
t '0x begins a line, and is no part of a word' 0 \
'0x6e2065746820302f34 [n eth 0/4 layout=tr101-eth node=n access_type=eth slot=0 port=4]
a0x6e2065746820302f34
' '' -- "$C" -a
input ''
long=$(printf '%%node:%0300d' 0)
t 'a template of more than 255 characters' 2 '' \
    '^circuitid-decode: -t: column 256: want at most 255 characters, have more$' \
    -- "$C" -t "$long" n
shown() {
	"$C" -t "$long" n 2>&1 |
	    grep '^circuitid-decode:   %node:0\{249\}$'
}
ok 'is shown as far as that' shown
finish
