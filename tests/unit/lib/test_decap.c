#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "decap.h"

/* What a test speaks of: a UDP datagram of four octets, "time". */
#define V4_HEAD \
	"4500"  \
	"0020"  \
	"1234"  \
	"0000"  \
	"40"    \
	"11"    \
	"0000"
#define V4_ADDR    \
	"c0000201" \
	"c6336407"
#define UDP                \
	"c001007b000c0000" \
	"74696d65"
#define V4 V4_HEAD V4_ADDR UDP
#define V6_ADDR                            \
	"20010db8000000000000000000000001" \
	"20010db8000000000000000000000002"
#define V6         \
	"60000000" \
	"000c"     \
	"11"       \
	"40" V6_ADDR UDP
#define MACS           \
	"020000000001" \
	"020000000002"

enum {
	NULL_ = 0,
	ETHERNET = 1,
	PPP = 9,
	RAW = 101,
	LOOP = 108,
	SLL = 113,
	SLL2 = 276
};

struct octets {
	uint8_t p[512];
	size_t len;
};

static void
octets(const char *hex, struct octets *o)
{
	unsigned v;

	for (o->len = 0; *hex; hex += 2) {
		assert_int_equal(sscanf(hex, "%2x", &v), 1);
		o->p[o->len++] = (uint8_t)v;
	}
}

/*
 * A view on octets of the heap, so that the sanitizers see what is read
 * behind their end.
 */
static enum decap_kind
look_at(int link, const uint8_t *p, size_t len, struct decap *d)
{
	uint8_t *copy = malloc(len + 1);
	enum decap_kind kind;

	assert_non_null(copy);
	memcpy(copy, p, len);
	copy = realloc(copy, len ? len : 1);
	assert_non_null(copy);
	kind = decap(link, copy, len, d);
	if (kind == DECAP_UDP) {
		assert_true(d->payload >= copy && d->len <= len);
		assert_true(d->payload + d->len <= copy + len);
		/* Behind it, only the length counts. */
		d->payload = p + (d->payload - copy);
	}
	free(copy);
	return kind;
}

static enum decap_kind
look(int link, const char *hex, struct decap *d)
{
	static struct octets o;

	octets(hex, &o);
	return look_at(link, o.p, o.len, d);
}

static void
is_the_datagram(int link, const char *hex, bool v4)
{
	char text[IPNET_STRLEN];
	struct decap d;

	if (look(link, hex, &d) != DECAP_UDP)
		fail_msg("link %d: %s", link, hex);
	assert_string_equal(
	    decap_str(&d.src, text), v4 ? "192.0.2.1" : "2001:db8::1");
	assert_string_equal(
	    decap_str(&d.dst, text), v4 ? "198.51.100.7" : "2001:db8::2");
	assert_int_equal(decap_is_v4(&d.src), v4);
	assert_int_equal(d.sport, 0xc001);
	assert_int_equal(d.dport, 123);
	assert_int_equal(d.ttl, 64);
	assert_int_equal(d.udp_len, 4);
	assert_int_equal(d.len, 4);
	assert_int_equal(d.has_id, v4);
	assert_memory_equal(d.payload, "time", 4);
}

