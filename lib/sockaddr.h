/*
 * An address between lib/ipnet.h and the socket calls.
 */
#ifndef SOCKADDR_H
#define SOCKADDR_H

#include <stdint.h>
#include <sys/socket.h>

#include "ipnet.h"

/* `addr` and `port` as a socket wants it: sets *out, returns its length. */
socklen_t sockaddr_set(
    struct sockaddr_storage *out, const struct ipnet *addr, uint16_t port);

/*
 * What a socket says, IPv4 or IPv6; *port (may be null) is set too.  Another
 * family gives AF_UNSPEC.
 */
struct ipnet sockaddr_get(const struct sockaddr *sa, uint16_t *port);

#endif
