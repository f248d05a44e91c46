#!/bin/sh
# run.sh OUT FLAG...: analyze the files that stdin names; what is not explained in the list
# beside this script fails, and so does what the list explains and nobody
# finds any more.  OUT keeps what was found.  The list is made for Debian 12's
# gcc and clang.
set -u

here=$(dirname "$0")
known=$here/known
out=$1
shift
mkdir -p "$out" || exit 2

xargs -P "${JOBS:-2}" -n 1 "$here/one.sh" "$@" | sort -u >"$out/found"
sed '/^#/d; /^$/d; s/[	 ].*//' "$known" | sort -u >"$out/known"
cut -f 1 "$out/found" | sort -u >"$out/keys"
comm -23 "$out/keys" "$out/known" >"$out/new"
comm -13 "$out/keys" "$out/known" >"$out/stale"

grep -F -f "$out/new" "$out/found"
sed "s,\$,: in $known and not found any more," "$out/stale"
[ ! -s "$out/new" ] && [ ! -s "$out/stale" ]
