#include "applied.h"
#include "list.h"
#include "place.h"
#include "wanted.h"

/* A site with two machines, the second without IPv6, and its state. */
struct fixture {
	struct site site;
	struct site_target targets[2];
	struct endpoints eps;
	struct store *store;
	struct store_txn *txn;
};

static char site_file[] = "site";
static const struct site_target rosette = { .name = (char[]){ "rosette" },
	.dhcp4 = (char[]){ "unix:/r4" },
	.dhcp6 = (char[]){ "unix:/r6" } };
static const struct site_target gabier = { .name = (char[]){ "gabier" },
	.dhcp4 = (char[]){ "unix:/g4" } };

static void
fixture_make(struct fixture *f, const struct place *p)
{
	struct why why = { "" };

	memset(f, 0, sizeof(*f));
	f->targets[0] = rosette;
	f->targets[1] = gabier;
	f->site = (struct site){ .path = site_file,
		.targets = f->targets,
		.target_count = 2,
		.state_dir = (char *)(uintptr_t)p->dir };
	assert_int_equal(endpoints_new(&f->site, &f->eps, &why), 0);
	f->store = state_open(p->dir, &why);
	assert_string_equal(why.text, "");
	f->txn = store_begin(f->store, true, NULL);
	assert_non_null(f->txn);
}

static void
fixture_free(struct fixture *f)
{
	store_abort(f->txn);
	store_close(f->store);
	endpoints_free(&f->eps);
}

static void
want(struct fixture *f, struct host h)
{
	assert_int_equal(
	    wanted_merge(f->txn, &h, NULL, NULL, NULL), WANTED_TAKEN);
}

static const struct endpoint *
at(const struct fixture *f, const char *label)
{
	for (size_t i = 0; i < f->eps.count; i++)
		if (strcmp(f->eps.list[i].label, label) == 0)
			return &f->eps.list[i];
	fail_msg("%s", label);
	return NULL;
}

static void
stands(struct fixture *f, const char *label, struct host h,
    enum applied_state state, const char *reason)
{
	assert_int_equal(
	    applied_put(f->txn, at(f, label), &h, state, reason, NULL), 0);
}

/* The moments at which the test ran, and the blanks, are the same always. */
static void
normalise(char *text)
{
	char *p;

	for (p = text; *p != '\0'; p++)
		if (*p == '\t')
			*p = ' ';
	for (p = text; (p = strstr(p, "T")); p++)
		if (p - text >= 10 && p[-3] == '-' && p[9] == 'Z' &&
		    strncmp(p - 10, "1970", 4) != 0) {
			memcpy(p - 10, "NOW", 3);
			memmove(p - 7, p + 10, strlen(p + 10) + 1);
			p -= 10;
		}
}

static void
lists(struct fixture *f, const struct list_options *options, const char *want)
{
	char *text = NULL;
	size_t len = 0;
	FILE *fp = open_memstream(&text, &len);
	struct out o;

	assert_non_null(fp);
	out_init(&o, fp, OUT_KV);
	assert_int_equal(list_hosts(&o, f->txn, &f->eps, options, NULL), 0);
	if (!options->unseen)
		assert_int_equal(
		    list_endpoints(&o, f->txn, &f->site, &f->eps, NULL), 0);
	fclose(fp);
	normalise(text);
	assert_string_equal(text, want);
	free(text);
}

static const struct list_options everything;

#define ENDPOINT(target, family, url) \
	"type=endpoint target=" target " family=" family " url=unix:/" url " "
#define SINCE " since=1970-01-01T00:00:01Z by=a"

static void
test_nothing(void **state)
{
	struct fixture f;

	fixture_make(&f, *state);
	lists(&f, &everything,
	    ENDPOINT("rosette", "dhcp4",
		"r4") "state=never asked applied=0 "
		      "pending=0 refused=0 quarantined=0\n" ENDPOINT("rosette",
			  "dhcp6",
			  "r6") "state=never asked applied=0 "
				"pending=0 refused=0 quarantined=0\n" ENDPOINT(
				    "gabier", "dhcp4",
				    "g4") "state=never asked applied=0 "
					  "pending=0 refused=0 quarantined=0\n");
	fixture_free(&f);
}

