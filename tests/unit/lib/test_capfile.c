#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "capfile.h"

#define NANO 0xa1b23c4du
#define MICRO 0xa1b2c3d4u

/* A capture of one octet at that time, as this machine writes numbers. */
static struct capfile *
one_packet(uint32_t magic, uint32_t seconds, uint32_t part)
{
	const uint32_t words[] = { magic, 4 << 16 | 2, 0, 0, 65535, 101,
		seconds, part, 1, 60 };
	char path[] = "/tmp/test_capfileXXXXXX";
	struct capfile *c;
	struct why why;
	int fd = mkstemp(path);
	FILE *fp = fdopen(fd, "wb");

	assert_non_null(fp);
	assert_int_equal(fwrite(words, sizeof(words), 1, fp), 1);
	assert_int_equal(fputc('x', fp), 'x');
	assert_int_equal(fclose(fp), 0);
	c = capfile_file(path, &why);
	unlink(path);
	assert_non_null(c);
	return c;
}

static void
want_time(uint32_t magic, uint32_t seconds, uint32_t part, int64_t ns)
{
	struct capfile *c = one_packet(magic, seconds, part);
	struct capfile_packet p;
	struct why why;

	assert_int_equal(capfile_next(c, &p, &why), 1);
	assert_true(p.ns == ns);
	assert_int_equal(p.len, 1);
	assert_int_equal(p.wire_len, 60);
	assert_memory_equal(p.p, "x", 1);
	assert_int_equal(capfile_next(c, &p, &why), CAPFILE_END);
	capfile_free(c);
}

static void
times_are_nanoseconds(void **state)
{
	(void)state;
	want_time(MICRO, 1700000000, 123456, 1700000000123456000);
	want_time(NANO, 1700000000, 123456789, 1700000000123456789);
	want_time(MICRO, 0, 0, 0);
}

/* Behind 2038, where 31 bits end, until 2106, where the file's do. */
static void
times_go_on_until_2106(void **state)
{
	(void)state;
	want_time(MICRO, 0x80000000, 999999, 2147483648999999000);
	want_time(NANO, UINT32_MAX, 999999999, 4294967295999999999);
}

static void
a_part_of_a_second_is_less_than_one(void **state)
{
	struct capfile *c = one_packet(NANO, 1700000000, 1000000000);
	struct capfile_packet p;
	struct why why;

	(void)state;
	assert_int_equal(capfile_next(c, &p, &why), CAPFILE_ERROR);
	assert_non_null(
	    strstr(why.text, "want a time from 1970 to 2262, have 1700000000"));
	capfile_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_nanoseconds),
		cmocka_unit_test(times_go_on_until_2106),
		cmocka_unit_test(a_part_of_a_second_is_less_than_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
