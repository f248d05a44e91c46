# Sourced by what measures: a line for each figure, for table.awk.
#
#   figure KEY VALUE [BESIDE]      KEY of figures.tsv without the script's name
#   figure_none 'KEY ...' WHY      could not be measured; * is all the others
#   value KEY <WORDS               of key=value words
#   reckon EXPRESSION [DIGITS]     in awk
#
# Numbers are plain, in the unit that figures.tsv says; an empty or strange one
# is not measured.  Lines go to the file that FIGURES names, else to stdout.
# Whatever else a script prints are details.
# shellcheck shell=sh

figure_script=$(basename "$0" .sh)

figure_line() {
	figure_said=$(printf '%s\t' "$@")
	if [ "${FIGURES:-}" ]; then
		printf '%s\n' "${figure_said%?}" >>"$FIGURES"
	else
		printf '%s\n' "${figure_said%?}"
	fi
}

figure() {
	if [ "$2" ]; then
		figure_line figure "$figure_script.$1" "$2" "${3:--}"
	else
		figure_none "$1" 'no value'
	fi
}

figure_none() {
	figure_why=$2
	set -f
	for figure_key in $1; do
		figure_line none "$figure_script.$figure_key" "$figure_why"
	done
	set +f
}

value() {
	tr ' ' '\n' | sed -n "s/^$1=//p"
}

reckon() {
	awk -v d="${2:-3}" "BEGIN { printf \"%.\" d \"f\", $1 }" 2>/dev/null
}