/* A line's families stand together, whatever their keys. */
static void
test_order(void **state)
{
	static const struct list_options old = { .unseen = true };
	struct fixture f;
	struct host h[] = { host4("olt-2", "192.0.2.2", 1000000),
		host4("olt-1", "192.0.2.1", 1000000),
		host6("02:00:00:00:00:01", "olt-2", NULL, "2001:db8:2::/56",
		    1000000),
		host6("02:00:00:00:00:02", "olt-1", "2001:db8::1", NULL,
		    1000000) };

	fixture_make(&f, *state);
	for (size_t i = 0; i < 4; i++) {
		h[i].day = 1;
		want(&f, h[i]);
	}
	lists(&f, &old,
	    "type=reservation family=dhcp4 circuit-id=0x6f6c742d31 text=olt-1"
	    " ip4=192.0.2.1 member=ils client-class=ils01" SINCE
	    " seen=1970-01-02 at-rosette=pending at-gabier=pending\n"
	    "type=reservation family=dhcp6 circuit-id=0x6f6c742d31 text=olt-1"
	    " mac=02:00:00:00:00:02 ip6=2001:db8::1 member=ils"
	    " client-class=ils01" SINCE " seen=1970-01-02 at-rosette=pending\n"
	    "type=reservation family=dhcp4 circuit-id=0x6f6c742d32 text=olt-2"
	    " ip4=192.0.2.2 member=ils client-class=ils01" SINCE
	    " seen=1970-01-02 at-rosette=pending at-gabier=pending\n"
	    "type=reservation family=dhcp6 circuit-id=0x6f6c742d32 text=olt-2"
	    " mac=02:00:00:00:00:01 prefix=2001:db8:2::/56 member=ils"
	    " client-class=ils01" SINCE
	    " seen=1970-01-02 at-rosette=pending\n");
	fixture_free(&f);
}

/* A subscriber of servers of both kinds: a line for each, with its own. */
static void
test_by_line(void **state)
{
	static const struct list_options old = { .unseen = true };
	struct fixture f;
	struct host a =
	    host6("02:00:00:00:00:01", "olt-1", "2001:db8::1", NULL, 1000000);
	struct host b =
	    line6("olt-1", "02:00:00:00:00:01", "2001:db8::1", 1000000);
	struct host c = line6("olt-2", NULL, "2001:db8::2", 1000000);
	const char *by_line =
	    "type=reservation family=dhcp6 circuit-id=0x6f6c742d31 text=olt-1"
	    " mac=02:00:00:00:00:01 v6-identifier=interface-id"
	    " ip6=2001:db8::1 member=ils client-class=ils01" SINCE
	    " seen=1970-01-02 at-gabier=pending\n"
	    "type=reservation family=dhcp6 circuit-id=0x6f6c742d32 text=olt-2"
	    " v6-identifier=interface-id"
	    " ip6=2001:db8::2 member=ils client-class=ils01" SINCE
	    " seen=1970-01-02 at-gabier=pending\n";
	char both[1024];

	fixture_make(&f, *state);
	endpoints_free(&f.eps);
	f.targets[1].dhcp6 = TEXT("unix:/g6");
	f.targets[1].by_line = true;
	assert_int_equal(endpoints_new(&f.site, &f.eps, NULL), 0);
	a.day = b.day = c.day = 1;
	want(&f, a);
	want(&f, b);
	want(&f, c);
	snprintf(both, sizeof(both),
	    "type=reservation family=dhcp6 circuit-id=0x6f6c742d31 text=olt-1"
	    " mac=02:00:00:00:00:01 ip6=2001:db8::1 member=ils"
	    " client-class=ils01" SINCE " seen=1970-01-02 at-rosette=pending\n"
	    "%s",
	    by_line);
	lists(&f, &old, both);

	/* No server goes by MAC any more: what was kept for it says nothing. */
	endpoints_free(&f.eps);
	f.targets[0].dhcp6 = NULL;
	assert_int_equal(endpoints_new(&f.site, &f.eps, NULL), 0);
	lists(&f, &old, by_line);
	fixture_free(&f);
}