static const struct {
	int link;
	bool v4;
	const char *hex;
} frames[] = {
	{ ETHERNET, true, MACS "0800" V4 },
	{ ETHERNET, false, MACS "86dd" V6 },
	/* A short frame is padded. */
	{ ETHERNET, true, MACS "0800" V4 "000000000000000000000000" },
	{ ETHERNET, false, MACS "86dd" V6 "00000000" },
	{ ETHERNET, true,
	    MACS "8100000a"
		 "0800" V4 },
	{ ETHERNET, false,
	    MACS "88a8000a"
		 "81000014"
		 "86dd" V6 },
	{ ETHERNET, true,
	    MACS "9100000a"
		 "81000014"
		 "81000015"
		 "0800" V4 },
	{ ETHERNET, true,
	    MACS "8864"
		 "11000001004e"
		 "0021" V4 },
	{ ETHERNET, false,
	    MACS "81000007"
		 "8864"
		 "11000001004e"
		 "0057" V6 },
	{ ETHERNET, true,
	    MACS "8847"
		 "00010040"
		 "000201ff" V4 },
	{ ETHERNET, false,
	    MACS "8847"
		 "000201ff" V6 },
	{ SLL, true,
	    "0000"
	    "0001"
	    "0006"
	    "0200000000020000"
	    "0800" V4 },
	{ SLL, false,
	    "0004"
	    "0001"
	    "0006"
	    "0200000000020000"
	    "86dd" V6 },
	{ SLL2, true,
	    "0800"
	    "0000"
	    "00000002"
	    "0001"
	    "00"
	    "06"
	    "0200000000020000" V4 },
	{ SLL2, false,
	    "86dd"
	    "0000"
	    "00000002"
	    "0001"
	    "00"
	    "06"
	    "0200000000020000" V6 },
	{ SLL2, true,
	    "8100"
	    "0000"
	    "00000002"
	    "0001"
	    "00"
	    "06"
	    "0200000000020000"
	    "000a"
	    "0800" V4 },
	/* Of the one and of the other order of octets. */
	{ NULL_, true, "02000000" V4 },
	{ NULL_, true, "00000002" V4 },
	{ NULL_, false, "1e000000" V6 },
	{ LOOP, true, "00000002" V4 },
	{ LOOP, false, "00000018" V6 },
	{ LOOP, false, "0000001c" V6 },
	{ LOOP, false, "0000000a" V6 },
	{ PPP, true,
	    "ff03"
	    "0021" V4 },
	{ PPP, false,
	    "ff03"
	    "0057" V6 },
	{ PPP, true, "0021" V4 },
	{ PPP, true, "21" V4 },
	{ 50, true,
	    "ff03"
	    "0021" V4 },
	{ 51, true,
	    "110000010022"
	    "0021" V4 },
	{ RAW, true, V4 },
	{ RAW, false, V6 },
	{ 12, true, V4 },
	{ 14, false, V6 },
	{ 228, true, V4 },
	{ 229, false, V6 },
	/* What a network card will cut itself has no length yet. */
	{ RAW, true,
	    "4500"
	    "0000"
	    "1234"
	    "0000"
	    "40"
	    "11"
	    "0000" V4_ADDR UDP },
	/* Options; record route. */
	{ RAW, true,
	    "4600"
	    "0024"
	    "1234"
	    "0000"
	    "40"
	    "11"
	    "0000" V4_ADDR "07030400" UDP },
	{ RAW, true,
	    "4f00"
	    "0048"
	    "1234"
	    "0000"
	    "40"
	    "11"
	    "0000" V4_ADDR "01010101010101010101"
	    "01010101010101010101"
	    "01010101010101010101"
	    "01010101010101010101" UDP },
	/* Hop by hop, destination, routing, authentication. */
	{ RAW, false,
	    "60000000"
	    "0014"
	    "00"
	    "40" V6_ADDR "11000502000001"
	    "00" UDP },
	{ RAW, false,
	    "60000000"
	    "0024"
	    "00"
	    "40" V6_ADDR "3c00050200000100"
	    "2b00010400000000"
	    "1100000000000000" UDP },
	{ RAW, false,
	    "60000000"
	    "001c"
	    "3c"
	    "40" V6_ADDR "1101010c00000000"
	    "0000000000000000" UDP },
	{ RAW, false,
	    "60000000"
	    "0024"
	    "33"
	    "40" V6_ADDR "11040000"
	    "00000100"
	    "00000001"
	    "0102030405060708"
	    "090a0b0c" UDP },
};

#define FRAMES (sizeof(frames) / sizeof(frames[0]))

static void
finds_it_behind_each_link(void **state)
{
	(void)state;
	for (size_t i = 0; i < FRAMES; i++)
		is_the_datagram(frames[i].link, frames[i].hex, frames[i].v4);
}

/* Cut anywhere, a frame is never another datagram, and nothing is invented. */
static void
cut_frames_invent_nothing(void **state)
{
	static struct octets o;
	struct decap d;

	(void)state;
	for (size_t i = 0; i < FRAMES; i++) {
		octets(frames[i].hex, &o);
		for (size_t len = 0; len < o.len; len++) {
			if (look_at(frames[i].link, o.p, len, &d) != DECAP_UDP)
				continue;
			assert_int_equal(d.dport, 123);
			assert_in_range(d.len, 0, 4);
			assert_memory_equal(d.payload, "time", d.len);
		}
	}
	/* But a snap length is named as such. */
	octets(MACS "0800" V4, &o);
	assert_int_equal(look_at(ETHERNET, o.p, 30, &d), DECAP_CUT);
	assert_int_equal(look_at(ETHERNET, o.p, 38, &d), DECAP_CUT);
	assert_int_equal(look_at(ETHERNET, o.p, 44, &d), DECAP_UDP);
	assert_int_equal(d.len, 2);
	assert_int_equal(d.udp_len, 4);
}

