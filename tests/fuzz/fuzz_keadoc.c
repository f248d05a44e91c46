/*
 * Configuration documents as a Kea might send them, through everything that
 * only reads: the parser, the rules of --check, the comparisons of --diff.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../cmd/kea-reserve/diff.h"
#include "../../cmd/kea-reserve/lint.h"
#include "fuzz.h"
#include "name.h"

static char class_name[] = "ils01", member_name[] = "ils", site_name[] = "s";

static struct ipnet dns4 = { AF_INET, 32, { 89, 234, 140, 1 } };
static struct ipnet dns6 = { AF_INET6, 128, { 0x2a, 0, 0x58, 0x81 } };

static struct site_prefix prefixes[] = {
	{ .net = { AF_INET, 24, { 5, 183, 104 } },
	    .client_class = class_name,
	    .gateway = { AF_INET, 32, { 5, 183, 104, 1 } },
	    .dns = &dns4,
	    .dns_count = 1 },
	{ .net = { AF_INET6, 40, { 0x2a, 0x0e, 0xc4 } },
	    .client_class = class_name,
	    .dns = &dns6,
	    .dns_count = 1 },
};

static struct site_member member = {
	.name = member_name, .prefixes = prefixes, .prefix_count = 2
};

static const struct site site = {
	.path = site_name, .members = &member, .member_count = 1
};

static void
check_lint(const struct keadoc *doc, bool by_line)
{
	struct findings f;
	const struct lint_kea k = { .doc = doc,
		.site = &site,
		.version = 20200,
		.f = &f,
		.by_line = by_line };
	char *text;
	size_t len;
	FILE *fp;

	finding_init(&f, "fuzz");
	lint_doc(&k);
	assert(!f.failed);
	fp = open_memstream(&text, &len);
	assert(fp);
	finding_print(&f, NULL, fp);
	assert(fclose(fp) == 0);
	assert(f.count == 0 || strncmp(text, "fuzz: ", 6) == 0);
	free(text);
	finding_free(&f);
}

/* Element by element it is the same as whole. */
static void
check_long(const uint8_t *data, size_t size, const struct keadoc *doc)
{
	struct jsonslice list;
	char *text = malloc(size);
	struct keadoc *other;
	json_t *root;

	assert(text);
	memcpy(text, data, size);
	root = jsonslice_load(text, size, keadoc_path(doc->family) + 1,
	    JSON_DECODE_ANY | JSON_ALLOW_NUL, &list, NULL);
	other = keadoc_parse_long(root, &text, list, doc->family, NULL);
	assert(other && other->host_count == doc->host_count);
	for (size_t i = 0; i < doc->host_count; i++) {
		const struct keadoc_host *x = &doc->hosts[i],
					 *y = &other->hosts[i];
		json_t *was = keadoc_raw(x), *is = keadoc_raw(y);

		assert(json_equal(was, is) && x->global == y->global);
		assert(x->marked == y->marked && x->extra == y->extra &&
		    x->has_id == y->has_id && x->net_count == y->net_count &&
		    host_same_wish(&x->host, &y->host));
		json_decref(was);
		json_decref(is);
	}
	assert(json_equal(doc->carrier, other->carrier) ||
	    (!doc->carrier && !other->carrier));
	check_lint(other, false);
	keadoc_free(other);
	json_decref(root);
}

/* A document against itself: nothing foreign is missing or different. */
static void
check_diff(const struct keadoc *doc)
{
	struct diff_want want = { .host = { .family = doc->family,
				      .id = {
					  HOST_CIRCUIT_ID, 1, { { 'a' } } } } };
	struct diff_side sides[2];
	char *text = NULL;
	size_t len = 0;
	FILE *fp = open_memstream(&text, &len);
	struct out out;
	struct diff d = { .out = &out };

	assert(fp);
	out_init(&out, fp, OUT_JSON);
	for (size_t i = 0; i < 2; i++)
		assert(diff_side_make(
			   &sides[i], i ? "b" : "a", &want, 1, doc) == 0);
	diff_foreign(&d, sides, 1);
	assert(d.count == 0);
	diff_foreign(&d, sides, 2);
	diff_wanted(&d, "a", &want, 1, doc);
	assert(d.count > 0);
	fclose(fp);
	free(text);
	free(sides[0].foreign);
	free(sides[1].foreign);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int families[] = { AF_INET, AF_INET6 };
	json_t *root = json_loadb(
	    (const char *)data, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);

	for (size_t i = 0; root && i < 2; i++) {
		struct why why = { "" };
		struct keadoc *doc = keadoc_parse(root, families[i], &why);

		assert((doc == NULL) == (why.text[0] != '\0'));
		if (!doc)
			continue;
		check_lint(doc, false);
		check_lint(doc, true);
		check_diff(doc);
		check_long(data, size, doc);
		keadoc_free(doc);
	}
	json_decref(root);
	name_forget();
	return 0;
}
