#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "jsonslice.h"

#define FLAGS (JSON_DECODE_ANY | JSON_ALLOW_NUL)

static const char *const path[] = { "Dhcp4", "reservations", NULL };

static const char answer[] =
    "[ { \"result\": 0, \"text\": \"reservations: [1]\", \"Dhcp4\": {\n"
    "\"reservations\": [ { \"hostname\": \"a\\\"],[\\\\\" }, [], \"\\u00e9\","
    " -1.5e3 , null],\n"
    "\"subnet4\": [ { \"reservations\": [ 7 ] } ] }, \"hash\": \"x\" } ]";

/* The elements of the list, a '|' behind each, or "none". */
static void
finds(const char *text, const char *want)
{
	struct jsonslice list, e;
	json_t *whole;
	char got[256];
	size_t n = 0;

	if (!jsonslice_find(text, strlen(text), path, &list)) {
		assert_null(list.p);
		assert_string_equal(want, "none");
		return;
	}
	assert_true(list.p[0] == '[' && list.p[list.len - 1] == ']');
	whole = json_loadb(list.p, list.len, FLAGS, NULL);
	assert_int_equal(jsonslice_good(list, FLAGS, NULL), whole != NULL);
	json_decref(whole);
	got[0] = '\0';
	while (jsonslice_next(&list, &e))
		n += (size_t)snprintf(
		    got + n, sizeof(got) - n, "%.*s|", (int)e.len, e.p);
	assert_string_equal(got, want);
	assert_false(jsonslice_next(&list, &e));
}

static void
test_elements(void **state)
{
	(void)state;
	finds("{\"Dhcp4\":{\"reservations\":[]}}", "");
	finds("{\"Dhcp4\":{\"reservations\":[ \t\r\n]}}", "");
	finds("{\"Dhcp4\":{\"reservations\":[1]}}", "1|");
	finds("\n{ \"Dhcp4\" : { \"reservations\" : [ 1 , \"2\" ] } } ",
	    "1|\"2\"|");
	finds("[{\"Dhcp4\":{\"reservations\":[{\"a\":[1,2]},[3,{}]]}}]",
	    "{\"a\":[1,2]}|[3,{}]|");
	finds("{\"Dhcp4\":{\"reservations\":[\"a,]\\\"],\",\"\\\\\"]}}",
	    "\"a,]\\\"],\"|\"\\\\\"|");
	finds(answer,
	    "{ \"hostname\": \"a\\\"],[\\\\\" }|[]|\"\\u00e9\"|-1.5e3|null|");
}

/* What jansson refuses stays visible to it. */
static void
test_damaged_elements(void **state)
{
	(void)state;
	finds("{\"Dhcp4\":{\"reservations\":[1,]}}", "1||");
	finds("{\"Dhcp4\":{\"reservations\":[,]}}", "||");
	finds("{\"Dhcp4\":{\"reservations\":[1 2]}}", "1 2|");
	finds("{\"Dhcp4\":{\"reservations\":[{\"a\":1]]}}", "{\"a\":1]|");
	finds("{\"Dhcp4\":{\"reservations\":[1:2]}}", "1:2|");
}

static void
test_order(void **state)
{
	(void)state;
	finds("{\"a\":{\"Dhcp4\":{\"reservations\":[1]}},"
	      "\"Dhcp4\":{\"subnet4\":[{\"reservations\":[2]}],"
	      "\"reservations\":[3],\"z\":\"reservations\"}}",
	    "3|");
	finds("{\"reservations\":[1],\"Dhcp4\":{\"x\":{\"reservations\":[2]},"
	      "\"reservations\":[3]}}",
	    "3|");
	finds("{\"Dhcp4\":{\"a\":\"\\\"reservations\\\":[1]\","
	      "\"reservations\":[2]}}",
	    "2|");
	/* Of a list the first is meant. */
	finds("[{\"Dhcp4\":{\"reservations\":[1]}},{\"Dhcp4\":[]}]", "1|");
}

static void
test_none(void **state)
{
	(void)state;
	finds("", "none");
	finds("   ", "none");
	finds("7", "none");
	finds("[]", "none");
	finds("[[{\"Dhcp4\":{\"reservations\":[1]}}]]", "none");
	finds("{}", "none");
	finds("{\"Dhcp4\":{}}", "none");
	finds("{\"Dhcp4\":[]}", "none");
	finds("{\"Dhcp4\":\"reservations\"}", "none");
	finds("{\"Dhcp4\":{\"reservations\":{}}}", "none");
	finds("{\"Dhcp4\":{\"reservations\":null}}", "none");
	finds("{\"Dhcp4\":{\"subnet4\":[{\"reservations\":[1]}]}}", "none");
	finds("{\"Dhcp4\":{\"Reservations\":[1],\"reservation\":[1]}}", "none");
	finds("{\"Dhcp6\":{\"reservations\":[1]}}", "none");
}

