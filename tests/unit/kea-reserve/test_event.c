#include <time.h>

#include "applied.h"
#include "event.h"
#include "place.h"
#include "wanted.h"

static struct store *store;
static struct store_txn *txn;

static void
begin(void **state)
{
	const struct place *p = *state;
	struct why why = { "" };

	store = state_open(p->dir, &why);
	assert_non_null(store);
	txn = store_begin(store, true, &why);
	assert_non_null(txn);
}

static void
end(void)
{
	store_abort(txn);
	store_close(store);
}

static void
merge(struct host h)
{
	struct why why = { "" };

	if (wanted_merge(txn, &h, NULL, NULL, &why) == -1)
		fail_msg("%s", why.text);
}

/* "LINE: OLD > NEW" for each, a space behind. */
static int
show_one(void *arg, const struct event *e)
{
	FILE *fp = arg;
	char old[IPNET_STRLEN], new[IPNET_STRLEN];

	fprintf(fp, "%.*s: %s > %s ", e->was.line.len,
	    host_id_octets(&e->was.line), ipnet_str(&e->old, old),
	    e->new.family == AF_UNSPEC ? "-" : ipnet_str(&e->new, new));
	return 0;
}

static void
check(const char *want)
{
	char *have = NULL;
	size_t len = 0;
	FILE *fp = open_memstream(&have, &len);
	struct why why = { "" };

	assert_int_equal(event_each(txn, show_one, fp, &why), 0);
	fclose(fp);
	assert_string_equal(have, want);
	free(have);
}

#define MAC "02:00:00:00:00:01"
#define MAC2 "02:00:00:00:00:02"

static void
test_change(void **state)
{
	begin(state);
	merge(host4("a", "192.0.2.1", 1));
	check("");
	merge(host4("a", "192.0.2.1", 2)); /* the same once more */
	check("");
	merge(host4("a", "192.0.2.2", 3));
	check("a: 192.0.2.1 > 192.0.2.2 ");
	merge(host4("a", "192.0.2.3", 4));
	check("a: 192.0.2.1 > 192.0.2.2 a: 192.0.2.2 > 192.0.2.3 ");
	/* It has its first one back. */
	merge(host4("a", "192.0.2.1", 5));
	check("a: 192.0.2.2 > 192.0.2.3 a: 192.0.2.3 > 192.0.2.1 ");
	end();
}

static void
test_both(void **state)
{
	begin(state);
	merge(host6(MAC, "a", "2001:db8::1", "2001:db8:1::/56", 1));
	merge(host6(MAC, "a", "2001:db8::1", "2001:db8:2::/56", 2));
	check("a: 2001:db8:1::/56 > 2001:db8:2::/56 ");
	merge(host6(MAC, "a", NULL, "2001:db8:2::/56", 3));
	check("a: 2001:db8::1 > - a: 2001:db8:1::/56 > 2001:db8:2::/56 ");
	end();
}

static void
test_forgotten(void **state)
{
	begin(state);
	merge(host4("a", "192.0.2.1", 1));
	merge(gone(host4("a", NULL, 2)));
	check("a: 192.0.2.1 > - ");
	merge(host4("a", "192.0.2.9", 3));
	check("a: 192.0.2.1 > 192.0.2.9 ");
	merge(gone(host4("a", NULL, 4)));
	merge(host4("a", "192.0.2.9", 5));
	check("a: 192.0.2.1 > 192.0.2.9 ");
	end();
}

/* In use by another line: the end of the old lease is its own affair. */
static void
test_passed_on(void **state)
{
	begin(state);
	merge(host4("a", "192.0.2.1", 1));
	merge(host4("a", "192.0.2.2", 2));
	merge(host4("b", "192.0.2.1", 3));
	check("");
	merge(host4("b", "192.0.2.2", 4)); /* from under a's feet */
	check("b: 192.0.2.1 > 192.0.2.2 ");
	end();
}

/* One that loses its prefix to another line loses its address, too. */
static void
test_pushed_out(void **state)
{
	begin(state);
	merge(host6(MAC, "a", "2001:db8::1", "2001:db8:1::/56", 1));
	merge(host6(MAC2, "b", NULL, "2001:db8:1::/56", 2));
	check("a: 2001:db8::1 > - ");
	end();
}

/* A new router on the line. */
static void
test_new_router(void **state)
{
	begin(state);
	merge(host6(MAC, "a", "2001:db8::1", "2001:db8:1::/56", 1));
	merge(host6(MAC2, "a", "2001:db8::1", "2001:db8:2::/56", 2));
	check("a: 2001:db8:1::/56 > 2001:db8:2::/56 ");
	end();
}

static int
keep(void *arg, const struct event *e)
{
	*(struct event *)arg = *e;
	return 0;
}

static struct event
only(void)
{
	struct event e = { 0 };

	assert_int_equal(event_each(txn, keep, &e, NULL), 0);
	return e;
}

static struct endpoint eps_list[] = {
	{ .family = AF_INET, .label = "r dhcp4" },
	{ .family = AF_INET6, .label = "r dhcp6" },
	{ .family = AF_INET, .label = "g dhcp4" },
};
static const struct endpoints eps = { eps_list, 3 };

static void
done(size_t i, struct host h, enum applied_state how)
{
	assert_int_equal(applied_put(txn, &eps_list[i], &h, how, "x", NULL), 0);
}

static void
check_given(bool r4, bool g4)
{
	struct event e = only();

	assert_int_equal(event_given(txn, &e, &eps_list[0], NULL), r4);
	assert_int_equal(event_given(txn, &e, &eps_list[2], NULL), g4);
}

