#!/bin/sh
# ntp-ratecheck read counts as tshark does: requests, replies, and requests
# without a reply, over captures of every kind.
. tests/cli/lib.sh

P="$BIN/ntp-ratecheck"

if ! command -v tshark >/dev/null; then
	skip 'the same counts as tshark' 'no tshark'
	finish
	exit
fi

# tshark says which frame holds the reply to a request; one that was sent less
# than two seconds before the end is open for us, and has none for it.  It
# gives a reply to the latest request of the conversation, whatever its origin
# says: round trips here are shorter than gaps.
theirs() {
	tshark -2 -r "$1" -Y ntp -T fields -e ntp.flags.mode -e ntp.response_in \
	    2>/dev/null |
	    awk -F '\t' '$1 == 3 { r++; if ($2 == "") n++ } $1 == 4 { p++ }
	    END { print r + 0, p + 0, n + 0 }'
}

member() {
	sed -n "1s/.*\"$1\":\([0-9]*\).*/\1/p" "$D/json"
}

ours() {
	"$P" read -j -r "$1" >"$D/json"
	echo "$(member requests) $(member replies)" \
	    $(($(member unanswered) + $(member unknown)))
}

alike() {	# FILE
	want=$(theirs "$1")
	have=$(ours "$1")
	echo "tshark: $want; we: $have"
	[ "$want" = "$have" ] && [ "${want%% *}" -gt 0 ]
}

ok 'femtocells' alike tests/data/femtocells.pcap
for link in ethernet raw sll sll2 ppp; do
	"$BUILD/tests/tool/ntpsim" link=$link clients=20 rate=3 seconds=30 \
	    jitter=0.8 limit=40 burst=20 loss=0.05 seed=3 >"$D/x"
	ok "$link" alike "$D/x"
done
"$BUILD/tests/tool/ntpsim" client=2001:db8::1 server=2001:db8:1::1 clients=9 \
    rate=5 seconds=30 loss=0.3 seed=4 , client=192.0.2.1 \
    server=198.51.100.1 rtt=90 loss=0 jitter=0 each=1 limit=2 >"$D/x"
ok 'both families' alike "$D/x"
"$BUILD/tests/tool/ntpsim" clients=2000 rate=0.5 seconds=60 jitter=1 \
    loss=0.01 seed=5 >"$D/x"
ok 'a hundred thousand packets' alike "$D/x"
"$BUILD/tests/tool/mkcap" -m 600 >"$D/x" <<'END'
0    2001:db8::1 5000 2001:db8:1::1 123 3 tx=11 ext=2
0.01 2001:db8:1::1 123 2001:db8::1 5000 4 org=11 tx=91 ext=1
1    192.0.2.1 5000 198.51.100.1 123 3 tx=12 ext=3
1.01 198.51.100.1 123 192.0.2.1 5000 RATE org=12 tx=92
2    192.0.2.1 123 198.51.100.1 123 3 tx=13
2.01 198.51.100.1 123 192.0.2.1 123 4 org=13 tx=93
3    192.0.2.1 123 198.51.100.1 123 6
3.1  192.0.2.1 123 198.51.100.1 123 1 tx=1
9    192.0.2.1 5000 198.51.100.1 123 3 tx=14
END
ok 'extension headers, kisses, other modes' alike "$D/x"
if command -v editcap >/dev/null; then
	editcap -F pcapng tests/data/femtocells.pcap "$D/ng"
	ok 'pcapng' alike "$D/ng"
else
	skip 'pcapng' 'no editcap'
fi
finish
