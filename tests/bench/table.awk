# The table of what was measured.
#
#   awk -f table.awk [-v form=markdown] figures.tsv RESULTS ...
#
# RESULTS are tab-separated lines of run.sh and figure-lib.sh:
#
#   machine  WHAT IT IS
#   run      SCRIPT  LOAD  WHEN
#   figure   KEY  VALUE  BESIDE
#   none     KEY|SCRIPT.*  WHY
#
# All figures of the scripts that ran are shown; the last line of a figure
# counts.  The ratio is VALUE by BESIDE, whatever they are.
BEGIN { FS = "\t" }

function number(s) { return s ~ /^-?[0-9]+(\.[0-9]*)?$/ }

# Three digits that say something; thousands apart.
function show(v,	s, whole) {
	v += 0
	if (v != int(v))
		v = sprintf(v >= 100 ? "%.0f" : v >= 10 ? "%.1f" : \
		    v >= 0.1 ? "%.2f" : "%.3f", v)
	s = v ""
	whole = s
	sub(/\..*/, "", whole)
	s = substr(s, length(whole) + 1)
	while (length(whole) > 3) {
		s = "," substr(whole, length(whole) - 2) s
		whole = substr(whole, 1, length(whole) - 3)
	}
	return whole s
}

function with_unit(v, unit) {
	return show(v) (unit == "-" ? "" : unit ~ /^\// ? unit : " " unit)
}

function ratio_of(v, beside,	r) {
	r = v / beside
	if (r == 0)
		return "0"
	if (r < 0.1)
		return sprintf("1/%.0f", 1 / r)
	return r < 100 ? sprintf("%.2f", r) : show(r)
}

# Of one goal: says whether it is met, and puts it in words.
function goal_met(goal, v, beside, unit,	of_ratio, op, want, part) {
	of_ratio = sub(/^x/, "", goal)
	op = substr(goal, 1, 2)
	want = substr(goal, 3)
	goal_words = (of_ratio ? "ratio " : "") (op == "<=" ? "" : ">= ") \
	    (want == 0 ? "none" : (op == "<=" ? "<= " : "") want \
	    (of_ratio || unit == "-" ? "" : unit ~ /^\// ? unit : " " unit))
	if (split(want, part, "/") == 2)
		want = part[1] / part[2]
	if (of_ratio) {
		if (!number(v) || !number(beside) || beside == 0)
			return "-"
		v = v / beside
	}
	if (!number(v ""))
		return "-"
	return (op == "<=" ? v <= want + 0 : v >= want + 0) ? "yes" : "no"
}

function goals(k,	list, n, i, met, all, words) {
	if (goal[k] == "-") {
		row_goal = row_met = ""
		return
	}
	n = split(goal[k], list, ";")
	all = "yes"
	for (i = 1; i <= n; i++) {
		met = goal_met(list[i], value[k], beside[k], unit[k])
		words = words (i > 1 ? ", " : "") goal_words
		if (all != "no" && met != "yes")
			all = met
	}
	row_goal = words
	row_met = all
}

function cell(row, column, s) {
	gsub(/\|/, "/", s)
	table[row, column] = s
	if (length(s) > width[column])
		width[column] = length(s)
}

function fill(row, k,	script) {
	script = k
	sub(/\..*/, "", script)
	cell(row, 1, name[k])
	if (number(value[k]))
		cell(row, 2, with_unit(value[k], unit[k]))
	else
		cell(row, 2, "- (" (k in why ? why[k] : (script ".*") in why ? \
		    why[script ".*"] : "see its log") ")")
	cell(row, 3, !number(beside[k]) ? "" : \
	    peer[k] ": " with_unit(beside[k], unit[k]))
	cell(row, 4, number(value[k]) && number(beside[k]) && beside[k] != 0 ? \
	    ratio_of(value[k], beside[k]) : "")
	goals(k)
	cell(row, 5, row_goal)
	cell(row, 6, row_met)
}

function head(	said) {
	said = machine == "" ? "a machine that is not named" : machine
	if (runs == 0)
		return said
	said = said "; load " show(least) \
	    (most > least ? " to " show(most) : "") \
	    " when a script began; " first
	return said (last == first ? "" : " to " last)
}

function print_row(row, columns,	c, s) {
	s = form == "markdown" ? "|" : ""
	for (c = 1; c <= columns; c++)
		if (form == "markdown")
			s = s " " table[row, c] " |"
		else
			s = s sprintf("%-" width[c] "s", table[row, c]) \
			    (c < columns ? "  " : "")
	sub(/ +$/, "", s)
	print s
}

FILENAME == ARGV[1] {
	if (/^#/ || /^$/)
		next
	order[++keys] = $1
	name[$1] = $2
	unit[$1] = $3
	peer[$1] = $4
	goal[$1] = $5
	next
}
$1 == "machine" {
	if (machine != "" && machine != $2)
		several = several "\n" $2
	machine = $2
}
$1 == "run" {
	ran[$2] = 1
	if (runs++ == 0)
		least = most = $3
	least = $3 < least ? $3 : least
	most = $3 > most ? $3 : most
	first = first == "" || $4 < first ? $4 : first
	last = $4 > last ? $4 : last
}
$1 == "figure" {
	if (!($2 in name))
		unknown = unknown "\n" $2
	value[$2] = $3
	beside[$2] = $4
	delete why[$2]
	if (!number($3))
		why[$2] = "no number: " $3
}
$1 == "none" { why[$2] = $3 }

END {
	rows = 1
	split("figure\there\tbeside it\tratio\tgoal\tmet", title, "\t")
	for (c = 1; c <= 6; c++)
		cell(rows, c, title[c])
	for (i = 1; i <= keys; i++) {
		script = order[i]
		sub(/\..*/, "", script)
		if (script in ran || order[i] in value)
			fill(++rows, order[i])
	}
	if (rows == 1) {
		print "table: no figures" >"/dev/stderr"
		exit 1
	}
	print head() (form == "markdown" ? "." : "")
	print ""
	print_row(1, 6)
	if (form == "markdown")
		print "|---|---|---|---|---|---|"
	for (i = 2; i <= rows; i++)
		print_row(i, 6)
	if (several != "")
		print "table: figures of several machines:" several \
		    >"/dev/stderr"
	if (unknown != "")
		print "table: not in figures.tsv:" unknown >"/dev/stderr"
	exit several != "" || unknown != ""
}
