#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "keatimes.h"
#include "linthelp.h"

/* Members of the service, of its network and of its subnet. */
#define TIMES4(service, network, subnet)                                      \
	"{\"Dhcp4\": {" ID4 CLASS4 service " \"shared-networks\": [{" network \
	" \"subnet4\": [{" subnet " \"subnet\": \"5.183.104.0/24\","          \
	" \"reservations-global\": true}]}]}}"
#define TIMES6(service, network, subnet)                                      \
	"{\"Dhcp6\": {" ID6 CLASS6 service " \"shared-networks\": [{" network \
	" \"subnet6\": [{" subnet " \"subnet\": \"2a0e:c400::/40\","          \
	" \"reservations-global\": true}]}]}}"

#define ORDER4                                            \
	"t: subnet4[5.183.104.0/24]: want renew-timer < " \
	"rebind-timer < valid-lifetime, have "
#define ORDER6                                            \
	"t: subnet6[2a0e:c400::/40]: want renew-timer < " \
	"rebind-timer < preferred-lifetime <= valid-lifetime, have "

static void
test_order4(void **state)
{
	(void)state;
	lint(TIMES4("", "", ""), "");
	lint(TIMES4("", "",
		 "\"renew-timer\": 3600, \"rebind-timer\": 6300,"
		 "\"valid-lifetime\": 7200,"),
	    "");
	lint(TIMES4("", "",
		 "\"renew-timer\": 6300, \"rebind-timer\": 6300,"
		 "\"valid-lifetime\": 7200,"),
	    ORDER4 "6300, 6300, 7200 [lifetime-order]\n");
	/* Kea's own lifetime is 7200. */
	lint(TIMES4("", "", "\"rebind-timer\": 7200,"),
	    ORDER4 "0, 7200, 7200 [lifetime-order]\n");
	lint(TIMES4("", "", "\"renew-timer\": 7300,"),
	    ORDER4 "7300, 0, 7200 [lifetime-order]\n");
	/* The subnet's comes before the network's, and that before all. */
	lint(TIMES4("\"valid-lifetime\": 100,", "\"valid-lifetime\": 4000,",
		 "\"renew-timer\": 3600,"),
	    "");
	lint(TIMES4("\"valid-lifetime\": 100,", "", "\"renew-timer\": 3600,"),
	    ORDER4 "3600, 0, 100 [lifetime-order]\n");
	/* Computed, beside one that is said. */
	lint(TIMES4("\"calculate-tee-times\": true, \"t2-percent\": 0.4,", "",
		 "\"renew-timer\": 3600,"),
	    ORDER4 "3600, 2880, 7200 [lifetime-order]\n");
}

static void
test_order6(void **state)
{
	(void)state;
	lint(TIMES6("", "", ""), "");
	lint(TIMES6("", "",
		 "\"renew-timer\": 3600, \"rebind-timer\": 5400,"
		 "\"preferred-lifetime\": 7200, \"valid-lifetime\": 10800,"),
	    "");
	lint(TIMES6("", "",
		 "\"preferred-lifetime\": 7200, \"valid-lifetime\": 7200,"),
	    "");
	lint(TIMES6("", "",
		 "\"renew-timer\": 3600, \"rebind-timer\": 7200,"
		 "\"preferred-lifetime\": 7200, \"valid-lifetime\": 10800,"),
	    ORDER6 "3600, 7200, 7200, 10800 [lifetime-order]\n");
	lint(TIMES6("\"calculate-tee-times\": false,", "",
		 "\"preferred-lifetime\": 7300, \"valid-lifetime\": 7200,"),
	    ORDER6 "0, 0, 7300, 7200 [lifetime-order]\n");
}

#define ZERO6                                                           \
	"t: subnet6[2a0e:c400::/40]: want preferred-lifetime above 0, " \
	"have 0, its own or inherited: every address and prefix is "    \
	"deprecated from the start [preferred-zero]\n"

