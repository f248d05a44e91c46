#!/bin/sh
# merge.sh FUZZER CORPUS FOUND: keep in CORPUS what somebody named, and of the
# rest (names that are hashes) and of FOUND the fewest files that reach what
# all of them do.
set -eu
fuzzer=$1 corpus=$2 found=$3
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
mkdir "$new/kept" "$new/rest" "$new/more"
[ ! -d "$found" ] || find "$found" -type f -exec cp -t "$new/more" {} +
for each in "$corpus"/*; do
	name=$(basename "$each")
	case $name in
	*[!0-9a-f]*) to=kept ;;
	*) [ "${#name}" -eq 40 ] && to=rest || to=kept ;;
	esac
	cp "$each" "$new/$to/$name"
done
# Coverage alone, not how often: else each harness keeps hundreds.
"$fuzzer" -merge=1 -use_counters=0 -max_len=4096 "$new/kept" "$new/rest" \
    "$new/more" >"$new/log" 2>&1 || {
	cat "$new/log" >&2
	exit 1
}
for each in "$corpus"/*; do
	[ -e "$new/kept/$(basename "$each")" ] || rm "$each"
done
cp "$new/kept"/* "$corpus"
echo "$corpus: $(find "$corpus" -type f | wc -l) files"
