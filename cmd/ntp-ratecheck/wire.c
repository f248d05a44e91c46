#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire.h"

static void
name_of(const struct sockaddr_storage *ss, bool with_port, char out[WIRE_NAME])
{
	char host[INET6_ADDRSTRLEN + IF_NAMESIZE + 1], port[8];

	if (getnameinfo((const struct sockaddr *)ss, sizeof(*ss), host,
		sizeof(host), port, sizeof(port),
		NI_NUMERICHOST | NI_NUMERICSERV | NI_DGRAM) != 0)
		snprintf(out, WIRE_NAME, "?");
	else if (with_port)
		snprintf(out, WIRE_NAME, "%s port %s", host, port);
	else
		snprintf(out, WIRE_NAME, "%s", host);
}

static int
lookup(const char *host, unsigned port, int family, struct addrinfo **out,
    struct why *why)
{
	struct addrinfo hints = { .ai_family = family,
		.ai_socktype = SOCK_DGRAM,
		.ai_protocol = IPPROTO_UDP };
	char service[8];
	int rc;

	snprintf(service, sizeof(service), "%u", port);
	rc = getaddrinfo(host, service, &hints, out);
	if (rc != 0)
		return why_set(why, "%s: %s", host,
		    rc == EAI_SYSTEM ? strerror(errno) : gai_strerror(rc));
	return 0;
}

/* The source's own address and port, before connect() chooses for us. */
static int
bind_source(int fd, int family, const struct probe_options *o,
    const struct source *source, struct why *why)
{
	struct sockaddr_storage ss = { .ss_family = (sa_family_t)family };
	struct sockaddr_in *v4 = (struct sockaddr_in *)&ss;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&ss;
	in_port_t port = htons((in_port_t)o->source_port);
	int one = 1;

	if (family == AF_INET) {
		v4->sin_port = port;
		inet_pton(AF_INET, source->address, &v4->sin_addr);
	} else {
		v6->sin6_port = port;
		inet_pton(AF_INET6, source->address, &v6->sin6_addr);
	}
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&ss, sizeof(ss)) == -1)
		return why_errno(why, "%s port %u",
		    source->address[0] ? source->address : "any address",
		    o->source_port);
	return 0;
}

static int
prepare(int fd, const struct addrinfo *ai, const struct probe_options *o,
    const struct source *source, struct why *why)
{
	if (o->interface &&
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, o->interface,
		(socklen_t)strlen(o->interface) + 1) == -1)
		return why_errno(why, "--bind %s", o->interface);
	if ((source->address[0] || o->source_port) &&
	    bind_source(fd, ai->ai_family, o, source, why) == -1)
		return -1;
	if (connect(fd, ai->ai_addr, ai->ai_addrlen) == -1)
		return why_errno(why, "%s", "connect");
	return 0;
}

int
wire_open(struct wire *w, const struct probe_options *o, const char *host,
    const struct source *source, struct why *why)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);
	struct addrinfo *ai;
	int family = AF_UNSPEC;

	w->fd = -1;
	if (source->address[0])
		family = strchr(source->address, ':') ? AF_INET6 : AF_INET;
	if (lookup(host, o->port, family, &ai, why) == -1)
		return -1;
	memset(&ss, 0, sizeof(ss));
	memcpy(&ss, ai->ai_addr, ai->ai_addrlen);
	name_of(&ss, true, w->peer);
	w->fd = socket(ai->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (w->fd == -1)
		why_errno(why, "socket");
	else if (prepare(w->fd, ai, o, source, why) == -1) {
		wire_close(w);
		why_prefix(why, "%s", host);
	}
	freeaddrinfo(ai);
	if (w->fd == -1)
		return -1;
	memset(&ss, 0, sizeof(ss));
	if (getsockname(w->fd, (struct sockaddr *)&ss, &len) == 0)
		name_of(&ss, false, w->self);
	return 0;
}

void
wire_close(struct wire *w)
{
	if (w->fd != -1)
		close(w->fd);
	w->fd = -1;
}
