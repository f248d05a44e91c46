#!/bin/sh
# fetch.sh FOLDER: newer Kea servers than this machine's own, from Debian's
# packages, unpacked into FOLDER/2.6 and FOLDER/3.0 with all the libraries
# that they need, and a newer FreeRADIUS in FOLDER/radius.  Nothing is
# installed, nothing runs as root, no chroot: the release's own dynamic linker
# starts them (FOLDER/3.0/bin/kea-dhcp4).
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
closure() {	# PACKAGE ...
	apt_closure '^(lib|kea-|freeradius|openssl-provider|zlib1g)' "$@" |
	    grep -Ev 'python|perl'
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

# The same with FreeRADIUS, whose dictionaries and modules lie elsewhere.  Its
# radclient is left: that of 3.2.7 ends now and then without a word before it
# has read the answer.
wrap_radius() {
	mkdir "$w/root/bin"
	cat >"$w/root/bin/freeradius" <<-END
	#!/bin/sh
	r=\${RADIUS_ROOT:?}
	export OPENSSL_MODULES="\$r/lib/ossl-modules"
	exec "\$r/lib/$(basename "$linker")" \\
	    --library-path "\$r/lib:\$r/lib/freeradius" \\
	    "\$r/sbin/freeradius" -D "\$r/share" "\$@"
	END
	chmod 755 "$w/root/bin/freeradius"
}

unpack() {
	for deb in "$w"/debs/*.deb; do
		dpkg-deb -x "$deb" "$w/all" || return 1
	done
	linker=$(find "$w/all/usr" -type f -name 'ld-linux*.so.*' | head -n 1)
	lib=$(dirname "$linker")
	[ -x "$linker" ] && mkdir "$w/root" && mv "$lib" "$w/root/lib" ||
	    return 1
	if [ "$1" = radius ]; then
		unpack_radius
	else
		unpack_kea
	fi
}

unpack_radius() {
	mv "$w/all/usr/lib/freeradius" "$w/root/lib/freeradius" &&
	    mv "$w/all/usr/sbin" "$w/root/sbin" &&
	    mv "$w/all/usr/share/freeradius" "$w/root/share" && wrap_radius &&
	    chmod -R go+rX "$w/root" &&
	    RADIUS_ROOT=$w/root "$w/root/bin/freeradius" -v
}

unpack_kea() {
	mv "$w/root/lib/kea/hooks" "$w/root/hooks" &&
	    find "$w/root/lib" -mindepth 1 -type d -prune -exec rm -r {} + &&
	    mv "$w/all/usr/sbin" "$w/root/sbin" &&
	    mv "$w/all/usr/share/kea/scripts" "$w/root/scripts" && wrap &&
	    chmod -R go+rX "$w/root" &&
	    KEA_ROOT=$w/root "$w/root/bin/kea-dhcp4" -v
}

fetch() {	# FOLDER SUITE PACKAGE ...
	[ ! -d "$top/$1/sbin" ] || return 0
	folder=$1 suite=$2
	shift 2
	rm -rf "$top/$folder.part"
	w=$top/$folder.part
	# shellcheck disable=SC2086 # a list of names
	mkdir -p "$w" && apt_begin "$suite" && packages=$(closure "$@") &&
	    [ "$packages" ] && apt_fetch $packages && unpack "$folder" ||
	    return 1
	rm -rf "${top:?}/$folder"
	mv "$w/root" "$top/$folder"
	rm -rf "$w"
}

mkdir -p "$top" && top=$(cd "$top" && pwd) || exit 2
exec 9>"$top/lock" && flock 9 || exit 2
had() {	# NAME FOLDER SUITE PACKAGE ...
	had_name=$1
	shift
	log=$top/$1.log
	fetch "$@" >"$log" 2>&1 || {
		echo "$had_name cannot be had; its tests are skipped:" >&2
		tail -n 3 "$log" >&2
	}
}
kea='kea-dhcp4-server kea-dhcp6-server kea-ctrl-agent kea-admin'
# shellcheck disable=SC2086 # a list of names
had 'Kea 2.6' 2.6 trixie $kea
# shellcheck disable=SC2086
had 'Kea 3.0' 3.0 sid $kea
had 'another FreeRADIUS' radius trixie freeradius
exit 0
