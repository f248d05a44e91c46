#!/bin/sh
# What the page of srcroute-check shows is what it says on a router with two
# members, in namespaces.
# shellcheck disable=SC2016,SC2034,SC2086,SC2317
. tests/cli/lib.sh
. tests/e2e/srcroute-lib.sh
. tests/e2e/page-lib.sh
command -v nft >/dev/null || {
	skip 'the page of srcroute-check' 'no nft'
	finish
}
srcroute_begin "$0"
srcroute_net
srcroute_tables
PATH=$BIN:$PATH
DEAF='add table inet deaf
add chain inet deaf i { type filter hook input priority 0; }
add rule inet deaf i icmp type echo-request drop
add rule inet deaf i icmpv6 type echo-request drop'
for ns in ils rzn; do
	for i in 2 3; do
		in_ns $ns ip addr add 203.0.113.$i/32 dev lo
		in_ns $ns ip addr add 2001:db8:f::$i/128 dev lo nodad
	done
done
for a in 5.183.104.2 192.0.2.2; do ip addr add $a/32 dev lo; done
for a in 2a0e:c400::2 2001:db8:b::2; do ip addr add $a/128 dev lo nodad; done
T='"203.0.113.1", "203.0.113.2", "203.0.113.3",
   "2001:db8:f::1", "2001:db8:f::2", "2001:db8:f::3"'
cat >"$D/site.json" <<END
{ "members": {
  "ils": { "table": 1001, "prefixes": [
      { "prefix": "5.183.104.0/24" }, { "prefix": "2a0e:c400::/40" } ],
    "probe-addresses": [ "5.183.104.2", "2a0e:c400::2" ],
    "probe-targets": [ $T ] },
  "rzn": { "table": 1002, "prefixes": [
      { "prefix": "192.0.2.0/24" }, { "prefix": "2001:db8:b::/48" } ],
    "probe-addresses": [ "192.0.2.2", "2001:db8:b::2" ],
    "probe-targets": [ $T ] } },
  "routing": { "subscriber-interfaces": ["ens19"],
               "core-interfaces": ["ens18"] } }
END
export COLLECTE_CONFIG="$D/site.json"
srcroute-sync -a >"$D/null"
# Neighbours are known before the first picture is taken.
srcroute-check >"$D/null"

page_run() {	# COMMAND
	(eval "$1")
}
run_page man/srcroute-check.8
ok 'the examples were found' test "$N" -ge 6
finish