/* Jansson takes the last of them, and a name may be spelt in many ways. */
static void
test_uncertain(void **state)
{
	(void)state;
	finds(
	    "{\"Dhcp4\":{\"reservations\":[1],\"reservations\":[2]}}", "none");
	finds("{\"Dhcp4\":{\"reservations\":[1]},\"Dhcp4\":{}}", "none");
	finds("{\"Dhcp4\":{\"reservations\":[1],\"reserv\\u0061tions\":[2]}}",
	    "none");
	finds("{\"Dhcp\\u0034\":{},\"Dhcp4\":{\"reservations\":[1]}}", "none");
	finds("{\"Dhcp4\":{\"reservations\":[1}}", "none");
	finds("{\"Dhcp4\":{\"reservations\":[1],}}", "none");
	finds("{\"Dhcp4\" {\"reservations\":[1]}}", "none");
	finds("{\"Dhcp4\":}", "none");
	finds("{Dhcp4:{\"reservations\":[1]}}", "none");
}

/* A part of the text is no JSON, and none is what all of it is. */
static void
test_cut(void **state)
{
	struct jsonslice list;
	size_t len = sizeof(answer) - 1;

	(void)state;
	for (size_t n = 0; n <= len; n++) {
		char *text = malloc(n + 1); /* the sanitizer sees its end */
		json_t *root;

		assert_non_null(text);
		memcpy(text, answer, n);
		root = jsonslice_load(text, n, path, FLAGS, &list, NULL);
		assert_int_equal(root != NULL, n == len);
		assert_int_equal(list.p != NULL, n == len);
		json_decref(root);
		free(text);
	}
}

/* In a list in two objects: as deep as that, and one deeper. */
static void
test_depth(void **state)
{
	const char front[] = "{\"Dhcp4\":{\"reservations\":[";
	size_t most = JSONSLICE_DEPTH_MAX - 3;

	(void)state;
	for (size_t deep = most; deep <= most + 1; deep++) {
		size_t len = sizeof(front) - 1 + 2 * deep + 3;
		char *text = malloc(len + 1);
		struct jsonslice list;
		json_t *whole;

		assert_non_null(text);
		memcpy(text, front, sizeof(front) - 1);
		memset(text + sizeof(front) - 1, '[', deep);
		memset(text + sizeof(front) - 1 + deep, ']', deep);
		memcpy(text + len - 3, "]}}", 4);
		whole = json_loadb(text, len, FLAGS, NULL);
		assert_int_equal(whole != NULL, deep == most);
		assert_int_equal(
		    jsonslice_find(text, len, path, &list), deep == most);
		json_decref(whole);
		free(text);
	}
}

/* The tree of the rest, and of all of it where nothing is found. */
static void
test_load(void **state)
{
	static const char damaged[] = "{\"Dhcp4\":{\"reservations\":[1]},}";
	json_error_t here, there;
	struct jsonslice list;
	json_t *root = jsonslice_load(
		   answer, sizeof(answer) - 1, path, FLAGS, &list, NULL),
	       *body = json_object_get(json_array_get(root, 0), "Dhcp4");

	(void)state;
	assert_non_null(list.p);
	assert_int_equal(
	    json_array_size(json_object_get(body, "reservations")), 0);
	assert_int_equal(json_array_size(json_object_get(body, "subnet4")), 1);
	assert_int_equal(json_object_size(json_array_get(root, 0)), 4);
	json_decref(root);

	root = jsonslice_load("[1]", 3, path, FLAGS, &list, NULL);
	assert_int_equal(json_array_size(root), 1);
	assert_null(list.p);
	json_decref(root);

	/* What is wrong is told as of the whole text. */
	assert_null(jsonslice_load(
	    damaged, sizeof(damaged) - 1, path, FLAGS, &list, &here));
	assert_null(list.p);
	assert_null(json_loadb(damaged, sizeof(damaged) - 1, FLAGS, &there));
	assert_string_equal(here.text, there.text);
	assert_int_equal(here.position, there.position);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_elements),
		cmocka_unit_test(test_damaged_elements),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_uncertain),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_load),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
