#!/bin/sh
# circuitid-decode: what a relay adds, DUIDs, profiles, and every output of
# them: whole and cut.
# What t and ok run looks unused, and sh -c takes its own $1.
# shellcheck disable=SC2016,SC2317
. tests/cli/lib.sh

C=$BIN/circuitid-decode
J=$BUILD/tests/tool/jsonlines
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

# Option 82.
LINE='"text":"n eth 0/4","layout":"tr101-eth","confidence":"documented",
"node":"n","access_type":"eth","slot":0,"port":4,"vlan":null,
"hex":"6e2065746820302f34"'
REMOTE='"text":null,"layout":"bin-mac","confidence":"common",
"mac":"f0:7d:68:2c:93:00","oui":"f07d68","multicast":false,"local":false,
"hex":"0006f07d682c9300"'
OPT82=01096e2065746820302f3402080006f07d682c9300
json 'option 82' "{\"kind\":\"opt82\",\"text\":null,\"layout\":\"option-82\",
\"confidence\":\"documented\",\"circuit_id\":{$LINE},\"remote_id\":{$REMOTE},
\"input_encoding\":\"hex\",\"octets\":21,\"hex\":\"$OPT82\"}" \
    "$C" -j -k opt82 "$OPT82"
t 'option 82 as text' 0 "circuit_id: n eth 0/4; remote_id: \
f0:7d:68:2c:93:00$NL" '' -- "$C" -k opt82 "0x$OPT82"
json 'with the header of the option' "{\"circuit_id\":{$LINE},\"octets\":13}" \
    "$C" -jk opt82 520b01096e2065746820302f34
json 'two options of RFC 3396' "{\"circuit_id\":{$LINE},\"octets\":15}" \
    "$C" -jk opt82 520301096e52082065746820302f34
json 'in the octal of a lease' "{\"circuit_id\":{$LINE}}" \
    "$C" -jk opt82 '"\001\tn eth 0/4"'
json 'hexadecimal digits are octets whatever they spell' \
    '{"circuit_id":{"text":"1","layout":"opaque-text","hex":"31"}}' \
    "$C" -jk opt82 010131
t 'also a few with colons' 0 "circuit_id: A$NL" '' -- "$C" -k opt82 1:01:41
t 'digits that are no pairs' 1 "01013$NL" \
    '^circuitid-decode: argument 1: want two hexadecimal digits an octet, have an odd number of digits \(5\)$' \
    -- "$C" -k opt82 01013
t 'text is none' 1 "n eth 0/4$NL" \
    '^circuitid-decode: argument 1: want octets in hexadecimal or octal, have text$' \
    -- "$C" -k opt82 'n eth 0/4'
json 'the access line, in kbit/s' '{"vendor":{"enterprise_3561":{
"actual_data_rate_up":1024,"actual_data_rate_up_unit":"kbit/s",
"actual_data_rate_down":8192,"actual_data_rate_down_unit":"kbit/s"}}}' \
    "$C" -jk opt82 091100000de90c810400000400820400002000
json 'in RADIUS it is bit/s' '{"radius":{"vendor_specific":{
"enterprise_3561":{"actual_data_rate_up":1024,
"actual_data_rate_up_unit":"bit/s"}}}}' \
    "$C" -jk opt82 070c1a0c00000de9810600000400
t 'text says the unit too' 0 "vendor.enterprise_3561.actual_data_rate_up: 1024 \
kbit/s$NL" '' -- "$C" -k opt82 090b00000de906810400000400
t 'key=value names the way' 0 "vendor.enterprise_3561.encapsulation.data_link=\
ethernet$NL" '' -- sh -c '"$1" -f -k opt82 090a00000de9059003010200 |
    tr "\t" "\n" | grep data_link' - "$C"
json 'the DUID of a relay' '{"relay_id":{"duid_type":3,
"duid_type_name":"DUID-LL","hw_type":1,"mac":"1c:ea:ad:ac:1e:00",
"oui":"1ceaad","multicast":false,"local":false,
"link_local":"fe80::1eea:adff:feac:1e00",
"note":"opaque by RFC 8415; a MAC is that of some interface when it was made",
"hex":"000300011ceaadac1e00"}}' "$C" -jk opt82 0c0a000300011ceaadac1e00
json 'a DUID that is none' '{"relay_id":"0003"}' "$C" -jk opt82 0c020003
json 'one octet, an address, an empty one, text, octets' '{"flags":128,
"link_selection":"192.0.2.7","source_port":true,"subscriber_id":"s 1",
"code_99":"ff"}' "$C" -jk opt82 0a01800504c0000207130006037320316301ff
json 'text that is none is hex' '{"subscriber_id":"ff00"}' \
    "$C" -jk opt82 0602ff00
