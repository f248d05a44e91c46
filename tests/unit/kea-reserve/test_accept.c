#include "accept.h"
#include "now.h"
#include "place.h"
#include "wanted.h"

#define MAC1 "02:00:00:00:00:01"
#define MAC2 "02:00:00:00:00:02"

/* A request as request_parse() makes it; null: not named. */
static struct request
asks(const char *line, const char *mac, const char *addr4, const char *addr6,
    const char *prefix)
{
	struct request r = { .line = line_of(line) };

	if (mac) {
		r.has_mac = true;
		assert_int_equal(
		    0, hwaddr_parse(mac, strlen(mac), &r.mac, NULL));
	}
	r.has4 = addr4;
	r.has6 = addr6 || prefix;
	r.v4 = host4(line, addr4, 0);
	r.v6 = host6(mac ? mac : MAC1, line, addr6, prefix, 0);
	return r;
}

static struct store *
opened(void **state)
{
	struct store *s = state_open(((struct place *)*state)->dir, NULL);

	assert_non_null(s);
	return s;
}

static struct accept_keys keys;

static int
accepts(struct store *s, struct request r)
{
	struct why why = { "" };
	int v;

	free(keys.list);
	v = accept_request(s, &r, &keys, &why);
	if (v == -1)
		print_message("%s\n", why.text);
	return v;
}

/* "4 olt: 192.0.2.1 ...", live ones alone, families apart by a blank. */
static char shown[1024];

static int
show_host(void *arg, const struct host *h)
{
	char nets[2][IPNET_STRLEN];
	size_t *n = arg;

	if (h->gone)
		return 0;
	*n += (size_t)snprintf(shown + *n, sizeof(shown) - *n, "%.*s%s%s%s%s;",
	    h->line.len, (const char *)host_id_octets(&h->line),
	    h->addr.family != AF_UNSPEC ? " " : "",
	    h->addr.family != AF_UNSPEC ? ipnet_str(&h->addr, nets[0]) : "",
	    h->prefix.family != AF_UNSPEC ? " " : "",
	    h->prefix.family != AF_UNSPEC ? ipnet_str(&h->prefix, nets[1])
					  : "");
	return 0;
}

static const char *
live(struct store *s)
{
	struct store_txn *t = store_begin(s, false, NULL);
	size_t n = 0;

	shown[0] = '\0';
	assert_int_equal(0, wanted_each(t, HOST_ANY_ID, show_host, &n, NULL));
	store_abort(t);
	return shown;
}

static void
the_same_again_writes_nothing(void **state)
{
	struct store *s = opened(state);
	struct request r =
	    asks("a", MAC1, "192.0.2.1", "2001:db8::1", "2001:db8:1::/56");
	struct host_version first;
	uint64_t before, after;
	struct store_txn *t;

	assert_int_equal(ACCEPT_CHANGED, accepts(s, r));
	assert_int_equal(2, keys.count);
	first = keys.list[0].version;
	assert_true(first.stamp > 0);
	t = store_begin(s, false, NULL);
	wanted_changes(t, &before, NULL);
	store_abort(t);
	assert_int_equal(ACCEPT_SAME, accepts(s, r));
	assert_int_equal(2, keys.count); /* to wait for, still */
	assert_int_equal(0, host_version_cmp(&first, &keys.list[0].version));
	t = store_begin(s, false, NULL);
	wanted_changes(t, &after, NULL);
	store_abort(t);
	assert_int_equal(before, after);
	assert_string_equal(
	    "a 192.0.2.1;a 2001:db8::1 2001:db8:1::/56;", live(s));
	store_close(s);
}

static void
each_change_is_a_newer_version(void **state)
{
	struct store *s = opened(state);
	struct host_version v;

	accepts(s, asks("a", NULL, "192.0.2.1", NULL, NULL));
	v = keys.list[0].version;
	assert_int_equal(ACCEPT_CHANGED,
	    accepts(s, asks("a", NULL, "192.0.2.2", NULL, NULL)));
	assert_true(host_version_cmp(&keys.list[0].version, &v) > 0);
	assert_string_equal("a 192.0.2.2;", live(s));
	store_close(s);
}

static void
a_family_not_named_is_forgotten(void **state)
{
	struct store *s = opened(state);

	accepts(s, asks("a", MAC1, "192.0.2.1", "2001:db8::1", NULL));
	assert_int_equal(ACCEPT_CHANGED,
	    accepts(s, asks("a", MAC1, "192.0.2.1", NULL, NULL)));
	assert_string_equal("a 192.0.2.1;", live(s));
	assert_int_equal(ACCEPT_CHANGED,
	    accepts(s, asks("a", MAC1, NULL, "2001:db8::1", NULL)));
	assert_string_equal("a 2001:db8::1;", live(s));
	assert_int_equal(ACCEPT_SAME,
	    accepts(s, asks("a", MAC1, NULL, "2001:db8::1", NULL)));
	/* Without a MAC, too: the line is known. */
	assert_int_equal(ACCEPT_CHANGED,
	    accepts(s, asks("a", NULL, "192.0.2.1", NULL, NULL)));
	assert_string_equal("a 192.0.2.1;", live(s));
	store_close(s);
}

