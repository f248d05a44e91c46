/*
 * duel: two machines that take Accepts for the same subscribers at the same
 * time, and are paused and killed at it.
 *
 *   duel [-s SEED] [-t SECONDS] [-l LINES] [-o LOG] KEA-RESERVE SITE SITE
 *
 *   -s  of the dice; printed, so that the same can be played again.  What the
 *       processes make of it differs from one run to the next all the same
 *   -t  how long, the default is 10; then every process may end by itself
 *   -l  how many subscriber lines, the default is 24, at most 99; every other
 *       one has IPv6 alone
 *
 * One player a SITE calls KEA-RESERVE: adds, changes, forgets, --retry.  Some
 * of these calls, and of the workers that they leave, are stopped for up to
 * some seconds or killed.  LOG gets a line for each call that may have been
 * taken (duelcheck.c):
 *
 *   BEGIN END MACHINE done|maybe LINE ID NETS    ("- -": forgotten)
 *
 * with times in microseconds and ID and NETS as keaask --hosts prints them.
 * Exit: 0 played, 2 usage or system error.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "msg.h"
#include "num.h"

#define LINES_MAX 99
#define ADDRS 180
#define PATIENCE_US 90000000
#define ARGS_MAX 20

struct game {
	uint32_t seed, seconds, lines;
	const char *program, *sites[2];
	int log;
	uint64_t end;
};

/* What a call asks for. */
struct call {
	char line[16], mac[32], addr[48], prefix[48], wait[16];
	char id[32], nets[100]; /* for the log */
	const char *args[ARGS_MAX];
	uint32_t number;
	bool retry, taken; /* an exit code that says so: 0, or 1 */
};

static uint64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void
sleep_us(uint64_t us)
{
	struct timespec t = { (time_t)(us / 1000000),
		(long)(us % 1000000) * 1000 };

	while (nanosleep(&t, &t) == -1 && errno == EINTR)
		;
}

static uint32_t
dice(uint32_t n)
{
	return (uint32_t)random() % n;
}

static void
push(struct call *c, const char *arg)
{
	size_t n = 0;

	while (c->args[n])
		n++;
	c->args[n] = arg;
}

/* IPv4 by the line; the line has no router then. */
static void
want4(struct call *c)
{
	size_t n = 0;

	snprintf(
	    c->addr, sizeof(c->addr), "5.183.104.%" PRIu32, 10 + dice(ADDRS));
	for (const char *p = c->line; *p != '\0'; p++)
		n += (size_t)snprintf(
		    c->id + n, sizeof(c->id) - n, "%02x", (unsigned char)*p);
	snprintf(c->nets, sizeof(c->nets), "%s", c->addr);
	push(c, "-4");
	push(c, c->addr);
}

/* IPv6 by the router, of which the line has two, one at a time. */
static void
want6(struct call *c)
{
	snprintf(c->mac, sizeof(c->mac), "02:00:00:00:0%" PRIu32 ":%02" PRIu32,
	    dice(2), c->number);
	snprintf(c->addr, sizeof(c->addr), "2a0e:c400:ff:f010::%" PRIx32,
	    1 + dice(ADDRS));
	snprintf(c->prefix, sizeof(c->prefix), "2a0e:c400:0:%" PRIx32 "00::/56",
	    1 + dice(ADDRS));
	snprintf(c->id, sizeof(c->id), "%s", c->mac);
	snprintf(c->nets, sizeof(c->nets), "%s,%s", c->addr, c->prefix);
	push(c, "-m");
	push(c, c->mac);
	push(c, "-6");
	push(c, c->addr);
	push(c, "-p");
	push(c, c->prefix);
}

static void
forget(struct call *c)
{
	snprintf(c->id, sizeof(c->id), "-");
	snprintf(c->nets, sizeof(c->nets), "-");
	push(c, "--forget");
	push(c, c->line);
}

