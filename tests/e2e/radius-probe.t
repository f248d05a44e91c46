#!/bin/sh
# radius-probe and the real servers: as BNG at the proxy, as proxy at a member,
# what the page shows, and what kea-reserve would be told.
# shellcheck disable=SC2016,SC2317 # called through t and ok; text as it is
. tests/cli/lib.sh
. tests/e2e/site-lib.sh

site_have || { skip 'radius-probe' "$SITE_WHY"; finish; }

PAGE=man/radius-probe.8
USER=$MAC@$SITE_REALM
mkdir "$D/cwd" "$D/path"
# As installed, with the dictionary beside it.
cat >"$D/path/radius-probe" <<END
#!/bin/sh
exec "$BIN/radius-probe" -D "$PWD/share/collecte/dictionary" "\$@"
END
chmod +x "$D/path/radius-probe"
(umask 077 && echo testing123 | tee "$D/cwd/bng.secret" >"$D/cwd/ils.shared" &&
	echo secret01 >"$D/cwd/ils.password" && echo other >"$D/cwd/other")

# A member that answers nobody without a Message-Authenticator.
site_new -r
radius_member strict "$D/users.ils"
sed 's/secret = .*/&\n\t\trequire_message_authenticator = yes/' \
    "$RADIUS/strict/radiusd.conf" >"$D/conf" &&
    mv "$D/conf" "$RADIUS/strict/radiusd.conf"
ok 'the platform comes up' site_start
ok 'and a strict member' radius_start strict

masked() {
	sed -E -e 's/[0-9]+\.[0-9]+ ms/N ms/g' \
	    -e 's/([0-9]+\.){3}[0-9]+:[0-9]+/HERE/g' \
	    -e 's/(Access-[A-Z][a-z]+) [0-9]+,/\1 ID,/'
}
# The display of the page that begins with this command line.
display() {	# REGEX
	awk -v re="$1" '
	/^\.Bd/ { getline; on = $0 ~ re }
	/^\.Ed/ { on = 0 }
	on { gsub(/\\e/, "\\"); print }' "$PAGE"
}
want() {
	display "$1" | sed '/^[#>] /d' | masked
}
run_display() {
	display "$1" | sed -n -e 's/^# //p' -e 's/^> //p' |
	    sed -e "s/proxy\.example/$(radius_at proxy)/" \
	        -e "s/radius\.ils\.example/$(radius_at ils)/" >"$D/cmd"
	(cd "$D/cwd" && PATH=$D/path:$BIN:$PATH COLLECTE_CONFIG=$RADIUS_CONFIG \
	    sh "$D/cmd" 2>&1) | masked
}
probe() {
	"$BIN/radius-probe" -D share/collecte/dictionary -t 20 -r 1 \
	    -s "$D/cwd/bng.secret" -u "$USER" -i "$LINE" "$@"
}
as_proxy() {	# SERVER [OPTION ...]
	at=$(radius_at "$1")
	shift
	probe -M ils-ftth -p "$D/cwd/ils.password" "$@" "$at"
}
verdict() {
	"$@" >"$D/report"
	rc=$?
	masked <"$D/report" | sed -n 's/^verdict *//p'
	return "$rc"
}

# Until its time is over: looked at in the end.
{
	as_proxy ils -t 9 -s "$D/cwd/other"
	echo "exit $?"
} >"$D/wrong" 2>&1 &
wrong_pid=$!

t "the page's second example: as proxy, to kea-reserve -n" 0 \
    "$(want 'kea-args -M ils')$NL" '' -- run_display 'kea-args -M ils'
reserved() {
	reserve --list | grep -c 5.183.104.10
}
t 'which has changed nothing' 1 "0$NL" '' -- reserved
t "the page's first example: as BNG" 0 "$(want 's bng.secret -u 00')$NL" '' \
    -- run_display 's bng.secret -u 00'
ok 'which the proxy took for a subscriber: it reserved' reserved


# The README's: indented, its member at another address.
readme() {
	sed -n '/radius-probe -M ils/,/^$/s/^    //p' README.md
}
readme_run() {
	readme | sed -n '1,/1812$/p' | sed -e 's/^# //' \
	    -e "s/127\.0\.0\.2:1812/$(radius_at ils)/" >"$D/cmd"
	(cd "$D/cwd" && PATH=$D/path:$BIN:$PATH sh "$D/cmd") | masked
}
readme_want() {
	readme | sed '1,/1812$/d' | masked
}
t "the README's example" 0 "$(readme_want)$NL" '' -- readme_run

