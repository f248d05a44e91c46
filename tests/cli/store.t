#!/bin/sh
# The store on a disk that is full, in a mount namespace of the test's own.
# shellcheck disable=SC2317 # functions are called through t
. tests/cli/lib.sh

unshare -rm true 2>/dev/null || {
	skip 'a full disk' 'no namespaces for this user'
	finish
}

cat >"$D/full" <<'EOF'
put=$1 disk=$2
mount -t tmpfs -o size=400k tmpfs "$disk" || exit 9
"$put" "$disk/s" 100000 >"$disk/../before"
echo "exit $?"
dd if=/dev/zero of="$disk/ballast" bs=1k 2>/dev/null
"$put" "$disk/s" 1 200000 >/dev/null
echo "exit $?"
"$put" "$disk/s" 0 | cmp "$disk/../before" - && echo 'nothing is lost'
rm -rf "$disk/s"
dd if=/dev/zero of="$disk/more" bs=1k 2>/dev/null
"$put" "$disk/s" 1
echo "exit $?"
rm "$disk/more" "$disk/ballast"
"$put" "$disk/s" 1
echo "exit $?"
EOF
mkdir "$D/disk"
t 'a full disk: errors, no signal, no loss' 0 "exit 2
exit 2
nothing is lost
exit 2
1
exit 0
" 'nothing was changed' -- unshare -rm sh "$D/full" \
    "$BUILD/tests/tool/storeput" "$D/disk"
reasons() { grep -c 'nothing was changed' "$D/kept"; }
cp "$D/err" "$D/kept"
t 'each with its reason' 0 "3$NL" '' -- reasons
finish
