#!/bin/sh
# How femtocells.pcap was made: three femtocells that ask 10 times a second
# through a limit of 12 a second, burst 24, then once a second two servers;
# their IKE_AUTH of 2,124 octets, whose second fragments never come; and two
# clients as they should be, that nobody limits.
#
#   tests/data/femtocells.sh >tests/data/femtocells.pcap
exec "${BUILD:-build}/tests/tool/ntpsim" link=raw jitter=0.4 rtt=14 seed=2 \
    client=192.0.2.17 server=198.51.100.123 clients=3 rate=10 seconds=25 \
    limit=12 burst=24 spread=2 ike=8 \
    , ike=0 limit=0 from=27 rate=1 seconds=8 \
    , server=198.51.100.124 \
    , client=192.0.2.40 server=203.0.113.5 clients=2 rate=0.06 from=0 seconds=35
