/*
 * Linked with --wrap for malloc, reallocarray and free, which jsonload.c and
 * this file then call here; jansson's own go through jsonload.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <cmocka.h>

#include "jsonload.h"

#define FLAGS (JSON_DECODE_ANY | JSON_ALLOW_NUL)
#define MOST 100000

/* So many demands of this thread are met, and then one is not, or no more. */
static _Thread_local long left;
static _Thread_local enum {
	ALL,
	BUT_ONE,
	NO_MORE
} given;

/* Blocks of this thread. */
static _Thread_local long held;

void *__real_malloc(size_t size);
void *__real_reallocarray(void *p, size_t n, size_t size);
void __real_free(void *p);
void *__wrap_malloc(size_t size);
void *__wrap_reallocarray(void *p, size_t n, size_t size);
void __wrap_free(void *p);

static bool
is_given(void)
{
	if (given == ALL || left-- > 0)
		return true;
	if (given == BUT_ONE)
		given = ALL;
	return false;
}

void *
__wrap_malloc(size_t size)
{
	void *p = is_given() ? __real_malloc(size) : NULL;

	held += p != NULL;
	return p;
}

void *
__wrap_reallocarray(void *p, size_t n, size_t size)
{
	void *q = is_given() ? __real_reallocarray(p, n, size) : NULL;

	held += q && !p;
	return q;
}

void
__wrap_free(void *p)
{
	held -= p != NULL;
	__real_free(p);
}

#define LONG16 "0123456789abcdef"
#define LONG128 LONG16 LONG16 LONG16 LONG16 LONG16 LONG16 LONG16 LONG16

static const char *const good[] = {
	"{}",
	"7",
	"12345678901234567",
	"-12345678901234567.125e-3",
	"\"" LONG128 "\"",
	"{\"" LONG128 "\": [\"" LONG16 "\", \"" LONG128 LONG128 "\"]}",
	/* A longer text first, then a shorter one, with all that is escaped. */
	"[\"" LONG16 "\\u00e9\\ud834\\udd1e\\n\\\"\\\\\\/\", \"\\u0000\"]",
	/* Objects and lists that grow. */
	"{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,"
	"\"i\":9,\"j\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,[18.5]]}",
	/* The first is dropped, with all that is in it. */
	"{\"a\": {\"b\": [1, \"" LONG16 "\", {\"c\": null}]}, \"a\": true}",
};

/* Jansson says what is wrong, and where. */
static const char *const bad[] = {
	"",
	" ",
	"{",
	"{\"a\": [1, 2",
	"{\"a\":\n  {\"b\" 1}}",
	"[1,\n2,\n\n  tru]",
	"[\"" LONG128,
	"[\"" LONG128 "\", \"\\ud834\"]",
	"[1234567890123456789012345]",
	"[1e999]",
	"[\"\xff\"]",
	"{\"a\": 1} {",
	"{\"a\": \"" LONG16 "\", \"b\": [\"" LONG128 "\", {\"c\": [[[]}]}",
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* What a callback gives: one octet after the other. */
struct drops {
	const char *p;
	size_t len;
	size_t fails_at; /* so many are left: an error */
};

static size_t
drop(void *buffer, size_t size, void *arg)
{
	struct drops *d = arg;

	if (d->len == 0 || size == 0)
		return 0;
	if (d->len == d->fails_at)
		return (size_t)-1;
	memcpy(buffer, d->p++, 1);
	d->len--;
	return 1;
}

static void
same_error(const json_error_t *a, const json_error_t *b)
{
	assert_string_equal(a->text, b->text);
	assert_string_equal(a->source, b->source);
	assert_int_equal(a->line, b->line);
	assert_int_equal(a->column, b->column);
	assert_int_equal(a->position, b->position);
	assert_int_equal(json_error_code(a), json_error_code(b));
	assert_false(jsonload_no_memory(a));
}

/* Both ways, as jansson does it. */
static void
same(const char *text, size_t flags)
{
	struct drops a = { text, strlen(text), SIZE_MAX }, b = a;
	json_error_t want, error;
	json_t *j = json_loadb(text, strlen(text), flags, &want), *k;

	/* Of before. */
	memset(&error, json_error_out_of_memory, sizeof(error));
	k = jsonload(text, strlen(text), flags, &error);
	assert_true(!j == !k && (!j || json_equal(j, k)));
	assert_false(jsonload_no_memory(&error));
	if (!j)
		same_error(&error, &want);
	json_decref(k);
	k = jsonload(text, strlen(text), flags, NULL);
	assert_true(!j == !k);
	json_decref(k);
	json_decref(j);

	j = json_load_callback(drop, &a, flags, &want);
	k = jsonload_callback(drop, &b, flags, &error);
	assert_true(!j == !k && (!j || json_equal(j, k)));
	if (!j)
		same_error(&error, &want);
	json_decref(j);
	json_decref(k);
}

static void
test_as_jansson(void **state)
{
	struct drops a = { good[5], strlen(good[5]), 3 }, b = a;
	json_error_t want, error;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		same(good[i], FLAGS);
		same(good[i], JSON_REJECT_DUPLICATES);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		same(bad[i], FLAGS);
		same(bad[i], 0);
	}
	assert_null(json_load_callback(drop, &a, 0, &want));
	assert_null(jsonload_callback(drop, &b, 0, &error));
	same_error(&error, &want);
	assert_null(json_loadb(NULL, 0, 0, &want));
	assert_null(jsonload(NULL, 0, 0, &error));
	same_error(&error, &want);
}

