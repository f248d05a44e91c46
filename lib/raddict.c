#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "raddict.h"

#define LINE_MAX_OCTETS 250
#define WORDS_MAX 4

struct vendor {
	char name[RADDICT_NAME_MAX + 1];
	uint32_t number;
};

struct value {
	const struct raddict_attr *of; /* set when all is read */
	char attr[RADDICT_NAME_MAX + 1];
	char name[RADDICT_NAME_MAX + 1];
	uint32_t number;
};

struct raddict {
	char *text;
	size_t len;
	uint32_t within; /* the vendor of BEGIN-VENDOR */
	struct vendor *vendors;
	size_t vendor_count;
	struct raddict_attr *attrs;
	size_t attr_count;
	struct value *values;
	size_t value_count;
};

static const char *const type_names[] = {
	[RADDICT_STRING] = "string",
	[RADDICT_INTEGER] = "integer",
	[RADDICT_IPADDR] = "ipaddr",
	[RADDICT_IPV6ADDR] = "ipv6addr",
	[RADDICT_IPV6PREFIX] = "ipv6prefix",
};
#define TYPE_COUNT (sizeof(type_names) / sizeof(type_names[0]))

static int
take_name(const char *word, char out[RADDICT_NAME_MAX + 1], struct why *why)
{
	size_t len = strspn(word,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	    "-._/");

	if (word[len] != '\0' || len > RADDICT_NAME_MAX)
		return why_set(why,
		    "want a name of at most %d letters, digits and -._/, "
		    "have %s",
		    RADDICT_NAME_MAX, word);
	memcpy(out, word, len + 1);
	return 0;
}

static int
take_number(const char *word, uint32_t max, uint32_t *out, struct why *why)
{
	/* libradcli cuts a word of more than 63 characters. */
	if (strlen(word) > 10 ||
	    num_parse_u32(word, max == UINT32_MAX ? 0 : 1, max, out) == -1)
		return why_set(
		    why, "want a number of at most %u, have %s", max, word);
	return 0;
}

/* Room for one more in an array of `count`; null and why. */
static void *
grow(void *array, size_t count, size_t size, struct why *why)
{
	void *new = reallocarray(array, count + 1, size);

	if (!new)
		why_errno(why, "dictionary");
	else
		memset((char *)new + count *size, 0, size);
	return new;
}

static const struct vendor *
find_vendor(const struct raddict *d, const char *name)
{
	for (size_t i = 0; i < d->vendor_count; i++)
		if (strcasecmp(d->vendors[i].name, name) == 0)
			return &d->vendors[i];
	return NULL;
}

static int
add_vendor(struct raddict *d, char *const word[], struct why *why)
{
	struct vendor *v = grow(d->vendors, d->vendor_count, sizeof(*v), why);

	if (!v)
		return -1;
	d->vendors = v;
	v += d->vendor_count;
	/* libradcli keeps it in the upper half of a signed number. */
	if (take_name(word[1], v->name, why) == -1 ||
	    take_number(word[2], INT16_MAX, &v->number, why) == -1)
		return -1;
	if (find_vendor(d, v->name) || raddict_vendor_name(d, v->number))
		return why_set(
		    why, "want each vendor once, have %s again", v->name);
	d->vendor_count++;
	return 0;
}

static int
begin_vendor(struct raddict *d, char *const word[], struct why *why)
{
	const struct vendor *v = find_vendor(d, word[1]);

	if (!v)
		return why_set(
		    why, "want a VENDOR named before, have %s", word[1]);
	d->within = v->number;
	return 0;
}

static int
end_vendor(struct raddict *d, char *const word[], struct why *why)
{
	const struct vendor *v = find_vendor(d, word[1]);

	if (!v || v->number != d->within)
		return why_set(
		    why, "want the vendor of BEGIN-VENDOR, have %s", word[1]);
	d->within = 0;
	return 0;
}

static int
take_type(const char *word, enum raddict_type *out, struct why *why)
{
	for (size_t i = 0; i < TYPE_COUNT; i++)
		if (strcmp(word, type_names[i]) == 0) {
			*out = (enum raddict_type)i;
			return 0;
		}
	return why_set(why,
	    "want the type string, integer, ipaddr, ipv6addr or ipv6prefix, "
	    "have %s",
	    word);
}

static int
add_attr(struct raddict *d, char *const word[], struct why *why)
{
	struct raddict_attr *a = grow(d->attrs, d->attr_count, sizeof(*a), why);
	uint32_t number;

	if (!a)
		return -1;
	d->attrs = a;
	a += d->attr_count;
	if (take_name(word[1], a->name, why) == -1 ||
	    take_number(word[2], UINT8_MAX, &number, why) == -1 ||
	    take_type(word[3], &a->type, why) == -1)
		return -1;
	a->number = (uint8_t)number;
	a->vendor = d->within;
	if (raddict_by_name(d, a->name) ||
	    raddict_find(d, a->vendor, a->number))
		return why_set(
		    why, "want each attribute once, have %s again", a->name);
	d->attr_count++;
	return 0;
}

static int
add_value(struct raddict *d, char *const word[], struct why *why)
{
	struct value *v = grow(d->values, d->value_count, sizeof(*v), why);

	if (!v)
		return -1;
	d->values = v;
	v += d->value_count;
	if (take_name(word[1], v->attr, why) == -1 ||
	    take_name(word[2], v->name, why) == -1 ||
	    take_number(word[3], UINT32_MAX, &v->number, why) == -1)
		return -1;
	if (!raddict_by_name(d, v->attr))
		return why_set(
		    why, "want an ATTRIBUTE named before, have %s", v->attr);
	d->value_count++;
	return 0;
}

