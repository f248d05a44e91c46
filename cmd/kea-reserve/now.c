#include <time.h>

#include "now.h"

uint64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

int64_t
now_seconds(void)
{
	return (int64_t)(now_us() / 1000000);
}
