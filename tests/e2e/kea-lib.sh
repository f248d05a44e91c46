# Sourced after tests/cli/lib.sh: real Kea servers on loopback, as any user.
#
#   kea_have || { skip 'all' 'no Kea'; finish; }
#   kea_release 3.0 || { skip 'all' 'no Kea 3.0'; finish; }    another one
#   kea_machine rosette                  dhcp4, dhcp6 and control agent, up
#   kea_machine gabier -n 1000 -r        1000 reservations; config-write fails
#   kea_url rosette unix4                unix:... (also unix6, http, nginx;
#                                        http4, http6: 3.0's own)
#   kea_hosts rosette 4                  reservations, one a line (keaask)
#   kea_lease4 rosette HEX-ID [MAC]      one lease by a fake relay (dhcpask)
#   kea_lease6 rosette MAC [HEX-ID]
#   kea_signal rosette dhcp4 STOP        STOP, CONT, KILL ...
#   kea_stop rosette [dhcp4|dhcp6|ca|nginx]; kea_start; kea_restart
#   kea_nginx rosette [LINE ...]         a reverse proxy in front of the agent
#
# Options of kea_machine:
#   -n N   N reservations that are not ours, in 10.64.0.0/10 and
#          2a0e:c400:10::/44
#   -4 F, -6 F   reservations from a file, one JSON object a line
#   -r     the configuration file cannot be written, as on stock Debian
#   -l     load the lease_cmds hook
#   -c     load the host_cmds hook (3.0)
#   -f     load the flex_id hook: DHCPv6 by interface-id (3.0)
#   -p     load the pgsql hook (3.0; older ones have it built in)
#   -N     do not start
#
# The configuration has the shape of a collection platform's: one shared
# network a family, members ils01 and rzn01 with gateway and DNS in client
# classes, global reservations.  A machine lives in $D/kea/NAME: k4, k6 (its
# sockets), conf/, logs, leases.  All is stopped at exit.
# shellcheck shell=sh

KEA_DIR=$D/kea
KEA_ASK=$BUILD/tests/tool/keaask
KEA_DHCPASK=$BUILD/tests/tool/dhcpask
PATH=$PATH:/usr/sbin:/sbin
export KEA_ASK KEA_DHCPASK

kea_daemons='dhcp4 dhcp6 ca'
kea_major=2

# VERSION: the machines that follow run this release, which make check-kea3
# has unpacked; false when it has not.  From 3.0 on they have no agent.
kea_release() {
	KEA_ROOT=${KEA3_DIR:-$PWD/build/kea3}/$1
	[ -x "$KEA_ROOT/bin/kea-dhcp4" ] || return 1
	mkdir -p "$KEA_DIR"
	chmod 711 "$D" "$KEA_DIR"
	if ! (kea_as test -r "$KEA_ROOT/bin/kea-dhcp4"); then
		cp -r "$KEA_ROOT" "$KEA_DIR/root" && KEA_ROOT=$KEA_DIR/root
	fi
	export KEA_ROOT
	PATH=$KEA_ROOT/bin:$PATH
	kea_major=${1%%.*}
	[ "$kea_major" -lt 3 ] || kea_daemons='dhcp4 dhcp6'
	kea_have
}

kea_have() {
	command -v kea-dhcp4 >/dev/null && command -v kea-dhcp6 >/dev/null &&
	    command -v kea-ctrl-agent >/dev/null
}

# A profile of AppArmor may tie the installed programs to their folders, so
# run copies; where these may not be executed, the installed ones.
kea_bin() {
	[ ! -x "$KEA_DIR/bin/$1" ] || { echo "$KEA_DIR/bin/$1"; return; }
	mkdir -p "$KEA_DIR/bin"
	kea_at=$(command -v "$1")
	cp "$kea_at" "$KEA_DIR/bin/$1"
	"$KEA_DIR/bin/$1" -v >/dev/null 2>&1 ||
	    ln -sf "$kea_at" "$KEA_DIR/bin/$1"
	echo "$KEA_DIR/bin/$1"
}

