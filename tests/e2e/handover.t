#!/bin/sh
# A router hands its work over and takes it back: the shipped drain.sh and
# resume.sh with FreeRADIUS, Kea, BIRD, keepalived and nft, in namespaces.
# systemctl is a stand-in that starts and stops these servers; birdc is told
# where its socket is.  All else is the real thing.
# shellcheck disable=SC2016,SC2086,SC2317
. tests/cli/lib.sh
. tests/e2e/srcroute-lib.sh
. tests/e2e/bird-lib.sh
. tests/e2e/radius-lib.sh
. tests/e2e/kea-lib.sh

have_all() {
	bird_have && radius_found && kea_have || return 1
	for p in keepalived nft conntrack; do
		command -v $p >/dev/null || return 1
	done
}
have_all || {
	skip 'hand-over' 'wants BIRD, FreeRADIUS, Kea, keepalived, nft, conntrack'
	finish
}
srcroute_begin "$0"
srcroute_net
bird_net
# Where this namespace ends there is but one user.
kea_as() { exec "$@"; }
kea_give() { :; }

## The other router, and this one's tracking of connections, as a router that
## translates addresses has it.
wire gab ens20 gab0 5
tracking() {
	nft -f - <<-END
	table ip mine {
		chain c {
			type nat hook postrouting priority srcnat;
		}
		chain d {
			type filter hook prerouting priority filter;
			ct state established accept;
		}
	}
	END
}

server() {	# NAME ADDRESS: FreeRADIUS, which tells its name
	printf 'bob Cleartext-Password := "x"\n\tReply-Message = "%s"\n' "$1" \
	    >"$D/users.$1"
	radius_member "$1" "$D/users.$1"
	echo "$2" >"$RADIUS/$1/addr"
	echo 1812 >"$RADIUS/$1/port"
	printf 'ipaddr = %s\nport = 1812\n' "$2" >"$RADIUS/$1/listen"
	sed -i 's|127.0.0.0/8|0.0.0.0/0|' "$RADIUS/$1/radiusd.conf"
}
server rosette 10.0.0.1
server gabier 10.0.5.2
echo "$RADIUS_SECRET" >"$D/secret"
radius_run() {	# NAME NAMESPACE-OR-EMPTY
	${2:+nsenter --net=/run/netns/"$2"} freeradius -f -d "$RADIUS/$1" \
	    -l "$RADIUS/$1/log/radius.log" >"$RADIUS/$1/log/out" 2>&1 &
	echo $! >"$RADIUS/$1/pid"
	for r_wait in 1 2 3 4 5 6 7 8 9 10; do
		radius_answers "$1" && return
	done
	return 1
}
# The BNG asks: who answers?
who() {
	printf 'User-Name = "bob"\nUser-Password = "x"\n' |
	    in_ns sub radclient -x -r 3 -t 2 10.0.0.1 auth "$RADIUS_SECRET" |
	    sed -n 's/.*Reply-Message = "\(.*\)"/\1/p'
}

cat >"$D/keepalived.conf" <<-END
global_defs { router_id rosette }
vrrp_instance v {
	state MASTER
	interface ens19
	virtual_router_id 7
	priority 200
	advert_int 0.1
	virtual_ipaddress { 10.0.0.100/32 }
}
END

## systemctl: the units are started by a process that can stop them again.
mkdir "$D/bin" "$D/enabled" "$D/units"
mkfifo "$D/ask" "$D/answer"
cat >"$D/bin/systemctl" <<END
#!/bin/sh
verb=\$1; shift
[ "\$1" != --quiet ] || shift
exec 7<>"$D/units/lock"; flock 7
echo "\$verb \$1" >"$D/ask"; read -r rc <"$D/answer"; exit "\$rc"
END
cat >"$D/bin/birdc" <<END
#!/bin/sh
exec $(command -v birdc) -s "$D/bird.ctl" "\$@"
END
chmod +x "$D/bin/systemctl" "$D/bin/birdc"
PATH=$D/bin:$BIN:$PATH

