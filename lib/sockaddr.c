#include <netinet/in.h>
#include <string.h>

#include "sockaddr.h"

socklen_t
sockaddr_set(
    struct sockaddr_storage *out, const struct ipnet *addr, uint16_t port)
{
	struct sockaddr_in *in4 = (void *)out;
	struct sockaddr_in6 *in6 = (void *)out;

	memset(out, 0, sizeof(*out));
	out->ss_family = (sa_family_t)addr->family;
	if (addr->family == AF_INET) {
		in4->sin_port = htons(port);
		memcpy(&in4->sin_addr, addr->addr, 4);
		return sizeof(*in4);
	}
	in6->sin6_port = htons(port);
	memcpy(&in6->sin6_addr, addr->addr, 16);
	return sizeof(*in6);
}

struct ipnet
sockaddr_get(const struct sockaddr *sa, uint16_t *port)
{
	const struct sockaddr_in *in4 = (const void *)sa;
	const struct sockaddr_in6 *in6 = (const void *)sa;
	struct ipnet n = { .family = sa->sa_family };
	uint16_t p = 0;

	if (n.family == AF_INET) {
		memcpy(n.addr, &in4->sin_addr, 4);
		p = ntohs(in4->sin_port);
	} else if (n.family == AF_INET6) {
		memcpy(n.addr, &in6->sin6_addr, 16);
		p = ntohs(in6->sin6_port);
	} else {
		n.family = AF_UNSPEC;
	}
	if (n.family != AF_UNSPEC)
		n.len = ipnet_maxlen(n.family);
	if (port)
		*port = p;
	return n;
}
