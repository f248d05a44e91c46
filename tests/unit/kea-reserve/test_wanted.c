#include <time.h>

#include "place.h"
#include "wanted.h"

static struct store *
opened(void **state)
{
	const struct place *p = *state;
	struct why why = { "" };
	struct store *s = state_open(p->dir, &why);

	if (!s)
		fail_msg("%s", why.text);
	return s;
}

static struct store_txn *
writing(struct store *s)
{
	struct store_txn *t = store_begin(s, true, NULL);

	assert_non_null(t);
	return t;
}

/* Those who gave way, by the first octet of their identifier's end. */
struct lost {
	size_t count;
	struct host list[8];
};

static void
note_loser(void *arg, const struct host *loser, const struct host *winner)
{
	struct lost *l = arg;

	(void)winner;
	l->list[l->count++] = *loser;
}

static int
merge(struct store_txn *t, struct host h, struct lost *lost)
{
	struct why why = { "" };
	int r = wanted_merge(t, &h, lost ? note_loser : NULL, lost, &why);

	if (r == -1)
		fail_msg("%s", why.text);
	return r;
}

static struct host
get(struct store_txn *t, struct host key)
{
	struct host h = { 0 };

	assert_int_equal(1, wanted_get(t, &key.id, &h, NULL));
	return h;
}

static void
what_is_stored_comes_back(void **state)
{
	uint8_t key[WANTED_KEY_MAX], value[WANTED_VALUE_MAX];
	struct host a = host6("00:0d:b9:42:aa:60", "olt-1 pon", "2001:db8::1",
	    "2001:db8:1::/56", 1795335558569004);
	struct host b;
	size_t klen = wanted_key(&a, key), vlen;

	(void)state;
	a.gone = true;
	a.day = 20779;
	vlen = wanted_pack(&a, value);
	assert_int_equal(0, wanted_unpack(key, klen, value, vlen, &b));
	assert_true(host_same_wish(&a, &b));
	assert_int_equal(0, host_version_cmp(&a.version, &b.version));
	assert_int_equal(20779, b.day);
	for (size_t n = 0; n < vlen; n++) /* cut anywhere: refused */
		assert_int_equal(-1, wanted_unpack(key, klen, value, n, &b));
	value[vlen] = 0;
	assert_int_equal(-1, wanted_unpack(key, klen, value, vlen + 1, &b));
	value[0] = 99;
	assert_int_equal(-1, wanted_unpack(key, klen, value, vlen, &b));
	value[0] = 3;
	key[0] = '5';
	assert_int_equal(-1, wanted_unpack(key, klen, value, vlen, &b));
}

/* The router is in it, and a record of before that is read. */
static void
a_router_is_stored(void **state)
{
	uint8_t key[WANTED_KEY_MAX], value[WANTED_VALUE_MAX];
	struct host a = host4("x", "192.0.2.1", 5), b;
	size_t klen = wanted_key(&a, key), vlen;

	(void)state;
	a.has_mac = true;
	a.duid = 0x123456789abcdef0;
	memcpy(a.mac.octet, "\1\2\3\4\5\6", 6);
	vlen = wanted_pack(&a, value);
	assert_int_equal(0, wanted_unpack(key, klen, value, vlen, &b));
	assert_true(b.has_mac && host_same_wish(&b, &a));
	assert_true(a.duid == b.duid);
	vlen -= 8;
	value[0] = 2;
	assert_int_equal(0, wanted_unpack(key, klen, value, vlen, &b));
	assert_true(b.has_mac && b.duid == 0);
	value[vlen - 7] = 5; /* no MAC is that short */
	assert_int_equal(-1, wanted_unpack(key, klen, value, vlen - 1, &b));
	value[0] = 1;
	assert_int_equal(0, wanted_unpack(key, klen, value, vlen - 7, &b));
	assert_false(b.has_mac);
	assert_true(host_same(&a, &b));
}

