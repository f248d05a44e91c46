#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "lint.h"
#include "lint_state.h"
#include "linthelp.h"

static void
lint_site_as(const char *text, const char *want)
{
	struct site *site = make_site(text);
	struct findings f;
	char *have;

	finding_init(&f, "s");
	lint_site(site, &f);
	have = joined(&f);
	assert_string_equal(have, want);
	free(have);
	finding_free(&f);
	site_free(site);
}

#define TARGET ",\"kea\": {\"targets\": {\"t\": {\"dhcp4\": \"unix:/x\"}}}"

static void
test_site(void **state)
{
	(void)state;
	lint_site_as(SITE, "");
	lint_site_as("{\"members\": {}}",
	    "s: kea.targets: want at least one, have none [targets]\n");
	lint_site_as("{\"members\": {\"ils\": {\"prefixes\": ["
		     "{\"prefix\": \"192.0.2.0/24\"}]}}" TARGET "}",
	    "s: members.ils.prefixes[0]: want client-class, have none: "
	    "subscribers of 192.0.2.0/24 would get no gateway and no "
	    "resolvers, and are refused [member-class]\n"
	    "s: members.ils.prefixes[0]: want gateway, have none [member-gateway]\n");
	lint_site_as("{\"members\": {\"ils\": {\"prefixes\": ["
		     "{\"prefix\": \"192.0.2.0/24\", \"client-class\": \"c\","
		     " \"gateway\": \"192.0.3.1\"}]}}" TARGET "}",
	    "s: members.ils.prefixes[0]: want a gateway in 192.0.2.0/24, have "
	    "192.0.3.1 [member-gateway]\n");
	lint_site_as("{\"members\": {\"ils\": {\"prefixes\": ["
		     "{\"prefix\": \"2001:db8::/32\"}]}}" TARGET "}",
	    "s: members.ils.prefixes[0]: want client-class, have none: "
	    "subscribers of 2001:db8::/32 would get no gateway and no "
	    "resolvers, and are refused [member-class]\n");
}

static void
test_site_overlaps(void **state)
{
	(void)state;
	lint_site_as(
	    "{\"members\": {\"a\": {\"prefixes\": ["
	    "{\"prefix\": \"2001:db8::/32\", \"client-class\": \"c\"}]},"
	    "\"b\": {\"prefixes\": ["
	    "{\"prefix\": \"2001:db9::/32\", \"client-class\": \"c\"},"
	    "{\"prefix\": \"2001:db8:1::/48\", \"client-class\": \"c\"}]}}" TARGET
	    "}",
	    "s: members.b.prefixes[1]: want prefixes of this member alone, "
	    "have 2001:db8::/32 of a [member-overlap]\n");
	/* Within one member the longest decides: no finding. */
	lint_site_as(
	    "{\"members\": {\"a\": {\"prefixes\": ["
	    "{\"prefix\": \"2001:db8::/32\", \"client-class\": \"c\"},"
	    "{\"prefix\": \"2001:db8:1::/48\", \"client-class\": \"d\"}]}}" TARGET
	    "}",
	    "");
}

static void
test_site_twins(void **state)
{
	(void)state;
	lint_site_as(
	    "{\"kea\": {\"targets\": {"
	    "\"a\": {\"dhcp4\": \"http://x/\", \"dhcp6\": \"http://x/\"},"
	    "\"b\": {\"dhcp4\": \"http://y/\", \"dhcp6\": \"http://x/\"},"
	    "\"c\": {\"dhcp4\": \"http://y\"}}}}",
	    "s: kea.targets.b: want a dhcp6 of its own, have that of a [twin-target]\n"
	    "s: kea.targets.c: want a dhcp4 of its own, have that of b [twin-target]\n");
}

static void
lint_url_as(const char *url, bool found)
{
	char path[] = "/tmp/lint-XXXXXX", text[1024], want[1024] = "";
	int fd = mkstemp(path);

	assert_int_equal(write(fd, "secret\n", 7), 7);
	close(fd);
	snprintf(text, sizeof(text),
	    "{\"kea\": {\"targets\": {\"t\": {\"dhcp6\": \"%s\","
	    "\"user\": \"u\", \"password-file\": \"%s\"}}}}",
	    url, path);
	if (found)
		snprintf(want, sizeof(want),
		    "s: kea.targets.t.dhcp6: want https for a password that "
		    "leaves the machine, have %s [plain-password]\n",
		    url);
	lint_site_as(text, want);
	unlink(path);
}

static void
test_site_passwords(void **state)
{
	(void)state;
	lint_url_as("https://kea.example.net/", false);
	lint_url_as("http://127.0.0.1:8000/", false);
	lint_url_as("http://127.3.2.1/kea", false);
	lint_url_as("http://localhost:8000", false);
	lint_url_as("http://[::1]:8000/", false);
	lint_url_as("unix:/run/kea/k", false);
	lint_url_as("http://192.0.2.1:8000/", true);
	lint_url_as("http://localhost.example.net/", true);
	lint_url_as("http://[2001:db8::1]/", true);
}

static void
test_site_password_file(void **state)
{
	(void)state;
	lint_site_as("{\"kea\": {\"targets\": {\"t\": {\"dhcp4\": \"unix:/x\","
		     "\"user\": \"u\", \"password-file\": \"/nowhere/p\"}}}}",
	    "s: kea.targets.t.password-file: /nowhere/p: No such file or "
	    "directory [password-file]\n");
}

static void
drop(struct findings *f, size_t i)
{
	free(f->list[i].path);
	free(f->list[i].text);
	memmove(&f->list[i], &f->list[i + 1],
	    (--f->count - i) * sizeof(f->list[0]));
}

static char *
state_findings(const char *dir)
{
	struct findings f;
	char *have;

	finding_init(&f, "d");
	lint_state_dir(dir, &f);
	/* A machine may or may not have the group. */
	for (size_t i = 0; i < f.count; i++)
		if (strncmp(f.list[i].text, "want group collecte", 19) == 0)
			drop(&f, i--);
	have = joined(&f);
	finding_free(&f);
	return have;
}

static void
test_state_dir(void **state)
{
	char dir[] = "/tmp/lint-XXXXXX", path[64], *have;
	FILE *fp;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(chmod(dir, 02770), 0);
	snprintf(path, sizeof(path), "%s/data.mdb", dir);
	fp = fopen(path, "w");
	assert_non_null(fp);
	fclose(fp);
	assert_int_equal(chmod(path, 0660), 0);
	have = state_findings(dir);
	assert_string_equal(have, "");
	free(have);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(chmod(dir, 0755), 0);
	have = state_findings(dir);
	assert_string_equal(have,
	    "d: want mode 2770, have 0755 [state-rights]\n"
	    "d: data.mdb: want mode 0660, have 0600 [state-rights]\n");
	free(have);
	unlink(path);
	rmdir(dir);
	have = state_findings(dir);
	assert_string_equal(have,
	    "d: want a folder that this user can read, have: No "
	    "such file or directory [state-folder]\n");
	free(have);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_site),
		cmocka_unit_test(test_site_overlaps),
		cmocka_unit_test(test_site_twins),
		cmocka_unit_test(test_site_passwords),
		cmocka_unit_test(test_site_password_file),
		cmocka_unit_test(test_state_dir),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
