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
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
# The mirror that this machine uses; $(...) is for apt to fill.
# shellcheck disable=SC2016
mirror=${DEBIAN_MIRROR:-$(apt-get indextargets \
    --format '$(REPO_URI) $(SUITE) $(COMPONENT)' 'Created-By: Packages' |
    awk '$2 !~ /security/ && $3 == "main" { print $1; exit }')}

# apt with all its state under $w: the machine's own is not touched.
apt_get() {
	apt-get -q -o Dir::Etc::sourcelist="$w/sources.list" \
	    -o Dir::Etc::sourceparts=/dev/null -o Dir::State="$w/state" \
	    -o Dir::State::status="$w/status" -o Dir::Cache="$w/cache" \
	    -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none \
	    -o Acquire::Retries=2 -o Acquire::http::Timeout=20 "$@"
}

# Servers, libraries and the database's schema; not what their packages want
# of a whole system.
closure() {
	apt_get install --simulate --no-install-recommends \
	    kea-dhcp4-server kea-dhcp6-server kea-ctrl-agent kea-admin |
	    awk '$1 == "Inst" { print $2 }' | grep -E '^(lib|kea-|zlib1g)' |
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
	mkdir -p "$w/state/lists/partial" "$w/cache/archives/partial" \
	    "$w/debs" || return 1
	echo "deb [signed-by=$keyring] $mirror $2 main" >"$w/sources.list"
	: >"$w/status"
	apt_get update && packages=$(closure) && [ "$packages" ] &&
	    (
		cd "$w/debs" || exit 1
		# shellcheck disable=SC2086 # a list of names
		apt_get download $packages
	    ) && unpack || return 1
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
