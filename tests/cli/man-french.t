#!/bin/sh
# The pages in French say what the English ones say: every paragraph of these
# is translated as it stands now, and options, paths and examples are the same.
# What t and ok run looks unused.
# shellcheck disable=SC2317
. tests/cli/lib.sh

command -v po4a >/dev/null || {
	skip 'pages in French' 'no po4a'
	finish
}
mkdir "$D/tree" "$D/tree/out"
cp -R man "$D/tree"

# Paragraphs of the English pages that fr.po does not have, or has of an older
# wording.
missing() {
	(cd "$D/tree" && po4a --variable po=man/po --variable out=out \
	    --no-translations man/po4a.cfg) >"$D/log" 2>&1 || cat "$D/log"
	for state in --untranslated --only-fuzzy; do
		msgattrib --no-obsolete --no-wrap "$state" "$D/tree/man/po/fr.po" |
		    sed -n '/^msgid ""$/d; s/^msgid //p'
	done
}
t 'all is translated (make update-po, then man/po/fr.po)' 0 '' '' -- missing
# The check itself: a sentence that changes is found.
sed -i 's/^The options are:$/These are the options:/' \
    "$D/tree/man/radius-route.8"
t 'what changes in English is told' 0 "\"These are the options:\"$NL" '' -- \
    missing

# What a translation may not change, wherever it stands in its sentence.
words() {	# PAGE
	grep -oE '^\.(Fl|Cm|Ev|Pa|Li|Xr|Va) .*|\bRFC [0-9]+' "$1" |
	    sed 's/ [[:punct:]]$//; s/ [[:punct:]]$//' | sort | uniq -c
}
displays() {	# PAGE
	sed -n '/^\.Bd -literal/,/^\.Ed/p' "$1"
}
same() {	# WHAT PAGE
	"$1" "man/$2" >"$D/english"
	"$1" "$BUILD/man/fr/$2" | diff -u "$D/english" -
}
# po4a fills lines: a sentence need not begin one.
lint() {	# PAGE
	mandoc -T lint -W warning "$1" |
	    grep -v 'new sentence, new line' || :
}
for page in "$BUILD"/man/fr/*.[1-8]; do
	name=${page##*/}
	ok "$name: options, paths and pages are the same" same words "$name"
	ok "$name: examples are the same" same displays "$name"
	if command -v mandoc >/dev/null; then
		t "$name: mandoc finds nothing" 0 '' '' -- lint "$page"
	else
		skip "$name: mandoc finds nothing" 'no mandoc'
	fi
done
three() {
	for name in circuitid-decode.1 kea-reserve.8 radius-route.8; do
		[ -e "$BUILD/man/fr/$name" ] || return 1
	done
}
ok 'there are three of them' three
finish
