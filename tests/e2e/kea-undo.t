#!/bin/sh
# A fault that passes config-test and makes config-set fail, with this
# machine's Kea: the former configuration is put back at once, and DHCP
# answers.  tests/e2e/kea3/config.sh has newer ones.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_have || { skip 'a real Kea' 'kea is not installed'; finish; }
kea_machine rosette || exit 1
database='"hosts-database":{"type":"postgresql","host":"127.0.0.1","port":1'
database="$database,\"name\":\"kea\",\"user\":\"kea\",\"password\":\"x\"}"
"$BUILD/tests/tool/fakekea" -u "$D/k4" -l "$D/log" -F "$KEA_DIR/rosette/k4" \
    "config-set:swap=\"Dhcp4\":{|\"Dhcp4\":{$database,*1" &
at_exit kill "$!"
reserve_await test -S "$D/k4"
printf '{ "Dhcp4": { "interfaces-config": { "interfaces": [ ] }, %s } }' \
    "$database" >"$D/conf"
reserve_write "$D/direct.json" "$D/state" \
    "\"rosette\": { \"dhcp4\": \"unix:$KEA_DIR/rosette/k4\" }"
reserve_write "$D/site.json" "$D/state" \
    "\"rosette\": { \"dhcp4\": \"unix:$D/k4\" }"

tested() { "$KEA_ASK" "$KEA_URL" config-test - <"$D/conf" >"$D/answer"; }
KEA_URL=$(kea_url rosette unix4)
ok 'config-test takes a database that is not there' tested
t 'a line, past the one who spoils the next config-set' 0 '' '' -- \
    reserve --config "$D/direct.json" -c aaaa -4 5.183.104.20 -w 30
reserve_settled
serves() { kea_lease4 rosette "$@" >"$D/lease"; }
ok 'is served' serves 61616161
# Whoever calls waits only while a commit is near: ask the worker's outcome.
refused() {
	reserve -c bbbb -4 5.183.104.21 -w 0 || return
	reserve_await test -s "$D/log"
	reserve_settled
	reserve --list | grep '62626262.*at-rosette=[a-z]*' |
	    grep -v at-rosette=applied
}
ok 'a config-set that fails for its database is told' refused
ok 'was undone: DHCP answers' serves 61616161
undone() {
	grep -o '"command":"[a-z-]*"' "$D/log" | cut -d'"' -f4 |
	    grep -v status-get | tr '\n' ' ' |
	    grep 'config-test config-set config-set config-get'
}
ok 'tested, set, undone, read back' undone
t 'and --retry has it in' 0 '' '' -- reserve --retry
ok 'for good' serves 62626262
finish
