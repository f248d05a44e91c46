# Real FreeRADIUS servers for tests, on loopback, as whoever runs them.
# Source it after tests/cli/lib.sh (for $D, $BIN and at_exit).
#
#   radius_found || ...         FreeRADIUS and radclient are installed; with
#                               $RADIUS_ROOT the ones that make check-kea3 has
#                               unpacked there
#   radius_new NAME             a folder $D/radius/NAME with a bare server
#   radius_member NAME USERS    the same, answering from the users file USERS
#   radius_proxy NAME MEMBER... the same, proxying to the realms MEMBER-ftth
#                               of running servers MEMBER, with the shipped
#                               snippets and $RADIUS_CONFIG as site file;
#                               $RADIUS_KEA_RESERVE may stand for kea-reserve
#   radius_files NAME FILE      let that proxy decide by rlm_files from FILE in
#                               place of radius-route
#   radius_start NAME           start it (threads, as in production), and wait
#                               until it answers
#   radius_stop NAME            stop it and wait until it is gone
#   radius_at NAME              its ADDRESS:PORT
#   radius_send NAME            send one Access-Request, attributes on stdin;
#                               prints what came back, without the signature
#                               that newer servers put into it
#   radius_log NAME             its log
#
# Between radius_proxy and radius_start a test may edit the configuration.
# Every server is stopped at exit.
# shellcheck shell=sh

RADIUS=$D/radius
RADIUS_SECRET=testing123
RADIUS_CONFIG=${RADIUS_CONFIG:-$D/collecte.json}
PATH=${RADIUS_ROOT:+$RADIUS_ROOT/bin:}$PATH:/usr/sbin:/sbin
mkdir -p "$RADIUS"

radius_found() {
	command -v freeradius >"$D/null" && command -v radclient >"$D/null"
}

# A loopback address that others hardly choose, and a port that they do not.
radius_choose() {
	# shellcheck disable=SC2046
	set -- "$1" $(od -An -N3 -tu1 /dev/urandom)
	echo "127.$(($2 % 250 + 2)).$3.$(($4 % 250 + 2))" >"$RADIUS/$1/addr"
	"$BUILD/tests/tool/freeports" $$ >"$RADIUS/$1/port"
	printf '\tipaddr = %s\n\tport = %s\n' "$(cat "$RADIUS/$1/addr")" \
	    "$(cat "$RADIUS/$1/port")" >"$RADIUS/$1/listen"
}

radius_at() {
	echo "$(cat "$RADIUS/$1/addr"):$(cat "$RADIUS/$1/port")"
}

radius_log() {
	cat "$RADIUS/$1/log/radius.log"
}

radius_new() {
	r_dir=$RADIUS/$1
	mkdir -p "$r_dir/log" "$r_dir/run" "$r_dir/mods-enabled" \
	    "$r_dir/mods-config/attr_filter" "$r_dir/mods-config/files" \
	    "$r_dir/policy.d" "$r_dir/sites-enabled"
	radius_choose "$1"
	: >"$r_dir/proxy.conf"
	for r_code in ok noop reject fail; do
		printf 'always %s {\n\trcode = %s\n}\n' "$r_code" "$r_code"
	done >"$r_dir/mods-enabled/always"
	cat >"$r_dir/radiusd.conf" <<-END
	prefix = /usr
	raddbdir = $r_dir
	modconfdir = $r_dir/mods-config
	logdir = $r_dir/log
	run_dir = $r_dir/run
	libdir = ${RADIUS_ROOT:-/usr}/lib/freeradius
	pidfile = $r_dir/run/radiusd.pid
	max_request_time = 30
	cleanup_delay = 2
	max_requests = 65536
	hostname_lookups = no
	proxy_requests = yes
	log {
		destination = files
		file = $r_dir/log/radius.log
		auth = no
	}
	security {
		max_attributes = 200
		reject_delay = 0
		status_server = yes
	}
	thread pool {
		start_servers = 5
		max_servers = 32
		min_spare_servers = 3
		max_spare_servers = 10
		max_requests_per_server = 0
		max_queue_size = 4096
	}
	client loopback {
		ipaddr = 127.0.0.0/8
		secret = $RADIUS_SECRET
	}
	\$INCLUDE proxy.conf
	modules {
		\$INCLUDE mods-enabled/
	}
	policy {
		\$INCLUDE policy.d/
	}
	\$INCLUDE sites-enabled/
	END
}

