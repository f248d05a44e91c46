#!/bin/sh
# readme.sh README RESULTS ...: put the table of what was measured between two
# lines of README, in place of what is there:
#
#   <!-- make bench-readme: begin -->
#   <!-- make bench-readme: end -->
#
# Exit 2, README as it was, when these are not there once each, in this order,
# or there is nothing to show.
begin='<!-- make bench-readme: begin -->'
end='<!-- make bench-readme: end -->'
here=$(dirname "$0")

die() {
	echo "readme.sh: $*" >&2
	exit 2
}

[ $# -ge 2 ] || die 'want README RESULTS ...'
readme=$1
shift
for f do
	[ -r "$f" ] || die "$f: cannot be read: run make bench first"
done
[ -r "$readme" ] || die "$readme: cannot be read"
[ "$(grep -Fx -e "$begin" -e "$end" "$readme")" = "$begin
$end" ] || die "$readme: want the lines \"$begin\" and \"$end\" once each"
new=$readme.$$
trap 'rm -f "$new" "$new.table"' EXIT
awk -v form=markdown -f "$here/table.awk" "$here/figures.tsv" "$@" \
    >"$new.table" || die "$readme: left as it was"
sed -e "/^$begin\$/r $new.table" -e "/^$begin\$/,/^$end\$/{
	/^$begin\$/b
	/^$end\$/!d
}" "$readme" >"$new" && cat "$new" >"$readme"
