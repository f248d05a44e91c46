#include <time.h>

#include "mono.h"

int64_t
mono_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t
mono_ms(void)
{
	return mono_ns() / 1000000;
}