static void
draw(const struct game *g, struct call *c, int machine)
{
	uint32_t what = dice(100);

	*c = (struct call){ .number = 1 + dice(g->lines), .retry = what < 5 };
	snprintf(c->line, sizeof(c->line), "d%02" PRIu32, c->number);
	snprintf(
	    c->wait, sizeof(c->wait), "0.%" PRIu32, dice(3) == 0 ? dice(5) : 0);
	push(c, g->program);
	push(c, "--config");
	push(c, g->sites[machine]);
	if (c->retry) {
		push(c, "--retry");
		return;
	}
	push(c, "-w");
	push(c, c->wait);
	if (what < 25) {
		forget(c);
		return;
	}
	push(c, "-c");
	push(c, c->line);
	if (c->number % 2)
		want4(c);
	else
		want6(c);
}

static pid_t
start(const struct call *c)
{
	pid_t pid = fork();
	int null;

	if (pid != 0)
		return pid;
	null = open("/dev/null", O_RDWR);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	execv(c->args[0], (char *const *)(uintptr_t)c->args);
	_exit(127);
}

/* Stopped or killed on its way, or not. */
static void
disturb(pid_t pid)
{
	uint32_t what = dice(100);

	if (what >= 12)
		return;
	sleep_us(dice(20000));
	if (what < 4) {
		kill(pid, SIGKILL);
		return;
	}
	kill(pid, SIGSTOP);
	sleep_us(dice(what == 4 ? 4000000 : 500000));
	kill(pid, SIGCONT);
}

static void
note(const struct game *g, const struct call *c, int machine, uint64_t begun,
    int status)
{
	bool done = WIFEXITED(status) && WEXITSTATUS(status) == 0;

	/* Refused by a Kea is taken; a line to forget that is not known is
	 * nothing at all. */
	if (WIFEXITED(status) && WEXITSTATUS(status) == 1 && c->id[0] != '-')
		done = true;
	if (c->retry || (!done && WIFEXITED(status)))
		return;
	dprintf(g->log, "%" PRIu64 " %" PRIu64 " %d %s %" PRIu32 " %s %s\n",
	    begun, now_us(), machine, done ? "done" : "maybe", c->number, c->id,
	    c->nets);
}

/* One machine: call after call; a --retry goes on beside them. */
_Noreturn static void
play(const struct game *g, int machine)
{
	pid_t retry = -1;

	srandom(g->seed * 2 + (uint32_t)machine);
	while (now_us() < g->end) {
		struct call c;
		uint64_t begun = now_us();
		pid_t pid;
		int status;

		if (retry != -1 && waitpid(retry, &status, WNOHANG) == retry)
			retry = -1;
		draw(g, &c, machine);
		if (c.retry && retry != -1)
			continue;
		pid = start(&c);
		if (pid == -1)
			_exit(2);
		if (c.retry) {
			retry = pid;
			continue;
		}
		disturb(pid);
		waitpid(pid, &status, 0);
		note(g, &c, machine, begun, status);
		sleep_us(dice(dice(4) == 0 ? 1500000 : 150000));
	}
	_exit(0);
}

/* The parent in /proc/PID/stat; 0: it is gone. */
static pid_t
parent_of(const char *pid)
{
	char path[64], text[256], *p;
	int fd, parent = 0;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd == -1 ? -1 : read(fd, text, sizeof(text) - 1);
	if (fd != -1)
		close(fd);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	p = strrchr(text, ')');
	if (!p || sscanf(p, ") %*c %d", &parent) != 1)
		return 0;
	return parent;
}

/* Workers are detached: they are ours because nobody else takes them in.
 * Only what we have not waited for is counted, so no number is another's. */
static size_t
workers(const pid_t players[2], pid_t *list, size_t room)
{
	DIR *d = opendir("/proc");
	struct dirent *e;
	size_t n = 0;

	while (d && (e = readdir(d)) && n < room) {
		uint32_t pid;

		if (num_parse_u32(e->d_name, 2, INT32_MAX, &pid) == 0 &&
		    (pid_t)pid != players[0] && (pid_t)pid != players[1] &&
		    parent_of(e->d_name) == getpid())
			list[n++] = (pid_t)pid;
	}
	if (d)
		closedir(d);
	return n;
}

