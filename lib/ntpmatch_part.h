/*
 * The parts of ntpmatch: the table of pairs, the requests that wait for their
 * reply, the log.
 */
#ifndef NTPMATCH_PART_H
#define NTPMATCH_PART_H

#include "ntpmatch.h"

/*
 * The table of pairs.  What is searched lies close together, apart from what
 * is counted.
 */
struct pairkey {
	struct decap_addr client;
	struct decap_addr server;
	uint32_t next; /* of the same chain */
};

struct pairtab {
	struct ntpmatch_pair *pairs;
	struct pairkey *keys;
	size_t count;
	size_t size;       /* room there is */
	size_t max;        /* room there may be */
	uint32_t *heads;   /* index of the first of a chain, or PAIRTAB_NONE */
	size_t head_count; /* a power of two */
	size_t hand;       /* where to look next for one to give up */
	uint64_t seed;
};

#define PAIRTAB_NONE UINT32_MAX

int pairtab_init(struct pairtab *t, size_t max, uint64_t seed);
void pairtab_free(struct pairtab *t);

/*
 * The index of a pair, made where there is none.  When there is no room, a
 * light one gives up its place and *gone is what it was, left alone otherwise.
 * PAIRTAB_NONE when memory is short.
 */
uint32_t pairtab_get(struct pairtab *t, const struct decap_addr *client,
    const struct decap_addr *server, uint64_t born, struct ntpmatch_pair *gone);

/*
 * Requests in order of time, found by transmit or receive time.
 */
struct waiting {
	int64_t ns;
	uint64_t transmit;
	uint64_t receive;
	uint64_t older[2]; /* of the same chain: by transmit, by receive */
	uint64_t reply;    /* transmit of its reply */
	int64_t reply_ns;  /* when that came */
	uint32_t pair;
	uint32_t generation;
	uint32_t rtt_us; /* NTPMATCH_LOST: no reply yet */
	uint32_t id;
	uint16_t port;
	uint8_t ttl;
	bool has_id;
	bool longer;
};

enum waitring_key {
	WAITRING_TRANSMIT,
	WAITRING_RECEIVE
};

/* Numbers of entries begin at 1 and only grow. */
struct waitring {
	struct waiting *entries;
	size_t size; /* a power of two */
	size_t max;
	uint64_t first; /* the oldest there is */
	uint64_t end;   /* behind the newest */
	uint64_t *heads[2];
	uint64_t seed;
};

int waitring_init(struct waitring *r, size_t max, uint64_t seed);
void waitring_free(struct waitring *r);
size_t waitring_count(const struct waitring *r);
struct waiting *waitring_oldest(struct waitring *r);
void waitring_pop(struct waitring *r);

/* -1 when memory is short.  When full, one has to be popped before. */
bool waitring_full(const struct waitring *r);
int waitring_push(struct waitring *r, const struct waiting *w);

/*
 * Those of one key, from the newest on: waitring_find() begins, _next() goes
 * on from what was found; null at the end.
 */
struct waiting *waitring_find(struct waitring *r, enum waitring_key key,
    uint32_t pair, uint16_t port, uint64_t stamp);
struct waiting *waitring_next(
    struct waitring *r, enum waitring_key key, const struct waiting *w);

/*
 * The log.
 */
struct matchlog {
	struct ntpmatch_request *entries;
	size_t size;
	size_t max;
	size_t next;    /* where the next goes */
	uint64_t count; /* ever */
};

void matchlog_init(struct matchlog *l, size_t max);
void matchlog_free(struct matchlog *l);
int matchlog_add(struct matchlog *l, const struct ntpmatch_request *r);
size_t matchlog_left(const struct matchlog *l);
struct ntpmatch_request matchlog_at(const struct matchlog *l, size_t i);

#endif
