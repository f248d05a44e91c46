/*
 * Preloaded into a command: its clock is CLOCK_SHIFT seconds ahead (or behind)
 * of the machine's.  The clocks since the start of the machine stay.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static long
shift(void)
{
	const char *s = getenv("CLOCK_SHIFT");

	return s ? strtol(s, NULL, 10) : 0;
}

int
clock_gettime(clockid_t clock, struct timespec *ts)
{
	static __typeof__(clock_gettime) *next;
	int rc;

	if (!next)
		next = (__typeof__(next))dlsym(RTLD_NEXT, "clock_gettime");
	rc = next(clock, ts);
	if (rc == 0 &&
	    (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		ts->tv_sec += shift();
	return rc;
}

int
gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
	struct timespec ts;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &ts);
	tv->tv_sec = ts.tv_sec;
	tv->tv_usec = ts.tv_nsec / 1000;
	return 0;
}

time_t
time(time_t *t)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	if (t)
		*t = ts.tv_sec;
	return ts.tv_sec;
}
