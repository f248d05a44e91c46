#!/bin/sh
# The example of nginx in front of the control agent, as it is but for places:
# TLS, a password, and a document larger than nginx takes by itself.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_have || { skip 'real Kea machines' 'kea is not installed'; finish; }
for tool in nginx openssl; do
	command -v "$tool" >/dev/null || { skip 'nginx' "no $tool"; finish; }
done

kea_machine rosette -n 6000 || exit 1
n=$KEA_DIR/rosette/nginx
mkdir -p "$n/tmp" "$n/logs"
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=rosette \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$n/kea.key" \
    -out "$n/kea.pem" 2>/dev/null || exit 1
printf 'collecte:%s\n' "$(openssl passwd -6 secret)" >"$n/kea-htpasswd"
printf 'secret\n' >"$D/password"
printf 'wrong\n' >"$D/wrong"
chmod 600 "$D/password" "$D/wrong"
{
	echo 'daemon off; pid nginx.pid; error_log error.log; events { }'
	echo 'http { access_log off;'
	for at in client_body proxy fastcgi uwsgi scgi; do
		echo "${at}_temp_path tmp/$at;"
	done
	sed -e "s,/etc/collecte/[a-z]*/,$n/," -e '/\[::\]/d' \
	    -e "s,listen 8443,listen 127.0.0.1:$(kea_port rosette nginx)," \
	    -e "s,http://127.0.0.1:8000/,$(kea_url rosette http)," \
	    etc/nginx/collecte-kea.conf
	echo '}'
} >"$n/nginx.conf"
chmod 755 "$n"
chmod 644 "$n"/kea* "$n/nginx.conf"
kea_give "$n" "$n/tmp" "$n/logs"
kea_start rosette nginx || exit 1

target() {	# NAME PASSWORD-FILE
	url=https://127.0.0.1:$(kea_port rosette nginx)/kea
	reserve_write "$D/$1.json" "$D/state" "\"rosette\": {
	    \"dhcp4\": \"$url\", \"dhcp6\": \"$url\", \"user\": \"collecte\",
	    \"password-file\": \"$2\", \"ca-file\": \"$n/kea.pem\" }"
}
mkdir -m 2770 "$D/state"
at_exit reserve_settled
target good "$D/password"
target bad "$D/wrong"
COLLECTE_CONFIG=$D/good.json

t 'a subscriber through TLS, password and a body above 1 MiB' 0 '' '' -- \
    reserve_page -w 30
# A busy machine may be too slow for the first try.
there() {
	reserve_settled
	"$KEA_ASK" --hosts "$(kea_url rosette unix4)" | grep "$RESERVE_LINE" ||
	    { reserve --retry; false; }
}
ok '... is there' reserve_await there
alike() {	# the other family may be later
	reserve_settled
	reserve --diff || { reserve --retry; false; }
}
ok '... without a difference' reserve_await alike
refused() {
	reserve_check --config "$D/bad.json" |
	    grep -c '^rosette dhcp4: list-commands: .*password refused'
}
t 'a wrong password is named' 0 "1$NL" '' -- refused
finish
