#!/bin/sh
# make demo ends with the line that says so, and leaves nothing behind.
. tests/cli/lib.sh
. tests/e2e/site-lib.sh

site_have || { skip 'demo' "$SITE_WHY"; finish; }
mkdir "$D/demo"
chmod 711 "$D" "$D/demo"
echo "$D/demo" >"$D/where"

ok 'the demo runs' env TMPDIR="$D/demo" tests/demo/run.sh
cp "$D/out" "$D/screen"
# Of the screen, FILE.
says_so() {
	tail -n 1 "$1"
	tail -n 1 "$1" | grep -q '^It works: olt-bsn42-01'
}
ok 'it ends with the line that says that it worked' says_so "$D/screen"
all_steps() {
	grep -o '^[1-9][1-9,]* ' "$1" | tr -d '\n' >"$D/steps"
	grep -qx '1,2 3 4 5 6 7 8,9 ' "$D/steps"
}
ok 'it tells of all nine steps' all_steps "$D/screen"
one_screen() {
	[ "$(wc -l <"$1")" -le 50 ]
}
ok 'it fits one screen' one_screen "$D/screen"
plain() {
	! grep "$(printf '\033')" "$1"
}
ok 'no colours where there is no terminal' plain "$D/screen"

# The picture of the README, but for what is of each run.
one_run() {
	sed 's/[0-9]\{16\}/VERSION/; s|/[^ ]*/lists/|LISTS/|; s/ *$//'
}
in_step() {
	tests/demo/record.sh read <tests/demo/demo.svg | sed 1d | one_run \
	    >"$D/picture"
	one_run <"$1" | diff -u "$D/picture" -
}
ok 'demo.svg shows this screen (tests/demo/record.sh)' in_step "$D/screen"

nothing_runs() {
	tries=100
	while grep -lF -f "$D/where" /proc/[0-9]*/cmdline 2>/dev/null; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.1
	done
}
ok 'it leaves nothing running' nothing_runs
t 'it leaves no file' 0 '' '' -- ls -A "$D/demo"
finish
