# Sourced by the tests: TAP in a few lines of POSIX sh.
#
#   . tests/cli/lib.sh
#   input 'a\nb\n'                   what stdin of the next commands holds
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
# PIPE: whoever read the report may be gone before the servers are stopped.
trap 'exit 1' HUP INT TERM PIPE
: >"$D/in"

# Each word is quoted for the eval in the trap.
at_exit() {
	t_line=
	for t_word do
		t_line="$t_line '$(printf '%s' "$t_word" | sed "s/'/'\\\\''/g")'"
	done
	AT_EXIT="$t_line;$AT_EXIT"
}

# FORMAT [ARGUMENT ...], as printf(1).
input() {
	# shellcheck disable=SC2059
	printf "$@" >"$D/in"
}

report() {	# NAME GOT-0-IF-WELL [FILE-TO-SHOW ...]
	N=$((N + 1))
	t_name=$1 t_well=$2
	shift 2
	if [ "$t_well" -eq 0 ]; then
		printf 'ok %d - %s\n' "$N" "$t_name"
		return
	fi
	BAD=1
	printf 'not ok %d - %s\n' "$N" "$t_name"
	[ $# -eq 0 ] || cat -v "$@" | sed 's/^/# /'
}

t() {
	t_name=$1 t_rc=$2 t_out=$3 t_re=$4 t_got=0
	shift 5
	"$@" <"$D/in" >"$D/out" 2>"$D/err" || t_got=$?
	t_well=1
	printf '%s' "$t_out" >"$D/want"
	if ! diff -u "$D/want" "$D/out" >"$D/why"; then
		:
	elif [ "$t_got" -ne "$t_rc" ]; then
		echo "exit $t_got, want $t_rc" >"$D/why"
	elif [ -z "$t_re" ] && [ -s "$D/err" ]; then
		echo 'want a silent stderr' >"$D/why"
	elif [ "$t_re" ] && ! grep -Eq -e "$t_re" "$D/err"; then
		echo "want on stderr: $t_re" >"$D/why"
	else
		t_well=0
	fi
	report "$t_name" "$t_well" "$D/why" "$D/err"
}

ok() {
	t_name=$1
	shift
	t_well=0
	"$@" <"$D/in" >"$D/out" 2>"$D/err" || t_well=1
	report "$t_name" "$t_well" "$D/out" "$D/err"
}

skip() {
	N=$((N + 1))
	echo "ok $N - $1 # SKIP $2"
}

finish() {
	echo "1..$N"
	exit "$BAD"
}
