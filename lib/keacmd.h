/*
 * One command to one Kea server, over its unix control socket or over HTTP
 * (control agent, nginx in front of it, or Kea 3's own), with every answer
 * shape that these give brought to one.
 *
 * libcurl is loaded at the first HTTP command, not at start: a hook that
 * finds nothing to do must not pay for it.
 */
#ifndef KEACMD_H
#define KEACMD_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

#include "jsonslice.h"
#include "why.h"

struct keacmd_endpoint {
	const char *label; /* for messages: "rosette dhcp4" */
	int family;        /* AF_INET: service dhcp4; AF_INET6: dhcp6 */
	const char *url;   /* http://, https:// or unix:/path; no password */
	const char *user;  /* HTTP basic authentication; null: none */
	const char *password_file;
	const char *ca_file; /* null: the system's */
};

/* Kea's result codes. */
enum keacmd_result {
	KEACMD_OK = 0,
	KEACMD_ERROR = 1,
	KEACMD_UNSUPPORTED = 2,
	KEACMD_EMPTY = 3,
	KEACMD_CONFLICT = 4
};

struct keacmd_answer {
	int result;        /* as Kea sent it; other values than above occur */
	char text[512];    /* Kea's words, cut; "" when it sent none */
	json_t *arguments; /* owned; null when absent */

	/* Of keacmd_fetch() alone: the list that stands empty in arguments,
	 * and the text around it, owned; null when it stands in arguments. */
	struct jsonslice list;
	char *body;
};

/*
 * Connecting takes at most this long, three times as long over https with
 * its handshake; `timeout_ms` bounds the whole.
 */
#define KEACMD_CONNECT_MS 300

/* Longest answer read, in octets: 100,000 hosts are about 25 MB. */
#define KEACMD_MAX_ANSWER (256u << 20)

/*
 * One command, with `service` over HTTP alone.
 *
 * Returns 0 when Kea itself answered, whatever its result; -1 and why when
 * it could not be asked or what came back is no answer of Kea's (HTTP error,
 * HTML, truncated, an error of the control agent or that it could not reach
 * Kea: all named in why).  After -1 a command may have been carried out all
 * the same.
 *
 * `arguments` may be null and stays the caller's.  Free the answer with
 * keacmd_answer_clear() in either case.
 */
int keacmd_call(const struct keacmd_endpoint *ep, const char *command,
    json_t *arguments, unsigned int timeout_ms, struct keacmd_answer *out,
    struct why *why);
void keacmd_answer_clear(struct keacmd_answer *a);

/*
 * The same for a long answer, without arguments: the list at `path` of the
 * answer (jsonslice.h) is left as text, whose elements nobody has judged yet.
 */
int keacmd_fetch(const struct keacmd_endpoint *ep, const char *command,
    const char *const path[], unsigned int timeout_ms,
    struct keacmd_answer *out, struct why *why);

/* The same for a long question: print() writes the arguments, one JSON
 * value.  0, or -1 when it cannot. */
typedef int keacmd_print_fn(const void *arg, FILE *fp);
int keacmd_post(const struct keacmd_endpoint *ep, const char *command,
    keacmd_print_fn *print, const void *arg, unsigned int timeout_ms,
    struct keacmd_answer *out, struct why *why);

/*
 * The pure half: an answer of `len` octets as it came.  http_status is 0 for
 * a unix socket.  Kea sends an object there, a list of one over HTTP, and
 * the control agent an object for errors of its own.
 */
int keacmd_parse(const char *body, size_t len, long http_status,
    struct keacmd_answer *out, struct why *why);
/* With the list at `path` in out->list, a part of `body`, which stays the
 * caller's: out->body is null. */
int keacmd_parse_long(const char *body, size_t len, long http_status,
    const char *const path[], struct keacmd_answer *out, struct why *why);

#endif
