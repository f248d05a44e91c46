#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ipnet.h"
#include "num.h"
#include "server.h"

static int
parse_port(const char *text, uint16_t *out, struct why *why)
{
	uint32_t port;

	if (num_parse_u32(text, 1, UINT16_MAX, &port) == -1)
		return why_set(why, "want a port of 1 to 65535, have %s", text);
	*out = (uint16_t)port;
	return 0;
}

int
server_parse(const char *text, struct server_name *out, struct why *why)
{
	bool bracket = *text == '[';
	const char *host = bracket ? text + 1 : text;
	size_t len = strcspn(host, bracket ? "]" : ":");
	const char *rest = host + len;
	struct ipnet addr;

	out->port = SERVER_PORT;
	if (!bracket && ipnet_parse_addr(text, AF_INET6, &addr, NULL) == 0) {
		len = strlen(text);
		rest = host + len;
	} else if (bracket) {
		if (*rest != ']')
			return why_set(
			    why, "want [ADDRESS]:PORT, have %s", text);
		rest++;
	}
	if (len == 0 || len >= sizeof(out->host) ||
	    (*rest != '\0' && *rest != ':'))
		return why_set(why, "want HOST:PORT, have %s", text);
	memcpy(out->host, host, len);
	out->host[len] = '\0';
	return *rest == ':' ? parse_port(rest + 1, &out->port, why) : 0;
}

/* ADDRESS:PORT of one end. */
static void
name_end(const struct sockaddr_storage *addr, socklen_t size,
    char out[SERVER_NAME_SIZE])
{
	char host[SERVER_NAME_SIZE - 10], port[8];

	if (getnameinfo((const struct sockaddr *)addr, size, host, sizeof(host),
		port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
		snprintf(out, SERVER_NAME_SIZE, "?");
		return;
	}
	snprintf(out, SERVER_NAME_SIZE,
	    addr->ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

static int
bind_source(int fd, int family, const char *source, struct why *why)
{
	struct addrinfo hints = { .ai_family = family,
		.ai_socktype = SOCK_DGRAM,
		.ai_flags = AI_NUMERICHOST | AI_PASSIVE };
	struct addrinfo *info;
	int rc, error = getaddrinfo(source, "0", &hints, &info);

	if (error != 0)
		return why_set(why,
		    "%s: want an address of the server's "
		    "family, have %s",
		    source, gai_strerror(error));
	rc = bind(fd, info->ai_addr, info->ai_addrlen);
	freeaddrinfo(info);
	return rc == -1 ? why_errno(why, "%s", source) : 0;
}

/* Our end, for NAS-IP-Address and the report. */
static int
look_around(struct server *s, struct why *why)
{
	struct sockaddr_storage addr;
	socklen_t size = sizeof(addr);

	if (getsockname(s->fd, (struct sockaddr *)&addr, &size) == -1)
		return why_errno(why, "getsockname");
	s->family = addr.ss_family;
	name_end(&addr, size, s->from);
	if (s->family == AF_INET6)
		memcpy(
		    s->source, &((struct sockaddr_in6 *)&addr)->sin6_addr, 16);
	else
		memcpy(s->source, &((struct sockaddr_in *)&addr)->sin_addr, 4);
	return 0;
}

static int
open_one(const struct addrinfo *info, const char *source, struct server *out,
    struct why *why)
{
	struct sockaddr_storage addr = { 0 };

	memcpy(&addr, info->ai_addr, info->ai_addrlen);
	name_end(&addr, info->ai_addrlen, out->to);
	out->fd = socket(info->ai_family,
	    SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_UDP);
	if (out->fd == -1)
		return why_errno(why, "%s", out->to);
	if (source && bind_source(out->fd, info->ai_family, source, why) == -1)
		goto fail;
	if (connect(out->fd, info->ai_addr, info->ai_addrlen) == -1) {
		why_errno(why, "%s", out->to);
		goto fail;
	}
	if (look_around(out, why) == -1)
		goto fail;
	return 0;
fail:
	close(out->fd);
	return -1;
}

int
server_open(const struct server_name *name, const char *source,
    struct server *out, struct why *why)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM,
		.ai_flags = AI_NUMERICSERV };
	struct addrinfo *info;
	char port[8];
	int rc = -1, error;

	snprintf(port, sizeof(port), "%u", name->port);
	memset(out, 0, sizeof(*out));
	error = getaddrinfo(name->host, port, &hints, &info);
	if (error != 0)
		return why_set(why, "%s: want an address, have: %s", name->host,
		    gai_strerror(error));
	for (struct addrinfo *i = info; i && rc == -1; i = i->ai_next)
		rc = open_one(i, source, out, why);
	freeaddrinfo(info);
	return rc;
}