static void
the_largest_of_everything_fits(void **state)
{
	uint8_t key[WANTED_KEY_MAX], value[WANTED_VALUE_MAX];
	uint8_t octets[HOST_ID_MAX];
	struct host a = host4("x", "192.0.2.1", UINT64_MAX), b;

	(void)state;
	memset(octets, 'o', sizeof(octets));
	assert_int_equal(
	    0, host_id_set(&a.id, HOST_CIRCUIT_ID, octets, sizeof(octets)));
	a.line = a.id;
	memset(octets, 'n', HOST_TEXT_MAX);
	octets[HOST_TEXT_MAX - 1] = '\0';
	a.client_class.text = a.member.text = a.version.machine.text =
	    (char *)octets;
	a.prefix = a.addr;
	assert_int_equal(0,
	    wanted_unpack(
		key, wanted_key(&a, key), value, wanted_pack(&a, value), &b));
	assert_true(host_same_wish(&a, &b));
	assert_string_equal(
	    name_str(a.version.machine), name_str(b.version.machine));
}

/* One address by MAC and by line: neither knows of the other. */
static void
identifiers_are_apart(void **state)
{
	const char *mac = "02:00:00:00:00:01";
	struct store *s = opened(state);
	struct store_txn *t = writing(s);
	struct host a = host6(mac, "a", "2001:db8::1", NULL, 5), h;
	struct host b = line6("b", mac, "2001:db8::1", 6);
	struct host c = line6("c", NULL, "2001:db8::1", 7), *list;
	size_t n;

	assert_int_equal(WANTED_TAKEN, merge(t, a, NULL));
	assert_int_equal(WANTED_TAKEN, merge(t, b, NULL));
	assert_int_equal(0, wanted_overlap(t, &b, &h, NULL));
	h = get(t, a);
	assert_true(!h.gone && host_same_wish(&h, &a));
	h = get(t, b);
	assert_true(!h.gone && h.has_mac && host_same_wish(&h, &b));
	assert_int_equal(WANTED_TAKEN, merge(t, c, NULL));
	h = get(t, b);
	assert_true(h.gone); /* by line they know of each other */
	h = get(t, a);
	assert_false(h.gone);
	assert_int_equal(0, wanted_all(t, HOST_FLEX_ID, &list, &n, NULL));
	assert_int_equal(2, n);
	free(list);
	assert_int_equal(0, wanted_all(t, HOST_HW_ADDRESS, &list, &n, NULL));
	assert_int_equal(1, n);
	free(list);
	store_abort(t);
	store_close(s);
}

static void
the_newest_version_wins(void **state)
{
	struct store *s = opened(state);
	struct store_txn *t = writing(s);
	struct host a = host4("a", "192.0.2.1", 5), old = a, h;
	struct host_id flex;

	host_id_of_line(&a.line, &flex);
	assert_int_equal(WANTED_TAKEN, merge(t, a, NULL));
	assert_int_equal(WANTED_SAME, merge(t, a, NULL));
	old.version.stamp = 4;
	old.addr = net_of("192.0.2.2", AF_INET);
	assert_int_equal(WANTED_OLD, merge(t, old, NULL));
	h = get(t, a);
	assert_true(host_same_wish(&a, &h));
	old.version.stamp = 6;
	assert_int_equal(WANTED_TAKEN, merge(t, old, NULL));
	h = get(t, a);
	assert_true(host_same_wish(&old, &h));
	assert_int_equal(0, wanted_get(t, &flex, &h, NULL)); /* in IPv6 */
	store_abort(t);
	store_close(s);
}

static void
the_older_holder_gives_way(void **state)
{
	struct store *s = opened(state);
	struct store_txn *t = writing(s);
	struct host a = host4("a", "192.0.2.1", 5);
	struct host b = host4("b", "192.0.2.1", 6), h;
	struct lost lost = { 0 };

	merge(t, a, &lost);
	assert_int_equal(WANTED_TAKEN, merge(t, b, &lost));
	assert_int_equal(1, lost.count);
	assert_true(host_same(&a, &lost.list[0]));
	h = get(t, a);
	assert_true(h.gone);
	assert_int_equal(0, host_version_cmp(&h.version, &a.version));
	assert_int_equal(wanted_today(), h.day); /* buried */
	assert_false(get(t, b).gone);
	store_abort(t);
	store_close(s);
}

/* Learnt late: what it wants has gone to a newer one long ago. */
static void
a_late_comer_becomes_a_tombstone(void **state)
{
	struct store *s = opened(state);
	struct store_txn *t = writing(s);
	struct host a = host4("a", "192.0.2.1", 5);
	struct host b = host4("b", "192.0.2.1", 6), h;
	struct lost lost = { 0 };

	merge(t, b, &lost);
	assert_int_equal(WANTED_TAKEN, merge(t, a, &lost));
	assert_int_equal(0, lost.count);
	h = get(t, a);
	assert_true(h.gone);
	assert_int_equal(0, host_version_cmp(&h.version, &a.version));
	assert_false(get(t, b).gone);
	store_abort(t);
	store_close(s);
}

