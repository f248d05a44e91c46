# Sourced after tests/cli/lib.sh: control servers that misbehave (fakekea).
#
#   fake http RULE ...      $URL is theirs, $D/fake.log what they were asked
#   fake unix RULE ...      each call ends the one before
# shellcheck shell=sh

FAKE_PID='' URL=''

fake_stop() {
	[ -n "$FAKE_PID" ] || return 0
	kill "$FAKE_PID" 2>/dev/null
	wait "$FAKE_PID" 2>/dev/null
	FAKE_PID=''
}

fake() {
	fake_stop
	rm -f "$D/fake" "$D/fake.log"
	case $1 in http) fake_how=-p ;; *) fake_how=-u ;; esac
	fake_kind=$1
	shift
	"$BUILD/tests/tool/fakekea" "$fake_how" "$D/fake" -l "$D/fake.log" \
	    "$@" </dev/null >"$D/fake.err" 2>&1 &
	FAKE_PID=$!
	fake_tries=500
	until [ -e "$D/fake" ]; do
		fake_tries=$((fake_tries - 1))
		if [ "$fake_tries" -eq 0 ] || ! kill -0 "$FAKE_PID"; then
			cat "$D/fake.err" >&2
			exit 2
		fi
		sleep 0.02
	done
	URL=unix:$D/fake
	[ "$fake_kind" != http ] || URL=$(cat "$D/fake")
}
export URL
at_exit fake_stop
