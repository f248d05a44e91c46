#!/bin/sh
# Every octet that a secret may have arrives at the member as it is, through
# rlm_exec's parser and through the one of users files: what radius-route
# quotes, and what it leaves alone, is pinned here on the real server.
# shellcheck disable=SC1003,SC2016,SC2317 # called through t; text as it is
. tests/cli/lib.sh
. tests/e2e/radius-lib.sh

if ! radius_found; then
	skip 'secrets in FreeRADIUS' 'no freeradius or radclient'
	finish
fi

PAGE=6f6c742d62736e34322d303120706f6e20312f312f30312f30312f342f312f312f

# A member that answers everybody, and tells the password it got.
echo_member() {
	radius_new ils
	cat >"$RADIUS/ils/sites-enabled/echo" <<-END
	server echo {
		listen {
			type = auth
			\$INCLUDE $RADIUS/ils/listen
		}
		authorize {
			update reply {
				&Class := &request:User-Password
				&Reply-Message := &request:User-Password
			}
			update control {
				&Auth-Type := Accept
			}
		}
	}
	END
	radius_start ils
}

cat >"$D/collecte.json" <<END
{ "members": { "ils": { "realm": "ils-ftth", "password-file": "secret",
  "circuit-id-globs": ["olt-*"] } } }
END
(umask 077 && echo x >"$D/secret")
echo_member || exit 1
RADIUS_KEA_RESERVE=/bin/true
radius_proxy proxy ils
radius_start proxy || exit 1

hex() {
	od -An -v -tx1 | tr -d ' \n'
}
ask() {
	radius_send "$1" <<-END | sed -n 's/^	Class = 0x//p'
	User-Name = "00:0d:b9:42:aa:60@gnd.ftth.axione"
	User-Password = "password"
	ADSL-Agent-Circuit-Id = 0x$PAGE
	END
}
emit() {
	"$BIN/radius-route" -c "$D/collecte.json" --emit files >"$D/emitted"
}
by_files() {
	emit && radius_files "files$1" "$D/emitted" && radius_start "files$1" &&
		ask "files$1"
}

# FIRST-OCTET LAST-OCTET, all of them in one secret.
octets() {
	i=$1
	while [ "$i" -le "$2" ]; do
		# shellcheck disable=SC2059
		printf "\\$(printf %03o "$i")"
		i=$((i + 1))
	done
}
case_of() {
	case $1 in
	1) octets 32 126 ;;
	2) octets 128 255 ;;
	3) printf '%s' '\n\\\101\x41\0' "'\\''\\" ;;
	4) printf '%s' '%{User-Name}%n%%"`id`$(id)${raddbdir}&User-Name' ;;
	5) printf '%s' "'" ;;
	6) printf '%s' '\' ;;
	7) printf '%s' ' #, User-Name := x,' ;;
	8) printf '%0128d' 0 ;;
	esac
}
for n in 1 2 3 4 5 6 7 8; do
	case_of $n >"$D/text"
	cp "$D/text" "$D/secret"
	want=$(hex <"$D/text")
	t "secret $n through rlm_exec" 0 "$want$NL" '' -- ask proxy
	radius_proxy "files$n" ils
	t "secret $n through rlm_files" 0 "$want$NL" '' -- by_files $n
	radius_stop "files$n"
done

# Class would take this text for octets: from the other attribute.
echo 0x41424344 >"$D/secret"
sed 's/Class =/Reply-Message =/' "$RADIUS/proxy/mods-config/attr_filter/collecte_bng" \
    >"$D/filter"
radius_proxy text ils
cp "$D/filter" "$RADIUS/text/mods-config/attr_filter/collecte_bng"
radius_start text
text() {
	radius_send text <<-END | sed -n 's/^	Reply-Message = //p'
	User-Name = "00:0d:b9:42:aa:60@gnd.ftth.axione"
	User-Password = "password"
	ADSL-Agent-Circuit-Id = 0x$PAGE
	END
}
t 'a secret that looks like hexadecimal stays text' 0 "\"0x41424344\"$NL" '' \
    -- text

# And what cannot pass is refused by radius-route, not mangled.
octets 1 9 >"$D/secret"
t 'a control character is refused' 2 '' 'want no control characters' -- \
    "$BIN/radius-route" -c "$D/collecte.json" -i 0x$PAGE
printf '%0129d' 0 >"$D/secret"
t 'so is an octet too many' 2 '' 'want at most 128 octets' -- \
    "$BIN/radius-route" -c "$D/collecte.json" -i 0x$PAGE
finish
