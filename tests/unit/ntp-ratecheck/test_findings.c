#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "read_report.h"

#define MS INT64_C(1000000)
#define S (1000 * MS)

static struct read_options options;
static struct reading reading;
static uint64_t stamp;

static int
begin(void **state)
{
	static const struct ntpmatch_limits limits = { .timeout_ns = 2 * S,
		.pairs = 200000,
		.log = 300000,
		.waiting = 100000 };

	(void)state;
	options = (struct read_options){
		.prefix4 = 24, .prefix6 = 48, .rows = 20, .port = 123
	};
	reading =
	    (struct reading){ .o = &options, .match = ntpmatch_new(&limits) };
	stamp = 0;
	return reading.match ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	ntpmatch_free(reading.match);
	return 0;
}

static struct decap_addr
address(uint8_t net, unsigned i)
{
	struct decap_addr a = { .octets = { [10] = 0xff, 0xff, net } };

	a.octets[13] = (uint8_t)(i >> 16);
	a.octets[14] = (uint8_t)(i >> 8);
	a.octets[15] = (uint8_t)i;
	return a;
}

static void
ask(int64_t ns, unsigned client, unsigned server)
{
	struct decap d = { .src = address(10, client),
		.dst = address(20, server),
		.sport = 5000,
		.dport = 123,
		.udp_len = 48,
		.len = 48 };
	struct ntppkt pkt = {
		.version = 4, .mode = NTPPKT_MODE_CLIENT, .transmit = ++stamp
	};

	ntpmatch_packet(reading.match, ns, &d, NTPPKT_REQUEST, &pkt);
}

/* The last that was asked; `kiss`: null for the time of day. */
static void
answer(int64_t ns, unsigned client, unsigned server, const char *kiss)
{
	struct decap d = { .src = address(20, server),
		.dst = address(10, client),
		.sport = 123,
		.dport = 5000,
		.udp_len = 48,
		.len = 48 };
	struct ntppkt pkt = { .version = 4,
		.mode = NTPPKT_MODE_SERVER,
		.stratum = kiss ? 0 : 2,
		.refid = kiss ? ntppkt_refid(kiss) : 1,
		.origin = stamp,
		.transmit = (uint64_t)ns };

	ntpmatch_packet(reading.match, ns, &d, NTPPKT_REPLY, &pkt);
}

static struct report *
made(void)
{
	struct report *p;

	ntpmatch_end(reading.match);
	p = report_new(&reading);
	assert_non_null(p);
	return p;
}

static size_t
count(const struct report *p, enum finding_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < p->finding_count; i++)
		n += p->findings[i].kind == kind;
	return n;
}

/* A hundred servers that never answer, and one client that floods. */
static void
the_worst_is_not_crowded_out(void **state)
{
	struct report *p;
	int64_t ns = 0;

	(void)state;
	for (unsigned i = 0; i < 900; i++)
		ask(ns += 20 * S, 1, i % 100);
	for (unsigned i = 0; i < 400; i++) {
		ask(ns += 100 * MS, 2, 1000);
		if (i % 2)
			answer(ns + MS, 2, 1000, NULL);
	}
	ask(ns + 9 * S, 3, 1000);
	p = made();
	assert_int_equal(p->rc, RC_CRITICAL);
	assert_int_equal(p->findings[0].rc, RC_CRITICAL);
	assert_int_equal(count(p, FINDING_FLOOD), 1);
	assert_int_equal(p->finding_count, FINDINGS_MAX);
	assert_true(p->findings_left_out >= 100 - FINDINGS_MAX);
	for (size_t i = 1; i < p->finding_count; i++)
		assert_true(p->findings[i].text[0] != '\0');
	report_free(p);
}

static void
names_what_a_server_said(void **state)
{
	struct report *p;
	int64_t ns = 0;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		ask(ns += 64 * S, 1, 1);
		answer(ns + MS, 1, 1, i == 0 ? "DENY" : "RATE");
	}
	ask(ns += 64 * S, 1, 2);
	answer(ns + MS, 1, 2, "RSTR");
	ask(ns + 64 * S, 1, 2);
	answer(ns + 64 * S + MS, 1, 2, "INIT");
	p = made();
	assert_int_equal(p->finding_count, 3);
	assert_string_equal(p->findings[0].text,
	    "20.0.0.1 told 10.0.0.1 to slow down: 2 kisses of death, code "
	    "RATE");
	assert_string_equal(p->findings[1].text,
	    "20.0.0.1 told 10.0.0.1 to stop: 1 kiss of death, code DENY");
	assert_string_equal(p->findings[2].text,
	    "20.0.0.2 told 10.0.0.1 to stop: 1 kiss of death, code RSTR");
	report_free(p);
}

/* What this machine was too slow for is no limit of somebody's. */
static void
doubts_a_capture_with_holes(void **state)
{
	struct report *p;
	int64_t ns = 0;

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		ask(ns += 16 * S, 1, 1);
		if (i % 4)
			answer(ns + MS, 1, 1, NULL);
	}
	p = made();
	assert_int_equal(p->rc, RC_WARNING);
	report_free(p);
	reading.dropped = 1;
	p = made();
	assert_int_equal(p->rc, RC_WARNING);
	report_free(p);
	reading.dropped = 3;
	p = made();
	assert_int_equal(p->rc, RC_UNKNOWN);
	assert_int_equal(p->findings[0].kind, FINDING_BLIND);
	assert_string_equal(finding_word(FINDING_BLIND), "capture-drops");
	report_free(p);
}

/* Nothing seems lost: nothing is to be doubted. */
static void
holes_alone_are_no_finding(void **state)
{
	struct report *p;
	int64_t ns = 0;

	(void)state;
	for (unsigned i = 0; i < 50; i++) {
		ask(ns += 64 * S, 1, 1);
		answer(ns + MS, 1, 1, NULL);
	}
	reading.dropped = 1000;
	p = made();
	assert_int_equal(p->rc, RC_OK);
	report_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    the_worst_is_not_crowded_out, begin, end),
		cmocka_unit_test_setup_teardown(
		    names_what_a_server_said, begin, end),
		cmocka_unit_test_setup_teardown(
		    doubts_a_capture_with_holes, begin, end),
		cmocka_unit_test_setup_teardown(
		    holes_alone_are_no_finding, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
