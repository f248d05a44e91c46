#!/bin/sh
# radius-route in a real FreeRADIUS, as shipped: the page's subscriber, every
# way to a wrong member, a storm, and the rlm_files variant.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/radius-lib.sh

if ! radius_found; then
	skip 'radius-route in FreeRADIUS' 'no freeradius or radclient'
	finish
fi

PAGE=6f6c742d62736e34322d303120706f6e20312f312f30312f30312f342f312f312f
V4ONLY=6f6c742d62736e34322d303120706f6e20312f312f30312f30312f352f312f312f
CLASS=465454482d47502d444c3330306d31306d3530306b2d554c3330306d316d3530306b

hex() {
	printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
}

# The members: each says who it is by Class; ils knows the page's subscriber.
members() {
	cat etc/freeradius/member/users - >"$D/ils.users" <<-END
	DEFAULT Cleartext-Password := "secret01"
	  Class = "ils"
	END
	cat >"$D/rzn.users" <<-END
	"0x$(hex 'olt-bsn42-07 pon 1/1/01/01/9/1/1/')" Cleartext-Password := 'se\\'cret 02'
	  Framed-IP-Address = 192.0.2.7,
	  Class = "rzn %{User-Name} %{Calling-Station-Id}"
	DEFAULT Cleartext-Password := 'se\\'cret 02'
	  Class = "rzn"
	END
	radius_member ils "$D/ils.users"
	radius_member rzn "$D/rzn.users"
	radius_start ils && radius_start rzn
}

site() {
	mkdir -p "$D/secret"
	(umask 077 && echo secret01 >"$D/secret/ils" &&
		echo "se'cret 02" >"$D/secret/rzn")
	cat >"$D/collecte.json" <<-END
	{ "request-realm": "gnd.ftth.axione",
	  "members": {
	    "ils": { "realm": "ils-ftth", "password-file": "secret/ils",
	      "circuit-ids": ["ils.list"],
	      "circuit-id-globs": ["olt-???42-*", "olt-lab4? *"] },
	    "rzn": { "realm": "rzn-ftth", "password-file": "secret/rzn",
	      "circuit-ids": ["rzn.list"],
	      "circuit-id-globs": ["olt-abc43-*", "*/1/1/7/"] } } }
	END
	echo '0x'"$(hex 'olt-pau64-01 pon 1/1/01/01/3/1/1/')" >"$D/ils.list"
	printf '# moved\nolt-bsn42-07 pon 1/1/01/01/9/1/1/\n%s\n' \
	    "$(hex 'olt-bsn42-07 pon 1/1/01/02/9/1/1/' | tr a-f A-F)" \
	    >"$D/rzn.list"
}

stub() {
	cat >"$D/stub" <<-END
	#!/bin/sh
	for a; do printf '[%s]' "\$a"; done >"$D/stub.args"
	exec sh "$D/stub.end"
	END
	chmod +x "$D/stub"
	echo 'echo; exit 0' >"$D/stub.end"
}

ask() {	# SERVER HEX [USER-NAME]
	radius_send "$1" <<-END
	User-Name = "${3:-00:0d:b9:42:aa:60@gnd.ftth.axione}"
	User-Password = "password"
	NAS-IP-Address = 10.200.50.241
	ADSL-Agent-Circuit-Id = 0x$2
	Alc-Client-Hardware-Addr = "00:0d:b9:42:aa:60"
	Calling-Station-Id = "axione#OLT#"
	END
}

# What came back: the kind, and everything in it.
answer() {
	ask "$@" | sed -n -e 's/^Received Access-\([A-Za-z]*\) .*/\1/p' \
	    -e 's/^	//p'
}

class() {
	printf 'Accept\nClass = 0x%s\n' "$1"
}

REJECT="Reject$NL"

site
stub
RADIUS_KEA_RESERVE=$D/stub
members || exit 1
radius_proxy proxy ils rzn
radius_start proxy || exit 1

t "the page's subscriber: Class and nothing else" 0 "$(class $CLASS)$NL" '' \
    -- answer proxy $PAGE
t 'kea-reserve is told everything' 0 "[--exec][-c][0x$PAGE][-m]\
[00:0d:b9:42:aa:60@gnd.ftth.axione][-4][5.183.104.10][-6]\
[2a0e:c400:ff:f010:ffff:ffff:ffff:ffff][-p][2a0e:c400:0:a00::/56][-M]\
[ils-ftth]" '' -- cat "$D/stub.args"
t 'IPv4 alone; Class in hexadecimal is the same' 0 "$(class $CLASS)$NL" '' \
    -- answer proxy $V4ONLY
t 'what the member did not send is empty' 0 "[--exec][-c][0x$V4ONLY][-m]\
[00:0d:b9:42:aa:60@gnd.ftth.axione][-4][5.183.104.11][-6][][-p][][-M]\
[ils-ftth]" '' -- cat "$D/stub.args"

