#!/bin/sh
# make install puts exactly these files there, with these modes, and
# uninstall takes them all away.
. tests/cli/lib.sh

listing() {
	(cd "$D/root" && find . -type f -printf '%m %P\n' | sort -k2)
}

expected() {
	for f in cmd/*/main.c; do
		f=${f%/main.c}
		echo "755 usr/bin/${f##*/}"
	done
	grep -lE "opts_(list|tool)" cmd/*/options.c | while read -r f; do
		f=$(basename "${f%/*}")
		echo "644 usr/share/bash-completion/completions/$f"
		echo "644 usr/share/zsh/site-functions/_$f"
	done
	for f in NEWS.md README.md; do
		echo "644 usr/share/doc/collecte/$f"
	done
	find etc -type f -perm /111 -printf \
	    '755 usr/share/doc/collecte/examples/%P\n'
	find etc -type f ! -perm /111 -printf \
	    '644 usr/share/doc/collecte/examples/%P\n'
	for f in share/collecte/*; do
		echo "644 usr/$f"
	done
	for p in man/*.[1-8]; do
		echo "644 usr/share/man/man${p##*.}/${p##*/}"
	done
	! command -v po4a >/dev/null ||
		for p in circuitid-decode.1 kea-reserve.8 radius-route.8; do
			echo "644 usr/share/man/fr/man${p##*.}/$p"
		done
}

run_make() {
	MAKEFLAGS='' make -s BUILD="$BUILD" BIN="$BIN" DESTDIR="$D/root" \
	    PREFIX=/usr "$1"
}

expected | sort -k2 >"$D/files"
t 'install works' 0 '' '' -- run_make install
t 'install: exactly these files and modes' 0 "$(cat "$D/files")$NL" '' -- \
    listing
t 'uninstall works' 0 '' '' -- run_make uninstall
t 'uninstall leaves nothing' 0 '' '' -- listing
finish
