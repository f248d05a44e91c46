#!/bin/sh
# Every finding that --check can tell is in its page, and nothing else.
. tests/cli/lib.sh

sed -n 's/.*\.name = "\([a-z-]*\)".*/\1/p' cmd/kea-reserve/finding_kind.c |
    sort >"$D/kinds"
sed -n '/^\.Ss Checks/,/^\.Ss Importing/s/^\.It \([a-z].*\)/\1/p' \
    man/kea-reserve.8 | sed 's/ , /\n/g' | sort >"$D/documented"
ok 'there are some' test -s "$D/kinds"
ok 'the page has every one, and no other' diff -u "$D/kinds" "$D/documented"
finish
