#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "target.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* How a target prints, or why it is none. */
static const char *
shown(const char *text)
{
	static char buf[1024];
	char name[TARGET_STRLEN];
	struct target t;
	struct why why;

	memset(&t, 0xee, sizeof(t));
	if (target_parse(text, &t, &why) == -1) {
		assert_null(t.secret_file);
		snprintf(buf, sizeof(buf), "%s", why.text);
		return buf;
	}
	assert_int_equal(t.kind == PROBE_ICMP, t.port == 0);
	snprintf(buf, sizeof(buf), "%s%s%s", target_str(&t, name),
	    t.secret_file ? " " : "", t.secret_file ? t.secret_file : "");
	target_clear(&t);
	return buf;
}

static void
reads_what_is_written(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} rows[] = {
		{ "9.9.9.9", "9.9.9.9" },
		{ "icmp:9.9.9.9", "9.9.9.9" },
		{ "2620:FE::fe", "2620:fe::fe" },
		{ "icmp:2620:fe::fe", "2620:fe::fe" },
		{ "[2620:fe::fe]", "2620:fe::fe" },
		{ "dns:9.9.9.9", "dns:9.9.9.9" },
		{ "dns:9.9.9.9:53", "dns:9.9.9.9" },
		{ "dns:9.9.9.9:5353", "dns:9.9.9.9:5353" },
		{ "dns:2620:fe::fe", "dns:2620:fe::fe" },
		{ "dns:[2620:fe::fe]:5353", "dns:[2620:fe::fe]:5353" },
		{ "ntp:192.0.2.1", "ntp:192.0.2.1" },
		{ "ntp:192.0.2.1:65535", "ntp:192.0.2.1:65535" },
		{ "radius:192.0.2.1=/etc/s", "radius:192.0.2.1 /etc/s" },
		{ "radius:192.0.2.1:1645=s=t", "radius:192.0.2.1:1645 s=t" },
		{ "radius:[2001:db8::1]:1=:", "radius:[2001:db8::1]:1 :" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++)
		assert_string_equal(shown(rows[i].text), rows[i].want);
}

static void
refuses_the_rest(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} rows[] = {
		{ "", "want an IP address, have " },
		{ "dns.quad9.net", "want an IP address, have dns.quad9.net" },
		{ "9.9.9.9/32", "want an IP address, have 9.9.9.9/32" },
		{ "9.9.9.9:80", "want no port with ICMP, have 80" },
		{ "dns:9.9.9.9:0", "want a port, 1..65535, have \"0\"" },
		{ "dns:9.9.9.9:65536",
		    "want a port, 1..65535, have \"65536\"" },
		{ "dns:9.9.9.9:", "want a port, 1..65535, have \"\"" },
		{ "tftp:9.9.9.9", "want a port, 1..65535, have \"9.9.9.9\"" },
		{ "dns:[9.9.9.9]:53", "want an IPv6 address, have 9.9.9.9" },
		{ "dns:[2620:fe::fe",
		    "want [ADDRESS]:PORT, have \"[2620:fe::fe\"" },
		{ "dns:[2620:fe::fe]53",
		    "want [ADDRESS]:PORT, have \"[2620:fe::fe]53\"" },
		{ "radius:192.0.2.1",
		    "want radius:ADDRESS=FILE with the shared secret, have "
		    "none" },
		{ "radius:192.0.2.1=",
		    "want radius:ADDRESS=FILE with the shared secret, have "
		    "none" },
		{ "radius:x=/etc/s", "want an IP address, have x" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++)
		assert_string_equal(shown(rows[i].text), rows[i].want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_is_written),
		cmocka_unit_test(refuses_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
