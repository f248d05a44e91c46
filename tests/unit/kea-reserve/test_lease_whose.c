/*
 * Which leases are removed: never one that may be another subscriber's.
 */
#include "hash64.h"
#include "help.h"
#include "lease_whose.h"

#define ROUTER "02:00:00:00:00:01"
#define OTHER "02:00:00:00:00:02"
#define DUID1 "00:03:00:01:02:00:00:00:00:01"
#define DUID2 "00:04:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff"

static uint64_t
hash_of(const char *duid)
{
	struct host_id id;

	assert_int_equal(0, host_id_parse(HOST_DUID, duid, &id, NULL));
	return hash64(host_id_octets(&id), id.len);
}

/* Of the line "line", 6c696e65. */
static struct host
router4(const char *mac)
{
	struct host h = host4("line", "192.0.2.1", 1);

	h.has_mac = mac;
	if (mac)
		assert_int_equal(
		    0, hwaddr_parse(mac, strlen(mac), &h.mac, NULL));
	return h;
}

static struct host
told(struct host h, const char *duid)
{
	h.duid = duid ? hash_of(duid) : 0;
	return h;
}

static struct host
by_mac(const char *duid)
{
	return told(host6(ROUTER, "line", "2001:db8::1", NULL, 1), duid);
}

static struct host
by_line(const char *mac, const char *duid)
{
	return told(line6("line", mac, "2001:db8::1", 1), duid);
}

/* `who` null: it stays. */
static void
is(const char *lease, struct host h, const char *who)
{
	json_t *j = json_of(lease);
	char name[LEASE_WHO_MAX] = "";

	if (lease_blocks(j, &h, name) != (who != NULL))
		fail_msg("%s %s", lease, who ? "stayed" : "was removed");
	assert_string_equal(name, who ? who : "");
	json_decref(j);
}

static void
another_router(void **state)
{
	(void)state;
	is("{'hw-address': '" OTHER "', 'state': 0}", router4(ROUTER), OTHER);
	is("{'hw-address': '" OTHER "'}", router4(ROUTER), OTHER);
	is("{'hw-address': '" ROUTER "', 'state': 0}", router4(ROUTER), NULL);
	is("{'hw-address': '" OTHER "', 'state': 0}", router4(NULL), NULL);
	is("{'hw-address': '" OTHER "', 'state': 1}", router4(ROUTER), NULL);
	is("{'hw-address': '" OTHER "', 'state': 2}", router4(ROUTER), NULL);
	is("{'hw-address': 'x'}", router4(ROUTER), NULL);
	is("{'hw-address': 7}", router4(ROUTER), NULL);
	is("{}", router4(ROUTER), NULL);
	is("null", router4(ROUTER), NULL);
	is("{'hw-address': '" OTHER "'}", by_mac(NULL), OTHER);
	is("{'hw-address': '" OTHER "'}", by_line(ROUTER, NULL), OTHER);
	is("{'hw-address': '" OTHER "'}", by_line(NULL, NULL), NULL);
}

static void
a_router_known_by_its_duid(void **state)
{
	(void)state;
	is("{'duid': '00:03:00:01:02:00:00:00:00:02'}", by_mac(NULL), OTHER);
	is("{'duid': '00:01:00:01:2a:00:00:00:02:00:00:00:00:02'}",
	    by_mac(NULL), OTHER);
	is("{'duid': '" DUID1 "'}", by_mac(NULL), NULL);
	is("{'duid': '" DUID2 "'}", by_mac(NULL), NULL); /* whose? */
	is("{'duid': '00:03'}", by_mac(NULL), NULL);
	is("{'duid': 'zz'}", by_mac(NULL), NULL);
	is("{'duid': 7}", by_mac(NULL), NULL);
}

/* The router's own, by a DUID that it has no more. */
static void
a_former_duid(void **state)
{
	const char *mine = "{'hw-address': '" ROUTER "', 'duid': '" DUID2 "'}";

	(void)state;
	is(mine, by_mac(NULL), NULL); /* nobody told of a DUID */
	is(mine, by_mac(DUID2), NULL);
	is(mine, by_mac(DUID1), "DUID 000400112233445566778899aabbccddeeff");
	is(mine, by_line(ROUTER, DUID1),
	    "DUID 000400112233445566778899aabbccddeeff");
	is("{'duid': '" DUID1 "'}", by_mac(DUID2), "DUID 00030001020000000001");
	is("{'duid': '" DUID2 "'}", by_mac(DUID1), NULL); /* whose? */
	is("{'hw-address': '" ROUTER "'}", by_mac(DUID1), NULL);
	is(mine, by_line(NULL, DUID1), NULL); /* whose? */
}

/* A lease of another router and of DUID2, with what Kea has kept. */
static void
is_kept(const char *kept, const char *octets, struct host h, const char *who)
{
	const char *at = strchr(kept, '%');
	char text[512];

	snprintf(text, sizeof(text),
	    "{'hw-address': '" OTHER "', 'duid': '" DUID2
	    "', 'user-context': {'ISC': %.*s%s%s}}",
	    (int)(at - kept), kept, octets, at + 1);
	is(text, h, who);
}

/* That decides, where it is known. */
static void
the_line_that_kea_has_noted(void **state)
{
	static const char *const kept[] = {
		"{'relay-info': [{'options': '0x%'}]}",
		"{'relays': [{'hop': 0, 'options': '0x%'}]}",
		("{'relay-info': [{'options': '0x00250001ff'},"
		 " {'options': '0x%'}]}"),
	};
	static const char ours[] = "001200046C696E65";
	static const char theirs[] = "0025000200010012000461616161";
	static const char former[] =
	    "DUID 000400112233445566778899aabbccddeeff";

	(void)state;
	is("{'hw-address': '" OTHER "', 'user-context': {'ISC':"
	   " {'relay-agent-info': '0x01046C696E65'}}}",
	    router4(ROUTER), OTHER);
	is("{'hw-address': '" OTHER "', 'user-context': {'ISC':"
	   " {'relay-agent-info': {'sub-options': '0x0104aabbccdd'}}}}",
	    router4(ROUTER), NULL);
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		is_kept(kept[i], ours, by_mac(NULL), OTHER);
		is_kept(kept[i], ours, by_line(NULL, NULL), NULL);
		is_kept(kept[i], ours, by_line(NULL, DUID1), former);
		is_kept(kept[i], ours, by_line(NULL, DUID2), NULL);
		is_kept(kept[i], theirs, by_mac(NULL), NULL);
		is_kept(kept[i], theirs, by_line(ROUTER, DUID1), NULL);
	}
	/* Nothing that could be read. */
	is_kept("{'relay-info': [{'options': '0x0012000%'}, {}, 7,"
		" {'options': '0x00120009aa'}]}",
	    "", by_mac(NULL), OTHER);
	is_kept("{'relays': %}", "7", by_line(NULL, DUID1), NULL);
}

/* With replace-client-id a lease is the line's: no router is kept out. */
static void
a_lease_of_the_line(void **state)
{
	const char *lease = "{'hw-address': '" OTHER "', 'duid':"
			    " '00:00:6c:69:6e:65'}";

	(void)state;
	is(lease, by_line(ROUTER, DUID1), NULL);
	is(lease, by_mac(DUID1), NULL);
	is("{'hw-address': '" OTHER "', 'duid': '00:00:6c:69:6e:66'}",
	    by_line(ROUTER, NULL), OTHER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_router),
		cmocka_unit_test(a_router_known_by_its_duid),
		cmocka_unit_test(a_former_duid),
		cmocka_unit_test(the_line_that_kea_has_noted),
		cmocka_unit_test(a_lease_of_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