/* Another machine took a wish of the loser's before the winner's, and we
 * hear of it after: it asks for something else, and nobody is in its way. */
static void
a_later_wish_of_the_loser_lives(void **state)
{
	struct store *s = opened(state);
	struct store_txn *t = writing(s);
	struct host a = host4("a", "192.0.2.1", 5), h;

	merge(t, a, NULL);
	merge(t, host4("b", "192.0.2.1", 10), NULL);
	assert_int_equal(
	    WANTED_TAKEN, merge(t, host4("a", "192.0.2.2", 7), NULL));
	h = get(t, a);
	assert_false(h.gone);
	assert_int_equal(7, h.version.stamp);
	store_abort(t);
	store_close(s);
}

/* "It gave way", of the very reservation that we still have. */
static void
a_tombstone_is_later_than_its_reservation(void **state)
{
	struct store *s = opened(state);
	struct store_txn *t = writing(s);
	struct host a = host4("a", "192.0.2.1", 5);

	merge(t, a, NULL);
	assert_int_equal(WANTED_TAKEN, merge(t, gone(a), NULL));
	assert_true(get(t, a).gone);
	assert_int_equal(WANTED_SAME, merge(t, gone(a), NULL));
	assert_int_equal(WANTED_OLD, merge(t, a, NULL));
	assert_true(get(t, a).gone);
	store_abort(t);
	store_close(s);
}

static void
addresses_swap_and_are_free_again(void **state)
{
	struct store *s = opened(state);
	struct store_txn *t = writing(s);

	merge(t, host4("a", "192.0.2.1", 1), NULL);
	merge(t, host4("b", "192.0.2.2", 2), NULL);
	merge(t, host4("a", "192.0.2.2", 3), NULL);
	assert_true(get(t, host4("b", NULL, 0)).gone);
	merge(t, host4("b", "192.0.2.1", 4), NULL);
	assert_false(get(t, host4("a", NULL, 0)).gone);
	assert_false(get(t, host4("b", NULL, 0)).gone);
	merge(t, gone(host4("a", "192.0.2.2", 5)), NULL);
	merge(t, host4("c", "192.0.2.2", 6), NULL);
	assert_false(get(t, host4("c", NULL, 0)).gone);
	store_abort(t);
	store_close(s);
}

static void
a_line_has_one_mac(void **state)
{
	struct store *s = opened(state);
	struct store_txn *t = writing(s);
	struct host a = host6("02:00:00:00:00:01", "x", "2001:db8::1", NULL, 1);
	struct host b = host6("02:00:00:00:00:02", "x", "2001:db8::2", NULL, 2);
	struct host h, line = { .line = line_of("x") };
	struct lost lost = { 0 };

	merge(t, a, &lost);
	merge(t, b, &lost);
	assert_int_equal(1, lost.count);
	assert_true(get(t, a).gone);
	assert_int_equal(1, wanted_of_line(t, &line.line, &h, NULL));
	assert_true(host_id_equal(&h.id, &b.id));
	/* The router moves to another line: the first has none then. */
	b.line = line_of("y");
	b.version.stamp = 3;
	merge(t, b, &lost);
	assert_int_equal(0, wanted_of_line(t, &line.line, &h, NULL));
	line.line = line_of("y");
	assert_int_equal(1, wanted_of_line(t, &line.line, &h, NULL));
	store_abort(t);
	store_close(s);
}

static void
one_can_push_out_three(void **state)
{
	struct store *s = opened(state);
	struct store_txn *t = writing(s);
	struct lost lost = { 0 };

	merge(
	    t, host6("02:00:00:00:00:01", "x", "2001:db8::1", NULL, 1), &lost);
	merge(t, host6("02:00:00:00:00:02", "y", NULL, "2001:db8:1::/56", 2),
	    &lost);
	merge(
	    t, host6("02:00:00:00:00:03", "z", "2001:db8::3", NULL, 3), &lost);
	merge(t,
	    host6(
		"02:00:00:00:00:04", "z", "2001:db8::1", "2001:db8:1::/56", 4),
	    &lost);
	assert_int_equal(3, lost.count);
	store_abort(t);
	store_close(s);
}

