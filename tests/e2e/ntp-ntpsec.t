#!/bin/sh
# ntp-ratecheck probe against ntpsec, which counts what it refuses, too, and
# sends kisses of death.  The server is unpacked from Debian's package, and
# runs without the right to set a clock.
. tests/cli/lib.sh
. tests/e2e/ntp-lib.sh

NTPSEC_DIR=${NTPSEC_DIR:-$BUILD/ntpsec}

need 'probe against ntpsec' setpriv
tests/e2e/ntpsec/fetch.sh "$NTPSEC_DIR" >/dev/null 2>&1 ||
    leave 'probe against ntpsec' 'its package cannot be had'

# Another restriction for each client.
cat >"$D/ntpsec.conf" <<'END'
disable ntp
refclock local stratum 4
tos orphan 5
restrict default
restrict 10.91.1.3 limited kod
restrict 10.91.1.4 limited
restrict 10.91.1.5 noserve kod
restrict 10.91.1.6 ignore
END

ntpsec_start() {
	become s setpriv --bounding-set -sys_time --inh-caps -sys_time \
	    "$NTPSEC_DIR/ntpd" -n -I 10.91.2.2 \
	    -c "$D/ntpsec.conf" -p "$D/ntpsec.pid" >"$D/ntpsec.log" 2>&1 &
	SERVERS="$SERVERS $!"
	wait_answer 10.91.2.2
}

ok 'three namespaces' ntp_net
ok 'ntpsec answers' ntpsec_start
RUNS=
run free probe -T 10 -S 10.91.1.2 10.91.2.2
run kod probe -j -T 20 -S 10.91.1.3 10.91.2.2
run limited probe -j -T 20 -S 10.91.1.4 10.91.2.2
run deny probe -j -T 10 -S 10.91.1.5 10.91.2.2
run ignored probe -j -T 10 -S 10.91.1.6 10.91.2.2
run padded probe -s 300 -T 10 -S 10.91.1.7 10.91.2.2
# shellcheck disable=SC2086 # a list of them
wait $RUNS

ok 'as it comes' said free 1 '^server-limit: .*, as ntpsec does: '
ok 'limited kod' said kod 2 '"verdict":"server-kod".*"kods":[12],"kod":"RATE"'
ok 'limited' said limited 1 '"verdict":"server-limit","host":.*"model":"score"'
# It sends no DENY, whatever its page says: tests/cli/ntp-probe.t has one.
ok 'noserve' said deny 2 '"verdict":"blocked"'
ok 'ignore' said ignored 2 '"verdict":"blocked"'
ok 'it drops padded requests' said padded 1 '^padded +0 of 6 answered'
finish
