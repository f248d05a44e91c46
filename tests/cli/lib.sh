# Sourced by the tests: TAP in a few lines of POSIX sh.
#
#   . tests/cli/lib.sh
#   in 'a\nb\n'                      what stdin of the next commands holds
#   t 'name' 1 "a$NL" 'want X' -- "$BIN/tool" -x
#   ok 'name' test -f "$D/file"      anything that exits 0 when all is well
#   skip 'name' 'no namespaces'
#   at_exit kill "$pid"              also runs after a failure, last one first
#   finish
#
# t NAME EXIT STDOUT STDERR_REGEX -- COMMAND... checks all three: the exit
# code, every octet of stdout, and that one line of stderr matches (an empty
# regex: stderr is silent).  Their copies stay in $D/out and $D/err.
# shellcheck shell=sh

BIN=${BIN:-$PWD/bin}
BUILD=${BUILD:-$PWD/build}
VERSION=${VERSION:-$(sed -n 's/^VERSION = //p' Makefile)}
NL='
'
TAB='	'
N=0 BAD=0 AT_EXIT=
export BIN BUILD VERSION NL TAB LC_ALL=C

D=$(mktemp -d) || exit 2
trap 'eval "$AT_EXIT"; rm -rf "$D"' EXIT
trap 'exit 1' HUP INT TERM
: >"$D/in"

# Each word is quoted for the eval in the trap.
at_exit() {
	line=
	for word do
		line="$line '$(printf '%s' "$word" | sed "s/'/'\\\\''/g")'"
	done
	AT_EXIT="$line;$AT_EXIT"
}

# FORMAT [ARGUMENT ...], as printf(1).
in() {
	# shellcheck disable=SC2059
	printf "$@" >"$D/in"
}

report() {	# NAME GOT-0-IF-WELL [FILE-TO-SHOW ...]
	N=$((N + 1))
	name=$1 well=$2
	shift 2
	if [ "$well" -eq 0 ]; then
		echo "ok $N - $name"
		return
	fi
	BAD=1
	echo "not ok $N - $name"
	[ $# -eq 0 ] || cat -v "$@" | sed 's/^/# /'
}

t() {
	name=$1 rc=$2 out=$3 re=$4 got=0
	shift 5
	"$@" <"$D/in" >"$D/out" 2>"$D/err" || got=$?
	well=1
	printf '%s' "$out" >"$D/want"
	if ! diff -u "$D/want" "$D/out" >"$D/why"; then
		:
	elif [ "$got" -ne "$rc" ]; then
		echo "exit $got, want $rc" >"$D/why"
	elif [ -z "$re" ] && [ -s "$D/err" ]; then
		echo 'want a silent stderr' >"$D/why"
	elif [ "$re" ] && ! grep -Eq -e "$re" "$D/err"; then
		echo "want on stderr: $re" >"$D/why"
	else
		well=0
	fi
	report "$name" "$well" "$D/why" "$D/err"
}

ok() {
	name=$1
	shift
	well=0
	"$@" <"$D/in" >"$D/out" 2>"$D/err" || well=1
	report "$name" "$well" "$D/out" "$D/err"
}

skip() {
	N=$((N + 1))
	echo "ok $N - $1 # SKIP $2"
}

finish() {
	echo "1..$N"
	exit "$BAD"
}
