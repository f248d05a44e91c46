/*
 * What is wanted in IPv6, kept by MAC, by line or both, as the site's servers
 * go by; from a request to the state, and when the site changes.
 */
#include "accept.h"
#include "convert.h"
#include "place.h"
#include "wanted.h"

#define MAC1 "02:00:00:00:00:01"
#define MAC2 "02:00:00:00:00:02"

/* With a server that goes by MAC, one by line, or both. */
struct sample {
	struct site site;
	struct site_target targets[2];
	struct site_member member;
	struct site_prefix prefix[2];
	struct store *store;
};

static void
sample_by(struct sample *f, bool mac, bool line)
{
	f->targets[0] = (struct site_target){ .name = TEXT("m"),
		.dhcp6 = mac ? TEXT("unix:/m") : NULL };
	f->targets[1] = (struct site_target){ .name = TEXT("l"),
		.dhcp6 = line ? TEXT("unix:/l") : NULL,
		.by_line = line };
}

static struct sample *
sample_new(void **state, bool mac, bool line)
{
	static struct sample f;
	struct why why = { "" };

	f = (struct sample){ .site = { .path = TEXT("s"), .target_count = 2 } };
	f.prefix[0].net = net_of("2001:db8::/32", AF_INET6);
	f.prefix[1].net = net_of("192.0.2.0/24", AF_INET);
	f.prefix[0].client_class = f.prefix[1].client_class = TEXT("ils01");
	f.member = (struct site_member){
		.name = TEXT("ils"), .prefixes = f.prefix, .prefix_count = 2
	};
	f.site.members = &f.member;
	f.site.member_count = 1;
	f.site.targets = f.targets;
	sample_by(&f, mac, line);
	f.store = state_open(((struct place *)*state)->dir, &why);
	if (!f.store)
		fail_msg("%s", why.text);
	return &f;
}

static int
ask(struct sample *f, const char *line, const char *mac, const char *addr4,
    const char *addr6)
{
	struct request_args args = {
		.circuit_id = line, .mac = mac, .addr4 = addr4, .addr6 = addr6
	};
	struct accept_keys keys = { 0 };
	struct why why = { "" };
	struct request r;
	int v;

	if (convert_state(f->store, &f->site, &why) == -1 ||
	    request_parse(&args, &f->site, &r, &why) == -1)
		fail_msg("%s", why.text);
	v = accept_request(f->store, &r, &keys, &why);
	if (v == -1)
		fail_msg("%s", why.text);
	free(keys.list);
	return v;
}

static void
forget(struct sample *f, const char *line)
{
	struct host_id id = line_of(line);
	struct accept_keys keys = { 0 };

	assert_int_equal(
	    ACCEPT_CHANGED, accept_forget(f->store, &id, &keys, NULL));
	free(keys.list);
}

static void
site_changes(struct sample *f, bool mac, bool line)
{
	struct why why = { "" };

	sample_by(f, mac, line);
	if (convert_state(f->store, &f->site, &why) == -1)
		fail_msg("%s", why.text);
}

/* "a ::1;": the live ones by such an identifier, shortened. */
static char shown[1024];

static int
show_host(void *arg, const struct host *h)
{
	char net[IPNET_STRLEN];
	size_t *n = arg;

	if (!h->gone)
		*n +=
		    (size_t)snprintf(shown + *n, sizeof(shown) - *n, "%.*s %s;",
			h->line.len, (const char *)host_id_octets(&h->line),
			ipnet_str(&h->addr, net));
	return 0;
}

static const char *
live(struct sample *f, enum host_id_type by)
{
	struct store_txn *t = store_begin(f->store, false, NULL);
	size_t n = 0;

	shown[0] = '\0';
	assert_int_equal(0, wanted_each(t, by, show_host, &n, NULL));
	store_abort(t);
	return shown;
}

static void
a_request_is_kept_as_servers_need_it(void **state)
{
	struct sample *f = sample_new(state, true, false);

	ask(f, "a", MAC1, NULL, "2001:db8::1");
	assert_string_equal("a 2001:db8::1;", live(f, HOST_HW_ADDRESS));
	assert_string_equal("", live(f, HOST_FLEX_ID));
	store_close(f->store);
	f = sample_new(state, false, true);
	ask(f, "b", NULL, NULL, "2001:db8::2");
	assert_string_equal(
	    "a 2001:db8::1;b 2001:db8::2;", live(f, HOST_FLEX_ID));
	assert_string_equal("a 2001:db8::1;", live(f, HOST_HW_ADDRESS));
	store_close(f->store);
}