static void
another_router_on_the_line(void **state)
{
	struct store *s = opened(state);

	accepts(s, asks("a", MAC1, NULL, NULL, "2001:db8:1::/56"));
	assert_int_equal(ACCEPT_CHANGED,
	    accepts(s, asks("a", MAC2, NULL, NULL, "2001:db8:1::/56")));
	assert_string_equal("a 2001:db8:1::/56;", live(s));
	assert_int_equal(2, keys.count); /* the former's end is waited for */
	store_close(s);
}

static void
a_router_moves_to_another_line(void **state)
{
	struct store *s = opened(state);

	accepts(s, asks("a", MAC1, "192.0.2.1", NULL, "2001:db8:1::/56"));
	accepts(s, asks("b", MAC1, "192.0.2.2", NULL, "2001:db8:2::/56"));
	assert_string_equal(
	    "a 192.0.2.1;b 192.0.2.2;b 2001:db8:2::/56;", live(s));
	/* The new line has no IPv6: nor has the router then. */
	accepts(s, asks("c", MAC1, "192.0.2.3", NULL, NULL));
	assert_string_equal("a 192.0.2.1;b 192.0.2.2;c 192.0.2.3;", live(s));
	store_close(s);
}

static void
the_newer_takes_the_address(void **state)
{
	struct store *s = opened(state);

	accepts(s, asks("a", NULL, "192.0.2.1", NULL, NULL));
	accepts(s, asks("b", NULL, "192.0.2.1", NULL, NULL));
	assert_string_equal("b 192.0.2.1;", live(s));
	assert_int_equal(2, keys.count);
	accepts(s, asks("c", MAC1, NULL, "2001:db8::1", "2001:db8:1::/56"));
	accepts(s, asks("d", MAC2, NULL, NULL, "2001:db8:1::/56"));
	assert_string_equal("b 192.0.2.1;d 2001:db8:1::/56;", live(s));
	store_close(s);
}

static void
what_overlaps_is_refused_whole(void **state)
{
	struct store *s = opened(state);

	accepts(s, asks("a", MAC1, NULL, NULL, "2001:db8:1::/56"));
	assert_int_equal(-1,
	    accepts(s, asks("b", MAC2, "192.0.2.2", NULL, "2001:db8::/40")));
	assert_string_equal("a 2001:db8:1::/56;", live(s)); /* no IPv4 */
	/* The same line may grow. */
	assert_int_equal(ACCEPT_CHANGED,
	    accepts(s, asks("a", MAC2, NULL, NULL, "2001:db8::/40")));
	store_close(s);
}

static void
forgetting_a_line(void **state)
{
	struct store *s = opened(state);
	struct host_id a = line_of("a"), b = line_of("b");

	accepts(s, asks("a", MAC1, "192.0.2.1", "2001:db8::1", NULL));
	accepts(s, asks("b", MAC2, NULL, "2001:db8::2", NULL));
	free(keys.list);
	assert_int_equal(ACCEPT_CHANGED, accept_forget(s, &a, &keys, NULL));
	assert_int_equal(2, keys.count);
	assert_true(keys.list[0].gone && keys.list[1].gone);
	assert_string_equal("b 2001:db8::2;", live(s));
	free(keys.list);
	assert_int_equal(ACCEPT_SAME, accept_forget(s, &a, &keys, NULL));
	assert_int_equal(0, keys.count);
	assert_int_equal(ACCEPT_CHANGED, accept_forget(s, &b, &keys, NULL));
	assert_string_equal("", live(s));
	assert_int_equal(ACCEPT_CHANGED,
	    accepts(s, asks("a", MAC1, "192.0.2.1", NULL, NULL)));
	assert_string_equal("a 192.0.2.1;", live(s));
	store_close(s);
}

static void
the_day_is_written_once(void **state)
{
	struct store *s = opened(state);
	struct request r = asks("a", NULL, "192.0.2.1", NULL, NULL);
	struct store_txn *t;
	struct host h;

	accepts(s, r);
	t = store_begin(s, true, NULL);
	assert_int_equal(0, wanted_saw(t, &keys.list[0], 17, NULL));
	assert_int_equal(0, store_commit(t, NULL));
	assert_int_equal(ACCEPT_SAME, accepts(s, r));
	t = store_begin(s, false, NULL);
	assert_int_equal(1, wanted_get(t, &r.line, &h, NULL));
	store_abort(t);
	assert_true(h.day >= wanted_today() - 1);
	store_close(s);
}

