#!/bin/sh
# Each fuzzer's corpus, and every crash it ever found, once more.
. tests/cli/lib.sh

for src in tests/fuzz/fuzz_*.c; do
	name=$(basename "$src" .c)
	corpus=tests/fuzz/corpus/${name#fuzz_}
	count=$(find "$corpus" -type f | wc -l)
	t "$name: $corpus" 0 "$count files$NL" '' -- \
	    "$BUILD/tests/fuzz/$name" "$corpus"/*
done
finish
