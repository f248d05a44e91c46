# Sourced with release=2.6 or 3.0: the config back-end against that Kea.
# shellcheck shell=sh
# shellcheck disable=SC2154 # release
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_release "$release" ||
    { skip "Kea $release" 'it is not unpacked: make check-kea3'; finish; }
kea_machine rosette || exit 1
kea_machine gabier -r || exit 1

# rosette by its unix sockets, gabier by HTTP: the agent's or the daemons'.
http4=http http6=http
[ "$kea_major" -lt 3 ] || http4=http4 http6=http6
targets="$(reserve_target rosette), \"gabier\": {
    \"dhcp4\": \"$(kea_url gabier "$http4")\",
    \"dhcp6\": \"$(kea_url gabier "$http6")\" }"
reserve_write "$D/site.json" "$D/state" "$targets"
nets6=2a0e:c400:ff:f010:ffff:ffff:ffff:ffff,2a0e:c400:0:a00::/56

# -- a subscriber --

asked() {	# COMMAND [OPTION]
	"$KEA_ASK" ${2:+"$2"} "$(kea_url rosette unix4)" "$1" >"$D/answer"
}
version() { asked version-get && grep " $release\." "$D/answer"; }
ok "it is Kea $release" version
hashed() { asked config-get -j && grep '"hash"' "$D/answer"; }
ok 'its config-get has a hash, which config-set refuses' hashed
t 'the page: accepted, and carried out within the wait' 0 '' '' -- \
    reserve_page -w 30
for m in rosette gabier; do
	ok "IPv4 is on $m" reserve_has $m 4 "$RESERVE_LINE 5.183.104.10 ils01"
	ok "IPv6 is on $m" reserve_has $m 6 "$RESERVE_MAC $nets6 ils01"
	t "$m gives the IPv4 lease" 0 \
'address=5.183.104.10
mask=255.255.255.0
gateway=5.183.104.1
dns=89.234.140.1,89.234.140.2
lease=7200
' '' -- kea_lease4 $m "$RESERVE_LINE" "$RESERVE_MAC"
	t "$m gives the IPv6 lease" 0 \
'address=2a0e:c400:ff:f010:ffff:ffff:ffff:ffff
prefix=2a0e:c400:0:a00::/56
dns=2a00:5881:4000::1,2a00:5881:4000::2
lease=10800
' '' -- kea_lease6 $m "$RESERVE_MAC" "$RESERVE_LINE"
done
reserve_settled
sets() {
	n=$(reserve_calls rosette dhcp4 config-set)
	reserve_page -w 30 && reserve --retry && reserve_settled &&
	    [ "$(reserve_calls rosette dhcp4 config-set)" -eq "$n" ]
}
ok 'unchanged: nothing is set again' sets
t 'targets and state agree' 0 '' '' -- reserve --diff

# -- restarts --

ok 'the file has the reservation' \
    grep -q 5.183.104.10 "$KEA_DIR/rosette/conf/dhcp4.json"
kea_restart rosette
ok 'a restart keeps it' reserve_has rosette 4 \
    "$RESERVE_LINE 5.183.104.10 ils01"
kea_restart gabier
ok 'where Kea cannot write its file, a restart forgets' reserve_has gabier 4
t 'which --retry notices' 0 '' '' -- reserve --retry
ok 'and makes good' reserve_has gabier 4 "$RESERVE_LINE 5.183.104.10 ils01"
ok 'and makes good (IPv6)' reserve_has gabier 6 "$RESERVE_MAC $nets6 ils01"

# -- faults that config-test does not see --

# RULE ...: rosette's dhcp4 behind a fake with these rules, a new state.
behind() {
	mkdir -p "$D/fake/state"
	"$BUILD/tests/tool/fakekea" -u "$D/fake/k4" -l "$D/fake/log" \
	    -F "$KEA_DIR/rosette/k4" "$@" &
	at_exit kill "$!"
	until [ -S "$D/fake/k4" ]; do sleep 0.02; done
	reserve_write "$D/fake/site.json" "$D/fake/state" \
	    "\"rosette\": { \"dhcp4\": \"unix:$D/fake/k4\" }"
	at_exit reserve_settled "$D/fake/state"
}
# In between it asks by status-get whether another one has configured Kea.
undone() {
	grep -o '"command":"[a-z-]*"' "$D/fake/log" | cut -d'"' -f4 |
	    grep -v status-get | tr '\n' ' ' |
	    grep 'config-test config-set config-set config-get'
}
serves() { kea_lease4 rosette "$@" >"$D/lease"; }
database='"hosts-database":{"type":"postgresql","host":"127.0.0.1","port":1'
database="$database,\"name\":\"kea\",\"user\":\"kea\",\"password\":\"x\"}"

behind "config-set:swap=\"Dhcp4\":{|\"Dhcp4\":{$database,*1"
COLLECTE_CONFIG=$D/fake/site.json
t 'a config-set that fails for its database' 1 '' 'bbbb.*: ' -- \
    reserve -c bbbb -4 5.183.104.21 -w 30
ok 'was undone: DHCP answers' serves "$RESERVE_LINE"
reserve_settled "$D/fake/state"
ok 'tested, set, undone, read back' undone
t 'and --retry has it in' 0 '' '' -- reserve --retry
ok 'for good' serves 62626262
COLLECTE_CONFIG=$D/site.json

# The lease file is out of reach: not even the former configuration helps.
leases=$KEA_DIR/gabier/var/leases4.csv
mv "$leases" "$leases.away" && mkdir "$leases"
t 'its lease file is gone: accepted' 0 '' '' -- \
    reserve -c cccc -4 5.183.104.22 -w 0
reserve_settled
t '--retry says that DHCP may be down' 1 '' 'gabier dhcp4: config-set failed' \
    -- reserve --retry
rmdir "$leases" && mv "$leases.away" "$leases"
t 'it is back: --retry' 0 '' '' -- reserve --retry
serves_gabier() { kea_lease4 gabier "$@" >"$D/lease"; }
ok 'DHCP answers, the new line too' serves_gabier 63636363
ok 'and the former one' serves_gabier "$RESERVE_LINE" "$RESERVE_MAC"

# -- what newer servers refuse, and --check --

# The wide prefixes of the tests' site have no subnets and classes here.
found() {
	# shellcheck disable=SC2119
	reserve_check | grep -v -e '\[member-gateway\]$' \
	    -e '\[subnet-mask\]$' -e '\[subnet-missing\]$' \
	    -e '\[class-missing\]$' | cut -d: -f 1,2
}
t '--check finds nothing but the file that cannot be written' 0 \
    "gabier: config-write$NL" '' -- found

finish
