#!/bin/sh
# Whatever call fails in member-conf, or is its last: each daemon's fragment is
# whole, or it is not there and the exit code says so.
# shellcheck disable=SC2046,SC2119 # sweep_bound is words
. tests/cli/lib.sh
. tests/cli/fault-lib.sh

conf=$BIN/member-conf
(umask 077 && echo x | tee "$D/shared" >"$D/bgp")
cat >"$D/site.json" <<'END'
{ "members": { "ils": { "realm": "ils-ftth", "table": "ils_table",
    "table-number": 1001,
    "radius": { "servers": [ "192.0.2.1" ], "secret-file": "shared" },
    "bgp": { "as": 64512, "neighbors4": [ "192.0.2.2" ],
      "neighbors6": [ "2001:db8::2" ], "password-file": "bgp" },
    "prefixes": [ { "prefix": "198.51.100.0/24", "client-class": "ils01",
        "gateway": "198.51.100.1", "dns": [ "192.0.2.53" ] },
      { "prefix": "2001:db8:42::/48", "client-class": "ils01",
        "dns": [ "2001:db8:53::53" ] } ] } },
  "kea": { "network4": { "name": "ftth", "relays": [ "192.0.2.3" ] },
    "network6": { "name": "ftth6", "relays": [ "2001:db8::3" ] } },
  "routing": { "subscriber-interfaces": [ "ens19" ] } }
END
COLLECTE_CONFIG=$D/site.json
export COLLECTE_CONFIG
for daemon in $("$conf" --list-commands); do
	for m in fail kill short; do
		sweep "$daemon, $m" -m $m $(sweep_bound) -- "$conf" "$daemon"
	done
	"$conf" "$daemon" | sed 's/1/7/' >"$D/other"
	for m in fail short; do
		sweep "$daemon against what is in place, $m" -m $m \
		    $(sweep_bound) -x '1 2' -- "$conf" -d "$daemon" "$D/other"
	done
done

# The parser's buffer, of 16 octets at first, has to grow for the last quote of
# these names, or in the middle of them: where memory ends, that is what is said.
name=of-a-town-with-a-long-name-and-of-the-streets-there-1/2/3/
cat >"$D/long.json" <<END
{ "members": { "ils": { "realm": "ils-ftth.local",
    "table": "table_for_the_subscribers_of_1", "table-number": 1001,
    "circuit-id-globs": [ "olt-$name", "olt-$name-$name/*",
      "olt-$name-$name-$name-$name-*" ],
    "prefixes": [ { "prefix": "198.51.100.0/24", "client-class": "class",
        "gateway": "198.51.100.1" } ] } },
  "kea": { "network4": { "name": "ftth", "relays": [ "192.0.2.3" ] } } }
END
# shellcheck disable=SC2016 # of the shell that faultrun starts
ended='[ "$CALL" != malloc ] || [ "$RC" -eq 0 ] ||
    grep -Eq "out of memory|Cannot allocate memory" "$ERR"'
sweep 'a site file of long names, memory' -o open,malloc -x '0 2' -c "$ended" \
    -- "$conf" -c "$D/long.json" kea4
finish