t 'all of them as text' 0 "flags: 128; link_selection: 192.0.2.7; \
source_port: yes; subscriber_id: s\\x1b; code_99: ff; \
ap_bssid: 00:0d:b9:42:aa:60; relay_id: DUID-LL 1c:ea:ad:ac:1e:00; vss.type: \
global$NL" '' -- "$C" -k opt82 \
    0a01800504c000020713000602731b6301ff1006000db942aa600c0a000300011ceaadac1e009701ff
json 'a MAC' '{"ap_bssid":{"mac":"00:0d:b9:42:aa:60","oui":"000db9",
"multicast":false,"local":false}}' "$C" -jk opt82 1006000db942aa60
json 'the same twice' '{"circuit_id":{"text":"a","layout":"opaque-text",
"hex":"61"},"circuit_id_2":{"text":"b","layout":"opaque-text","hex":"62"}}' \
    "$C" -jk opt82 010161010162

# What is cut: the whole parts, how much is missing, and exit 1.
t 'a sub-option that is cut' 1 "circuit_id: n; remote_id: 0006 (6 missing)$NL" \
    '^circuitid-decode: argument 1: sub-option 2: want 8 octets, have 2: 6 missing$' \
    -- "$C" -k opt82 01016e02080006
json 'in JSON' '{"circuit_id":{"text":"n","layout":"opaque-text","hex":"6e"},
"remote_id":{"hex":"0006","missing":6},
"error":"sub-option 2: want 8 octets, have 2: 6 missing","octets":7}' \
    sh -c '"$1" -jk opt82 01016e02080006 2>/dev/null' - "$C"
t 'in key=value' 1 "remote_id.missing=6$NL" 'argument 1: sub-option 2' -- \
    sh -c '"$1" -fk opt82 01016e02080006 >"$2"; rc=$?
    tr "\t" "\n" <"$2" | grep missing=; exit $rc' - "$C" "$D/kv"
json 'in a list within' '{"vendor":{"missing":4,"enterprise_3561":{
"actual_data_rate_up":{"hex":"00","missing":3}}}}' \
    sh -c '"$1" -jk opt82 090c00000de907810400 2>/dev/null' - "$C"
t 'an option that is cut' 1 "circuit_id: 616e (1 missing)$NL" \
    'argument 1: option 82: want 7 octets, have 4: 3 missing$' -- \
    "$C" -k opt82 52070103616e
t 'another option behind it' 1 "circuit_id: a$NL" \
    'argument 1: want option 82 behind option 82, have option 53$' -- \
    "$C" -k opt82 5203010161350101
input '%s\n%s\n' 01016e0208 01016e
t 'it stops nothing' 1 "circuit_id: n; remote_id:  (8 missing)${NL}circuit_id: \
n$NL" '^circuitid-decode: <stdin>:1: sub-option 2: want 8 octets, have 0: 8 missing$' \
    -- "$C" -k opt82

# Options of DHCPv6 and the tag of PPPoE.
t 'option 18' 0 "n eth 0/4$NL" '' -- "$C" -k opt18 6e2065746820302f34
json 'option 18 with its header' '{"kind":"opt18","layout":"tr101-eth",
"node":"n","octets":13}' "$C" -jk opt18 001200096e2065746820302f34
json 'option 37' "{\"kind\":\"opt37\",\"layout\":\"option-37\",
\"enterprise\":9,\"enterprise_name\":\"Cisco\",\"remote_id\":{$REMOTE}}" \
    "$C" -jk opt37 000000090006f07d682c9300
