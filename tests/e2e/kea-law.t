#!/bin/sh
# The law of the tool where the channel to Kea misbehaves: a fake in front of
# a real Kea loses answers and refuses what Kea would take.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_have || { skip 'real Kea machines' 'kea is not installed'; finish; }
kea_machine rosette || exit 1

# RULE ...: rosette's dhcp4 behind a fake with these rules, a new state.
FAKES=0
behind() {
	FAKES=$((FAKES + 1))
	d=$D/case$FAKES
	mkdir -p "$d/state"
	"$BUILD/tests/tool/fakekea" -u "$d/k4" -F "$KEA_DIR/rosette/k4" \
	    -l "$d/log" "$@" &
	FAKE=$!
	at_exit kill "$FAKE"
	until [ -S "$d/k4" ]; do sleep 0.02; done
	reserve_write "$d/site.json" "$d/state" \
	    "\"rosette\": { \"dhcp4\": \"unix:$d/k4\" }"
	COLLECTE_CONFIG=$d/site.json
	at_exit reserve_settled "$d/state"
}
settled() {
	reserve_settled "$d/state"
}
asked() {	# COMMAND: how often
	grep -o "\"command\": *\"$1\"" "$d/log" | wc -l
}
has() {	# PATTERN: among the reservations that Kea runs with
	kea_hosts rosette 4 | grep -q "$1"
}
in_file() {
	grep -qi "$1" "$KEA_DIR/rosette/conf/dhcp4.json"
}
serves() {
	kea_lease4 rosette "$@" >"$D/lease"
}

behind 'config-write:close*1'
reserve -c aaaa -4 5.183.104.20 -w 20
settled
ok 'a config-write that was not heard leaves its reservation in memory' \
    sh -c "! grep -qi 61616161 '$KEA_DIR/rosette/conf/dhcp4.json'"
t '... and --retry has it written' 0 '' '' -- reserve --retry
ok '... to the file' in_file 61616161

behind 'config-set:pass=close*1'
reserve -c bbbb -4 5.183.104.21 -w 20
settled
ok 'a config-set whose answer is lost is looked at again, by the same call' \
    has 62626262
t '... and found done' 0 "1$NL" '' -- sh -c \
    "'$BIN/kea-reserve' --list | grep -c 'text=bbbb.*at-rosette=applied'"
ok '... and the service is well' serves 62626262

behind 'config-set:close*1'
reserve -c cccc -4 5.183.104.22 -w 20
settled
ok 'a config-set that never arrived is sent again, by the same call' \
    has 63636363

behind 'config-set:result=1*1'
reserve -c dddd -4 5.183.104.23 -w 20 2>/dev/null
settled
t 'a config-set that failed is undone at once by the former document' 0 \
    "2$NL" '' -- asked config-set
ok '... and the service is well' serves 63636363
t '... and what could not be set waits for --retry' 1 "1$NL" '' -- sh -c \
    "'$BIN/kea-reserve' --list | grep -c 'text=dddd.*at-rosette=quarantined'
    exit 1"
t '... which brings it in' 0 '' '' -- reserve --retry
ok '... to Kea' has 64646464

behind 'config-test:result=1'
reserve -c eeee -4 5.183.104.24 -w 20 2>/dev/null
settled
t 'what the test refuses is never set' 0 "0$NL" '' -- asked config-set
ok '... and the service is well' serves 64646464

# Kea, or an agent that serves both families, is busy for a while.
behind 'status-get:hang*2'
reserve -c gggg -4 5.183.104.26 -w 0
settled
ok 'a Kea that answers late is not given up at once' has 67676767

# An answer that is cut, one that is not Kea's: nothing is taken for done.
behind 'config-get:pass=half*1' 'config-set:bare=<html>*1'
reserve -c ffff -4 5.183.104.25 -w 20 2>/dev/null
settled
t '--retry finds what a broken channel left' 0 '' '' -- reserve --retry
ok '... carried out' has 66666666
finish
