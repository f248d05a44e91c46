#!/bin/sh
# What is not ours is never touched; what Kea would refuse or swallow never
# reaches it.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_have || { skip 'real Kea machines' 'kea is not installed'; finish; }

# By hand, by the old script, with things that the old script never wrote.
cat >"$D/4" <<'EOF'
{"circuit-id":"6f6c64","ip-address":"5.183.104.30","client-classes":["ils01"]}
{"circuit-id":"666f72","ip-address":"5.183.104.31","client-classes":["ils01"],"hostname":"by-hand","user-context":{"note":"office"},"option-data":[{"name":"domain-name","data":"example.net"}],"boot-file-name":"b","next-server":"192.0.2.9","server-hostname":"s"}
{"circuit-id":"776974","ip-address":"5.183.104.32","client-classes":["ils01"],"hostname":"kept","user-context":{"note":"kept"}}
EOF
cat >"$D/6" <<'EOF'
{"hw-address":"02:00:00:00:0f:01","ip-addresses":["2a0e:c400:ff:f010::31"],"prefixes":["2a0e:c400:0:3100::/56"],"client-classes":["ils01"],"hostname":"by-hand","option-data":[{"name":"dns-servers","data":"2001:db8::1"}]}
EOF
kea_machine rosette -4 "$D/4" -6 "$D/6"
kea_machine gabier
reserve_site rosette gabier

# All that config-get shows of one reservation, in one order.
whole() {	# MACHINE 4|6 IDENTIFIER
	"$KEA_ASK" -j "$(kea_url "$1" "unix$2")" config-get | python3 -c '
import json, sys
sys.stdin.readline()
doc = json.load(sys.stdin)
body = doc.get("Dhcp4") or doc.get("Dhcp6")
for h in body["reservations"]:
    if sys.argv[1] in (h.get("circuit-id", "").lower(),
        h.get("hw-address", "")):
        print(json.dumps(h, sort_keys=True))' "$3"
}

whole rosette 4 666f72 >"$D/before4"
whole rosette 6 02:00:00:00:0f:01 >"$D/before6"
same4() { [ -s "$D/before4" ] && whole rosette 4 666f72 | diff "$D/before4" -; }
same6() { [ -s "$D/before6" ] && whole rosette 6 02:00:00:00:0f:01 | diff "$D/before6" -; }

reserve -c fresh -m 02:00:00:00:0f:02 -4 5.183.104.40 \
    -6 2a0e:c400:ff:f010::40 -p 2a0e:c400:0:4000::/56 -w 30
ok 'a commit beside it: the foreign one is as it was, to the last member' same4
ok 'and in IPv6' same6
t 'ours is there' 0 "5.183.104.40$NL" '' -- reserve_where rosette 4 6672657368

t 'a foreign one holds our address: refused there, by name' 1 '' \
    'rosette dhcp4: refused: newer \(IPv4\): 5.183.104.31 is held by the foreign reservation circuit-id 666f72' \
    -- reserve -c newer -4 5.183.104.31 -w 30
t 'the other machine has it' 0 "5.183.104.31$NL" '' -- \
    reserve_where gabier 4 6e65776572
ok 'the foreign one is as it was' same4
t 'the call again tells again' 1 '' 'refused: newer' -- \
    reserve -c newer -4 5.183.104.31 -w 30
t '--retry: one is refused' 1 '' 'rosette dhcp4: 1 refused' -- reserve --retry
t 'under --exec that is no failure' 0 "$NL" 'refused' -- \
    reserve --exec -c newer -4 5.183.104.31 -w 30
t 'a foreign prefix' 1 '' \
    'rosette dhcp6: refused: .*2a0e:c400:0:3100::/56 is held by the foreign reservation hw-address 02:00:00:00:0f:01' \
    -- reserve -c newer -m 02:00:00:00:0f:03 -p 2a0e:c400:0:3100::/56 -w 30
ok 'the foreign one is as it was' same6
t 'another address then: all is well' 0 '' '' -- \
    reserve -c newer -4 5.183.104.41 -w 30
t '--retry agrees' 0 '' '' -- reserve --retry
t 'on both' 0 "5.183.104.41$NL" '' -- reserve_where rosette 4 6e65776572

# -- the old script's --

t 'the line of an old reservation comes back: adopted' 0 '' '' -- \
    reserve -c old -4 5.183.104.30 -w 30
ours() { kea_hosts rosette 4 | grep '^6f6c64 5.183.104.30 ils01 [0-9]'; }
ok 'it is ours now' reserve_await ours
t 'what an administrator put there is kept' 0 '' '' -- \
    reserve -c wit -4 5.183.104.33 -w 30
kept() {
	whole rosette 4 776974 | grep '"hostname": "kept"' |
	    grep '"ip-address": "5.183.104.33"' | grep '"note": "kept"' |
	    grep -q '"machine":'
}
ok 'with the new address' reserve_await kept

# -- swallowed by Kea in silence --

t 'a class that Kea does not know' 1 '' \
    'gabier dhcp4: refused: .*client class ils99 is not defined' -- \
    reserve -c class -4 10.112.0.9 -k "$(kea_url gabier unix4)" -w 30
t 'an address that no subnet there holds' 1 '' \
    'dhcp4: refused: .*no subnet holds 100.64.0.9' -- \
    reserve -c subnet -4 100.64.0.9 -w 30
none() { ! reserve_where rosette 4 "$1" | grep .; }
ok 'neither is there' none 636c617373
ok 'neither is there (subnet)' none 7375626e6574
reserve --forget class -w 30
reserve --forget subnet -w 30

# -- a fault that config-test does not see, left by another writer --

cfg() { "$KEA_ASK" -j "$(kea_url gabier unix4)" config-get | sed 1d; }
hooked() {
	lib=$(find /usr/lib -path '*kea/hooks/libdhcp_lease_cmds.so' | head -n 1)
	[ "$lib" ] && cp "$lib" "$D/kea/gabier/hook.so" &&
	    cfg | python3 -c '
import json, sys
d = json.load(sys.stdin)
d["Dhcp4"]["hooks-libraries"] = [{"library": sys.argv[1]}]
print(json.dumps({"Dhcp4": d["Dhcp4"]}))' "$D/kea/gabier/hook.so" |
	    "$KEA_ASK" "$(kea_url gabier unix4)" config-set - >/dev/null &&
	    rm "$D/kea/gabier/hook.so"
}
if reserve_settled && hooked 2>/dev/null; then
	before=$(reserve_calls gabier dhcp4 config-reload)
	t 'a library is gone: nothing accepted is lost' 0 '' '' -- \
	    reserve -c fault -4 5.183.104.50 -w 0
	ok 'the worker tries, undoes, and commits at last' reserve_await \
	    reserve_has gabier 4 '6661756c74 5.183.104.50 ils01' \
	    '6672657368 5.183.104.40 ils01' '6e65776572 5.183.104.41 ils01' \
	    '6f6c64 5.183.104.30 ils01' '776974 5.183.104.33 ils01'
	t 'the former document did not help: Kea was brought back' 0 \
	    "$((before + 1))$NL" '' -- reserve_calls gabier dhcp4 config-reload
	t 'DHCP goes on' 0 "address=5.183.104.40
mask=255.255.255.0
gateway=5.183.104.1
dns=89.234.140.1,89.234.140.2
lease=7200
" '' -- kea_lease4 gabier 6672657368
	t 'nothing is left to do' 0 '' '' -- reserve --retry
else
	skip 'another writer left a fault' 'no lease hook to load'
fi

finish
