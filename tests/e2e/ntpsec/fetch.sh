#!/bin/sh
# fetch.sh FOLDER: ntpsec's server from Debian's package, as FOLDER/ntpd:
# it cannot be installed beside chrony.  Nothing runs as root, nothing is
# installed.  Exit 1 when it cannot be had, or not be started.
set -u

top=$1
mkdir -p "$top" && top=$(cd "$top" && pwd) || exit 1
exec 9>"$top/lock" && flock 9 || exit 1
if [ ! -x "$top/ntpd" ]; then
	rm -rf "$top/part"
	mkdir "$top/part" && cd "$top/part" || exit 1
	timeout 60 apt-get -q -o APT::Sandbox::User="$(id -un)" \
	    -o Acquire::Retries=1 -o Acquire::http::Timeout=20 \
	    download ntpsec >&2 &&
	    dpkg-deb -x ntpsec_*.deb root &&
	    mv root/usr/sbin/ntpd "$top/" && cd / || exit 1
	rm -rf "$top/part"
fi
"$top/ntpd" -V >&2
