#!/bin/sh
# srcroute-sync against the kernel: rules of ours and of others, faults and
# refusals.
#
# Traps of the kernel's rules and of the libraries over them, and the tests of
# each (cli/ and e2e/ are below tests, unit/ too; the last test of this script
# looks that each is there):
#
#  1  cli/srcroute-sync.t   traps 1, 2: no prefix   a length in base 8 is "from all"
#  2  cli/srcroute-sync.t   traps 1, 2: no prefix   /33, /-1, "10.0.0", a MAC
#  2  e2e/srcroute-sync.t   trap 2: a length that the kernel refuses
#  3  cli/srcroute-sync.t   trap 3: host bits   two rules to the kernel
#  3  e2e/srcroute-sync.t   trap 3: host bits are replaced
#  4  e2e/srcroute-sync.t   trap 4: added with NLM_F_EXCL
#  4  e2e/srcroute-sync.t   trap 4: duplicates of ours go
#  5  e2e/srcroute-sync.t   traps 5, 6: the foreign twin stays, and is told
#  5  e2e/srcroute-sync.t   trap 5: another protocol is another rule
#  6  e2e/srcroute-sync.t   trap 6: and is there   an absent attribute is any
#  6  e2e/srcroute-sync.t   trap 6: a deletion of what is not there
#  7  e2e/srcroute-sync.t   trap 7: the other family is told too   a dump of each
#  8  e2e/srcroute-sync.t   trap 8: another's rule does not do for ours
#  8  unit/lib/test_rule.c   every_field_makes_a_difference
#  9  e2e/srcroute-storm.t   trap 9: in the storm: 1,500 rules come   no DUMP_INTR
#  9  e2e/srcroute-storm.t   trap 9: after the storm: all as declared
# 10  e2e/srcroute-storm.t   trap 10: none is left   reading while deleting
# 11  e2e/srcroute-storm.t   trap 11: after the storm: foreign rules are there
# 12  unit/srcroute-sync/test_apply.c   deletes_nothing_when_an_addition_failed
# 13  cli/srcroute-sync.t   trap 13: table $table   0, 253 to 255, above 32 bits
# 14  e2e/srcroute-sync.t   trap 14: a rule without action goes
# 15  e2e/srcroute-sync.t   trap 15: the rules, with the protocol that was meant
# 16  cli/srcroute-sync.t   trap 16: a name of two tables
# 16  unit/lib/test_rttable.c   tells_a_file_that_cannot_be_read
# 17  e2e/srcroute-sync.t   trap 17: a target behind   the kernel's own words
# 18  e2e/srcroute-check.t   trap 18: a table without default   errno, not NLE_FAILURE
# 19  e2e/srcroute-check.t   trap 19: all is well;   the table that was looked up
# 20  e2e/srcroute-storm.t   trap 20: none of 3,000 answers was lost
# shellcheck disable=SC2016,SC2086,SC2317
. tests/cli/lib.sh
. tests/e2e/srcroute-lib.sh
srcroute_begin "$0"
srcroute_net
srcroute_tables
site() {	# PREFIXES-OF-ILS PREFIXES-OF-RZN
	srcroute_site "$D/site.json" "$1" "$2"
}
usual() {
	site '5.183.104.0/24 2a0e:c400::/40' '192.0.2.0/24 2001:db8:b::/48'
}
all_try() {
	try 1 5.183.104.10 192.0.2.10 198.51.100.10 \
	    2a0e:c400::10 2001:db8:b::10 2001:db8:c::10
}
rulecmd() {
	"$BUILD/tests/tool/rulecmd" "$@"
}
same() {
	t "$1: nothing is left to do" 0 '' "${2-}" -- sync_
}

