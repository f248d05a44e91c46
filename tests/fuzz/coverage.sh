#!/bin/sh
# coverage.sh BUILD NAME ...: how much of each parser its corpus reaches, as
# the fuzzer's replay, compiled by clang for coverage, runs it.  A parser is
# the sources that bear the fuzzer's name, or those that the harness names in
# a line "Sources: FILE ...".
set -eu
build=$1
shift
for name do
	bin=$build/tests/fuzz/fuzz_$name
	sources=$(sed -n 's/^.*Sources: \([^*]*\).*/\1/p' \
	    "tests/fuzz/fuzz_$name.c")
	[ "$sources" ] || sources=$(ls "lib/$name".c "lib/${name}_"*.c \
	    cmd/*/"$name".c cmd/*/"${name}_"*.c 2>/dev/null || true)
	[ "$sources" ] || { echo "$name: no sources of that name"; continue; }
	LLVM_PROFILE_FILE=$build/$name.profraw \
	    "$bin" tests/fuzz/corpus/"$name"/* >/dev/null
	llvm-profdata merge -sparse -o "$build/$name.profdata" \
	    "$build/$name.profraw"
	# shellcheck disable=SC2086 # a list of names
	llvm-cov export -summary-only -instr-profile "$build/$name.profdata" \
	    "$bin" | python3 -c '
import json, os, sys
name, *sources = sys.argv[1:]
files = json.load(sys.stdin)["data"][0]["files"]
lines = [f["summary"]["lines"] for f in files
    if os.path.relpath(f["filename"]) in sources]
count = sum(l["count"] for l in lines)
print("%-12s %5.1f %% of %4d lines  %s" % (name,
    100 * sum(l["covered"] for l in lines) / count, count, " ".join(sources)))' \
	    "$name" $sources
done