json 'option 37 with its header' '{"enterprise":7,"remote_id":{"text":"x",
"layout":"opaque-text","hex":"78"}}' "$C" -jk opt37 002500050000000778
t 'option 37 as text' 0 "enterprise: 3561; enterprise_name: Broadband Forum; \
remote_id: n eth 0/4$NL" '' -- "$C" -k opt37 00000de96e2065746820302f34
t 'option 37 that is cut' 1 "incomplete: 0000$NL" \
    'argument 1: option 37: want 4 octets of an enterprise number, have 2: 2 missing$' \
    -- "$C" -k opt37 0000
t 'digits of option 18 that are no pairs' 1 "6e3$NL" 'have an odd number' -- \
    "$C" -k opt18 6e3
t 'option 18 can be text with colons' 0 "1:2$NL" '' -- "$C" -k opt18 1:2
t 'option 18 can be text' 0 "n eth 0/4$NL" '' -- "$C" -k opt18 'n eth 0/4'
json 'the tag of PPPoE' "{\"kind\":\"pppoe\",\"layout\":\"pppoe-tag\",
\"enterprise\":3561,\"circuit_id\":{$LINE},\"actual_data_rate_down\":1024,
\"actual_data_rate_down_unit\":\"kbit/s\"}" \
    "$C" -jk pppoe 00000de901096e2065746820302f34820400000400
json 'with its header' '{"enterprise":7,"data":"6162"}' \
    "$C" -jk pppoe 01050006000000076162

# Remote ids.
json 'a remote-id that is an address' '{"layout":"ipv4-bare",
"confidence":"guess","ipv4":"192.0.2.7"}' "$C" -jk remote-id 0xc0000207
t 'and its text' 0 "192.0.2.7$NL" '' -- "$C" -k remote-id 0xc0000207

# DUIDs.
LL=000300011ceaadac1e00
json 'DUID-LL' '{"kind":"duid","layout":"duid","duid_type":3,
"duid_type_name":"DUID-LL","hw_type":1,"mac":"1c:ea:ad:ac:1e:00",
"link_local":"fe80::1eea:adff:feac:1e00"}' "$C" -jk duid "$LL"
json 'DUID-LLT' '{"duid_type_name":"DUID-LLT","time":"2026-11-22T00:00:00Z",
"mac":"1c:ea:ad:ac:1e:00"}' \
    "$C" -jk duid 00:01:00:01:32:94:ed:00:1c:ea:ad:ac:1e:00
json 'DUID-EN' '{"duid_type_name":"DUID-EN","enterprise":2011,
"enterprise_name":"Huawei","identifier":"6162"}' \
    "$C" -jk duid 0002000007db6162
json 'DUID-UUID' '{"duid_type_name":"DUID-UUID",
"uuid":"00010203-0405-0607-0809-0a0b0c0d0e0f"}' \
    "$C" -jk duid 0004000102030405060708090a0b0c0d0e0f
json 'a type without a name' '{"duid_type":9,"duid_type_name":null,
"identifier":"78"}' "$C" -jk duid 000978
json 'not Ethernet' '{"hw_type":32,"address":"0102"}' \
    "$C" -jk duid 000300200102
json 'a client identifier of DHCPv4' '{"layout":"client-id","iaid":7,
"mac":"1c:ea:ad:ac:1e:00"}' "$C" -jk duid "ff00000007$LL"
t 'DUIDs as text' 0 "DUID-LL 1c:ea:ad:ac:1e:00
DUID-LLT 2026-11-22T00:00:00Z 1c:ea:ad:ac:1e:00
DUID-EN 2011 6162
DUID-UUID 00010203-0405-0607-0809-0a0b0c0d0e0f
type 9 78$NL" '' -- "$C" -k duid "$LL" 000100013294ed001ceaadac1e00 \
    0002000007db6162 0004000102030405060708090a0b0c0d0e0f 000978
t 'a DUID that is cut' 1 "00030001$NL" \
    'argument 1: want a DUID: more than the head of DUID-LL, have 4 octets$' \
    -- "$C" -k duid 00030001

# Does it hold this MAC?
input '%s\n' "$LL" 000300011ceaadac1e01 0002000007db6162
t '--match-mac' 1 "yes${NL}no${NL}none$NL" '' -- \
    "$C" --match-mac 1CEA.ADAC.1E00
t 'all do' 0 "yes$NL" '' -- "$C" --match-mac 1c:ea:ad:ac:1e:00 -k duid "$LL"
t 'none that is no DUID' 1 "0x0003$NL" 'argument 1: want a DUID' -- \
    "$C" --match-mac 1c:ea:ad:ac:1e:00 0x0003
