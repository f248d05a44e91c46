#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "server.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static void
reads_hosts_and_ports(void **state)
{
	static const struct {
		const char *text;
		const char *host;
		uint16_t port;
	} rows[] = {
		{ "proxy.example", "proxy.example", 1812 },
		{ "proxy.example:1", "proxy.example", 1 },
		{ "192.0.2.1:65535", "192.0.2.1", 65535 },
		{ "2001:db8::1", "2001:db8::1", 1812 },
		{ "[2001:db8::1]", "2001:db8::1", 1812 },
		{ "[2001:db8::1]:1645", "2001:db8::1", 1645 },
		{ "[fe80::1%eth0]:1645", "fe80::1%eth0", 1645 },
	};
	struct server_name name;

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		assert_int_equal(server_parse(rows[i].text, &name, NULL), 0);
		assert_string_equal(name.host, rows[i].host);
		assert_int_equal(name.port, rows[i].port);
	}
}

static void
refuses_others(void **state)
{
	static const char *const rows[] = { "", ":", ":1", "h:", "h:0",
		"h:65536", "h:1x", "h:-1", "[", "[]", "[::1", "[::1]1",
		"[::1]:", "a:b:c" };
	char host[SERVER_HOST_SIZE + 1];
	struct server_name name;
	struct why why;

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		why.text[0] = '\0';
		assert_int_equal(server_parse(rows[i], &name, &why), -1);
		assert_string_not_equal(why.text, "");
	}
	memset(host, 'h', sizeof(host));
	host[SERVER_HOST_SIZE] = '\0';
	assert_int_equal(server_parse(host, &name, &why), -1);
	host[SERVER_HOST_SIZE - 1] = '\0';
	assert_int_equal(server_parse(host, &name, &why), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_hosts_and_ports),
		cmocka_unit_test(refuses_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