keepalived_up() {
	keepalived -n -f "$D/keepalived.conf" -p "$D/ka.pid" -r "$D/vrrp.pid" \
	    >"$D/ka.log" 2>&1 &
	echo $! >"$D/ka"
}
ended() {	# PID
	kill "$1" && wait "$1"
	! kill -0 "$1" 2>/dev/null
}
unit() {	# VERB UNIT
	[ ! -e "$D/units/$1.$2.fails" ] || return 1
	case "$1 $2" in
	'start freeradius.service') radius_run rosette '' ;;
	'stop freeradius.service') radius_stop rosette ;;
	'is-active freeradius.service') radius_alive rosette ;;
	'start kea-dhcp'*) kea_start rosette "$(daemon "$2")" ;;
	'stop kea-dhcp'*) kea_stop rosette "$(daemon "$2")" ;;
	'is-active kea-dhcp'*) kea_running rosette "$(daemon "$2")" ;;
	'start keepalived.service') keepalived_up ;;
	'stop keepalived.service') ended "$(cat "$D/ka")" ;;
	'is-active keepalived.service')
		[ -s "$D/ka" ] && kill -0 "$(cat "$D/ka")" 2>/dev/null ;;
	'is-active kea-reserve-retry.timer') false ;;
	'enable '*) : >"$D/enabled/$2" ;;
	'disable '*) rm -f "$D/enabled/$2" ;;
	'is-enabled '*) [ -e "$D/enabled/$2" ] ;;
	'start bird.service') bird_start ;;
	'is-active bird.service') birdc -s "$D/bird.ctl" show status ;;
	*) false ;;
	esac
}
daemon() {
	d=${1#kea-}
	echo "${d%-server.service}"
}
supervise() {
	while read -r verb name <"$D/ask"; do
		rc=0
		unit $verb $name >/dev/null 2>&1 || rc=1
		case $verb in is-*) ;; *) echo "$verb $name" >>"$D/done" ;; esac
		echo $rc >"$D/answer"
	done
}
: >"$D/done"
for u in freeradius.service kea-dhcp4-server.service keepalived.service \
    bird.service; do
	: >"$D/enabled/$u"
done
kea_machine rosette -N
kea_machine gabier -N
supervise &
stop_all() {
	for u in freeradius kea-dhcp4-server kea-dhcp6-server keepalived; do
		systemctl stop $u.service
	done
}
at_exit stop_all

## The site, and what is declared of the hand-over.
mkdir "$D/state"
cat >"$D/site.json" <<END
{ "members": {
    "ils": { "table": 1001, "prefixes": [
      { "prefix": "5.183.104.0/24", "client-class": "ils01" },
      { "prefix": "2a0e:c400::/40", "client-class": "ils01" } ] },
    "rzn": { "table": 1002, "prefixes": [
      { "prefix": "192.0.2.0/24" }, { "prefix": "2001:db8:b::/48" } ] } },
  "kea": { "targets": {
    "rosette": { "dhcp4": "$(kea_url rosette unix4)",
                 "dhcp6": "$(kea_url rosette unix6)" },
    "gabier": { "dhcp4": "$(kea_url gabier unix4)",
                "dhcp6": "$(kea_url gabier unix6)" } },
    "state-dir": "state" },
  "routing": { "subscriber-interfaces": ["ens19"],
               "core-interfaces": ["ens18"] } }
END
export COLLECTE_CONFIG="$D/site.json"
sed -e 's|^\(RADIUS_ADDRESS\)=.*|\1=10.0.0.1|' \
    -e 's|^\(PEER_ADDRESS\)=.*|\1=10.0.5.2|' -e 's|^\(VIP\)=.*|\1=10.0.0.100|' \
    -e "s|^\(STATUS_SECRET_FILE\)=.*|\1=$D/secret|" \
    -e "s|^\(PEER_READY\)=.*|\1='test ! -e $D/not-ready'|" \
    -e "s|^\(MEMBER_SESSIONS\)=.*|\1='ils4 ils6 rzn4 rzn6'|" \
    -e "s|^\(STATE\)=.*|\1=$D/handover|; s|^\(PATIENCE\)=.*|\1=30|" \
    -e '/^FIT=/,/-p.$/d' etc/handover/handover.conf >"$D/handover.conf"
