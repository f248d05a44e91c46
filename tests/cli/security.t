#!/bin/sh
# What the pages say of privileges: each tool's has such a section, and the
# figures in them are those of the units.
# shellcheck disable=SC2317 # functions are called through t and ok
. tests/cli/lib.sh

for each in cmd/*/main.c; do
	tool=$(basename "$(dirname "$each")")
	ok "$tool: its page says what it needs" grep -qx \
	    '.Sh SECURITY CONSIDERATIONS' man/"$tool".[1-8]
done

# Other versions of systemd count otherwise.
version=$(systemd-analyze --version 2>/dev/null | sed -n 's/^systemd \([0-9]*\).*/\1/p')
figure() {
	systemd-analyze security --offline=true "$PWD/etc/systemd/$1" 2>/dev/null |
	    sed -n 's/.* for .*: \([0-9.]*\) .*/\1/p'
}
# The first number behind the unit's name in a page.
told() {
	tr '\n' ' ' <"$2" | grep -o "$1.*" |
	    grep -o 'security *[a-z =-]*gives it [0-9.]*' | sed -n '1s/.* //p'
}
same() {
	have=$(figure "$1") && [ "$have" ] && [ "$have" = "$(told "$1" "$2")" ]
}
while read -r unit page; do
	if [ "$version" = 252 ]; then
		ok "$unit: the figure in its page" same "$unit" "$page"
	else
		skip "$unit: the figure in its page" 'systemd is not 252'
	fi
done <<END
kea-reserve-retry.service man/kea-reserve.8
collecte-srcroute.service man/srcroute-sync.8
collecte-srcroute-watch.service man/srcroute-check.8
END
finish
