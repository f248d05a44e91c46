#!/bin/sh
# Run every measurement, one after the other, and print one table of what they
# say.  `make bench` calls it; names (tests/bench/x.sh) narrow it.
#
# $BUILD/bench/x.tsv has a script's figures, x.log its details.  What is shown
# is what ran just now; the files of the others stay, for make bench-readme.
BIN=${BIN:-$PWD/bin} BUILD=${BUILD:-$PWD/build} LC_ALL=C
export BIN BUILD LC_ALL
kept=$BUILD/bench

machine() {
	model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
	system=$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)
	[ ! -r /etc/debian_version ] ||
	    system="Debian $(cat /etc/debian_version)"
	printf 'machine\t%s, %s processors, Linux %s, %s\n' \
	    "${model:-$(uname -m)}" "$(nproc)" "$(uname -r)" "$system"
}

[ $# -gt 0 ] || set -- tests/bench/*.sh
mkdir -p "$kept" || exit 2
rc=0 results=
for bench do
	case $bench in
	*/run.sh | */readme.sh | */scaling.sh | *-lib.sh) continue ;;
	esac
	name=$(basename "$bench" .sh)
	export FIGURES="$kept/$name.new"
	{
		machine
		printf 'run\t%s\t%s\t%s\n' "$name" \
		    "$(cut -d ' ' -f 1 /proc/loadavg)" "$(date '+%F %R')"
	} >"$FIGURES"
	began=$(date +%s)
	printf '%s: ' "$name" >&2
	if sh "$bench" >"$kept/$name.log" 2>&1 </dev/null; then
		said=
	else
		said=", exit $?: see $kept/$name.log" rc=1
	fi
	echo "$(($(date +%s) - began)) s$said" >&2
	mv "$FIGURES" "$kept/$name.tsv"
	results="$results $kept/$name.tsv"
done
[ "$results" ] || { echo "bench: nothing to run: want tests/bench/x.sh" >&2; exit 2; }
# shellcheck disable=SC2086 # a list of files
awk -f tests/bench/table.awk tests/bench/figures.tsv $results || rc=1
exit $rc