radius_member() {
	radius_new "$1"
	r_dir=$RADIUS/$1
	cp "$2" "$r_dir/mods-config/files/authorize"
	cat >"$r_dir/mods-enabled/member" <<-END
	pap {
	}
	files {
		usersfile = $r_dir/mods-config/files/authorize
	}
	END
	cat >"$r_dir/sites-enabled/member" <<-END
	server member {
		listen {
			type = auth
			\$INCLUDE $r_dir/listen
		}
		authorize {
			files
			pap
		}
		authenticate {
			Auth-Type PAP {
				pap
			}
		}
	}
	END
}

# Where a test differs from the shipped snippets: the programs' paths and the
# site file.
radius_install() {	# FROM TO
	sed -e "s|/usr/bin/radius-route|$BIN/radius-route -c $RADIUS_CONFIG|" \
	    -e "s|/usr/bin/kea-reserve|${RADIUS_KEA_RESERVE:-$BIN/kea-reserve --config $RADIUS_CONFIG}|" \
	    "etc/freeradius/$1" >"$2"
}

radius_proxy_conf() {	# DIR MEMBER...
	r_dir=$1
	shift
	for r_member do
		sed -e "s/ils-ftth/$r_member-ftth/" \
		    -e "s/89.234.140.4/$(cat "$RADIUS/$r_member/addr")/" \
		    -e "s/1812/$(cat "$RADIUS/$r_member/port")/" \
		    -e "s/change-me/$RADIUS_SECRET/" \
		    etc/freeradius/collecte-proxy.conf
	done >"$r_dir/collecte-proxy.conf"
	cp etc/freeradius/proxy.conf "$r_dir/proxy.conf"
}

radius_proxy() {
	radius_new "$1"
	r_dir=$RADIUS/$1
	radius_install mods-available/collecte "$r_dir/mods-enabled/collecte"
	radius_install policy.d/collecte "$r_dir/policy.d/collecte"
	radius_install mods-config/attr_filter/collecte_bng \
	    "$r_dir/mods-config/attr_filter/collecte_bng"
	cat >"$r_dir/sites-enabled/proxy" <<-END
	server proxy {
		listen {
			type = auth
			\$INCLUDE $r_dir/listen
		}
		authorize {
			collecte
		}
		authenticate {
		}
		pre-proxy {
			collecte
		}
		post-proxy {
			collecte
		}
	}
	END
	shift
	radius_proxy_conf "$r_dir" "$@"
}

radius_files() {
	r_dir=$RADIUS/$1
	radius_install mods-available/collecte_files \
	    "$r_dir/mods-enabled/collecte_files"
	radius_install policy.d/collecte_files "$r_dir/policy.d/collecte_files"
	cp "$2" "$r_dir/mods-config/files/collecte"
	sed '/authorize {/,/}/s/collecte$/collecte_files/' \
	    "$r_dir/sites-enabled/proxy" >"$r_dir/site"
	mv "$r_dir/site" "$r_dir/sites-enabled/proxy"
}

radius_alive() {
	[ -s "$RADIUS/$1/pid" ] && kill -0 "$(cat "$RADIUS/$1/pid")" 2>"$D/null"
}

radius_answers() {
	echo 'Message-Authenticator = 0x00' | radclient -q -r 1 -t 1 \
	    "$(radius_at "$1")" status "$RADIUS_SECRET" >"$D/null" 2>&1
}

radius_start() {
	for r_try in 1 2 3 4 5; do
		freeradius -f -d "$RADIUS/$1" -l "$RADIUS/$1/log/radius.log" \
		    >"$RADIUS/$1/log/out" 2>&1 3>&- &
		echo $! >"$RADIUS/$1/pid"
		at_exit radius_stop "$1"
		r_wait=0
		while radius_alive "$1" && [ "$r_wait" -lt 60 ]; do
			radius_answers "$1" && return
			r_wait=$((r_wait + 1))
		done
		grep -q 'Address already in use' "$RADIUS/$1/log/radius.log" ||
			break
		echo "# $1: address taken, try $r_try"
		radius_choose "$1"
	done
	sed 's/^/# /' "$RADIUS/$1/log/out" "$RADIUS/$1/log/radius.log"
	return 1
}

radius_stop() {
	[ -s "$RADIUS/$1/pid" ] || return 0
	r_pid=$(cat "$RADIUS/$1/pid")
	kill "$r_pid" 2>"$D/null"
	wait "$r_pid" 2>"$D/null"
	: >"$RADIUS/$1/pid"
}

radius_send() {
	radclient -x -r 1 -t 15 "$(radius_at "$1")" auth "$RADIUS_SECRET" 2>&1 |
		sed -n '/^Received/,$p' |
		sed -e '/^(/d' -e '/^\tMessage-Authenticator = /d'
}
