/* See waitpoll.h: before any header. */
#undef _FORTIFY_SOURCE

#include "waitpoll.h"

int
waitpoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout,
    const sigset_t *mask)
{
	return ppoll(fds, n, timeout, mask);
}
