#!/bin/sh
# What lies in folders that more than one user may write: modes as the pages
# say, whatever the umask; no link is followed out of the state's folder, no
# FIFO waited for; secrets are in no argument, message or state.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh

cat >"$D/site.json" <<END
{ "members": { "ils": { "realm": "ils-ftth", "password-file": "secret",
    "circuit-ids": [ "ids" ], "circuit-id-globs": [ "olt-*" ],
    "prefixes": [ { "prefix": "192.0.2.0/24", "client-class": "ils01" } ] } },
  "kea": { "targets": { "gone": { "dhcp4": "http://127.0.0.1:1/",
      "user": "u", "password-file": "kea-secret" } },
    "state-dir": "state" } }
END
COLLECTE_CONFIG=$D/site.json
export COLLECTE_CONFIG
(umask 077 && echo hush-member >"$D/secret" && echo hush-kea >"$D/kea-secret")
echo 0x6162 >"$D/ids"
# A worker that has not begun yet holds no lock: look for its process.
working() {
	for each in /proc/[0-9]*; do
		{ read -r comm <"$each/comm"; } 2>/dev/null || continue
		[ "$comm" = kea-reserve ] &&
		    grep -qF "$D/" "$each/environ" 2>/dev/null && return
	done
	return 1
}
settled() {
	left=600
	while working && [ $((left -= 1)) -gt 0 ]; do
		sleep 0.1
	done
}
at_exit settled
add() { timeout 30 "$BIN/kea-reserve" -c olt-1 -4 192.0.2.9 -w 0; }
fresh() {
	settled
	rm -rf "$D/state" "$D/elsewhere"
	mkdir "$D/elsewhere"
	echo precious >"$D/elsewhere/file"
}
modes() {
	settled
	(cd "$D" && find state ! -type l -printf '%m %f\n' |
	    sed 's/^[24]*\(7.*links-[0-9]*\)$/\1/' | LC_ALL=C sort -k2)
}

# -- modes --

WANT="700 .links-$(id -u)${NL}660 data.mdb${NL}660 gone.dhcp4.lock${NL}660 lock.mdb${NL}2770 state${NL}"
for u in 000 027 077; do
	fresh
	with_umask() { (umask "$u"; add); modes; }
	t "umask $u: the folder is 2770, its files 0660" 0 "$WANT" '' -- with_umask
done
index_mode() {
	(umask "$1" && "$BIN/radius-route" --index) && stat -c %a "$D/ids.idx"
}
t 'an index is for its owner, or for whom its list is' 0 "644$NL" '' -- \
    index_mode 077

# -- what may lie in a file's place --

untouched() { [ "$(cat "$D/elsewhere/file")" = precious ]; }
for f in data.mdb lock.mdb; do
	fresh && mkdir "$D/state" && ln -s "$D/elsewhere/file" "$D/state/$f"
	t "$f is a link: refused" 2 '' "$f: (Too many|.*symbolic)" -- add
	ok '... and not followed' untouched
	fresh && mkdir "$D/state" && ln -s "$D/elsewhere/new" "$D/state/$f"
	t "$f is a link to nothing: refused" 2 '' "$f: " -- add
	t '... and nothing is made there' 1 '' '' -- test -e "$D/elsewhere/new"
	fresh && mkdir "$D/state" && mkfifo "$D/state/$f"
	t "$f is a FIFO: refused at once" 2 '' "$f: " -- add
	fresh && mkdir -p "$D/state/$f"
	t "$f is a folder: refused" 2 '' "$f: " -- add
done
lock=gone.dhcp4.lock
fresh && mkdir "$D/state" && ln -s "$D/elsewhere/file" "$D/state/$lock"
t 'a lock is a link: accepted, told' 0 '' 'lock of gone dhcp4: ' -- add
ok '... and not followed' untouched
t '... --retry says so' 1 '' 'lock of gone dhcp4: ' -- \
    timeout 60 "$BIN/kea-reserve" --retry
fresh && mkdir "$D/state" && mkfifo "$D/state/$lock"
not_hung() {
	add
	[ $? -ne 124 ] && timeout 60 "$BIN/kea-reserve" --list
}
ok 'a lock is a FIFO: nobody waits for it' not_hung
rm -f "$D/state/$lock"

fresh && mkdir -m 2770 "$D/moved" && ln -s moved "$D/state"
t "the folder itself may be a link, its owner's" 0 '' '' -- add
ok '... the state is where it leads' test -s "$D/moved/data.mdb"
settled
rm "$D/state"
ln -s nowhere "$D/state"
t '... but not to nothing' 2 '' 'state: ' -- add
t '... which is not made' 1 '' '' -- test -e "$D/nowhere"
rm "$D/state"
echo x >"$D/state"
t 'a file in the place of the folder' 2 '' 'state: ' -- add
rm -f "$D/state"

# Kept open while another folder takes its place: what was acknowledged is in
# one of them, whole.
fresh
swap() {
	add || return
	settled
	mv "$D/state" "$D/old-state"
	add || return
	settled
	for s in old-state state; do
		ln -sfn "$s" "$D/look"
		sed 's|"state"|"look"|' "$D/site.json" >"$D/look.json"
		"$BIN/kea-reserve" --config "$D/look.json" --list |
		    grep -q text=olt-1 || return
	done
}
ok 'a folder that is moved away is made again' swap

rm -f "$D/ids.idx"
echo precious >"$D/elsewhere/file"
ln -s "$D/elsewhere/file" "$D/ids.idx"
t "an index's place is a link: it is replaced" 0 '' '' -- \
    "$BIN/radius-route" --index
ok '... and not followed' untouched
ok '... and is a file now' test -f "$D/ids.idx" -a ! -h "$D/ids.idx"

# -- secrets --

fresh
spoken() {
	add
	for o in --retry --list --check --diff --reconcile; do
		timeout 60 "$BIN/kea-reserve" $o
	done
	"$BIN/radius-route" --check
	"$BIN/radius-route" --explain -i olt-1
	"$BIN/radius-route" --batch <"$D/ids"
	settled
	cat "$D"/state/*
}
spoken >"$D/spoken" 2>&1
ok 'much was said' test -s "$D/spoken"
t '... and no secret, in messages or in the state' 1 '' '' -- \
    grep -a hush "$D/spoken"
arguments() {
	for o in $("$BIN/radius-route" --list-options) \
	    $("$BIN/kea-reserve" --list-options); do
		echo "$o"
	done | grep -i -e pass -e secret
}
t 'no option takes one' 1 '' '' -- arguments
finish
