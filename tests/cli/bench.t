#!/bin/sh
# What make bench, make bench-readme and make bench-plot make of measurements;
# nothing is measured here.
# shellcheck disable=SC2016
. tests/cli/lib.sh

tab() {	# WORD...: a line of them
	tab_line=
	for tab_word do
		tab_line=$tab_line${tab_line:+$TAB}$tab_word
	done
	printf '%s\n' "$tab_line"
}
{
	echo '# a comment'
	tab x.fast 'x, a million' ms 'a loop' '<=600;x<=1/5'
	tab x.slow 'x, slower' s - '<=2.5'
	tab x.rate 'its rate' /s 'by hand' 'x>=0.9'
	tab x.count 'x | lost' - 'the other' '<=0'
	tab x.gone 'x, where it cannot' MB - '<=30'
	tab y.one 'y' ms - -
	tab y.two 'y, said by all' ms - -
	tab z.none 'z, which did not run' ms - -
} >"$D/figures"
{
	tab machine 'A machine'
	tab run x 0.10 '2026-01-02 03:04'
	tab figure x.fast 340 3300
	tab figure x.slow 9 -
	tab figure x.slow 2.625 -
	tab figure x.rate 26312.4 25000.000
	tab figure x.count 0 16
	tab none x.gone 'no program'
} >"$D/one"
{
	tab machine 'A machine'
	tab run y 1.55 '2026-01-03 03:04'
	tab figure y.one 0.0123 -
	tab none 'y.*' 'no right'
} >"$D/two"
table() {
	awk -f tests/bench/table.awk "$@"
}
t 'a table' 0 'A machine; load 0.10 to 1.55 when a script began; 2026-01-02 03:04 to 2026-01-03 03:04

figure              here            beside it          ratio  goal                     met
x, a million        340 ms          a loop: 3,300 ms   0.10   <= 600 ms, ratio <= 1/5  yes
x, slower           2.62 s                                    <= 2.5 s                 no
its rate            26,312/s        by hand: 25,000/s  1.05   ratio >= 0.9             yes
x / lost            0               the other: 16      0      none                     yes
x, where it cannot  - (no program)                            <= 30 MB                 -
y                   0.012 ms
y, said by all      - (no right)
' '' -- table "$D/figures" "$D/one" "$D/two"

tab figure x.fast 3300000 3300 >"$D/three"
tab figure x.count 0.02 1 >>"$D/three"
tab figure x.rate much 1 >>"$D/three"
t 'ratios, goals missed, what is no number' 0 '| figure | here | beside it | ratio | goal | met |
|---|---|---|---|---|---|
| x, a million | 3,300,000 ms | a loop: 3,300 ms | 1,000 | <= 600 ms, ratio <= 1/5 | no |
| its rate | - (no number: much) | by hand: 1/s |  | ratio >= 0.9 | - |
| x / lost | 0.020 | the other: 1 | 1/50 | none | no |
' '' -- sh -c 'awk -v form=markdown -f tests/bench/table.awk "$@" | tail -n +3' \
    - "$D/figures" "$D/three"
t 'nothing was measured' 1 '' 'no figures' -- table "$D/figures" /dev/null
tab figure x.slow 1 >"$D/odd"
tab figure q.slow 1 >>"$D/odd"
t 'a figure that nobody knows fails' 1 "a machine that is not named

figure     here  beside it  ratio  goal      met
x, slower  1 s                     <= 2.5 s  yes
" '^q\.slow$' -- table "$D/figures" "$D/odd"
{ tab machine another; tab run x 1 2026; tab figure x.slow 1 -; } >"$D/other"
t 'machines are not mixed' 1 "another; load 0.10 to 1 when a script began; \
2026 to 2026-01-02 03:04

