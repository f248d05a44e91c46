#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "../../tool/part/limitsim.h"
#include "ntpflow.h"

#define MS INT64_C(1000000)
#define S (1000 * MS)

static struct ntpflow f;
static struct ntpflow_burst ended;

static int
begin(void **state)
{
	(void)state;
	memset(&f, 0, sizeof(f));
	return 0;
}

static void
send_many(int64_t from, int64_t every, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		ntpflow_add(
		    &f, from + (int64_t)i * every, NTPFLOW_ANSWERED, &ended);
}

static void
classes_begin_where_they_should(void **state)
{
	static const struct {
		int64_t every_ms;
		unsigned count;
		enum ntpflow_class class;
	} cases[] = {
		{ 64000, 500, NTPFLOW_OK },
		{ 2000, 8, NTPFLOW_OK }, /* iburst */
		{ 1900, 9, NTPFLOW_WARN }, { 16000, 100, NTPFLOW_OK },
		{ 15900, 99, NTPFLOW_OK }, { 15900, 101, NTPFLOW_WARN },
		{ 490, 20, NTPFLOW_WARN }, { 450, 21, NTPFLOW_ABUSIVE },
		{ 1000, 29, NTPFLOW_WARN },
		{ 1000, 30, NTPFLOW_ABUSIVE }, /* RFC 4085's */
		{ 200, 299, NTPFLOW_ABUSIVE }, { 199, 300, NTPFLOW_EXTREME },
		{ 100, 6000, NTPFLOW_EXTREME }, /* femtocells */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin(state);
		send_many(S, cases[i].every_ms * MS, cases[i].count);
		if (ntpflow_class(&f) != cases[i].class)
			fail_msg("%u each %lld ms: %s", cases[i].count,
			    (long long)cases[i].every_ms,
			    ntpflow_class_name(ntpflow_class(&f)));
	}
}

/* Once abusive, always: an hour of quiet does not excuse the flood. */
static void
the_worst_stays(void **state)
{
	(void)state;
	send_many(0, 100 * MS, 400);
	send_many(7200 * S, 64 * S, 100);
	assert_int_equal(ntpflow_class(&f), NTPFLOW_EXTREME);
	assert_int_equal(f.peak1, 10);
	assert_int_equal(f.peak10, 100);
}

static void
bursts_end_with_a_pause(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++)
		assert_false(ntpflow_add(&f, i * 100 * MS,
		    i < 4 ? NTPFLOW_ANSWERED : NTPFLOW_LOST, &ended));
	assert_true(ntpflow_add(&f, 10 * S, NTPFLOW_UNKNOWN, &ended));
	assert_int_equal(ended.packets, 10);
	assert_int_equal(ended.answered, 4);
	assert_int_equal(ended.lost, 6);
	assert_int_equal(ended.first_ns, 0);
	assert_int_equal(ended.last_ns, 900 * MS);
	assert_int_equal(ended.silence_ns, 600 * MS);
	assert_true(ntpflow_end(&f, &ended));
	assert_int_equal(ended.packets, 1);
	assert_false(ntpflow_end(&f, &ended));
	/* An iburst is none that counts. */
	assert_int_equal(f.bursts, 1);
	assert_int_equal(f.burst_packets, 10);
	assert_int_equal(f.burst_ns, 900 * MS);
}

static void
sees_who_backs_off(void **state)
{
	int64_t at = 0;

	assert_int_equal(ntpflow_backs_off(&f), -1);
	for (int i = 0; i < 20; i++) {
		at += i % 2 ? 4 * S : S;
		ntpflow_add(
		    &f, at, i % 2 ? NTPFLOW_ANSWERED : NTPFLOW_LOST, &ended);
	}
	assert_int_equal(ntpflow_backs_off(&f), 1);
	begin(state);
	for (int i = 0; i < 20; i++)
		ntpflow_add(
		    &f, i * S, i % 2 ? NTPFLOW_ANSWERED : NTPFLOW_LOST, &ended);
	assert_int_equal(ntpflow_backs_off(&f), 0);
}

static void
measures_rate_and_headway(void **state)
{
	(void)state;
	assert_true(ntpflow_rate(&f) == 0);
	send_many(5 * S, 250 * MS, 41);
	assert_true(fabs(ntpflow_rate(&f) - 4) < 1e-9);
	ntpflow_add(&f, 15 * S + 20 * MS, NTPFLOW_LOST, &ended);
	assert_int_equal(f.headway_ns, 20 * MS);
}

#define MANY 3000

/* Most packets within any `seconds` of the clock that began with the first. */
static unsigned
most(const int64_t *at, size_t n, int64_t seconds)
{
	unsigned best = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t end = (at[i] - at[0]) / S;
		unsigned count = 0;

		for (size_t k = 0; k <= i; k++)
			count += (at[k] - at[0]) / S > end - seconds;
		if (count > best)
			best = count;
	}
	return best;
}

static void
windows_count_as_counting_does(void **state)
{
	uint64_t seed = (uint64_t)time(NULL);
	static int64_t at[MANY];
	unsigned w10, w16, w30, w60;
	enum ntpflow_class class = NTPFLOW_OK;

	print_message("# seed %llu\n", (unsigned long long)seed);
	for (int round = 0; round < 6; round++) {
		double mean = pow(10, -2 + 4 * sim_unit(&seed));
		size_t n = 200 + (size_t)(sim_next(&seed) % 300);
		int64_t now = (int64_t)(sim_next(&seed) >> 3);

		begin(state);
		for (size_t i = 0; i < n; i++) {
			now +=
			    (int64_t)(-log(1 - sim_unit(&seed)) * mean * 1e9);
			at[i] = now;
			ntpflow_add(&f, now, NTPFLOW_LOST, &ended);
		}
		w10 = most(at, n, 10);
		w16 = most(at, n, 16);
		w30 = most(at, n, 30);
		w60 = most(at, n, 60);
		class = w60 >= 300                           ? NTPFLOW_EXTREME
		    : w10 > 20 || w30 >= 30                  ? NTPFLOW_ABUSIVE
		    : w16 > 8 || ntpflow_rate(&f) > 1.0 / 16 ? NTPFLOW_WARN
							     : NTPFLOW_OK;
		assert_int_equal(f.peak1, most(at, n, 1));
		assert_int_equal(f.peak10, w10);
		assert_int_equal(ntpflow_class(&f), class);
	}
}

static void
counts_far_beyond_a_second(void **state)
{
	(void)state;
	for (int i = 0; i < 200000; i++)
		ntpflow_add(&f, i * 4000, NTPFLOW_LOST, &ended);
	assert_int_equal(f.peak1, 200000);
	assert_int_equal(f.peak10, 200000);
	/* As they stand after a hundred million. */
	f.packets = f.burst.packets = 100000000;
	ntpflow_add(&f, 10 * S, NTPFLOW_LOST, &ended);
	assert_int_equal(ended.packets, 100000000);
	assert_int_equal(f.packets, 100000001);
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(classes_begin_where_they_should),
		TEST(the_worst_stays),
		TEST(bursts_end_with_a_pause),
		TEST(sees_who_backs_off),
		TEST(measures_rate_and_headway),
		TEST(windows_count_as_counting_does),
		TEST(counts_far_beyond_a_second),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
