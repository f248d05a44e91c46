# Sourced after tests/cli/lib.sh: a log of this test's own.  FreeRADIUS closes
# the standard error of its hooks, so what they say is in syslog alone.
#
#   log_namespace "$0"	before lib.sh: run this script again in a mount
#                       namespace where that can be had
#   log_own             what is logged from here on is in $LOG, a line a
#                       message: <PRIORITY> TAG[PID]: TEXT.  False without
#                       such a namespace
# shellcheck shell=sh

log_namespace() {
	[ -z "${LOG_NAMESPACE:-}" ] && [ "$(id -u)" -eq 0 ] &&
	    unshare -m true 2>/dev/null || return 0
	LOG_NAMESPACE=1
	export LOG_NAMESPACE
	exec unshare -m --propagation private sh "$1"
}

log_leave() {
	kill "$log_pid"
	wait "$log_pid" 2>/dev/null
	umount -R -l /dev
	umount -R -l "$D/dev"
}

log_own() {
	[ -n "${LOG_NAMESPACE:-}" ] || return 1
	LOG=$D/log
	mkdir "$D/dev" && mount -t tmpfs tmpfs "$D/dev" || return 1
	for log_node in null zero full random urandom; do
		: >"$D/dev/$log_node"
		mount --bind "/dev/$log_node" "$D/dev/$log_node" || return 1
	done
	ln -s /proc/self/fd "$D/dev/fd"
	chmod 755 "$D/dev"
	"$BUILD/tests/tool/sysloglines" -k "$D/dev/log" >"$LOG" &
	log_pid=$!
	until [ -S "$D/dev/log" ]; do
		kill -0 "$log_pid" || return 1
		sleep 0.02
	done
	chmod 666 "$D/dev/log"
	mount --rbind "$D/dev" /dev && at_exit log_leave
}