struct chaos {
	pid_t players[2];
	pid_t stopped; /* 0: none */
	uint64_t until;
};

static void
resume(struct chaos *x)
{
	if (x->stopped != 0)
		kill(x->stopped, SIGCONT);
	x->stopped = 0;
}

/* Any worker: stop one for a while, or kill it. */
static void
strike(struct chaos *x)
{
	pid_t list[256];
	size_t n = workers(x->players, list, 256);
	pid_t victim;

	if (n == 0)
		return;
	victim = list[dice((uint32_t)n)];
	if (dice(3) == 0) {
		kill(victim, SIGKILL);
		return;
	}
	kill(victim, SIGSTOP);
	x->stopped = victim;
	x->until = now_us() + dice(dice(4) == 0 ? 6000000 : 800000);
}

/* Those who ended; false: nobody is left. */
static bool
reap(struct chaos *x)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0) {
		if (pid == x->stopped)
			x->stopped = 0;
		for (int i = 0; i < 2; i++)
			if (pid == x->players[i])
				x->players[i] = 0;
	}
	return pid == 0;
}

static int
referee(const struct game *g, struct chaos *x)
{
	uint64_t begun = now_us();

	srandom(g->seed ^ 0x5eed);
	while (reap(x)) {
		uint64_t now = now_us();

		if (x->stopped != 0 && now >= x->until)
			resume(x);
		if (x->stopped == 0 && now < g->end && dice(8) == 0)
			strike(x);
		if (now > g->end + PATIENCE_US) {
			msg_warn("workers do not end");
			return -1;
		}
		sleep_us(50000);
	}
	dprintf(STDOUT_FILENO, "seed=%" PRIu32 " seconds=%" PRIu64 "\n",
	    g->seed, (now_us() - begun) / 1000000);
	return 0;
}

static int
run(struct game *g)
{
	struct chaos x = { 0 };
	int rc;

	if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1) {
		msg_warn("prctl: %s", strerror(errno));
		return 2;
	}
	g->end = now_us() + (uint64_t)g->seconds * 1000000;
	for (int i = 0; i < 2; i++) {
		x.players[i] = fork();
		if (x.players[i] == 0)
			play(g, i);
		if (x.players[i] == -1) {
			msg_warn("fork: %s", strerror(errno));
			return 2;
		}
	}
	rc = referee(g, &x);
	return rc == 0 ? 0 : 2;
}

static int
parse(int argc, char *argv[], struct game *g)
{
	const char *path = "/dev/null";
	int ch;

	*g = (struct game){ .seed = (uint32_t)time(NULL) % 1000000,
		.seconds = 10,
		.lines = 24 };
	while ((ch = getopt(argc, argv, "s:t:l:o:")) != -1) {
		if (ch == 'o')
			path = optarg;
		else if (ch == '?' ||
		    num_parse_u32(optarg, 1, ch == 'l' ? LINES_MAX : 1000000,
			ch == 's'       ? &g->seed
			    : ch == 't' ? &g->seconds
					: &g->lines) == -1)
			return -1;
	}
	if (argc - optind != 3)
		return -1;
	g->program = argv[optind];
	g->sites[0] = argv[optind + 1];
	g->sites[1] = argv[optind + 2];
	g->log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (g->log == -1)
		msg_warn("%s: %s", path, strerror(errno));
	return g->log == -1 ? -1 : 0;
}

int
main(int argc, char *argv[])
{
	struct game g;

	msg_init("duel");
	if (parse(argc, argv, &g) == -1) {
		msg_warn("usage: duel [-s SEED] [-t SECONDS] [-l LINES] "
			 "[-o LOG] KEA-RESERVE SITE SITE");
		return 2;
	}
	return run(&g);
}
