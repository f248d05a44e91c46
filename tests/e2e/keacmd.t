#!/bin/sh
# Asking the real things: Kea by its socket, the control agent, nginx in
# front of it, passwords and TLS in either.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh

kea_have || { skip 'asking a real Kea' 'kea is not installed'; finish; }
unset http_proxy https_proxy all_proxy no_proxy

ask() { "$KEA_ASK" "$@"; }

kea_machine rosette -n 20 || exit 1
http=$(kea_url rosette http)
unix4=$(kea_url rosette unix4)
unix6=$(kea_url rosette unix6)

# -- each way answers for the right server
first_host() { ask --hosts "$@" | sed -n 1p; }
v4="6f6c742d70726530302d303120706f6e20312f312f30312f30312f302f312f312f \
10.64.0.0 ils01 -$NL"
v6="02:00:00:00:00:00 2a0e:c400:ff:f011::1,2a0e:c400:10::/56 ils01 -$NL"
t 'unix, IPv4' 0 "$v4" '' -- first_host "$unix4"
t 'unix, IPv6' 0 "$v6" '' -- first_host -6 "$unix6"
t 'agent, IPv4' 0 "$v4" '' -- first_host "$http"
t 'agent, IPv6' 0 "$v6" '' -- first_host -6 "$http"

# -- results, by both ways
for url in "$unix4" "$http"; do
	how=${url%%:*}
	t "$how: status-get" 0 "result 0: $NL" '' -- ask "$url" status-get
	t "$how: a command it does not know" 1 \
	    "result 2: 'make-coffee' command not supported.$NL" '' -- \
	    ask "$url" make-coffee
	t "$how: wrong arguments" 1 "result 1: Missing mandatory 'Dhcp4' \
parameter.$NL" '' -- ask "$url" config-test '{"a":1}'
	# What config-get gives can be set, numbers and all.
	round_trip() {
		ask -j "$url" config-get | sed 1d >"$D/doc" &&
		    ask "$url" config-set - <"$D/doc" &&
		    ask -j "$url" config-get | sed 1d | diff "$D/doc" -
	}
	t "$how: what was got can be set" 0 \
	    "result 0: Configuration successful.$NL" '' -- round_trip
	few_zeros() { ! grep -o '0\.[0-9]*' "$D/doc" | grep -q '......'; }
	ok "$how: 0.8 stays 0.8" few_zeros
done

# -- servers that are down or hang
kea_signal rosette dhcp4 STOP
t 'unix: hung' 2 '' 'timed out with no answer: Kea is busy or hung' -- \
    ask -t 300 "$unix4" status-get
t 'agent: hung behind it' 2 '' 'timed out after [0-9]+ .*busy or hung' -- \
    ask -t 300 "$http" status-get
kea_signal rosette dhcp4 CONT
kea_stop rosette dhcp4
t 'unix: stopped' 2 '' '(no such socket: is Kea running|nobody listens)' -- \
    ask "$unix4" status-get
t 'agent: down behind it' 2 '' \
    'control agent: unable to forward command to the dhcp4 service: ' -- \
    ask "$http" status-get
kea_start rosette dhcp4
kea_stop rosette ca
t 'agent: down' 2 '' 'Failed to connect.*is the control agent .* running' -- \
    ask "$http" status-get
cp "$KEA_DIR/rosette/conf/ca.json" "$D/ca.json"
sed 's/k4" },/k4" } } } }/; /"dhcp6"/d' "$D/ca.json" \
    >"$KEA_DIR/rosette/conf/ca.json"
kea_start rosette ca
t 'agent: does not know this server' 2 '' \
    'control agent: forwarding socket is not configured for .* dhcp6' -- \
    ask -6 "$http" status-get

