#include "include_file.h"
#include "include_main.h"
#include "keatest.h"
#include "place.h"

#define FILE4 "/etc/kea/h4"
#define TAKEN "<?include \"" FILE4 "\"?>"

static int
find(const char *text, int family, struct include_name *name, struct why *why)
{
	return include_find(text, strlen(text), family, FILE4, name, why);
}

static void
good(const char *text, int family)
{
	struct include_name name = { 0 };
	struct why why = { "" };

	if (find(text, family, &name, &why) == -1)
		fail_msg("%s: %s", text, why.text);
	assert_int_equal(name.len, strlen(FILE4));
	assert_memory_equal(text + name.at, FILE4, name.len);
}

static void
bad(const char *text, const char *want)
{
	struct include_name name;
	struct why why = { "" };

	assert_int_equal(find(text, AF_INET, &name, &why), -1);
	if (!strstr(why.text, want))
		fail_msg("%s: %s", text, why.text);
}

static void
the_directive_is_found(void **state)
{
	(void)state;
	good("{\"Dhcp4\":{\"reservations\":[" TAKEN "]}}", AF_INET);
	good("{\"Dhcp6\":{\"reservations\":[ " TAKEN " ]}}", AF_INET6);
	good("// it's \"{\n{ # [\n /* { \" */ \"Dhcp4\" : { \"x\": \"a\\\"]{\","
	     "\n\"subnet4\": [ { \"reservations\": [ { } ] } ],"
	     " \"reservations\" : [ // ours\n " TAKEN "\n, ] } }",
	    AF_INET);
}

static void
elsewhere_is_not_there(void **state)
{
	static const char *const texts[] = { "", "{", "}}]]", "\"", "\"\\",
		"{\"Dhcp4\":{\"reservations\":[]}}",
		"{\"Dhcp6\":{\"reservations\":[" TAKEN "]}}",
		"{\"Dhcp4\":{\"subnet4\":[{\"reservations\":[" TAKEN "]}]}}",
		"{\"Dhcp4\":{\"reservations\":[ //" TAKEN "\n]}}",
		"{\"Dhcp4\":{\"reservations\":[ /*" TAKEN "*/]}}",
		"{\"Dhcp4\":{\"reservations\":[\"<?include\"]}}",
		"{\"Dhcp4\":{\"reservations\":[ /*/" TAKEN "/**/]}}",
		"{\"Dhcp4\":{\"reservations\":[<?include ",
		"{\"Dhcp4\":{\"reservations\":[<?include \"" FILE4 "x",
		"{\"Dhcp4\":{\"reservations\":[<?include \"/x\"?>]}}" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		bad(texts[i],
		    "Dhcp4.reservations: want [ " TAKEN " ], have none");
}

static void
others_beside_it(void **state)
{
	(void)state;
	bad("{\"Dhcp4\":{\"reservations\":[{\"duid\": \"1\"}," TAKEN "]}}",
	    "alone, have more");
	bad("{\"Dhcp4\":{\"reservations\":[" TAKEN ", <?include \"/x\"?>]}}",
	    "alone, have more");
	bad("{\"Dhcp4\":{\"reservations\":[" TAKEN "," TAKEN "]}}",
	    "alone, have more");
}

/* No depth and no length of anything goes past its end. */
static void
deep_and_long(void **state)
{
	char text[4096];
	struct include_name name;

	(void)state;
	memset(text, '[', sizeof(text));
	assert_int_equal(
	    include_find(text, sizeof(text), AF_INET, FILE4, &name, NULL), -1);
	memset(text, 'a', sizeof(text));
	memcpy(text, "{\"", 2);
	assert_int_equal(
	    include_find(text, sizeof(text), AF_INET, FILE4, &name, NULL), -1);
}

static const char *
path_in(void **state, const char *name)
{
	static char path[128];

	snprintf(
	    path, sizeof(path), "%s/%s", ((struct place *)*state)->dir, name);
	return path;
}

static void
put(const char *path, const char *text)
{
	struct why why = { "" };

	if (include_put(path, text, strlen(text), 0644, &why) == -1)
		fail_msg("%s", why.text);
}

static size_t
elements(const struct include_list *file)
{
	struct jsonslice rest = file->list, text;
	size_t n = 0;

	while (jsonslice_next(&rest, &text))
		n++;
	return n;
}

static void
a_file_comes_back(void **state)
{
	const char *path = path_in(state, "f");
	struct keadoc *doc = doc_of(
	    "{'Dhcp4': {'reservations': [{'circuit-id': '61'}, {'duid': '1'}],"
	    " 'user-context': {'collecte': {'forgotten': {'62': [7, 'a']}}}}}",
	    AF_INET);
	struct keadoc_post *post = keadoc_post_as_is(doc);
	struct include_list file;
	struct why why = { "" };

	assert_int_equal(include_write(path, post, &why), 0);
	assert_int_equal(include_sync_folder(path, &why), 0);
	assert_int_equal(include_read(path, &file, &why), 0);
	assert_int_equal(elements(&file), 2);
	assert_int_equal(json_object_size(file.forgotten), 1);
	assert_non_null(json_object_get(file.forgotten, "62"));
	include_clear(&file);
	keadoc_post_free(post);
	keadoc_free(doc);
}

static void
files_of_others(void **state)
{
	static const char *const texts[] = { "", "\n", "# by hand\n",
		"// collecte {\n", "// collecte []\n",
		"// collecte {\"forgotten\": 1}" };
	const char *path = path_in(state, "f");
	struct include_list file;
	struct why why = { "" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		put(path, texts[i]);
		assert_int_equal(include_read(path, &file, &why), 0);
		assert_int_equal(elements(&file), 0);
		assert_int_equal(json_object_size(file.forgotten), 0);
		include_clear(&file);
	}
	assert_int_equal(include_read(path_in(state, "none"), &file, &why), 0);
	include_clear(&file);
}

static void
damaged_files(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = { { "{}\n{}\n", "/f:2:1: want reservations with commas" },
		{ "{},\n", "/f:3:1: want" }, { "{", "/f:2:1: want" },
		{ "{\"a\":1,\"a\":2}", "duplicate" }, { "{}]", "/f:2:1: want" },
		{ "{a}", "/f:1:2: want" } };
	const char *path = path_in(state, "f");
	struct include_list file;
	struct why why = { "" };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		put(path, cases[i].text);
		assert_int_equal(include_read(path, &file, &why), -1);
		if (!strstr(why.text, cases[i].want))
			fail_msg("%s: %s", cases[i].text, why.text);
	}
	assert_int_equal(include_put(path, "a\0b", 3, 0644, &why), 0);
	assert_int_equal(include_read(path, &file, &why), -1);
	assert_non_null(strstr(why.text, "have a NUL"));
	assert_int_equal(
	    include_read(((struct place *)*state)->dir, &file, &why), -1);
	assert_int_equal(
	    include_put(path_in(state, "no/f"), "", 0, 0644, &why), -1);
	assert_non_null(strstr(why.text, "No such file"));
	assert_int_equal(include_sync_folder(path_in(state, "no/f"), &why), -1);
}

