#!/bin/sh
# Every place that tells which libraries the build needs tells the same ones:
# the README, CONTRIBUTING, the Debian package, CI and the demo.
# What ok runs looks unused.
# shellcheck disable=SC2317
. tests/cli/lib.sh

places='README.md CONTRIBUTING.md debian/control .ci/run tests/demo/run.sh'

# The demo runs no unit test, and only CI runs the fuzzers.
libraries() {	# FILE...
	grep -ohE '\blib[a-z0-9-]+-dev\b' "$@" | sort -u |
	    grep -vxE 'libcmocka-dev|libc6-dev|libclang-rt-dev'
}
# shellcheck disable=SC2086 # a list of names
libraries $places >"$D/all"
ok 'there are some' grep -q jansson "$D/all"
same() {	# FILE
	libraries "$1" | diff -u "$D/all" -
}
for place in $places; do
	ok "$place names all libraries" same "$place"
done

# Nothing is linked that no package is named for.
linked() {
	sed -n 's/^LIBS_[^=]*=//p' Makefile | tr ' ' '\n' |
	    grep -E '^-l' | sort -u | while read -r l; do
		case $l in
		-lm) ;;
		-lnl-*) echo libnl-3-dev ;;
		*) echo "lib${l#-l}-dev" ;;
		esac
	done | sort -u | comm -23 - "$D/all"
}
t 'what the Makefile links is among them' 0 '' '' -- linked
finish