static void
no_memory(const json_error_t *e, const char *source)
{
	assert_true(jsonload_no_memory(e));
	assert_string_equal(e->text, "out of memory");
	assert_string_equal(e->source, source);
	assert_int_equal(e->line, -1);
	assert_int_equal(e->column, -1);
	assert_int_equal(e->position, 0);
}

/* A load whose memory ends behind n demands, or null with nothing left of it.
 * False when there was no such demand any more. */
static bool
try(const char *text, size_t flags, bool drops, long n, int how)
{
	struct drops d = { text, strlen(text), SIZE_MAX };
	long before = held;
	json_error_t error;
	bool refused;
	json_t *j;

	left = n;
	given = how;
	if (drops)
		j = jsonload_callback(drop, &d, flags, &error);
	else
		j = jsonload(text, strlen(text), flags, &error);
	refused = left < 0;
	given = ALL;
	if (refused) {
		assert_null(j);
		no_memory(&error, drops ? "<callback>" : "<buffer>");
	} else {
		assert_true(j || !jsonload_no_memory(&error));
	}
	json_decref(j);
	assert_int_equal(held, before);
	return refused;
}

/* Wherever it ends; how many demands there are. */
static long
sweep(const char *text, size_t flags, long step)
{
	long n = 0;

	for (int how = BUT_ONE; how <= NO_MORE; how++)
		for (int drops = 0; drops <= 1; drops++)
			for (n = 0; try(text, flags, drops, n, how); n += step)
				assert_true(n < MOST);
	return n;
}

static void
test_memory_ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(sweep(good[i], FLAGS, 1) >= 2);
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_true(sweep(bad[i], FLAGS, 1) >= 1);
	assert_true(sweep(good[8], JSON_REJECT_DUPLICATES, 1) > 10);
}

/* What is noted of it needs memory, too. */
static char *
long_document(size_t members)
{
	size_t len;
	char *text;
	FILE *fp = open_memstream(&text, &len);

	assert_non_null(fp);
	fputs("[{\"a\": [", fp);
	for (size_t i = 0; i < members; i++)
		fprintf(fp, "%s{\"k\": \"v%zu\", \"k\": [\"w\"]}",
		    i > 0 ? "," : "", i);
	fputs("]}]", fp);
	assert_int_equal(0, fclose(fp));
	return text;
}

static void
test_long_document(void **state)
{
	char *text = long_document(40), *cut = long_document(400);

	(void)state;
	cut[strlen(cut) - 2] = '\0';
	assert_true(sweep(text, FLAGS, 1) > 400);
	assert_true(sweep(cut, FLAGS, 61) > 4000);
	same(text, FLAGS);
	same(cut, FLAGS);
	__real_free(text);
	__real_free(cut);
}

/* What comes out of jansson goes to free(), before a load and behind it. */
static void
test_freed_by_free(void **state)
{
	long before = held;
	json_t *j;
	char *text;

	(void)state;
	j = jsonload("{\"a\": [1]}", 10, 0, NULL);
	json_object_set_new(j, "b", json_string(LONG128));
	assert_true(held > before);
	text = json_dumps(j, JSON_COMPACT);
	assert_string_equal(text, "{\"a\":[1],\"b\":\"" LONG128 "\"}");
	free(text);
	json_decref(j);
	assert_int_equal(held, before);
}

/* A thread whose memory ends does not end another's load. */
static void *
load_often(void *arg)
{
	const char *text = arg;
	size_t failed = 0;

	for (int i = 0; i < 5000; i++) {
		json_t *j = jsonload(text, strlen(text), FLAGS, NULL);

		failed += !j;
		json_decref(j);
	}
	return (void *)(uintptr_t)(failed + (held != 0));
}

static void
test_threads(void **state)
{
	union {
		const char *p;
		void *arg;
	} text = { good[7] };
	pthread_t other[2];
	void *failed;

	(void)state;
	json_object_seed(0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    0, pthread_create(&other[i], NULL, load_often, text.arg));
	for (int i = 0; i < 50; i++)
		sweep(good[7], FLAGS, 1);
	for (int i = 0; i < 2; i++) {
		pthread_join(other[i], &failed);
		assert_null(failed);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_jansson),
		cmocka_unit_test(test_memory_ends),
		cmocka_unit_test(test_long_document),
		cmocka_unit_test(test_freed_by_free),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
