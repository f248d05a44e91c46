#!/bin/sh
# srcroute-check without a network: options, and what is wrong with a
# declaration or a target.  Nothing is sent: each of these ends before.
# shellcheck disable=SC2016,SC2086,SC2317
. tests/cli/lib.sh

S=$BIN/srcroute-check
site() {	# MORE-OF-THE-MEMBER
	cat >"$D/site.json" <<-END
	{ "members": { "ils": { "table": ${TABLE:-1001}, "prefixes": [
	    { "prefix": "5.183.104.0/24" } ]${1:+, $1} } },
	  "routing": { "subscriber-interfaces": ["ens19"] } }
	END
}
refused() {	# NAME TEXT-REGEX OPTION...
	r_name=$1 r_text=$2
	shift 2
	t "$r_name" 3 '' "^srcroute-check: $r_text" -- "$S" -c "$D/site.json" "$@"
}
site

t 'help' 0 "$("$S" --help)$NL" '' -- "$S" -h
synopsis() {
	"$S" -h | sed -n '/^usage:/,/^$/p' | grep -c '^usage: srcroute-check \['
}
t 'help has the synopsis' 0 "1$NL" '' -- synopsis
# Each option of the table is in the page, and the other way round.
options_of_page() {
	sed -n '/^\.Bl -tag -width Ds$/,$p' man/srcroute-check.8 |
	    tr ' ' '\n' | sed -n '/^-[a-z]/s/^-/--/p' | sort -u >"$D/page"
	"$S" -h | grep -o -e '--[a-z-]*' | sort -u | comm -23 - "$D/page"
}
t 'each option is in the page' 0 '' '' -- options_of_page
t 'version' 0 "srcroute-check $VERSION$NL" '' -- "$S" -V
t 'version, long' 0 "srcroute-check $VERSION$NL" '' -- "$S" --version
refused 'no such option' '-x: no such option; see -h$' -x
refused 'no such long option' '--nope: no such option; see -h$' --nope
refused 'an option without its value' '-p: want a value, have none$' -p
refused 'an argument too many' 'want no more arguments, have "x"$' x
t 'as a plugin, a mistake is unknown, on stdout too' 3 \
    "SRCROUTE UNKNOWN - -x: no such option; see -h$NL" '^srcroute-check: -x' -- "$S" --plugin -x
t 'a | in it would end the text' 3 \
    "SRCROUTE UNKNOWN - want no more arguments, have \"a/b\"$NL" 'a.b' -- \
    "$S" --plugin 'a|b'

# What goes with what.
for o in json watch; do
	t "--plugin and --$o" 3 \
	    "SRCROUTE UNKNOWN - --plugin does not go with --$o$NL" \
	    "^srcroute-check: --plugin does not go with --$o\$" -- "$S" --plugin --$o
done
refused '--probe and --no-probe' '--probe does not go with --no-probe$' -n -p 9.9.9.9
refused '--on-down alone' '--on-down goes with --watch alone$' --on-down true
refused '--on-up alone' '--on-up goes with --watch alone$' --on-up true
refused '--shell alone' '--shell goes with --on-down or --on-up$' -w --shell
refused 'a timeout above the interval' \
    '--timeout: want at most --interval, 200ms, have 300ms$' -i 200ms -t 300ms
refused 'a hold-down above its most' \
    '--hold-down-max: want at least --hold-down$' -w --hold-down 2h

# Numbers and times, each with its bounds.
for o in '-i 99ms' '-i 2h' '-i 1x' '-i' '-t 9ms' '-t 11s' '--hold x' \
    '--hold 25h' '--hold-down -1' '--hold-down-max 1e3' '--cut-interval 1d'; do
	set -- $o
	refused "a time: $o" "$([ $# -eq 1 ] && echo "$1: want a value" ||
	    echo '--[a-z-]*: want [0-9]+ms\.\.[0-9]+s, have ')" "$@"
done
for o in '-k 0' '-k 1001' '-k x' '--cuts 0' '--cuts 1001'; do
	set -- $o
	refused "a number: $o" '--(lost|cuts): want 1\.\.1000, have "' "$@"
done

# Targets and anchors.
for p in example.net 9.9.9 icmp:9.9.9.9:7 dns:9.9.9.9:0 dns:9.9.9.9:65536 \
    'dns:[2001:db8::1' 'dns:[2001:db8::1]x' 'dns:[2001:db8::1]:x' \
    'dns:[2001:db8::1]:0' 9.9.9.9/32; do
	refused "no target: $p" '--probe: want ' -p "$p"
done
refused 'RADIUS wants a secret' \
    '--probe: want radius:ADDRESS=FILE with the shared secret, have none$' -p radius:9.9.9.9
many() {
	set --
	while [ $# -lt 34 ]; do set -- "$@" -p 9.9.9.9; done
	"$S" -c "$D/site.json" "$@"
}
t 'too many targets' 3 '' '--probe: want at most 16 targets a family$' -- many
refused 'no anchor' '--anchor: want ' --anchor x

# The declaration.
t 'no site file' 3 '' "^srcroute-check: $D/none: No such file" -- "$S" -c "$D/none"
t 'its place from the environment' 3 '' "^srcroute-check: $D/none2: No such" -- \
    env COLLECTE_CONFIG="$D/none2" "$S"
refused 'no such member' "$D/site.json: want a member or its realm, have \"x\"\$" -M x
site '"probe-targets": [ "9.9.9.9", "x" ]'
refused 'no target in it' "$D/site.json: members\\.ils\\.probe-targets\\[1\\]: want "
site '"probe-addresses": [ "192.0.2.1" ]'
refused 'an address of somebody else' "$D/site.json: members\\.ils\\.probe-addresses"
TABLE='"nobody"' site
refused 'no such table' "$D/site.json: members\\.ils\\.table: want a number or a name"
TABLE='"main"' site
refused 'the main table' "$D/site.json: members\\.ils\\.table: want a table of the member"
TABLE=4294967295 site
refused 'a table without room beside it' \
    'members\.ils\.table: want at most 4121967295 with --watch, have 4294967295$' -w -n
echo '{ "members": { "ils": { "realm": "x" } } }' >"$D/site.json"
refused 'no member with a table' "$D/site.json: want a member with table and prefixes, have none\$"
t '/dev/full' 3 '' 'srcroute-check: <stdout>: No space left' -- \
    sh -c '"$1" -h >/dev/full' - "$S"
finish
