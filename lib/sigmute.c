#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "sigmute.h"

void
sigmute_begin(struct sigmute *m, int sig)
{
	sigset_t pending;

	sigemptyset(&m->set);
	sigaddset(&m->set, sig);
	sigpending(&pending);
	m->was_pending = sigismember(&pending, sig) == 1;
	pthread_sigmask(SIG_BLOCK, &m->set, &m->old);
}

void
sigmute_end(struct sigmute *m)
{
	const struct timespec now = { 0 };
	int saved = errno;

	while (!m->was_pending && sigtimedwait(&m->set, NULL, &now) == -1 &&
	    errno == EINTR)
		;
	pthread_sigmask(SIG_SETMASK, &m->old, NULL);
	errno = saved;
}