/* The line was seen, whatever of it changed: --unseen goes by each. */
static void
the_day_of_what_did_not_change(void **state)
{
	struct store *s = opened(state);
	struct request r = asks("a", MAC1, "192.0.2.1", "2001:db8::1", NULL);
	struct store_txn *t;
	struct host h;

	accepts(s, r);
	t = store_begin(s, true, NULL);
	for (size_t i = 0; i < keys.count; i++)
		assert_int_equal(0, wanted_saw(t, &keys.list[i], 17, NULL));
	assert_int_equal(0, store_commit(t, NULL));
	assert_int_equal(ACCEPT_CHANGED,
	    accepts(s, asks("a", MAC2, "192.0.2.1", "2001:db8::1", NULL)));
	t = store_begin(s, false, NULL);
	assert_int_equal(1, wanted_get(t, &r.line, &h, NULL));
	store_abort(t);
	assert_true(h.day >= wanted_today() - 1);
	store_close(s);
}

static void
inside_a_transaction_that_is_thrown_away(void **state)
{
	struct store *s = opened(state);
	struct request r = asks("a", NULL, "192.0.2.1", NULL, NULL);
	struct store_txn *t = store_begin(s, true, NULL);
	struct accept_keys k = { 0 };

	assert_int_equal(ACCEPT_CHANGED, accept_in(t, true, &r, &k, NULL));
	store_abort(t);
	free(k.list);
	assert_string_equal("", live(s));
	t = store_begin(s, false, NULL); /* read-only: the verdict alone */
	k = (struct accept_keys){ 0 };
	assert_int_equal(ACCEPT_CHANGED, accept_in(t, false, &r, &k, NULL));
	store_abort(t);
	free(k.list);
	store_close(s);
}

/* What another machine took for a line, and this one hears of now. */
static void
hear(struct store *s, const struct host *h)
{
	struct store_txn *t = store_begin(s, true, NULL);

	assert_int_not_equal(-1, wanted_merge(t, h, NULL, NULL, NULL));
	assert_int_equal(0, store_commit(t, NULL));
}

static uint64_t
newest(void)
{
	uint64_t stamp = 0;

	for (size_t i = 0; i < keys.count; i++)
		if (keys.list[i].version.stamp > stamp)
			stamp = keys.list[i].version.stamp;
	return stamp;
}

/* Each machine knew another router of the line, or another family. */
static void
what_a_line_had_before_is_over(void **state)
{
	struct store *s = opened(state);
	struct host_id a = line_of("a");
	struct host other, four;

	accepts(s, asks("a", MAC1, NULL, "2001:db8::1", NULL));
	other = host6(MAC2, "a", "2001:db8::2", NULL, newest() + 1);
	four = host4("a", "192.0.2.1", newest() + 2);
	while (now_us() <= four.version.stamp)
		;
	free(keys.list);
	assert_int_equal(ACCEPT_CHANGED, accept_forget(s, &a, &keys, NULL));
	assert_true(newest() > four.version.stamp);
	hear(s, &other);
	hear(s, &four);
	assert_string_equal("", live(s));
	/* Not so what it said since. */
	other.version.stamp = newest() + 1;
	hear(s, &other);
	assert_string_equal("a 2001:db8::2;", live(s));
	/* IPv4 alone: it has no IPv6 any more. */
	accepts(s, asks("a", NULL, "192.0.2.1", NULL, NULL));
	assert_string_equal("a 192.0.2.1;", live(s));
	other = host6(MAC1, "a", "2001:db8::1", NULL, newest() - 1);
	hear(s, &other);
	assert_string_equal("a 192.0.2.1;", live(s));
	store_close(s);
}

static int
drop_keys(void **state)
{
	free(keys.list);
	keys = (struct accept_keys){ 0 };
	return place_teardown(state);
}

#define test(f) cmocka_unit_test_setup_teardown(f, place_setup, drop_keys)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		test(the_same_again_writes_nothing),
		test(each_change_is_a_newer_version),
		test(a_family_not_named_is_forgotten),
		test(another_router_on_the_line),
		test(a_router_moves_to_another_line),
		test(the_newer_takes_the_address),
		test(what_overlaps_is_refused_whole),
		test(forgetting_a_line),
		test(what_a_line_had_before_is_over),
		test(the_day_is_written_once),
		test(the_day_of_what_did_not_change),
		test(inside_a_transaction_that_is_thrown_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
