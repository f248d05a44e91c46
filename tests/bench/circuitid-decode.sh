#!/bin/sh
# A million identifiers, beside a loop in Python over the same file; a log in
# which nothing is to be explained, beside grep -c.
. tests/cli/lib.sh
. tests/bench/figure-lib.sh

C=$BIN/circuitid-decode
R=${RUNS:-5}
MB=${LOG_MB:-1000}

# The median of what COMMAND takes, in ms.
median() {	# COMMAND...
	i=0
	while [ "$i" -lt "$R" ]; do
		b_from=$(date +%s%N)
		"$@" >/dev/null
		b_to=$(date +%s%N)
		echo $(((b_to - b_from) / 1000000))
		i=$((i + 1))
	done | sort -n | sed -n "$((R / 2 + 1))p"
}

# The least that COMMAND takes of a processor, its input $D/ids, in ms.
processor() {	# RUNS COMMAND...
	p_runs=$1
	shift
	for _ in $(seq "$p_runs"); do
		"$BUILD/tests/tool/howlong" -n 1 "$@" <"$D/ids" | value cpu_ms
	done | sort -n | head -n 1
}

# Not to be timed, nor to fill what is measured.
awk 'BEGIN { srand(1); for (i = 0; i < 1000000; i++)
	printf "olt-bsn%02d-%02d pon 1/1/%02d/%02d/%d/1/1/\n",
	    rand() * 99, rand() * 9, rand() * 16, rand() * 16, rand() * 128
    }' | "$C" -i text -e 0x >"$D/ids"

cat >"$D/loop.py" <<'EOF'
import re, sys
form = re.compile(r'(.*) (pon|gpon|eth) (\d+)/(\d+)/(\d+)/(\d+)/(\d+)/(\d+)'
                  r'/(\d+)(?::(\d+))?(.*)$')
for line in sys.stdin:
    octets = bytes.fromhex(line[2:].strip())
    text = octets.decode()
    m = form.match(text)
    if m:
        sys.stdout.write(
            'text=%s\tnode=%s\taccess_type=%s\track=%d\tshelf=%d\tslot=%d\t'
            'port=%d\tonu_id=%d\tonu_slot=%d\tonu_port=%d\trest=%s\thex=%s\n'
            % (text, m[1], m[2], int(m[3]), int(m[4]), int(m[5]), int(m[6]),
               int(m[7]), int(m[8]), int(m[9]), m[11], octets.hex()))
EOF
decode() {
	"$C" -f <"$D/ids"
}
loop() {
	python3 "$D/loop.py" <"$D/ids"
}
ours=$(median decode)
theirs='' theirs_cpu=''
if command -v python3 >/dev/null; then
	R=1
	theirs=$(median loop)
	R=${RUNS:-5}
	theirs_cpu=$(processor 1 python3 "$D/loop.py")
fi
figure fields "$ours" "$theirs"
figure fields-cpu "$(processor "$R" "$C" -f)" "$theirs_cpu"
"$BUILD/tests/tool/howlong" -n 1 "$C" -f <"$D/ids" >"$D/long"
figure memory "$(reckon "$(value max_kb <"$D/long") / 1024")"

# Lines without an identifier, with times, MACs and other hexadecimal.
awk 'BEGIN { srand(2); for (i = 0; i < 20000; i++) {
	t = sprintf("Nov 22 09:%02d:%02d", rand() * 60, rand() * 60)
	m = sprintf("00:0d:b9:%02x:%02x:%02x", rand() * 256, rand() * 256,
	    rand() * 256)
	if (i % 3 == 0)
		print t " 2026 : Auth: (" i ") Login OK: [" m "@gnd.ftth]" \
		    " (from client bng port 0 cli axione#OLT#)"
	else if (i % 3 == 1)
		print t " rosette kea-dhcp4[99]: INFO DHCP4_LEASE_ALLOC" \
		    " [hwtype=1 " m "], cid=[no info], tid=0x9f86d081: lease" \
		    " 5.183.104.7 has been allocated for 3600 seconds"
	else
		print t " gabier bird[" i "]: route refresh requested by peer" \
		    " of the upstream, since a while nothing else happened"
    } }' >"$D/part"
size=$(wc -c <"$D/part")
i=0
while [ $((i * size)) -lt $((MB * 1000000)) ]; do
	cat "$D/part"
	i=$((i + 1))
done >"$D/log"
annotate() {
	"$C" -a "$D/log"
}
count() {
	grep -c 'ADSL-Agent-Circuit-Id = 0x' "$D/log"
}
annotate >/dev/null
a=$(median annotate)
g=$(median count)
if "$C" -a "$D/log" | cmp -s - "$D/log"; then
	figure annotate "$a" "$g"
	# shellcheck disable=SC2016 # sh's
	figure annotate-cpu "$(processor "$R" "$C" -a "$D/log")" \
	    "$(processor "$R" sh -c 'grep -c "$1" "$2" || :' - \
	        'ADSL-Agent-Circuit-Id = 0x' "$D/log")"
	figure speed "$((MB * 1000 / a))" "$((MB * 1000 / g))"
else
	figure_none 'annotate speed' 'it changed the log'
fi
