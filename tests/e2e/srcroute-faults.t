#!/bin/sh
# srcroute-check with probes, once and --watch, in which whatever call fails or
# is the last one: no false alarm of a member that is well, and one that is dead
# is acted on all the same.
# shellcheck disable=SC2016,SC2046,SC2086,SC2317
. tests/cli/lib.sh
. tests/cli/fault-lib.sh
. tests/e2e/srcroute-check-lib.sh
bed "$@"
rules
defaults
FAULT_IN='nsenter --net=/run/netns/rtr --'
check="$BIN/srcroute-check -c $D/site.json $TARGETS"
export D

# Datagrams and netlink's messages are never cut.
for m in fail kill; do
	sweep "once, all is well, $m" -m $m $(sweep_bound) -x '0 1 2 3' \
	    -f "sed 's/[0-9.]* ms//g'" -- $check -t 1
done

# -- a watch --

events='cut -f 2 | sort | uniq -c'
started='grep -q "start.*rzn.*ipv6" "$OUT" && sleep 0.3'
for m in fail kill; do
	sweep "a watch, all is well, $m" -m $m $(sweep_bound 5) -f "$events" \
	    -e "$started" -x '0 3' -- $check --watch -i 100ms -t 90ms
done

# What the last run left: its table beside.
cat >"$D/fresh" <<'END'
for f in -4 -6; do
	while ip $f rule del pref 9900 2>/dev/null; do :; done
done
END
drop a
# The shim goes into the command as well: when that fails, it is told.  So not
# a script: a shell that cannot read it does nothing and says 0.
said='printenv COLLECTE_MEMBER COLLECTE_FAMILY COLLECTE_STATE'
acted='[ "$(tr "\n" " " <"$ERR" | grep -o "ils ipv[46] down" | sort -u |
    wc -l)" -eq 2 ] || grep -q -- "--on-down: exit status" "$ERR"'
sweep "a watch, a member is dead" $(sweep_bound 5) \
    -r "sh '$D/fresh'" -f 'true' -e "$acted" \
    -c "[ \$RC -ne 0 ] || { $acted; }" -x '0 3' -- $check --watch \
    -i 100ms -t 90ms --hold 0 --on-down "$said"
sh "$D/fresh"
finish