echo "FIT='srcroute-sync --check'" >>"$D/handover.conf"
drain() { etc/handover/drain.sh -f "$D/handover.conf" "$@"; }
resume() { etc/handover/resume.sh -f "$D/handover.conf" "$@"; }

ok 'connections are tracked' tracking
ok 'all is up' eval 'sync_ -a && bird_start && kea_start gabier &&
    radius_run gabier gab && systemctl start kea-dhcp4-server.service &&
    systemctl start kea-dhcp6-server.service &&
    systemctl start freeradius.service && systemctl start keepalived.service &&
    wait_for has_all && wait_for "ip -o addr show to 10.0.0.100 | grep ."'
t 'rosette answers' 0 "rosette$NL" '' -- who
LINE1=olt-bsn42-01
ok 'a subscriber is held by both' kea-reserve -w 10 -c $LINE1 \
    -m 00:0d:b9:42:aa:60 -4 5.183.104.10 -p 2a0e:c400:0:a00::/56 -M ils
: >"$D/done"

# What a hand-over may change.
everything() {
	nft list ruleset
	cat "$D/done"
	ls "$D/enabled"
	birdc show protocols | awk '$2 != "---" { print $1, $4 }'
	ip -o addr show to 10.0.0.100
	[ ! -e "$D/handover" ] || cat "$D/handover"
}
everything >"$D/before"
unchanged() { everything | diff -u "$D/before" -; }

## Before.
ok 'without --apply it says what it would do' drain
cp "$D/out" "$D/plan"
for w in 'nft -f -' 'systemctl stop freeradius.service' \
    'systemctl stop kea-dhcp6-server.service' 'birdc disable rzn6' \
    'systemctl stop keepalived.service'; do
	ok "... $w" grep -qx "    would run: $w" "$D/plan"
done
ok '... and changes nothing' unchanged
t '--reboot is one of its options' 2 '' \
    '^drain: --rebot: no such option; see -h$' -- drain --rebot
t 'resume has no --reboot' 2 '' '--reboot: no such option' -- resume --reboot
t 'no settings' 2 '' '^drain: /none: cannot be read$' -- drain -f /none
: >"$D/not-ready"
t 'a peer that is not ready' 1 \
    "drain: the other router answers RADIUS
drain: the other router says that it is ready$NL" \
    '^drain: not ready: test ! -e ' -- drain --apply
rm "$D/not-ready"
radius_stop gabier
ok 'a peer that does not answer' sh -c '"$@"; [ $? -eq 1 ]' - \
    etc/handover/drain.sh -f "$D/handover.conf" --apply
ok 'a peer is back' radius_run gabier gab
kea_stop gabier dhcp6
ok "a peer's Kea that is down" sh -c '"$@"; [ $? -eq 1 ]' - \
    etc/handover/drain.sh -f "$D/handover.conf" --apply
kea_start gabier dhcp6
ok 'nothing was changed by any of them' unchanged
t 'nothing to resume' 0 "resume: nothing was handed over$NL" '' -- \
    resume --apply

## A step fails half way.
: >"$D/units/stop.kea-dhcp6-server.service.fails"
# Rounds of requests, each by one socket: so one of these flows is known before
# the rules are.
printf 'User-Name = "bob"\nUser-Password = "x"\n' >"$D/request"
: >"$D/rounds"
rounds() {
	while [ ! -e "$D/enough" ]; do
		in_ns sub radclient -x -f "$D/request" -c 40 -n 40 -r 5 -t 1 \
		    10.0.0.1 auth "$RADIUS_SECRET" >>"$D/flow.log" 2>&1
		echo >>"$D/rounds"
	done
}
rounds &
flow=$!
wait_for '[ -s "$D/rounds" ]'
t 'a step that fails stops it' 2 '' \
    '^drain: unit:kea-dhcp6-server.service: failed' -- \
    sh -c '"$@" >"$0"' "$D/log" etc/handover/drain.sh -f "$D/handover.conf" \
    --apply
