#!/bin/sh
# All tools speak alike: the same mistake is told in the same words, by every
# tool there is.  A new tool comes under this by itself.
# What t and ok run looks unused, and sh -c takes its own $1.
# shellcheck disable=SC2016,SC2317
. tests/cli/lib.sh

# The exit code of an error of usage or site file; a check has UNKNOWN for it.
usage_error() {	# TOOL
	case $1 in
	ntp-ratecheck | srcroute-check) echo 3 ;;
	*) echo 2 ;;
	esac
}
# Options are behind a subcommand, where there are any.
first_command() {	# TOOL
	"$BIN/$1" --list-commands 2>/dev/null | cut -d ' ' -f 1
}
# What makes a tool read the site file and nothing of the system.
reads_site() {	# TOOL
	case $1 in
	circuitid-decode) echo 00 ;;
	kea-reserve) echo --list ;;
	radius-route | srcroute-sync) echo --check ;;
	srcroute-check) echo --no-probe ;;
	member-conf) echo rt_tables ;;
	radius-probe) ;;
	*) echo "$1 is not known here" >&2 ;;
	esac
}
has() {	# TOOL OPTION
	"$BIN/$1" --list-options | cut -f 2 | grep -qx -e "$2"
}
# The long options that want a value.
valued() {	# TOOL
	"$BIN/$1" --list-options | awk -F '\t' '$3 != "-" { print $2; exit }'
}
# ... and one that wants none and ends nothing before.
flag() {	# TOOL
	"$BIN/$1" --list-options | awk -F '\t' '$3 == "-" &&
	    $2 !~ /^(help|version|list-options)$/ { print $2; exit }'
}
usage_of() {	# TOOL, its -h on stdin
	sed 1q | grep -q "^usage: $1 "
}
# FILE holds nothing that a terminal would act on.
plain() {
	! LC_ALL=C grep -n '[^[:print:][:space:]]' "$1"
}
# Of -h: no wider than a terminal.
narrow() {
	! "$BIN/$1" -h | grep -nE '.{81}'
}

# The same in every tool.
mkdir "$D/folder"
printf '{\n  "members": {\n' >"$D/half.json"
printf '{ "memberz": {} }\n' >"$D/unknown.json"

for main in cmd/*/main.c; do
	tool=${main%/main.c} tool=${tool#cmd/}
	x=$BIN/$tool rc=$(usage_error "$tool") sub=$(first_command "$tool")
	sub=${sub:+$sub }

	# shellcheck disable=SC2086 # a subcommand or nothing
	{
	t "$tool: an unknown long option" "$rc" '' \
	    "^$tool: --bogus: no such option; see -h$" -- "$x" $sub--bogus
	t "$tool: an unknown letter" "$rc" '' \
	    "^$tool: -Z: no such option; see -h$" -- "$x" $sub-Z
	o=$(valued "$tool")
	t "$tool: --$o without its value" "$rc" '' \
	    "^$tool: --$o: want a value, have none$" -- "$x" $sub"--$o"
	o=$(flag "$tool")
	t "$tool: --$o with a value" "$rc" '' \
	    "^$tool: --$o: want no value, have \"1\"$" -- "$x" $sub"--$o=1"
	}
	t "$tool: -V" 0 "$tool $VERSION$NL" '' -- "$x" -V
	t "$tool: --version" 0 "$tool $VERSION$NL" '' -- "$x" --version
	ok "$tool: -h, on standard output alone" sh -c \
	    '"$1" -h 2>"$2" && [ ! -s "$2" ]' - "$x" "$D/noise"
	cp "$D/out" "$D/help"
	cp "$D/help" "$D/in"
	ok "$tool: ... begins with the usage" usage_of "$tool"
	: >"$D/in"
	ok "$tool: ... has no colours where there is no terminal" \
	    plain "$D/help"
	ok "$tool: ... fits" narrow "$tool"
	t "$tool: --help is -h" 0 "$(cat "$D/help")$NL" '' -- "$x" --help
	t "$tool: a full disk" "$rc" '' \
	    "^$tool: <stdout>: No space left on device$" -- \
	    sh -c '"$1" -h >/dev/full' - "$x"

	for overview in man/collecte.7 README.md debian/control; do
		ok "$tool: $overview names it" grep -qw -e "$tool" "$overview"
	done

	has "$tool" config || continue
	args=$(reads_site "$tool")
	# shellcheck disable=SC2086 # none or one
	{
	t "$tool: no site file" "$rc" '' \
	    "^$tool: $D/none: No such file or directory$" -- \
	    "$x" --config "$D/none" $args
	t "$tool: ... nor one by COLLECTE_CONFIG" "$rc" '' \
	    "^$tool: $D/none: No such file or directory$" -- \
	    env COLLECTE_CONFIG="$D/none" "$x" $args
	t "$tool: a folder for a site file" "$rc" '' \
	    "^$tool: $D/folder: Is a directory$" -- \
	    "$x" --config "$D/folder" $args
	t "$tool: half a site file" "$rc" '' \
	    "^$tool: $D/half.json:3:[01]: .*end of file" -- \
	    "$x" --config "$D/half.json" $args
	t "$tool: a name that is misspelt" "$rc" '' \
	    "^$tool: $D/unknown.json: memberz: " -- \
	    "$x" --config "$D/unknown.json" $args
	}
done
finish
