#!/bin/sh
# fetch.sh FOLDER: newer Kea servers than this machine's own, from Debian's
# packages, unpacked into FOLDER/2.6 and FOLDER/3.0 with all the libraries
# that they need.  Nothing is installed, nothing runs as root, no chroot: the
# release's own dynamic linker starts them (FOLDER/3.0/bin/kea-dhcp4).
#
# What is there already is left alone.  A release that cannot be had is told
# on stderr, and its tests skip themselves: exit 0 all the same.
set -u

top=$1
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/sysroot/apt-lib.sh
. "$here/../../sysroot/apt-lib.sh"

# Servers, libraries and the database's schema; not what their packages want
# of a whole system.
closure() {
	apt_closure '^(lib|kea-|zlib1g)' kea-dhcp4-server kea-dhcp6-server \
	    kea-ctrl-agent kea-admin | grep -Ev 'python|perl'
}

# A program is started by its own linker with its own libraries.
wrap() {
	mkdir "$w/root/bin"
	for p in kea-dhcp4 kea-dhcp6 kea-ctrl-agent; do
		cat >"$w/root/bin/$p" <<-END
		#!/bin/sh
		r=\${KEA_ROOT:?}
		export KEA_HOOKS_PATH="\$r/hooks"
		exec "\$r/lib/$(basename "$linker")" --library-path "\$r/lib" \\
		    "\$r/sbin/$p" "\$@"
		END
		chmod 755 "$w/root/bin/$p"
	done
}

unpack() {
	for deb in "$w"/debs/*.deb; do
		dpkg-deb -x "$deb" "$w/all" || return 1
	done
	linker=$(find "$w/all/usr" -name 'ld-linux*.so.*' | head -n 1)
	lib=$(dirname "$linker")
	[ -x "$linker" ] && mkdir "$w/root" && mv "$lib" "$w/root/lib" &&
	    mv "$w/root/lib/kea/hooks" "$w/root/hooks" &&
	    find "$w/root/lib" -mindepth 1 -type d -prune -exec rm -r {} + &&
	    mv "$w/all/usr/sbin" "$w/root/sbin" &&
	    mv "$w/all/usr/share/kea/scripts" "$w/root/scripts" && wrap &&
	    chmod -R go+rX "$w/root" &&
	    KEA_ROOT=$w/root "$w/root/bin/kea-dhcp4" -v
}

# RELEASE SUITE
fetch() {
	[ ! -d "$top/$1/scripts" ] || return 0
	rm -rf "$top/$1.part"
	w=$top/$1.part
	# shellcheck disable=SC2086 # a list of names
	mkdir -p "$w" && apt_begin "$2" && packages=$(closure) &&
	    [ "$packages" ] && apt_fetch $packages && unpack || return 1
	rm -rf "${top:?}/$1"
	mv "$w/root" "$top/$1"
	rm -rf "$w"
}

mkdir -p "$top" && top=$(cd "$top" && pwd) || exit 2
exec 9>"$top/lock" && flock 9 || exit 2
for pair in 2.6:trixie 3.0:sid; do
	log=$top/${pair%:*}.log
	fetch "${pair%:*}" "${pair#*:}" >"$log" 2>&1 || {
		echo "Kea ${pair%:*} cannot be had; its tests are skipped:" >&2
		tail -n 3 "$log" >&2
	}
done
exit 0