static void
knows_fragments(void **state)
{
	struct decap d;

	(void)state;
	assert_int_equal(look(RAW,
			     "4500"
			     "0020"
			     "1234"
			     "2000"
			     "40"
			     "11"
			     "0000" V4_ADDR UDP,
			     &d),
	    DECAP_UDP);
	assert_true(d.more);
	assert_int_equal(d.at, 0);
	assert_int_equal(d.id, 0x1234);
	assert_int_equal(d.ip_len, 12);
	assert_int_equal(look(RAW,
			     "4500"
			     "0020"
			     "1234"
			     "00ac"
			     "40"
			     "11"
			     "0000" V4_ADDR UDP,
			     &d),
	    DECAP_FRAGMENT);
	assert_false(d.more);
	assert_int_equal(d.at, 0xac * 8);
	/* Of something else. */
	assert_int_equal(look(RAW,
			     "4500"
			     "0020"
			     "1234"
			     "00ac"
			     "40"
			     "06"
			     "0000" V4_ADDR UDP,
			     &d),
	    DECAP_OTHER);
	assert_int_equal(look(RAW,
			     "60000000"
			     "0014"
			     "2c"
			     "40" V6_ADDR "11"
			     "00"
			     "0001"
			     "89abcdef" UDP,
			     &d),
	    DECAP_UDP);
	assert_true(d.more && d.has_id);
	assert_int_equal(d.id, 0x89abcdef);
	assert_int_equal(d.ip_len, 12);
	/* What a later fragment begins with is no header, though it may look
	 * like one. */
	assert_int_equal(look(RAW,
			     "60000000"
			     "0014"
			     "2c"
			     "40" V6_ADDR "11"
			     "00"
			     "0568"
			     "89abcdef"
			     "2c00000000000000"
			     "00000000",
			     &d),
	    DECAP_FRAGMENT);
	assert_int_equal(d.at, 0x568);
}

static void
leaves_the_rest_alone(void **state)
{
	static const struct {
		int link;
		const char *hex;
	} others[] = {
		{ ETHERNET,
		    MACS "0806"
			 "0001080006040001" },
		{ ETHERNET, MACS "8863" V4 },
		{ ETHERNET, "" },
		{ LOOP, "00000007" V4 },
		{ PPP, "c021" V4 },
		{ RAW,
		    "4500"
		    "0020"
		    "1234"
		    "0000"
		    "40"
		    "06"
		    "0000" V4_ADDR UDP },
		/* Impossible headers. */
		{ RAW,
		    "4400"
		    "0020"
		    "1234"
		    "0000"
		    "40"
		    "11"
		    "0000" V4_ADDR UDP },
		{ RAW,
		    "4500"
		    "0010"
		    "1234"
		    "0000"
		    "40"
		    "11"
		    "0000" V4_ADDR UDP },
		{ RAW,
		    "5500"
		    "0020"
		    "1234"
		    "0000"
		    "40"
		    "11"
		    "0000" V4_ADDR UDP },
		{ RAW,
		    "4500"
		    "0020"
		    "1234"
		    "0000"
		    "40"
		    "11"
		    "0000" V4_ADDR "c001007b00070000"
		    "74696d65" },
		{ RAW,
		    "60000000"
		    "000c"
		    "00"
		    "40" V6_ADDR "11ff050200000100"
		    "74696d65" },
		{ 105, V4 },
		{ 147, V4 },
	};
	struct decap d;

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (look(others[i].link, others[i].hex, &d) == DECAP_UDP)
			fail_msg("taken for UDP: %s", others[i].hex);
	assert_false(decap_knows(105));
	assert_true(decap_knows(SLL2));
}

/* A row of tags, labels or headers without end. */
static void
does_not_follow_for_ever(void **state)
{
	static struct octets o;
	struct decap d;

	(void)state;
	octets(MACS, &o);
	for (int i = 0; i < 40; i++, o.len += 4)
		memcpy(o.p + o.len, "\x81\0\0\1", 4);
	memcpy(o.p + o.len, "\x08\0", 2);
	assert_int_equal(look_at(ETHERNET, o.p, o.len + 2, &d), DECAP_OTHER);
	octets("60000000"
	       "0188"
	       "00"
	       "40" V6_ADDR,
	    &o);
	for (int i = 0; i < 48; i++, o.len += 8)
		memcpy(o.p + o.len, "\0\0\5\2\0\0\1\0", 8);
	assert_int_equal(look_at(RAW, o.p, o.len, &d), DECAP_OTHER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_it_behind_each_link),
		cmocka_unit_test(cut_frames_invent_nothing),
		cmocka_unit_test(knows_fragments),
		cmocka_unit_test(leaves_the_rest_alone),
		cmocka_unit_test(does_not_follow_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