t '--match-mac of no MAC' 2 '' \
    '^circuitid-decode: --match-mac: want a MAC address, have "x"$' -- \
    "$C" --match-mac x "$LL"
t '--match-mac in another kind' 2 '' \
    '^circuitid-decode: --match-mac: want -k duid, have -k opt82$' -- \
    "$C" --match-mac 1c:ea:ad:ac:1e:00 -k opt82 "$LL"
t '--match-mac with another output' 2 '' \
    '^circuitid-decode: --match-mac: want no other output, have one$' -- \
    "$C" --match-mac 1c:ea:ad:ac:1e:00 -j "$LL"

# Layouts that need to know who made the access node.
json 'ambiguous without' '{"layout":"path","confidence":"guess",
"note":"rack/shelf/slot/port on some access nodes and shelf/slot/subslot/port '\
'on others","path":[1,2,3,4],"vlan":9}' "$C" -j 'n eth 1/2/3/04:9'
json 'five numbers may be others as well' '{"layout":"tr156","slot":1,
"port":1,"onu_id":2,"note":"rack/shelf/slot/port/onu_id on some access nodes"}' \
    "$C" -j 'n pon 1/1/02/07/12'
json '-p nokia' '{"layout":"nokia-path","confidence":"common","rack":1,
"shelf":2,"slot":3,"port":4}' "$C" -j -p nokia 'n eth 1/2/3/4'
json '--profile huawei' '{"layout":"huawei-path","shelf":1,"slot":2,
"subslot":3,"port":4}' "$C" -j --profile huawei 'n eth 1/2/3/4'
json 'also within an option' '{"circuit_id":{"text":"n eth 1/2/3/4",
"layout":"nokia-path","confidence":"common","node":"n","access_type":"eth",
"rack":1,"shelf":2,"slot":3,"port":4,"vlan":null,
"hex":"6e2065746820312f322f332f34"}}' "$C" -j -p nokia -k opt82 \
    010d6e2065746820312f322f332f34
t 'the path in key=value' 0 "path=1,2,3,4$NL" '' -- sh -c \
    '"$1" -f "n eth 1/2/3/4" | tr "\t" "\n" | grep ^path' - "$C"
json 'a circuit-id behind the port of a BRAS' '{"layout":"bas-prefixed",
"inner_layout":"tr101-eth","nas_port":3,"node":"n","port":4}' \
    "$C" -j 'atm 1/0/3:1.2#n eth 0/4'

# --sh
SH="kind='circuit-id' text='it'\\''s eth 0/4' layout='tr101-eth' \
confidence='documented' node='it'\\''s' access_type='eth' slot='0' port='4' \
input_encoding='text' octets='12' hex='697427732065746820302f34'"
t '--sh' 0 "$SH$NL" '' -- "$C" --sh "it's eth 0/4"
t 'a shell reads it back' 0 "it's \$(id) \`id\`|4$NL" '' -- sh -c \
    'eval "$("$1" --sh "$2")" && printf "%s|%s\n" "$node" "$port"' - "$C" \
    "it's \$(id) \`id\` eth 0/4"
t 'what no shell should see is left out' 0 "kind='circuit-id' \
layout='opaque-bytes' input_encoding='hex0x' octets='2' hex='1b5b'$NL" '' -- \
    "$C" --sh 0x1b5b
t 'a way becomes a name' 0 "circuit_id_node='n'$NL" '' -- sh -c \
    '"$1" --sh -k opt82 "$2" | tr " " "\n" | grep circuit_id_node' - "$C" \
    "$OPT82"
# Every octet there is, as a node: nothing but assignments comes out.
i=0
while [ $i -lt 256 ]; do
	printf '0x6e%02x20657468 20302f34\n' $i | tr -d ' '
	i=$((i + 1))
