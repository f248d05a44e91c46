#!/bin/sh
# What completes a tool's options in a shell, made from the tool's own table:
#
#   cmd/completion.sh bash|zsh bin/TOOL >FILE
set -eu

shell=$1
tool=${2##*/}
TAB=$(printf '\t')

# short, long, argument, words and help of every option, "-" for none.
rows=$("$2" --list-options)

# The first word, where a tool has subcommands.
commands=$("$2" --list-commands 2>/dev/null) || commands=

# "-k | --kind", or "--explain" where there is no letter.
names() {	# SHORT LONG SEPARATOR
	if [ "$1" = - ]; then
		printf -- '--%s' "$2"
	else
		printf -- '-%s%s--%s' "$1" "$3" "$2"
	fi
}

bash_values() {
	printf '%s\n' "$rows" |
	    while IFS=$TAB read -r short long arg words _; do
		[ "$arg" != - ] || continue
		printf '\t%s)\n' "$(names "$short" "$long" ' | ')"
		if [ "$words" != - ]; then
			printf "\t\tmapfile -t COMPREPLY < <(compgen -W '%s' -- \"\$cur\")\n" \
			    "$words"
		elif [ "$arg" = FILE ]; then
			# shellcheck disable=SC2016
			echo '		mapfile -t COMPREPLY < <(compgen -f -- "$cur")'
		fi
		printf '\t\treturn\n\t\t;;\n'
	done
}

bash_names() {
	printf '%s\n' "$rows" |
	    while IFS=$TAB read -r short long _; do
		printf '%s ' "$(names "$short" "$long" ' ')"
	done
}

bash_commands() {
	[ "$commands" ] || return 0
	cat <<EOF
	if [[ \$COMP_CWORD -eq 1 && \$cur != -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W '$commands' -- "\$cur")
		return
	fi
EOF
}

make_bash() {
	f=_$(echo "$tool" | tr - _)
	all=$(bash_names)
	cat <<EOF
# Completion of $tool for bash, made from its table of options.
$f()
{
	local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}

	COMPREPLY=()
$(bash_commands)
	case \$prev in
$(bash_values)
	esac
	if [[ \$cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W '${all% }' -- "\$cur")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "\$cur")
	fi
}
complete -o filenames -F $f $tool
EOF
}

# What stands in single quotes and between brackets there.
zsh_text() {
	printf '%s' "$1" | sed "s/'/'\\\\''/g; s/[]:[]/\\\\&/g"
}

zsh_options() {
	printf '%s\n' "$rows" |
	    while IFS=$TAB read -r short long arg words help; do
		value=
		if [ "$words" != - ]; then
			value=":$arg:($words)"
		elif [ "$arg" = FILE ]; then
			value=:$arg:_files
		elif [ "$arg" != - ]; then
			value=":$(zsh_text "$arg"):"
		fi
		help=$(zsh_text "$help")
		if [ "$short" = - ]; then
			printf " \\\\\n	'*--%s[%s]%s'" "$long" "$help" "$value"
		else
			printf " \\\\\n	'*'{-%s,--%s}'[%s]%s'" "$short" "$long" \
			    "$help" "$value"
		fi
	done
}

zsh_commands() {
	[ "$commands" ] || return 0
	printf "\t'1:what to do:(%s)' \\\\\n\t" "$commands"
}

make_zsh() {
	cat <<EOF
#compdef $tool
# Completion of $tool for zsh, made from its table of options.
_arguments -s -S$(zsh_options) \\
$(zsh_commands)	'*:file:_files'
EOF
}

case $shell in
bash | zsh) "make_$shell" ;;
*)
	echo "completion.sh: want bash or zsh, have $shell" >&2
	exit 2
	;;
esac
