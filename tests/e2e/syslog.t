#!/bin/sh
# Under --exec stderr is FreeRADIUS's, and the log is all an operator has: a
# message really gets there, from the call and from the workers it leaves.
# /dev/log is a stand-in's, in a mount namespace of this test's own.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh

if [ "$(id -u)" -ne 0 ] || ! unshare -m true 2>/dev/null; then
	skip 'messages in the log' 'needs root and a mount namespace'
	finish
fi
cat >"$D/site.json" <<EOF
{ "members": { "ils": { "realm": "ils-ftth", "prefixes": [
    { "prefix": "192.0.2.0/24", "client-class": "ils01",
      "gateway": "192.0.2.1" } ] } },
  "kea": { "targets": { "gone": { "dhcp4": "unix:$D/none" } },
    "state-dir": "$D/state" } }
EOF
mkdir "$D/state" "$D/dev"
settled() {
	for lock in "$D"/state/*.lock; do
		[ ! -e "$lock" ] || flock -w 60 "$lock" true
	done
}
at_exit settled

# DEV LOG LISTENER COMMAND ...: with a /dev of its own, what it logs to LOG.
cat >"$D/logged" <<'EOF'
dev=$1 log=$2 listener=$3
shift 3
mount --make-rprivate / && mount -t tmpfs tmpfs "$dev" || exit 9
for n in null urandom; do
	: >"$dev/$n" && mount --bind "/dev/$n" "$dev/$n" || exit 9
done
"$listener" "$dev/log" >"$log" &
until [ -S "$dev/log" ]; do sleep 0.02; done
mount --bind "$dev" /dev || exit 9
"$@"
rc=$?
wait
exit "$rc"
EOF
logged() {
	unshare -m sh "$D/logged" "$D/dev" "$D/log" \
	    "$BUILD/tests/tool/sysloglines" "$@"
}
# LOG_DAEMON is 3 << 3: 28 a warning, 29 a notice.
has() {
	sed 's/\[[0-9]*\]:/[PID]:/' "$D/log" >"$D/said"
	grep -Fx -e "$1" "$D/said"
}
reserve() {
	logged "$BIN/kea-reserve" --config "$D/site.json" --exec -c olt-1 "$@"
}

t 'kea-reserve --exec' 0 "$NL" '' -- reserve -4 192.0.2.9 -w 0
ok 'says what is wanted' has \
    '<29> kea-reserve[PID]: olt-1 (IPv4): 192.0.2.9 for member ils is wanted'
ok 'and its worker that a server is gone' has \
    "<28> kea-reserve[PID]: gone dhcp4: list-commands: $D/none: no such socket: is Kea running?"
settled
t 'another address' 0 "$NL" '' -- reserve -4 192.0.2.10 -w 0
ok 'says what was renumbered' has \
    '<29> kea-reserve[PID]: renumbered: olt-1 (IPv4): 192.0.2.9 is replaced by 192.0.2.10'
settled
t 'a refused request' 2 "$NL" 'in no prefix' -- reserve -4 203.0.113.9 -M ils
ok 'is in the log too' has \
    '<28> kea-reserve[PID]: 203.0.113.9 is in no prefix of member ils'
t 'radius-route --exec' 2 "$NL" 'No such file' -- logged "$BIN/radius-route" \
    --config "$D/nowhere.json" --exec --circuit-id olt-1
routed() { grep '^<28> radius-route.*nowhere.json: No such file' "$D/log"; }
ok 'says what is wrong in the log' routed
finish
