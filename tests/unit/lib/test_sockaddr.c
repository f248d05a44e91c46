#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <netinet/in.h>
#include <cmocka.h>

#include "sockaddr.h"

static void
there_and_back(const char *text, uint16_t want_port, size_t want_len)
{
	struct sockaddr_storage sa;
	struct ipnet addr, back;
	uint16_t port = 0;

	assert_int_equal(ipnet_parse_addr(text, AF_UNSPEC, &addr, NULL), 0);
	assert_int_equal(sockaddr_set(&sa, &addr, want_port), want_len);
	back = sockaddr_get((void *)&sa, &port);
	assert_true(ipnet_equal(&addr, &back));
	assert_int_equal(port, want_port);
	back = sockaddr_get((void *)&sa, NULL);
	assert_true(ipnet_equal(&addr, &back));
}

static void
both_families(void **state)
{
	(void)state;
	there_and_back("192.0.2.1", 53, sizeof(struct sockaddr_in));
	there_and_back("2001:db8::1", 65535, sizeof(struct sockaddr_in6));
}

static void
in_the_order_of_the_network(void **state)
{
	struct sockaddr_storage sa;
	struct ipnet addr;

	(void)state;
	ipnet_parse_addr("192.0.2.1", AF_INET, &addr, NULL);
	sockaddr_set(&sa, &addr, 0x1234);
	assert_memory_equal((char *)&sa + 2, "\x12\x34\xc0\x00\x02\x01", 6);
}

static void
another_family_is_none(void **state)
{
	struct sockaddr sa = { .sa_family = AF_UNIX };
	uint16_t port = 7;

	(void)state;
	assert_int_equal(sockaddr_get(&sa, &port).family, AF_UNSPEC);
	assert_int_equal(port, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_families),
		cmocka_unit_test(in_the_order_of_the_network),
		cmocka_unit_test(another_family_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
