#!/bin/sh
# Whatever call of the system fails in a tool, or is its last: no crash, no
# "done" of what is not, no word missing; and of kea-reserve's state all that
# was acknowledged is there.
# shellcheck disable=SC2046,SC2119 # sweep_bound is words
. tests/cli/lib.sh
. tests/cli/fault-lib.sh

# The realm fills the parser's first buffer but for its last quote: where that
# cannot grow, the string must not go on behind it.
cat >"$D/site.json" <<END
{ "members": { "ils": { "realm": "ils-ftth.local", "password-file": "secret",
    "table": "100", "circuit-ids": [ "ids" ], "circuit-id-globs": [ "olt-*" ],
    "prefixes": [ { "prefix": "192.0.2.0/24", "client-class": "ils01" },
      { "prefix": "2001:db8::/40" } ] } },
  "kea": { "targets": { "gone": { "dhcp4": "unix:$D/none" } },
    "state-dir": "state" },
  "routing": { "subscriber-interfaces": [ "lo" ],
    "core-interfaces": [ "dummy0" ] } }
END
(umask 077 && echo x >"$D/secret")
i=0
while [ "$i" -lt 300 ]; do
	printf '0x6162%04x\n' "$i"
	i=$((i + 1))
done >"$D/ids"
COLLECTE_CONFIG=$D/site.json
export COLLECTE_CONFIG

# -- tools that only look --

c=$BIN/circuitid-decode
for m in fail short; do
	sweep "circuitid-decode, $m" -m $m -i tests/data/circuit-ids.tsv -- \
	    "$c" -f
	sweep "circuitid-decode -a, $m" -m $m -- "$c" -a \
	    tests/data/circuit-ids.tsv
	sweep "circuitid-decode -e, $m" -m $m -- "$c" -e kea olt-1
done
r=$BIN/radius-route
for m in fail short; do
	sweep "radius-route, $m" -m $m -- "$r" -i 0x61620042
	sweep "radius-route --exec, $m" -m $m -x '0 2' -- "$r" --exec -u x \
	    -i olt-1
	sweep "radius-route --exec of nobody's line, $m" -m $m -x '2 8' -- "$r" \
	    --exec -u x -i 0x7a7a
	sweep "radius-route --explain, $m" -m $m -- "$r" --explain -i olt-1
	sweep "radius-route --batch, $m" -m $m -i tests/data/circuit-ids.tsv -- \
	    "$r" --batch
	sweep "radius-route --emit files, $m" -m $m -- "$r" --emit files
	sweep "radius-route --check, $m" -m $m -- "$r" --check
done

# An index that is not whole must not be taken for one: the answer is right
# with what the run left behind.
cat >"$D/indexed" <<'END'
"$BIN/radius-route" -i 0x61620042 >"$D/answer" &&
    grep -q ils-ftth "$D/answer" &&
    [ "$("$BIN/radius-route" --exec -i 0x61620999 -u x)" = '' ]
END
export D
for m in fail kill short; do
	sweep "radius-route --index, $m" -m $m $(sweep_bound) -c "sh '$D/indexed'" -- "$r" \
	    --index
done
# Whatever goes wrong, what was begun is taken away again, but by who is killed.
rm -f "$D"/ids.idx.*
sweep 'radius-route --index leaves nothing half done' -o open,fstat,rename,malloc,libc \
    -c "! ls '$D' | grep '^ids[.]idx[.]'" -- "$r" --index
# The answer stays; which file it came from is told on standard error.
sweep 'radius-route with an index' -- "$r" -i 0x61620042
rm -f "$D/ids.idx"

if "$BIN/ntp-ratecheck" -V >"$D/null" 2>&1; then
	printf '%s\n' '0 192.0.2.1 123 192.0.2.2 123 3 tx=1 count=9 every=1' \
	    '0.1 192.0.2.2 123 192.0.2.1 123 4 org=1 count=9 every=1' |
	    "$BUILD/tests/tool/mkcap" >"$D/ntp.pcap"
	for m in fail short; do
		sweep "ntp-ratecheck read, $m" -m $m -x '0 1 2 3' -- \
		    "$BIN/ntp-ratecheck" read -r "$D/ntp.pcap"
	done
fi

# -- the kernel's rules --

s=$BIN/srcroute-sync
SYNC_LOCK=$D/sync.lock
export SYNC_LOCK
cat >"$D/rules" <<'END'
. tests/cli/lib.sh
. tests/cli/fault-lib.sh
drop='for f in -4 -6; do
	while ip $f rule del protocol 173 2>/dev/null; do :; done
done'
# All is well, or the next run makes it so.
agree='[ "$RC" -eq 0 ] && "$BIN/srcroute-sync" ||
    { "$BIN/srcroute-sync" --apply --lock "$SYNC_LOCK" &&
	"$BIN/srcroute-sync"; }'
