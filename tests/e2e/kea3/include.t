#!/bin/sh
# A Kea 3.0 that takes in a file, and refuses every path outside its own
# folders: sockets, leases and logs lie elsewhere here, which the environment
# tells the servers, and at first not the one that tests configurations.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/e2e/include-lib.sh

kea_release 3.0 ||
    { skip 'Kea 3.0' 'it is not unpacked: make check-kea3'; finish; }
include_machine rosette || exit 1
kea_machine gabier || exit 1
include_site rosette
sed "s|\"targets\": {|& $(reserve_target gabier),|" "$D/site.json" \
    >"$D/both.json"
COLLECTE_CONFIG=$D/both.json
line=$RESERVE_LINE
m=$KEA_DIR/rosette
host="$line 5.183.104.10 ils01"
cp "$m/inc/hosts4" "$D/before"

refused() {
	reserve_page -w 0 && reserve_settled && reserve --retry
}
t 'a path that Kea refuses: told, with its words' 1 '' \
    "rosette dhcp4: Kea's test \(-t\) refuses the configuration that runs: .*path" \
    -- refused
ok 'the file is as it was' cmp "$m/inc/hosts4" "$D/before"
ok 'Kea was not told to load it' \
    sh -c "! grep -q \"command 'config-reload'\" '$m/dhcp4.log'"
ok 'the other target goes on' reserve_await reserve_has gabier 4 "$host"
pending() {
	reserve --list | grep "family=dhcp4.*at-rosette=pending" |
	    grep -c at-gabier=applied
}
t 'nothing is lost: it is pending' 0 "1$NL" '' -- pending

KEA_CONTROL_SOCKET_DIR=$m KEA_DHCP_DATA_DIR=$m/var KEA_LOG_FILE_DIR=$m/var
export KEA_CONTROL_SOCKET_DIR KEA_DHCP_DATA_DIR KEA_LOG_FILE_DIR
t 'with the paths of its environment: --retry' 0 '' '' -- reserve --retry
ok 'it is there' reserve_has rosette 4 "$host"
t 'its IPv4 lease' 0 "5.183.104.10$NL" '' -- include_lease rosette "$line"
reserve_settled
kea_restart rosette dhcp4
ok 'a restart forgets nothing' reserve_has rosette 4 "$host"
t 'nothing differs' 0 '' '' -- reserve --diff

finish