t 'nobody'"'"'s line is rejected by the proxy' 1 "rejected, N ms$NL" '' -- \
    verdict probe -i 'olt-xyz99-01 pon 1/1/01/01/4/1/1/' "$(radius_at proxy)"
t 'a wrong password is rejected by the member' 1 "rejected, N ms$NL" '' -- \
    verdict as_proxy ils -p "$D/cwd/other"
t 'a wrong secret, signed: the server is silent' 2 "no answer$NL" '' -- \
    verdict as_proxy ils -t 1 --sign -s "$D/cwd/other"
t 'a strict server is silent without a Message-Authenticator' 2 \
    "no answer$NL" '' -- verdict as_proxy strict -t 1
t 'and answers with one' 0 "accepted, N ms$NL" '' -- \
    verdict as_proxy strict --sign
t 'a signed request through the proxy' 0 "accepted, N ms$NL" '' -- \
    verdict probe --sign "$(radius_at proxy)"

# Passwords that are hidden in more than one block, up to libradcli's end.
long() {
	for n in 1 16 17 111 112; do
		(umask 077 && printf "%0${n}d" 7 >"$D/cwd/long")
		printf '"0x%s" Cleartext-Password := "%s"\n\n' "$(hex "$LINE")" \
		    "$(cat "$D/cwd/long")" >"$D/users.ils"
		site_member ils
		verdict as_proxy ils -p "$D/cwd/long" || return
	done
}
t 'passwords of 1 to 112 octets' 0 "$(for n in 1 16 17 111 112; do
	echo 'accepted, N ms'
done)$NL" '' -- long

# What FreeRADIUS gives its hook is what --kea-args and xargs give.
cat >"$D/stub" <<END
#!/bin/sh
for a; do printf '[%s]' "\$a"; done >"$D/stub.args"
echo
END
chmod +x "$D/stub"
RADIUS_KEA_RESERVE="$D/stub"
radius_proxy hooked ils rzn
radius_start hooked
entry() {
	printf '"0x%s" Cleartext-Password := "secret01"\n' "$(hex "$LINE")"
	cat
}
both() {
	site_member ils
	rm -f "$D/stub.args"
	probe "$(radius_at hooked)" >"$D/null" || return
	sed 's/^\[--exec]//' "$D/stub.args" >"$D/by-server"
	as_proxy ils --kea-args 2>"$D/null" | xargs "$D/stub" >"$D/null"
	cat "$D/by-server"
	diff "$D/by-server" "$D/stub.args"
}
C="[-c][0x$(hex "$LINE")][-m][$USER]"
entry >"$D/users.ils" <<'END'
	Framed-IP-Address = 5.183.104.10,
	Framed-IP-Address += 5.183.104.11,
	Alc-Ipv6-Address = 2a0e:c400:ff:f010::1,
	Framed-IPv6-Route = "2a0e:c400:0:a00::/56 2a0e:c400::1 1",
	Framed-IPv6-Route += "2a0e:c400:0:b00::/56"
END
t 'the first of several, a route of three words' 0 "${C}[-4][5.183.104.10][-6]\
[2a0e:c400:ff:f010::1][-p][2a0e:c400:0:a00::/56 2a0e:c400::1 1][-M][ils-ftth]" \
    '' -- both
entry >"$D/users.ils" <<'END'
	Framed-IPv6-Route = "--exec 'x' \"y\" \\ $(id) `id` ; -n \t|\nEND \001\033[31m é"
END
t 'a hostile route' 0 "${C}[-4][][-6][][-p][--exec 'x' \\\"y\\\" \\\\ \$(id) \`id\` ; -n \
\\t|\\nEND \\001\\033[31m é][-M][ils-ftth]" '' -- both
entry >"$D/users.ils" <<'END'
	Framed-IP-Address = 5.183.104.10,
	Framed-IPv6-Route = "-n"
END
t 'a value that looks like an option' 0 \
    "${C}[-4][5.183.104.10][-6][][-p][-n][-M][ils-ftth]" '' -- both
refused() {
	as_proxy ils --kea-args 2>"$D/null" | COLLECTE_CONFIG=$RADIUS_CONFIG \
	    xargs "$BIN/kea-reserve" -n
}
t 'which kea-reserve refuses as a value' 123 '' \
    '^kea-reserve: -p: want an IPv6 prefix .*, have -n$' -- refused
wrong() {
	wait "$wrong_pid"
	sed -n -e 's/^verdict *//p' -e '/^exit/p' "$D/wrong"
}
t 'a wrong secret is told as such' 0 "wrong secret${NL}exit 2$NL" '' -- wrong
finish