done >"$D/in"
"$C" --sh <"$D/in" >"$D/sh" 2>/dev/null
ok 'any octet is quoted or left out' sh -c '
    test "$(wc -l <"$1")" -eq 256 &&
    ! grep -Ev "^[a-z_0-9]+='"'[^']*'"'( ([a-z_0-9]+=)?('"'[^']*'|'\\\\\\\\''"')+)*" "$1"' \
    - "$D/sh"

# --tsv
t '--tsv' 0 "n${TAB}4${TAB}${TAB}n$NL" '' -- \
    "$C" --tsv node,port,vlan,node 'n eth 0/4'
t 'columns of what is within' 0 "n${TAB}f0:7d:68:2c:93:00$NL" '' -- \
    "$C" --tsv circuit_id.node,remote_id.mac -k opt82 "$OPT82"
t 'a list, a number behind, a unit' 0 "1024${TAB}kbit/s$NL" '' -- "$C" --tsv \
    vendor.enterprise_3561.actual_data_rate_up,vendor.enterprise_3561.actual_data_rate_up_unit \
    -k opt82 090b00000de906810400000400
t 'tabs within are escaped' 0 "a\\x09b$NL" '' -- \
    "$C" --tsv realm -k user-name "000db942aa60@a${TAB}b"
input 'n eth 0/1\nx\n'
t 'a line for every value' 0 "1$NL$NL" '' -- "$C" --tsv port
for names in '' nod 'node,' ,node node,nod circuit_id.nod .node 'node ' 7; do
	t "--tsv '$names'" 2 '' \
	    '^circuitid-decode: --tsv: want names of fields, have "' -- \
	    "$C" --tsv "$names" x
done
for name in text tags down_rate_1 up_bps_2 code_7 circuit_id_2.node \
    enterprise_9 vendor.enterprise_9_2.data error remote_id.missing; do
	t "--tsv $name is fine" 0 "$NL" '' -- sh -c '"$1" --tsv "$2" "" \
	    2>/dev/null | sed "s/.*//"' - "$C" "$name"
done

# -m
t '-m' 0 "***-*****-** pon 1/1/01/01/*/*/*/$NL" '' -- \
    "$C" -m 'olt-bsn42-01 pon 1/1/01/01/4/1/1/'
json '-m -j' '{"text":"*-* eth 0/4","node":"*-*","slot":0,"port":4,
"hex":null,"octets":11}' "$C" -mj 'a-b eth 0/4'
t '--mask of what has no layout' 0 "****-*${NL}****$NL" '' -- \
    "$C" --mask 'abcd-1' 0xff2e0041
# A blank is an octet as any other in a VLAN or an address.
t '-m of octets that are signs' 0 "\\x00\\x04**\\x00\\x01$NL**\\x00\\x01
\\x00\\x06**\\x00\\x01\\x00\\x02\\x01\\x06******$NL\\x01\\x06*-*-**$NL" '' -- \
    "$C" -m 0x00040f200001 0x05280001 0x0006073b000100020106282a2b2c2d2e \
    0x0106612d622d6364
t '-m of text that is none' 0 "subscriber_id: ****$NL" '' -- \
    "$C" -mk opt82 060461202d00
t '-m of a MAC' 0 "00:0d:b9:**:**:**@r.x$NL" '' -- \
    "$C" -m -k user-name 000db942aa60@r.x
json '-m -j of a MAC' '{"text":null,"mac":"00:0d:b9:**:**:**",
"oui":"000db9","hex":null}' "$C" -mjk mac 00:0d:b9:42:aa:60
t '-m of a DUID' 0 "DUID-LL 1c:ea:ad:**:**:**${NL}DUID-UUID ***$NL" '' -- \
    "$C" -mk duid "$LL" 0004000102030405060708090a0b0c0d0e0f
json '-m -j of a DUID' '{"mac":"1c:ea:ad:**:**:**","link_local":null}' \
    "$C" -mjk duid "$LL"
# The last octets of a MAC are many clients' IAID, and one router in a network
# was there in that second.
json '-m -j of a client identifier' '{"iaid":null,"time":null,
"mac":"00:0d:b9:**:**:**"}' \
    "$C" -mjk duid ffb942aa60000100013294ed00000db942aa60
t '-m of when a DUID was made' 0 "DUID-LLT 00:0d:b9:**:**:**$NL" '' -- \
    "$C" -mk duid 000100013294ed00000db942aa60
t '-m within an option' 0 "circuit_id: * eth 0/4; remote_id: \
f0:7d:68:**:**:**$NL" '' \
    -- "$C" -mk opt82 "$OPT82"
