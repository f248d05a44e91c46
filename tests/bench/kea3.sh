#!/bin/sh
# 500 new subscribers at a Kea 3.0 that holds 20,000, by the back-ends
# host-cmds and config, while a third party asks by DHCP 200 times a second.
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/bench/figure-lib.sh
. tests/bench/kea-new-lib.sh

BASE=${BASE:-20000} NEW=${NEW:-500}

kea_release 3.0 ||
    { figure_none '*' 'Kea 3.0 is not unpacked: make check-kea3'; exit 0; }
new_asker
new_subscribers "$NEW"
for backend in host-cmds config; do
	kea_machine "$backend" -c -n "$BASE" -4 "$D/asker" || exit 2
	new_bench "$backend" "$backend" "\"rosette\": { \"dhcp4\":
	    \"$(kea_url "$backend" unix4)\", \"backend\": \"$backend\" }"
	kea_stop "$backend"
done
figure host "$(new_of host-cmds ms)" "$(new_of config ms)"
figure lost "$(new_of host-cmds lost)" "$(new_of config lost)"
