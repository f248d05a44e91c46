#!/bin/sh
# What etc/ has around srcroute-sync is taken by those it is for.
# shellcheck disable=SC2016,SC2086,SC2317
. tests/cli/lib.sh

# The unit as installed, but for the place of the program and the page.
verify_units() {
	mkdir -p "$D/units" || return 1
	for u in etc/systemd/collecte-srcroute*; do
		sed "s,=/usr/bin/,=$BIN/,; /^Documentation=/d" "$u" \
		    >"$D/units/${u##*/}" || return 1
	done
	systemd-analyze verify "$D/units/collecte-srcroute.timer" \
	    "$D/units/collecte-srcroute.service" >"$D/verify" 2>&1 || {
		cat "$D/verify"
		return 1
	}
	! grep collecte-srcroute "$D/verify"
}
if command -v systemd-analyze >/dev/null; then
	ok 'systemd takes the timer and its service' verify_units
else
	skip 'systemd takes the timer and its service' 'no systemd-analyze'
fi
first_of_all() {
	grep -q '^Before=network-pre.target' etc/systemd/collecte-srcroute.service &&
	    grep -q '^DefaultDependencies=no' etc/systemd/collecte-srcroute.service
}
ok 'the service goes before every network' first_of_all

# ifupdown's own reader, where it is installed.
if command -v ifquery >/dev/null; then
	t 'ifupdown runs it before the interface is up' 0 \
	    "srcroute-sync --apply$NL" '' -- \
	    sh -c 'ifquery -i etc/network/collecte ens19 | sed -n "s/^pre-up: //p"'
else
	t 'the interface runs it before it is up' 0 1 '' -- sh -c \
	    'printf %s "$(grep -c "^	pre-up srcroute-sync --apply$" etc/network/collecte)"'
fi
bird=$(PATH=$PATH:/usr/sbin command -v bird)
if [ "$bird" ]; then
	ok 'BIRD reads its example' "$bird" -p -c etc/bird/bird.conf
else
	skip 'BIRD reads its example' 'no bird'
fi
finish
