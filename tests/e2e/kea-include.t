#!/bin/sh
# Reservations in a file that Kea's own takes in, with a real Kea.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/e2e/include-lib.sh

kea_have || { skip 'a file that Kea takes in' 'kea is not installed'; finish; }
line=$RESERVE_LINE mac=$RESERVE_MAC
nets6=2a0e:c400:ff:f010:ffff:ffff:ffff:ffff,2a0e:c400:0:a00::/56
include_machine rosette
include_site rosette
f4=$KEA_DIR/rosette/inc/hosts4
has() { reserve_await reserve_has rosette "$@"; }

t '--check has nothing to say of the back-end' 0 '' '' -- include_findings

t 'a subscriber' 0 '' '' -- reserve_page -w 30
ok 'IPv4 is there' has 4 "$line 5.183.104.10 ils01"
ok 'IPv6 is there' has 6 "$mac $nets6 ils01"
t 'its IPv4 lease' 0 "5.183.104.10$NL" '' -- include_lease rosette "$line"
sent() { reserve_calls rosette dhcp4 config-set || true; }
t 'without a config-set' 0 "0$NL" '' -- sent
wrote() { reserve_calls rosette dhcp4 config-write || true; }
t 'and without a config-write' 0 "0$NL" '' -- wrote
reserve_settled
kea_restart rosette
ok 'a restart of Kea forgets nothing' reserve_has rosette 4 \
    "$line 5.183.104.10 ils01"
