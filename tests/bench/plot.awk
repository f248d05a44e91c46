# An SVG of how costs grow, from what scaling.sh has measured: a panel for each
# of the panels, both axes logarithmic, each line with its name at its end.
#
#   awk -f plot.awk scaling.tsv >scaling.svg
#
# What comes before ": " in a panel's name is its title, the rest says what is
# counted.  A line that begins with # names the machine.
#
# The same lines in, the same octets out.  Colours follow the reader's choice
# of light or dark.
BEGIN {
	FS = "\t"
	left = 64
	wide = 300
	tall = 240
	gap_x = 214
	gap_y = 96
	top = 92
	across = 2
}

function esc(s) {
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	return s
}

function log10(v) { return log(v) / log(10) }
# The power of ten at or below v, or at or above it.
function decade(v, above,	e) {
	e = log10(v)
	e = e < 0 ? -int(-e + 0.999999) : int(e + 0.000001)
	return above && exp(e * log(10)) < v * 0.999999 ? e + 1 : e
}

function x_of(v) { return x0 + wide * (log10(v) - x_low) / (x_high - x_low) }
function y_of(v) { return y0 + tall * (y_high - log10(v)) / (y_high - y_low) }

function text(class, anchor, x, y, s) {
	printf "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
	    class, anchor, x, y, esc(s)
}

function grid_line(class, x1, y1, x2, y2) {
	printf "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
	    class, x1, y1, x2, y2
}

function thousands(e,	s) {
	s = sprintf("%.0f", exp(e * log(10)))
	while (match(s, /[0-9][0-9][0-9][0-9]($|,)/))
		s = substr(s, 1, RSTART) "," substr(s, RSTART + 1)
	return s
}

# 0.1 ms, 1 ms ... 1 s, 10 s.
function duration(e) {
	if (e >= 3)
		return thousands(e - 3) " s"
	return e < 0 ? sprintf("%.*f ms", -e, exp(e * log(10))) : \
	    thousands(e) " ms"
}

# As one reads it: three digits at most.
function measured(ms) {
	if (ms >= 1000)
		return sprintf(ms >= 10000 ? "%.0f s" : "%.1f s", ms / 1000)
	return sprintf(ms >= 10 ? "%.0f ms" : ms >= 1 ? "%.1f ms" : "%.2f ms", ms)
}

function axes(	e) {
	for (e = y_low; e <= y_high; e++) {
		grid_line(e == y_low ? "axis" : "grid", x0, \
		    y_of(exp(e * log(10))), x0 + wide, y_of(exp(e * log(10))))
		text("tick", "end", x0 - 8, y_of(exp(e * log(10))) + 4, \
		    duration(e))
	}
	for (e = x_low; e <= x_high; e++) {
		grid_line("grid", x_of(exp(e * log(10))), y0, \
		    x_of(exp(e * log(10))), y0 + tall)
		text("tick", "middle", x_of(exp(e * log(10))), \
		    y0 + tall + 18, thousands(e))
	}
}

# Names that would lie over each other move apart, upper ones first.
function place(p,	i, j, l, low) {
	for (i = 1; i <= lines[p]; i++) {
		l = p SUBSEP i
		label[l] = y_of(ms[l, points[l]])
		for (j = i; j > 1 && label[l] < label[p, rank[j - 1]]; j--)
			rank[j] = rank[j - 1]
		rank[j] = i
	}
	low = y0 - 100
	for (i = 1; i <= lines[p]; i++) {
		l = p SUBSEP rank[i]
		if (label[l] < low + 30)
			label[l] = low + 30
		low = label[l]
	}
}

function draw_line(p, i,	l, k, x, y) {
	l = p SUBSEP i
	printf "<polyline class=\"line c%d\" points=\"", i
	for (k = 1; k <= points[l]; k++)
		printf "%s%.1f,%.1f", (k == 1 ? "" : " "), x_of(size[l, k]), \
		    y_of(ms[l, k])
	print "\"/>"
	for (k = 1; k <= points[l]; k++) {
		x = x_of(size[l, k])
		y = y_of(ms[l, k])
		printf "<circle class=\"dot c%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>\n",
		    i, x, y
	}
	text("name t" i, "start", x + 10, label[l], name[l])
	text("tick", "start", x + 10, label[l] + 14, \
	    measured(ms[l, points[l]]) " at " thousands(log10(size[l, points[l]])))
}

