#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "hex.h"
#include "radpkt.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* The secret of the examples in RFC 2865 and RFC 5997. */
#define SECRET "xyzzy5461"

/* RFC 2865 section 7.1: a user logs in. */
#define REQUEST                                                                \
	"010000380f403f9473978057bd83d5cb98f4227a01066e656d6f02120dbe708d93d4" \
	"13ce3196e43f782a0aee0406c0a80110050600000003"
#define ACCEPT                                                                 \
	"0200002686fe220e7624ba2a1005f6bf9b55e0b20606000000010f06000000000e06" \
	"c0a80103"

/* RFC 5997 section 6.1: a signed query, and its answer. */
#define STATUS "0cda00268a54f4686fb394c52866e302185d06235012"
#define STATUS_MAC "5a665e2e1e8411f3e243822097c84fa3"
#define STATUS_ANSWER "02da0014ef0d552a4bf2d693ec2b6fe8b5411d66"

struct octets {
	uint8_t p[RADPKT_MAX + 64];
	size_t len;
};

static struct octets
octets(const char *text)
{
	struct octets o;

	assert_int_equal(hex_decode(text, strlen(text), HEX_BARE, o.p,
			     sizeof(o.p), &o.len, NULL, NULL),
	    0);
	return o;
}

static void
reads_who_signed(void **state)
{
	struct octets q = octets(REQUEST), a = octets(ACCEPT);
	struct radpkt request, reply;

	(void)state;
	assert_int_equal(radpkt_parse(q.p, q.len, &request, NULL), 0);
	assert_int_equal(radpkt_parse(a.p, a.len, &reply, NULL), 0);
	assert_int_equal(reply.code, RADPKT_ACCEPT);
	assert_true(radpkt_is_signed(&reply, &request, SECRET));
	assert_false(radpkt_is_signed(&reply, &request, "xyzzy5462"));
	assert_false(radpkt_is_signed(&reply, &request, ""));
	for (size_t i = 0; i < a.len; i++) {
		a.p[i] ^= 1;
		assert_false(radpkt_is_signed(&reply, &request, SECRET));
		a.p[i] ^= 1;
	}
	q.p[4] ^= 1;
	assert_false(radpkt_is_signed(&reply, &request, SECRET));
}

static void
signs_as_the_rfc(void **state)
{
	struct octets q = octets(STATUS "00000000000000000000000000000000");
	struct octets want = octets(STATUS STATUS_MAC);
	struct octets a = octets(STATUS_ANSWER);
	struct radpkt request, reply;

	(void)state;
	radpkt_sign(q.p, q.len, SECRET);
	assert_memory_equal(q.p, want.p, want.len);
	assert_int_equal(radpkt_parse(q.p, q.len, &request, NULL), 0);
	assert_int_equal(
	    radpkt_check_mac(&request, &request, SECRET), RADPKT_MAC_RIGHT);
	/* Signed again, over what stands there, it is the same. */
	radpkt_sign(q.p, q.len, SECRET);
	assert_int_equal(
	    radpkt_check_mac(&request, &request, SECRET), RADPKT_MAC_RIGHT);
	assert_int_equal(
	    radpkt_check_mac(&request, &request, "x"), RADPKT_MAC_WRONG);
	assert_int_equal(radpkt_parse(a.p, a.len, &reply, NULL), 0);
	assert_true(radpkt_is_signed(&reply, &request, SECRET));
	assert_int_equal(
	    radpkt_check_mac(&reply, &request, SECRET), RADPKT_MAC_NONE);
}

/* Of another size or twice there, it says nothing. */
static void
refuses_strange_macs(void **state)
{
	static const char *const rows[] = {
		"0cda00258a54f4686fb394c52866e302185d06235011"
		"000000000000000000000000000000",
		"0cda00388a54f4686fb394c52866e302185d06235012"
		"00000000000000000000000000000000"
		"501200000000000000000000000000000000",
	};
	struct radpkt packet;

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		struct octets o = octets(rows[i]), before = o;

		assert_int_equal(radpkt_parse(o.p, o.len, &packet, NULL), 0);
		assert_int_equal(radpkt_check_mac(&packet, &packet, SECRET),
		    RADPKT_MAC_WRONG);
		radpkt_sign(o.p, o.len, SECRET);
		assert_memory_equal(o.p, before.p, o.len);
	}
}

