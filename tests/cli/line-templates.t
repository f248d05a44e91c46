#!/bin/sh
# The operator's own layouts: -t of circuitid-decode, "line-templates" of the
# site file, and every tool that speaks of a line's fields.
# What t and ok run looks unused, and sh -c takes its own $1.
# shellcheck disable=SC2016,SC2317
. tests/cli/lib.sh

C=$BIN/circuitid-decode
R=$BIN/radius-route

t '-t' 0 "template${TAB}site${TAB}olt-1${TAB}2${TAB}7$NL" '' -- "$C" --tsv \
    layout,confidence,node,slot,onu_id -t '%node/%slot#%onu_id' 'olt-1/2#7'
t 'several, the first that fits' 0 "a${TAB}1$NL${TAB}2${NL}n${TAB}4$NL" '' -- \
    "$C" --tsv node,port -t 'port %port' --template '%node:%port' \
    'a:1' 'Port 2' 'n eth 0/4'
t 'before what is built in' 0 "n eth 0${TAB}4$NL" '' -- \
    "$C" --tsv node,onu_id -t '%node/%onu_id' 'n eth 0/4'
t 'within an option' 0 "7$NL" '' -- "$C" --tsv circuit_id.onu_id \
    -t 'u%onu_id' -k opt82 01027537
t 'in a log' 0 "x 0x6f6c742d312f322337 [olt-1/2#7 layout=template node=olt-1 \
slot=2 onu_id=7]$NL" '' -- sh -c \
    'echo x 0x6f6c742d312f322337 | "$1" -a -t "%node/%slot#%onu_id"' - "$C"
t 'masked by the same fields' 0 "***-*/2#*$NL" '' -- \
    "$C" -m -t '%node/%slot#%onu_id' 'olt-1/2#7'
t 'a MAC in any spelling' 0 "00:0d:b9:42:aa:60$NL" '' -- \
    "$C" --tsv mac -t 'cpe %mac' 'cpe 000d.b942.aa60'

# What is wrong, and where.
t 'a name that is none' 2 '' \
    '^circuitid-decode: -t: column 4: want the name of a field, have "nod"$' \
    -- "$C" -t 'a %nod b' x
printf 'circuitid-decode: %s\n' \
    '-t: column 4: want the name of a field, have "nod"' '  a %nod b' \
    '     ^' >"$D/caret"
ok 'a mark stands below it' sh -c '"$1" -t "a %nod b" x 2>&1 | cmp - "$2"' - \
    "$C" "$D/caret"
t 'the mark knows what messages escape' 2 '' '^circuitid-decode:       \^$' \
    -- "$C" -t 'a\%nod' x
t 'an empty one' 2 '' '^circuitid-decode: -t: column 1: want a field, have none$' \
    -- "$C" -t '' x
t 'one that is too long' 2 '' 'want at most 255 characters, have more$' -- \
    "$C" -t "%node$(printf '%255s' x)" x
set --
i=0
while [ $i -lt 17 ]; do
	set -- "$@" -t '%node'
	i=$((i + 1))
done
t 'too many' 2 '' '^circuitid-decode: -t: want at most 16 templates, have more$' \
    -- "$C" "$@" x

# The site's, by name.
cat >"$D/site.json" <<'EOF'
{
  // how our access nodes write
  "line-templates": {
    "lab-olt": "%node/%slot#%onu_id",
    "lab-dslam": "%node;%slot;%port[;%vlan]"
  },
  "members": {
    "ils": { "realm": "ils-ftth", "password-file": "secret",
             "circuit-id-globs": [ "olt-*" ] }
  }
}
EOF
echo secret01 >"$D/secret"
chmod 600 "$D/secret"
t '-c' 0 "lab-olt${TAB}7${NL}lab-dslam${TAB}$NL" '' -- "$C" --tsv \
    layout,onu_id -c "$D/site.json" 'olt-1/2#7' 'd;1;2;100'
t 'COLLECTE_CONFIG' 0 "lab-dslam${TAB}100$NL" '' -- env \
    COLLECTE_CONFIG="$D/site.json" "$C" --tsv layout,vlan 'd;1;2;100'
t '-c goes before' 2 '' "^circuitid-decode: $D/none: No such file" -- env \
    COLLECTE_CONFIG="$D/site.json" "$C" --config "$D/none" x
t 'an empty COLLECTE_CONFIG is none' 0 "opaque-text$NL" '' -- env \
    COLLECTE_CONFIG= "$C" --tsv layout 'olt-1/2#7'
t '-t goes before the site' 0 "template$NL" '' -- "$C" --tsv layout \
    -c "$D/site.json" -t '%node#%onu_id' 'olt-1/2#7'
t 'radius-route says the same' 0 \
    "layout      lab-olt node=olt-1 slot=2 onu_id=7$NL" '' -- sh -c \
    '"$1" -c "$2" --explain -i "olt-1/2#7" | grep ^layout' - "$R" \
    "$D/site.json"
t 'a circuit-id that no template fits' 0 \
    "layout      tr101-eth node=olt access_type=eth slot=0 port=4$NL" '' -- \
    sh -c '"$1" -c "$2" --explain -i "olt eth 0/4" | grep ^layout' - "$R" \
    "$D/site.json"
sed 's/%onu_id/%onu/' "$D/site.json" >"$D/bad.json"
for tool in "$C -c $D/bad.json x" "$R -c $D/bad.json -i x"; do
	# shellcheck disable=SC2086
	t "refused with its place: ${tool##*/}" 2 '' \
	    "$D/bad.json: line-templates.lab-olt: column 14: want the name of a field, have \"onu\"\$" \
	    -- $tool
done
finish
