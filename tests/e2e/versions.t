#!/bin/sh
# Two versions of kea-reserve.  tests/data/earlier is what an earlier one left
# (d17598d): reservations as Kea returned them, with their marks, and a state
# in which a fourth line waited for Kea.  Today's reads both and loses nothing;
# what a later version may add to a mark stays.  With $EARLIER, that program
# (make check-earlier), both work beside each other on one Kea.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_have || { skip 'two versions' 'kea is not installed'; finish; }
data=tests/data/earlier
a4='6c696e652d61 5.183.104.11 ils01' b4='6c696e652d62 5.183.104.12 ils01'
c4='6c696e652d63 5.183.104.13 ils01' d4='6c696e652d64 5.183.104.14 ils01'
b6='02:00:00:00:00:0b 2a0e:c400:ff:f010::12,2a0e:c400:0:1200::/56 ils01'
context() {	# HEX-ID: what Kea has in its user-context
	"$KEA_ASK" -j "$(kea_url rosette unix4)" config-get | tr '{' '\n' |
	    grep -i -A 2 "\"circuit-id\":\"$1\"" | tr -d '\n'
}

# -- a document --

now=$(date +%s)
gone="\"user-context\": { \"collecte\": { \"forgotten\": {
    \"6c696e652d63\": [ $((now - 3600))000000, \"vm\" ] }, \"later\": 1 } },"
gone=$(echo "$gone" | tr -d '\n')
sed 's/"collecte":{/&"later":[1],/' "$data/hosts4" >"$D/hosts4"
kea_machine rosette -4 "$D/hosts4" -6 "$data/hosts6" -N
conf=$KEA_DIR/rosette/conf/dhcp4.json
sed "s|{ \"Dhcp4\": {|& $gone|" "$conf" >"$D/conf" && cat "$D/conf" >"$conf"
ok 'a Kea with what an earlier version put there' kea_start rosette
reserve_site rosette
# Another machine wanted line-c before it was forgotten there.
before() {
	sed 's|unix:[^"]*|unix:/nonexistent|' "$D/site.json" >"$D/away.json"
	CLOCK_SHIFT=-86400 LD_PRELOAD=$BUILD/tests/shim/clock.so \
	    ASAN_OPTIONS=verify_asan_link_order=0 "$BIN/kea-reserve" \
	    --config "$D/away.json" -c line-c -4 5.183.104.13 -w 0
	reserve_settled
}
ok 'a line that is forgotten since' before
ok 'a new line' reserve -c line-e -4 5.183.104.15 -w 20
reserve_settled
ok '... and --retry' reserve --retry
e4='6c696e652d65 5.183.104.15 ils01'
ok 'all are there, and the forgotten one is not' reserve_has rosette 4 \
    "$a4" "$b4" "$e4"
ok 'in IPv6, too' reserve_has rosette 6 "$b6"
listed() {
	reserve --list | sed -n '/forgotten=true/d
	    s/^type=reservation.*text=\(line-.\).*by=\([a-z]*\).*/\1/p' | sort |
	    uniq -c | awk '{ print $2, $1 }'
}
t 'they are known here now, too' 0 "line-a 1${NL}line-b 2${NL}line-e 1$NL" '' -- listed
later() { context "$1" | grep -c '"later"' || true; }
t "what a later version has in a mark stays" 0 "1$NL" '' -- later 6C696E652D61
also() { "$KEA_ASK" -j "$(kea_url rosette unix4)" config-get | grep -c '"later":1'; }
t '... and beside the forgotten ones' 0 "1$NL" '' -- also
ok 'nothing differs' reserve --diff
ok 'one of them moves' reserve -c line-a -4 5.183.104.21 -w 20
reserve_settled
a4='6c696e652d61 5.183.104.21 ils01'
ok '... and is there' reserve_has rosette 4 "$a4" "$b4" "$e4"

# -- a state --

kea_machine gabier || exit 1
mkdir -p "$D/state2" && gzip -dc "$data/data.mdb.gz" >"$D/state2/data.mdb"
target=$(reserve_target gabier | sed 's/"gabier"/"rosette"/')
reserve_write "$D/site2.json" "$D/state2" "$target"
COLLECTE_CONFIG=$D/site2.json
b6='02:00:00:00:00:0b 2a0e:c400:ff:f010::12,2a0e:c400:0:1200::/56 ils01'
a4='6c696e652d61 5.183.104.11 ils01'
t 'the state of an earlier version, before a Kea that is empty' 0 '' '' -- \
    reserve --retry
ok 'all that it wanted is there, also what waited' reserve_has gabier 4 \
    "$a4" "$b4" "$d4"
ok '... in IPv6, too' reserve_has gabier 6 "$b6"
t 'nothing differs' 0 '' '' -- reserve --diff
ok 'what was forgotten may come back' reserve -c line-c -4 5.183.104.13 -w 20
reserve_settled
ok '... and is there' reserve_has gabier 4 "$a4" "$b4" "$c4" "$d4"

# -- both at work --

if [ -z "${EARLIER:-}" ]; then
	skip 'both beside each other' 'make check-earlier'
	finish
fi
reserve_write "$D/site3.json" "$D/state3" "$target"
earlier() { "$EARLIER" --config "$D/site3.json" "$@"; }
both() {
	for i in 1 2 3 4 5 6; do
		earlier -c "old-$i" -4 "5.183.104.$((100 + i))" -w 0 || return
		reserve -c "new-$i" -4 "5.183.104.$((120 + i))" -w 0 || return
	done
	earlier --forget line-d -w 0 || return
	reserve_settled
	reserve_settled "$D/state3"
	earlier --retry && reserve --retry && earlier --retry
}
ok 'both write to one Kea' both
held() {
	kea_hosts gabier 4 | awk '{ print $2 }' | grep -c '^5\.183\.104\.1[02].$'
}
t 'it holds what either one accepted' 0 "12$NL" '' -- held
t "... not what the earlier one forgot" 1 "0$NL" '' -- sh -c \
    "\"\$KEA_ASK\" --hosts '$(kea_url gabier unix4)' | grep -c 5.183.104.14"
ok "nothing differs for today's" reserve --diff
ok '... nor for the earlier one' earlier --diff
finish
