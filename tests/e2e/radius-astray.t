#!/bin/sh
# A member's answer that is for another line.  FreeRADIUS 3.2 may give two
# requests one Request Authenticator and, by chance, one ID; then the member's
# server sends the first one's answer again.  Here it comes on demand: the
# member is a program that answers with the Proxy-State that it is told to.
# shellcheck disable=SC2317 # called through t and ok
. tests/e2e/log-lib.sh
log_namespace "$0"
. tests/cli/lib.sh
# shellcheck source=tests/e2e/radius-lib.sh
. tests/e2e/radius-lib.sh

radius_found || { skip 'answers astray' 'no freeradius or radclient'; finish; }
log_own || LOG=

LINE=6f6c742d62736e34322d303120706f6e20312f312f30312f30312f342f312f312f
OTHER=6f6c742d62736e34322d303120706f6e20312f312f30312f30312f352f312f312f
cat >"$D/collecte.json" <<END
{ "members": { "ils": { "realm": "ils-ftth", "password-file": "secret",
  "circuit-id-globs": ["olt-*"] } } }
END
(umask 077 && echo x >"$D/secret")
printf '#!/bin/sh\necho "$*" >>%s/reserved\n' "$D" >"$D/stub"
chmod +x "$D/stub"
RADIUS_KEA_RESERVE=$D/stub

# TYPE HEX: an attribute.
attr() {
	printf '%02x%02x%s' "$1" "$((${#2} / 2 + 2))" "$2"
}
CLASS=$(attr 25 696c73)
ACCEPT=$CLASS$(attr 8 05b7680a)

# The proxy NAME, whose member answers with these options of fakeradius.
proxy() {	# NAME OPTIONS...
	p_name=$1
	shift
	"$BUILD/tests/tool/fakeradius" "$@" "$RADIUS_SECRET" "$D/$p_name.at" &
	at_exit kill "$!"
	until [ -s "$D/$p_name.at" ]; do sleep 0.02; done
	mkdir -p "$RADIUS/ils"
	sed 's/:.*//' "$D/$p_name.at" >"$RADIUS/ils/addr"
	sed 's/.*://' "$D/$p_name.at" >"$RADIUS/ils/port"
	radius_proxy "$p_name" ils
	radius_start "$p_name"
}
answer() {
	radius_send "$1" <<-END |
	User-Name = "00:0d:b9:42:aa:60@gnd.ftth.axione"
	User-Password = "password"
	ADSL-Agent-Circuit-Id = 0x$LINE
	Proxy-State = 0x5044
	END
	    sed -n -e 's/^Received Access-\([A-Za-z]*\) .*/\1/p' -e 's/^	//p'
}
rejected() {
	answer "$1" | grep -v '^Proxy-State = 0x5044$'
	[ ! -e "$D/reserved" ]
}

ok 'a member that sends Proxy-State back' proxy true -e -a "$ACCEPT"
t '... is believed, and the BNG gets its own alone' 0 \
"Accept
Class = 0x696c73
Proxy-State = 0x5044
" '' -- answer true
ok '... and Kea holds what it said' grep -q -- '-4 5.183.104.10' "$D/reserved"
rm -f "$D/reserved"

ok 'an answer for another line' proxy other -a "$ACCEPT$(attr 33 "$OTHER")"
t '... is rejected, and Kea hears nothing of it' 0 "Reject$NL" '' -- \
    rejected other
ok 'an Access-Reject for another line' proxy no -c 3 -a "$(attr 33 "$OTHER")"
t '... is rejected in any case' 0 "Reject$NL" '' -- rejected no
ok 'a member that keeps Proxy-State' proxy none -a "$ACCEPT"
t '... cannot be told from it' 0 "Reject$NL" '' -- rejected none
if [ "$LOG" ]; then
	said() {
		sed -n 's/^<28>[^:]*: collecte: //p' "$LOG"
	}
	t 'the log says so, each time' 0 \
"ils-ftth: 0x$LINE: want our Proxy-State in the answer, have 0x$OTHER: an answer for another line, or a server that keeps it: rejected
ils-ftth: 0x$LINE: want our Proxy-State in the answer, have 0x$OTHER: an answer for another line, or a server that keeps it: rejected
ils-ftth: 0x$LINE: want our Proxy-State in the answer, have none: an answer for another line, or a server that keeps it: rejected
" '' -- said
else
	skip 'the log says so, each time' 'no mount namespace'
fi
finish
