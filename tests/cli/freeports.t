#!/bin/sh
# freeports, from which tests have the ports of their servers.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh

F=$BUILD/tests/tool/freeports
USAGE='^freeports: usage: freeports PID \[1\.\.64 \[FIRST LAST\]\]$'

for words in '' 0 x -1 '1 0' '1 65' '1 1 10' '1 1 10 9' '1 1 0 9' \
    '1 1 10 65536' '1 1 10 11 12'; do
	# shellcheck disable=SC2086 # a list of words
	t "usage: '$words'" 2 '' "$USAGE" -- "$F" $words
done
(exit 0) &
gone=$!
wait "$gone"
t 'a process that is no more' 2 '' "^freeports: process $gone: No such" -- \
    "$F" "$gone"
full() { "$F" $$ >/dev/full; }
t 'a full disk' 2 '' 'No space left' -- full

many() { "$F" $$ 64 >"$D/many" && awk '
    $0 !~ /^[0-9]+$/ || $0 < 10240 || $0 > 31999 || seen[$0]++ { bad = 1 }
    END { exit bad || NR != 64 }' "$D/many"; }
ok '64 of them, each once, below the ephemeral ones' many

# Two who claim in 16 ports that nobody else looks at.
end() { kill "$1" 2>"$D/null"; }
owner() {	# sets OWNER
	tail -f /dev/null &
	OWNER=$!
	at_exit end "$OWNER"
}
until_ok() {	# COMMAND ...: 20 s
	for _ in $(seq 400); do
		! "$@" 2>"$D/why" || return 0
		sleep 0.05
	done
	cat "$D/why"
	return 1
}
owner
one=$OWNER
owner
two=$OWNER
first=0
for _ in $(seq 50); do
	at=$((2000 + $(od -An -N2 -tu2 /dev/urandom) % 8000))
	if "$F" "$one" 16 "$at" $((at + 15)) >"$D/one" 2>"$D/err"; then
		first=$at
		break
	fi
done
claim() { "$F" "$1" "$2" "$first" $((first + 15)); }
ok 'all 16 of a range' test "$(sort -u "$D/one" | wc -l)" -eq 16
t 'then it has none for another' 2 '' \
    "^freeports: want 1 ports of $first to $((first + 15)), have 0$" -- \
    claim "$two" 1
t 'nor for the same one again' 2 '' 'have 0$' -- claim "$one" 1
if [ "$(id -u)" -eq 0 ]; then
	cp "$F" "$D/freeports"
	chmod 711 "$D"
	as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups \
	    "$D/freeports" $$ 1 "$first" $((first + 15)); }
	t 'nor for another user' 2 '' 'have 0$' -- as_nobody
else
	skip 'nor for another user' 'not root'
fi
if unshare -r true 2>"$D/null"; then
	t 'nor in a user namespace' 2 '' 'have 0$' -- unshare -r "$F" $$ 1 \
	    "$first" $((first + 15))
else
	skip 'nor in a user namespace' 'no namespaces'
fi
end "$one"
back() { claim "$two" 10 >"$D/two"; }
ok 'when its claimer ends a port can be had again' until_ok back
t 'what is left, and no more' 2 '' 'want 7 ports .*, have 6$' -- claim $$ 7
owner
three=$OWNER
rest() { claim "$three" 6 | sort -u - "$D/two" | wc -l; }
t 'who failed has claimed nothing' 0 "16$NL" '' -- rest

end "$two"
end "$three"

race() {
	owner
	racers=
	for _ in 1 2 3 4; do
		claim "$OWNER" 4 &
		racers="$racers $!"
	done >"$D/race"
	for each in $racers; do
		wait "$each"
	done
	end "$OWNER"
	sort "$D/race" | uniq -d >>"$D/twice"
	[ "$(wc -l <"$D/race")" -eq 16 ]
}
ok 'four claim 16 ports at once' until_ok race
ok '... and none has what another has' test ! -s "$D/twice"

# In a subshell $$ is the test all the same.
sub() { held=$( ("$F" $$) ) && [ "$held" ]; }
ok 'nobody who reads waits for the holder' sub
holds() { awk -v name="@collecte-port-$held" '
    $NF == name { found = 1 } END { exit !found }' /proc/net/unix; }
ok 'claimed in a subshell for the whole test' holds

# A port where somebody listens already, whoever that is.
mkfifo "$D/port"
"$BUILD/tests/tool/fakentp" >"$D/port" &
at_exit end $!
read -r port <"$D/port"
t 'a port that is in use' 2 '' 'have 0$' -- "$F" $$ 1 "$port" "$port"
finish