static void
test_preferred_zero(void **state)
{
	(void)state;
	lint(TIMES6("\"preferred-lifetime\": 0,", "", ""), ZERO6);
	lint(TIMES6("\"preferred-lifetime\": 9,", "\"preferred-lifetime\": 0,",
		 ""),
	    ZERO6);
	lint(TIMES6("", "", "\"preferred-lifetime\": 0,"), ZERO6);
	/* Not inherited: as it is on the page. */
	lint(TIMES6("\"preferred-lifetime\": 0,", "",
		 "\"preferred-lifetime\": 7200,"),
	    "");
	/* IPv4 has none. */
	lint(TIMES4("\"preferred-lifetime\": 0,", "", ""), "");
}

static void
test_long(void **state)
{
	(void)state;
	lint(TIMES6("", "",
		 "\"preferred-lifetime\": 43200, \"valid-lifetime\": 86400,"),
	    "");
	lint(TIMES6("", "",
		 "\"preferred-lifetime\": 43201, \"valid-lifetime\": 86401,"),
	    "t: subnet6[2a0e:c400::/40]: want preferred-lifetime at most 43200 "
	    "(RFC 9096 advises 2700), have 43201 [lifetime-long]\n"
	    "t: subnet6[2a0e:c400::/40]: want valid-lifetime at most 86400 "
	    "(RFC 9096 advises 5400), have 86401 [lifetime-long]\n");
	/* What a client may ask for counts. */
	lint(TIMES6("\"max-valid-lifetime\": 604800,", "", ""),
	    "t: subnet6[2a0e:c400::/40]: want valid-lifetime at most 86400 "
	    "(RFC 9096 advises 5400), have 604800 [lifetime-long]\n");
	lint(TIMES4("", "", "\"valid-lifetime\": 604800,"), "");
}

#define CLASS_TIMES(times)                                                     \
	"{\"Dhcp6\": {" ID6 "\"client-classes\": [{\"name\": \"ils01\"," times \
	" \"option-data\": ["                                                  \
	"{\"code\": 23, \"data\": \"2a00:5881:4000::1\"}]}]," NET6 "}}"

static void
test_class_times(void **state)
{
	(void)state;
	lint(CLASS_TIMES("\"preferred-lifetime\": 3600,"), "");
	lint(CLASS_TIMES("\"preferred-lifetime\": 0,"),
	    "t: client-classes[ils01]: want preferred-lifetime above 0, have "
	    "0: every address and prefix is deprecated from the start "
	    "[preferred-zero]\n");
	lint(CLASS_TIMES("\"max-valid-lifetime\": 90000,"),
	    "t: client-classes[ils01]: want valid-lifetime at most 86400 "
	    "(RFC 9096 advises 5400), have 90000 [lifetime-long]\n");
}

static void
check_longest(const char *text, const char *net, int64_t want)
{
	json_t *json = json_loads(text, 0, NULL);
	struct keadoc *doc = keadoc_parse(json, AF_INET6, NULL);
	struct ipnet n;

	assert_non_null(doc);
	assert_int_equal(ipnet_parse_prefix(net, AF_INET6, &n, NULL), 0);
	assert_int_equal(keatimes_longest(doc, &n), want);
	keadoc_free(doc);
	json_decref(json);
}

static void
test_longest(void **state)
{
	const char *two =
	    "{\"Dhcp6\": {\"subnet6\": ["
	    "{\"subnet\": \"2001:db8:1::/48\", \"valid-lifetime\": 100},"
	    "{\"subnet\": \"2001:db8:2::/48\", \"valid-lifetime\": 200,"
	    " \"max-valid-lifetime\": 300}]}}";

	(void)state;
	check_longest("{\"Dhcp6\": {}}", "2001:db8::/56", 7200);
	check_longest(two, "2001:db8:1::/56", 100);
	check_longest(two, "2001:db8:2::1/128", 300);
	/* Delegated without a subnet: whichever it may be. */
	check_longest(two, "2001:db9::/56", 300);
	check_longest("{\"Dhcp6\": {\"client-classes\": [{\"name\": \"c\","
		      "\"valid-lifetime\": 9000}]}}",
	    "2001:db8::/56", 9000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order4),
		cmocka_unit_test(test_order6),
		cmocka_unit_test(test_preferred_zero),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_class_times),
		cmocka_unit_test(test_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
