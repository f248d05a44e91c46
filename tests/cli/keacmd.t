#!/bin/sh
# How the library asks Kea, and what it makes of every way to be answered.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/cli/fake-lib.sh

ASK=$BUILD/tests/tool/keaask
unset http_proxy https_proxy all_proxy no_proxy

# NAME EXIT STDOUT STDERR KIND RULE: one command to a server with that rule.
case_() {
	fake "$5" "$6"
	t "$5: $1" "$2" "$3" "$4" -- "$ASK" -j "$URL" config-get
}

# -- what both ways have in common
for kind in unix http; do
	case_ 'result 0' 0 "result 0: scripted$NL" '' $kind result=0
	case_ 'result 1' 1 "result 1: scripted$NL" '' $kind result=1
	case_ 'result 2' 1 "result 2: scripted$NL" '' $kind result=2
	case_ 'result 3' 1 "result 3: scripted$NL" '' $kind result=3
	case_ 'result 4' 1 "result 4: scripted$NL" '' $kind result=4
	case_ 'result 5' 1 "result 5: scripted$NL" '' $kind result=5
	case_ 'arguments, a hash among them' 0 \
	    "result 0: $NL{\"Dhcp4\":{\"a\":0.8},\"hash\":\"F0\"}$NL" '' \
	    $kind 'args={"hash":"F0","Dhcp4":{"a":0.8}}'
	case_ 'a slow answer is an answer' 0 "result 0: $NL" '' $kind slow=200
	case_ 'a result that is text' 2 '' \
	    'test dhcp: config-get: .*result: want an integer' $kind \
	    'result="0"'
	case_ 'a page' 2 '' 'have an HTML page: 200 Scripted: see the URL' \
	    $kind http=200
	case_ 'nothing' 2 '' \
	    'test dhcp: config-get: (empty answer|http.*Empty reply)' \
	    $kind close
	case_ 'garbage' 2 '' 'answer of 6 octets is no JSON, or cut' $kind \
	    'bare=}{]["x'
	case_ 'cut JSON' 2 '' 'no JSON, or cut' $kind 'bare=[{"result":0,'

	fake $kind hang
	t "$kind: no answer in time" 2 '' 'timed out.*(busy|down).*hung' -- \
	    "$ASK" -t 300 "$URL" config-get
	t "$kind: no time at all" 2 '' '[Tt]ime(d |-)?out' -- \
	    "$ASK" -t 0 "$URL" config-get
	fake $kind big=5
	big() { "$ASK" -j "$URL" config-get | wc -c; }
	t "$kind: 5 MiB" 0 "5242900$NL" '' -- big
	fake_stop
	t "$kind: nobody there" 2 '' \
	    '(nobody listens: Kea is down|Failed to connect.*is the control agent)' \
	    -- "$ASK" "$URL" config-get
done

# -- unix
case_ 'half an answer' 2 '' 'no JSON, or cut' unix half
case_ 'a list is no answer of a socket' 2 '' \
    "want an answer, have a list: is this Kea's control socket" unix list=1
fake unix result=0
"$ASK" "$URL" config-get >/dev/null
t 'unix: the request' 0 '{"command":"config-get"}' '' -- cat "$D/fake.log"
fake unix result=0
"$ASK" -6 "$URL" config-set '{"Dhcp6":{"t1-percent":0.8,"a":[1,"\u00e9"]}}' \
    >/dev/null
t 'unix: arguments, no service in either family' 0 \
    '{"command":"config-set","arguments":{"Dhcp6":{"t1-percent":0.8,"a":[1,"é"]}}}' \
    '' -- cat "$D/fake.log"
t 'unix: no such socket' 2 '' \
    'test dhcp: status-get: /none/k4: no such socket: is Kea running' -- \
    "$ASK" unix:/none/k4 status-get
t 'unix: no socket' 2 '' '/dev/null: ' -- "$ASK" unix:/dev/null status-get
t 'unix: path too long' 2 '' 'socket path of 1 to 107 octets, have 201' -- \
    "$ASK" "unix:/$(printf '%0200d' 0)" status-get
if [ "$(id -u)" -eq 0 ]; then
	cp "$ASK" "$D/ask"
	fake unix result=0
	chmod 711 "$D"
	chmod 700 "$D/fake"
	as_nobody() { setpriv --reuid=65534 --clear-groups "$D/ask" "$@"; }
	t 'unix: not allowed' 2 '' 'permission denied: this user may not use' \
	    -- as_nobody "$URL" status-get
else
	skip 'unix: not allowed' 'needs root to become another user'
fi

# -- HTTP
case_ 'half an answer' 2 '' 'transfer closed.*the answer was cut' http half
case_ 'a reset' 2 '' 'test dhcp: config-get: http://127.0.0.1:[0-9]+/: .*reset' \
    http reset
case_ 'no answer in the list' 2 '' 'want a list of one answer, have 0' http \
    list=0
case_ 'two answers in the list' 2 '' 'want a list of one answer, have 2' http \
    list=2
case_ 'an object where a list belongs' 2 '' 'have an object: x: is this' http \
    'bare={"result":0,"text":"x"}'
case_ 'Kea is down, the agent is not' 2 '' \
    'control agent: unable to forward command to the dhcp4 service: gone' \
    http 'offline=gone'