# Netlink's messages are never cut.
for m in fail kill; do
	sweep "srcroute-sync --apply, $m" -m $m $(sweep_bound) -r "$drop" -c "$agree" -- \
	    "$BIN/srcroute-sync" --apply --lock "$SYNC_LOCK"
	sweep "srcroute-sync, $m" -m $m $(sweep_bound) -- "$BIN/srcroute-sync"
	sweep "srcroute-check, $m" -m $m $(sweep_bound) -x '0 1 2 3' -- "$BIN/srcroute-check"
done
finish
END
in_namespace() {
	unshare -rn sh "$D/rules" >"$D/rules.out"
	rules_rc=$?
	cat "$D/rules.out"
	return "$rules_rc"
}
if [ -x "$s" ] && unshare -rn ip rule 2>"$D/null" >"$D/null"; then
	ok 'srcroute-sync and srcroute-check' in_namespace
else
	skip 'srcroute-sync and srcroute-check' 'no namespaces'
fi

# -- kea-reserve and its state --

k=$BIN/kea-reserve
cat >"$D/state-lib" <<'END'
settled() {
	for lock in "$D"/state/*.lock; do
		[ ! -e "$lock" ] || flock -w 60 "$lock" true
	done
}
END
# Each run begins with two lines that were acknowledged.
cat >"$D/fresh" <<'END'
# shellcheck disable=SC1091 # written above
. "$D/state-lib"
settled
rm -rf "$D/state"
cp -rp --sparse=always "$D/state0" "$D/state"
END
# WANT OTHERWISE: what is wanted after a run that said "done", and what else it
# may be after any other one, patterns both.  One that says "nothing was
# changed" (2) has changed nothing, unless it could not say more.
cat >"$D/kept" <<'END'
# shellcheck disable=SC1091 # written above
. "$D/state-lib"
settled
"$BIN/kea-reserve" --list >"$D/list" || exit
have=$(sed -n '/forgotten=true/d
    s/^type=reservation.*text=\([a-z0-9-]*\).*/\1/p' "$D/list" | tr '\n' ' ')
if [ "$have" = "$1" ]; then
	[ "$RC" -eq 2 ] && [ -n "$2" ] || exit 0
	case $CALL in write | fflush) exit 0 ;; esac
fi
# shellcheck disable=SC2254 # a pattern
[ "$RC" -eq 0 ] || case $have in $2) exit 0 ;; esac
echo "after exit $RC: $have"
exit 1
END
"$k" -c old-1 -4 192.0.2.1 -w 0
"$k" -c old-2 -4 192.0.2.2 -w 0
# shellcheck disable=SC1091 # written above
. "$D/state-lib"
at_exit settled
settled
mv "$D/state" "$D/state0"
cat >"$D/lines" <<'END'
{"circuit-id": "new-1", "ip4": "192.0.2.11"}
{"circuit-id": "new-2", "ip4": "192.0.2.12"}
END
state_sweep() {	# NAME WANT ARGUMENT ...
	sweep_of=$1 sweep_want=$2 sweep_else=$3
	shift 3
	for m in fail kill short; do
		sweep "kea-reserve $sweep_of, $m" -m $m $(sweep_bound) \
		    -r "sh '$D/fresh'" -i "$D/lines" \
		    -c "sh '$D/kept' '$sweep_want' '$sweep_else'" -- "$k" "$@"
	done
}
both='old-1\ old-2\ '
new='new-1 old-1 old-2 '
state_sweep '-c' "$new" "$both" -c new-1 -4 192.0.2.11 -w 0
state_sweep '-c --exec' "$new" "$both" --exec -c new-1 -4 192.0.2.11 -w 0
sweep 'kea-reserve -c --exec, each file' -m fail -o open -r "sh '$D/fresh'" \
    -c "sh '$D/kept' '$new' '$both'" -- \
    "$k" --exec -c new-1 -4 192.0.2.11 -w 0
state_sweep "-c of another line's address" 'new-1 old-1 ' "$both" \
    -c new-1 -4 192.0.2.2 -w 0
state_sweep --forget 'old-2 ' "$both" --forget old-1 -w 0
# A line that is bad, or that there is no memory for, stops no other.
state_sweep --import 'new-1 new-2 old-1 old-2 ' '*old-1\ old-2\ ' --import -w 0
both='old-1 old-2 '
state_sweep --retry "$both" '' --retry
for mode in --list --diff --reconcile '-n --reconcile'; do
	# shellcheck disable=SC2086 # words
	sweep "kea-reserve $mode" $(sweep_bound) -r "sh '$D/fresh'" \
	    -c "sh '$D/kept' '$both' ''" -- "$k" $mode
done
# Memory ends in each string of the site file, too.
sweep 'kea-reserve --list, memory' -o open,malloc -r "sh '$D/fresh'" \
    -c "sh '$D/kept' '$both' ''" -- "$k" --list
sweep 'kea-reserve --check' $(sweep_bound) -r "sh '$D/fresh'" \
    -c "sh '$D/kept' '$both' ''" -- "$k" --check
finish