static const struct keyword {
	const char *name;
	size_t words;
	int (*take)(struct raddict *d, char *const word[], struct why *why);
} keywords[] = {
	{ "VENDOR", 3, add_vendor },
	{ "BEGIN-VENDOR", 2, begin_vendor },
	{ "END-VENDOR", 2, end_vendor },
	{ "ATTRIBUTE", 4, add_attr },
	{ "VALUE", 4, add_value },
};

/* libradcli knows a line by how it begins: no blank before it. */
static int
parse_line(struct raddict *d, char *line, struct why *why)
{
	char *word[WORDS_MAX + 1], *save = NULL;
	size_t n = 0;

	line[strcspn(line, "#")] = '\0';
	for (char *w = strtok_r(line, " \t\r", &save); w && n <= WORDS_MAX;
	     w = strtok_r(NULL, " \t\r", &save))
		word[n++] = w;
	if (n == 0)
		return 0;
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (word[0] == line && strcmp(word[0], keywords[i].name) == 0 &&
		    n == keywords[i].words)
			return keywords[i].take(d, word, why);
	return why_set(why,
	    "want VENDOR NAME NUMBER, BEGIN-VENDOR NAME, END-VENDOR NAME, "
	    "ATTRIBUTE NAME NUMBER TYPE or VALUE ATTRIBUTE NAME NUMBER, "
	    "have %s",
	    word[0]);
}

static int
parse_lines(struct raddict *d, const char *path, struct why *why)
{
	char line[LINE_MAX_OCTETS + 1];
	unsigned long number = 1;
	const char *end;

	for (const char *p = d->text; *p != '\0'; p = end, number++) {
		size_t len = strcspn(p, "\n");

		end = p + len + (p[len] == '\n');
		if (len > LINE_MAX_OCTETS)
			return why_set(why,
			    "%s:%lu: want at most %d octets, have %zu", path,
			    number, LINE_MAX_OCTETS, len);
		memcpy(line, p, len);
		line[len] = '\0';
		if (parse_line(d, line, why) == -1)
			return why_prefix(why, "%s:%lu", path, number);
	}
	for (size_t i = 0; i < d->value_count; i++)
		d->values[i].of = raddict_by_name(d, d->values[i].attr);
	return 0;
}

struct raddict *
raddict_parse(const char *text, size_t len, const char *path, struct why *why)
{
	struct raddict *d = calloc(1, sizeof(*d));

	if (d)
		d->text = malloc(len + 1);
	if (!d || !d->text) {
		why_errno(why, "%s", path);
		goto fail;
	}
	memcpy(d->text, text, len);
	d->text[len] = '\0';
	d->len = len;
	if (memchr(text, '\0', len)) {
		why_set(why, "%s: want text, have a NUL", path);
		goto fail;
	}
	if (parse_lines(d, path, why) == -1)
		goto fail;
	return d;
fail:
	raddict_free(d);
	return NULL;
}

struct raddict *
raddict_load(const char *path, struct why *why)
{
	char *buf = malloc(RADDICT_MAX_OCTETS + 1);
	FILE *fp = buf ? fopen(path, "re") : NULL;
	struct raddict *d = NULL;
	size_t len;

	if (!fp) {
		why_errno(why, "%s", path);
		goto out;
	}
	len = fread(buf, 1, RADDICT_MAX_OCTETS + 1, fp);
	if (ferror(fp))
		why_errno(why, "%s", path);
	else if (len > RADDICT_MAX_OCTETS)
		why_set(why, "%s: want at most %d octets, have more", path,
		    RADDICT_MAX_OCTETS);
	else
		d = raddict_parse(buf, len, path, why);
	fclose(fp);
out:
	free(buf);
	return d;
}

void
raddict_free(struct raddict *d)
{
	if (!d)
		return;
	free(d->text);
	free(d->vendors);
	free(d->attrs);
	free(d->values);
	free(d);
}

const char *
raddict_text(const struct raddict *d, size_t *len)
{
	*len = d->len;
	return d->text;
}

const struct raddict_attr *
raddict_find(const struct raddict *d, uint32_t vendor, uint8_t number)
{
	for (size_t i = 0; i < d->attr_count; i++)
		if (d->attrs[i].vendor == vendor &&
		    d->attrs[i].number == number)
			return &d->attrs[i];
	return NULL;
}

const struct raddict_attr *
raddict_by_name(const struct raddict *d, const char *name)
{
	for (size_t i = 0; i < d->attr_count; i++)
		if (strcasecmp(d->attrs[i].name, name) == 0)
			return &d->attrs[i];
	return NULL;
}

const char *
raddict_vendor_name(const struct raddict *d, uint32_t vendor)
{
	for (size_t i = 0; i < d->vendor_count; i++)
		if (d->vendors[i].number == vendor)
			return d->vendors[i].name;
	return NULL;
}

const char *
raddict_value_name(
    const struct raddict *d, const struct raddict_attr *attr, uint32_t value)
{
	for (size_t i = 0; i < d->value_count; i++)
		if (d->values[i].of == attr && d->values[i].number == value)
			return d->values[i].name;
	return NULL;
}

const char *
raddict_label(const struct raddict *d, const struct radattr *a,
    char buf[RADDICT_LABEL_SIZE])
{
	const struct raddict_attr *known = raddict_find(d, a->vendor, a->type);
	const char *vendor = raddict_vendor_name(d, a->vendor);

	if (known)
		return known->name;
	if (a->vendor == 0)
		snprintf(buf, RADDICT_LABEL_SIZE, "Attr-%u", a->type);
	else if (vendor)
		snprintf(
		    buf, RADDICT_LABEL_SIZE, "%s-Attr-%u", vendor, a->type);
	else
		snprintf(buf, RADDICT_LABEL_SIZE, "Vendor-%u-Attr-%u",
		    a->vendor, a->type);
	return buf;
}