usual
t 'before: all by the transit' 0 "ils 0 rzn 0 transit 6$NL" '' -- all_try
cat >"$D/steps" <<'END'
ip -4 rule add pref 9999 iif ens18 lookup main protocol 173
ip -4 rule add pref 10500 iif ens19 unreachable protocol 173
ip -6 rule add pref 9999 iif ens18 lookup main protocol 173
ip -6 rule add pref 10500 iif ens19 unreachable protocol 173
ip -4 rule add pref 10008 from 5.183.104.0/24 lookup 1001 protocol 173
ip -4 rule add pref 10008 from 192.0.2.0/24 lookup 1002 protocol 173
ip -6 rule add pref 10080 from 2001:db8:b::/48 lookup 1002 protocol 173
ip -6 rule add pref 10088 from 2a0e:c400::/40 lookup 1001 protocol 173
END
cat >"$D/rules" <<'END'
9999:	from all iif ens18 lookup main proto 173
10008:	from 5.183.104.0/24 lookup 1001 proto 173
10008:	from 192.0.2.0/24 lookup 1002 proto 173
10500:	from all iif ens19 unreachable proto 173
9999:	from all iif ens18 lookup main proto 173
10080:	from 2001:db8:b::/48 lookup 1002 proto 173
10088:	from 2a0e:c400::/40 lookup 1001 proto 173
10500:	from all iif ens19 unreachable proto 173
END
STEPS="$(cat "$D/steps")$NL" RULES="$(cat "$D/rules")$NL"
t 'the difference is told, and is exit 1' 1 "$STEPS" '' -- sync_
t 'and not made' 0 '' '' -- sh -c 'ip rule | grep -v "from all lookup" || :'
t 'what is told is what ip(8) does' 0 "$RULES" '' -- \
    sh -c '. tests/e2e/srcroute-lib.sh; sh -e "$1"; rules' - "$D/steps"
same "ip(8)'s own"
t 'all deleted at once: wanted still, and made again' 0 "$STEPS" '' -- sh -c '
    for f in -4 -6; do ip $f rule flush protocol 173; done; exec "$@"' - \
    "$BIN/srcroute-sync" -c "$D/site.json" -a
t 'trap 15: the rules, with the protocol that was meant' 0 "$RULES" '' -- rules
same 'after --apply'
t '--apply with nothing to do is silent' 0 '' '' -- sync_ -a
t 'after: each by its member, the undeclared by nobody' 0 \
    "ils 2 rzn 2 transit 0$NL" '' -- all_try
ip route flush table 1001
ip -6 route flush table 1001
t "without a member's default: the guard, not the transit" 0 \
    "ils 0 rzn 2 transit 0$NL" '' -- all_try
srcroute_tables 2>/dev/null
ip -4 rule flush protocol 173
t 'a rule that somebody deleted comes back' 0 "$(grep -e -4 "$D/steps")$NL" '' \
    -- sync_ -a

# Traps 4 and 6: duplicates, and deletions that could take another's rule.
twin() {	# NAME ARGUMENT...: of our rule, in front of a foreign one
	rulecmd twin pref=10008 src=5.183.104.0/24 "$@"
}
twin table=1001 protocol=173
twin table=1001 protocol=173
twin table=1001 protocol=4
ip -6 rule add pref 10008 from 2001:db8::/64 lookup 1001 protocol 4
DUP="ip -4 rule del pref 10008 from 5.183.104.0/24 lookup 1001 protocol 173"
t 'trap 4: duplicates of ours go' 0 "$DUP$NL$DUP$NL" 'not ours' -- sync_ -a
t 'traps 5, 6: the foreign twin stays, and is told' 0 '' \
    'not ours: ip -4 rule add pref 10008 from 5\.183\.104\.0/24 lookup 1001 protocol 4: does what one of ours does' \
    -- sync_
t 'trap 7: the other family is told too' 0 '' \
    'not ours: ip -6 rule add pref 10008 from 2001:db8::/64 lookup 1001 protocol 4: stands among our priorities' -- sync_
t 'trap 6: and is there' 0 1 '' -- sh -c 'printf %s "$(ip rule |
    grep -c "from 5.183.104.0/24 lookup 1001 proto static")"'
ip -6 rule del pref 10008
# Trap 8: the same rule by another protocol is not ours.
ip rule del from 5.183.104.0/24 pref 10008 lookup 1001 protocol 173
t "trap 8: another's rule does not do for ours" 0 \
    "ip -4 rule add pref 10008 from 5.183.104.0/24 lookup 1001 protocol 173$NL" \
    'not ours' -- sync_ -a