/* A kea-dhcp4 that does as the script says. */
static int
test_with(void **state, const char *script, char text[128], struct why *why)
{
	char path[128], *was = strdup(getenv("PATH"));
	const char *dir = ((struct place *)*state)->dir;
	int r;

	snprintf(path, sizeof(path), "%s/kea-dhcp4", dir);
	assert_int_equal(
	    include_put(path, script, strlen(script), 0755, why), 0);
	assert_int_equal(setenv("PATH", dir, 1), 0);
	assert_true(keatest_have(AF_INET));
	r = keatest(AF_INET, "/some/file", text, 128, why);
	assert_int_equal(setenv("PATH", was, 1), 0);
	free(was);
	return r;
}

static void
what_the_test_says(void **state)
{
	struct why why = { "" };
	char text[128];

	assert_int_equal(
	    test_with(state, "#!/bin/sh\n[ \"$1 $2\" = '-t /some/file' ]\n",
		text, &why),
	    1);
	assert_int_equal(test_with(state,
			     "#!/bin/sh\necho x >&2\n"
			     "echo 'Error encountered: no luck' >&2\nexit 1\n",
			     text, &why),
	    0);
	assert_string_equal(text, "no luck");
	assert_int_equal(test_with(state,
			     "#!/bin/sh\ni=0\nwhile [ $i -lt 3000 ]; do "
			     "echo $i; i=$((i + 1)); done >&2\nexit 3\n",
			     text, &why),
	    0);
	assert_string_equal(text, "2999");
	assert_int_equal(
	    test_with(state, "#!/bin/sh\nkill -9 $$\n", text, &why), -1);
	assert_string_equal(why.text, "kea-dhcp4 -t: could not be run");
	assert_int_equal(test_with(state, "#!/nowhere/sh\n", text, &why), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_directive_is_found),
		cmocka_unit_test(elsewhere_is_not_there),
		cmocka_unit_test(others_beside_it),
		cmocka_unit_test(deep_and_long),
		in_place(a_file_comes_back),
		in_place(files_of_others),
		in_place(damaged_files),
		in_place(what_the_test_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