figure              here            beside it          ratio  goal                     met
x, a million        340 ms          a loop: 3,300 ms   0.10   <= 600 ms, ratio <= 1/5  yes
x, slower           1 s                                       <= 2.5 s                 yes
its rate            26,312/s        by hand: 25,000/s  1.05   ratio >= 0.9             yes
x / lost            0               the other: 16      0      none                     yes
x, where it cannot  - (no program)                            <= 30 MB                 -
" 'several machines' -- table "$D/figures" "$D/one" "$D/other"

# What scripts say, and where it goes.
cat >"$D/says.sh" <<'END'
. tests/bench/figure-lib.sh
figure_none '*' 'not here'
figure a "$(echo 'p50_ms=1.5 max_kb=2048' | value p50_ms)" 3
figure b "$(reckon '7 / 2')"
figure c "$(reckon '7 / ')" 1
figure_none 'd e' 'no server'
END
says() {
	tab none 'says.*' 'not here'
	tab figure says.a 1.5 3
	tab figure says.b 3.500 -
	tab none says.c 'no value'
	tab none says.d 'no server'
	tab none says.e 'no server'
}
t 'what a script says' 0 "$(says)$NL" '' -- sh "$D/says.sh"
FIGURES=$D/kept
export FIGURES
t 'into a file' 0 '' '' -- sh "$D/says.sh"
unset FIGURES
t 'the same' 0 "$(says)$NL" '' -- cat "$D/kept"
t 'nothing to run' 2 '' 'want tests/bench/x\.sh' -- env BUILD="$D" \
    tests/bench/run.sh tests/bench/run.sh

# A script of that name, run by its path.
cat >"$D/demo.sh" <<'END'
. tests/bench/figure-lib.sh
echo details
[ "${FAIL:-}" ] && exit 3
figure time 1.25
END
run() {
	BUILD=$D tests/bench/run.sh "$D/demo.sh" 2>"$D/progress" >"$D/table"
	run_rc=$?
	sed 's/^demo: [0-9]* s/demo: N s/' "$D/progress" >&2
	sed '1s/.*; load [0-9.]* when a script began; [-0-9: ]*$/HEAD/' \
	    "$D/table"
	return "$run_rc"
}
t 'a script is run' 0 'HEAD

figure                              here    beside it  ratio  goal     met
make demo, with all packages there  1.25 s                    <= 60 s  yes
' '^demo: N s$' -- run
t 'its details are kept' 0 "details$NL" '' -- cat "$D/bench/demo.log"
FAIL=1
export FAIL
t 'a script that fails' 1 'HEAD

figure                              here             beside it  ratio  goal     met
make demo, with all packages there  - (see its log)                    <= 60 s  -
' '^demo: N s, exit 3: see .*/bench/demo.log$' -- run
unset FAIL

well_formed() {
	awk -F '\t' '/^#/ { next }
	NF != 5 || $1 !~ /^[a-z0-9-]+\.[a-z0-9-]+$/ ||
	    $5 !~ /^(-|x?[<>]=[0-9.]+(\/[0-9]+)?(;x?[<>]=[0-9.]+(\/[0-9]+)?)*)$/ {
		print; bad = 1
	}
	$1 in seen { print "twice: " $1; bad = 1 }
	{ seen[$1] = 1; sub(/\..*/, "", $1); print $1 >scripts }
	END { exit bad }' scripts="$D/scripts" tests/bench/figures.tsv
	sort -u "$D/scripts" | while read -r script; do
		[ -e "tests/bench/$script.sh" ] || exit 1
	done
}
ok 'the list of figures' well_formed

# README.md
begin='<!-- make bench-readme: begin -->'
end='<!-- make bench-readme: end -->'
{
	tab machine 'A machine'
	tab run demo 0.10 '2026-01-02 03:04'
	tab figure demo.time 1.25 -
} >"$D/demo"
printf '%s\n' '# Title' "$begin" 'old' '## old' "$end" '' 'a `tail` & \1' \
    >"$D/readme"
written="# Title
$begin
A machine; load 0.10 when a script began; 2026-01-02 03:04.

| figure | here | beside it | ratio | goal | met |
|---|---|---|---|---|---|
| make demo, with all packages there | 1.25 s |  |  | <= 60 s | yes |
$end

