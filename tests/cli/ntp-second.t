#!/bin/sh
# ntp-ratecheck probe --second: whether the path or a server is in the way.
# shellcheck disable=SC2317 # functions are called through ok
. tests/cli/lib.sh

P="$BIN/ntp-ratecheck"

# Two servers at one port, as --second wants them: 127.0.0.1 and 127.0.0.2.
pair() {	# OPTIONS-OF-FIRST OPTIONS-OF-SECOND: sets PORT
	PORT=$("$BUILD/tests/tool/freeports" $$)
	at=1
	for fake_options do
		rm -f "$D/port" && mkfifo "$D/port"
		# shellcheck disable=SC2086 # a list of words
		"$BUILD/tests/tool/fakentp" -p "$PORT" -a "127.0.0.$at" \
		    $fake_options >"$D/port" &
		at_exit kill $!
		read -r _ <"$D/port"
		at=$((at + 1))
	done
}
RUNS=
run() {	# NAME COMMAND ...
	run_name=$1
	shift
	(
		rc=0
		"$P" "$@" -T 5 -p "$PORT" --second 127.0.0.2 127.0.0.1 \
		    >"$D/$run_name" 2>&1 || rc=$?
		echo "$rc" >"$D/$run_name.rc"
	) &
	RUNS="$RUNS $!"
}
compare() {	# NAME OPTION ...
	compare_name=$1
	shift
	run "$compare_name" compare --rounds 1 -S 127.0.0.5=one \
	    -S 127.0.0.6=two "$@"
}
said() {	# NAME CODE LAST-LINE
	[ "$(cat "$D/$1.rc")" = "$2" ] && tail -n 1 "$D/$1" | grep -Eq "$3" &&
	    return
	cat "$D/$1" "$D/$1.rc"
	return 1
}
has() {	# NAME REGEX
	grep -Eq "$2" "$D/$1" && return
	cat "$D/$1"
	return 1
}

pair '' ''
run none probe
run json probe -j
pair '' -s
run server probe
pair -s -s
run path probe
pair '-d DENY' '-d DENY'
run each probe
pair -s '-d DENY'
run unlike probe
# For one of two sources of its own.
pair '-o 127.0.0.5 -d DENY' ''
compare here
compare here.json -j
pair '-o 127.0.0.5 -d DENY' '-d DENY'
compare there
pair '-o 127.0.0.5 -d DENY' -s
compare elsewhere
# shellcheck disable=SC2086 # a list of them
wait $RUNS

ok 'neither limits' said none 0 '^path or server: neither is limited$'
ok 'what each said stands before it' test \
    "$(grep -c '^no-limit: ' "$D/none")" -eq 2
ok 'one of the servers' said server 2 \
    '^path or server: the two servers differ, so it is one of them, '
ok 'the path' said path 2 \
    '^path or server: both are limited alike, so it is the path they share$'
ok 'each server' said each 2 '^path or server: each server limits by itself$'
ok 'cannot be told' said unlike 2 '^path or server: cannot tell$'
ok 'JSON' said json 0 '"host":"127.0.0.2".*"where":"none"}$'
ok 'both of them' test "$(grep -c '"where":"none"' "$D/json")" -eq 2

ok 'compare: the second one does not limit' has here \
    'not limited there: the server, or the end of its path$'
ok 'each limits' has there 'each server limits by itself$'
ok 'which, cannot be told' has elsewhere 'path or server: cannot tell$'
ok 'compare, JSON' has here.json \
    '"where":"server","second_server":\{"verdict":"no-limit",'
finish
