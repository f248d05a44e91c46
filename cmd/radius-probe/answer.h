/*
 * What came of a request, and what it means.  Pure.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "options.h"
#include "raddict.h"
#include "radpkt.h"
#include "relay.h"

enum verdict {
	VERDICT_ACCEPTED,
	VERDICT_REJECTED,
	VERDICT_CHALLENGED,
	VERDICT_FOREIGN, /* only answers signed with another secret */
	VERDICT_GARBLED, /* only packets that are no answer */
	VERDICT_REFUSED, /* the machine says that nobody listens */
	VERDICT_SILENT
};

struct answer {
	const struct options *opt;
	const struct raddict *dict;
	const struct server *server;
	const struct relay_seen *seen;
	struct radpkt request;
	struct radpkt reply; /* p is null when there is none */
	enum radpkt_mac mac;
	enum verdict verdict;
};

/* `secret` is for the Message-Authenticator.  Something was sent. */
void answer_make(const struct options *opt, const struct raddict *dict,
    const struct server *server, const struct relay_seen *seen,
    const char *secret, struct answer *out);

/* "accepted", "wrong secret"; in a few words. */
const char *answer_word(enum verdict v);

int answer_exit(enum verdict v);

/* Whether there is something to tell kea-reserve. */
bool answer_has_kea_args(const struct answer *a);

/* The meaning, in lines.  Hostile bytes are escaped. */
#define ANSWER_LINES_MAX 24
#define ANSWER_LINE_SIZE 1280
struct meaning {
	char line[ANSWER_LINES_MAX][ANSWER_LINE_SIZE];
	size_t count;
};

void answer_mean(const struct answer *a, struct meaning *out);

#endif
