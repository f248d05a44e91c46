#!/bin/sh
# Run every measurement, one after the other, and print what they say.
# `make bench` calls it; a name (tests/bench/x.sh) narrows it.
BIN=${BIN:-$PWD/bin} BUILD=${BUILD:-$PWD/build}
export BIN BUILD

[ $# -gt 0 ] || set -- tests/bench/*.sh
rc=0
for bench do
	case $bench in
	*/run.sh | *-lib.sh) continue ;;
	esac
	echo "== $(basename "$bench" .sh) ($(nproc) processors, load" \
	    "$(cut -d ' ' -f 1 /proc/loadavg))"
	sh "$bench" || rc=1
done
exit $rc
