#!/bin/sh
# A terminal as a picture, for the README.
#
#   tests/demo/record.sh >tests/demo/demo.svg   run the demo, draw its screen
#   tests/demo/record.sh draw <SCREEN           draw a screen: text with the
#                                               escapes for bold, dim, normal
#   tests/demo/record.sh read <SVG              the text of such a picture
set -eu
cd "$(dirname "$0")/../.."

ESC=$(printf '\033')

# Characters are 7.8 by 17 units at 13; a picture is as wide as its longest
# line.
draw() {
	awk -v esc="$ESC" '
	function safe(s) {
		gsub(/&/, "\\&amp;", s)
		gsub(/</, "\\&lt;", s)
		gsub(/>/, "\\&gt;", s)
		return s
	}
	{
		plain = $0
		gsub(esc "\\[[0-9;]*m", "", plain)
		if (length(plain) > wide)
			wide = length(plain)
		out = ""
		n = split($0, part, esc "\\[")
		for (i = 1; i <= n; i++) {
			text = part[i]
			if (i > 1) {
				class = text
				sub(/m.*/, "", class)
				sub(/^[0-9;]*m/, "", text)
			}
			if (text == "")
				continue
			if (class == "1")
				text = "<tspan class=\"b\">" safe(text) "</tspan>"
			else if (class == "2")
				text = "<tspan class=\"d\">" safe(text) "</tspan>"
			else
				text = safe(text)
			out = out text
		}
		line[NR] = out
	}
	END {
		w = int(wide * 7.8) + 32
		h = NR * 17 + 48
		printf "<svg xmlns=\"http://www.w3.org/2000/svg\" "
		printf "viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">\n", w, h, w, h
		print "<style>text { font: 13px \"DejaVu Sans Mono\", Menlo, " \
		    "Consolas, monospace; fill: #d5d9de; white-space: pre }" \
		    " .b { font-weight: bold; fill: #ffffff } .d { fill: #8fa3b5 }</style>"
		printf "<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#161b22\"/>\n", w, h
		print "<g fill=\"#3b434d\"><circle cx=\"20\" cy=\"17\" r=\"5\"/>" \
		    "<circle cx=\"37\" cy=\"17\" r=\"5\"/><circle cx=\"54\" cy=\"17\" r=\"5\"/></g>"
		for (i = 1; i <= NR; i++)
			printf "<text x=\"16\" y=\"%d\" xml:space=\"preserve\">%s</text>\n", \
			    i * 17 + 30, line[i]
		print "</svg>"
	}'
}

read_svg() {
	sed -n 's|^<text [^>]*>\(.*\)</text>$|\1|p' |
	    sed 's|</*tspan[^>]*>||g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

case ${1-} in
draw) draw ;;
read) read_svg ;;
'')
	make -s all tools >&2
	# A terminal, so that it is in colour; the size that the lines need.
	{
		printf '$ %s[1mmake demo%s[0m\n' "$ESC" "$ESC"
		script -qec "stty cols 200; BIN=$PWD/bin BUILD=$PWD/build \
		    tests/demo/run.sh" /dev/null </dev/null
	} | tr -d '\r' | draw
	;;
*)
	echo "record.sh: want draw or read, have $1" >&2
	exit 2
	;;
esac
