#!/bin/sh
# make repro: the programs named, built in two folders, at two times, in two
# time zones and with two umasks, are the same bit by bit.
set -eu
cd "$(dirname "$0")/../.."

D=$(mktemp -d)
trap 'rm -rf "$D"' EXIT
trap 'exit 1' HUP INT TERM

sources() {	# FOLDER
	mkdir -p "$1"
	cp -R Makefile lib cmd man "$1"
}
build() {	# FOLDER PROGRAM...
	cd "$1"
	shift
	for p do
		set -- "$@" "bin/$p"
		shift
	done
	# The caller's make must not hand down its own variables.
	MAKEFLAGS='' make -s -j2 BUILD=build BIN=bin "$@"
}

sources "$D/one"
sources "$D/another/and deeper"
(
	umask 022
	TZ=UTC LC_ALL=C build "$D/one" "$@"
)
(
	umask 077
	TZ=Asia/Kathmandu LC_ALL=C.UTF-8 build "$D/another/and deeper" "$@"
)
for p do
	cmp "$D/one/bin/$p" "$D/another/and deeper/bin/$p"
done
echo "repro: $# programs built twice, no difference"
