# Sourced after tests/e2e/srcroute-lib.sh: the example for BIRD as it is on the
# router, with two members, and BIRD as wholesaler and members in their
# namespaces.
#
#   bird_have || { skip 'BIRD' 'no bird'; finish; }
#   bird_net                 lay it out, have member-conf make the members'
#                            part, and start the others
#   bird_start               the router's own
#   wait_for CONDITION       a line of shell, for 20 s at most
#   has_all                  all sessions are up, and routes where they belong
# shellcheck shell=sh disable=SC2016,SC2086
PATH=$PATH:/usr/sbin

bird_have() {
	command -v bird >/dev/null
}

bird_net() {
	# What BIRD is to bring.
	for a in 5.183.104.10 192.0.2.10 198.51.100.10; do ip route del $a; done
	for a in 2a0e:c400::10 2001:db8:b::10 2001:db8:c::10; do ip -6 route del $a; done
	mkdir -p "$D/etc/collecte"
	cp etc/bird/bird.conf "$D/etc/bird.conf"
	bird_members
	peer sub 64501 0 \
	    'route 5.183.104.10/32 unreachable; route 192.0.2.10/32 unreachable; route 198.51.0.0/16 unreachable;' \
	    'route 2a0e:c400::10/128 unreachable; route 2a0e:c400:0:a00::/56 unreachable; route 2001:db8:b::10/128 unreachable;'
	D4='route 0.0.0.0/0 unreachable; route 203.0.113.0/24 unreachable;
	    route 203.0.113.7/32 unreachable;'
	D6='route ::/0 unreachable; route 2001:db8:f::/48 unreachable;'
	peer ils 64511 1 "$D4" "$D6"
	peer rzn 64512 2 "$D4" "$D6"
	[ -s "$D/etc/collecte/members.conf" ]
}

# The members' part, as it is made.
bird_members() {
	bird_member() {	# NAME NUMBER PREFIX4 PREFIX6 [RADIUS-SERVER]
		cat <<-END
		"$1": { "table": $((1000 + $2)), "interface": "core$2",
		  "radius": { "servers": [ ${5:-} ] },
		  "bgp": { "as": $((64510 + $2)),
		           "neighbors4": [ "10.0.$2.2" ],
		           "neighbors6": [ "fd00:$2::2" ] },
		  "prefixes": [ { "prefix": "$3" }, { "prefix": "$4" } ] }
		END
	}
	{
		echo '{ "members": {'
		bird_member ils 1 5.183.104.0/24 2a0e:c400::/40 '"203.0.113.7"'
		echo ,
		bird_member rzn 2 192.0.2.0/24 2001:db8:b::/48
		echo '} }'
	} >"$D/members.json"
	"$BIN/member-conf" -c "$D/members.json" bird \
	    >"$D/etc/collecte/members.conf"
}

peer() {	# NAMESPACE AS NUMBER ROUTES4 ROUTES6 [IMPORT]
	cat >"$D/$1.conf" <<-END
	router id 10.0.$3.2;
	protocol device { }
	protocol static s4 { ipv4; $4 }
	protocol static s6 { ipv6; $5 }
	template bgp t { local as $2; connect delay time 1;
	    connect retry time 1; error wait time 1, 1; }
	protocol bgp b4 from t { neighbor 10.0.$3.1 as 64500;
	    ipv4 { import all; export where source = RTS_STATIC; }; }
	protocol bgp b6 from t { neighbor fd00:$3::1 as 64500;
	    ipv6 { import all; export where source = RTS_STATIC; }; }
	END
	in_ns "$1" bird -c "$D/$1.conf" -s "$D/$1.ctl" -P "$D/$1.pid"
}
bird_start() {
	# It stays: it must not hold what ends the flow.
	bird -c "$D/etc/bird.conf" -s "$D/bird.ctl" -P "$D/bird.pid" 9>&-
}
bird_gone() {
	while kill -0 "$1" 2>/dev/null; do sleep 0.05; done
}
# Wait until the main table has the subscribers and these tables a default.
wait_for() {	# SHELL-CONDITION
	w_left=200
	until eval "$1" >/dev/null 2>&1; do
		[ $((w_left -= 1)) -gt 0 ] || {
			echo "not within 20 s: $1"
			birdc -s "$D/bird.ctl" show protocols
			return 1
		}
		sleep 0.1
	done
}
default_of() {	# FAMILY TABLE: by a peer, not "unreachable"
	ip "$1" route show table "$2" 2>/dev/null | grep '^default via'
}
has_all() {
	default_of -4 1001 && default_of -6 1001 && default_of -4 1002 &&
	    default_of -6 1002 && ip route get 5.183.104.10 |
		grep 'dev ens19' && ip -6 route get 2001:db8:b::10 |
		grep 'dev ens19'
}
