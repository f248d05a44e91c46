#!/bin/sh
# Every option and every refusal that needs no Kea; the targets are sockets
# that nobody listens on.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh

settled() {
	for lock in "$D"/state*/*.lock; do
		[ ! -e "$lock" ] || flock -w 60 "$lock" true
	done
}
at_exit settled
site() {	# STATE-DIR
	cat <<-EOF
	{ "members": {
	    "ils": { "realm": "ils-ftth", "table": "1", "prefixes": [
	      { "prefix": "192.0.2.0/24", "client-class": "ils01",
	        "gateway": "192.0.2.1" },
	      { "prefix": "203.0.113.0/24" },
	      { "prefix": "203.0.113.128/31", "client-class": "p2p" },
	      { "prefix": "203.0.113.132/30", "client-class": "p2p" },
	      { "prefix": "2001:db8::/40", "client-class": "six01" } ] },
	    "rzn": { "realm": "rzn-ftth", "table": "2", "prefixes": [
	      { "prefix": "198.51.100.0/24", "client-class": "rzn01" },
	      { "prefix": "2001:db8:4200::/40", "client-class": "rzn01" }
	      ] } },
	  "kea": { "targets": {
	      "rosette": { "dhcp4": "unix:$D/r4", "dhcp6": "unix:$D/r6" },
	      "gabier": { "dhcp4": "http://127.0.0.1:9/kea" } },
	    "state-dir": "$1" } }
	EOF
}
site "$D/state" >"$D/site.json"
mkdir "$D/state"
COLLECTE_CONFIG=$D/site.json
export COLLECTE_CONFIG
r() { "$BIN/kea-reserve" "$@"; }
# What is preloaded comes before a sanitizer's library.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0
export ASAN_OPTIONS
mac=00:0d:b9:42:aa:60

# -- usage --

t '-V' 0 "kea-reserve $VERSION$NL" '' -- r -V
t '--version' 0 "kea-reserve $VERSION$NL" '' -- r --version
usage() { r "$@" | sed -n 1p; }
u='usage: kea-reserve [-n] [--exec] [--config FILE] -c CIRCUIT-ID [-m MAC[@REALM]]'
t '-h' 0 "$u$NL" '' -- usage -h
t '--help' 0 "$u$NL" '' -- usage --help
full() { r -h >/dev/full; }
t 'a full stdout' 2 '' 'stdout.*No space left' -- full
t 'an unknown option' 2 '' '--frobnicate: no such option; see -h$' -- r --frobnicate
t 'an unknown letter' 2 '' '-x: no such option; see -h$' -- r -x
t 'a value is missing' 2 '' '-c: want a value, have none$' -- r -c
t 'a stray argument' 2 '' 'want no more arguments, have "stray"$' -- r stray
t 'two modes' 2 '' 'want one of --forget, --retry' -- r --retry --reconcile
t 'a DUID in another mode' 2 '' '-d, .* go with an add alone' -- \
    r --retry -d 0003000102
t 'a subscriber in another mode' 2 '' 'go with an add alone' -- \
    r --retry -c abc
t '--exec in another mode' 2 "$NL" '--exec goes with an add' -- \
    r --exec --retry
t '--exec and -n' 2 "$NL" 'exclude each other' -- r --exec -n -c abc
t '--exec: no help' 2 "$NL" '-h, -V and --list-options do not go with' -- \
    r --exec -h
t '--exec: no version' 2 "$NL" 'do not go with --exec' -- r -V --exec
t '--exec, cut short' 2 "$NL" 'circuit-id: want one' -- r --ex -4 192.0.2.9
t '-h in another mode' 0 "$u$NL" '' -- usage --list -h
for mode in --retry --reconcile --list --diff --check; do
	t "-k and $mode" 2 '' '-k and -w go with an add, --forget' -- \
	    r "$mode" -k http://127.0.0.1:9/kea
	t "-w and $mode" 2 '' '-k and -w go with an add, --forget' -- \
	    r -w 1 "$mode"
done
t '-n and --retry' 2 '' '-n goes with an add' -- r -n --retry
for w in '' -1 61 60.001 1.2345 1.x x 1,5; do
	t "-w $w" 2 '' '-w: want' -- r -w "$w" -c abc -4 192.0.2.9
done
t 'no site file' 2 '' "$D/none.json: No such file" -- \
    r --config "$D/none.json" --retry
echo '{ "members": {} }' >"$D/bare.json"
t 'a site without targets' 2 '' 'bare.json: kea.targets: want at least one' \
    -- r --config "$D/bare.json" --retry
site "$D/state" | sed '/gabier/s/ }/, "backend": "magic" }/' >"$D/magic.json"
t 'a back-end that is none' 2 '' \
    'magic.json: kea.targets.gabier.backend: want .*config, have "magic"' \
    -- r --config "$D/magic.json" --retry
t '-k of no target' 2 '' \
    '-k: want the URL of a target \(unix:.*r4, unix:.*r6, http://127.0.0.1:9/kea\), have http://x/' \
    -- r -c abc -4 192.0.2.9 -k http://x/

# -- refused requests --

no() {	# NAME STDERR ARGUMENTS
	no_name=$1 no_re=$2
	shift 2
	t "$no_name" 2 '' "kea-reserve: $no_re" -- r -n "$@"
	t "$no_name, under --exec" 2 "$NL" "$no_re" -- r --exec "$@"
}
no 'nothing at all' 'circuit-id: want one, have none'
no 'an empty circuit-id' 'circuit-id: want one' -c '' -4 192.0.2.9
no 'an odd circuit-id' 'circuit-id: ' -c 0x123 -4 192.0.2.9
no 'a huge circuit-id' 'circuit-id: ' -c "0x$(printf '%0512d' 0)" -4 192.0.2.9
no 'no address' 'want an address or a prefix \(-4, -6, -p\), have none' \
    -c abc -m "$mac" -4 '' -6 '' -p ''
no 'no IPv4 address' '-4: want an IPv4 address, have 192.0.2' \
    -c abc -4 192.0.2
no 'IPv6 in -4' '-4: want an IPv4 address' -c abc -4 2001:db8::1
no 'two addresses' '-4: want an IPv4 address' -c abc -4 '192.0.2.9,192.0.2.8'
no 'a prefix in -6' '-6: want an IPv6 address' \
    -c abc -m "$mac" -6 2001:db8::/56
no 'no prefix' '-p: ' -c abc -m "$mac" -p nonsense
no 'an address in -p' '-p: ' -c abc -m "$mac" -p 2001:db8::1
no 'host bits' '-p: .*2001:db8::1/56' -c abc -m "$mac" -p 2001:db8::1/56
no 'two prefixes' '-p: want PREFIX or PREFIX NEXT-HOP METRIC' \
    -c abc -m "$mac" -p '2001:db8::/56 2001:db8:1::/56'
no 'a metric that is none' '-p: want PREFIX or' \
    -c abc -m "$mac" -p '2001:db8::/56 :: x'
no 'two prefixes with a comma' '-p: ' \
    -c abc -m "$mac" -p '2001:db8::/56,2001:db8:1::/56'
no 'a huge prefix' '-p: want one IPv6 prefix' \
    -c abc -m "$mac" -p "$(printf '%099d' 0)/56"
no 'no MAC' '-m: ' -c abc -m nonsense -p 2001:db8::/56
no 'IPv6 without a MAC' 'want a MAC for IPv6 \(-m\)' -c abc -p 2001:db8::/56
no 'IPv6 with an empty MAC' 'want a MAC for IPv6' \
    -c abc -m '' -6 2001:db8::9
no 'a multicast MAC' '-m: want the MAC of one router' \
    -c abc -m 01:00:5e:00:00:01 -p 2001:db8::/56
no 'a zero MAC' '-m: want the MAC of one router' \
    -c abc -m 00:00:00:00:00:00@x -p 2001:db8::/56
no 'an unknown member' "-M: want a member's name or realm of .*, have xyz" \
    -c abc -4 192.0.2.9 -M xyz
no 'the address of another member' \
    '198.51.100.9 is in no prefix of member ils' \
    -c abc -4 198.51.100.9 -M ils
no 'the prefix of another member' \
    '2001:db8:4200::/56 is in no prefix of member ils' \
    -c abc -m "$mac" -4 192.0.2.9 -p 2001:db8:4200::/56 -M ils-ftth
no 'another member, not named' \
    '2001:db8:4200::/56 is in no prefix of member ils' \
    -c abc -m "$mac" -4 192.0.2.9 -p 2001:db8:4200::/56
no 'an address of nobody' "10.0.0.1 is in no member's prefixes" \
    -c abc -4 10.0.0.1
no 'a prefix larger than the member has' '2001:db8::/32 is in no prefix' \
    -c abc -m "$mac" -p 2001:db8::/32 -M ils
no 'the gateway' '192.0.2.1 is the gateway of 192.0.2.0/24' \
    -c abc -4 192.0.2.1
no 'the network address' '192.0.2.0 is the network or broadcast address' \
    -c abc -4 192.0.2.0
no 'the broadcast address' '192.0.2.255 is the network or broadcast' \
    -c abc -4 192.0.2.255
no 'a prefix without class' \
    '.*members.ils.prefixes\[1\] \(203.0.113.0/24\) has no client-class' \
    -c abc -4 203.0.113.9
no 'the network address of a /30' \
    '203.0.113.132 is the network or broadcast address' -c abc -4 203.0.113.132
no 'the broadcast address of a /30' \
    '203.0.113.135 is the network or broadcast address' -c abc -4 203.0.113.135
t 'a /31 has no network address' 0 '' '' -- r -c abc -4 203.0.113.128 -w 0
t 'forget two lines' 2 '' '--forget: want one line a call, have abc and abd' -- \
    r --forget abc --forget abd
t 'forget no line' 2 '' '--forget: circuit-id: want one' -- r --forget ''
t 'forget an unknown line' 1 '' '--forget xyz: no such line is known' -- \
    r --forget xyz
settled

# -- accepted: every spelling of the same --

ok 'nothing of all that is in the state' sh -c \
    "! \"$BIN/kea-reserve\" --list | grep -v 203.0.113.128 | grep 192.0.2"
accepted() { r "$@" -w 0 && settled && cksum "$D/state/data.mdb" >"$D/was"; }
same() {	# nothing is written for what is wanted already
	r "$@" -w 0 && settled && cksum "$D/state/data.mdb" | cmp "$D/was" -
}
all="-4 192.0.2.7 -6 2001:db8::7 -p 2001:db8:7::/56"
# shellcheck disable=SC2086 # words of $all
{
	ok 'accepted' accepted -c olt1 -m "$mac" $all
	ok 'unchanged: 0x' same -c 0x6f6c7431 -m "$mac" $all
	ok 'unchanged: bare hex' same -c 6F6C7431 -m "$mac" $all
	ok 'unchanged: colons, another MAC spelling' \
	    same -c 6f:6c:74:31 -m 000d.b942.aa60 $all
	ok 'unchanged: MAC@REALM, member by name' \
	    same -c olt1 -m 00-0D-B9-42-AA-60@gnd.ftth.axione -M ils $all
	ok 'unchanged: long options, member by realm' \
	    same --circuit-id olt1 --mac "$mac" --ip4 192.0.2.7 \
	    --ip6 2001:db8:0::7 --prefix 2001:db8:7::/56 --member ils-ftth \
	    --wait 0 --kea "http://127.0.0.1:9/kea/"
}
ok 'unchanged: a framed route with next hop and metric' \
    same -c olt1 -m "$mac" -4 192.0.2.7 -6 2001:db8::7 \
    -p '2001:db8:7::/56 :: 1'
ok 'unchanged: a framed route with next hop alone' \
    same -c olt1 -m "$mac" -4 192.0.2.7 -6 2001:db8::7 \
    -p '2001:db8:7::/56 fe80::1'
t 'the old script: -k, empty options' 0 '' '' -- r -c 0x6f6c7431 \
    -4 192.0.2.7 -m "$mac" -6 '' -p '' -k http://127.0.0.1:9/kea \
    "unix:$D/r4" -w 0
t 'another line' 0 '' '' -- r -c lineb -m 02:00:00:00:00:02 \
    -p 2001:db8:8::/56 -w 0
t 'what overlaps it is refused' 2 '' \
    '2001:db8:8::/48 overlaps 2001:db8:8::/56, which lineb \(IPv6, 02:00:00:00:00:02\) has' \
    -- r -c linec -m 02:00:00:00:00:03 -p 2001:db8:8::/48
settled
t '--exec: accepted is 0, though no target answers' 0 "$NL" '' -- \
    r --exec -c lined -4 192.0.2.8
t '--retry: what is pending, and why' 1 '' 'rosette dhcp4: 3 pending' -- \
    r --retry
t '--reconcile says the same' 1 '' 'rosette dhcp6: .*r6' -- r --reconcile
t '-n --reconcile' 1 '' 'gabier dhcp4: ' -- r -n --reconcile
t '--forget' 0 '' '' -- r --forget lined -w 0
t '-n leaves the state alone' 1 '' 'rosette dhcp4: ' -- \
    r -n --forget lineb
t 'it could be forgotten still' 0 '' '' -- r --forget lineb -w 0
settled

# -- a state that cannot be used --

broken() {	# NAME STDERR STATE-DIR
	site "$3" >"$D/broken.json"
	for mode in --retry --reconcile '--forget abc' '-c abc -4 192.0.2.9'; do
		# shellcheck disable=SC2086 # words
		t "$1: $mode" 2 '' "$2" -- r --config "$D/broken.json" $mode
	done
	t "$1: --exec" 2 "$NL" "$2" -- \
	    r --config "$D/broken.json" --exec -c abc -4 192.0.2.9
}
echo text >"$D/file"
broken 'the state-dir is a file' "$D/file" "$D/file"
broken 'no folder to make it in' "$D/none/at/all" "$D/none/at/all"
mkdir "$D/state-junk"
head -c 65536 /dev/urandom >"$D/state-junk/data.mdb"
broken 'junk' 'not a database|damaged' "$D/state-junk"
"$BUILD/tests/tool/storeput" "$D/state-other" 1 10 99 >/dev/null
broken 'another version wrote it' 'format 99|format' "$D/state-other"
if [ "$(id -u)" -eq 0 ]; then
	mkdir "$D/state-full"
	small() {	# a file size limit stands for a full disk
		(ulimit -f 1 && r --config "$D/full.json" "$@")
	}
	site "$D/state-full" >"$D/full.json"
	t 'a full disk' 2 '' 'full|limit|large' -- small -c abc -4 192.0.2.9
	t 'a full disk under --exec' 2 "$NL" 'full|limit|large' -- \
	    small --exec -c abc -4 192.0.2.9
	# Durable it is; that it was seen today is not worth a refusal.
	r --config "$D/full.json" -c abc -4 192.0.2.9 -w 0
	settled
	tomorrow() {
		LD_PRELOAD=$BUILD/tests/shim/clock.so CLOCK_SHIFT=86400 \
		    small "$@"
	}
	t 'a full disk, an unchanged subscriber' 0 "$NL" \
	    'the day of last sight: .*(full|limit|large)' -- \
	    tomorrow --exec -c abc -4 192.0.2.9
fi

# -- a child that could not be had --

fault() {	# CALL COMMAND...: the first such call fails; tests/shim/fault.h
	{ printf '\1\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0,%s,' "$1"
	    head -c 304 /dev/zero; } | head -c 304 >"$D/fault"
	shift
	FAULT_FILE=$D/fault LD_PRELOAD=$BUILD/tests/shim/fault.so "$@"
}
unforked() { fault fork "$BIN/kea-reserve" --retry 2>&1 | grep -E 'fork|signal'; }
t 'no child for --retry: told once, and as it is' 0 \
    "kea-reserve: rosette dhcp4: fork: Resource temporarily unavailable$NL" '' -- unforked

# -- what a caller leaves us --

deaf() { (trap '' CHLD && r "$@"); }
t 'SIGCHLD ignored: an add' 0 '' '' -- deaf -c linef -4 192.0.2.11 -w 0
settled
t 'SIGCHLD ignored: --retry' 1 '' 'rosette dhcp4: [0-9]+ pending' -- \
    deaf --retry
told() { deaf --retry 2>&1 | grep -c waitpid; }
t 'and it knows how its children ended' 1 "0$NL" '' -- told
r --forget linef -w 0

closed() { r -c linee -4 192.0.2.10 -w 0 <&- >&- 2>&-; }
t 'with no descriptors at all' 0 '' '' -- closed
settled
ok 'the state is none the worse' r --forget linee -w 0

finish
