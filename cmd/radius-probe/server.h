/*
 * The server to ask: from HOST:PORT to a connected socket.
 */
#ifndef SERVER_H
#define SERVER_H

#include <stdint.h>

#include "why.h"

#define SERVER_PORT 1812
#define SERVER_HOST_SIZE 256
#define SERVER_NAME_SIZE 64 /* "[IPv6]:PORT" */

struct server_name {
	char host[SERVER_HOST_SIZE];
	uint16_t port;
};

struct server {
	int fd;     /* UDP, connected, does not block; the caller closes it */
	int family; /* AF_INET or AF_INET6 */
	uint8_t source[16]; /* our address: 4 octets, or 16 */
	char to[SERVER_NAME_SIZE];
	char from[SERVER_NAME_SIZE];
};

/*
 * HOST, HOST:PORT, ADDRESS, [IPv6], [IPv6]:PORT; an IPv6 address may stand
 * bare, without a port.  Returns 0, or -1 and why.
 */
int server_parse(const char *text, struct server_name *out, struct why *why);

/*
 * Look the name up, take the first address that a socket can be connected to,
 * from `source` (an address; null: the system's choice).
 */
int server_open(const struct server_name *name, const char *source,
    struct server *out, struct why *why);

#endif
