/*
 * The two ways in which keacmd.h moves octets: a request out, the answer
 * back, nothing understood on the way.  Only keacmd.c and its tests need
 * this header.
 */
#ifndef KEAWIRE_H
#define KEAWIRE_H

#include <stddef.h>

#include "keacmd.h"
#include "why.h"

/* An answer that grows, up to `max` octets. */
struct keabuf {
	char *p; /* owned; null before the first octet */
	size_t len;
	size_t size;
	size_t max;
};

/* Append; 0, or -1 with errno EFBIG (more than max) or ENOMEM. */
int keabuf_add(struct keabuf *b, const void *p, size_t len);
void keabuf_free(struct keabuf *b);

/*
 * Send `req` to the unix socket at `path` and read to the end of the answer,
 * all within timeout_ms.  Returns 0, or -1 and why.
 */
int keaunix_ask(const char *path, const char *req, size_t len,
    unsigned int timeout_ms, struct keabuf *answer, struct why *why);

/*
 * POST `req` to ep->url.  Returns 0 whenever an HTTP answer came, with its
 * status in *status; -1 and why.
 */
int keahttp_ask(const struct keacmd_endpoint *ep, const char *req, size_t len,
    unsigned int timeout_ms, struct keabuf *answer, long *status,
    struct why *why);

#endif