static void
check_reached(bool r4, bool g4)
{
	struct event e = only();

	assert_int_equal(event_reached(txn, &e, &eps_list[0], NULL), r4);
	assert_int_equal(event_reached(txn, &e, &eps_list[2], NULL), g4);
}

static void
test_reached(void **state)
{
	struct host first = host4("a", "192.0.2.1", 1);
	struct host second = host4("a", "192.0.2.2", 2);

	begin(state);
	merge(first);
	merge(second);
	assert_true(event_concerns(&(struct event){ .was = first }, eps_list));
	assert_false(
	    event_concerns(&(struct event){ .was = first }, &eps_list[1]));
	check_reached(false, false);
	check_given(false, false);
	done(0, first, APPLIED_DONE);
	done(2, first, APPLIED_REFUSED);
	check_given(true, false);
	/* By now nobody knows whether it had the first one. */
	done(2, second, APPLIED_REFUSED);
	check_given(true, true);
	check_reached(false, false);
	done(0, second, APPLIED_DONE);
	check_reached(true, false);
	done(2, host4("a", "192.0.2.3", 3), APPLIED_DONE);
	check_reached(true, true);
	end();
}

/* Who was pushed out is gone by a tombstone of the same version. */
static void
test_reached_gone(void **state)
{
	struct host a = host4("a", "192.0.2.1", 1), b;
	struct event e;

	begin(state);
	a.prefix = net_of(NULL, AF_INET);
	merge(a);
	b = host6(MAC, "b", "2001:db8::1", "2001:db8:1::/56", 1);
	merge(b);
	merge(host6(MAC2, "c", NULL, "2001:db8:1::/56", 2));
	e = only();
	done(1, b, APPLIED_DONE);
	assert_int_equal(event_reached(txn, &e, &eps_list[1], NULL), 0);
	done(1, gone(b), APPLIED_DONE);
	assert_int_equal(event_reached(txn, &e, &eps_list[1], NULL), 1);
	end();
}

static void
check_over(uint64_t now, bool want)
{
	struct event e = only();
	struct why why = { "" };

	assert_int_equal(event_over(txn, &e, &eps, now, &why), want);
	assert_int_equal(event_sweep(txn, false, &eps, now, &why), want);
}

static void
test_over(void **state)
{
	struct host second = host4("a", "192.0.2.2", 2);
	struct event e;

	begin(state);
	merge(host4("a", "192.0.2.1", 1));
	merge(second);
	check_over(UINT64_MAX, false); /* no endpoint has it */
	done(0, second, APPLIED_DONE);
	e = only();
	assert_int_equal(event_put_off(txn, &e, 5000, NULL), 0);
	check_over(UINT64_MAX, false); /* one has not */
	done(2, second, APPLIED_DONE);
	assert_int_equal(event_put_off(txn, &e, 9000, NULL), 0);
	assert_int_equal(event_put_off(txn, &e, 7000, NULL), 0);
	assert_int_equal(only().until, 9000);
	check_over(8999, false);
	check_over(9000, true);
	assert_int_equal(event_sweep(txn, true, &eps, 8999, NULL), 0);
	assert_int_equal(event_sweep(txn, true, &eps, 9000, NULL), 1);
	check("");
	/* It is no more: nothing brings it back. */
	assert_int_equal(event_put_off(txn, &e, 10000, NULL), 0);
	check("");
	end();
}

/* More than one round of the sweep. */
static void
test_sweep_many(void **state)
{
	char line[16], addr[64];

	begin(state);
	for (int i = 0; i < 600; i++) {
		snprintf(line, sizeof(line), "l%d", i);
		snprintf(addr, sizeof(addr), "10.0.%d.%d", i / 200, i % 200);
		merge(host4(line, addr, 1));
		merge(gone(host4(line, NULL, 2)));
		done(0, gone(host4(line, NULL, 2)), APPLIED_DONE);
		done(2, gone(host4(line, NULL, 2)), APPLIED_DONE);
	}
	assert_int_equal(event_sweep(txn, true, &eps, UINT64_MAX, NULL), 600);
	check("");
	end();
}

static void
test_bound(void **state)
{
	const uint8_t full[] = { 0, 0, 0, 0, 0, 1, 0, 0 };
	const uint8_t room[] = { 0, 0, 0, 0, 0, 0, 0xff, 0xff };

	begin(state);
	merge(host4("a", "192.0.2.1", 1));
	assert_int_equal(
	    store_put(txn, STATE_EVENT, "count", 5, full, sizeof(full), NULL),
	    0);
	merge(host4("a", "192.0.2.2", 2));
	check("");
	assert_int_equal(
	    store_put(txn, STATE_EVENT, "count", 5, room, sizeof(room), NULL),
	    0);
	merge(host4("a", "192.0.2.3", 3));
	check("a: 192.0.2.2 > 192.0.2.3 ");
	merge(host4("a", "192.0.2.4", 4));
	check("a: 192.0.2.2 > 192.0.2.3 ");
	end();
}

static void
test_damaged(void **state)
{
	struct why why = { "" };
	struct event e;

	begin(state);
	assert_int_equal(
	    store_put(txn, STATE_EVENT, "Nx", 2, "junk", 4, NULL), 0);
	assert_int_equal(event_each(txn, keep, &e, &why), -1);
	assert_string_equal(why.text, "an event in the state is damaged");
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_place(test_change),
		in_place(test_both),
		in_place(test_forgotten),
		in_place(test_passed_on),
		in_place(test_pushed_out),
		in_place(test_new_router),
		in_place(test_reached),
		in_place(test_reached_gone),
		in_place(test_over),
		in_place(test_sweep_many),
		in_place(test_bound),
		in_place(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
