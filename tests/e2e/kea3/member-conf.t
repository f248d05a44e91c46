#!/bin/sh
# What member-conf prints is what newer Kea servers take, too.
# Functions are called through ok:
# shellcheck disable=SC2086,SC2317
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh

# The site of collecte.json(5) is what etc/kea was made from.
takes() {	# FAMILY
	printf '{ "Dhcp%s": { <?include "%s"?>, "reservations": [ ] } }\n' \
	    "$1" "$PWD/etc/kea/collecte-members$1.json" >"$D/dhcp$1.json"
	KEA_PIDFILE_DIR=$D KEA_LOCKFILE_DIR=$D KEA_DHCP_DATA_DIR=$D \
	    KEA_LOG_FILE_DIR=$D "kea-dhcp$1" -t "$D/dhcp$1.json" >"$D/log" 2>&1
	rc=$?
	cat "$D/log"
	[ "$rc" -eq 0 ] && grep -q "NEW_SUBNET$1" "$D/log" &&
	    ! grep -i deprecated "$D/log"
}
for release in 2.6 3.0; do
	(kea_release $release) || {
		skip "Kea $release" "no Kea $release"
		continue
	}
	path=$PATH
	kea_release $release
	for f in 4 6; do
		ok "Kea $release takes its classes and subnets of IPv$f" takes $f
		ok "... it is that release" sh -c \
		    "kea-dhcp$f -v | grep -q '^$release'"
	done
	PATH=$path
done
finish
