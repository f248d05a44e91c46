#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "out.h"

struct sheet {
	struct out o;
	char *text;
	size_t len;
};

static void
start(struct sheet *s, enum out_format format)
{
	FILE *fp = open_memstream(&s->text, &s->len);

	assert_non_null(fp);
	out_init(&s->o, fp, format);
	out_begin(&s->o);
}

static void
want(struct sheet *s, const char *text)
{
	out_end(&s->o);
	fclose(s->o.fp);
	assert_string_equal(s->text, text);
	assert_int_equal(s->len, strlen(text));
	free(s->text);
}

static void
write_each_kind(struct out *o)
{
	out_str(o, "s", "a b");
	out_text(o, "t", "xyz", 2);
	out_hex(o, "h", "\0\xff", 2);
	out_uint(o, "n", UINT64_MAX);
	out_uint(o, "zero", 0);
	out_bool(o, "yes", true);
	out_bool(o, "no", false);
	out_null(o, "nil");
	out_str(o, "none", NULL);
	out_list_begin(o, "tags");
	out_str(o, "tag", "FTTH");
	out_str(o, "tag", "GP");
	out_list_end(o);
	out_list_begin(o, "empty");
	out_list_end(o);
	out_uint(o, "last", 1);
}

static void
writes_json(void **state)
{
	struct sheet s;

	(void)state;
	start(&s, OUT_JSON);
	write_each_kind(&s.o);
	want(&s,
	    "{\"s\":\"a b\",\"t\":\"xy\",\"h\":\"00ff\","
	    "\"n\":18446744073709551615,\"zero\":0,\"yes\":true,"
	    "\"no\":false,\"nil\":null,\"none\":null,"
	    "\"tags\":[\"FTTH\",\"GP\"],\"empty\":[],\"last\":1}\n");
}

static void
writes_numbers_with_decimals(void **state)
{
	struct sheet s;

	(void)state;
	start(&s, OUT_JSON);
	out_real(&s.o, "a", 2.5, 2);
	out_real(&s.o, "b", -0.126, 2);
	out_real(&s.o, "c", 7, 0);
	out_real(&s.o, "d", 1.0 / 3, 99);
	out_real(&s.o, "none", strtod("nan", NULL), 2);
	out_real(&s.o, "far", strtod("inf", NULL), 2);
	out_real(&s.o, "huge", 1e300, 2);
	want(&s,
	    "{\"a\":2.50,\"b\":-0.13,\"c\":7,\"d\":0.333333333,"
	    "\"none\":null,\"far\":null,\"huge\":null}\n");
}

static void
writes_key_value(void **state)
{
	struct sheet s;

	(void)state;
	start(&s, OUT_KV);
	write_each_kind(&s.o);
	want(&s,
	    "s=a b\tt=xy\th=00ff\tn=18446744073709551615\tzero=0\tyes=true\t"
	    "no=false\ttags=FTTH,GP\tlast=1\n");
}

static void
writes_records_one_a_line(void **state)
{
	struct sheet s;

	(void)state;
	start(&s, OUT_JSON);
	out_uint(&s.o, "a", 1);
	out_end(&s.o);
	out_begin(&s.o);
	out_uint(&s.o, "b", 2);
	out_end(&s.o);
	out_begin(&s.o);
	want(&s, "{\"a\":1}\n{\"b\":2}\n{}\n");
	start(&s, OUT_KV);
	out_uint(&s.o, "a", 1);
	out_end(&s.o);
	out_begin(&s.o);
	out_uint(&s.o, "b", 2);
	want(&s, "a=1\nb=2\n");
}

static void
lists_stand_anywhere(void **state)
{
	struct sheet s;

	(void)state;
	for (int json = 0; json < 2; json++) {
		start(&s, json ? OUT_JSON : OUT_KV);
		out_list_begin(&s.o, "e");
		out_list_end(&s.o);
		out_list_begin(&s.o, "l");
		out_uint(&s.o, "", 1);
		out_null(&s.o, "");
		out_bool(&s.o, "", true);
		out_hex(&s.o, "", "a", 1);
		out_list_end(&s.o);
		out_list_begin(&s.o, "m");
		out_str(&s.o, "", "x");
		out_list_end(&s.o);
		want(&s,
		    json ? "{\"e\":[],\"l\":[1,null,true,\"61\"],"
			   "\"m\":[\"x\"]}\n"
			 : "l=1,true,61\tm=x\n");
	}
}