other=$(hex 'olt-bsn42-07 pon 1/1/01/01/9/1/1/')
t 'a list goes before a pattern; the request is rewritten' 0 "$(class \
    "$(hex "rzn 0x$other 00:0d:b9:42:aa:60@gnd.ftth.axione")")$NL" '' \
    -- answer proxy "$other"
t 'upper-case bare hexadecimal in the list' 0 "$(class "$(hex rzn)")$NL" '' \
    -- answer proxy "$(hex 'olt-bsn42-07 pon 1/1/01/02/9/1/1/')"
t 'one digit more is another line' 0 "$(class "$(hex ils)")$NL" '' \
    -- answer proxy "$(hex 'olt-bsn42-07 pon 1/1/01/01/9/1/1/0')"
t 'one digit less is another line' 0 "$(class "$(hex ils)")$NL" '' \
    -- answer proxy "$(hex 'olt-bsn42-07 pon 1/1/01/01/9/1/1')"
rm -f "$D/stub.args"
t 'an unknown OLT is rejected' 0 "$REJECT" '' \
    -- answer proxy "$(hex 'olt-bsn43-01 pon 1/1/01/01/4/1/1/')"
t 'case counts' 0 "$REJECT" '' \
    -- answer proxy "$(hex 'OLT-bsn42-01 pon 1/1/01/01/4/1/1/')"
t 'patterns are anchored' 0 "$REJECT" '' \
    -- answer proxy "$(hex 'xolt-bsn42-01 pon 1/1/01/01/4/1/1/')"
t 'two members claim it as well: rejected' 0 "$REJECT" '' \
    -- answer proxy "$(hex 'olt-bsn42-01 pon 1/1/01/01/1/1/7/')"
t 'another realm is rejected' 0 "$REJECT" '' \
    -- answer proxy $PAGE 00:0d:b9:42:aa:60@other.example
t 'kea-reserve is not run for a rejected one' 1 '' '' -- \
    test -e "$D/stub.args"

mv "$D/rzn.list" "$D/away"
t 'a missing list: rejected, not misrouted' 0 "$REJECT" '' \
    -- answer proxy $PAGE
mkdir "$D/rzn.list"
t 'a folder for a list: rejected' 0 "$REJECT" '' -- answer proxy $PAGE
rmdir "$D/rzn.list"
printf '%s' "$(cat "$D/away")" >"$D/rzn.list"
t 'a half-written list: rejected' 0 "$REJECT" '' -- answer proxy $PAGE
mv "$D/away" "$D/rzn.list"
t 'the list is back' 0 "$(class $CLASS)$NL" '' -- answer proxy $PAGE

# However the hook ends, the Accept goes out, and nothing but Class with it.
for end in 'echo; exit 1' 'echo; exit 2' 'exit 2' 'exit 4' 'exit 5' 'exit 6' \
    'exit 7' 'exit 8' 'exit 99' 'kill -9 $$' 'head -c 1000 /dev/zero'; do
	echo "$end" >"$D/stub.end"
	t "kea-reserve ends by '$end': accepted" 0 "$(class $CLASS)$NL" '' \
	    -- answer proxy $PAGE
done
rm "$D/stub"
t 'no kea-reserve at all: accepted' 0 "$(class $CLASS)$NL" '' \
    -- answer proxy $PAGE
stub

# As the storm of a power cut, through real threads.  The stub would lose
# children itself: it is out of the way.
storm() {
	radius_proxy storm ils rzn
	sed 's/kea_reserve {/ok {/' etc/freeradius/policy.d/collecte \
	    >"$RADIUS/storm/policy.d/collecte"
	# Beside other tests everything is slower than on a server of its own.
	sed -i 's/timeout = [0-9]*/timeout = 25/' \
	    "$RADIUS/storm/mods-enabled/collecte"
	radius_start storm || return 1
	"$BUILD/tests/tool/radload" -a 2 -n 3000 -w 32 -t 60 -o "$D/storm.out" \
	    "$(radius_at storm)" | tee "$D/storm.sum" | cut -d ' ' -f 1-4
}
t 'a storm: 3,000 requests, 32 at once, none lost' 0 \
    "sent=3000 accepted=3000 rejected=0 lost=0$NL" '' -- storm
# Newer servers have an opinion about clients that sign, and call it an error.
lost() {
	grep -v -e '!!!!' -e BlastRADIUS -e 'require_message_authenticator' \
	    -e 'has been updated' "$RADIUS/storm/log/radius.log" |
	    grep -E 'Timeout|Failed|ERROR'
}
t 'no answer was lost between radius-route and the server' 1 '' '' -- lost
t 'every one of them is for ils' 0 "3000$NL" '' -- \
    grep -Ec "	(ils|FTTH-GP-DL300m10m500k-UL300m1m500k)$" "$D/storm.out"

