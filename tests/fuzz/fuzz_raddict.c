#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "raddict.h"

struct words {
	char w[4][64];
	int count;
};

/* Decimal, whatever stands in front. */
static uint32_t
number(const char *s)
{
	return (uint32_t)strtoul(s, NULL, 10);
}

static void
check_attr(const struct raddict *d, const struct words *l, uint32_t vendor)
{
	const struct raddict_attr *a = raddict_by_name(d, l->w[1]);

	assert(a && strcmp(a->name, l->w[1]) == 0 && a->vendor == vendor);
	assert(a->number == number(l->w[2]) && a->number > 0);
	assert(raddict_find(d, vendor, a->number) == a);
}

static void
check_value(const struct raddict *d, const struct words *l)
{
	const struct raddict_attr *a = raddict_by_name(d, l->w[1]);

	assert(a && raddict_value_name(d, a, number(l->w[3])));
}

static uint32_t
number_of(const struct raddict *d, const char *name)
{
	const char *have;

	for (uint32_t i = 1; i < 32768; i++)
		if ((have = raddict_vendor_name(d, i)) &&
		    strcasecmp(have, name) == 0)
			return i;
	abort();
}

/* Every line that was taken, read by the simplest means, is there. */
static void
check_lines(const struct raddict *d, char *text)
{
	uint32_t vendor = 0;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		struct words l = { .count = 0 };

		line[strcspn(line, "#")] = '\0';
		l.count = sscanf(line, "%63s %63s %63s %63s", l.w[0], l.w[1],
		    l.w[2], l.w[3]);
		if (l.count <= 0)
			continue;
		if (strcmp(l.w[0], "VENDOR") == 0)
			assert(strcmp(raddict_vendor_name(d, number(l.w[2])),
				   l.w[1]) == 0);
		else if (strcmp(l.w[0], "ATTRIBUTE") == 0)
			check_attr(d, &l, vendor);
		else if (strcmp(l.w[0], "VALUE") == 0)
			check_value(d, &l);
		else if (strcmp(l.w[0], "END-VENDOR") == 0)
			vendor = 0;
		else
			vendor = number_of(d, l.w[1]);
	}
}

/* The same from a file. */
static void
check_load(const uint8_t *data, size_t size, bool good)
{
	int fd = memfd_create("dictionary", MFD_CLOEXEC);
	struct raddict *d;
	struct why why = { "" };
	char path[32];

	assert(fd != -1 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	d = raddict_load(path, &why);
	assert((d != NULL) == good && (why.text[0] == '\0') == good);
	raddict_free(d);
	close(fd);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct radattr attrs[] = { { 6527, 99, data, 0 },
		{ 0, 7, data, 0 }, { 9, 1, data, 0 } };
	char label[RADDICT_LABEL_SIZE];
	struct why why = { "" };
	struct raddict *d = raddict_parse((const char *)data, size, "f", &why);
	size_t len;
	char *copy;

	assert((d == NULL) == (why.text[0] != '\0'));
	check_load(data, size, d != NULL);
	if (!d)
		return 0;
	assert(raddict_text(d, &len)[size] == '\0' && len == size);
	for (size_t i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++)
		assert(strlen(raddict_label(d, &attrs[i], label)) <
		    RADDICT_LABEL_SIZE);
	copy = strdup(raddict_text(d, &len));
	assert(copy);
	check_lines(d, copy);
	free(copy);
	raddict_free(d);
	return 0;
}
