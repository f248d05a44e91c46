/*
 * ppoll(2) for every machine: glibc 2.36 takes a fortified one's time for
 * one of the old width in a 32-bit program whose times have 64 bits, and
 * comes back at once.
 */
#ifndef WAITPOLL_H
#define WAITPOLL_H

#include <poll.h>
#include <signal.h>
#include <time.h>

int waitpoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout,
    const sigset_t *mask);

#endif
