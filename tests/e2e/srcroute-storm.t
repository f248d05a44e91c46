#!/bin/sh
# Others add and delete rules without a pause while srcroute-sync reads and
# changes them: it converges, and theirs stay as they are.
# shellcheck disable=SC2016,SC2086,SC2317
. tests/cli/lib.sh
. tests/e2e/srcroute-lib.sh
srcroute_begin "$0"

many() {	# COUNT LAST: so many /32 of ils, and one /24 of rzn
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++)
	    printf "10.%d.%d.%d/32 ", i / 65536, i / 256 % 256, i % 256 }'
}
srcroute_site "$D/site.json" "$(many 1500) 2001:db8::/32" 192.0.2.0/24
srcroute_site "$D/other.json" '192.0.2.0/24 2001:db8::/32' "$(many 1500)"
srcroute_site "$D/empty.json" '' ''
run() {	# SITE OPTION...
	r_site=$1
	shift
	"$BIN/srcroute-sync" -c "$D/$r_site.json" "$@"
}
count() {	# WORDS: rules of IPv4 that have them
	ip rule show | grep -c -e "$1"
}

# Rules of others that do not move, before and among ours.
for i in 1 2 3 4 5 6 7 8; do
	ip rule add pref $((9000 + i)) from 198.51.100.$i lookup 7 protocol 4
	ip rule add pref $((10000 + i)) from 198.51.100.$i lookup 7 protocol 4
done
# As a careless script: a rule comes and goes, in front of ours and among them.
storm() {	# WORDS...
	while ip rule add "$@" && ip rule del "$@"; do :; done
}
storm_start() {
	storm pref 5 from 198.51.100.9 lookup 8 protocol 4 &
	S1=$!
	storm pref 10000 from 198.51.100.9 lookup 9 protocol 4 &
	S2=$!
}
# Whether they were at it all the while.
storm_stop() {
	kill $S1 $S2 || return 1
	wait $S1 $S2
	ip rule del from 198.51.100.9 lookup 8
	ip rule del from 198.51.100.9 lookup 9
	:
}

# More than half goes, and more than 500 comes: that is what --force is for.
quietly() {
	"$@" >"$D/did" 2>"$D/said"
}
t 'more than 500 prefixes: the way out is told' 2 '' \
    'site\.json: members: want at most 500 prefixes of IPv4, have 1501: .*; neighbours written as one: [0-9]+, or declare what the member was allotted' \
    -- run site -a
storm_start
ok 'trap 9: in the storm: 1,500 rules come' quietly run site -a -f
ok 'in the storm: 1,500 rules move' quietly run other -a -f
ok 'in the storm: 1,500 rules move back' quietly run site -a -f
ok 'the storm was one' storm_stop
t 'trap 9: after the storm: all as declared' 0 '' 'not ours' -- run site
t 'trap 11: after the storm: foreign rules are there' 0 "16$NL" '' -- \
    count 'from 198.51.100.[1-8] lookup 7 proto static'

# A program that does nothing else: a short list is read all the same.
"$BIN/srcroute-sync" -c "$D/empty.json" -a -f >"$D/did" 2>"$D/said"
srcroute_site "$D/few.json" '5.183.104.0/24 2001:db8::/32' 192.0.2.0/24
mkfifo "$D/storm"
"$BUILD/tests/tool/rulecmd" storm pref=6 src=198.51.100.8/32 table=8 \
    protocol=4 <"$D/storm" >"$D/times" 2>&1 &
STORM=$!
exec 9>"$D/storm"
ok 'in a gale: few rules come' quietly run few -a
often() {	# a few times, until both had the processor
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		run few || return 1
	done
}
ok 'in a gale: and are read' often
exec 9>&-
wait $STORM
ok 'it was a gale' test "$(cat "$D/times")" -gt 20
quietly run site -a -f

# Trap 10: who deletes while reading leaves some behind.
ok 'trap 10: 1,500 rules go in one run' quietly run empty -a -f
t 'trap 10: none is left' 0 '' '' -- sh -c \
    'ip rule show | grep "proto 173" | grep -v iif || :'
t 'trap 20: none of 3,000 answers was lost' 0 '' 'not ours' -- run empty
finish
