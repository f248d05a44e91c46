#!/bin/sh
# What etc/ holds for Kea, nginx, cron and systemd is what these programs take.
# Functions are called through ok:
# shellcheck disable=SC2317
. tests/cli/lib.sh

PATH=$PATH:/usr/sbin:/sbin
KEA_PIDFILE_DIR=$D KEA_LOCKFILE_DIR=$D
export KEA_PIDFILE_DIR KEA_LOCKFILE_DIR

has() {
	command -v "$1" >/dev/null
}

# But for the folder of what they include.
takes_example() {
	sed "s,\"/etc/kea/,\"$PWD/etc/kea/," "etc/kea/$1.conf" >"$D/$1.conf" &&
	    "$1" -t "$D/$1.conf"
}
for s in kea-dhcp4 kea-dhcp6 kea-ctrl-agent; do
	if has "$s"; then
		ok "$s takes its example" takes_example "$s"
	else
		skip "$s takes its example" "no $s"
	fi
done

database() {
	printf '{ "%s": {\n%s\n"%s": [ ] } }\n' "$1" \
	    "$(cat etc/kea/pgsql/hosts-database.json)" "$2" >"$D/db.json"
	"$3" -t "$D/db.json"
}
if has kea-dhcp4 && has kea-dhcp6; then
	ok 'kea-dhcp4 takes the database' database Dhcp4 subnet4 kea-dhcp4
	ok 'kea-dhcp6 takes the database' database Dhcp6 subnet6 kea-dhcp6
else
	skip 'the daemons take the database' 'no Kea'
fi

# The unit as installed, but for the place of the program, and the page, which
# is not installed; what is wrong with other units of this machine is not ours
# to tell.
verify_units() {
	mkdir -p "$D/units" || return 1
	for u in etc/systemd/*; do
		sed "s,=/usr/bin/,=$BIN/,; /^Documentation=/d" "$u" \
		    >"$D/units/${u##*/}" || return 1
	done
	systemd-analyze verify "$D/units/kea-reserve-retry.timer" \
	    "$D/units/kea-reserve-retry.service" >"$D/verify" 2>&1 || {
		cat "$D/verify"
		return 1
	}
	! grep kea-reserve-retry "$D/verify"
}
if ! has systemd-analyze; then
	skip 'systemd takes the timer and its service' 'no systemd-analyze'
elif [ ! -x "$BIN/kea-reserve" ]; then
	skip 'systemd takes the timer and its service' 'no kea-reserve'
else
	ok 'systemd takes the timer and its service' verify_units
fi

# cron takes no name with a dot, and no last line without its newline.
cron_form() {
	[ -z "$(find etc/cron.d -type f -name '*.*')" ] &&
	    [ -z "$(tail -c1 etc/cron.d/collecte)" ] &&
	    grep -Eq '^(\* ){5}[a-z_]+ kea-reserve --retry$' etc/cron.d/collecte
}
ok 'the cron file has a user, a command and a last newline' cron_form

# Certificates and passwords are the operator's: here, some for the test.
nginx_conf() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=t \
	    -keyout "$D/kea.key" -out "$D/kea.pem" 2>/dev/null || return 1
	printf 'events {}\npid %s/pid;\nerror_log stderr;\nhttp {\n' "$D"
	# What any user may write.
	echo 'access_log off;'
	for at in client_body proxy fastcgi uwsgi scgi; do
		echo "${at}_temp_path $at;"
	done
	sed "s,/etc/collecte/tls/,$D/," etc/nginx/collecte-kea.conf
	printf '}\n'
}
nginx_takes() {
	nginx_conf >"$D/nginx.conf" && nginx -t -p "$D" -c "$D/nginx.conf"
}
if has nginx && has openssl; then
	ok 'nginx takes its example' nginx_takes
else
	skip 'nginx takes its example' 'no nginx or openssl'
fi
finish