struct hostile {
	const char *raw;
	size_t len;
	const char *json;
	const char *kv;
};

#define RAW(s) s, sizeof(s) - 1

static const struct hostile hostile[] = {
	{ RAW("a\"b\\c"), "\"a\\\"b\\\\c\"", "a\"b\\\\c" },
	{ RAW("\033]0;x\007"), "\"\\u001b]0;x\\u0007\"", "\\x1b]0;x\\x07" },
	{ RAW("a\tb\nc\rd"), "\"a\\u0009b\\u000ac\\u000dd\"",
	    "a\\x09b\\x0ac\\x0dd" },
	{ RAW("a\0b"), "\"a\\u0000b\"", "a\\x00b" },
	{ RAW("\x7f"), "\"\\u007f\"", "\\x7f" },
	{ RAW("\xc2\x9b"), "\"\\u009b\"", "\\xc2\\x9b" },
	{ RAW("\xe2\x80\xa8"), "\"\\u2028\"", "\\xe2\\x80\\xa8" },
	{ RAW("x\xe2\x80\xae"), "\"x\\u202e\"", "x\\xe2\\x80\\xae" },
	{ RAW("\xe2\x81\xa6"), "\"\\u2066\"", "\\xe2\\x81\\xa6" },
	{ RAW("\xef\xbb\xbf"), "\"\\ufeff\"", "\\xef\\xbb\\xbf" },
	{ RAW("\xf3\xa0\x81\xa1"), "\"\\udb40\\udc61\"",
	    "\\xf3\\xa0\\x81\\xa1" },
	{ RAW("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"),
	    "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"",
	    "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80" },
	{ RAW("ok\xff"), "null", "ok\\xff" },
	{ RAW("\xc3"), "null", "\\xc3" },
	{ RAW("\xed\xa0\x80"), "null", "\\xed\\xa0\\x80" },
	{ RAW(""), "\"\"", "" },
};

static void
lets_nothing_hostile_through(void **state)
{
	char text[128];
	struct sheet s;

	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		const struct hostile *h = &hostile[i];

		start(&s, OUT_JSON);
		out_text(&s.o, "k", h->raw, h->len);
		snprintf(text, sizeof(text), "{\"k\":%s}\n", h->json);
		want(&s, text);
		start(&s, OUT_KV);
		out_text(&s.o, "k", h->raw, h->len);
		snprintf(text, sizeof(text), "k=%s\n", h->kv);
		want(&s, text);
	}
}

static void
keeps_commas_apart_in_lists(void **state)
{
	struct sheet s;

	(void)state;
	start(&s, OUT_KV);
	out_str(&s.o, "plain", "a,b");
	out_list_begin(&s.o, "l");
	out_str(&s.o, "", "a,b,,");
	out_str(&s.o, "", ",");
	out_str(&s.o, "", "\n,c");
	out_list_end(&s.o);
	want(&s, "plain=a,b\tl=a\\x2cb\\x2c\\x2c,\\x2c,\\x0a\\x2cc\n");
}

static void
write_nested(struct out *o)
{
	out_uint(o, "a", 1);
	out_open(o, "in");
	out_str(o, "b", "x");
	out_open(o, "deep-er");
	out_list_begin(o, "l");
	out_uint(o, "", 1);
	out_uint(o, "", 2);
	out_list_end(o);
	out_close(o);
	out_close(o);
	out_open(o, "none");
	out_close(o);
	out_uint(o, "z", 2);
}