t '-m leaves rates' 0 "X-DL1k-UL1m$NL" '' -- "$C" -mk class X-DL1k-UL1m
t '-m in messages as well' 1 "**$NL" \
    '^circuitid-decode: argument 1: cannot be decoded$' -- "$C" -mk mac ab
t '-m: what is cut is told as ever' 1 "circuit_id: *; remote_id: *** (6 missing)
" '^circuitid-decode: argument 1: sub-option 2: want 8 octets, have 2: 6 missing$' \
    -- "$C" -mk opt82 01016e02080006
json '-m -j of a cut one' \
    '{"error":"sub-option 2: want 8 octets, have 2: 6 missing","hex":null}' \
    sh -c '"$1" -mjk opt82 01016e02080006 2>/dev/null' - "$C"
json '-m of a failed one' '{"text":"**","error":"cannot be decoded",
"hex":null}' sh -c '"$1" -mjk mac ab 2>/dev/null' - "$C"
t '-m tells nothing in any output' 1 '' '' -- sh -c '
    for o in "" -f -j --sh "--tsv text,node,hex,mac,error"; do
	"$1" -m $o "SECRET7 pon 1/1/01/01/4/1/1/" SECRET7 0x5345435245543700
	"$1" -m $o -k opt82 0107534543524554370609534543524554370 \
	    0107534543524554370607534543524554 37
	"$1" -m $o -k mac SECRET7
    done 2>&1 | grep -i -e SECRET -e 534543' - "$C"
# Two households that differ in all that is private look the same, whatever is
# printed.
while read -r kind one two; do
	for o in '' -f -j --sh; do
		for v in "$one" "$two"; do
			# shellcheck disable=SC2086
			"$C" -m $o -k "$kind" "$(echo "$v" | tr _ ' ')" 2>&1
		done | uniq | wc -l | grep -qx 1 || echo "-m $o: $one $two"
	done
done >"$D/differ" <<'EOF'
circuit-id olt-abc_pon_1/1/01/01/4/1/1:100/7 kpn-xyz_pon_1/1/01/01/5/2/3:200/8
circuit-id olt-a_eth_1/1/02/07/12/000000000000ABCD12345678 kpn-b_eth_1/1/02/07/34/000000000000WXYZ87654321
circuit-id n_xpon_0/2/0/8:38.1.100 m_xpon_0/2/0/8:49.2.200
circuit-id n_eth_1/2/3/4:100 m_eth_5/6/7/8:200
circuit-id eth_1/0/3:100.2001_n/0/1/4/0/22:1.2 eth_1/0/3:300.4000_m/0/1/4/0/22:3.4
circuit-id atm_1/0/3:1.2#n_eth_0/4 atm_1/0/3:3.4#m_eth_0/4
circuit-id xe-1/0/2.9:5-9 xe-3/4/2.8:6-7
circuit-id node|5|to-olt|10 made|6|to-kpn|20
circuit-id 1/2_vlan-id_10:20_pppoe_77 1/2_vlan-id_30:40_pppoe_88
circuit-id 0x00040f200001 0x000404570001
circuit-id 0x000607d0000100020106000db92a2b2c 0x00060fa0000100020106000db9ff00ff
circuit-id 0x80282a2b2c 0x8000010203
circuit-id 0x000db92a2b2c 0x000db9ff00ff
remote-id 0xc0282a2b 0xc0332c2d
user-name 000db92a2b2c@r 000db9ff00ff@r
duid ff2a2b2c2d000100012a2b2c2d000db92a2b2c ff000102030001000100010203000db9ff00ff
duid 0002000000092a2b2c2d 00020000000900010203
duid 00042a2b2c2d2a2b2c2d2a2b2c2d2a2b2c2d 000400010203000102030001020300010203
duid 00030020282a2b2c 0003002000010203
opt82 0103612d620602612a990228ff1006000db92a2b2c 0103632d640602632a990200011006000db9ff00ff
opt37 00000de9612d62 00000de9632d64
pppoe 00000de90103612d62 00000de90103632d64
EOF
t '-m: one household looks as another does' 0 '' '' -- cat "$D/differ"
t '-m and --explain' 2 '' '^circuitid-decode: -m does not go with --explain$' \
    -- "$C" -m --explain x

