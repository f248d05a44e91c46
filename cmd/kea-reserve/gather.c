#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>

#include "gather.h"

struct task {
	pthread_t thread;
	gather_fn *fn;
	void *arg;
	const struct endpoint *ep;
	size_t i;
};

static void *
run(void *p)
{
	const struct task *t = p;

	t->fn(t->arg, t->ep, t->i);
	return NULL;
}

int
gather(const struct endpoints *eps, gather_fn *fn, void *arg, struct why *why)
{
	struct task *tasks = calloc(eps->count + 1, sizeof(*tasks));
	size_t started = 0;
	int rc = 0;

	if (!tasks)
		return why_errno(why, "endpoints");
	/* Or two threads would choose the seed of jansson's hashes. */
	json_object_seed(0);
	for (; started < eps->count && rc == 0; started++) {
		struct task *t = &tasks[started];

		*t = (struct task){ .fn = fn,
			.arg = arg,
			.ep = &eps->list[started],
			.i = started };
		rc = pthread_create(&t->thread, NULL, run, t);
	}
	if (rc != 0)
		started--;
	for (size_t i = 0; i < started; i++)
		pthread_join(tasks[i].thread, NULL);
	free(tasks);
	errno = rc;
	return rc == 0 ? 0 : why_errno(why, "thread");
}