# Reservations of nobody's: "olt-pre00-01 pon 1/1/01/01/0/1/1/" and so on, in
# hexadecimal, where a digit d is 3d.
kea_preload4() {
	awk -v n="$1" 'BEGIN {
		for (i = 0; i < n; i++) {
			olt = sprintf("%02d", i / 4096)
			line = i % 4096 ""
			gsub(/[0-9]/, "3&", olt)
			gsub(/[0-9]/, "3&", line)
			printf "{\"circuit-id\":\"6f6c742d707265%s", olt
			printf "2d303120706f6e20312f312f30312f30312f%s", line
			printf "2f312f312f\",\"ip-address\":\"10.%d.%d.%d\",",
			    64 + int(i / 65536), int(i / 256) % 256, i % 256
			print "\"client-classes\":[\"ils01\"]}"
		}
	}'
}

kea_preload6() {
	awk -v n="$1" 'BEGIN {
		for (i = 0; i < n; i++) {
			printf "{\"hw-address\":\"02:00:00:%02x:%02x:%02x\",",
			    i / 65536, int(i / 256) % 256, i % 256
			printf "\"ip-addresses\":[\"2a0e:c400:ff:f011::%x\"],",
			    i + 1
			printf "\"prefixes\":[\"2a0e:c400:%x:%x00::/56\"],",
			    16 + int(i / 256), i % 256
			print "\"client-classes\":[\"ils01\"]}"
		}
	}'
}

# FILE ... : their lines as a JSON list's elements.
kea_join() {
	cat "$@" | sed '$!s/$/,/'
}