# Random lines over lists and patterns, both sides asked: what FreeRADIUS
# does with the emitted file is what radius-route says.
ids() {
	awk -v seed=$$ 'BEGIN {
		srand(seed)
		print "# seed " seed >"/dev/stderr"
		split("olt-bsn42- olt-pau42- olt-abc43- olt-lab42 olt-lab7 xolt-bsn42- OLT-bsn42-", node, " ")
		split("pon eth gpon", kw, " ")
		for (i = 0; i < 1000; i++)
			printf "%s%02d %s 1/1/%02d/%02d/%d/1/%d/%s\n",
			    node[int(rand() * 7) + 1], rand() * 12,
			    kw[int(rand() * 3) + 1], rand() * 3, rand() * 3,
			    rand() * 12, rand() * 9 + 1,
			    rand() < 0.1 ? "\\" : rand() < 0.1 ? "1" : ""
	}' 2>"$D/seed"
}
ids >"$D/ids"
awk 'NR % 7 == 0' "$D/ids" >>"$D/ils.list"
awk 'NR % 7 == 3' "$D/ids" >>"$D/rzn.list"
sort -u "$D/ils.list" >"$D/a" && sort -u "$D/rzn.list" >"$D/b"
comm -23 "$D/a" "$D/b" >"$D/ils.list"
cp "$D/b" "$D/rzn.list"

emit() {
	"$BIN/radius-route" -c "$D/collecte.json" --emit files
}
t 'an ambiguous site is not emitted' 1 '' \
    'rzn.circuit-id-globs.1.*can match the same line as members.ils' -- emit
sed 's|"\*/1/1/7/"|"olt-abc4*"|' "$D/collecte.json" >"$D/c" &&
    mv "$D/c" "$D/collecte.json"
t 'a clear one is' 0 'something' '' -- sh -c "\"\$1\" -c \"\$2\" \
    --emit files >\"\$3\" && printf something" - "$BIN/radius-route" \
    "$D/collecte.json" "$D/emitted"

# HEX TAB MEMBER, as radius-route says and as FreeRADIUS does.
by_batch() {
	"$BIN/radius-route" -c "$D/collecte.json" --batch <"$D/ids.hex" |
		sed 's/^0x//' | sort -u
}
by_radius() {
	"$BUILD/tests/tool/radload" -f "$D/ids.hex" -w 8 -o "$D/files.out" \
	    "$(radius_at files)" >"$D/files.sum" && cut -f 1,3,5 "$D/files.out" |
		sed -e 's/	reject	/	-/' -e 's/	accept	FTTH.*/	ils/' \
		    -e 's/	accept	rzn.*/	rzn/' -e 's/	accept	/	/' |
		sort -u
}
awk 'BEGIN { for (i = 1; i < 128; i++) ord[sprintf("%c", i)] = i }
{
	h = "0x"
	for (i = 1; i <= length($0); i++)
		h = h sprintf("%02x", ord[substr($0, i, 1)])
	print h
}' "$D/ids" >"$D/ids.hex"
radius_proxy files ils rzn
radius_files files "$D/emitted"
sed 's/kea_reserve {/ok {/' etc/freeradius/policy.d/collecte \
    >"$RADIUS/files/policy.d/collecte"
ok 'FreeRADIUS takes the emitted file' radius_start files
by_batch >"$D/batch"
echo "# $(cat "$D/seed"), $(grep -c 'ils$' "$D/batch") ils," \
    "$(grep -c 'rzn$' "$D/batch") rzn, $(grep -c '	-$' "$D/batch") nobody's"
t 'the emitted file decides as radius-route, 1,000 random lines' 0 \
    "$(cat "$D/batch")$NL" '' -- by_radius
enough() {
	for m in ils rzn -; do
		[ "$(grep -c "	$m\$" "$D/batch")" -ge 100 ] || return 1
	done
}
ok 'all three answers occur among them' enough
t 'the rewritten request is the same' 0 "$(class \
    "$(hex "rzn 0x$other 00:0d:b9:42:aa:60@gnd.ftth.axione")")$NL" '' \
    -- answer files "$other"

# No User-Name carries more: the member would see another line.
long=$(hex "$(printf 'olt-bsn42-%0116d' 0)")
t 'a line of 126 octets is rejected' 0 "$REJECT" '' -- answer proxy "$long"
t '... and by the emitted file' 0 "$REJECT" '' -- answer files "$long"
t 'one of 125 is not' 0 "$(class "$(hex ils)")$NL" '' -- \
    answer files "${long%??}"
t 'another realm is rejected there too' 0 "$REJECT" '' \
    -- answer files $PAGE 00:0d:b9:42:aa:60@other.example
finish