function draw(p,	i) {
	x0 = left + ((p - 1) % across) * (left + wide + gap_x)
	y0 = top + int((p - 1) / across) * (tall + gap_y)
	text("panel", "start", x0, y0 - 14, panel[p])
	text("sub", "middle", x0 + wide / 2, y0 + tall + 38, across_is[p])
	axes()
	place(p)
	for (i = 1; i <= lines[p]; i++)
		draw_line(p, i)
}

function style() {
	print "<style>"
	print "text{font-family:system-ui,'Segoe UI',Roboto,'Helvetica Neue','DejaVu Sans',Arial,sans-serif;fill:#1f2933;font-size:12px}"
	print ".head{font-size:17px;font-weight:600}.sub{fill:#66727f;font-size:13px}.panel{font-size:14px;font-weight:600}"
	print ".tick{fill:#66727f;font-size:11px}.name{font-weight:600}"
	print ".paper{fill:#ffffff}.grid{stroke:#e6eaee}.axis{stroke:#66727f}"
	print ".line{fill:none;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}"
	print ".line.c1{stroke:#2a8f85}.line.c2{stroke:#c8452a}.line.c3{stroke:#4b3bb3}"
	print ".dot.c1,.t1{fill:#2a8f85}.dot.c2,.t2{fill:#c8452a}.dot.c3,.t3{fill:#4b3bb3}"
	print "@media (prefers-color-scheme:dark){"
	print "text{fill:#e8ecf0}.sub,.tick{fill:#9aa5b1}.paper{fill:#14181d}.grid{stroke:#2a313a}.axis{stroke:#9aa5b1}"
	print ".line.c1{stroke:#4fc3b5}.line.c2{stroke:#ff8a6b}.line.c3{stroke:#b3a6ff}"
	print ".dot.c1,.t1{fill:#4fc3b5}.dot.c2,.t2{fill:#ff8a6b}.dot.c3,.t3{fill:#b3a6ff}}"
	print "</style>"
}

/^#/ {
	about = substr($0, 3)
	next
}
NF != 4 || $3 !~ /^[0-9]+$/ || $4 !~ /^[0-9.]+$/ || $3 <= 0 || $4 <= 0 {
	printf "plot: line %d: want PANEL, LINE, HOW MANY, MILLISECONDS, have \"%s\"\n",
	    NR, $0 >"/dev/stderr"
	bad = 1
	exit 2
}
{
	if (!($1 in number)) {
		number[$1] = ++panels
		panel[panels] = across_is[panels] = $1
		sub(/: .*/, "", panel[panels])
		sub(/.*: /, "", across_is[panels])
	}
	p = number[$1]
	if (!((p, $2) in line_of)) {
		line_of[p, $2] = ++lines[p]
		name[p, lines[p]] = $2
	}
	l = p SUBSEP line_of[p, $2]
	k = ++points[l]
	size[l, k] = $3
	ms[l, k] = $4
	x_min = x_min == "" || $3 < x_min ? $3 + 0 : x_min
	x_max = $3 > x_max ? $3 + 0 : x_max
	y_min = y_min == "" || $4 < y_min ? $4 + 0 : y_min
	y_max = $4 > y_max ? $4 + 0 : y_max
}

END {
	if (bad)
		exit 2
	if (!panels) {
		print "plot: nothing to draw" >"/dev/stderr"
		exit 2
	}
	x_low = decade(x_min, 0)
	x_high = decade(x_max, 1)
	y_low = decade(y_min, 0)
	y_high = decade(y_max, 1)
	x_high += x_high == x_low
	y_high += y_high == y_low
	width = across * (left + wide + gap_x)
	height = top + int((panels + across - 1) / across) * (tall + gap_y) - 32
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">\n",
	    width, height, width, height
	print "<title>How the time of a call grows with what it has to do with</title>"
	style()
	printf "<rect class=\"paper\" x=\"0\" y=\"0\" width=\"%d\" height=\"%d\"/>\n",
	    width, height
	text("head", "start", 24, 32, \
	    "How the time of a call grows with what it has to do with")
	text("sub", "start", 24, 54, \
	    "up: the processor time of one call" (about == "" ? "" : "; " about))
	for (p = 1; p <= panels; p++)
		draw(p)
	print "</svg>"
}
