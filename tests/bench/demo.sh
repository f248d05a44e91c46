#!/bin/sh
# What make demo takes where nothing is to be installed.
. tests/cli/lib.sh
. tests/e2e/site-lib.sh
. tests/bench/figure-lib.sh

site_have || { figure_none '*' "$SITE_WHY"; exit 0; }
began=$(date +%s%N)
tests/demo/run.sh || exit 1
figure time "$(reckon "$(($(date +%s%N) - began)) / 1000000000")"