case_ '400' 2 '' 'HTTP 400 \(Scripted\): the request was not' http agent=400
case_ '401' 2 '' 'HTTP 401 \(Scripted\): user or password' http agent=401
case_ '408' 2 '' 'HTTP 408 \(Scripted\): the request did not' http agent=408
case_ '404' 2 '' 'HTTP 404 \(404 Scripted\): nothing behind' http http=404
case_ '413' 2 '' 'HTTP 413 .*raise client_max_body_size' http http=413
case_ '500' 2 '' "HTTP 500 \\(500 Scripted\\): see the server's log" http \
    http=500
case_ '502' 2 '' 'HTTP 502 .*nginx runs, the control agent' http http=502
case_ '504' 2 '' 'HTTP 504 .*proxy_read_timeout' http http=504
case_ 'a redirect' 2 '' 'HTTP 302 .*a redirect, which is not followed' http \
    redirect
requests() { grep -c '^POST' "$D/fake.log"; }
t 'http: it was not followed' 0 "1$NL" '' -- requests

fake http result=0
"$ASK" "$URL" config-get >/dev/null
sent() { tr -d '\r' <"$D/fake.log" | grep -v '^$' | sort; }
host=${URL#http://}
t 'http: the request, no octet more' 0 "Accept: */*
Content-Length: 44
Content-Type: application/json
Host: ${host%/}
POST / HTTP/1.1
{\"command\":\"config-get\",\"service\":[\"dhcp4\"]}
" '' -- sent
fake http result=0
large() {
	printf '{"x":"%03000000d"}' 0 | "$ASK" -6 "$URL" config-test - &&
	    tr -d '\r' <"$D/fake.log" |
	    sed -n '/^Expect/p; s/.*"service":\["dhcp6"\].*/&/p' | cut -c1-60
}
t 'http: a large request waits for no 100 Continue' 0 "result 0: scripted
{\"command\":\"config-test\",\"service\":[\"dhcp6\"],\"arguments\":{\"x
" '' -- large
fake http result=0
t 'http: proxies of the environment are not asked' 0 "result 0: scripted$NL" \
    '' -- env http_proxy=http://127.0.0.1:1 all_proxy=http://127.0.0.1:1 \
    "$ASK" "$URL" config-get

fake http result=0
printf 'se cret\n' >"$D/password"
chmod 600 "$D/password"
with_password() {
	"$ASK" -u ops -p "$D/password" "$URL" config-get &&
	    tr -d '\r' <"$D/fake.log" | grep '^Authorization'
}
t 'http: basic authentication' 0 "result 0: scripted
Authorization: Basic b3BzOnNlIGNyZXQ=
" '' -- with_password
chmod 644 "$D/password"
t 'http: a password for all to read is refused' 2 '' "$D/password" -- \
    "$ASK" -u ops -p "$D/password" "$URL" config-get
t 'http: no password file' 2 '' '/none.*No such file' -- \
    "$ASK" -u ops -p /none "$URL" config-get
t 'http: no password in the URL' 2 '' 'holds a user or password' -- \
    "$ASK" http://ops:secret@127.0.0.1/ config-get
t 'http: nor in its reason' 1 '' '' -- grep secret "$D/err"

t 'http: no such name' 2 '' \
    'Could not resolve host: kea.invalid: see the URL and' -- \
    "$ASK" http://kea.invalid/ config-get
fake http result=0
t 'https: at an http port' 2 '' 'an http port asked by https' -- \
    "$ASK" "https${URL#http}" config-get
t 'https: no such CA file' 2 '' '/none.*see ca-file' -- \
    "$ASK" -C /none "https${URL#http}" config-get
t 'another scheme' 2 '' \
    'ftp://x/: want a URL of http://, https:// or unix:/' -- \
    "$ASK" ftp://x/ config-get

# -- this very test bed: no reader of the report, no server left behind
cut_short() {
	PIDS=$D/pids sh -c '. tests/cli/lib.sh
		. tests/cli/fake-lib.sh
		fake unix hang
		echo "$FAKE_PID" >"$PIDS"
		while :; do echo "ok"; done' 2>/dev/null | sed 1q
	tries=500
	while kill -0 "$(cat "$D/pids")" 2>/dev/null; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.02
	done
}
t 'servers end with a test that is cut short' 0 "ok$NL" '' -- cut_short

# -- libcurl
needed() { objdump -p "$ASK" | grep -c 'NEEDED.*curl'; }
t 'libcurl is not linked' 1 "0$NL" '' -- needed
fake http result=0
mkdir "$D/lib"
echo 'no library' >"$D/lib/libcurl.so.4"
if ldconfig -p 2>/dev/null | grep -q 'libcurl-gnutls\.so\.4'; then
	t 'libcurl: the other one serves too' 0 "result 0: scripted$NL" '' -- \
	    env "LD_LIBRARY_PATH=$D/lib" "$ASK" "$URL" config-get
else
	skip 'libcurl: the other one serves too' 'no libcurl-gnutls'
fi
cp "$D/lib/libcurl.so.4" "$D/lib/libcurl-gnutls.so.4"
if readelf -d "$ASK" | grep -q RPATH; then
	skip 'libcurl: there is none' 'this build brings its own'
else
	t 'libcurl: there is none' 2 '' \
	    'want libcurl.so.4 \(package libcurl4\)' -- \
	    env "LD_LIBRARY_PATH=$D/lib" "$ASK" "$URL" config-get
fi
fake unix result=0
t 'libcurl: a socket needs none' 0 "result 0: scripted$NL" '' -- \
    env "LD_LIBRARY_PATH=$D/lib" "$ASK" "$URL" config-get
finish