static void
test_states(void **state)
{
	struct fixture f;
	struct host a = host4("olt-1", "192.0.2.1", 1000000);
	struct endpoint_record r = { .error_since = 1000000,
		.configured = 1,
		.error = "gabier dhcp4: status-get: no\033 answer" };

	fixture_make(&f, *state);
	want(&f, a);
	stands(&f, "rosette dhcp4", a, APPLIED_QUARANTINED, "duplicate");
	assert_int_equal(
	    endpoint_record_put(f.txn, at(&f, "gabier dhcp4"), &r, NULL), 0);
	r = (struct endpoint_record){ .configured = 1, .intent = true };
	assert_int_equal(
	    endpoint_record_put(f.txn, at(&f, "rosette dhcp6"), &r, NULL), 0);
	lists(&f, &everything,
	    "type=reservation family=dhcp4 circuit-id=0x6f6c742d31 text=olt-1"
	    " ip4=192.0.2.1 member=ils client-class=ils01" SINCE
	    " at-rosette=quarantined since-rosette=NOW why-rosette=duplicate"
	    " at-gabier=pending why-gabier=unreachable\n" ENDPOINT("rosette",
		"dhcp4",
		"r4") "state=never asked applied=0 "
		      "pending=0 refused=0 quarantined=1\n" ENDPOINT("rosette",
			  "dhcp6",
			  "r6") "state=answers applied=0 "
				"pending=0 refused=0 quarantined=0 interrupted=true\n" ENDPOINT(
				    "gabier", "dhcp4",
				    "g4") "state=unreachable "
					  "error-since=1970-01-01T00:00:01Z why=status-get: no\\x1b answer "
					  "applied=0 pending=1 refused=0 quarantined=0\n");
	fixture_free(&f);
}

/* What stands at an older version is pending. */
static void
test_older(void **state)
{
	struct fixture f;
	struct host a = host4("olt-1", "192.0.2.1", 1000000);

	fixture_make(&f, *state);
	want(&f, a);
	stands(&f, "rosette dhcp4", a, APPLIED_DONE, NULL);
	stands(&f, "gabier dhcp4", a, APPLIED_REFUSED, "no subnet");
	a.version.stamp++;
	a.addr = net_of("192.0.2.9", AF_INET);
	want(&f, a);
	stands(&f, "gabier dhcp4", a, APPLIED_DONE, NULL);
	lists(&f, &everything,
	    "type=reservation family=dhcp4 circuit-id=0x6f6c742d31 text=olt-1"
	    " ip4=192.0.2.9 member=ils client-class=ils01" SINCE
	    " at-rosette=pending at-gabier=applied since-gabier=NOW\n" ENDPOINT(
		"rosette", "dhcp4",
		"r4") "state=never asked applied=0 "
		      "pending=1 refused=0 quarantined=0\n" ENDPOINT("rosette",
			  "dhcp6",
			  "r6") "state=never asked applied=0 "
				"pending=0 refused=0 quarantined=0\n" ENDPOINT(
				    "gabier", "dhcp4",
				    "g4") "state=never asked "
					  "last-commit=NOW applied=1 pending=0 refused=0 quarantined=0\n");
	fixture_free(&f);
}

/* Forgotten: told while it is there somewhere, not afterwards. */
static void
test_forgotten(void **state)
{
	struct fixture f;
	struct host a = gone(host4("olt-1", "192.0.2.1", 1000000));
	const char *ends = ENDPOINT("rosette", "dhcp4",
	    "r4") "state=never asked "
		  "last-commit=NOW applied=0 pending=0 refused=0 quarantined=0\n" ENDPOINT(
		      "rosette", "dhcp6",
		      "r6") "state=never asked applied=0 "
			    "pending=0 refused=0 quarantined=0\n";
	char text[2048];

	fixture_make(&f, *state);
	want(&f, a);
	stands(&f, "rosette dhcp4", a, APPLIED_DONE, NULL);
	snprintf(text, sizeof(text),
	    "type=reservation family=dhcp4 circuit-id=0x6f6c742d31 text=olt-1"
	    " ip4=192.0.2.1 member=ils client-class=ils01 forgotten=true" SINCE
	    " at-rosette=applied since-rosette=NOW at-gabier=pending\n%s" ENDPOINT(
		"gabier", "dhcp4", "g4") "state=never asked applied=0 "
					 "pending=1 refused=0 quarantined=0\n",
	    ends);
	lists(&f, &everything, text);
	stands(&f, "gabier dhcp4", a, APPLIED_DONE, NULL);
	snprintf(text, sizeof(text),
	    "%s" ENDPOINT("gabier", "dhcp4",
		"g4") "state=never asked "
		      "last-commit=NOW applied=0 pending=0 refused=0 quarantined=0\n",
	    ends);
	lists(&f, &everything, text);
	fixture_free(&f);
}

