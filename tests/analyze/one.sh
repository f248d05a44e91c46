#!/bin/sh
# one.sh FLAG... FILE.c: what gcc -fanalyzer and clang's analyzer find in it, a
# line "FILE:FUNCTION:CHECKER<tab>LINE: words" each.
set -u

for file do :; done
top=$(mktemp -d) || exit 2
trap 'rm -rf "$top"' EXIT
# Nothing found: clang makes no file.
: >"$top/clang"
tab=$(printf '\t')

{
	LC_ALL=C gcc -std=c11 -O1 -fanalyzer -fdiagnostics-plain-output \
	    -fdiagnostics-path-format=none -c -o /dev/null "$@" \
	    2>"$top/gcc" || cat "$top/gcc"
	clang --analyze -std=c11 --analyzer-output plist -o "$top/clang" \
	    "$@" 2>"$top/told" || cat "$top/told"
} >"$top/broken"
if [ -s "$top/broken" ]; then
	echo "$file:-:compile$tab$(head -n 1 "$top/broken")"
fi

sed -n "s/.*In function '\(.*\)':\$/=\1/p
	s/^[^:]*:\([0-9]*\):[0-9]*: warning: \(.*\) \[-W\(analyzer-.*\)\]\$/\3$tab\1: \2/p" \
    "$top/gcc" | awk -v file="$file" '
    /^=/ { name = substr($0, 2); next }
    { print file ":" name ":" $0 }'

# A plist has a key and its value in a line each.
awk -v file="$file" '
    { key = $0; gsub(/.*<key>|<\/key>.*/, "", key)
      value = $0; gsub(/.*<string>|<\/string>.*|.*<integer>|<\/integer>.*/,
	  "", value) }
    /<key>(description|check_name|issue_context)<\/key>/ {
	if ($0 ~ /<string>/) { have[key] = value } else { want = key }
	next
    }
    want { have[want] = value; want = "" }
    /<key>location<\/key>/ && have["check_name"] { at = 1 }
    at && /<key>line<\/key>/ {
	print file ":" have["issue_context"] ":" have["check_name"] "\t" \
	    value ": " have["description"]
	at = 0
	delete have
    }' "$top/clang"
