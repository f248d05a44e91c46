#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "../../tool/part/limitsim.h"
#include "ntpmatch.h"

#define MS INT64_C(1000000)
#define S (1000 * MS)

/* As the tool has it, but smaller. */
static const struct ntpmatch_limits plain = {
	.timeout_ns = 2 * S, .pairs = 1000, .log = 10000, .waiting = 10000
};

static struct ntpmatch *m;

static void
begin_with(const struct ntpmatch_limits *limits)
{
	ntpmatch_free(m);
	m = ntpmatch_new(limits);
	assert_non_null(m);
}

static int
begin(void **state)
{
	(void)state;
	begin_with(&plain);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	ntpmatch_free(m);
	m = NULL;
	return 0;
}

/* Address number `i` as IPv4. */
static struct decap_addr
address(unsigned i)
{
	struct decap_addr a = { .octets = { [10] = 0xff, 0xff, 192, 0 } };

	a.octets[14] = (uint8_t)(i >> 8);
	a.octets[15] = (uint8_t)i;
	return a;
}

/* Who sends what; a test changes what it is about. */
struct packet {
	unsigned client, server;
	uint16_t port;
	bool reply;
	bool long_one;
	uint32_t id; /* of IP; 0: none to tell copies by */
	uint8_t ttl;
	uint64_t origin, receive, transmit;
	uint8_t stratum;
	const char *kiss;
};

static void
feed(int64_t ns, const struct packet *p)
{
	struct decap d = { .src = address(p->client),
		.dst = address(1000 + p->server),
		.sport = p->port ? p->port : 5000,
		.dport = 123,
		.ttl = p->ttl,
		.has_id = p->id > 0,
		.id = p->id,
		.udp_len = p->long_one ? 200 : 48,
		.len = 48 };
	struct ntppkt ntp = { .version = 4,
		.mode = NTPPKT_MODE_CLIENT,
		.origin = p->origin,
		.receive = p->receive,
		.transmit = p->transmit };
	struct decap_addr swap = d.src;

	if (p->reply) {
		d.src = d.dst;
		d.dst = swap;
		d.dport = d.sport;
		d.sport = 123;
		ntp.mode = NTPPKT_MODE_SERVER;
		ntp.stratum = p->kiss ? 0 : 2;
		ntp.refid = p->kiss ? ntppkt_refid(p->kiss) : 1;
	}
	assert_int_equal(ntpmatch_packet(m, ns, &d,
			     p->reply ? NTPPKT_REPLY : NTPPKT_REQUEST, &ntp),
	    0);
}

static void
ask(int64_t ns, uint64_t transmit)
{
	feed(ns, &(struct packet){ .transmit = transmit });
}

static void
answer(int64_t ns, uint64_t origin)
{
	feed(ns,
	    &(struct packet){
		.reply = true, .origin = origin, .transmit = (uint64_t)ns });
}

static const struct ntpmatch_totals *
totals(void)
{
	ntpmatch_end(m);
	return ntpmatch_totals(m);
}

static void
matches_by_origin(void **state)
{
	const struct ntpmatch_totals *t;

	(void)state;
	ask(0, 7);
	ask(10 * MS, 8);
	answer(20 * MS, 8);
	answer(30 * MS, 99);
	ask(5 * S, 9);
	ask(9 * S, 10);
	t = totals();
	assert_int_equal(t->requests, 4);
	assert_int_equal(t->replies, 2);
	assert_int_equal(t->answered, 1);
	assert_int_equal(t->lost, 2);
	/* Less than the timeout before the end. */
	assert_int_equal(t->unknown, 1);
	assert_int_equal(t->unasked, 1);
	assert_int_equal(ntpmatch_logged(m), 4);
	assert_int_equal(ntpmatch_request(m, 0).rtt_us, NTPMATCH_LOST);
	assert_int_equal(ntpmatch_request(m, 1).rtt_us, 10000);
	assert_int_equal(ntpmatch_request(m, 3).rtt_us, NTPMATCH_UNKNOWN);
	assert_false(ntpmatch_one_way(m));
}

/* A reply to another port or address, or behind the timeout, is none. */
static void
needs_the_same_five(void **state)
{
	const struct ntpmatch_totals *t;

	(void)state;
	ask(0, 7);
	feed(MS, &(struct packet){ .reply = true, .port = 5001, .origin = 7 });
	feed(2 * MS,
	    &(struct packet){ .reply = true, .client = 1, .origin = 7 });
	feed(3 * MS,
	    &(struct packet){ .reply = true, .server = 1, .origin = 7 });
	answer(2 * S + MS, 7);
	t = totals();
	assert_int_equal(t->answered, 0);
	assert_int_equal(t->lost, 1);
	assert_int_equal(t->unasked, 4);
}

