/*
 * For tests of site.h: a site file in a folder of the test's own.
 */
#ifndef SITE_FILE_H
#define SITE_FILE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "site.h"

static char folder[] = "/tmp/test_site.XXXXXX";
static char file[64];

static int
setup(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(file, sizeof(file), "%s/site.json", folder);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(file);
	return rmdir(folder);
}

static void
write_file(const void *text, size_t len, mode_t mode)
{
	FILE *fp = fopen(file, "w");

	assert_non_null(fp);
	assert_int_equal(fwrite(text, 1, len, fp), len);
	assert_int_equal(fclose(fp), 0);
	assert_int_equal(chmod(file, mode), 0);
}

static struct site *
load(const char *text, struct why *why)
{
	write_file(text, strlen(text), 0644);
	return site_load(file, why);
}

static struct site *
good(const char *text)
{
	struct why why = { "" };
	struct site *site = load(text, &why);

	if (!site)
		fail_msg("refused: %s", why.text);
	return site;
}

/* Refused, with exactly "FILE" and `want` as the reason. */
static inline void
bad(const char *text, const char *want)
{
	struct why why = { "" };
	struct site *site = load(text, &why);

	if (site)
		fail_msg("taken: %s", text);
	assert_memory_equal(why.text, file, strlen(file));
	assert_string_equal(why.text + strlen(file), want);
}

#endif
