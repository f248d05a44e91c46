#!/bin/sh
# A commit by a file that a real Kea takes in, in which whatever call fails or
# is the last one: the file is the former one or the new one, whole; what Kea
# had it keeps, and the next --retry does what is left.
. tests/cli/lib.sh
. tests/cli/fault-lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/e2e/include-lib.sh
. tests/e2e/commit-lib.sh

kea_have || { skip 'a file that is broken off' 'kea is not installed'; finish; }
# kea-dhcp4 -t has no sanitizer, and the shim that is built with one does not
# go into it.
if grep -q __asan_init "$BIN/kea-reserve"; then
	skip 'a file that is broken off' 'the shim has a sanitizer'
	finish
fi
include_machine rosette || exit 1
commit_site "$(include_target rosette |
    sed 's/"dhcp6": "[^"]*",//; s/"include6": "[^"]*",//; s/, "config6": "[^"]*"//')"
KEA_URL=$(kea_url rosette unix4) FILE=$KEA_DIR/rosette/inc/hosts4
export KEA_URL FILE
# Beside what it holds, the file as it was.
cat >"$D/hosts" <<'END'
[ -e "$D/file.before" ] && cmp -s "$D/added" "$D/added.seen" ||
    { cp "$FILE" "$D/file.before"; cp "$D/added" "$D/added.seen"; }
"$KEA_ASK" --hosts "$KEA_URL"
END
cat >"$D/whole" <<'END'
if [ "${1:-}" != after ]; then
	cp "$FILE" "$D/file.behind"
elif ! cmp -s "$D/file.behind" "$D/file.before"; then
	cmp "$D/file.behind" "$FILE"
fi
END
commit_sweeps 3
left() {
	! find "$KEA_DIR/rosette/inc" -type f ! -name 'hosts[46]' \
	    ! -name 'hosts[46].old' | grep .
}
ok 'nothing is left lying about' left
commit_answers
finish
