#include <time.h>

#include "help.h"
#include "netset.h"

struct found {
	size_t count;
	char owners[64];
};

static int
note(void *arg, void *owner, const struct ipnet *net)
{
	struct found *f = arg;

	(void)net;
	f->owners[f->count++] = *(const char *)owner;
	return 0;
}

static void
expect(struct netset *set, const char *net, const char *owners)
{
	struct ipnet n = net_of(net, AF_UNSPEC);
	struct found f = { 0 };

	assert_int_equal(0, netset_overlaps(set, &n, note, &f));
	assert_string_equal(owners, f.owners);
}

static void
overlaps_are_found_both_ways(void **state)
{
	struct netset *set = netset_new();
	static const char *const nets[] = { "2001:db8:1::/56",
		"2001:db8:1::/64", "2001:db8:1::7", "2001:db8:2::/56",
		"192.0.2.1", "192.0.2.0/24", "2001:db8:1::7" };
	struct ipnet n;

	(void)state;
	expect(set, "192.0.2.1", "");
	for (size_t i = 0; i < sizeof(nets) / sizeof(nets[0]); i++) {
		n = net_of(nets[i], AF_UNSPEC);
		assert_int_equal(
		    0, netset_add(set, &n, (void *)(uintptr_t) & "abcdefg"[i]));
	}
	expect(set, "2001:db8:1::7", "abcg");
	expect(set, "2001:db8:1::8", "ab");
	expect(set, "2001:db8:1:1::/64", "a");
	expect(set, "2001:db8::/32", "abcgd");
	expect(set, "2001:db8:3::/56", "");
	expect(set, "192.0.2.1", "fe");
	expect(set, "192.0.2.2", "f");
	expect(set, "192.0.3.1", "");
	expect(set, "0.0.0.0/0", "fe");
	expect(set, "::/0", "abcgd");
	netset_free(set);
	netset_free(NULL);
}

static int
stop(void *arg, void *owner, const struct ipnet *net)
{
	(void)owner;
	(void)net;
	return ++*(int *)arg == 2 ? 42 : 0;
}

static void
asking_can_end_early(void **state)
{
	struct netset *set = netset_new();
	struct ipnet n = net_of("192.0.2.1", AF_INET);
	int calls = 0;
	char owner;

	(void)state;
	for (int i = 0; i < 5; i++)
		netset_add(set, &n, &owner);
	assert_int_equal(42, netset_overlaps(set, &n, stop, &calls));
	assert_int_equal(2, calls);
	netset_free(set);
}

static struct ipnet
random_net(void)
{
	struct ipnet n = { .family = AF_INET, .len = 32 };

	n.addr[0] = (uint8_t)(random() % 2);
	n.addr[3] = (uint8_t)(random() % 8);
	return netset_shorten(&n, (uint8_t)(random() % 33));
}

static int
count(void *arg, void *owner, const struct ipnet *net)
{
	(void)owner;
	(void)net;
	++*(size_t *)arg;
	return 0;
}

static void
as_many_as_by_asking_each(void **state)
{
	unsigned int seed = (unsigned int)time(NULL);

	(void)state;
	print_message("seed %u\n", seed);
	srandom(seed);
	for (int round = 0; round < 300; round++) {
		struct netset *set = netset_new();
		struct ipnet nets[40], q = random_net();
		size_t want = 0, got = 0;

		for (size_t i = 0; i < 40; i++) {
			nets[i] = random_net();
			netset_add(set, &nets[i], &nets[i]);
			want += ipnet_overlap(&nets[i], &q);
		}
		netset_overlaps(set, &q, count, &got);
		assert_int_equal(want, got);
		netset_free(set);
	}
}

static void
shortening_clears_host_bits(void **state)
{
	static const struct {
		const char *net;
		uint8_t len;
		const char *want;
	} rows[] = {
		{ "192.0.2.255", 25, "192.0.2.128/25" },
		{ "192.0.2.255", 24, "192.0.2.0/24" },
		{ "192.0.2.255", 0, "0.0.0.0/0" },
		{ "192.0.2.255", 32, "192.0.2.255" },
		{ "2001:db8:ffff:ffff::1", 56, "2001:db8:ffff:ff00::/56" },
		{ "2001:db8::ffff", 127, "2001:db8::fffe/127" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ipnet n = net_of(rows[i].net, AF_UNSPEC);
		char buf[IPNET_STRLEN];

		n = netset_shorten(&n, rows[i].len);
		assert_string_equal(rows[i].want, ipnet_str(&n, buf));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overlaps_are_found_both_ways),
		cmocka_unit_test(asking_can_end_early),
		cmocka_unit_test(as_many_as_by_asking_each),
		cmocka_unit_test(shortening_clears_host_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
