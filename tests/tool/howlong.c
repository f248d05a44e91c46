/*
 * howlong: how long a program takes from fork to exit.
 *
 *   howlong [-n RUNS] COMMAND [ARGUMENT ...]
 *
 * Runs it so often (101), its output thrown away, and prints
 * "p50_ms=M min_ms=M cpu_ms=C max_kb=K": C the least that one of them took of
 * the processors, which a busy machine changes less, K the most memory that
 * one of them held.  Exit 2 when it cannot be run or fails.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "msg.h"
#include "num.h"

extern char **environ;

static double
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static double
ms_of(const struct timeval *tv)
{
	return (double)tv->tv_sec * 1e3 + (double)tv->tv_usec / 1e3;
}

/* Milliseconds, or -1; and those of the processors. */
static double
run_once(char *argv[], posix_spawn_file_actions_t *quiet, double *cpu)
{
	double start = now_ms();
	struct rusage usage;
	pid_t pid;
	int status;

	if (posix_spawnp(&pid, argv[0], quiet, NULL, argv, environ) != 0 ||
	    wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 0)
		return -1;
	*cpu = ms_of(&usage.ru_utime) + ms_of(&usage.ru_stime);
	return now_ms() - start;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

int
main(int argc, char *argv[])
{
	posix_spawn_file_actions_t quiet;
	struct rusage usage;
	uint32_t runs = 101;
	double *ms, cpu, least = 0;
	int ch;

	msg_init("howlong");
	while ((ch = getopt(argc, argv, "+n:")) != -1)
		if (ch != 'n' || num_parse_u32(optarg, 1, 100000, &runs) == -1)
			return 2;
	ms = calloc(runs, sizeof(*ms));
	if (!ms || optind == argc)
		return 2;
	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(
	    &quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	for (uint32_t i = 0; i < runs; i++) {
		ms[i] = run_once(argv + optind, &quiet, &cpu);
		if (ms[i] < 0) {
			msg_warn("%s: cannot be run, or fails", argv[optind]);
			return 2;
		}
		if (i == 0 || cpu < least)
			least = cpu;
	}
	posix_spawn_file_actions_destroy(&quiet);
	qsort(ms, runs, sizeof(*ms), by_value);
	getrusage(RUSAGE_CHILDREN, &usage);
	printf("p50_ms=%.3f min_ms=%.3f cpu_ms=%.3f max_kb=%ld\n", ms[runs / 2],
	    ms[0], least, usage.ru_maxrss);
	free(ms);
	return msg_close_stdout() == -1 ? 2 : 0;
}
