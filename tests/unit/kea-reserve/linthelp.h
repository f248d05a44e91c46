/*
 * Included by the tests of lints, after cmocka.h: a site, a configuration,
 * and what is found in it.
 */
#ifndef LINTHELP_H
#define LINTHELP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lint.h"

/* One member with a prefix of each family, as the page declares it. */
#define SITE                                                            \
	"{\"members\": {\"ils\": {\"prefixes\": ["                      \
	"{\"prefix\": \"5.183.104.0/24\", \"client-class\": \"ils01\"," \
	" \"gateway\": \"5.183.104.1\","                                \
	" \"dns\": [\"89.234.140.1\", \"89.234.140.2\"]},"              \
	"{\"prefix\": \"2a0e:c400::/40\", \"client-class\": \"ils01\"," \
	" \"dns\": [\"2a00:5881:4000::1\"]}]}},"                        \
	"\"kea\": {\"targets\": {\"t\": {\"dhcp4\": \"unix:/x\"}}}}"

#define ID4 "\"host-reservation-identifiers\": [\"circuit-id\"],"
#define CLASS4                                                          \
	"\"client-classes\": [{\"name\": \"ils01\", \"option-data\": [" \
	"{\"name\": \"routers\", \"data\": \"5.183.104.1\"},"           \
	"{\"name\": \"domain-name-servers\","                           \
	" \"data\": \"89.234.140.1, 89.234.140.2\"}]}],"
#define NET4                                                        \
	"\"shared-networks\": [{\"name\": \"ftth\", \"subnet4\": [" \
	"{\"id\": 1, \"subnet\": \"5.183.104.0/24\","               \
	" \"reservations-global\": true}]}]"
#define ID6 "\"host-reservation-identifiers\": [\"hw-address\"],"
#define CLASS6                                                          \
	"\"client-classes\": [{\"name\": \"ils01\", \"option-data\": [" \
	"{\"code\": 23, \"data\": \"2a00:5881:4000::1\"}]}],"
#define NET6                                                        \
	"\"subnet6\": [{\"id\": 1, \"subnet\": \"2a0e:c400::/40\"," \
	" \"reservations-global\": true}]"

#define DOC4(reservations)                                            \
	"{\"Dhcp4\": {" ID4 CLASS4 "\"reservations\": [" reservations \
	"]," NET4 "}}"
#define DOC6(reservations)                                            \
	"{\"Dhcp6\": {" ID6 CLASS6 "\"reservations\": [" reservations \
	"]," NET6 "}}"

static inline struct site *
make_site(const char *text)
{
	char path[] = "/tmp/lint-XXXXXX";
	int fd = mkstemp(path);
	struct why why = { "" };
	struct site *site;

	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	site = site_load(path, &why);
	unlink(path);
	assert_string_equal(why.text, "");
	return site;
}

/* All findings in one text, a newline behind each, without what to do. */
static inline char *
joined(const struct findings *f)
{
	char *text = NULL;
	size_t len = 0;
	FILE *fp = open_memstream(&text, &len);

	assert_non_null(fp);
	assert_false(f->failed);
	for (size_t i = 0; i < f->count; i++) {
		const struct finding *x = &f->list[i];

		fprintf(fp, "%s: %s%s%s [%s]\n", f->where, x->path,
		    x->path[0] != '\0' ? ": " : "", x->text,
		    finding_kind(x->id)->name);
	}
	fclose(fp);
	return text;
}

static inline void
lint_as(const char *site_text, const char *doc_text, unsigned int version,
    const char *want)
{
	struct site *site = make_site(site_text);
	json_t *json = json_loads(doc_text, 0, NULL);
	int family = json_object_get(json, "Dhcp4") ? AF_INET : AF_INET6;
	struct findings f;
	struct lint_kea k = { .site = site, .version = version, .f = &f };
	struct keadoc *doc;
	char *have;

	assert_non_null(json);
	doc = keadoc_parse(json, family, NULL);
	assert_non_null(doc);
	k.doc = doc;
	finding_init(&f, "t");
	lint_doc(&k);
	have = joined(&f);
	assert_string_equal(have, want);
	free(have);
	finding_free(&f);
	keadoc_free(doc);
	json_decref(json);
	site_free(site);
}

static inline void
lint(const char *doc, const char *want)
{
	lint_as(SITE, doc, 20200, want);
}

#endif