t 'the other router answers' 0 "gabier$NL" '' -- who
# shellcheck disable=SC2034 # wait_for reads it
was=$(wc -l <"$D/rounds")
wait_for '[ "$(wc -l <"$D/rounds")" -gt $((was + 1)) ]'
: >"$D/enough"
wait $flow
answered() {	# [BY]
	grep -c "Reply-Message = \"$1" "$D/flow.log"
}
t 'no request was lost' 0 "$(($(wc -l <"$D/rounds") * 40))$NL" '' -- \
    answered ''
ok '... some went to this router' answered rosette
ok '... and some to the other' answered gabier
ok 'the VIP is still here' sh -c 'ip -o addr show to 10.0.0.100 | grep .'
rm "$D/units/stop.kea-dhcp6-server.service.fails"
: >"$D/done"
ok 'it goes on' drain --apply
t '... with the steps that were left' 0 "\
stop kea-dhcp6-server.service
stop keepalived.service
" '' -- cat "$D/done"
drained() {
	! radius_alive rosette && ! kea_running rosette dhcp4 &&
	    ! kea_running rosette dhcp6 && [ -z "$(ip -o addr show to 10.0.0.100)" ] &&
	    ! default_of -4 1001 && ! default_of -6 1002 &&
	    [ "$(who)" = gabier ]
}
ok 'this router serves nothing' drained
everything >"$D/before"
ok 'once more' drain --apply
ok '... changes nothing' unchanged

## Meanwhile.
ok 'a subscriber comes to the other router' kea-reserve -w 0 -c olt-bsn42-02 \
    -m 00:0d:b9:42:aa:61 -4 5.183.104.11 -M ils

## And back.
ok 'resume says what it would do' resume
cp "$D/out" "$D/plan"
ok '... by birdc' grep -qx '    would run: birdc enable ils4' "$D/plan"
ok '... and changes nothing' unchanged
: >"$D/units/start.kea-dhcp4-server.service.fails"
ok 'a step that fails stops it' sh -c '"$@"; [ $? -eq 2 ]' - \
    etc/handover/resume.sh -f "$D/handover.conf" --apply
t '... before RADIUS comes back' 0 "gabier$NL" '' -- who
rm "$D/units/start.kea-dhcp4-server.service.fails"
: >"$D/done"
ok 'it goes on' resume --apply
t '... with what ran before' 0 "\
start kea-dhcp4-server.service
start kea-dhcp6-server.service
start freeradius.service
start keepalived.service
" '' -- cat "$D/done"
t 'rosette answers again' 0 "rosette$NL" '' -- who
serves() {
	has_all && ip -o addr show to 10.0.0.100 | grep . &&
	    kea_hosts rosette 4 | grep 5.183.104.11
}
ok 'it serves, and holds who came meanwhile' serves
ok 'nothing is left of the hand-over' sh -c \
    '[ ! -e "$1" ] && ! nft list table ip collecte_handover' - "$D/handover"

## Once more, with a reboot between: nothing of what the kernel knew is left.
: >"$D/done"
ok 'drained for a reboot' drain --apply --reboot
t '... nothing is started by it' 0 '' '' -- ls "$D/enabled"
pid=$(cat "$D/bird.pid")
kill "$pid"
bird_gone "$pid"
nft delete table ip collecte_handover
ip rule del pref 9900
ip rule flush protocol 173
ip -6 rule flush protocol 173
: >"$D/done"
ok 'it resumes after the reboot' resume --apply
t '... in this order' 0 "\
enable freeradius.service
enable kea-dhcp4-server.service
enable keepalived.service
enable bird.service
start bird.service
start kea-dhcp4-server.service
start kea-dhcp6-server.service
start freeradius.service
start keepalived.service
" '' -- cat "$D/done"
ok 'it serves' serves
t 'the rules are there' 0 '' '' -- sync_
t 'rosette answers' 0 "rosette$NL" '' -- who
t 'what was enabled is' 0 "bird.service
freeradius.service
kea-dhcp4-server.service
keepalived.service$NL" '' -- ls "$D/enabled"
t 'it is over' 0 "resume: nothing was handed over$NL" '' -- resume --apply
finish