static void
nests(void **state)
{
	struct sheet s;

	(void)state;
	start(&s, OUT_JSON);
	write_nested(&s.o);
	want(&s,
	    "{\"a\":1,\"in\":{\"b\":\"x\",\"deep-er\":{\"l\":[1,2]}},"
	    "\"none\":{},\"z\":2}\n");
	start(&s, OUT_KV);
	write_nested(&s.o);
	want(&s, "a=1\tin.b=x\tin.deep-er.l=1,2\tz=2\n");
	start(&s, OUT_SH);
	write_nested(&s.o);
	want(&s, "a='1' in_b='x' in_deep_er_l='1,2' z='2'\n");
}

static void
quotes_for_the_shell_or_leaves_out(void **state)
{
	struct sheet s;

	(void)state;
	start(&s, OUT_SH);
	write_each_kind(&s.o);
	want(&s,
	    "s='a b' t='xy' h='00ff' n='18446744073709551615' zero='0' "
	    "yes='true' no='false' tags='FTTH,GP' last='1'\n");
	start(&s, OUT_SH);
	out_str(&s.o, "a", "'");
	out_str(&s.o, "b", "$(x) `y` \\ it's \"");
	out_str(&s.o, "c", "a\nb");
	out_str(&s.o, "d", "");
	out_text(&s.o, "e", "\xff", 1);
	out_list_begin(&s.o, "f");
	out_str(&s.o, "", "x\n");
	out_list_end(&s.o);
	out_bool(&s.o, "g", true);
	want(&s, "a=''\\''' b='$(x) `y` \\ it'\\''s \"' d='' g='true'\n");
}

static void
picks_columns(void **state)
{
	struct sheet s;

	(void)state;
	start(&s, OUT_TSV);
	assert_int_equal(out_columns(&s.o, "z,in.deep-er.l,nil,a,in.b,a,b"), 0);
	write_nested(&s.o);
	out_end(&s.o);
	out_begin(&s.o);
	out_str(&s.o, "z", "t\tn\n");
	out_str(&s.o, "b", "b");
	out_null(&s.o, "a");
	out_end(&s.o);
	out_begin(&s.o);
	want(&s,
	    "2\t1,2\t\t1\tx\t1\t\nt\\x09n\\x0a\t\t\t\t\t\tb\n"
	    "\t\t\t\t\t\t\n");
	assert_false(s.o.no_memory);
	out_free(&s.o);
}

/* Eight octets are copied together: each that is not, at each place. */
static void
escapes_at_each_place(void **state)
{
	static const struct {
		char c;
		const char *in_value;
		const char *in_list;
	} one[] = {
		{ '\\', "\\\\", "\\\\" },
		{ ',', ",", "\\x2c" },
		{ '\n', "\\x0a", "\\x0a" },
		{ '\x7f', "\\x7f", "\\x7f" },
		{ '\xff', "\\xff", "\\xff" },
	};
	char text[18], line[128];
	struct sheet s;

	(void)state;
	for (size_t i = 0; i < sizeof(one) / sizeof(one[0]); i++)
		for (size_t at = 0; at + 1 < sizeof(text); at++) {
			memset(text, 'a', sizeof(text) - 1);
			text[sizeof(text) - 1] = '\0';
			text[at] = one[i].c;
			start(&s, OUT_KV);
			out_str(&s.o, "v", text);
			out_list_begin(&s.o, "l");
			out_str(&s.o, "", text);
			out_list_end(&s.o);
			snprintf(line, sizeof(line), "v=%.*s%s%s\tl=%.*s%s%s\n",
			    (int)at, text, one[i].in_value, text + at + 1,
			    (int)at, text, one[i].in_list, text + at + 1);
			want(&s, line);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nests),
		cmocka_unit_test(quotes_for_the_shell_or_leaves_out),
		cmocka_unit_test(picks_columns),
		cmocka_unit_test(writes_json),
		cmocka_unit_test(writes_key_value),
		cmocka_unit_test(writes_records_one_a_line),
		cmocka_unit_test(writes_numbers_with_decimals),
		cmocka_unit_test(lists_stand_anywhere),
		cmocka_unit_test(lets_nothing_hostile_through),
		cmocka_unit_test(keeps_commas_apart_in_lists),
		cmocka_unit_test(escapes_at_each_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
