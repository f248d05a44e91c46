#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "answer.h"

/* The request, and an answer to it; who signed them was seen before. */
static void
put(uint8_t *p, size_t *len, uint8_t code)
{
	memset(p, 0, 20);
	p[0] = code;
	p[3] = 20;
	*len = 20;
}

static enum verdict
judged(const struct relay_seen *seen)
{
	static const struct options opt;
	static const struct server server = { .from = "HERE", .to = "THERE" };
	struct answer a;

	answer_make(&opt, NULL, &server, seen, "x", &a);
	return a.verdict;
}

static void
judges(void **state)
{
	struct relay_seen seen = { .tries = 1 };

	(void)state;
	put(seen.request, &seen.request_len, 1);
	assert_int_equal(judged(&seen), VERDICT_SILENT);
	seen.refused = true;
	assert_int_equal(judged(&seen), VERDICT_REFUSED);
	seen.dropped_count = 2;
	assert_int_equal(judged(&seen), VERDICT_GARBLED);
	seen.dropped[1].foreign = true;
	assert_int_equal(judged(&seen), VERDICT_FOREIGN);
	put(seen.reply, &seen.reply_len, 2);
	assert_int_equal(judged(&seen), VERDICT_ACCEPTED);
	put(seen.reply, &seen.reply_len, 3);
	assert_int_equal(judged(&seen), VERDICT_REJECTED);
	put(seen.reply, &seen.reply_len, 11);
	assert_int_equal(judged(&seen), VERDICT_CHALLENGED);
}

/* One found where there was no room to keep it says nothing. */
static void
counts_without_looking_past_the_end(void **state)
{
	struct relay_seen seen = { .tries = 1, .dropped_count = 1000 };

	(void)state;
	put(seen.request, &seen.request_len, 1);
	assert_int_equal(judged(&seen), VERDICT_GARBLED);
}

static void
ends_by_the_answer(void **state)
{
	(void)state;
	assert_int_equal(answer_exit(VERDICT_ACCEPTED), 0);
	assert_int_equal(answer_exit(VERDICT_REJECTED), 1);
	assert_int_equal(answer_exit(VERDICT_CHALLENGED), 1);
	for (int v = VERDICT_FOREIGN; v <= VERDICT_SILENT; v++)
		assert_int_equal(answer_exit((enum verdict)v), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges),
		cmocka_unit_test(counts_without_looking_past_the_end),
		cmocka_unit_test(ends_by_the_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