/* A tombstone learnt elsewhere has no content; ours remembers. */
static void
a_tombstone_remembers_what_it_was(void **state)
{
	struct store *s = opened(state);
	struct store_txn *t = writing(s);
	struct host bare = { .family = AF_INET,
		.gone = true,
		.version = { 9, { "b" } } },
		    h;

	merge(t, host4("a", "192.0.2.1", 5), NULL);
	bare.id = line_of("a");
	assert_int_equal(WANTED_TAKEN, merge(t, bare, NULL));
	h = get(t, bare);
	assert_true(h.gone);
	assert_int_equal(AF_INET, h.addr.family);
	assert_int_equal(9, h.version.stamp);
	store_abort(t);
	store_close(s);
}

static bool
overlaps(struct store_txn *t, struct host h)
{
	struct host other;
	int r = wanted_overlap(t, &h, &other, NULL);

	assert_int_not_equal(-1, r);
	return r == 1;
}

static void
overlaps_of_other_lines(void **state)
{
	struct store *s = opened(state);
	struct store_txn *t = writing(s);
	const char *m = "02:00:00:00:00:09";

	merge(t, host6("02:00:00:00:00:01", "x", NULL, "2001:db8:100::/56", 1),
	    NULL);
	merge(t, host6("02:00:00:00:00:02", "y", "2001:db8:200::7", NULL, 2),
	    NULL);
	assert_true(overlaps(t, host6(m, "z", NULL, "2001:db8:100::/48", 0)));
	assert_true(overlaps(t, host6(m, "z", NULL, "2001:db8:100::/60", 0)));
	assert_true(overlaps(t, host6(m, "z", "2001:db8:100::1", NULL, 0)));
	assert_true(overlaps(t, host6(m, "z", NULL, "2001:db8:200::/56", 0)));
	assert_true(overlaps(t, host6(m, "z", NULL, "2001:db8::/33", 0)));
	assert_false(overlaps(t, host6(m, "z", NULL, "2001:db8:100::/56", 0)));
	assert_false(overlaps(t, host6(m, "z", NULL, "2001:db8:300::/56", 0)));
	assert_false(overlaps(t, host6(m, "x", NULL, "2001:db8:100::/48", 0)));
	assert_false(overlaps(
	    t, host6("02:00:00:00:00:01", "q", NULL, "2001:db8:100::/48", 0)));
	store_abort(t);
	store_close(s);
}

static void
versions_never_fall_back(void **state)
{
	struct store *s = opened(state);
	struct store_txn *t = writing(s);
	struct host_version v, w;
	uint64_t before, after;
	struct host a = host4("a", "192.0.2.1", 0);

	assert_int_equal(0, wanted_next_version(t, &v, NULL));
	assert_true(v.stamp > UINT64_C(1500000000000000));
	assert_string_not_equal("", name_str(v.machine));
	a.version = v;
	a.version.stamp += UINT64_C(3600000000); /* a clock was set back */
	assert_int_equal(0, wanted_changes(t, &before, NULL));
	merge(t, a, NULL);
	assert_int_equal(0, wanted_changes(t, &after, NULL));
	assert_true(after > before);
	assert_int_equal(0, wanted_next_version(t, &w, NULL));
	assert_int_equal(a.version.stamp + 1, w.stamp);
	store_abort(t);
	store_close(s);
}

static void
the_day_is_no_change(void **state)
{
	struct store *s = opened(state);
	struct store_txn *t = writing(s);
	struct host a = host4("a", "192.0.2.1", 5);
	uint64_t before, after;

	merge(t, a, NULL);
	wanted_changes(t, &before, NULL);
	assert_int_equal(0, wanted_saw(t, &a, 20779, NULL));
	wanted_changes(t, &after, NULL);
	assert_int_equal(before, after);
	assert_int_equal(20779, get(t, a).day);
	assert_int_equal(5, get(t, a).version.stamp);
	store_abort(t);
	store_close(s);
}

static int
stop_at_two(void *arg, const struct host *h)
{
	(void)h;
	return ++*(int *)arg == 2 ? 42 : 0;
}