static void
matches_interleaved(void **state)
{
	(void)state;
	ask(0, 100);
	answer(10 * MS, 100);
	feed(
	    S, &(struct packet){ .origin = 1, .receive = 55, .transmit = 101 });
	answer(S + 10 * MS, 55);
	assert_int_equal(totals()->answered, 2);
	assert_int_equal(ntpmatch_pair(m, 0)->interleaved, 1);
	assert_int_equal(totals()->unasked, 0);
}

/*
 * ntpd puts the client's transmit time into its kiss of death wherever there
 * is room: where that never changes, each looks like the one before.
 */
static void
counts_kisses_that_look_alike(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++) {
		ask(i * 100 * MS, 0);
		feed(i * 100 * MS + 5 * MS,
		    &(struct packet){ .reply = true, .kiss = "RATE" });
	}
	ask(100 * S, 0);
	assert_int_equal(totals()->kod[NTPPKT_KOD_RATE], 10);
	assert_int_equal(totals()->answered, 10);
	assert_int_equal(totals()->mirrored, 0);
}

/* Between the first time there is and the last, again and again. */
static void
survives_the_end_of_time(void **state)
{
	int64_t last = 0;

	(void)state;
	for (int i = 0; i < 6; i++)
		ask(i & 1 ? 0 : INT64_MAX, (uint64_t)i);
	assert_int_equal(totals()->jumps, 1);
	assert_int_equal(totals()->requests, 6);
	for (size_t i = 0; i < ntpmatch_logged(m); i++) {
		assert_true(ntpmatch_request(m, i).ns >= last);
		last = ntpmatch_request(m, i).ns;
	}
}

/* A client whose transmit time never changes: in order, and not invented. */
static void
matches_constant_transmit(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++) {
		ask(i * S, 0);
		if (i % 3 != 1)
			answer(i * S + 15 * MS, 0);
	}
	ask(100 * S, 0);
	assert_int_equal(totals()->answered, 7);
	assert_int_equal(totals()->lost, 3);
	assert_int_equal(totals()->unknown, 1);
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(ntpmatch_request(m, i).rtt_us,
		    i % 3 == 1 ? NTPMATCH_LOST : 15000);
}

static void
tells_copies_from_repeats(void **state)
{
	const struct ntpmatch_pair *p;
	struct packet ask1 = { .id = 500, .ttl = 64, .transmit = 3 };
	struct packet reply = {
		.reply = true, .id = 900, .origin = 3, .transmit = 77
	};

	(void)state;
	feed(0, &ask1);
	ask1.ttl = 63; /* the same, forwarded */
	feed(MS, &ask1);
	ask1.id = 501; /* sent again */
	feed(20 * MS, &ask1);
	feed(30 * MS, &reply);
	feed(31 * MS, &reply);
	feed(60 * MS,
	    &(struct packet){ .reply = true, .origin = 3, .transmit = 78 });
	totals();
	p = ntpmatch_pair(m, 0);
	assert_int_equal(p->requests, 2);
	assert_int_equal(p->repeated, 1);
	assert_int_equal(p->mirrored, 2);
	assert_int_equal(p->replies, 2);
	assert_int_equal(p->answered, 2);
	assert_int_equal(ntpmatch_totals(m)->mirrored, 2);
}

static void
counts_kisses_of_those_who_asked(void **state)
{
	static const char *const codes[] = { "RATE", "RATE", "DENY", "RSTR",
		"STEP" };
	const struct ntpmatch_pair *p;

	(void)state;
	for (unsigned i = 0; i < 5; i++) {
		ask(i * S, 10 + i);
		feed((int64_t)i * S + MS,
		    &(struct packet){ .reply = true,
			.origin = 10 + i,
			.transmit = i,
			.kiss = codes[i] });
	}
	/* Anybody can send this. */
	feed(5 * S,
	    &(struct packet){
		.reply = true, .origin = 4711, .transmit = 9, .kiss = "DENY" });
	totals();
	p = ntpmatch_pair(m, 0);
	assert_int_equal(p->kod[NTPPKT_KOD_RATE], 2);
	assert_int_equal(p->kod[NTPPKT_KOD_DENY], 1);
	assert_int_equal(p->kod[NTPPKT_KOD_RSTR], 1);
	assert_int_equal(p->kod[NTPPKT_KOD_OTHER], 1);
	assert_int_equal(p->answered, 5);
	assert_int_equal(ntpmatch_request(m, 0).rtt_us, NTPMATCH_KOD);
}