a \`tail\` & \\1
"
readme() {
	tests/bench/readme.sh "$@"
}
t 'the table is written' 0 '' '' -- readme "$D/readme" "$D/demo"
t 'between its lines' 0 "$written" '' -- cat "$D/readme"
t 'written again' 0 '' '' -- readme "$D/readme" "$D/demo"
t 'it is the same' 0 "$written" '' -- cat "$D/readme"
refused() {	# NAME WHY LINE...
	refused_name=$1 refused_why=$2
	shift 2
	printf '%s\n' "$@" >"$D/bad"
	cp "$D/bad" "$D/before"
	t "$refused_name: refused" 2 '' "$refused_why" -- \
	    readme "$D/bad" "$D/demo"
	ok "$refused_name: left alone" cmp "$D/bad" "$D/before"
}
once='want the lines .* once each'
refused 'no line' "$once" 'a' 'b'
refused 'no end' "$once" "$begin" 'b'
refused 'the end first' "$once" "$end" "$begin"
refused 'twice' "$once" "$begin" "$end" "$begin" "$end"
t 'no results' 2 '' 'nowhere: cannot be read: run make bench' -- \
    readme "$D/readme" "$D/nowhere"
t 'no figures in them' 2 '' 'left as it was' -- readme "$D/readme" /dev/null
t 'nor was it touched' 0 "$written" '' -- cat "$D/readme"
t 'usage' 2 '' 'want README RESULTS' -- readme "$D/readme"
ok 'README.md has the lines' sh -c '[ "$(grep -Fxc -e "$1" -e "$2" README.md)" = 2 ]' \
    - "$begin" "$end"

# The plot.
plot() {
	awk -f tests/bench/plot.awk "$@"
}
well_formed_xml() {
	if command -v xmllint >/dev/null; then
		xmllint --noout "$1"
	else
		# Each element is closed by itself or by its like.
		tr '>' '\n' <"$1" | sed -n 's/.*<//p' | awk '
		/^\// { if (substr($1, 2) != open[n--]) exit 1; next }
		!/\/$/ { open[++n] = $1 }
		END { exit n != 0 }'
	fi
}
{
	echo '# a <machine>'
	tab 'one & all: things' 'first < line' 10 0.5
	tab 'one & all: things' 'first < line' 1000 12.5
	tab 'one & all: things' second 10 0.5
	tab two third 100 3456
} >"$D/data"
plot "$D/data" >"$D/plot.svg"
ok 'an SVG' well_formed_xml "$D/plot.svg"
shown() {	# TSV SVG: each point, each line's name
	points=$(grep -vc '^#' "$1")
	[ "$(grep -c '^<circle ' "$2")" -eq "$points" ] || return 1
	grep -v '^#' "$1" | cut -f 2 | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g' |
	    sort -u | while read -r shown_name; do
		grep -q "class=\"name t[0-9]*\".*>$shown_name</text>" "$2" || exit 1
	done
}
ok 'with each line' shown "$D/data" "$D/plot.svg"
t 'and its last value' 0 "0.50 ms at 10
12 ms at 1,000
3.5 s at 100
" '' -- sh -c 'sed -n "s/.*>\(.* at .*\)<.*/\1/p" "$1" | sort' - "$D/plot.svg"
t 'a line that is none' 2 '' 'line 1: want PANEL, LINE' -- \
    sh -c 'printf "a\tb\t0\t1\n" | awk -f tests/bench/plot.awk'
t 'nothing to draw' 2 '' 'nothing to draw' -- plot /dev/null
ok "the README's plot is well-formed" well_formed_xml tests/bench/scaling.svg
ok 'and has each line' shown tests/bench/scaling.tsv tests/bench/scaling.svg
plot tests/bench/scaling.tsv >"$D/again.svg"
ok 'drawn from its data' cmp "$D/again.svg" tests/bench/scaling.svg
finish
