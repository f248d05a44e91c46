#include "place.h"
#include "request.h"

/* A site with two members; rzn's prefixes surround one of ils. */
static struct site *
site_of(void **state)
{
	static const char text[] =
	    "{ \"members\": { \"ils\": { \"realm\": \"ils-ftth\","
	    " \"prefixes\": ["
	    " { \"prefix\": \"192.0.2.0/24\", \"client-class\": \"ils01\","
	    "   \"gateway\": \"192.0.2.1\" },"
	    " { \"prefix\": \"192.0.2.128/25\", \"client-class\": \"ils02\" },"
	    " { \"prefix\": \"2001:db8:0::/40\","
	    "   \"client-class\": \"six01\" },"
	    " { \"prefix\": \"2001:db8:f000::/40\","
	    "   \"client-class\": \"six02\" } ] } },"
	    " \"kea\": { \"targets\": { \"r\": { \"dhcp4\":"
	    " \"unix:/nonexistent\" } }, \"state-dir\": \"s\" } }";
	char path[128];
	struct why why = { "" };
	struct site *site;
	FILE *fp;

	snprintf(
	    path, sizeof(path), "%s/site.json", ((struct place *)*state)->dir);
	fp = fopen(path, "w");
	assert_non_null(fp);
	fputs(text, fp);
	fclose(fp);
	site = site_load(path, &why);
	if (!site)
		fail_msg("%s", why.text);
	return site;
}

static struct request
taken(const struct site *site, const struct request_args *args)
{
	struct request r;
	struct why why = { "" };

	if (request_parse(args, site, &r, &why) == -1)
		fail_msg("%s", why.text);
	return r;
}

static void
both_families(void **state)
{
	struct site *site = site_of(state);
	struct request_args args = { .circuit_id = "0x6f6c742d31",
		.mac = "00:0D:B9:42:AA:60@gnd.ftth.axione",
		.addr4 = "192.0.2.9",
		.addr6 = "2001:db8::9",
		.prefix = "2001:db8:f000::/56 :: 1",
		.member = "ils-ftth" };
	struct request r = taken(site, &args);
	struct host want4 = host4("olt-1", "192.0.2.9", 0);
	struct host want6 = host6("00:0d:b9:42:aa:60", "olt-1", "2001:db8::9",
	    "2001:db8:f000::/56", 0);

	assert_true(r.has4 && r.has6 && r.has_mac);
	want4.has_mac = true;
	want4.mac = r.mac;
	assert_true(host_same_wish(&want4, &r.v4));
	want6.client_class.text = "six01"; /* address's */
	assert_true(host_same_wish(&want6, &r.v6));
	assert_int_equal(0, r.v4.version.stamp);
	site_free(site);
}

static void
the_class_is_of_the_closest_prefix(void **state)
{
	struct site *site = site_of(state);
	struct request_args args = { .circuit_id = "a",
		.addr4 = "192.0.2.200" };
	struct request r = taken(site, &args);

	assert_string_equal("ils02", name_str(r.v4.client_class));
	assert_string_equal("ils", name_str(r.v4.member));
	assert_false(r.has6 || r.has_mac);
	site_free(site);
}

static void
a_prefix_alone_has_its_own_class(void **state)
{
	struct site *site = site_of(state);
	struct request_args args = { .circuit_id = "a",
		.mac = "02:00:00:00:00:01",
		.addr4 = "",
		.addr6 = "",
		.prefix = "2001:db8:f000::/56",
		.member = "" };
	struct request r = taken(site, &args);

	assert_false(r.has4);
	assert_int_equal(AF_UNSPEC, r.v6.addr.family);
	assert_string_equal("six02", name_str(r.v6.client_class));
	site_free(site);
}

static void
the_spellings_of_a_framed_route(void **state)
{
	static const char *const good[] = { "2001:db8::/56",
		"2001:db8::/56 ::", "2001:db8::/56 :: 1", "2001:db8::/56\t:: 1",
		"2001:db8::/56 fe80::1 10", "2001:db8::/56 :: 1 2",
		"2001:db8::/56 ", "2001:0db8:0:0::/56" };
	static const char *const bad[] = { "2001:db8::/56 1", " ",
		" 2001:db8::/56", "2001:db8::/56 :: x", "2001:db8::/56 :: -1",
		"2001:db8::/56,2001:db8::/56", "2001:db8::/129",
		"2001:db8::/56 ::1 2001:db8:1::/56", "::/0/0", "/56",
		"2001:db8::1/64", "192.0.2.0/24" };
	struct site *site = site_of(state);
	struct request_args args = { .circuit_id = "a",
		.mac = "02:00:00:00:00:01" };
	struct request r;
	struct ipnet want = net_of("2001:db8::/56", AF_INET6);

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		args.prefix = good[i];
		r = taken(site, &args);
		assert_true(ipnet_equal(&want, &r.v6.prefix));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct why why = { "" };

		args.prefix = bad[i];
		if (request_parse(&args, site, &r, &why) != -1)
			fail_msg("%s was taken", bad[i]);
		assert_int_equal(0, strncmp(why.text, "-p", 2));
	}
	site_free(site);
}

