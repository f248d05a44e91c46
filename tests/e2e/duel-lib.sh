# Sourced after reserve-lib.sh: two machines that write to the same targets.
#
#   duel_sites TARGETS         two sites, each with its own state; TARGETS as
#                              reserve_write takes them
#   duel_play [SEED]           both take Accepts for DUEL_SECONDS (20), are
#                              paused and killed; SEED from the environment
#                              plays the same again
#   duel_settles MACHINE ...   one --reconcile on each, and on the first once
#                              more for what it alone knew: all hold the merge
#                              of what was accepted, and the second one finds
#                              nothing more to do
# shellcheck shell=sh

DUEL=$BUILD/tests/tool/duel
DUEL_SECONDS=${DUEL_SECONDS:-20}

duel_sites() {
	mkdir -p "$D/state.a" "$D/state.b"
	reserve_write "$D/a.json" "$D/state.a" "$1"
	reserve_write "$D/b.json" "$D/state.b" "$1"
}

duel_on() {	# a|b ARGUMENTS
	duel_m=$1
	shift
	"$BIN/kea-reserve" --config "$D/$duel_m.json" "$@"
}

duel_play() {
	: >"$D/duel"
	"$DUEL" ${SEED:+-s "$SEED"} -t "$DUEL_SECONDS" -o "$D/duel" \
	    "$BIN/kea-reserve" "$D/a.json" "$D/b.json" >"$D/duel.seed"
	duel_rc=$?
	reserve_settled "$D/state.a"
	reserve_settled "$D/state.b"
	return "$duel_rc"
}

duel_hosts() {	# MACHINE
	{ kea_hosts "$1" 4; kea_hosts "$1" 6; } |
	    sed -e '/^636f6c6c65637465 - -/d' \
	        -e '/^63:6f:6c:6c:65:63:74:65 - -/d'
}

# What is wanted, without where it stands.
duel_state() {	# a|b
	duel_on "$1" --list -j | grep '"type":"reservation"' |
	    grep -v '"forgotten"' | sed 's/,"seen".*//; s/,"at-.*//' | sort
}

duel_holds() {	# MACHINE
	"$BUILD/tests/tool/duelcheck" "$D/duel" <"$D/hosts.$1"
}

duel_settles() {
	sed "s/\$/ calls=$(grep -c . "$D/duel")/; s/^/# /" "$D/duel.seed"
	t 'the first machine reconciles' 0 '' '' -- duel_on a --reconcile
	t 'the second one does' 0 '' '' -- duel_on b --reconcile
	t 'the first one looks again' 0 '' '' -- duel_on a --reconcile
	for duel_t do
		duel_hosts "$duel_t" >"$D/hosts.$duel_t"
		ok "$duel_t holds what was asked for last" duel_holds "$duel_t"
		ok "$duel_t and $1 hold the same" \
		    diff "$D/hosts.$1" "$D/hosts.$duel_t"
	done
	t 'the second one looks again' 0 '' '' -- duel_on b --reconcile
	duel_state a >"$D/wanted.a"
	duel_state b >"$D/wanted.b"
	ok 'both want the same' diff "$D/wanted.a" "$D/wanted.b"
	for duel_m in a b; do
		t "$duel_m finds no difference" 0 '' '' -- \
		    duel_on "$duel_m" --diff
	done
	for duel_t do
		duel_hosts "$duel_t" >"$D/hosts.again"
		ok "$duel_t was left as it was" \
		    diff "$D/hosts.$duel_t" "$D/hosts.again"
	done
}
