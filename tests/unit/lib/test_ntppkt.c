#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "ntppkt.h"

static void
kinds_by_mode_and_length(void **state)
{
	static const enum ntppkt_kind kinds[] = { NTPPKT_BAD, NTPPKT_PEER,
		NTPPKT_PEER, NTPPKT_REQUEST, NTPPKT_REPLY, NTPPKT_PEER,
		NTPPKT_CONTROL, NTPPKT_PRIVATE };
	static const size_t least[] = { 48, 48, 48, 48, 48, 48, 12, 8 };
	uint8_t p[NTPPKT_LEN] = { 0 };
	struct ntppkt pkt;

	(void)state;
	for (unsigned mode = 0; mode < 8; mode++)
		for (unsigned version = 0; version < 8; version++) {
			p[0] = (uint8_t)(version << 3 | mode);
			assert_int_equal(ntppkt_parse(p, least[mode], &pkt),
			    version >= 1 && version <= 5 ? kinds[mode]
							 : NTPPKT_BAD);
			assert_int_equal(
			    ntppkt_parse(p, least[mode] - 1, &pkt), NTPPKT_BAD);
		}
	assert_int_equal(ntppkt_parse(p, 0, &pkt), NTPPKT_BAD);
}

static void
reads_what_it_writes(void **state)
{
	struct ntppkt a = { .leap = 3,
		.version = 4,
		.mode = NTPPKT_MODE_SERVER,
		.stratum = 2,
		.poll = -6,
		.precision = -23,
		.root_delay = 0x10203,
		.root_dispersion = 0xfffefdfc,
		.refid = 0xc0000201,
		.reference = 1,
		.origin = UINT64_MAX,
		.receive = 0x8000000000000000,
		.transmit = 0x0123456789abcdef };
	uint8_t p[NTPPKT_LEN];
	struct ntppkt b;

	(void)state;
	ntppkt_write(&a, p);
	assert_int_equal(p[0], 0xe4);
	assert_memory_equal(p + 40, "\x01\x23\x45\x67\x89\xab\xcd\xef", 8);
	assert_int_equal(ntppkt_parse(p, sizeof(p), &b), NTPPKT_REPLY);
	assert_int_equal(b.leap, 3);
	assert_int_equal(b.stratum, 2);
	assert_int_equal(b.poll, -6);
	assert_int_equal(b.precision, -23);
	assert_int_equal(b.root_delay, a.root_delay);
	assert_int_equal(b.root_dispersion, a.root_dispersion);
	assert_int_equal(b.refid, a.refid);
	assert_true(b.origin == a.origin && b.receive == a.receive);
	assert_true(b.transmit == a.transmit && b.reference == 1);
}

static void
kisses_only_of_stratum_0(void **state)
{
	static const struct {
		const char *code;
		enum ntppkt_kod kod;
	} codes[] = { { "RATE", NTPPKT_KOD_RATE }, { "DENY", NTPPKT_KOD_DENY },
		{ "RSTR", NTPPKT_KOD_RSTR }, { "NTSN", NTPPKT_KOD_OTHER } };
	struct ntppkt pkt = { .version = 4, .mode = NTPPKT_MODE_SERVER };
	char text[5];

	(void)state;
	assert_int_equal(ntppkt_kod(&pkt), NTPPKT_KOD_NONE);
	for (size_t i = 0; i < 4; i++) {
		pkt.refid = ntppkt_refid(codes[i].code);
		pkt.stratum = 0;
		assert_int_equal(ntppkt_kod(&pkt), codes[i].kod);
		assert_string_equal(
		    ntppkt_code(pkt.refid, text), codes[i].code);
		pkt.stratum = 1; /* a refid like any other */
		assert_int_equal(ntppkt_kod(&pkt), NTPPKT_KOD_NONE);
	}
	pkt.stratum = 0;
	pkt.mode = NTPPKT_MODE_CLIENT;
	assert_int_equal(ntppkt_kod(&pkt), NTPPKT_KOD_NONE);
	assert_string_equal(ntppkt_code(0x1b5b4a00, text), "?[J?");
}

static void
looks_tell_implementations_apart(void **state)
{
	/* What a photograph app of 2016 sent. */
	struct ntppkt pkt = { .version = 4,
		.mode = NTPPKT_MODE_CLIENT,
		.poll = 4,
		.precision = -6,
		.root_delay = 65536,
		.root_dispersion = 65536,
		.transmit = 9 };
	char text[NTPPKT_LOOK_STRLEN];
	struct ntppkt_look look;

	(void)state;
	ntppkt_look(&pkt, 40000, 48, &look);
	assert_string_equal(ntppkt_look_str(&look, text),
	    "v4 poll 4 precision -6 root delay 1");
	pkt = (struct ntppkt){ .version = 3, .mode = NTPPKT_MODE_CLIENT };
	ntppkt_look(&pkt, NTPPKT_PORT, 68, &look);
	assert_string_equal(ntppkt_look_str(&look, text),
	    "v3 poll 0 precision 0 from port 123 no transmit time extended");
	/* A client with a clock shows what its server is like, not itself. */
	pkt.stratum = 3;
	pkt.refid = 0xc0000201;
	pkt.reference = 5;
	pkt.root_delay = 65536;
	ntppkt_look(&pkt, 40000, 48, &look);
	assert_int_equal(look.refid, 0);
	assert_null(strstr(ntppkt_look_str(&look, text), "root delay"));
	memset(&look, 0xff, sizeof(look));
	look.flags = 7;
	assert_in_range(
	    strlen(ntppkt_look_str(&look, text)), 1, NTPPKT_LOOK_STRLEN - 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_by_mode_and_length),
		cmocka_unit_test(reads_what_it_writes),
		cmocka_unit_test(kisses_only_of_stratum_0),
		cmocka_unit_test(looks_tell_implementations_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