static void
walks_keep_the_families_apart(void **state)
{
	struct store *s = opened(state);
	struct store_txn *t = writing(s);
	struct host *list = NULL;
	size_t n;
	int calls = 0;

	merge(t, host4("b", "192.0.2.1", 1), NULL);
	merge(t, host4("a", "192.0.2.2", 2), NULL);
	merge(t, gone(host4("c", "192.0.2.3", 3)), NULL);
	merge(t, host6("02:00:00:00:00:01", "x", "2001:db8::1", NULL, 4), NULL);
	assert_int_equal(0, wanted_all(t, HOST_CIRCUIT_ID, &list, &n, NULL));
	assert_int_equal(3, n);
	assert_int_equal('a', list[0].id.octets.here[0]);
	assert_true(list[2].gone);
	free(list);
	assert_int_equal(0, wanted_all(t, HOST_HW_ADDRESS, &list, &n, NULL));
	assert_int_equal(1, n);
	free(list);
	assert_int_equal(0, wanted_all(t, HOST_ANY_ID, &list, &n, NULL));
	assert_int_equal(4, n);
	free(list);
	assert_int_equal(
	    42, wanted_each(t, HOST_ANY_ID, stop_at_two, &calls, NULL));
	assert_int_equal(2, calls);
	store_abort(t);
	store_close(s);
}

#define WISHES 12

/* Few lines and addresses, each wish newer than the one before. */
static void
random_wishes(struct host *wishes)
{
	for (int i = 0; i < WISHES; i++) {
		char line[2] = { (char)('a' + random() % 4), '\0' };
		char addr[32];

		snprintf(
		    addr, sizeof(addr), "192.0.2.%d", (int)(1 + random() % 4));
		wishes[i] = host4(line, addr, (uint64_t)(i + 1));
		wishes[i].gone = random() % 4 == 0;
	}
}

/* The state after these were merged in this order, thrown away again. */
static size_t
state_of(void **state, const struct host *first, size_t n, int step,
    const struct host *more, size_t more_n, struct host **out)
{
	struct store *s = opened(state);
	struct store_txn *t = writing(s);
	size_t count;

	for (size_t i = 0; i < n; i++)
		merge(t, first[(ptrdiff_t)i * step], NULL);
	for (size_t i = 0; i < more_n; i++)
		merge(t, more[i], NULL);
	assert_int_equal(0, wanted_all(t, HOST_CIRCUIT_ID, out, &count, NULL));
	store_abort(t);
	store_close(s);
	return count;
}

static void
one_exchange(void **state)
{
	struct host wishes[WISHES], *a, *b, *a2, *b2;
	size_t na, nb, n, n2;

	random_wishes(wishes);
	na = state_of(state, wishes, WISHES, 1, NULL, 0, &a);
	nb = state_of(state, wishes + WISHES - 1, WISHES, -1, NULL, 0, &b);
	n = state_of(state, wishes, WISHES, 1, b, nb, &a2);
	n2 = state_of(state, wishes + WISHES - 1, WISHES, -1, a, na, &b2);
	assert_int_equal(n, n2);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(a2[i].gone, b2[i].gone);
		assert_true(a2[i].gone || host_same_wish(&a2[i], &b2[i]));
	}
	free(a);
	free(b);
	free(a2);
	free(b2);
}

/* Two machines that saw the same wishes in opposite order, and then what the
 * other has, want the same. */
static void
two_machines_agree(void **state)
{
	unsigned int seed = (unsigned int)time(NULL);

	print_message("seed %u\n", seed);
	srandom(seed);
	for (int round = 0; round < 100; round++)
		one_exchange(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_stored_comes_back),
		cmocka_unit_test(a_router_is_stored),
		cmocka_unit_test(the_largest_of_everything_fits),
		in_place(identifiers_are_apart),
		in_place(the_newest_version_wins),
		in_place(the_older_holder_gives_way),
		in_place(a_late_comer_becomes_a_tombstone),
		in_place(a_later_wish_of_the_loser_lives),
		in_place(a_tombstone_is_later_than_its_reservation),
		in_place(addresses_swap_and_are_free_again),
		in_place(a_line_has_one_mac),
		in_place(one_can_push_out_three),
		in_place(a_tombstone_remembers_what_it_was),
		in_place(overlaps_of_other_lines),
		in_place(versions_never_fall_back),
		in_place(the_day_is_no_change),
		in_place(walks_keep_the_families_apart),
		in_place(two_machines_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