static void
counts_long_ones(void **state)
{
	(void)state;
	feed(0, &(struct packet){ .transmit = 1, .long_one = true });
	answer(MS, 1);
	feed(S, &(struct packet){ .transmit = 2, .long_one = true });
	ask(2 * S, 3);
	totals();
	assert_int_equal(ntpmatch_pair(m, 0)->longer, 2);
	assert_int_equal(ntpmatch_pair(m, 0)->longer_answered, 1);
}

static void
one_direction_says_nothing(void **state)
{
	(void)state;
	ask(0, 1);
	ask(10 * S, 2);
	assert_true(ntpmatch_one_way(m));
	begin_with(&plain);
	answer(0, 1);
	assert_true(ntpmatch_one_way(m));
	begin_with(&plain);
	assert_false(ntpmatch_one_way(m));
}

/* A clock that is set back: what was open is unknown, what follows counts. */
static void
begins_anew_behind_a_jump(void **state)
{
	const struct ntpmatch_totals *t;
	int64_t last = INT64_MIN;

	(void)state;
	ask(100 * S, 1);
	answer(100 * S + MS, 1);
	ask(101 * S, 2);
	ask(50 * S, 3);
	answer(50 * S + 20 * MS, 3);
	/* A little back is no jump. */
	ask(50 * S + 10 * MS, 4);
	answer(50 * S + 30 * MS, 4);
	t = totals();
	assert_int_equal(t->jumps, 1);
	assert_int_equal(t->answered, 3);
	assert_int_equal(t->lost, 0);
	assert_int_equal(t->unknown, 1);
	for (size_t i = 0; i < ntpmatch_logged(m); i++) {
		assert_true(ntpmatch_request(m, i).ns >= last);
		last = ntpmatch_request(m, i).ns;
	}
}

static void
the_heaviest_stay(void **state)
{
	static const struct ntpmatch_limits few = {
		.timeout_ns = 2 * S, .pairs = 20, .log = 100, .waiting = 64
	};
	uint64_t heavy = 0, seen = 0;

	(void)state;
	begin_with(&few);
	for (unsigned i = 0; i < 2000; i++) {
		bool is_heavy = i % 2 == 0;

		feed((int64_t)i * 100 * MS,
		    &(struct packet){ .client = is_heavy ? i / 2 % 3 : 10 + i,
			.transmit = i + 1 });
	}
	totals();
	assert_int_equal(ntpmatch_pairs(m), 20);
	for (size_t i = 0; i < 20; i++) {
		const struct ntpmatch_pair *p = ntpmatch_pair(m, i);

		seen += p->requests;
		heavy += p->client.octets[14] == 0 && p->client.octets[15] < 3
		    ? p->requests
		    : 0;
	}
	assert_int_equal(heavy, 1000);
	assert_int_equal(ntpmatch_totals(m)->requests, 2000);
	assert_int_equal(ntpmatch_totals(m)->gone_requests, 2000 - seen);
	assert_int_equal(ntpmatch_totals(m)->gone_pairs, 1003 - 20);
	assert_int_equal(ntpmatch_logged(m), 100);
	assert_int_equal(ntpmatch_forgotten(m), 1900);
}

static void
too_many_open_are_unknown(void **state)
{
	static const struct ntpmatch_limits few = {
		.timeout_ns = 2 * S, .pairs = 2, .log = 100, .waiting = 8
	};

	(void)state;
	begin_with(&few);
	for (unsigned i = 0; i < 20; i++)
		ask((int64_t)i * MS, i + 1);
	assert_int_equal(ntpmatch_totals(m)->forced, 12);
	ask(10 * S, 99);
	assert_int_equal(totals()->unknown, 13);
	assert_int_equal(totals()->lost, 8);
}

static void
tells_the_heaviest_of_a_round(void **state)
{
	const struct ntpmatch_pair *p;
	uint64_t n;

	(void)state;
	assert_null(ntpmatch_round(m, &n));
	ask(0, 1);
	feed(1, &(struct packet){ .client = 5, .transmit = 1 });
	feed(2, &(struct packet){ .client = 5, .transmit = 2 });
	p = ntpmatch_round(m, &n);
	assert_non_null(p);
	assert_int_equal(p->client.octets[15], 5);
	assert_int_equal(n, 2);
	assert_null(ntpmatch_round(m, &n));
	ask(3, 2);
	p = ntpmatch_round(m, &n);
	assert_int_equal(p->client.octets[15], 0);
	assert_int_equal(n, 1);
}

/*
 * Traffic of which all is known: clients of every kind, packets seen twice
 * and a little out of order.  What comes out is what was put in.
 */