/* Once for a machine, though both of its services say so. */
static void
test_not_durable(void **state)
{
	struct fixture f;
	struct endpoint_record r = { .configured = 1,
		.not_durable =
		    "rosette dhcp4: config-write: permission denied" };

	fixture_make(&f, *state);
	assert_int_equal(
	    endpoint_record_put(f.txn, at(&f, "rosette dhcp4"), &r, NULL), 0);
	assert_int_equal(
	    endpoint_record_put(f.txn, at(&f, "rosette dhcp6"), &r, NULL), 0);
	lists(&f, &everything,
	    ENDPOINT("rosette", "dhcp4",
		"r4") "state=answers applied=0 "
		      "pending=0 refused=0 quarantined=0\n" ENDPOINT("rosette",
			  "dhcp6",
			  "r6") "state=answers applied=0 "
				"pending=0 refused=0 quarantined=0\n" ENDPOINT(
				    "gabier", "dhcp4",
				    "g4") "state=never asked applied=0 "
					  "pending=0 refused=0 quarantined=0\n"
					  "type=target target=rosette not-durable=config-write: permission "
					  "denied\n");
	fixture_free(&f);
}

static void
unseen(struct fixture *f, uint32_t days, const char *names)
{
	const struct list_options o = { .unseen = true, .days = days };
	char *text = NULL, have[64] = "", *p;
	size_t len = 0;
	FILE *fp = open_memstream(&text, &len);
	struct out out;

	assert_non_null(fp);
	out_init(&out, fp, OUT_KV);
	assert_int_equal(list_hosts(&out, f->txn, &f->eps, &o, NULL), 0);
	fclose(fp);
	for (p = text; (p = strstr(p, "text=olt-")); p++)
		strncat(have, p + 9, 1);
	assert_string_equal(have, names);
	free(text);
}

static void
test_unseen(void **state)
{
	static const uint32_t ago[] = { 0, 30, 90, 91 };
	uint32_t today = wanted_today();
	struct fixture f;

	fixture_make(&f, *state);
	for (uint32_t i = 0; i < 4; i++) {
		char line[] = "olt-0", addr[] = "192.0.2.0";
		struct host h;

		line[4] = addr[8] = (char)('0' + i);
		h = host4(line, addr, 1000000);
		h.day = today - ago[i];
		want(&f, h);
	}
	/* A day that was never noted says nothing. */
	want(&f, host4("olt-4", "192.0.2.4", 1000000));
	unseen(&f, 0, "0123");
	unseen(&f, 1, "123");
	unseen(&f, 30, "123");
	unseen(&f, 31, "23");
	unseen(&f, 91, "3");
	unseen(&f, 92, "");
	fixture_free(&f);
}

static void
test_unseen_odd(void **state)
{
	struct fixture f;
	struct host ahead = host4("olt-1", "192.0.2.1", 1000000);
	struct host left = gone(host4("olt-2", "192.0.2.2", 1000000));

	fixture_make(&f, *state);
	ahead.day = wanted_today() + 3;
	left.day = 1;
	want(&f, ahead);
	want(&f, left);
	unseen(&f, 0, "");
	fixture_free(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_place(test_nothing),
		in_place(test_order),
		in_place(test_by_line),
		in_place(test_states),
		in_place(test_older),
		in_place(test_forgotten),
		in_place(test_not_durable),
		in_place(test_unseen),
		in_place(test_unseen_odd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
