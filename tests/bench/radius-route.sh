#!/bin/sh
# radius-route: latency and loss under rlm_exec beside an ordinary program,
# throughput of the emitted users file beside one written by hand, and what a
# million identifiers cost.
. tests/cli/lib.sh
. tests/e2e/radius-lib.sh
. tests/bench/figure-lib.sh

HOWLONG=$BUILD/tests/tool/howlong
RADLOAD=$BUILD/tests/tool/radload
NAIVE=$BUILD/tests/tool/naivehook
LINE='olt-bsn42-01 pon 1/1/01/01/4/1/1/'

site() {	# LIST: a site file of that name with it
	cat >"$D/$1.json" <<-END
	{ "request-realm": "gnd.ftth.axione",
	  "members": { "ils": { "realm": "ils-ftth", "password-file": "secret",
	    "circuit-ids": ["$1"], "circuit-id-globs": ["olt-???42-*"] } } }
	END
}
ids() {	# COUNT
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++)
		printf "olt-pau64-01 pon 1/1/%02d/%02d/%d/1/1/%d\n",
		    i % 16, int(i / 16) % 16, i % 128, i }'
}

# Whole process, from fork to exit, deciding the same line by a pattern: the
# list has to be searched to its end.  In turns, so that all meet the same
# other load; the best median of each.
process() {	# SITE
	"$HOWLONG" -n 51 "$BIN/radius-route" -c "$D/$1.json" -i "$LINE" |
		value p50_ms >>"$D/$1.ms"
}
least() {
	sort -n "$D/$1.ms" | head -n 1
}
(umask 077 && echo secret01 >"$D/secret")
for s in ten million indexed; do
	site $s
done
ids 10 >"$D/ten"
ids 1000000 >"$D/million"
cp "$D/million" "$D/indexed"
"$BIN/radius-route" -c "$D/indexed.json" --index
for _ in 1 2 3 4 5 6 7; do
	process ten
	process indexed
done
process million
figure ten "$(least ten)"
figure index "$(least indexed)" "$(least ten)"
figure list "$(least million)" "$(least ten)"
rm -f "$D/million" "$D/indexed"*
site list
mv "$D/list.json" "$D/collecte.json"
: >"$D/list"

if ! radius_found; then
	figure_none '*' 'no freeradius'
	exit 0
fi

cat >"$D/users" <<END
DEFAULT Cleartext-Password := "secret01"
	Class = "ils"
END
RADIUS_KEA_RESERVE=/bin/true
radius_member ils "$D/users"
radius_start ils || exit 1

# A proxy as shipped, but that the Accept meets no second hook.
proxy() {	# NAME
	radius_proxy "$1" ils
	sed 's/kea_reserve {/ok {/' etc/freeradius/policy.d/collecte \
	    >"$RADIUS/$1/policy.d/collecte"
}
load() {	# NAME ARGUMENT...: into $D/NAME.load
	l_name=$1
	shift
	"$RADLOAD" -a 2 -w 32 "$@" "$(radius_at "$l_name")" >"$D/$l_name.load"
	cat "$D/$l_name.load"
}
of_load() {	# NAME KEY
	value "$2" <"$D/$1.load"
}
# Of a hundred requests.
not_accepted() {	# NAME
	reckon "100 - 100 * $(of_load "$1" accepted) / $(of_load "$1" sent)"
}
timeouts() {	# NAME
	radius_log "$1" | grep -c 'Timeout waiting for child' || :
}

proxy ours
radius_start ours || exit 1
proxy naive
sed -i "s|\"$BIN/radius-route .*\"|\"$NAIVE ils-ftth secret01 %{ADSL-Agent-Circuit-Id}\"|" \
    "$RADIUS/naive/mods-enabled/collecte"
radius_start naive || exit 1
latency() {	# NAME REQUESTS
	"$RADLOAD" -n "$2" -t 12 "$(radius_at "$1")" | value p50_ms >>"$D/$1.ms"
}
for _ in 1 2 3 4 5 6 7; do
	latency ours 60
	latency naive 15
done
figure p50 "$(least ours)" "$(least naive)"
load ours -n 3000
load naive -n 400 -t 12
figure lost "$(not_accepted ours)" "$(not_accepted naive)"
figure child "$(timeouts ours)" "$(timeouts naive)"
figure rate "$(of_load ours rate)" "$(of_load naive rate)"
radius_stop ours
radius_stop naive

# rlm_files: ours, and one as an operator would write it.
ids 10000 >"$D/list"
"$BIN/radius-route" -c "$D/collecte.json" --emit files >"$D/emitted"
proxy emitted
radius_files emitted "$D/emitted"
radius_start emitted || exit 1
proxy hand
radius_files hand /dev/null
{
	sed 's/.*/"&" Proxy-To-Realm := "ils-ftth", Tmp-String-0 := "secret01"/' \
	    "$D/list"
	echo 'DEFAULT Tmp-String-1 =~ "^olt-...42-",' \
	    'Proxy-To-Realm := "ils-ftth", Tmp-String-0 := "secret01"'
} >"$RADIUS/hand/mods-config/files/collecte"
sed -i 's/Tmp-String-8/Tmp-String-1/' "$RADIUS/hand/mods-enabled/collecte_files"
cat >"$RADIUS/hand/policy.d/collecte_files" <<'END'
collecte_files.authorize {
	if (&ADSL-Agent-Circuit-Id && &User-Name =~ /@gnd\.ftth\.axione$/) {
		update request {
			&Tmp-String-1 := "%{string:ADSL-Agent-Circuit-Id}"
		}
		collecte_members
		if (!&control:Proxy-To-Realm) {
			reject
		}
		update request {
			&Calling-Station-Id := &User-Name
			&User-Name := "%{ADSL-Agent-Circuit-Id}"
			&User-Password := &control:Tmp-String-0
		}
		update control {
			&Tmp-String-9 := "collecte"
		}
	}
}
END
radius_start hand || exit 1
# In turns, so that both meet the same other load; the best of each.
rate() {	# NAME
	"$RADLOAD" -n 10000 -w 64 "$(radius_at "$1")" | value rate >>"$D/$1.rate"
}
for _ in 1 2 3 4 5 6 7 8; do
	rate hand
	rate emitted
done
best() {
	sort -n "$D/$1.rate" | tail -n 1
}
figure files "$(best emitted)" "$(best hand)"