static void
both_kinds_of_servers(void **state)
{
	struct sample *f = sample_new(state, true, true);

	assert_int_equal(
	    ACCEPT_CHANGED, ask(f, "a", MAC1, "192.0.2.1", "2001:db8::1"));
	assert_int_equal(
	    ACCEPT_SAME, ask(f, "a", MAC1, "192.0.2.1", "2001:db8::1"));
	assert_string_equal("a 2001:db8::1;", live(f, HOST_HW_ADDRESS));
	assert_string_equal("a 2001:db8::1;", live(f, HOST_FLEX_ID));

	/* Another's MAC: by line that takes nothing from anybody. */
	ask(f, "b", MAC1, NULL, "2001:db8::2");
	assert_string_equal("b 2001:db8::2;", live(f, HOST_HW_ADDRESS));
	assert_string_equal(
	    "a 2001:db8::1;b 2001:db8::2;", live(f, HOST_FLEX_ID));

	/* A new router. */
	assert_int_equal(
	    ACCEPT_CHANGED, ask(f, "b", MAC2, NULL, "2001:db8::2"));
	assert_string_equal("b 2001:db8::2;", live(f, HOST_HW_ADDRESS));
	assert_string_equal(
	    "a 2001:db8::1;b 2001:db8::2;", live(f, HOST_FLEX_ID));

	/* No IPv6 any more; forgotten. */
	ask(f, "a", MAC1, "192.0.2.1", NULL);
	assert_string_equal("b 2001:db8::2;", live(f, HOST_FLEX_ID));
	forget(f, "b");
	assert_string_equal("", live(f, HOST_FLEX_ID));
	assert_string_equal("", live(f, HOST_HW_ADDRESS));
	store_close(f->store);
}

static void
who_needs_a_mac(void **state)
{
	static const struct {
		bool mac, line;
		const char *id, *why; /* null: taken */
	} t[] = {
		{ true, false, "a",
		    "want a MAC for IPv6 (-m): Kea knows the subscriber by "
		    "it" },
		{ true, true, "a",
		    "want a MAC for IPv6 (-m): Kea knows the subscriber by "
		    "it" },
		{ false, true, "a", NULL },
		{ false, true, "collecte",
		    "circuit-id: want a line of another name for IPv6 by "
		    "interface-id" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct sample *f = sample_new(state, t[i].mac, t[i].line);
		struct request_args args = { .circuit_id = t[i].id,
			.addr6 = "2001:db8::1" };
		struct why why = { "" };
		struct request r;
		int rc = request_parse(&args, &f->site, &r, &why);

		assert_string_equal(why.text, t[i].why ? t[i].why : "");
		assert_int_equal(rc, t[i].why ? -1 : 0);
		if (rc == 0)
			assert_int_equal(0, r.v6.id.len);
		store_close(f->store);
	}
}

/* Nobody waits for the next request, and nothing comes back to life. */
static void
the_first_server_by_line(void **state)
{
	struct sample *f = sample_new(state, true, false);

	ask(f, "a", MAC1, NULL, "2001:db8::1");
	ask(f, "b", MAC2, NULL, "2001:db8::2");
	ask(f, "b", "02:00:00:00:00:03", NULL, "2001:db8::2"); /* new router */
	ask(f, "c", "02:00:00:00:00:04", NULL, "2001:db8::3");
	forget(f, "c");
	site_changes(f, true, true);
	assert_string_equal(
	    "a 2001:db8::1;b 2001:db8::2;", live(f, HOST_FLEX_ID));
	assert_int_equal(ACCEPT_SAME, ask(f, "a", MAC1, NULL, "2001:db8::1"));

	/* While by line alone, then with a server by MAC again. */
	site_changes(f, false, true);
	ask(f, "a", MAC1, NULL, "2001:db8::9");
	ask(f, "d", NULL, NULL, "2001:db8::4"); /* whose router? */
	forget(f, "b");
	assert_string_equal(
	    "a 2001:db8::9;d 2001:db8::4;", live(f, HOST_FLEX_ID));
	site_changes(f, true, true);
	assert_string_equal("a 2001:db8::9;", live(f, HOST_HW_ADDRESS));

	/* By MAC alone, and back. */
	site_changes(f, true, false);
	ask(f, "a", MAC2, NULL, "2001:db8::5");
	forget(f, "d");
	site_changes(f, false, true);
	assert_string_equal("a 2001:db8::5;", live(f, HOST_FLEX_ID));
	store_close(f->store);
}

/* The same site again costs no write. */
static void
mostly_a_look(void **state)
{
	struct sample *f = sample_new(state, false, true);
	struct store_txn *t;
	uint64_t before, after;

	site_changes(f, false, true);
	ask(f, "a", MAC1, NULL, "2001:db8::1");
	t = store_begin(f->store, true, NULL); /* holds all others back */
	assert_int_equal(0, wanted_changes(t, &before, NULL));
	assert_int_equal(0, convert_in(t, &f->site, NULL));
	assert_int_equal(0, wanted_changes(t, &after, NULL));
	assert_int_equal(before, after);
	store_abort(t);
	store_close(f->store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_place(a_request_is_kept_as_servers_need_it),
		in_place(both_kinds_of_servers),
		in_place(who_needs_a_mac),
		in_place(the_first_server_by_line),
		in_place(mostly_a_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
