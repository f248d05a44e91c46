# Sourced after reserve-lib.sh and fault-lib.sh: a commit to a real Kea, named
# rosette, in which whatever call fails or is the last one.  Before each run one
# more address is acknowledged, and pending; behind it Kea has the lines that it
# had, and with the next --retry all there is.
#
#   commit_site TARGET        $D/site.json with one target (reserve_target),
#                             $D/away.json, where nobody can reach it
#   $D/hosts                  a script of the caller's: what Kea holds, one
#                             "ID ADDRESS ..." a line
#   $D/whole                  another one, may be missing: a check before
#                             --retry, and with "after" behind it
#   commit_sweeps             the tests
# shellcheck shell=sh

COMMIT_CALLS=open,read,write,pwrite,pread,fsync,fdatasync,msync,ftruncate,mmap
COMMIT_CALLS=$COMMIT_CALLS,fork,connect,socket,send,recv,poll,flock,fstat,writev
COMMIT_CALLS=$COMMIT_CALLS,sendmsg,recvmsg,rename,link,unlink,fchmod,fclose

commit_site() {
	reserve_write "$D/site.json" "$D/state" "$1"
	sed 's|"unix:[^"]*|"unix:/nonexistent|g' "$D/site.json" >"$D/away.json"
	export D
	: >"$D/added"
	cat >"$D/add" <<-'END'
	for lock in "$D"/state/*.lock; do
		[ ! -e "$lock" ] || flock -w 60 "$lock" true
	done
	echo >>"$D/added"
	k=$(wc -l <"$D/added")
	# A new line, or a new address of one: were they all new, each commit
	# would have more calls than the one before, and the last ones of none
	# would ever fail.
	"$BIN/kea-reserve" --config "$D/away.json" -c "line-$((k % 20))" -w 0 \
	    -4 "10.96.$((k / 200)).$((k % 200 + 1))" || exit
	flock -w 60 "$D/state/rosette.dhcp4.lock" true
	sh "$D/hosts" | cut -d' ' -f1 | sort >"$D/before"
	END
	cat >"$D/look" <<-'END'
	wrong() {
		echo "after exit $RC: $*"
		exit 1
	}
	[ "$N" -ne 0 ] || [ "$RC" -eq 0 ] || wrong 'that was without a fault'
	for lock in "$D"/state/*.lock; do
		flock -w 60 "$lock" true
	done
	sh "$D/hosts" >"$D/held" || wrong 'Kea does not answer'
	cut -d' ' -f1 "$D/held" | sort >"$D/now"
	[ -z "$(comm -23 "$D/before" "$D/now")" ] || wrong 'Kea has lost some'
	[ ! -e "$D/whole" ] || sh "$D/whole" || wrong 'half a file'
	"$BIN/kea-reserve" --retry || wrong '--retry fails'
	k=$(wc -l <"$D/added")
	sh "$D/hosts" | grep ' 10\.96\.' >"$D/ours"
	[ "$(wc -l <"$D/ours")" -eq "$((k < 20 ? k : 20))" ] ||
	    wrong "Kea has $(wc -l <"$D/ours")"
	grep -Eq " 10\.96\.$((k / 200))\.$((k % 200 + 1))( |\$)" "$D/ours" ||
	    wrong 'Kea lacks the last one'
	[ ! -e "$D/whole" ] || sh "$D/whole" after || wrong 'another file'
	"$BIN/kea-reserve" --list >"$D/list" || wrong '--list fails'
	! grep -E 'at-rosette=(pending|refused|quarantined)' "$D/list" ||
	    wrong 'not applied'
	END
}

commit() {	# WHAT OPTION ...
	commit_of=$1
	shift
	sweep "a commit, $commit_of" -r "sh '$D/add'" \
	    -c "sh '$D/look'" "$@" -- "$BIN/kea-reserve" --retry
}

# shellcheck disable=SC2046 # sweep_bound is words
commit_sweeps() {	# [MOST]
	for m in fail kill short; do
		commit "a call: $m" -m "$m" $(sweep_bound "${1:-}") \
		    -o "$COMMIT_CALLS"
	done
	if grep -q __asan_init "$BIN/kea-reserve"; then
		skip 'a commit, memory' 'a sanitizer has its own'
	else
		commit memory $(sweep_bound "${1:-}") -o malloc,libc
	fi
}

commit_answers() {
	ok 'after all that a new line' reserve -c line-z -4 10.96.100.1 -w 20
	reserve_settled
	ok '... is leased its address' commit_lease
}
commit_lease() {
	kea_lease4 rosette 6c696e652d7a | grep -F 10.96.100.1
}
