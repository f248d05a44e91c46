/*
 * jsonlines [EXPECTED]: every line of standard input is one JSON object, and
 * holds every member of the same line of EXPECTED with the same value; both
 * have as many lines.  Prints what differs, exits 1 then.
 */
#include <err.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *
read_object(FILE *fp, const char *name, unsigned long number)
{
	static char *text;
	static size_t size;
	json_error_t why;
	json_t *object;
	ssize_t len = getline(&text, &size, fp);

	if (len == -1)
		return NULL;
	if (len == 0 || text[len - 1] != '\n')
		errx(1, "%s:%lu: no newline", name, number);
	object = json_loadb(text, (size_t)len, JSON_REJECT_DUPLICATES, &why);
	if (!json_is_object(object))
		errx(1, "%s:%lu: %s", name, number, why.text);
	return object;
}

static void
tell(unsigned long number, const char *key, const json_t *want,
    const json_t *have)
{
	char *w = json_dumps(want, JSON_ENCODE_ANY);
	char *h = have ? json_dumps(have, JSON_ENCODE_ANY) : NULL;

	printf("%lu: %s: want %s, have %s\n", number, key, w,
	    h ? h : "no such member");
	free(w);
	free(h);
}

static int
compare(unsigned long number, json_t *want, json_t *have)
{
	const char *key;
	json_t *value;
	int bad = 0;

	json_object_foreach(want, key, value)
	{
		if (json_equal(value, json_object_get(have, key)))
			continue;
		tell(number, key, value, json_object_get(have, key));
		bad = 1;
	}
	return bad;
}

int
main(int argc, char *argv[])
{
	FILE *expected = argc > 1 ? fopen(argv[1], "r") : NULL;
	json_t *want = NULL, *have;
	unsigned long number;
	int bad = 0;

	if (argc > 1 && !expected)
		err(2, "%s", argv[1]);
	for (number = 1;; number++) {
		have = read_object(stdin, "<stdin>", number);
		if (expected)
			want = read_object(expected, argv[1], number);
		if (expected && !want != !have)
			errx(1, "line %lu is missing on one side", number);
		if (!have)
			break;
		if (want)
			bad |= compare(number, want, have);
		json_decref(want);
		json_decref(have);
	}
	if (expected)
		fclose(expected);
	return bad;
}