ok 'nor in IPv6' reserve_has rosette 6 "$mac $nets6 ils01"
alone() { [ "$(ls "${f4%/*}")" = "$(printf '%s\n' hosts4 hosts4.old hosts6 hosts6.old)" ]; }
ok 'nothing is left lying about' alone
mode() { stat -c %a "$f4"; }
t 'Kea may read it' 0 "644$NL" '' -- mode
before=$(reserve_calls rosette dhcp4 config-reload)
reserve_page -w 30 && reserve_page -w 30
reserve_settled
same() { [ "$(reserve_calls rosette dhcp4 config-reload)" -eq "$before" ]; }
ok 'unchanged: no reload' same

t 'another address' 0 '' '' -- reserve -c "$line" -m "$mac" \
    -4 5.183.104.11 -w 30
ok 'is there' has 4 "$line 5.183.104.11 ils01"
ok 'and IPv6 is gone' has 6
t 'forgotten' 0 '' '' -- reserve --forget "$line" -w 30
ok 'is gone' has 4
t 'nothing is left to do' 0 '' '' -- reserve --retry
remembered() { grep -q "^// collecte .*\"$line\"" "$f4"; }
ok 'the file remembers that' remembered

# -- edited by hand --

printf '{"circuit-id":"66666f","ip-address":"5.183.104.66","hostname":"by-hand"}\n' >>"$f4"
t '--check tells what Kea does not hold yet' 1 \
"rosette dhcp4: $f4: want what Kea holds, have other reservations: edited by hand, or Kea was not started with $KEA_DIR/rosette/conf/dhcp4.json [include-differs]
" '' -- include_findings
t '--reconcile' 0 '' '' -- reserve --reconcile
ok 'takes in what another wrote' has 4 '66666f 5.183.104.66 -'
t 'a subscriber beside it' 0 '' '' -- reserve -c aaaa -4 5.183.104.21 -w 30
ok 'both are there' has 4 '61616161 5.183.104.21 ils01' \
    '66666f 5.183.104.66 -'
byhand() { grep -q by-hand "$f4"; }
ok 'the other one as it was' byhand
t 'its address is held' 1 '' 'held by the foreign reservation circuit-id 66666f' \
    -- reserve -c bbbb -4 5.183.104.66 -w 30
reserve --forget bbbb -w 30

drop() { sed -i '/61616161/d; s/,$//' "$f4"; }
drop
t 'one that was taken out comes back' 0 '' '' -- reserve --reconcile
ok 'it is there again' has 4 '61616161 5.183.104.21 ils01' \
    '66666f 5.183.104.66 -'

cp "$f4" "$D/good"
echo '{"circuit-id": "6768"' >>"$f4"
cp "$f4" "$D/broken"
t 'half a line: an error that says where' 1 '' \
    "rosette dhcp4: $f4:4:1: want reservations with commas between them" \
    -- reserve --reconcile
ok 'the file is as it was' cmp "$f4" "$D/broken"
t 'the other family goes on' 0 '' '' -- reserve -c aaaa -m "$mac" \
    -4 5.183.104.21 -p 2a0e:c400:0:b00::/56 -w 0
reserve --retry 2>/dev/null
ok 'it did' has 6 "$mac 2a0e:c400:0:b00::/56 ils01"
cp "$D/good" "$f4"
sed '$s/$/,/' "$D/good" >"$f4"
echo '{"circuit-id":"6768","ip-address":"5.183.104.66"}' >>"$f4"
cp "$f4" "$D/broken"
t 'an address twice: Kea is asked before, and told nothing' 1 '' \
    'refuse.*(5.183.104.66|duplicate|already)' -- reserve --reconcile
ok 'the file is as it was' cmp "$f4" "$D/broken"
t 'DHCP goes on' 0 "5.183.104.21$NL" '' -- include_lease rosette 61616161
cp "$D/good" "$f4"
t 'mended' 0 '' '' -- reserve --reconcile
rm "$f4"
t 'the file is gone' 0 '' '' -- reserve --reconcile
ok 'what is wanted is there again' has 4 \
    '61616161 5.183.104.21 ils01'

# -- what Kea alone refuses --

cp "$f4" "$D/before"
fails() {	# kea-dhcp4 -t says no
	mkdir -p "$D/no"
	printf '#!/bin/sh\necho "Error encountered: no such luck" >&2\nexit 1\n' \
	    >"$D/no/kea-dhcp4"
	chmod 755 "$D/no/kea-dhcp4"
}
fails
refused_by_test() {
	with -c cccc -4 5.183.104.23 -w 0 && reserve_settled && with --retry
}
with() { (PATH=$D/no:$PATH; export PATH; reserve "$@"); }
t 'the test says no to everything' 1 '' \
    "rosette dhcp4: Kea's test \(-t\) refuses the configuration that runs: no such luck" \
    -- refused_by_test
reserve_settled
ok 'nothing was changed' cmp "$f4" "$D/before"
t 'it waits' 0 '' '' -- reserve --retry
ok 'and is there' has 4 '61616161 5.183.104.21 ils01' \
    '63636363 5.183.104.23 ils01'

# -- a reload that fails although the test was good --

conf=$KEA_DIR/rosette/conf/dhcp4.json
cp "$conf" "$D/conf"
cp "$f4" "$D/before"
db="\"hosts-database\": { \"type\": \"postgresql\", \"name\": \"none\", \"host\": \"$D\" }"
sed "s|^  \"reservations\": \[ <|$db, &|" "$D/conf" >"$conf"
reload_fails() {
	reserve -c eeee -4 5.183.104.25 -w 0 && reserve_settled &&
	    reserve --retry
}
t 'the reload fails, and with the former file too' 1 '' \
    "rosette dhcp4: config-reload fails with the former $f4 too: DHCP may be down: .*database" \
    -- reload_fails
ok 'the former file is back' cmp "$f4" "$D/before"
ok 'the refused one was kept' grep -q 65656565 "$f4.bad"
cp "$D/conf" "$conf"
t 'and when the reload works again' 0 '' '' -- reserve --retry
ok 'it is there' has 4 '61616161 5.183.104.21 ils01' \
    '63636363 5.183.104.23 ils01' '65656565 5.183.104.25 ils01'
t 'DHCP answers' 0 "5.183.104.25$NL" '' -- include_lease rosette 65656565
reserve --forget eeee -w 30
reserve_settled

# -- a Kea that does not take it in --

sed 's/<?include[^>]*hosts4[^>]*>//' "$D/conf" >"$conf"
not_taken_in() {
	reserve -c dddd -4 5.183.104.24 -w 0 && reserve_settled &&
	    reserve --retry
}
t 'its file does not take ours in' 1 '' \
    "rosette dhcp4: $conf: Dhcp4.reservations: want \[ <.include \"$f4\".> \], have none" \
    -- not_taken_in
t '--check says so' 1 \
"rosette dhcp4: $conf: Dhcp4.reservations: want [ <?include \"$f4\"?> ], have none [include-main]
" '' -- include_findings
cp "$D/conf" "$conf"
t 'and when it does again' 0 '' '' -- reserve --retry
ok 'it is there' has 4 '61616161 5.183.104.21 ils01' \
    '63636363 5.183.104.23 ils01' '64646464 5.183.104.24 ils01'
sed 's/^\(.*"reservations": \[\).*hosts4.*$/\1/' "$D/conf" >"$D/other.json"
sed "s,\"config4\": \"[^\"]*\",\"config4\": \"$D/none.json\"," "$D/site.json" \
    >"$D/nomain.json"
t 'a main file that is not there' 1 '' 'none.json: No such file' -- reserve \
    --config "$D/nomain.json" --reconcile


# -- what --check finds on this machine --

sed "s,\"include4\": \"[^\"]*\",\"include4\": \"$D/nowhere/hosts4\"," \
    "$D/site.json" >"$D/nofolder.json"
folder() {
	include_findings --config "$D/nofolder.json" >/dev/null
	grep -F '[include-folder]' "$D/findings"
}
t 'a folder that is not there' 0 "rosette dhcp4: $D/nowhere: want a folder \
that this user can write: No such file or directory [include-folder]$NL" '' -- \
    folder
without_kea() {	# in a mount namespace where nothing is in /usr/sbin
	unshare "$@" sh -c "mount -t tmpfs none /usr/sbin &&
	    PATH=/usr/bin:/bin '$BIN/kea-reserve' --config '$D/site.json' --check" |
	    sed 's/; [^;]*$//' | grep 'test configurations'
}
namespace=''
for how in -rm -m; do # -m is for root, who would else lose his rights
	! unshare "$how" mount -t tmpfs none /usr/sbin 2>/dev/null ||
	    namespace=$how
done
if [ "$namespace" ] && [ ! -e /usr/local/sbin/kea-dhcp4 ] &&
    [ ! -L /usr/sbin ]; then
	t 'no Kea here to test with' 0 "\
rosette dhcp4: want kea-dhcp4 and kea-dhcp6 on PATH or in /usr/sbin to test configurations, have none
rosette dhcp6: want kea-dhcp4 and kea-dhcp6 on PATH or in /usr/sbin to test configurations, have none
" '' -- without_kea "$namespace"
else
	skip 'no Kea here to test with' 'no mount namespace'
fi

finish
