#!/bin/sh
# What the pages show is what the tools print.
#
# In a literal display of a page, "$ COMMAND" is run, with the lines that
# begin with "> " behind it as its continuation; the lines up to the next
# command or the end of the display are all that it prints, on stdout and
# stderr.  "# COMMAND" needs root, a network or a daemon and is not run.
# Each page's commands run in one folder, in their order, with the captures of
# tests/data and nothing else.
# shellcheck disable=SC2317
. tests/cli/lib.sh

PATH=$BIN:$PATH
export PATH

# Write N.cmd and N.want for each example of a page into the folder $2.
extract() {	# PAGE FOLDER
	awk -v dir="$2" '
	function plain(s) {	# what mdoc escapes, as it is printed
		gsub(/\\&/, "", s)
		gsub(/\\\(aq/, "\047", s)
		gsub(/\\\(dq/, "\"", s)
		gsub(/\\\(ti/, "~", s)
		gsub(/\\\(ha/, "^", s)
		gsub(/\\-/, "-", s)
		gsub(/\\e/, "\\", s)
		return s
	}
	/^\.Bd -literal/ { display = 1; example = 0; next }
	/^\.Ed/ { display = 0; example = 0; next }
	!display { next }
	/^# / { example = 0; next }
	/^\$ / {
		file = sprintf("%s/%03d", dir, ++n)
		print plain(substr($0, 3)) >(file ".cmd")
		printf "" >(file ".want")
		example = 1
		next
	}
	example && /^> / { print plain(substr($0, 3)) >(file ".cmd"); next }
	example { print plain($0) >(file ".want") }
	' "$1"
}

run_one() {	# COMMAND-FILE WANTED-FILE FOLDER
	(cd "$3" && sh "$1") >"$D/got" 2>&1
	diff -u "$2" "$D/got"
}

for page in man/*.[1-8]; do
	name=$(basename "$page")
	mkdir "$D/$name" "$D/$name.run"
	cp tests/data/*.pcap "$D/$name.run"
	extract "$page" "$D/$name"
	for cmd in "$D/$name"/*.cmd; do
		[ -e "$cmd" ] || continue
		ok "$name: $(sed 1q "$cmd")" run_one "$cmd" "${cmd%.cmd}.want" \
		    "$D/$name.run"
	done
done
# The extraction itself: a page without examples must not pass for well.
ok 'the examples of circuitid-decode(1) were found' \
    test -e "$D/circuitid-decode.1/007.cmd"
finish