static void
refuses_bad_frames(void **state)
{
	static const struct {
		const char *hex;
		const char *why;
	} rows[] = {
		{ "02", "want at least 20 octets, have 1" },
		{ "02000013000000000000000000000000000000ff",
		    "want a length of 20 to 4096, have 19" },
		{ "02001001000000000000000000000000000000ff",
		    "want a length of 20 to 4096, have 4097" },
		{ "02000015000000000000000000000000000000ff",
		    "want the 21 octets it says, have 20" },
		{ "02000015000000000000000000000000000000ff01",
		    "want attributes that fit, have one at octet 20 that "
		    "does not" },
		{ "02000016000000000000000000000000000000ff0101",
		    "want attributes that fit, have one at octet 20 that "
		    "does not" },
		{ "02000019000000000000000000000000000000ff0102010400",
		    "want attributes that fit, have one at octet 22 that "
		    "does not" },
	};
	struct radpkt packet = { .len = 7 };
	struct why why;

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		struct octets o = octets(rows[i].hex);

		assert_int_equal(radpkt_parse(o.p, o.len, &packet, &why), -1);
		assert_string_equal(why.text, rows[i].why);
		assert_int_equal(packet.len, 7);
	}
}

/* "VENDOR/TYPE=HEX ..." of all attributes. */
static const char *
walked(const struct octets *o)
{
	static char text[1024];
	struct radpkt packet;
	struct radpkt_walk w;
	struct radattr a;
	size_t n = 0;

	assert_int_equal(radpkt_parse(o->p, o->len, &packet, NULL), 0);
	radpkt_walk(&w, &packet);
	text[0] = '\0';
	while (radpkt_next(&w, &a)) {
		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    "%s%u/%u=", n > 0 ? " " : "", a.vendor, a.type);
		n += hex_encode(text + n, sizeof(text) - n, a.p, a.len);
	}
	return text;
}

static void
opens_vendor_specific(void **state)
{
	static const struct {
		const char *attrs;
		const char *want;
	} rows[] = {
		{ "", "" },
		{ "0102", "0/1=" },
		{ "1a0c00000de9010661626364", "3561/1=61626364" },
		{ "1a0c00000de9010301020363", "3561/1=01 3561/2=63" },
		/* What does not fit is given whole. */
		{ "1a0600000de9", "0/26=00000de9" },
		{ "1a0500000d0102", "0/26=00000d 0/1=" },
		{ "1a0800000de90104", "0/26=00000de90104" },
		{ "1a0800000de90101", "0/26=00000de90101" },
		{ "1a08000000000102", "0/26=000000000102" },
		{ "1a0900000de90103011902", "3561/1=01 0/25=" },
	};
	char hex[256];

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		struct octets o;

		snprintf(hex, sizeof(hex), "0200%04zx%032x%s",
		    20 + strlen(rows[i].attrs) / 2, 0, rows[i].attrs);
		o = octets(hex);
		assert_string_equal(walked(&o), rows[i].want);
	}
}

static void
finds_the_first(void **state)
{
	struct octets o = octets("0200002900000000000000000000000000000000"
				 "1a0900000de9010301"
				 "010302"
				 "1a0900000de9010304");
	struct radpkt packet;
	struct radattr a;

	(void)state;
	assert_int_equal(radpkt_parse(o.p, o.len, &packet, NULL), 0);
	assert_true(radpkt_find(&packet, 3561, 1, &a));
	assert_int_equal(a.len, 1);
	assert_true(radpkt_find(&packet, 0, 1, &a));
	assert_int_equal(a.p[0], 2);
	assert_false(radpkt_find(&packet, 3561, 2, &a));
	assert_string_equal(radpkt_code_name(3), "Access-Reject");
	assert_null(radpkt_code_name(5));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_who_signed),
		cmocka_unit_test(signs_as_the_rfc),
		cmocka_unit_test(refuses_strange_macs),
		cmocka_unit_test(refuses_bad_frames),
		cmocka_unit_test(opens_vendor_specific),
		cmocka_unit_test(finds_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
