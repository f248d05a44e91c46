#!/bin/sh
# fetch.sh FOLDER: what a 32-bit build needs, headers and libraries of
# Debian's i386, unpacked into FOLDER/root, which the compiler takes as
# --sysroot.  Nothing is installed, nothing runs as root, and dpkg hears of
# no other architecture.
#
# What is there already is left alone.  Exit 0: there and programs of it run;
# 1: cannot be had, with the reason on stderr.
set -u

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" && top=$(cd "$1" && pwd) || exit 2
exec 9>"$top/lock" && flock 9 || exit 2
# shellcheck source=tests/sysroot/apt-lib.sh
. "$here/apt-lib.sh"
# shellcheck disable=SC2034 # apt-lib.sh reads it
apt_arch=i386
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}")
wanted='gcc libc6-dev libjansson-dev liblmdb-dev libcurl4-openssl-dev
libpcap-dev libpq-dev libnl-3-dev libradcli-dev libcmocka-dev'

# Absolute links would lead out of the root.
relink() {
	find "$w/root" -type l -lname '/*' | while read -r link; do
		ln -sfnr "$w/root$(readlink "$link")" "$link" || return 1
	done
}

unpack() {
	mkdir "$w/root" || return 1
	for deb in "$w"/debs/*.deb; do
		dpkg-deb -x "$deb" "$w/root" || return 1
	done
}

# The dynamic linker is itself a program of that architecture.
runs() {
	"$1/lib/ld-linux.so.2" --version
}

fetch() {
	[ ! -d "$top/root" ] || return 0
	w=$top/part
	rm -rf "$w"
	# shellcheck disable=SC2086 # lists of names
	mkdir "$w" && apt_begin "$suite" &&
	    packages=$(apt_closure '^(lib|linux-libc-dev|zlib1g)' $wanted) &&
	    [ "$packages" ] && apt_fetch $packages && unpack && relink &&
	    runs "$w/root" || return 1
	mv "$w/root" "$top/root"
	rm -rf "$w"
}

(fetch && runs "$top/root") >"$top/log" 2>&1 && exit 0
echo 'check-32 is skipped, a 32-bit build cannot be had:' >&2
tail -n 3 "$top/log" >&2
exit 1
