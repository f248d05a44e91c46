#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "ikefrag.h"

#define MS INT64_C(1000000)
#define S (1000 * MS)

static struct ikefrag *k;

static int
begin(void **state)
{
	(void)state;
	k = ikefrag_new(4);
	return k ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	ikefrag_free(k);
	return 0;
}

/* A message of IKE from one peer to the other; octets of IP from `at` on. */
struct piece {
	unsigned from, to;
	uint32_t id;
	uint64_t spi;
	uint8_t msgid;
	uint32_t at, len;
	bool more;
	bool natt;
	uint8_t marker;
	uint8_t ttl;
};

static void
send_piece(int64_t ns, const struct piece *p)
{
	uint8_t payload[4 + 28] = { p->marker };
	uint8_t *h = payload + (p->natt ? 4 : 0);
	struct decap d = { .ttl = p->ttl ? p->ttl : 64,
		.has_id = p->id > 0,
		.id = p->id,
		.more = p->more,
		.at = p->at,
		.ip_len = p->len ? p->len : 100,
		.sport = p->natt ? 4500 : 500,
		.dport = p->natt ? 4500 : 500,
		.payload = payload,
		.len = p->natt ? 32 : 28 };

	d.src.octets[15] = (uint8_t)p->from;
	d.dst.octets[15] = (uint8_t)p->to;
	memcpy(h, &p->spi, 8);
	h[18] = 35;
	h[23] = p->msgid;
	h[26] = 2124 >> 8;
	h[27] = 2124 & 0xff;
	if (p->at > 0)
		ikefrag_fragment(k, ns, &d);
	else
		ikefrag_datagram(k, ns, &d);
}

static const struct piece whole = { .from = 1, .to = 2, .id = 7, .spi = 9 };
static const struct piece first = {
	.from = 1, .to = 2, .id = 7, .spi = 9, .len = 1376, .more = true
};
static const struct piece last = {
	.from = 1, .to = 2, .id = 7, .at = 1376, .len = 760
};

static const struct ikefrag_peers *
only(void)
{
	ikefrag_end(k, 1000 * S);
	assert_int_equal(ikefrag_count(k), 1);
	return ikefrag_peers(k, 0);
}

static void
both_ways_are_one(void **state)
{
	struct piece back = whole;

	(void)state;
	send_piece(1, &whole);
	back.from = 2;
	back.to = 1;
	back.spi = 10;
	send_piece(S, &back);
	assert_int_equal(only()->messages, 2);
	assert_int_equal(only()->client.octets[15], 1);
	assert_int_equal(only()->auth, 2);
	assert_int_equal(only()->repeated, 0);
	assert_int_equal(only()->largest, 2124);
}

/* RFC 7383: each part has the header of the message, and its own number. */
static void
parts_of_ike_are_no_repeats(void **state)
{
	uint8_t payload[28 + 8] = { 9 };
	struct decap d = { .ttl = 64,
		.has_id = true,
		.sport = 500,
		.dport = 500,
		.payload = payload,
		.len = sizeof(payload) };

	(void)state;
	payload[16] = 53;
	payload[17] = 2 << 4;
	payload[18] = 35;
	for (int turn = 0; turn < 2; turn++)
		for (int part = 1; part <= 3; part++) {
			d.id++;
			payload[28 + 5] = (uint8_t)part;
			ikefrag_datagram(k, turn * S + part * MS, &d);
		}
	assert_int_equal(only()->messages, 2);
	assert_int_equal(only()->auth, 2);
	assert_int_equal(only()->repeated, 1);
}

/* The rest may still come when a capture ends. */
static void
the_end_is_no_loss(void **state)
{
	(void)state;
	send_piece(10 * S, &first);
	ikefrag_end(k, 10 * S + MS);
	assert_int_equal(ikefrag_peers(k, 0)->incomplete, 0);
	ikefrag_end(k, 20 * S);
	assert_int_equal(ikefrag_peers(k, 0)->incomplete, 1);
}

static void
joins_fragments(void **state)
{
	struct piece other = first;

	(void)state;
	send_piece(1, &first);
	send_piece(2, &last);
	/* The other way round. */
	other.id = 8;
	other.msgid = 2;
	send_piece(S,
	    &(struct piece){
		.from = 1, .to = 2, .id = 8, .at = 1376, .len = 760 });
	send_piece(S + 1, &other);
	assert_int_equal(only()->fragmented, 2);
	assert_int_equal(only()->incomplete, 0);
}

static void
misses_fragments(void **state)
{
	struct piece again = first;

	(void)state;
	send_piece(1, &first);
	again.id = 8;
	send_piece(2 * S, &again);
	/* Not of this message. */
	send_piece(2 * S + 1,
	    &(struct piece){
		.from = 1, .to = 2, .id = 9, .at = 1376, .len = 760 });
	assert_int_equal(only()->fragmented, 2);
	assert_int_equal(only()->incomplete, 2);
	assert_int_equal(only()->repeated, 1);
}

/* What a mirror shows twice is neither sent again nor another fragment. */
static void
copies_count_once(void **state)
{
	struct piece hop = first, middle = last;

	(void)state;
	hop.ttl = 63;
	middle.more = true;
	middle.len = 1376;
	send_piece(1, &first);
	send_piece(MS, &hop);
	send_piece(2 * MS, &last);
	send_piece(3 * MS, &last);
	assert_int_equal(only()->messages, 1);
	assert_int_equal(only()->repeated, 0);
	assert_int_equal(only()->incomplete, 0);
	/* Of three fragments two, and the first of them twice. */
	hop.id = middle.id = 20;
	hop.msgid = 3;
	send_piece(S, &hop);
	send_piece(S + 1, &middle);
	send_piece(S + 2, &middle);
	assert_int_equal(only()->incomplete, 1);
}

static void
knows_the_marker(void **state)
{
	struct piece natt = whole;

	(void)state;
	natt.natt = true;
	natt.marker = 1; /* ESP */
	send_piece(1, &natt);
	assert_int_equal(ikefrag_count(k), 0);
	natt.marker = 0;
	send_piece(2, &natt);
	assert_int_equal(only()->messages, 1);
}

static void
keeps_few(void **state)
{
	struct piece p = whole;

	(void)state;
	for (unsigned i = 0; i < 10; i++) {
		p.from = 10 + i;
		send_piece((int64_t)i * S, &p);
	}
	ikefrag_end(k, 1000 * S);
	assert_int_equal(ikefrag_count(k), 4);
	assert_int_equal(ikefrag_dropped(k), 6);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(ikefrag_peers(k, i)->repeated, 0);
}

/* Many fragments of which nothing else comes: those are given up, no more. */
static void
survives_a_flood(void **state)
{
	(void)state;
	send_piece(1, &first);
	for (uint32_t i = 0; i < 3000; i++)
		send_piece((int64_t)i * MS,
		    &(struct piece){ .from = 1,
			.to = 2,
			.id = 1000 + i,
			.at = 8,
			.len = 8 });
	send_piece(4 * S, &last);
	assert_int_equal(only()->fragmented, 1);
	assert_int_equal(only()->incomplete, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(both_ways_are_one),
		TEST(parts_of_ike_are_no_repeats),
		TEST(the_end_is_no_loss),
		TEST(joins_fragments),
		TEST(misses_fragments),
		TEST(copies_count_once),
		TEST(knows_the_marker),
		TEST(keeps_few),
		TEST(survives_a_flood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