# FAMILY: elements of hooks-libraries.  2.2 wants the whole path.
kea_hooks() {
	kea_sep=''
	for kea_hook in $kea_hook_names; do
		kea_more=''
		case $1$kea_hook in
		4flex_id) continue ;;
		6flex_id) kea_more=', "parameters": { "identifier-expression":
		    "relay6[0].option[18].hex", "replace-client-id": true }' ;;
		esac
		kea_lib=libdhcp_$kea_hook.so
		for kea_at in /usr/lib/*/kea/hooks /usr/lib/kea/hooks; do
			[ "${KEA_ROOT:-}" ] || [ ! -e "$kea_at/$kea_lib" ] ||
			    kea_lib=$kea_at/$kea_lib
		done
		echo "$kea_sep{ \"library\": \"$kea_lib\"$kea_more }"
		kea_sep=,
	done
}

# FAMILY: its control sockets.
kea_sockets() {
	kea_unix="\"socket-type\": \"unix\", \"socket-name\": \"$kea_m/k$1\""
	if [ "$kea_major" -lt 3 ]; then
		echo "\"control-socket\": { $kea_unix },"
		return
	fi
	cat <<-EOF
	"control-sockets": [ { $kea_unix },
	  { "socket-type": "http", "socket-address": "127.0.0.1",
	    "socket-port": $(kea_port "$kea_name" "http$1") } ],
	EOF
}

kea_conf4() {
	cat <<-EOF
	{ "Dhcp4": {
	  "interfaces-config": {
	    "interfaces": [ "lo" ], "dhcp-socket-type": "udp" },
	  $(kea_sockets 4)
	  "lease-database": { "type": "memfile", "persist": true,
	    "lfc-interval": 0, "name": "$kea_m/var/leases4.csv" },
	  "host-reservation-identifiers": [ "circuit-id" ],
	  "hooks-libraries": [ $(kea_hooks 4) ],
	  "client-classes": [
	    { "boot-file-name": "", "name": "ils01", "next-server": "0.0.0.0",
	      "option-data": [
	        { "always-send": false, "code": 3, "csv-format": true,
	          "data": "5.183.104.1", "name": "routers",
	          "space": "dhcp4" },
	        { "always-send": false, "code": 6, "csv-format": true,
	          "data": "89.234.140.1, 89.234.140.2",
	          "name": "domain-name-servers", "space": "dhcp4" } ],
	      "option-def": [ ], "server-hostname": "" },
	    { "boot-file-name": "", "name": "rzn01", "next-server": "0.0.0.0",
	      "option-data": [
	        { "name": "routers", "data": "198.51.100.1" },
	        { "name": "domain-name-servers", "data": "203.0.113.53" } ],
	      "option-def": [ ], "server-hostname": "" } ],
	  "shared-networks": [
	    { "authoritative": false, "calculate-tee-times": false,
	      "match-client-id": true, "name": "axione-ftth",
	      "next-server": "0.0.0.0", "option-data": [ ],
	      "relay": { "ip-addresses": [ "127.0.0.1", "127.0.0.2",
	        "91.216.110.148", "91.216.110.149" ] },
	      "subnet4": [
	        $(kea_subnet4 1 5.183.104.0/24),
	        $(kea_subnet4 2 198.51.100.0/24),
	        $(kea_subnet4 3 10.64.0.0/10) ] } ],
	  "reservations": [
	$(kea_join "$kea_m/hosts4")
	  ] } }
	EOF
}

kea_subnet4() {	# ID PREFIX
	cat <<-EOF
	{ "4o6-interface": "", "4o6-interface-id": "", "4o6-subnet": "",
	  "authoritative": false, "calculate-tee-times": false, "id": $1,
	  "match-client-id": true, "next-server": "0.0.0.0",
	  "option-data": [ ], "pools": [ ], "rebind-timer": 6300,
	  "relay": { "ip-addresses": [ ] }, "renew-timer": 3600,
	  "reservations-global": true, "reservations-in-subnet": false,
	  "reservations": [ ], "subnet": "$2", "t1-percent": 0.5,
	  "t2-percent": 0.875, "valid-lifetime": 7200 }
	EOF
}

# A DUID of its own needs no network card, and is the same after a restart.
kea_conf6() {
	cat <<-EOF
	{ "Dhcp6": {
	  "data-directory": "$kea_m/var",
	  "server-id": { "type": "EN", "enterprise-id": 32473,
	    "identifier": "01" },
	  "interfaces-config": { "interfaces": [ "lo/::1" ] },
	  $(kea_sockets 6)
	  "lease-database": { "type": "memfile", "persist": true,
	    "lfc-interval": 0, "name": "$kea_m/var/leases6.csv" },
	  "host-reservation-identifiers": [ $kea_ids6 ],
	  "mac-sources": [ "any" ],
	  "hooks-libraries": [ $(kea_hooks 6) ],
	  "client-classes": [
	    { "name": "ils01", "option-data": [
	        { "always-send": false, "code": 23, "csv-format": true,
	          "data": "2a00:5881:4000::1, 2a00:5881:4000::2",
	          "name": "dns-servers", "space": "dhcp6" } ] },
	    { "name": "rzn01", "option-data": [
	        { "name": "dns-servers", "data": "2001:db8:53::53" } ] } ],
	  "shared-networks": [
	    { "calculate-tee-times": true, "name": "axione-ftth6",
	      "option-data": [ ], "rapid-commit": false,
	      "relay": { "ip-addresses": [ "2001:912:900:a000::148",
	        "2001:912:900:a000::149" ] },
	      "subnet6": [
	        $(kea_subnet6 1 2a0e:c400::/40),
	        $(kea_subnet6 2 2001:db8:4200::/40) ] } ],
	  "reservations": [
	$(kea_join "$kea_m/hosts6")
	  ],
	  "t1-percent": 0.5, "t2-percent": 0.8, "valid-lifetime": 10800 } }
	EOF
}

kea_subnet6() {	# ID PREFIX
	cat <<-EOF
	{ "calculate-tee-times": true, "id": $1, "option-data": [ ],
	  "pd-pools": [ ], "pools": [ ], "preferred-lifetime": 7200,
	  "rapid-commit": false, "rebind-timer": 5400,
	  "relay": { "ip-addresses": [ ] }, "renew-timer": 3600,
	  "reservations-global": true, "reservations-in-subnet": false,
	  "reservations": [ ], "subnet": "$2", "t1-percent": 0.5,
	  "t2-percent": 0.8, "valid-lifetime": 10800 }
	EOF
}

kea_conf_agent() {
	cat <<-EOF
	{ "Control-agent": {
	  "http-host": "127.0.0.1", "http-port": $1,
	  "control-sockets": {
	    "dhcp4": { "socket-type": "unix", "socket-name": "$kea_m/k4" },
	    "dhcp6": { "socket-type": "unix", "socket-name": "$kea_m/k6" } } } }
	EOF
}

# Root's machines run as nobody: so a file can be one that they cannot write.
kea_as() {
	if [ "$(id -u)" -eq 0 ]; then
		exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	fi
	exec "$@"
}

kea_give() {	# what the daemons may write
	[ "$(id -u)" -ne 0 ] || chown 65534:65534 "$@"
}

kea_machine() {
	kea_m=$KEA_DIR/$1 kea_name=$1
	kea_count=0 kea_locked='' kea_hook_names='' kea_quiet=''
	kea_ids6='"hw-address"'
	shift
	mkdir -p "$kea_m/conf" "$kea_m/var"
	chmod 711 "$D" "$KEA_DIR"
	: >"$kea_m/more4"
	: >"$kea_m/more6"
	OPTIND=1
	while getopts n:4:6:rlcfpN kea_opt; do
		case $kea_opt in
		n) kea_count=$OPTARG ;;
		4) cat "$OPTARG" >"$kea_m/more4" ;;
		6) cat "$OPTARG" >"$kea_m/more6" ;;
		r) kea_locked=1 ;;
		l) kea_hook_names="$kea_hook_names lease_cmds" ;;
		c) kea_hook_names="$kea_hook_names host_cmds" ;;
		f)
			kea_hook_names="$kea_hook_names flex_id"
			kea_ids6='"flex-id", "hw-address"'
			;;
		p) kea_hook_names="$kea_hook_names pgsql" ;;
		N) kea_quiet=1 ;;
		*) return 2 ;;
		esac
	done
	kea_preload4 "$kea_count" | cat - "$kea_m/more4" >"$kea_m/hosts4"
	kea_preload6 "$kea_count" | cat - "$kea_m/more6" >"$kea_m/hosts6"
	"$BUILD/tests/tool/freeports" $$ 7 >"$kea_m/ports" || return 2
	kea_conf4 >"$kea_m/conf/dhcp4.json"
	kea_conf6 >"$kea_m/conf/dhcp6.json"
	kea_conf_agent "$(kea_port "$kea_name" agent)" >"$kea_m/conf/ca.json"
	kea_give "$kea_m" "$kea_m/var"
	[ -z "${KEA_ROOT:-}" ] || chmod 750 "$kea_m" # or they will not start
	if [ "$kea_locked" ]; then
		chmod 444 "$kea_m/conf"/*.json
	else
		chmod 644 "$kea_m/conf"/*.json
		kea_give "$kea_m/conf" "$kea_m/conf"/*.json
	fi
	kea_bin kea-dhcp4 >/dev/null
	kea_bin kea-dhcp6 >/dev/null
	kea_bin kea-ctrl-agent >/dev/null
	at_exit kea_stop "$kea_name"
	[ "$kea_quiet" ] || kea_start "$kea_name"
}

# NAME WHAT: server4, relay4 (where answers go), server6, relay6, agent, nginx.
kea_port() {
	case $2 in
	server4) sed -n 1p "$KEA_DIR/$1/ports" ;;
	relay4) sed -n 2p "$KEA_DIR/$1/ports" ;;
	server6) sed -n 3p "$KEA_DIR/$1/ports" ;;
	relay6) sed -n 4p "$KEA_DIR/$1/ports" ;;
	agent | http4) sed -n 5p "$KEA_DIR/$1/ports" ;;
	nginx) sed -n 6p "$KEA_DIR/$1/ports" ;;
	http6) sed -n 7p "$KEA_DIR/$1/ports" ;;
	esac
}

kea_url() {
	case $2 in
	unix4) echo "unix:$KEA_DIR/$1/k4" ;;
	unix6) echo "unix:$KEA_DIR/$1/k6" ;;
	http) echo "http://127.0.0.1:$(kea_port "$1" agent)/" ;;
	http4 | http6) echo "http://127.0.0.1:$(kea_port "$1" "$2")/" ;;
	nginx) echo "http://127.0.0.1:$(kea_port "$1" nginx)/kea" ;;
	esac
}

# NAME DAEMON PROGRAM ARGUMENTS: in the background, its pid in DAEMON.pid.
kea_spawn() {
	kea_m=$KEA_DIR/$1 kea_daemon=$2
	shift 2
	(
		cd "$kea_m" || exit 2
		KEA_PIDFILE_DIR=$kea_m/var KEA_LOCKFILE_DIR=$kea_m/var
		KEA_DHCP_DATA_DIR=$kea_m/var KEA_CONTROL_SOCKET_DIR=$kea_m
		KEA_LOG_FILE_DIR=$kea_m/var
		export KEA_PIDFILE_DIR KEA_LOCKFILE_DIR KEA_DHCP_DATA_DIR \
		    KEA_CONTROL_SOCKET_DIR KEA_LOG_FILE_DIR
		kea_as "$@"
	) </dev/null >>"$kea_m/$kea_daemon.log" 2>&1 &
	echo $! >"$kea_m/$kea_daemon.pid"
}

# NAME [DAEMON]: start what does not run, wait until it answers.
kea_start() {
	for kea_d in ${2:-$kea_daemons}; do
		! kea_running "$1" "$kea_d" || continue
		kea_c=$KEA_DIR/$1/conf/$kea_d.json
		case $kea_d in
		dhcp4) kea_spawn "$1" dhcp4 "$(kea_bin kea-dhcp4)" -c "$kea_c" \
			    -p "$(kea_port "$1" server4)" \
			    -P "$(kea_port "$1" relay4)" ;;
		dhcp6) kea_spawn "$1" dhcp6 "$(kea_bin kea-dhcp6)" -c "$kea_c" \
			    -p "$(kea_port "$1" server6)" \
			    -P "$(kea_port "$1" relay6)" ;;
		ca) kea_spawn "$1" ca "$(kea_bin kea-ctrl-agent)" -c "$kea_c" ;;
		nginx) kea_spawn "$1" nginx nginx -p "$KEA_DIR/$1/nginx" \
			    -e "$KEA_DIR/$1/nginx/error.log" \
			    -c "$KEA_DIR/$1/nginx/nginx.conf" ;;
		esac
	done
	for kea_d in ${2:-$kea_daemons}; do
		kea_await "$1" "$kea_d" || return 1
	done
}

# A daemon is up when it answers; the log when it is not within 30 s.
kea_await() {
	kea_tries=600
	until kea_answers "$1" "$2"; do
		kea_tries=$((kea_tries - 1))
		if ! kea_running "$1" "$2" || [ "$kea_tries" -le 0 ]; then
			echo "$1 $2 does not come up:" >&2
			tail -n 20 "$KEA_DIR/$1/$2.log" >&2
			return 1
		fi
		sleep 0.05
	done
}

# The agent is up when it forwards.
kea_answers() {
	case $2 in
	dhcp4) "$KEA_ASK" -t 2000 "$(kea_url "$1" unix4)" status-get ;;
	dhcp6) "$KEA_ASK" -t 2000 "$(kea_url "$1" unix6)" status-get ;;
	ca) "$KEA_ASK" -t 2000 "$(kea_url "$1" http)" status-get ;;
	nginx) kea_listens "$(kea_port "$1" nginx)" ;;
	esac >/dev/null 2>&1
}

# Something listens on this TCP port of 127.0.0.1.
kea_listens() {
	awk -v port="$(printf ':%04X' "$1")" '
	    $4 == "0A" && substr($2, 9) == port { found = 1 }
	    END { exit !found }' /proc/net/tcp
}

kea_pid() {	# NAME DAEMON
	cat "$KEA_DIR/$1/$2.pid" 2>/dev/null
}

kea_running() {
	kea_p=$(kea_pid "$1" "$2") && kill -0 "$kea_p" 2>/dev/null
}

# NAME DAEMON SIGNAL.  After KILL the daemon is gone when this returns.
kea_signal() {
	kea_p=$(kea_pid "$1" "$2") || return 1
	kill -s "$3" "$kea_p" || return 1
	[ "$3" != KILL ] || kea_reap "$1" "$2"
}

kea_reap() {
	wait "$(kea_pid "$1" "$2")" 2>/dev/null
	rm -f "$KEA_DIR/$1/$2.pid"
}

# NAME [DAEMON]: also one that hangs.
kea_stop() {
	for kea_d in ${2:-nginx ca dhcp4 dhcp6}; do
		kea_running "$1" "$kea_d" || continue
		kill -s TERM "$kea_p"
		kill -s CONT "$kea_p" 2>/dev/null
		kea_tries=200
		while kill -0 "$kea_p" 2>/dev/null; do
			kea_tries=$((kea_tries - 1))
			[ "$kea_tries" -gt 0 ] || kill -s KILL "$kea_p" 2>/dev/null
			sleep 0.02
		done
		kea_reap "$1" "$kea_d"
	done
}

kea_restart() {
	kea_stop "$@"
	kea_start "$@"
}

# NAME 4|6
kea_hosts() {
	"$KEA_ASK" --hosts "$(kea_url "$1" "unix$2")"
}

# NAME CIRCUIT-ID-IN-HEX [MAC] [OPTION OF dhcpask ...]
kea_lease4() {
	kea_name=$1 kea_line=$2
	shift 2
	case ${1:--} in -*) ;; *) set -- -m "$@" ;; esac
	"$KEA_DHCPASK" -4 -s "$(kea_port "$kea_name" server4)" \
	    -r "$(kea_port "$kea_name" relay4)" -c "$kea_line" "$@"
}

# NAME MAC [INTERFACE-ID-IN-HEX] [OPTION OF dhcpask ...]
kea_lease6() {
	kea_name=$1 kea_mac=$2
	shift 2
	case ${1:--} in -*) ;; *) set -- -c "$@" ;; esac
	"$KEA_DHCPASK" -6 -s "$(kea_port "$kea_name" server6)" \
	    -r "$(kea_port "$kea_name" relay6)" \
	    -l 2001:912:900:a000::148 -m "$kea_mac" "$@"
}

# NAME [LINE ...]: nginx with these lines in its server block; a LINE that
# begins with "listen" stands in for the plain one.
kea_nginx() {
	kea_m=$KEA_DIR/$1 kea_name=$1
	shift
	mkdir -p "$kea_m/nginx/logs" "$kea_m/nginx/tmp"
	kea_listen="listen 127.0.0.1:$(kea_port "$kea_name" nginx);"
	for kea_line do
		case $kea_line in listen*) kea_listen='' ;; esac
	done
	{
		echo 'daemon off; worker_processes 1; pid nginx.pid;'
		echo 'error_log error.log; events { }'
		echo 'http { access_log off;'
		for kea_at in client_body proxy fastcgi uwsgi scgi; do
			echo "${kea_at}_temp_path tmp/$kea_at;"
		done
		echo "server { $kea_listen"
		for kea_line do
			echo "$kea_line"
		done
		echo "location /kea { proxy_pass $(kea_url "$kea_name" http); }"
		echo '} }'
	} >"$kea_m/nginx/nginx.conf"
	chmod 755 "$kea_m/nginx"
	kea_give "$kea_m/nginx" "$kea_m/nginx/logs" "$kea_m/nginx/tmp"
	kea_stop "$kea_name" nginx
	kea_start "$kea_name" nginx
}