static void
the_spellings_of_a_duid(void **state)
{
	static const char *const good[] = { "0x00030001020000000001",
		"00:03:00:01:02:00:00:00:00:01", "00030001020000000001" };
	static const struct {
		const char *text, *why;
	} bad[] = {
		{ "hello", "-d: want a DUID in hexadecimal, have hello" },
		{ "0x000", "-d: want a DUID in hexadecimal, have 0x000" },
		{ "0x00", "-d: want a DUID" },
		{ "00030001", "-d: want a DUID" },
	};
	struct site *site = site_of(state);
	struct request_args args = { .circuit_id = "a",
		.mac = "02:00:00:00:00:01",
		.addr6 = "2001:db8::1" };
	struct request r = taken(site, &args);
	uint64_t first = 0;

	assert_true(r.v6.duid == 0 && r.v6_line.duid == 0);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		args.duid = good[i];
		r = taken(site, &args);
		assert_true(r.v6.duid != 0 && r.v6_line.duid == r.v6.duid);
		assert_true(r.v4.duid == 0);
		assert_true(i == 0 || r.v6.duid == first);
		first = r.v6.duid;
	}
	args.duid = "0x00030001020000000002";
	r = taken(site, &args);
	assert_true(r.v6.duid != first);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct why why = { "" };

		args.duid = bad[i].text;
		assert_int_equal(-1, request_parse(&args, site, &r, &why));
		if (strncmp(why.text, bad[i].why, strlen(bad[i].why)) != 0)
			fail_msg("%s", why.text);
	}
	args.duid = "";
	assert_true(taken(site, &args).v6.duid == 0);
	site_free(site);
}

/* What is refused in text is in tests/cli/kea-reserve.t; here, that nothing
 * comes out of a refusal. */
static void
a_refusal_leaves_the_request_alone(void **state)
{
	struct site *site = site_of(state);
	struct request_args args = { .circuit_id = "a", .addr4 = "192.0.2.1" };
	struct request r = { .has4 = true, .v4.day = 77 };

	assert_int_equal(-1, request_parse(&args, site, &r, NULL));
	assert_int_equal(77, r.v4.day);
	args.circuit_id = NULL;
	assert_int_equal(-1, request_parse(&args, site, &r, NULL));
	site_free(site);
}

static void
lines_in_any_spelling(void **state)
{
	static const char *const same[] = { "olt-1 pon", "0x6f6c742d3120706f6e",
		"6f:6c:74:2d:31:20:70:6f:6e", "6F6C742D3120706F6E" };
	struct host_id want = line_of("olt-1 pon"), id;
	char longest[2 * HOST_ID_MAX + 5];

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		assert_int_equal(0, request_line(same[i], &id, NULL));
		assert_true(host_id_equal(&want, &id));
	}
	memset(longest, '1', sizeof(longest));
	memcpy(longest, "0x", 2);
	longest[2 + 2 * HOST_ID_MAX] = '\0';
	assert_int_equal(0, request_line(longest, &id, NULL));
	assert_int_equal(HOST_ID_MAX, id.len);
	longest[2 + 2 * HOST_ID_MAX] = '1';
	longest[4 + 2 * HOST_ID_MAX] = '\0';
	assert_int_equal(-1, request_line(longest, &id, NULL));
	assert_int_equal(-1, request_line("", &id, NULL));
	assert_int_equal(-1, request_line(NULL, &id, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_place(both_families),
		in_place(the_class_is_of_the_closest_prefix),
		in_place(a_prefix_alone_has_its_own_class),
		in_place(the_spellings_of_a_framed_route),
		in_place(the_spellings_of_a_duid),
		in_place(a_refusal_leaves_the_request_alone),
		cmocka_unit_test(lines_in_any_spelling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