ip rule del from 5.183.104.0/24 protocol 4

# Foreign rules that take subscribers' packets first.
ip rule add pref 5000 lookup main protocol 4
ip -6 rule add pref 5001 from 2a0e::/16 iif ens19 lookup main
ip rule add pref 5002 iif ens1 lookup main
ip rule add pref 5003 from 203.0.113.0/24 lookup main
ip rule add pref 5004 fwmark 1 lookup main
ip rule add pref 20000 lookup main protocol 173
sync_ >"$D/out" 2>"$D/foreign"
t 'foreign rules in front are told, others not' 0 "\
srcroute-sync: not ours: ip -4 rule add pref 5000 lookup main protocol 4: takes subscribers' packets before ours
srcroute-sync: not ours: ip -4 rule add pref 20000 lookup main protocol 173: has our protocol and another priority; left alone
srcroute-sync: not ours: ip -6 rule add pref 5001 from 2a0e::/16 iif ens19 lookup main protocol 0: takes subscribers' packets before ours
" '' -- cat "$D/foreign"
for pref in 5000 5002 5003 5004 20000; do ip rule del pref $pref; done
ip -6 rule del pref 5001
# The kernel puts one without a priority in front of all: wg-quick(8)'s is so.
ip rule add not fwmark 0xca6c lookup 51820
t 'a "not" without a priority is in front' 0 '' \
    "not ours: ip -4 rule add not pref 9998 fwmark 0xca6c/0xffffffff lookup 51820 protocol [03]: takes subscribers' packets before ours" -- sync_
ip rule del pref 9998

# Damaged ones: a library reads them as the wanted one.
WANT="pref 10008 from 5.183.104.0/24 lookup 1001 protocol 173"
ip rule del pref 10008 from 5.183.104.0/24
ip rule add not from 5.183.104.0/24 pref 10008 lookup 1001 protocol 173
t 'damaged: "not" is replaced, the new one first' 0 "\
ip -4 rule add $WANT
ip -4 rule del not $WANT
" '' -- sync_ -a
same 'damaged'
ip rule add from 5.183.104.0/24 pref 10008 lookup 1001 protocol 173 \
    suppress_prefixlength 0
t 'damaged: behind the wanted one' 0 "\
ip -4 rule add $WANT
ip -4 rule del $WANT
ip -4 rule del $WANT [other 14]
" '' -- sync_ -a
t 'damaged: the rules are as they were' 0 "$(sort "$D/rules")$NL" '' -- \
    sh -c '. tests/e2e/srcroute-lib.sh; rules | sort'
ip rule del pref 10008 from 5.183.104.0/24
ip rule add from 5.183.104.0/24 to 192.0.2.0/24 pref 10008 lookup 1001 protocol 173
ip rule add from 5.183.104.0/24 tos 0x10 pref 10008 lookup 1001 protocol 173
t 'damaged: what selects more is replaced, the new one first' 0 "\
ip -4 rule add $WANT
ip -4 rule del pref 10008 from 5.183.104.0/24 to 192.0.2.0/24 lookup 1001 protocol 173
ip -4 rule del pref 10008 from 5.183.104.0/24 tos 0x10 lookup 1001 protocol 173
" '' -- sync_ -a
ip rule add from 5.183.104.0/24 pref 10008 lookup 1001 protocol 173 uidrange 0-0
ip rule add pref 10008 lookup 1001 protocol 173
ok 'damaged: a uid range, and "from all" among ours' sync_ -a
t 'damaged: nothing is left of them' 0 "$(sort "$D/rules")$NL" '' -- \
    sh -c '. tests/e2e/srcroute-lib.sh; rules | sort'
# Trap 14: a rule that does nothing.
rulecmd add pref=10008 src=5.183.104.0/24 action=0 protocol=173
ok 'trap 14: a rule without action goes' sync_ -a
same 'trap 14'
# Trap 3: host bits, as the kernel keeps them.
ip rule del pref 10008 from 5.183.104.0/24
ip rule add pref 10008 from 5.183.104.5/24 lookup 1001 protocol 173
t 'trap 3: host bits are replaced' 0 "\
ip -4 rule add $WANT
ip -4 rule del pref 10008 from 5.183.104.5/24 lookup 1001 protocol 173
" '' -- sync_ -a

