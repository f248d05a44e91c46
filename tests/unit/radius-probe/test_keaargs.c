#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "keaargs.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const char text[] = "ATTRIBUTE Framed-IP-Address 8 ipaddr\n"
			   "ATTRIBUTE Framed-IPv6-Route 99 string\n"
			   "VENDOR Nokia 6527\n"
			   "BEGIN-VENDOR Nokia\n"
			   "ATTRIBUTE Alc-Ipv6-Address 99 ipv6addr\n";

struct packet {
	uint8_t p[512];
	size_t len;
};

static void
add(struct packet *p, uint8_t type, const char *value, size_t len)
{
	if (p->len == 0)
		p->len = 20;
	p->p[p->len] = type;
	p->p[p->len + 1] = (uint8_t)(len + 2);
	memcpy(p->p + p->len + 2, value, len);
	p->len += len + 2;
	p->p[2] = (uint8_t)(p->len >> 8);
	p->p[3] = (uint8_t)p->len;
}

static const char *
written(const struct ask_args *args, const struct packet *accept, bool any)
{
	static char out[2048];
	static const char line[] = "\0\0\15\351\1\7olt-1";
	struct packet q = { .len = 0 };
	struct raddict *d = raddict_parse(text, sizeof(text) - 1, "d", NULL);
	struct radpkt request, reply;
	FILE *fp = fmemopen(out, sizeof(out), "w");

	assert_non_null(d);
	add(&q, 26, line, sizeof(line) - 1);
	assert_int_equal(radpkt_parse(q.p, q.len, &request, NULL), 0);
	assert_int_equal(radpkt_parse(accept->p, accept->len, &reply, NULL), 0);
	assert_int_equal(keaargs_any(d, &reply), any);
	keaargs_write(fp, d, args, &request, &reply);
	fclose(fp);
	raddict_free(d);
	return out;
}

static void
passes_what_came(void **state)
{
	const struct ask_args args = { .user = "00:0d:b9:42:aa:60@gnd",
		.member = "ils" };
	struct packet p = { .len = 0 };

	(void)state;
	add(&p, 1, "", 0);
	assert_string_equal(written(&args, &p, false),
	    "-c 0x6f6c742d31 -m 00:0d:b9:42:aa:60@gnd -4 '' -6 '' -p '' -M "
	    "ils");
	add(&p, 8, "\5\267\150", 3);
	assert_string_equal(written(&args, &p, false),
	    "-c 0x6f6c742d31 -m 00:0d:b9:42:aa:60@gnd -4 '' -6 '' -p '' -M "
	    "ils");
	add(&p, 99, "2a0e:c400:0:a00::/56", 20);
	add(&p, 99, "2a0e:c400:0:b00::/56", 20);
	assert_string_equal(written(&args, &p, true),
	    "-c 0x6f6c742d31 -m 00:0d:b9:42:aa:60@gnd -4 '' -6 '' "
	    "-p 2a0e:c400:0:a00::/56 -M ils");
}

/* As xargs(1) and sh(1) read it. */
static void
quotes_the_rest(void **state)
{
	static const struct {
		const char *value;
		const char *want;
	} rows[] = {
		{ "a b", "'a b'" },
		{ "-n", "-n" },
		{ "it's", "'it'\\''s'" },
		{ "'", "''\\'''" },
		{ "\"", "'\\\"'" },
		{ "\\", "'\\\\'" },
		{ "$(id)`id`;|&<>*?[]~#!{}", "'$(id)`id`;|&<>*?[]~#!{}'" },
		{ "a\nb\tc\r", "'a\\nb\\tc\\r'" },
		{ "\1\177\377", "'\\001\\177\\377'" },
		{ "\303\251", "'\303\251'" },
		/* FreeRADIUS lets these pass; a terminal acts on them. */
		{ "\302\233"
		  "31m",
		    "'\\302\\23331m'" },
		{ "a\342\200\256b", "'a\\342\\200\\256b'" },
	};
	char want[256];

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		const struct ask_args args = { .user = rows[i].value,
			.member = rows[i].value };
		struct packet p = { .len = 0 };

		add(&p, 99, rows[i].value, strlen(rows[i].value));
		snprintf(want, sizeof(want),
		    "-c 0x6f6c742d31 -m %s -4 '' -6 '' -p %s -M %s",
		    rows[i].want, rows[i].want, rows[i].want);
		assert_string_equal(written(&args, &p, true), want);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_what_came),
		cmocka_unit_test(quotes_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
