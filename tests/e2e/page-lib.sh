# Sourced by the tests of pages whose examples want a network, behind
# tests/cli/lib.sh: "# COMMAND" in a display is run, and the lines up to the
# next one or to the end of the display are what it prints, on stdout and
# stderr.  ".\" lab: COMMAND" in the page is what the script does meanwhile.
# Milliseconds are as they come; a watch is left out.
#
# The script has page_run, which runs one command, and calls
#   run_page man/x.8
# shellcheck shell=sh

# Numbers of time, in text and JSON, become N.
steady() {
	sed -E 's/[0-9]+\.[0-9]{3} ?ms/N ms/g; s/("rtt[a-z-]*"):[0-9]+/\1:N/g'
}
plain() {
	sed 's/\\&//g; s/\\e/\\/g'
}
run_page() {	# FILE: each command's name, and whether it printed that
	want='' cmd='' display=''
	check_last() {
		[ "$cmd" ] || return 0
		printf '%s' "$want" | plain | steady >"$D/page"
		page_run "$cmd" 2>&1 | steady >"$D/got"
		ok "$cmd" diff -u "$D/page" "$D/got"
		cmd='' want=''
	}
	while IFS= read -r line; do
		case $line in
		'.Bd '*) display=1 ;;
		.Ed) check_last; display='' ;;
		'.\" lab: '*) eval "${line#*lab: }" ;;
		'# srcroute-check --watch'*) check_last ;;
		'# '*)
			[ "$display" ] || continue
			check_last
			cmd=${line#\# }
			;;
		*) [ -z "$display" ] || [ -z "$cmd" ] || want="$want$line$NL" ;;
		esac
	done <"$1"
}
