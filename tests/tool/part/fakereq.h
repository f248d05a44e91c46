/*
 * A request to fakekea as it comes: by HTTP with a head, by a unix socket as
 * soon as it is whole JSON.
 */
#ifndef FAKEREQ_H
#define FAKEREQ_H

#include <stdbool.h>
#include <stddef.h>

#include "keawire.h"

#define FAKEREQ_MAX (64u << 20)

struct fakereq {
	int fd;
	bool http;
	struct keabuf raw; /* free with keabuf_free() */
	const char *body;  /* in raw */
	size_t body_len;
	char command[64];
};

/* False when the client went away before its request was whole. */
bool fakereq_read(struct fakereq *r);

/*
 * The body with the first A replaced by B, `rule` being "A|B"; the caller's
 * to free.  Null when A is not there.
 */
char *fakereq_swap(const struct fakereq *r, const char *rule, size_t *len);

/* A listening socket at `path`, or -1. */
int fakereq_listen_unix(const char *path);

#endif