# The kernel's own words.
t 'trap 17: a target behind' 1 '' \
    '^rulecmd: Backward goto not supported \(Invalid argument\)$' -- \
    rulecmd add pref=20000 action=2 goto=1
t 'trap 2: a length that the kernel refuses' 1 '' '^rulecmd: .*Invalid' -- \
    rulecmd add pref=20000 family=6 table=0 src=2001:db8::/64
t 'trap 4: added with NLM_F_EXCL' 1 '' '^rulecmd: File exists$' -- \
    rulecmd add pref=10008 src=5.183.104.0/24 table=1001 protocol=173
t 'trap 6: a deletion of what is not there' 1 '' '^rulecmd: No such file' -- \
    rulecmd del pref=10008 src=5.183.104.0/25 table=1001 protocol=173
t 'trap 5: another protocol is another rule' 1 '' '^rulecmd: No such file' -- \
    rulecmd del pref=10008 src=5.183.104.0/24 table=1001 protocol=4

# What looks like a mistake.
site '' ''
t 'nothing declared: told with what --apply would want' 1 "\
ip -4 rule del pref 10008 from 5.183.104.0/24 lookup 1001 protocol 173
ip -4 rule del pref 10008 from 192.0.2.0/24 lookup 1002 protocol 173
ip -6 rule del pref 10088 from 2a0e:c400::/40 lookup 1001 protocol 173
ip -6 rule del pref 10080 from 2001:db8:b::/48 lookup 1002 protocol 173
" 'apply will want --force' -- sync_
t 'nothing declared: refused' 2 '' 'nothing is changed; --force if it is meant' -- sync_ -a
t 'nothing declared: nothing changed' 0 "$(sort "$D/rules")$NL" '' -- \
    sh -c '. tests/e2e/srcroute-lib.sh; rules | sort'
ok 'nothing declared: done when it is meant' sync_ -a -f
t 'nothing declared: the guards stay' 0 "$(grep -E 'iif' "$D/rules")$NL" '' -- rules
usual
sync_ -a >"$D/null"
site 5.183.104.0/24 ''
t 'most would go: refused' 2 '' '^srcroute-sync: 3 of 4 prefixes would lose their rule$' -- sync_ -a
t 'most would go: told' 1 "\
ip -4 rule del pref 10008 from 192.0.2.0/24 lookup 1002 protocol 173
ip -6 rule del pref 10088 from 2a0e:c400::/40 lookup 1001 protocol 173
ip -6 rule del pref 10080 from 2001:db8:b::/48 lookup 1002 protocol 173
" '^srcroute-sync: 3 of 4 prefixes would lose their rule$' -- sync_
t 'a family without a prefix is told' 1 "$(cat "$D/out")$NL" \
    'site\.json: members: no prefix of IPv6: the guard refuses all of it$' -- sync_
