#!/bin/sh
# radius-probe asks a server on loopback that answers well, and whatever call
# of its own fails or is the last one: no crash, no wait without an end, and
# no answer that is not the server's.
# shellcheck disable=SC2046,SC2119 # sweep_bound is words
. tests/cli/lib.sh
. tests/cli/fault-lib.sh

probe=$BIN/radius-probe
"$probe" -V >"$D/version" 2>&1 ||
    { skip 'radius-probe' 'it is not built'; finish; }
(umask 077 && echo testing123 >"$D/shared" && echo secret01 >"$D/member")
fake() {	# NAME OPTION ...: its address in $D/NAME
	fake_at=$D/$1
	shift
	"$BUILD/tests/tool/fakeradius" "$@" testing123 "$fake_at" \
	    >"$D/fake.out" 2>&1 &
	at_exit kill "$!"
	tries=500
	until [ -s "$fake_at" ]; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || { cat "$D/fake.out" >&2; exit 2; }
		sleep 0.02
	done
}
fake accepts -m -a 08060564680a
fake rejects -c 3

# Looking for names of services and hosts, glibc aborts when it is out of
# memory; libradcli (1.2.11) then frees twice what it had.  A datagram is
# never cut.
calls=open,fopen,fdopen,read,fstat,fclose,fflush,socket,bind,connect,getsockname
calls=$calls,send,sendto,recv,recvfrom,poll,ppoll,pipe2,pthread_create,mmap,malloc
calls=$calls,write,setsockopt,getrandom
# Times, numbers and authenticators are other ones in each run.
# An error of a call that
# changed nothing may be told beside the answer.
same='sed -E "/^ +sending: /d; s/,?.sending: [^],]*//; s/[0-9]+[.][0-9]+ ms/N ms/; s/(Access-[A-Z][a-z]+) [0-9]+,/\1 ID,/
    s/, from .*//; s/^(  Message-Authenticator).*/\1/
    s/,.from.:.[^,]*//; s/.(total_)?ms.:[0-9.]*/T/g; s/.id.:[0-9]*/I/g
    s/(Message-Authenticator.:[^}]*.hex.:..)[0-9a-f]*/\1/"'
ask() {	# NAME SERVER ARGUMENT ...
	ask_of=$1 ask_at=$(cat "$D/$2")
	shift 2
	for m in fail kill; do
		sweep "radius-probe $ask_of, $m" -m $m $(sweep_bound) \
		    -o "$calls" -f "$same" -- "$probe" \
		    -D share/collecte/dictionary -s "$D/shared" -t 1 -r 1 \
		    -i olt-1 "$@" "$ask_at"
	done
}
ask '' accepts -u x@y
ask -j accepts -u x@y -j
ask --kea-args accepts -u x@y --kea-args --sign
ask -M accepts -M ils-ftth -p "$D/member"
ask 'of who rejects' rejects -u x@y
finish
