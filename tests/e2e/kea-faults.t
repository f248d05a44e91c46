#!/bin/sh
# A commit to a real Kea, in which whatever call fails or is the last one: what
# Kea had it keeps, DHCP answers, nothing that was acknowledged is lost, and
# the next --retry does what is left.
# shellcheck disable=SC2046 # sweep_bound is words
. tests/cli/lib.sh
. tests/cli/fault-lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh

kea_have || { skip 'commits that are broken off' 'kea is not installed'; finish; }
kea_machine rosette || exit 1
reserve_write "$D/site.json" "$D/state" \
    "\"rosette\": { \"dhcp4\": \"$(kea_url rosette unix4)\" }"
# The same target, as long as nobody can reach it.
sed 's|unix:[^"]*|unix:/nonexistent|' "$D/site.json" >"$D/away.json"
KEA_URL=$(kea_url rosette unix4)
export KEA_URL D KEA_ASK

# One more line is acknowledged, and pending.
: >"$D/added"
cat >"$D/add" <<'END'
for lock in "$D"/state/*.lock; do
	[ ! -e "$lock" ] || flock -w 60 "$lock" true
done
echo >>"$D/added"
k=$(wc -l <"$D/added")
"$BIN/kea-reserve" --config "$D/away.json" -c "line-$k" -w 0 \
    -4 "10.96.$((k / 200)).$((k % 200 + 1))" || exit
flock -w 60 "$D/state/rosette.dhcp4.lock" true
"$KEA_ASK" --hosts "$KEA_URL" | cut -d' ' -f1 | sort >"$D/before"
END
cat >"$D/look" <<'END'
wrong() {
	echo "after exit $RC: $*"
	exit 1
}
"$KEA_ASK" --hosts "$KEA_URL" >"$D/hosts" || wrong 'Kea does not answer'
cut -d' ' -f1 "$D/hosts" | sort >"$D/now"
[ -z "$(comm -23 "$D/before" "$D/now")" ] || wrong 'Kea has lost some'
"$BIN/kea-reserve" --retry || wrong '--retry fails'
"$KEA_ASK" --hosts "$KEA_URL" | grep -c ' 10\.96\.' >"$D/count"
[ "$(cat "$D/count")" -eq "$(wc -l <"$D/added")" ] ||
    wrong "Kea has $(cat "$D/count")"
"$BIN/kea-reserve" --list >"$D/list" || wrong '--list fails'
! grep -E 'at-rosette=(pending|refused|quarantined)' "$D/list" ||
    wrong 'not applied'
END
commit() {	# WHAT OPTION ...
	commit_of=$1
	shift
	sweep "a commit, $commit_of" -r "sh '$D/add'" \
	    -c "sh '$D/look'" "$@" -- "$BIN/kea-reserve" --retry
}
calls=open,read,write,pwrite,pread,fsync,fdatasync,msync,ftruncate,mmap,fork
calls=$calls,connect,socket,send,recv,poll,flock,fstat,writev,sendmsg,recvmsg
for m in fail kill short; do
	commit "a call: $m" -m "$m" $(sweep_bound) -o "$calls"
done
if grep -q __asan_init "$BIN/kea-reserve"; then
	skip 'a commit, memory' 'a sanitizer has its own'
else
	commit memory $(sweep_bound) -o malloc,libc
fi
answers() { kea_lease4 rosette 6c696e652d7a "$@" | grep -F 10.96.100.1; }
ok 'after all that a new line' reserve -c line-z -4 10.96.100.1 -w 20
ok '... is leased its address' answers
finish