site '5.183.104.0/24 192.0.2.0/24 2001:db8:b::/48 2a0e:c400::/40' ''
ok 'all moved to another member is no loss' sync_ -a
t 'and moved' 0 "ils 4 rzn 0 transit 0$NL" '' -- all_try
usual
t 'as JSON' 0 "\
{\"do\":\"add\",\"why\":\"missing\",\"family\":\"ipv4\",\"pref\":10008,\"from\":\"192.0.2.0/24\",\"action\":\"lookup\",\"table\":1002,\"table-name\":null,\"member\":\"rzn\",\"command\":\"ip -4 rule add pref 10008 from 192.0.2.0/24 lookup 1002 protocol 173\"}
{\"do\":\"del\",\"why\":\"stale\",\"family\":\"ipv4\",\"pref\":10008,\"from\":\"192.0.2.0/24\",\"action\":\"lookup\",\"table\":1001,\"table-name\":null,\"command\":\"ip -4 rule del pref 10008 from 192.0.2.0/24 lookup 1001 protocol 173\"}
" '' -- sh -c '"$@" | grep "192\.0\.2"' - "$BIN/srcroute-sync" -c "$D/site.json" -aj

# What around the rules will make them fail.
mkdir -p "$D/root/etc/systemd/networkd.conf.d" "$D/root/run/systemd/netif" \
    "$D/root/proc/sys/net/ipv4/conf/ens18" "$D/root/proc/sys/net/ipv4/conf/all"
echo 1002 rzn_table | install -D /dev/stdin "$D/root/etc/iproute2/rt_tables"
t 'all is well around' 0 '' '' -- sync_ --root "$D/root"
sysctl -qw net.ipv4.conf.ens18.rp_filter=2
t 'a filter towards the core' 0 '' \
    '^srcroute-sync: net\.ipv4\.conf\.ens18\.rp_filter is 2: .*; want 0$' -- sync_
sysctl -qw net.ipv4.conf.ens18.rp_filter=0 net.ipv4.conf.all.rp_filter=1
t 'a filter everywhere' 0 '' \
    '^srcroute-sync: net\.ipv4\.conf\.all\.rp_filter is 1: ' -- sync_
sysctl -qw net.ipv4.conf.all.rp_filter=0
# A VLAN's name, as sysctl(8) takes it.
ip link add ens18.7 type veth peer name vlan7
sysctl -qw net.ipv4.conf.ens18/7.rp_filter=2
sed 's/"ens18"/"ens18", "ens18.7"/' "$D/site.json" >"$D/vlan.json"
t "a filter of a VLAN's, by the name that sysctl takes" 1 "\
ip -4 rule add pref 9999 iif ens18.7 lookup main protocol 173
ip -6 rule add pref 9999 iif ens18.7 lookup main protocol 173
" '^srcroute-sync: net\.ipv4\.conf\.ens18/7\.rp_filter is 2: ' -- \
    "$BIN/srcroute-sync" -c "$D/vlan.json"
ip link del ens18.7
: >"$D/root/run/systemd/netif/state"
t 'a networkd that removes our rules' 0 '' \
    '^srcroute-sync: systemd-networkd removes rules that it did not make' -- \
    sync_ --root "$D/root"
printf '[Network]\nManageForeignRoutingPolicyRules=no\n' \
    >"$D/root/etc/systemd/networkd.conf.d/collecte.conf"
t 'a networkd that does not' 0 '' '' -- sync_ --root "$D/root"
printf '[Network]\n ManageForeignRoutingPolicyRules = no \r\n' \
    >"$D/root/etc/systemd/networkd.conf.d/collecte.conf"
t 'blanks are of no matter to it' 0 '' '' -- sync_ --root "$D/root"
echo 'ManageForeignRoutingPolicyRules=yes' \
    >"$D/root/etc/systemd/networkd.conf.d/x.conf"
t 'a networkd that does after all' 0 '' 'systemd-networkd removes' -- \
    sync_ --root "$D/root"
rm "$D/root/run/systemd/netif/state"

# Tables that lead nowhere: told wherever there is something to do or to say.
table_told() {	# NAME WHAT FAMILY: of ils's table
	t "$1" 0 '' "^srcroute-sync: $D/site\\.json: members\\.ils\\.table: $2 for IPv$3: until a routing daemon fills it, its subscribers are refused\$" -- sync_
}
ip route del default table 1001
ip route add 5.183.104.10 via 10.0.0.2 table 1001
table_told 'a table without default' '1001 has no default' 4
ip route flush table 1001
ip route add unreachable default table 1001
table_told 'a table with a default that refuses' '1001 has a default that refuses' 4
ip route del unreachable default table 1001
ip -6 route flush table 1001
table_told 'a table without any route' '1001 has no default' 6
sed 's/1001/4711/' "$D/site.json" >"$D/other.json"
sed 's/"ens19"//' "$D/site.json" >"$D/open.json"
told_of() {	# SITE TEXT-REGEX
	"$BIN/srcroute-sync" -c "$D/$1.json" 2>&1 >"$D/null" | grep -q "$2"
}
site '5.183.104.0/24 2a0e:c400::/40' '5.183.104.128/25 2001:db8:b::/48'
ip route flush table 1002
ok "within another's prefix: not refused" told_of site \
    'members\.rzn\.table: 1002 has no default for IPv4: until a routing daemon fills it, its subscribers in 5\.183\.104\.128/25 leave by the table of members\.ils$'
ip route add throw default table 1002
ok 'a default that says "go on" is none' told_of site \
    'members\.rzn\.table: 1002 has no default for IPv4: .* leave by the table of members\.ils$'
ip route add unreachable default table 1002 metric 9
ok 'and hides no other' told_of site \
    'members\.rzn\.table: 1002 has no default for IPv4: .* leave by the table of members\.ils$'
ip route flush table 1002
ip route add unreachable default table 1002
ok 'a default that refuses lets nothing pass to it' told_of site \
    'members\.rzn\.table: 1002 has a default that refuses for IPv4: .* are refused$'
ip route flush table 1002
ip route add default via 10.0.2.2 table 1002
usual
ok 'a table that there is not' told_of other \
    'members\.ils\.table: 4711 does not exist for IPv4: until .* are refused$'
ok 'without a guard it is worse' told_of open \
    'members\.ils\.table: 1001 has no default for IPv6: .* leave by the main table$'
t 'a member that is well is not told' 1 '' '' -- sh -c \
    '"$@" 2>&1 | grep members.rzn' - "$BIN/srcroute-sync" -c "$D/site.json"
srcroute_tables 2>"$D/null"
site '5.183.104.0/24 2a0e:c400::/40' '192.0.2.0/25 2001:db8:b::/48'
t 'a table has its name' 1 "\
ip -4 rule add pref 10007 from 192.0.2.0/25 lookup rzn_table protocol 173
ip -4 rule del pref 10008 from 192.0.2.0/24 lookup rzn_table protocol 173
" '' -- sync_ --root "$D/root"
usual
ip link del ens18
t 'an interface that is not there yet' 0 '' \
    'site\.json: routing\.core-interfaces\[0\]: there is no interface ens18 yet: its rule waits for it$' \
    -- sync_
ip rule del pref 9999
t 'its rule is made all the same' 0 \
    "ip -4 rule add pref 9999 iif ens18 lookup main protocol 173$NL" \
    'there is no interface ens18 yet' -- sync_ -a

# One at a time.
t 'the lock cannot be had' 2 '' "^srcroute-sync: $D/no/lock: No such file" -- \
    sync_ -a --lock "$D/no/lock"
ip rule del pref 9999
held() {	# run COMMAND while another holds the lock for a moment
	mkfifo "$D/fifo"
	flock "$D/lock" sh -c 'echo >"$1"; sleep 0.3' - "$D/fifo" &
	read -r _ <"$D/fifo"
	rc=0
	"$@" || rc=$?
	wait
	return $rc
}
t 'the lock is waited for' 0 \
    "ip -4 rule add pref 9999 iif ens18 lookup main protocol 173$NL" \
    'there is no interface' -- held sync_ -a --lock "$D/lock"
t 'no right to change rules' 2 '' \
    '^srcroute-sync: ip -4 rule add pref 9999 .*: Operation not permitted$' -- \
    sh -c 'ip rule del pref 9999; exec setpriv --bounding-set -net_admin \
	--inh-caps -net_admin "$@"' - "$BIN/srcroute-sync" -c "$D/site.json" -a

# The table above: a name ends where two blanks or the line do.
trap_table() {
	sed -n 's/^# *\([0-9][0-9]*\)  \([^ ]*\) *\(.*\)/\1|\2|\3/p' "$0" >"$D/traps"
	while IFS='|' read -r number file name; do
		grep -qF -e "${name%%   *}" "tests/$file" ||
			echo "trap $number: $file has no test $name"
		echo "$number" >>"$D/numbers"
	done <"$D/traps"
	sort -un "$D/numbers" | tr '\n' ' '
}
t 'each trap has its test' 0 "$(seq -s ' ' 20) " '' -- trap_table
finish
