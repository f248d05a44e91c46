# Sourced after tests/cli/lib.sh: each call that a command makes of the system
# fails in turn, or is its last (faultrun, tests/shim/fault.h).
#
#   sweep NAME [OPTION OF faultrun ...] -- COMMAND...     a test
#
# $FAULT_IN is what stands before faultrun, for a namespace.  With
# $FAULT_FIGURES each sweep adds a line to that file: runs and calls.
# Under a sanitizer memory is its own affair, and does not run out.  $FAULTS
# is how many runs a sweep that takes long has at most (make faults: all).
# shellcheck shell=sh

FAULT_SHIM=$BUILD/tests/shim/fault.so
FAULTS=${FAULTS:-10}
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0
export ASAN_OPTIONS

sweep() {
	sweep_name=$1 sweep_left=$#
	shift
	# What stands before "--" goes to the end, the shim and the command
	# behind it.
	while [ "$1" != -- ]; do
		set -- "$@" "$1"
		shift
		sweep_left=$((sweep_left - 1))
	done
	shift
	sweep_left=$((sweep_left - 2))
	set -- "$@" "$FAULT_SHIM"
	while [ "$sweep_left" -gt 0 ]; do
		set -- "$@" "$1"
		shift
		sweep_left=$((sweep_left - 1))
	done
	# shellcheck disable=SC2086 # words
	ok "$sweep_name" ${FAULT_IN:-} "$BUILD/tests/tool/faultrun" "$@"
	[ -z "${FAULT_FIGURES:-}" ] ||
	    sed -n "s/^runs=.*/& $sweep_name/p" "$D/out" >>"$FAULT_FIGURES"
}

# Options that bound a sweep: "-n 30", or nothing; of one whose runs take
# long, "-n MOST".
sweep_bound() {	# [MOST]
	[ "$FAULTS" = all ] || echo "-n ${1:-$FAULTS}"
}
