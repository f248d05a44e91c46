#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "keafile.h"
#include "linthelp.h"

static char dir[] = "/tmp/keafile-XXXXXX";

/* A file of the test's folder. */
static const char *
put(const char *name, const char *text)
{
	static char path[128];
	FILE *fp;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fp = fopen(path, "w");
	assert_non_null(fp);
	fputs(text, fp);
	fclose(fp);
	return path;
}

static void
check_load(const char *path, bool includes, const char *want)
{
	bool have = !includes;
	struct why why = { "" };
	json_t *root = keafile_load(path, AF_UNSPEC, &have, &why);
	char *text;

	assert_string_equal(why.text, "");
	assert_non_null(root);
	assert_int_equal(have, includes);
	text = json_dumps(root, JSON_COMPACT);
	assert_string_equal(text, want);
	free(text);
	json_decref(root);
}

static void
test_load(void **state)
{
	(void)state;
	check_load(put("a", "{ // x\n \"Dhcp4\": /* y\n */ { } # z\n}"), false,
	    "{\"Dhcp4\":{}}");
	check_load(put("a", "{ // <?include \"none\"?>\n}"), false, "{}");
}

static void
test_includes(void **state)
{
	char text[256];

	(void)state;
	put("b", "{ \"x\": 1 }, // one\n{ \"x\": 2 }");
	snprintf(text, sizeof(text), "{\"l\": [ <?include \"%s/b\"?> ]}", dir);
	check_load(put("a", text), true, "{\"l\":[{\"x\":1},{\"x\":2}]}");
	put("b", "");
	check_load(put("a", text), true, "{\"l\":[]}");
}

/* Read all the same: what is no JSON is told. */
static void
test_without(void **state)
{
	struct why why;
	bool includes;
	char *text;
	json_t *root = keafile_load(
	    put("a", "{\"Dhcp4\": {\"reservations\": [{\"a\": 1}, {}]}}"),
	    AF_INET, &includes, &why);

	(void)state;
	text = json_dumps(root, JSON_COMPACT);
	assert_string_equal(text, "{\"Dhcp4\":{\"reservations\":[]}}");
	free(text);
	json_decref(root);
	root = keafile_load(put("a", "{\"Dhcp4\": {\"reservations\": [7]}}"),
	    AF_INET6, &includes, &why);
	text = json_dumps(root, JSON_COMPACT);
	assert_string_equal(text, "{\"Dhcp4\":{\"reservations\":[7]}}");
	free(text);
	json_decref(root);
	assert_null(keafile_load(
	    put("a", "{\"Dhcp4\": {\"reservations\": [{\"a\" 1}, {}]}}"),
	    AF_INET, &includes, &why));
	assert_non_null(strstr(why.text, "':' expected"));
}

static void
check_bad(const char *path, const char *want)
{
	struct why why = { "" };
	bool includes;

	assert_null(keafile_load(path, AF_UNSPEC, &includes, &why));
	assert_non_null(strstr(why.text, want));
}

static void
test_bad(void **state)
{
	char text[256];

	(void)state;
	check_bad("/nowhere/at/all", "/nowhere/at/all: No such file");
	check_bad(put("a", "{"), "a: ");
	check_bad(put("a", "[<?include nothing"), "want <?include");
	check_bad(put("a", "[<?include ?> \"x\"]"), "want <?include");
	check_bad(
	    put("a", "[<?include \"/nowhere\"?>]"), "/nowhere: No such file");
	/* One that takes in itself. */
	snprintf(text, sizeof(text), "[<?include \"%s/a\"?>]", dir);
	check_bad(put("a", text), "want at most 10 files in each other");
}

static void
check_file(const char *text, int family, const char *want)
{
	json_t *body = json_loads(text, 0, NULL);
	struct findings f;
	char *have;

	assert_non_null(body);
	finding_init(&f, "t");
	lint_file(body, family, &f);
	have = joined(&f);
	assert_string_equal(have, want);
	free(have);
	finding_free(&f);
	json_decref(body);
}

static void
test_reservation_mode(void **state)
{
	const char *more =
	    "reservation-mode: want what every version takes, have "
	    "\"global\": Kea does not start with it from 2.6 on "
	    "[reservation-mode]\n";
	char want[512];

	(void)state;
	check_file("{\"subnet4\": [{\"id\": 1, \"subnet\": \"192.0.2.0/24\","
		   "\"reservations-global\": true}]}",
	    AF_INET, "");
	snprintf(want, sizeof(want), "t: %s", more);
	check_file("{\"reservation-mode\": \"global\"}", AF_INET, want);
	snprintf(want, sizeof(want), "t: shared-networks[n].%s", more);
	check_file("{\"shared-networks\": [{\"name\": \"n\","
		   "\"reservation-mode\": \"global\"}]}",
	    AF_INET, want);
	snprintf(want, sizeof(want), "t: subnet4[192.0.2.0/24].%s", more);
	check_file("{\"shared-networks\": [{\"subnet4\": [{\"id\": 1,"
		   "\"subnet\": \"192.0.2.0/24\","
		   "\"reservation-mode\": \"global\"}]}]}",
	    AF_INET, want);
}