#define MANY 4000

struct truth {
	uint64_t requests, replies, answered, lost, unknown, unasked, mirrored;
	uint64_t interleaved, kod;
};

struct timed {
	int64_t ns;
	int order;
	struct packet p;
};

static struct timed queue[MANY * 5];
static int queued;

static void
put(int64_t ns, const struct packet *p)
{
	queue[queued] = (struct timed){ ns, queued, *p };
	queued++;
}

static int
by_time(const void *a, const void *b)
{
	const struct timed *x = a, *y = b;
	int c = (x->ns > y->ns) - (x->ns < y->ns);

	return c != 0 ? c : x->order - y->order;
}

/* What a mirror sees: the same once more. */
static void
put_maybe_twice(
    int64_t ns, const struct packet *p, uint64_t *seed, struct truth *t)
{
	put(ns, p);
	if (sim_unit(seed) > 0.3)
		return;
	put(ns + (int64_t)(sim_unit(seed) * 30 * (double)MS), p);
	t->mirrored++;
}

static void
put_reply(int64_t ns, struct packet p, uint64_t *seed, struct truth *t)
{
	double late = sim_unit(seed);
	bool kiss = sim_unit(seed) < 0.1;

	p.reply = true;
	p.id = (uint32_t)(sim_next(seed) | 1);
	p.origin = p.receive != 0 ? p.receive : p.transmit;
	p.transmit = sim_next(seed);
	p.kiss = kiss ? "RATE" : NULL;
	t->replies++;
	if (late < 0.05) {
		put(ns + 3 * S, &p);
		t->unasked++;
		t->lost++;
		return;
	}
	put_maybe_twice(ns + (int64_t)(late * 1500 * (double)MS), &p, seed, t);
	t->answered++;
	t->kod += kiss;
	t->interleaved += p.origin == p.receive;
}

static void
generate(uint64_t seed, struct truth *t)
{
	memset(t, 0, sizeof(*t));
	queued = 0;
	for (int i = 0; i < MANY; i++) {
		int64_t at = (int64_t)i * 7 * MS;
		struct packet p = { .client = (unsigned)(sim_next(&seed) % 50),
			.server = (unsigned)(sim_next(&seed) % 3),
			.port = (uint16_t)(1024 + sim_next(&seed) % 4),
			.id = (uint32_t)(sim_next(&seed) | 1),
			.transmit = sim_next(&seed) };

		if (sim_unit(&seed) < 0.2) /* interleaved */
			p.receive = sim_next(&seed);
		put_maybe_twice(at, &p, &seed, t);
		t->requests++;
		if (sim_unit(&seed) < 0.6)
			put_reply(at, p, &seed, t);
		else
			t->lost++;
	}
	qsort(queue, (size_t)queued, sizeof(queue[0]), by_time);
}

static void
comes_to_the_truth(void **state)
{
	uint64_t seed = (uint64_t)time(NULL);
	const struct ntpmatch_totals *t;
	uint64_t interleaved = 0;
	struct truth want;

	(void)state;
	print_message("# seed %llu\n", (unsigned long long)seed);
	generate(seed, &want);
	for (int i = 0; i < queued; i++)
		feed(queue[i].ns, &queue[i].p);
	ask(MANY * 7 * MS + 10 * S, 1);
	t = totals();
	for (size_t i = 0; i < ntpmatch_pairs(m); i++)
		interleaved += ntpmatch_pair(m, i)->interleaved;
	assert_int_equal(t->requests, want.requests + 1);
	assert_int_equal(t->replies, want.replies);
	assert_int_equal(t->answered, want.answered);
	assert_int_equal(t->lost, want.lost);
	assert_int_equal(t->unknown, 1);
	assert_int_equal(t->unasked, want.unasked);
	assert_int_equal(t->mirrored, want.mirrored);
	assert_int_equal(t->kod[NTPPKT_KOD_RATE], want.kod);
	assert_int_equal(interleaved, want.interleaved);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(matches_by_origin),
		TEST(needs_the_same_five),
		TEST(matches_interleaved),
		TEST(matches_constant_transmit),
		TEST(counts_kisses_that_look_alike),
		TEST(survives_the_end_of_time),
		TEST(tells_copies_from_repeats),
		TEST(counts_kisses_of_those_who_asked),
		TEST(counts_long_ones),
		TEST(one_direction_says_nothing),
		TEST(begins_anew_behind_a_jump),
		TEST(the_heaviest_stay),
		TEST(too_many_open_are_unknown),
		TEST(tells_the_heaviest_of_a_round),
		TEST(comes_to_the_truth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