# --explain
explain() {
	"$C" --explain "$@" | sed 's/  *$//'
}
t '--explain: each octet once, with its meaning' 0 \
    'circuit-id: tr101-eth (documented), spelled hex0x, 10 octets
     0  6e                       n         node = n
     1  20
     2  65 74 68                 eth       access_type = eth
     5  20
     6  30 31                    01        slot = 1
     8  2f                       /
     9  34                       4         port = 4
                                           vlan = absent
' '' -- explain 0x6e206574682030312f34
t '--explain: long ones and notes' 0 \
    'circuit-id: bin-vlan-mod-port (common), spelled hex0x, 6 octets
note: some switches send a slot (2 octets) and a port (2 octets) instead
     0  00 04                    ..
     2  00 64                    .d        vlan = 100
     4  00                       .         module = 0
     5  01                       .         port = 1
circuit-id: opaque-text, spelled text, 10 octets
     0  61 62 63 64 65 66 67 68  abcdefgh
     8  69 6a                    ij
' '' -- explain 0x000400640001 abcdefghij
t '--explain: options, what is cut, and a DUID' 1 \
    'opt82: option-82 (documented), spelled hex, 24 octets
     0  00                       .
     1  0a 01                    ..        flags = code 10, 1 octets
     3  80                       .           flags = 128
     4  0c 0a                    ..        relay_id = code 12, 10 octets
     6  00 03                    ..          duid_type = 3 DUID-LL
     8  00 01                    ..          hw_type = 1
    10  1c ea ad ac 1e 00        ......      mac = 1c:ea:ad:ac:1e:00
    16  09 0b                    ..        vendor = code 9, 11 octets
                                             missing = 5 octets
    18  00 00 0d e9              ....        enterprise_3561
    22  06                       .
    23  81                       .             actual_data_rate_up = code 129, 1 octets
                                                 missing = 1 octets
' 'argument 1: sub-option 9: want 11 octets, have 6: 5 missing$' -- sh -c \
    '"$1" --explain -k opt82 000a01800c0a000300011ceaadac1e00090b00000de90681 \
    >"$2"; rc=$?; sed "s/  *$//" "$2"; exit $rc' - "$C" "$D/explain"
t '--explain: a Class, a User-Name, a failed one' 1 \
    'class: rate-profile (guess), spelled text, 12 octets
     0  58                       X         tag = X
     1  2d                       -
     2  59                       Y         tag = Y
     3  2d 44 4c                 -DL
     6  32 67                    2g        down_rate = 2000000000 bit/s
     8  2d 55 4c                 -UL
    11  35                       5         up_rate = 5 bit/s
' '' -- sh -c '"$1" --explain -k class X-Y-DL2g-UL5 | sed "s/  *$//"; exit 1' \
    - "$C"
t '--explain: a User-Name' 0 \
    'user-name: mac-realm (documented), spelled text, 16 octets
     0  30 30 30 64 62 39 34 32  000db942  mac = 00:0d:b9:42:aa:60
     8  61 61 36 30              aa60
    12  40                       @
    13  72 2e 78                 r.x       realm = r.x
' '' -- explain -k user-name 000db942aa60@r.x
t '--explain: a failed one' 1 'mac: not decoded, 2 octets
     0  61 1b                    a.
' 'want a MAC address' -- "$C" --explain -k mac "a$ESC"
t '--explain: no colour in a file' 1 '' '' -- sh -c \
    '"$1" --explain x | grep "$2"' - "$C" "$ESC"
if command -v script >/dev/null; then
	t '--explain: colour on a terminal' 0 '' '' -- sh -c \
	    'script -qec "$1 --explain x" /dev/null </dev/null >"$3" &&
	    grep -q "$2" "$3"' - "$C" "$ESC" "$D/tty"
	t '--explain: NO_COLOR' 1 '' '' -- sh -c \
	    'NO_COLOR=1 script -qec "$1 --explain x" /dev/null </dev/null \
	    >"$3" && grep -q "$2" "$3"' - "$C" "$ESC" "$D/tty"
	t '--explain: an empty NO_COLOR is none' 0 '' '' -- sh -c \
	    'NO_COLOR= script -qec "$1 --explain x" /dev/null </dev/null \
	    >"$3" && grep -q "$2" "$3"' - "$C" "$ESC" "$D/tty"
else
	skip '--explain: colour on a terminal' 'no script(1)'
fi
finish