static void
test_subnet_id(void **state)
{
	(void)state;
	check_file("{\"subnet4\": [{\"subnet\": \"192.0.2.0/24\"},"
		   "{\"id\": 2, \"subnet\": \"198.51.100.0/24\"}]}",
	    AF_INET,
	    "t: subnet4[192.0.2.0/24]: want an id, have none: Kea does not "
	    "start without from 2.6 on, and before it numbers leases anew "
	    "when a subnet comes or goes [subnet-id]\n");
}

/* What member-conf makes of the site below, in short. */
#define NETWORK(v, more)                                                     \
	"\"shared-networks\": [{\"name\": \"ftth\","                         \
	" \"relay\": {\"ip-addresses\": [\"" v "\"]}, " more ","             \
	" \"reservations-global\": true, \"reservations-in-subnet\": false," \
	" \"reservations-out-of-pool\": false, \"renew-timer\": 3600,"       \
	" \"rebind-timer\": 5400, \"valid-lifetime\": 10800"
static const char members4[] =
    "\"client-classes\": [{\"name\": \"ils01\", \"option-data\": ["
    "{\"name\": \"routers\", \"data\": \"5.183.104.1\"},"
    "{\"name\": \"domain-name-servers\","
    " \"data\": \"89.234.140.1, 89.234.140.2\"}]}]," NETWORK("91.216.110.148",
	"\"subnet4\": [{\"id\": 1, \"subnet\": \"5.183.104.0/24\"") "}]}]";
static const char members6[] =
    "\"client-classes\": [{\"name\": \"ils01\", \"option-data\": ["
    "{\"name\": \"dns-servers\","
    " \"data\": \"2a00:5881:4000::1, 2a00:5881:4000::2\"}]}]," NETWORK(
	"2001:912:900:a000::148",
	"\"subnet6\": [{\"id\": 1, \"subnet\": \"2a0e:c400::/40\"") ", \"preferred-lifetime\": 7200}]}]";

/* A copy of an example that takes in the above instead of the members' file. */
static const char *
with_members(const char *example)
{
	static const char taken_in[] = "/etc/kea/collecte-members";
	char text[16384];
	char copy[sizeof(text) + 256];
	FILE *fp = fopen(example, "r");
	size_t len;
	char *at;

	assert_non_null(fp);
	len = fread(text, 1, sizeof(text) - 1, fp);
	assert_true(len < sizeof(text) - 1);
	text[len] = '\0';
	fclose(fp);
	at = strstr(text, taken_in);
	assert_non_null(at);
	put("4.json", members4);
	put("6.json", members6);
	snprintf(copy, sizeof(copy), "%.*s%s/%s", (int)(at - text), text, dir,
	    at + sizeof(taken_in) - 1);
	return put("example", copy);
}

/* The examples that an operator copies, as each version would see them. */
static void
check_example(const char *example)
{
	const char *path = with_members(example);
	static const char site_text[] =
	    "{\"members\": {\"ils\": {\"prefixes\": ["
	    "{\"prefix\": \"5.183.104.0/24\", \"client-class\": \"ils01\","
	    " \"gateway\": \"5.183.104.1\","
	    " \"dns\": [\"89.234.140.1\", \"89.234.140.2\"]},"
	    "{\"prefix\": \"2a0e:c400::/40\", \"client-class\": \"ils01\","
	    " \"dns\": [\"2a00:5881:4000::1\", \"2a00:5881:4000::2\"]}]}},"
	    "\"kea\": {\"targets\": {\"t\": {\"dhcp4\": \"unix:/x\"}}}}";
	struct why why = { "" };
	bool includes;
	json_t *root = keafile_load(path, AF_UNSPEC, &includes, &why);
	int family = json_object_get(root, "Dhcp4") ? AF_INET : AF_INET6;
	char *text = json_dumps(root, JSON_COMPACT);

	assert_string_equal(why.text, "");
	assert_non_null(text);
	lint_as(site_text, text, 20200, "");
	lint_as(site_text, text, 20603, "");
	lint_as(site_text, text, 30004, "");
	free(text);
	text = json_dumps(
	    json_object_get(root, family == AF_INET ? "Dhcp4" : "Dhcp6"),
	    JSON_COMPACT);
	check_file(text, family, "");
	free(text);
	json_decref(root);
}

static void
test_examples(void **state)
{
	size_t count = 0;
	glob_t found;

	(void)state;
	assert_int_equal(glob("etc/kea/kea-dhcp*.conf", 0, NULL, &found), 0);
	for (; count < found.gl_pathc; count++)
		check_example(found.gl_pathv[count]);
	assert_true(count >= 2);
	globfree(&found);
}

/* This process has no -c, and may write what is its own. */
static void
test_process(void **state)
{
	const char *path = put("a", "x");

	(void)state;
	assert_null(keafile_of(0));
	assert_null(keafile_of(getpid()));
	assert_int_equal(keafile_writable(getpid(), path), 1);
	assert_int_equal(keafile_writable(getpid(), "/nowhere"), -1);
	assert_int_equal(keafile_writable(0, path), -1);
}

static int
make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int
remove_dir(void **state)
{
	static const char *const names[] = { "a", "b", "4.json", "6.json",
		"example" };
	char path[128];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_load),
		cmocka_unit_test(test_includes),
		cmocka_unit_test(test_without),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_reservation_mode),
		cmocka_unit_test(test_subnet_id),
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_process),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
