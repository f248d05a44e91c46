#!/bin/sh
# Completion of shells: every option of every tool that has a table, and the
# words there are to choose from.
# What t and ok run looks unused, and sh -c takes its own $1.
# shellcheck disable=SC2016,SC2317
. tests/cli/lib.sh

# What bash offers for WORD behind the words before it.
offered() {	# TOOL WORD...
	bash -c '. "$1"; shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
	    "_${1//-/_}"; printf "%s\n" "${COMPREPLY[@]}" | sort' - \
	    "$BUILD/completion/$1" "$@"
}
every_option() {	# TOOL
	"$BIN/$1" --list-options | cut -f 2 | sed 's/^/--/' | sort >"$D/all"
	offered "$1" -- | diff "$D/all" -
}
every_letter() {	# TOOL
	"$BIN/$1" --list-options | cut -f 1 | grep -v '^-$' |
	    sed 's/^/-/' | sort >"$D/all"
	offered "$1" - | grep -v '^--' | diff "$D/all" -
}
every_zsh() {	# TOOL
	"$BIN/$1" --list-options | cut -f 2 | while read -r name; do
		grep -Eq -e "--${name}[],}[]" "$BUILD/completion/_$1" || exit 1
	done
}
for tool in cmd/*/main.c; do
	tool=${tool%/main.c}
	tool=${tool#cmd/}
	if command -v bash >/dev/null; then
		ok "bash: all options of $tool" every_option "$tool"
		ok "bash: all letters of $tool" every_letter "$tool"
	else
		skip "bash: $tool" 'no bash'
	fi
	ok "zsh: all options of $tool" every_zsh "$tool"
	t "zsh: it is for $tool" 0 "#compdef $tool$NL" '' -- \
	    sed 1q "$BUILD/completion/_$tool"
	if command -v zsh >/dev/null; then
		ok "zsh: $tool is its language" \
		    zsh -n "$BUILD/completion/_$tool"
	else
		skip "zsh: $tool is its language" 'no zsh'
	fi
	ok "-h tells all options of $tool" sh -c '"$1" --list-options |
	    cut -f 2 | while read -r o; do
		"$1" -h | grep -q -e "--$o" || exit 1; done' - "$BIN/$tool"
done
t 'zsh: a word to choose' 0 1 '' -- sh -c 'printf %s "$(grep -c "\
'"'\\*'{-p,--profile}'\\[who made the access nodes\\]:MAKER:(nokia huawei)'"'" "$1")"' \
    - "$BUILD/completion/_circuitid-decode"
if command -v bash >/dev/null; then
	t 'bash: words' 0 "huawei${NL}nokia$NL" '' -- \
	    offered circuitid-decode -p ''
	t 'bash: words that begin so' 0 "opt18${NL}opt37${NL}opt82$NL" '' -- \
	    offered circuitid-decode -j --kind opt
	t 'bash: words of radius-route' 0 "files${NL}proxy$NL" '' -- \
	    offered radius-route --emit ''
	t 'bash: an argument of any kind' 0 "$NL" '' -- \
	    offered circuitid-decode -t ''
	t 'bash: subcommands' 0 "read$NL" '' -- offered ntp-ratecheck re
	t 'bash: options behind a subcommand' 0 "--timeout${NL}--transit${NL}--two-way$NL" '' \
	    -- offered ntp-ratecheck read --t
	: >"$D/site.json"
	t 'bash: files' 0 "$D/site.json$NL" '' -- \
	    offered kea-reserve --config "$D/si"
fi
t 'completion.sh of no shell' 2 '' '^completion.sh: want bash or zsh, have csh$' \
    -- cmd/completion.sh csh "$BIN/radius-route"
finish