# -- passwords and TLS in the agent
command -v openssl >/dev/null || {
	skip 'passwords, TLS, nginx' 'openssl is not installed'
	finish
}
mkdir -m 755 "$D/tls"
(
	cd "$D/tls" || exit 1
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Test-CA \
	    -keyout ca.key -out ca.pem
	openssl req -newkey rsa:2048 -nodes -subj /CN=kea \
	    -keyout kea.key -out kea.csr
	printf 'subjectAltName=IP:127.0.0.1\n' >ext
	openssl x509 -req -in kea.csr -CA ca.pem -CAkey ca.key -days 2 \
	    -CAcreateserial -extfile ext -out kea.pem
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Other \
	    -keyout other.key -out other.pem
	chmod 644 ./*
) >"$D/openssl.log" 2>&1
printf 'sesame\n' >"$D/password"
printf 'thistle\n' >"$D/wrong"
chmod 600 "$D/password" "$D/wrong"

{
	cat <<-EOF
	{ "Control-agent": {
	  "authentication": { "type": "basic", "clients": [
	    { "user": "ops", "password": "sesame" } ] },
	  "trust-anchor": "$D/tls/ca.pem", "cert-file": "$D/tls/kea.pem",
	  "key-file": "$D/tls/kea.key", "cert-required": false,
	EOF
	sed 1d "$D/ca.json"
} >"$KEA_DIR/rosette/conf/ca.json"
kea_stop rosette ca
https=https${http#http}
kea_spawn rosette ca "$(kea_bin kea-ctrl-agent)" \
    -c "$KEA_DIR/rosette/conf/ca.json"
tries=600
until kea_listens "$(kea_port rosette agent)" || [ "$tries" -eq 0 ]; do
	tries=$((tries - 1))
	sleep 0.05
done
secure() { ask -C "$D/tls/ca.pem" -u ops -p "$D/password" "$@"; }
t 'agent: TLS and password' 0 "result 0: $NL" '' -- secure "$https" status-get
t 'agent: wrong password' 2 '' \
    'HTTP 401 \(Unauthorized\): user or password refused' -- \
    ask -C "$D/tls/ca.pem" -u ops -p "$D/wrong" "$https" status-get
t 'agent: no password' 2 '' 'HTTP 401' -- \
    ask -C "$D/tls/ca.pem" "$https" status-get
t 'agent: an unknown CA' 2 '' 'see ca-file and the name in the URL' -- \
    ask "$https" status-get
t 'agent: another CA' 2 '' 'see ca-file and the name in the URL' -- \
    ask -C "$D/tls/other.pem" "$https" status-get
port=$(kea_port rosette agent)
t 'agent: a name that the certificate has not' 2 '' \
    'see ca-file and the name in the URL' -- \
    secure "https://localhost:$port/" status-get
t 'agent: http at its TLS port' 2 '' '(https port asked by http|[Rr]eset)' -- \
    ask "$http" status-get
kea_stop rosette ca
cp "$D/ca.json" "$KEA_DIR/rosette/conf/ca.json"
kea_start rosette ca
t 'agent: TLS at its http port' 2 '' 'an http port asked by https' -- \
    secure "$https" status-get

# -- nginx in front
command -v nginx >/dev/null || { skip 'nginx' 'not installed'; finish; }
kea_nginx rosette || exit 1
nginx=$(kea_url rosette nginx)
t 'nginx: IPv6' 0 "$v6" '' -- first_host -6 "$nginx"
large() { printf '{"Dhcp4":{"x":"%01100000d"}}' 0 | ask "$@" config-test -; }
t 'nginx: a large request' 2 '' \
    'HTTP 413 .*413 Request Entity Too Large.*client_max_body_size' -- \
    large "$nginx"
t 'nginx: another path' 2 '' 'HTTP 404 .*nothing behind this path' -- \
    ask "${nginx%/kea}/other" status-get
kea_stop rosette ca
t 'nginx: no agent behind' 2 '' \
    'HTTP 502 \(502 Bad Gateway\): nginx runs, the control agent' -- \
    ask "$nginx" status-get
kea_start rosette ca
kea_nginx rosette 'client_max_body_size 8m;'
large_result() { large "$nginx" | cut -d: -f1; }
t 'nginx: a large request, where it may be' 0 "result 1$NL" '' -- large_result
kea_nginx rosette 'proxy_read_timeout 1s;'
kea_signal rosette ca STOP
t 'nginx: the agent hangs' 2 '' 'HTTP 504 .*proxy_read_timeout' -- \
    ask "$nginx" status-get
kea_signal rosette ca CONT
printf 'ops:%s\n' "$(openssl passwd -apr1 sesame)" >"$D/tls/htpasswd"
chmod 644 "$D/tls/htpasswd"
kea_nginx rosette "listen 127.0.0.1:$(kea_port rosette nginx) ssl;" \
    "ssl_certificate $D/tls/kea.pem; ssl_certificate_key $D/tls/kea.key;" \
    "auth_basic kea; auth_basic_user_file $D/tls/htpasswd;"
nginxs=https${nginx#http}
t 'nginx: TLS and password' 0 "result 0: $NL" '' -- secure "$nginxs" status-get
t 'nginx: wrong password' 2 '' \
    'HTTP 401 \(401 Authorization Required\): user or password' -- \
    ask -C "$D/tls/ca.pem" -u ops -p "$D/wrong" "$nginxs" status-get
t 'nginx: an unknown CA' 2 '' 'see ca-file' -- ask "$nginxs" status-get
t 'nginx: http at its TLS port' 2 '' \
    'HTTP 400 \(400 The plain HTTP request was sent to HTTPS port\)' -- \
    ask "$nginx" status-get
finish
