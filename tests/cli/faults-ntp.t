#!/bin/sh
# ntp-ratecheck asks servers on loopback, and whatever call of its own fails or
# is the last one: no crash, no wait without an end, and never a verdict that
# is not the server's.
# shellcheck disable=SC2046 # sweep_bound is words
. tests/cli/lib.sh
. tests/cli/fault-lib.sh

ntp=$BIN/ntp-ratecheck
"$ntp" -V >"$D/version" 2>&1 ||
    { skip 'ntp-ratecheck probe' 'it is not built'; finish; }
fake() {	# OPTION ...: sets PORT
	rm -f "$D/port" && mkfifo "$D/port"
	"$BUILD/tests/tool/fakentp" "$@" >"$D/port" &
	at_exit kill "$!"
	read -r PORT <"$D/port"
}

# Without the times, which are never the same.
verdict='sed "/^round trip/d; s/rtt=.*//; s/ in [0-9.]* s,//"'
fake -d DENY
# Datagrams are never cut.
for m in fail kill; do
	sweep "probe of who refuses, $m" -m $m -f "$verdict" -x '2 3' -- \
	    "$ntp" probe -p "$PORT" -T 5 -m 50 127.0.0.1
	sweep "probe --plugin of who refuses, $m" -m $m -f "$verdict" \
	    -x '2 3' -- "$ntp" probe --plugin -p "$PORT" -T 5 -m 50 127.0.0.1
done
sweep 'compare of who refuses' $(sweep_bound 2) -x '2 3' -- \
    "$ntp" compare -p "$PORT" -T 5 -m 50 --rounds 1 -S 127.0.0.1 \
    -S 127.0.0.2 127.0.0.1
# Who asks for long enough to know that there is no limit takes six seconds.
fake
[ "$FAULTS" = all ] && most='-n 40' || most='-n 1 -o send'
# shellcheck disable=SC2086 # options
sweep 'probe of who answers' $most -f 'head -n 1' \
    -x '0 1 2 3' -- "$ntp" probe -p "$PORT" -T 5 -m 50 -b 200 127.0.0.1
finish
