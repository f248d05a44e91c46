#!/bin/sh
# srcroute-check --watch while the fault is this machine's own: rules, the
# address that is lent, a filter.  It is told, at once, and no member is cut
# for it; and what was silent by it is not counted afterwards.
# shellcheck disable=SC2016,SC2086,SC2317
. tests/cli/lib.sh
. tests/e2e/srcroute-check-lib.sh
bed "$@"
rules
defaults
# Not there yet: it cannot be started.
LATE=$D/late
nsenter --net=/run/netns/rtr "$BIN/srcroute-check" -c "$D/site.json" --watch \
    -i 200ms --hold 1 --hold-down 1 --cuts 9 --on-down "$LATE" $TARGETS \
    >"$D/watch" 2>"$D/watch.err" &
WATCH=$!
at_exit sh -c "kill $WATCH 2>/dev/null"
told() {	# EVENT MEMBER FAMILY VERDICT [TEXT-REGEX], once more than before
	grep "Z$TAB$1$TAB$2$TAB$3${TAB}[A-Z]*$TAB$4$TAB" "$D/watch" |
	    grep -Eq -e "${5:-.}"
}
within() {	# as told(); what there is when it is not
	until_ok told "$@" || { cat "$D/watch" "$D/watch.err"; return 1; }
}
never() {	# FAMILY: lines of alarm
	grep -E "Z$TAB(suspect|down|last-exit|cut-limit)${TAB}[a-z]*$TAB$1" \
	    "$D/watch" || :
}
ok 'watched, and all is well' within start rzn ipv6 ok

# A rule is gone.
n rtr ip rule del from 6.0.0.0/24
ok 'a rule that is gone is told' within changed rzn ipv4 rule-missing \
    'the guard refuses subscribers: 1 of the declared rules is missing: '
t 'and is no silence of the member' 0 '' '' -- never ipv4
drop b 'meta nfproto ipv4'
n rtr ip rule add pref 10008 from 6.0.0.0/24 lookup 1002 protocol 173
ok 'silent now: the hold counts from now on' within down rzn ipv4 black-hole
held() {	# at five rounds a second, of three probes each
	h_n=$(sed -n "s/.*Z${TAB}down${TAB}rzn${TAB}ipv4.*answered \([0-9]*\) probes.*/\1/p" "$D/watch")
	echo "# $h_n probes"
	[ "$h_n" -ge 15 ]
}
ok 'for all of its second' held
ok 'a command that is not there is told' until_ok grep -q 'rzn ipv4: --on-down: .*/late: No such file' "$D/watch.err"
undrop b
ok 'up again' within up rzn ipv4 ok
# What was to be run when it went down must not be run now.
cat >"$LATE" <<'END'
#!/bin/sh
echo "$COLLECTE_MEMBER $COLLECTE_FAMILY $COLLECTE_STATE" >>"${0%/*}/ran"
END
chmod 755 "$LATE"

# The lent address is gone: IPv6 sends from it all the same.
n rtr ip addr del 2001:db8:a::1/128 dev lo
ok 'a lent address that is gone is told' within changed ils ipv6 no-source \
    'not probed: 2001:db8:a::1 is on this machine no more$'
n rtr ip addr del 5.0.0.1/32 dev lo
ok 'in IPv4 too' within changed ils ipv4 no-source \
    'not probed: 5\.0\.0\.1 is on this machine no more$'
n rtr ip addr add 5.0.0.1/32 dev lo
n rtr ip addr add 2001:db8:a::1/128 dev lo nodad

# A filter of this machine's.
n rtr nft 'add table inet own
add chain inet own o { type filter hook output priority 0; }
add rule inet own o ip6 saddr 2001:db8:b::1 meta l4proto icmpv6 icmpv6 type echo-request drop
add rule inet own o ip saddr 5.0.0.1 icmp type echo-request reject with icmp type admin-prohibited'
ok 'a filter of ours is told' within changed rzn ipv6 send-refused \
    'probes from 2001:db8:b::1 cannot be sent: Operation not permitted$'
ok 'one that rejects too' within changed ils ipv4 send-refused \
    'probes from 5\.0\.0\.1 cannot be sent: Operation not permitted$'
n rtr nft delete table inet own
ok 'and that all is well again' within changed ils ipv6 ok

t 'of all that: no member was silent in IPv6' 0 '' '' -- never ipv6
t 'the command of before was not run after all' 0 '' '' -- sh -c \
    'cat "$1" 2>/dev/null || :' - "$D/ran"

# A command at work is waited for.
cat >"$LATE" <<'END'
#!/bin/sh
: >"${0%/*}/begun"
sleep 0.5
: >"${0%/*}/ended"
END
drop b 'meta nfproto ipv4'
ok 'the command begins' until_ok test -e "$D/begun"
stopped() {
	kill $WATCH
	wait $WATCH && [ -e "$D/ended" ]
}
ok 'a watch that is told to end waits for it' stopped

# What could not be started is not left to the next round, however far that is.
rm "$D/begun" "$LATE"
t 'meanwhile, of a member that a watch has cut' 0 '' '' -- sh -c \
    '"$@" | grep -q "probe-astray.*: a watch has cut this member, and probes it by that$"' - \
    nsenter --net=/run/netns/rtr "$BIN/srcroute-check" -c "$D/site.json" -M rzn
n rtr ip rule del pref 9900
nsenter --net=/run/netns/rtr "$BIN/srcroute-check" -c "$D/site.json" --watch \
    -i 10m -t 500ms -k 1 --hold 0 --on-down "$LATE" $TARGETS \
    >"$D/watch" 2>"$D/watch.err" &
WATCH=$!
ok 'a command cannot be started' until_ok grep -q 'rzn ipv4: --on-down: .*/late: No such file' "$D/watch.err"
printf '#!/bin/sh\n: >"${0%%/*}/begun"\n' >"$LATE"
chmod 755 "$LATE"
ok 'it is, long before the next round' until_ok test -e "$D/begun"
kill $WATCH
finish
