#!/bin/sh
# radius-route: every mode, option, message and exit code.
# shellcheck disable=SC2016,SC2317 # functions are called through t and ok
. tests/cli/lib.sh

R=$BIN/radius-route
PAGE=0x6f6c742d62736e34322d303120706f6e20312f312f30312f30312f342f312f312f
LINE='olt-bsn42-01 pon 1/1/01/01/4/1/1/'
MOVED='olt-bsn42-07 pon 1/1/01/01/9/1/1/'
COLLECTE_CONFIG=$D/site.json
export COLLECTE_CONFIG

mkdir "$D/secret"
(umask 077 && echo secret01 >"$D/secret/ils" && echo secret02 >"$D/secret/rzn")

# Globs of ils and of rzn, and more members, as JSON.
site() {
	cat >"$D/site.json" <<-END
	// two members
	{ "request-realm": "gnd.ftth.axione",
	  "members": {
	    "ils": { "realm": "ils-ftth", "password-file": "secret/ils",
	      "circuit-ids": ["ils.list"], "circuit-id-globs": [$1] },
	    "rzn": { "realm": "rzn-ftth", "password-file": "secret/rzn",
	      "circuit-ids": ["rzn.list"], "circuit-id-globs": [$2] } $3 } }
	END
}
plain() {
	site '"olt-???42-*"' '"olt-*"' ''
	: >"$D/ils.list"
	printf '# moved\n%s\n' "$MOVED" >"$D/rzn.list"
	rm -f "$D"/*.idx
}
hex() {
	printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
}
pairs() {	# MEMBER TEXT PASSWORD
	printf "Proxy-To-Realm := '%s-ftth', User-Name := '0x%s', %s\n" \
	    "$1" "$(hex "$2")" "User-Password := '$3'"
}
ILS="$(pairs ils "$LINE" secret01)$NL"
RZN="$(pairs rzn "$MOVED" secret02)$NL"
plain

# Deciding.
t 'a pattern decides' 0 "$ILS" '' -- "$R" --circuit-id $PAGE
t '-i is --circuit-id' 0 "$ILS" '' -- "$R" -i $PAGE
t '-c chooses the site file' 0 "$ILS" '' -- \
    env COLLECTE_CONFIG=/nonexistent "$R" -c "$D/site.json" -i $PAGE
t '--config as well' 0 "$ILS" '' -- \
    env -u COLLECTE_CONFIG "$R" --config "$D/site.json" -i $PAGE
t 'upper case, bare, and text are the same line' 0 "$ILS$ILS$ILS" '' -- \
    sh -c 'for i; do "$0" -i "$i" || exit; done' "$R" \
    6F6C742D62736E34322D303120706F6E20312F312F30312F30312F342F312F312F \
    "${PAGE#0x}" "$LINE"
t 'a list goes before patterns' 0 "$RZN" '' -- "$R" -i "$MOVED"
t 'a list line is no prefix of a line' 0 "$(pairs ils "${MOVED}0" secret01)$NL" \
    '' -- "$R" -i "${MOVED}0"
t 'nor has it one' 0 "$(pairs ils "${MOVED%/}" secret01)$NL" '' -- \
    "$R" -i "${MOVED%/}"
t "nobody's line" 1 '' "^radius-route: dslam1: nobody's line: in no list, \
and no pattern matches\$" -- "$R" -i dslam1
t 'patterns are anchored' 1 '' "nobody's line" -- "$R" -i 'x olt-bsn42-01'
t 'case counts' 1 '' "nobody's line" -- "$R" -i 'OLT-bsn42-01'
t 'an empty circuit-id is an absent one' 1 '' \
    '^radius-route: : nobody.s line: want a circuit-id, have none$' -- \
    "$R" -i ''
t 'a circuit-id that is none' 2 '' "^radius-route: 0x123: cannot decide: want \
two hexadecimal digits an octet, have an odd number of digits \(3\)\$" -- \
    "$R" -i 0x123
long=0x$(printf '%0252d' 0)
t 'a circuit-id that no User-Name carries' 2 '' \
    'cannot decide: want at most 125 octets, have more' -- "$R" -i "$long"
t 'hostile octets do not reach the terminal' 1 '' \
    '^radius-route: a.x1b.x9b.x0d: nobody' -- \
    "$R" -i "$(printf 'a\033\233\r')"

# The realm of the request.
t 'the realm is ours' 0 "$ILS" '' -- \
    "$R" -u 00:0d:b9:42:aa:60@gnd.ftth.axione -i $PAGE
t 'whatever its case; --user-name' 0 "$ILS" '' -- \
    "$R" --user-name x@GND.ftth.Axione -i $PAGE
t 'another realm' 1 '' "nobody's line: want a User-Name \.\.\.@gnd.ftth.axione\
, have \"x@evil.example\"" -- "$R" -u x@evil.example -i $PAGE
t 'ours with something behind' 1 '' "nobody's line" -- \
    "$R" -u x@gnd.ftth.axione.example -i $PAGE
t 'ours with something in front' 1 '' "nobody's line" -- \
    "$R" -u x@evil.gnd.ftth.axione -i $PAGE
t 'no realm' 1 '' "nobody's line" -- "$R" -u gnd.ftth.axione -i $PAGE
t 'by hand an empty one is left out' 0 "$ILS" '' -- "$R" -u '' -i $PAGE

# --exec: one line on stdout whatever happens, FreeRADIUS's codes.
U=00:0d:b9:42:aa:60@gnd.ftth.axione
t '--exec: a member' 0 "$ILS" '' -- "$R" --exec -u $U -i $PAGE
t '--exec through a pipe, as FreeRADIUS has it' 0 "$ILS" '' -- \
    sh -c '"$0" --exec -u "$1" -i "$2" | cat' "$R" $U $PAGE
t "--exec: nobody's line" 8 "$NL" "nobody's line" -- \
    "$R" --exec -u $U -i dslam1
t '--exec: no circuit-id' 8 "$NL" 'want a circuit-id, have none' -- \
    "$R" --exec -u $U -i ''
t '--exec: another realm' 8 "$NL" 'have "a@b"' -- \
    "$R" --exec -u a@b -i $PAGE
t '--exec: an empty User-Name' 8 "$NL" "want a User-Name ...@gnd.ftth.axione, \
have none" -- "$R" --exec -u '' -i $PAGE
t '--exec: no User-Name' 8 "$NL" 'have none' -- "$R" --exec -i $PAGE
t '--exec: cannot decide' 2 "$NL" 'cannot decide: want at most 125' -- \
    "$R" --exec -u $U -i "$long"
t '--exec: no site file' 2 "$NL" '^radius-route: /nonexistent: No such file' \
    -- "$R" --exec -c /nonexistent -u $U -i $PAGE
t '--exec: usage' 2 "$NL" '^radius-route: want --circuit-id, have none' -- \
    "$R" --exec
t '--exec: usage, found before --exec' 2 "$NL" '--bogus: no such option' -- \
    "$R" --bogus --exec
t '--exec: no help' 2 "$NL" '-h, -V and --list-options do not go with' -- "$R" --exec -h
t '--exec: no version' 2 "$NL" 'do not go with --exec' -- "$R" -V --exec
t '--exec does not go with --batch' 2 "$NL" \
    '--exec does not go with --batch' -- "$R" --exec --batch
t '--exec: nothing to write to' 2 '' \
    '^radius-route: <stdout>: No space left on device$' -- \
    sh -c '"$0" --exec -u "$1" -i "$2" >/dev/full' "$R" $U $PAGE
sed 's/"request-realm": "[^"]*",//' "$D/site.json" >"$D/any.json"
t '--exec: any User-Name without request-realm' 0 "$ILS" '' -- \
    "$R" -c "$D/any.json" --exec -u '' -i $PAGE

# What leaves it open.
t 'a missing list' 2 '' "rzn.list: No such file or directory\$" -- \
    sh -c 'mv "$1/rzn.list" "$1/x"; "$0" -i "$2"; rc=$?
	mv "$1/x" "$1/rzn.list"; exit $rc' "$R" "$D" $PAGE
mkdir "$D/folder"
sed 's/rzn.list/folder/' "$D/site.json" >"$D/s.json"
t 'a folder for a list' 2 '' "cannot decide: .*/folder: want a file, have a \
folder\$" -- "$R" -c "$D/s.json" -i $PAGE
mkfifo "$D/fifo"
sed 's/rzn.list/fifo/' "$D/site.json" >"$D/s.json"
t 'a pipe for a list' 2 '' '/fifo: want a file, have a special file$' -- \
    "$R" -c "$D/s.json" -i $PAGE
printf 'x\n%s' "$LINE" >"$D/ils.list"
t 'a half-written list' 2 '' "ils.list: want a newline at the end, have none: \
half written\?\$" -- "$R" -i "$MOVED"
printf 'x\n0x123\n' >"$D/ils.list"
t 'a line that is no identifier' 2 '' "ils.list:2: want two hexadecimal \
digits an octet, have an odd number of digits \(3\)\$" -- "$R" -i $PAGE
t 'does not matter where another list has it' 0 "$RZN" '' -- \
    "$R" -i "$MOVED"
printf 'x\n\n0x%s\n' "$(hex "$MOVED")" >"$D/ils.list"
t 'two lists have it' 2 '' "cannot decide: .*/ils.list:3 \(ils\) and \
.*/rzn.list:2 \(rzn\) both have it\$" -- "$R" -i "$MOVED"
plain
site '"olt-???42-*"' '"*bsn42-0"' ''
t 'two patterns are as good' 2 '' "cannot decide: \"olt-\?\?\?42-\*\" \(ils\) \
and \"\*bsn42-0\" \(rzn\) match with as many literal characters\$" -- \
    "$R" -i olt-bsn42-0
site '"olt-???42-*", "*bsn42-0"' '"olt-*"' ''
t 'of one member they may be' 0 "$(pairs ils olt-bsn42-0 secret01)$NL" '' -- \
    "$R" -i olt-bsn42-0
sed 's/"realm": "ils-ftth", //' "$D/site.json" >"$D/s.json"
t 'a member without a realm' 2 '' "s.json: members.ils: want a realm, have \
none\$" -- "$R" -c "$D/s.json" -i $PAGE
sed 's/"password-file": "secret.ils",//' "$D/site.json" >"$D/s.json"
t 'a member without a password' 0 \
    "$(pairs ils "$LINE" x | sed 's/, User-Password.*//')$NL" '' -- \
    "$R" -c "$D/s.json" -i $PAGE
chmod 644 "$D/secret/ils"
t 'a secret that others can read' 2 '' "cannot decide: .*/secret/ils: want a \
secret closed to others, have mode 0644\$" -- "$R" -i $PAGE
chmod 600 "$D/secret/ils"
printf '%0129d\n' 0 >"$D/secret/ils"
t 'a secret that no User-Password carries' 2 '' \
    'secret/ils: want at most 128 octets, have more$' -- "$R" -i $PAGE
printf 'it'\''s \\ "%%{x}"\n' >"$D/secret/ils"
t 'a secret that needs quoting' 0 \
    "$(pairs ils "$LINE" "it\\'s \\\\ \"%{x}\"")$NL" '' -- "$R" -i $PAGE
echo secret01 >"$D/secret/ils"

# The site file.
t 'no site file' 2 '' '^radius-route: /nonexistent: No such file' -- \
    "$R" -c /nonexistent -i x
echo '{' >"$D/s.json"
t 'a broken site file' 2 '' '/s.json:2:0: .*near end of file$' -- \
    "$R" -c "$D/s.json" -i x
echo '{}' >"$D/s.json"
t 'no members' 2 '' 's.json: members: want at least one, have none$' -- \
    "$R" -c "$D/s.json" -i x
site '"a", "olt-[ab]*"' '' ''
t 'a character class' 2 '' "site.json: members.ils.circuit-id-globs\[1\]: \
want \?, \* and literal characters, have '\[': there are no character classes, \
put a backslash before a bracket\$" -- "$R" --check
site '"a\\"' '' ''
t 'a pattern that ends in a backslash' 2 '' \
    'globs.0.: want a character behind the backslash, have the end$' -- "$R" -i x
plain

# --explain.
cat >"$D/explained" <<END
circuit-id  $PAGE
text        $LINE
layout      pon-7 node=olt-bsn42-01 access_type=pon rack=1 shelf=1 slot=1 \
port=1 onu_id=4 onu_slot=1 onu_port=1 rest=/
lists
  ils: $D/ils.list does not have it
  rzn: $D/rzn.list does not have it
patterns
  ils: olt-???42-* matches with 7 literal characters  <- decides
  rzn: olt-* matches with 4 literal characters; fewer than the one that decides
decision    ils, realm ils-ftth
END
t '--explain: a pattern decides' 0 "$(cat "$D/explained")$NL" '' -- \
    "$R" --explain -i $PAGE
explained() {	# PATTERN ARGUMENT...
	e_re=$1 e_rc=0
	shift
	"$R" --explain "$@" >"$D/explained" || e_rc=$?
	grep -Ex -e "$e_re" "$D/explained"
	return "$e_rc"
}
t '--explain: a list decides' 0 "  rzn: $D/rzn.list:2 has it  <- decides
  ils: olt-???42-* matches with 7 literal characters; a list goes before \
patterns$NL  rzn: olt-* matches with 4 literal characters; a list goes before \
patterns$NL" '' -- explained '.*has it.*|.*before patterns' -i "$MOVED" -u $U
site '"olt-???42-*", "*bsn42-0*"' '"x*"' ''
t '--explain: two patterns of one member' 0 \
    "  ils: *bsn42-0* matches with 7 literal characters; the same member's, \
and as good$NL  rzn: x* does not match$NL" '' -- \
    explained '.*as good|.*not match' -i $PAGE
plain
"$R" --index
t '--explain: an index' 0 "  ils: $D/ils.list does not have it (index)$NL" '' \
    -- explained '  ils.*index.*' -i $PAGE
plain
t "--explain: nobody's line" 1 "decision    nobody's line: in no list, and \
no pattern matches$NL" '' -- explained 'decision.*' -i dslam1
echo 0x1 >"$D/ils.list"
t '--explain: a line that is no identifier' 2 "    line 1 is no identifier: \
want two hexadecimal digits an octet, have an odd number of digits (1)
  ils: olt-???42-* matches with 7 literal characters
decision    cannot decide: $D/ils.list:1: want two hexadecimal digits an \
octet, have an odd number of digits (1)$NL" '' -- \
    explained '.*no identifier.*|  ils: olt.*|decision.*' -i $PAGE
rm "$D/ils.list"
t '--explain: a missing list' 2 "  ils: $D/ils.list: No such file or \
directory${NL}decision    cannot decide: $D/ils.list: No such file or \
directory$NL" '' -- explained '  ils:.*such.*|decision.*' -i $PAGE
plain
t '--explain: hostile octets' 0 "text        olt-\\x1b[m\\x9b$NL" '' -- \
    explained 'text.*' -i 0x6f6c742d1b5b6d9b
t '--explain: another realm' 1 '' "nobody's line: want a User-Name" -- \
    "$R" --explain -u a@b -i $PAGE
t '--explain: no identifier' 2 '' '0x1: cannot decide' -- \
    "$R" --explain -i 0x1
cat >"$D/s.json" <<END
{ "members": { "ils": { "realm": "ils-ftth" } } }
END
t '--explain: nothing declared' 1 "lists       none${NL}patterns    none$NL" \
    '' -- explained '(lists|patterns).*' -c "$D/s.json" -i $PAGE

# --batch.
input '%s\n%s\ndslam1\n\n0x1\na\033b\r\n%s' $PAGE "$MOVED" "$LINE"
t '--batch' 1 "$PAGE	ils
$MOVED	rzn
dslam1	-
	-
0x1	?
a\\x1bb	-
$LINE	ils
" '^radius-route: <stdin>:5: want two hexadecimal digits an octet' -- \
    "$R" --batch
input '%s\n' $PAGE
t '--batch: all decided' 0 "$PAGE	ils$NL" '' -- "$R" --batch
input ''
t '--batch: nothing' 0 '' '' -- "$R" --batch
input '%03000d\n%s\n' 0 x
t '--batch: a long line' 1 "$(printf '%02048d' 0)	?${NL}x	-$NL" \
    '<stdin>:1: want a line of at most 2048 octets, have more' -- "$R" --batch
echo 0x1 >"$D/ils.list"
input '%s\n%s\n' $PAGE "$MOVED"
t '--batch: a line that is no identifier' 1 "$PAGE	?${NL}$MOVED	rzn$NL" \
    '<stdin>:1: .*ils.list:1: want two' -- "$R" --batch
printf 'x' >"$D/ils.list"
t '--batch: a half-written list' 1 "$PAGE	?${NL}$MOVED	?$NL" \
    'half written' -- "$R" --batch
rm "$D/ils.list"
t '--batch: a missing list' 1 "$PAGE	?${NL}$MOVED	?$NL" \
    'ils.list: No such file' -- "$R" --batch
plain
t '--batch: a full disk' 2 '' 'No space left' -- \
    sh -c 'echo x | "$0" --batch >/dev/full' "$R"
t '--batch: stdin cannot be read' 2 '' '<stdin>: Is a directory' -- \
    sh -c '"$0" --batch <"$1"' "$R" "$D"
input ''

# --emit.
t '--emit proxy' 0 "# Made by radius-route --emit proxy: do not edit.
#
# For proxy.conf; each auth_pool is a home_server_pool of that name.
realm ils-ftth {
	auth_pool = ils-ftth
	nostrip
}
realm rzn-ftth {
	auth_pool = rzn-ftth
	nostrip
}
" '' -- "$R" --emit proxy
emitted() {
	"$R" "$@" --emit files | sed '/^#/d'
}
t '--emit files' 0 "\"0x$(hex "$MOVED")\" Proxy-To-Realm := 'rzn-ftth', \
User-Name := \"%{Tmp-String-8}\", User-Password := 'secret02'
DEFAULT Tmp-String-8 =~ '^.{253}'
DEFAULT Tmp-String-8 =~ '^0x6f6c742d......34322d', Proxy-To-Realm := \
'ils-ftth', User-Name := \"%{Tmp-String-8}\", User-Password := 'secret01'
DEFAULT Tmp-String-8 =~ '^0x6f6c742d', Proxy-To-Realm := 'rzn-ftth', \
User-Name := \"%{Tmp-String-8}\", User-Password := 'secret02'
" '' -- emitted
site '"*a?"' '' ''
: >"$D/rzn.list"
t '--emit files: a pattern with an end' 0 "DEFAULT Tmp-String-8 =~ '^.{253}'
DEFAULT Tmp-String-8 =~ \
'^0x(..)*61..\$', Proxy-To-Realm := 'ils-ftth', User-Name := \
\"%{Tmp-String-8}\", User-Password := 'secret01'$NL" '' -- emitted
plain
t '--emit files: how to use it stands on top' 0 6 '' -- \
    sh -c '"$0" --emit files | grep -c "^#" | tr -d "\n"' "$R"
printf "a'\\\\b\n" >"$D/secret/rzn"
t '--emit files: a secret that needs quoting' 0 "2$NL" '' -- \
    sh -c '"$0" --emit files | grep -cF "$1"' "$R" \
    "User-Password := 'a\\'\\\\b'"
echo secret02 >"$D/secret/rzn"
printf 'a\na\n' >"$D/ils.list"
t '--emit files: twice in a list is once in the file' 0 "1$NL" '' -- \
    sh -c '"$0" --emit files | grep -c "^\"0x61\""' "$R"
echo "$MOVED" >"$D/ils.list"
t '--emit files: refused when lists contradict' 1 '' \
    'rzn.list:2 .rzn.: the same as .*/ils.list:1 .ils.$' -- "$R" --emit files
rm "$D/ils.list"
t '--emit files: refused when a list is missing' 1 '' \
    'ils.list: No such file' -- "$R" --emit files
plain
rm "$D/secret/rzn"
t '--emit files: refused when a secret is missing' 1 '' \
    'members.rzn.password-file: .*/secret/rzn: No such file' -- \
    "$R" --emit files
(umask 077 && echo secret02 >"$D/secret/rzn")

# The steps in the shipped module's comment: secrets are for FreeRADIUS alone.
steps() {
	mkdir -p "$D/stub" "$D/raddb/mods-config/files"
	printf '#!/bin/sh\necho "$0" "$@"\n' >"$D/stub/chgrp"
	chmod 755 "$D/stub/chgrp"
	cp "$D/stub/chgrp" "$D/stub/systemctl"
	sed -n 's/^#	//p' etc/freeradius/mods-available/collecte_files |
	    sed "s|/etc/freeradius/3.0|$D/raddb|" >"$D/steps"
	(umask 022 && PATH=$D/stub:$BIN:$PATH sh -e "$D/steps") |
	    sed "s|$D/||g"
	stat -c '%a %n' "$D/raddb/mods-config/files"/* | sed "s|$D/||g"
}
t '--emit files: as the shipped module says' 0 "stub/chgrp freerad collecte.new
stub/systemctl reload freeradius
640 raddb/mods-config/files/collecte$NL" '' -- steps
t '--emit: a full disk' 2 '' 'No space left' -- \
    sh -c '"$0" --emit files >/dev/full' "$R"
t '--emit: what' 2 '' '^radius-route: --emit: want files or proxy, have "x"' \
    -- "$R" --emit x

# --check: nothing but findings on stdout.
t '--check: all well' 0 '' '' -- "$R" --check
found() {	# NAME FINDING: with these and exit 1
	f_name=$1
	shift
	t "--check: $f_name" 1 "$(printf '%s\n' "$@")$NL" '' -- "$R" --check
	plain
}
printf '%s\n' "$MOVED" >"$D/ils.list"
found 'the same line of two members' \
    "$D/rzn.list:2 (rzn): the same as $D/ils.list:1 (ils)"
printf 'a\n# b\n0x61\n' >"$D/ils.list"
found 'the same line twice' "$D/ils.list:3: the same as $D/ils.list:1"
printf '0x1\nolt-1 # x\n' >"$D/ils.list"
found 'lines that are no identifiers' \
    "$D/ils.list:1: want two hexadecimal digits an octet, have an odd number \
of digits (1)" \
    "$D/ils.list:2: want a comment behind text on a line of its own, or the \
text in quotes"
printf 'a' >"$D/ils.list"
found 'a half-written list' \
    "$D/ils.list: want a newline at the end, have none: half written?"
rm "$D/ils.list"
found 'a missing list' "$D/ils.list: No such file or directory"
site '"olt-???42-*"' '"olt-bsn*"' ''
found 'patterns as good as each other' "$D/site.json: \
members.rzn.circuit-id-globs[0]: \"olt-bsn*\" can match the same line as \
members.ils.circuit-id-globs[0] \"olt-???42-*\", with as many literal \
characters"
site '"olt-bsn42-*", "olt-*"' '' ''
found 'a shadowed pattern' "$D/site.json: members.ils.circuit-id-globs[0]: \
\"olt-bsn42-*\" is shadowed by [1] \"olt-*\""
# Without it the line would be rzn's.
site '"olt-*", "olt-bsn42-*"' '"olt-bsn*"' ''
t '--check: a pattern that keeps another member out is not shadowed' 0 '' '' \
    -- "$R" --check
site '"olt-b*", "olt-bsn42-*"' '"olt-???42*", "*"' ''
t '--check: nor are two that keep each other out' 0 '' '' \
    -- "$R" --check
site '"olt-bsn4*", "olt-bsn42-*"' '"olt-*", "olt-bsn42-01 *"' ''
found 'a shadowed pattern, others being elsewhere' "$D/site.json: \
members.ils.circuit-id-globs[1]: \"olt-bsn42-*\" is shadowed by [0] \
\"olt-bsn4*\""
chmod 604 "$D/secret/ils"
found 'a secret that others can read' "$D/site.json: \
members.ils.password-file: $D/secret/ils: want a secret closed to others, \
have mode 0604"
: >"$D/secret/ils"
chmod 600 "$D/secret/ils"
found 'an empty secret' "$D/site.json: members.ils.password-file: \
$D/secret/ils: want a secret, have none"
rm "$D/secret/ils"
found 'a missing secret' "$D/site.json: members.ils.password-file: \
$D/secret/ils: No such file or directory"
(umask 077 && echo secret01 >"$D/secret/ils")
site '"olt-???42-*"' '"olt-*"' ', "x": { "circuit-id-globs": ["x"] }, "y": {}'
found 'a missing realm, where one is needed' \
    "$D/site.json: members.x: want a realm, have none"
for realm in LOCAL Null default; do
	site '"olt-???42-*"' '"olt-*"' ", \"x\": { \"realm\": \"$realm\" }"
	found "the realm $realm" "$D/site.json: members.x.realm: want a realm \
that FreeRADIUS has no other use for, have $realm"
done
site '"olt-???42-*", "olt–*"' '"olt-*"' ''
found 'a dash that is none in a pattern' "$D/site.json: \
members.ils.circuit-id-globs[1]: want printable ASCII characters, have others \
in \"olt–*\""
site '' '' ', "x": { "prefixes": [ { "prefix": "10.0.0.0/8" },
	{ "prefix": "2001:db8::/32" } ] },
	"y": { "prefixes": [ { "prefix": "192.0.2.0/24" },
	{ "prefix": "10.9.0.0/16" }, { "prefix": "2001:db9::/32" } ] }'
found 'prefixes that overlap' "$D/site.json: members.y.prefixes[1].prefix: \
10.9.0.0/16 overlaps 10.0.0.0/8 of members.x.prefixes[0]"
site '' '' ', "x": { "prefixes": [ { "prefix": "192.0.2.0/24",
	"gateway": "192.0.3.1" } ] }'
found 'a gateway elsewhere' "$D/site.json: members.x.prefixes[0].gateway: \
want an address in 192.0.2.0/24, have 192.0.3.1"
"$R" --index
echo 'new-line' >>"$D/ils.list"
found 'an old index' "$D/ils.list.idx: older than its list: run --index"
printf 'a\n0x1\nb\na\n' >"$D/ils.list"
site '"olt-???42-*"' '"olt-bsn*"' ''
t '--check: finds everything at once' 1 "3$NL" '' -- \
    sh -c '"$0" --check >"$1/found"; rc=$?; grep -c . "$1/found"; exit $rc' \
    "$R" "$D"
plain
t '--check: a full disk' 2 '' 'No space left' -- \
    sh -c 'echo 0x1 >"$1/ils.list"; "$0" --check >/dev/full' "$R" "$D"
plain

# --index.
t '--index: quiet' 0 '' '' -- "$R" --index
ok '--index: beside each list' test -s "$D/ils.list.idx" -a \
    -s "$D/rzn.list.idx"
# FreeRADIUS's user may own a list that nobody else reads.
if [ "$(id -u)" -eq 0 ]; then
	chmod 400 "$D/ils.list" && chown 65534 "$D/ils.list"
	"$R" --index
	t "--index: the list's owner may read it" 0 "65534 400$NL" '' -- \
	    stat -c '%u %a' "$D/ils.list.idx"
	chmod 644 "$D/ils.list" && chown 0 "$D/ils.list"
	"$R" --index
else
	skip "--index: the list's owner may read it" 'not root'
fi
t 'the index answers' 0 "$RZN" '' -- "$R" -i "$MOVED"
t 'also that it is not there' 0 "$ILS" '' -- "$R" -i $PAGE
t '--index twice' 0 '' '' -- "$R" --index
echo "$LINE" >>"$D/rzn.list"
t 'an old index: told, and the list is read' 0 \
    "$(pairs rzn "$LINE" secret02)$NL" "^radius-route: .*/rzn.list.idx: older \
than its list: run --index; reading the list instead\$" -- "$R" -i $PAGE
t 'an old index under --exec' 0 "$(pairs rzn "$LINE" secret02)$NL" \
    'reading the list instead' -- "$R" --exec -u $U -i $PAGE
plain
"$R" --index
printf 'x' >>"$D/rzn.list.idx"
t 'a torn index: told, and the list is read' 0 "$RZN" \
    'rzn.list.idx: torn: its size is wrong; reading the list instead$' -- \
    "$R" -i "$MOVED"
cp "$D/ils.list.idx" "$D/rzn.list.idx"
t "another list's index: told, and the list is read" 0 "$RZN" \
    'rzn.list.idx: older than its list: run --index; reading the list' -- \
    "$R" -i "$MOVED"
echo junk >"$D/rzn.list.idx"
t 'junk for an index: told, and the list is read' 0 "$RZN" \
    'rzn.list.idx: torn: want more octets; reading the list' -- \
    "$R" -i "$MOVED"
head -c 5000 /dev/zero >"$D/rzn.list.idx"
t 'zeros for an index: told, and the list is read' 0 "$RZN" \
    'rzn.list.idx: not an index of this version; reading the list' -- \
    "$R" -i "$MOVED"
plain
"$R" --index
rm "$D/rzn.list"
t 'an index does not stand for its list' 2 '' 'rzn.list: No such file' -- \
    "$R" -i "$MOVED"
plain
printf 'a\n0x1\n' >"$D/ils.list"
t '--index: refused for a list with trouble' 1 '' "ils.list:2: want two \
hexadecimal digits an octet, have an odd number of digits \(1\) \(1 such \
lines\)\$" -- "$R" --index
ok '--index: the others are made' test -s "$D/rzn.list.idx"
ok '--index: nothing for that one' test ! -e "$D/ils.list.idx"
plain

# Usage.
t '-h' 0 "$("$R" -h)$NL" '' -- "$R" --help
t '-h tells the synopsis' 0 "1$NL" '' -- \
    sh -c '"$0" -h | grep -c -e "--explain .-u USER-NAME. -i CIRCUIT-ID"' "$R"
t '-V' 0 "radius-route $VERSION$NL" '' -- "$R" -V
t '--version' 0 "radius-route $VERSION$NL" '' -- "$R" --version
t '-h: a full disk' 2 '' 'No space left' -- sh -c '"$0" -h >/dev/full' "$R"
t 'a full disk' 2 '' 'No space left' -- \
    sh -c '"$0" -i "$1" >/dev/full' "$R" $PAGE
t 'nothing at all' 2 '' '^radius-route: want --circuit-id, have none; see -h' \
    -- "$R"
t 'no such option' 2 '' '^radius-route: -x: no such option; see -h$' -- "$R" -x
t 'no such long option' 2 '' '--bogus: no such option' -- "$R" --bogus
t 'no value' 2 '' '^radius-route: -i: want a value, have none$' -- "$R" -i
t 'no long value' 2 '' '--emit: want a value, have none$' -- "$R" --emit
t 'an argument' 2 '' 'want no more arguments, have "x"$' -- "$R" -i a x
t 'two modes' 2 '' '^radius-route: --check does not go with --index$' -- \
    "$R" --index --check
t 'two emits' 2 '' '--emit proxy does not go with --emit files$' -- \
    "$R" --emit files --emit proxy
t '--batch and an identifier' 2 '' '--circuit-id does not go with --batch$' \
    -- "$R" --batch -i x
t '--check and a User-Name' 2 '' '--user-name does not go with --check$' -- \
    "$R" --check -u x
t '--explain without an identifier' 2 '' 'want --circuit-id, have none' -- \
    "$R" --explain
t 'what looks like an option is a value' 1 '' '^radius-route: --exit: nobody' \
    -- "$R" -i --exit -u --user
finish
