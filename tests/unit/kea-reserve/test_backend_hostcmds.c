#include "backend.h"
#include "fake.h"
#include "keacmd.h"
#include "place.h"

#define SERVICE                                   \
	"'reservations-global': true,"            \
	" 'client-classes': [{'name': 'ils01'}]," \
	" 'subnet4': [{'id': 1, 'subnet': '192.0.2.0/24'}]"

#define MOST 8

/* A fake Kea, and what is wanted of it. */
struct bed {
	struct fake fake;
	struct fakehost *kea; /* of it */
	char url[128];
	struct endpoint ep;
	struct plan_want wants[MOST];
	size_t count;
	int intent, intents; /* the last told, and how often */
	struct keadoc *doc;  /* the last snapshot */
	struct backend_result result;
	struct why why;
};

static struct bed *
bed_of(void **state)
{
	struct bed *b = calloc(1, sizeof(*b));

	assert_non_null(b);
	fake_start(&b->fake, ((struct place *)*state)->dir,
	    "{'Dhcp4': {" SERVICE ", 'reservations': []}}");
	b->kea = &b->fake.shared->host;
	snprintf(b->url, sizeof(b->url), "unix:%s", b->fake.path);
	snprintf(b->ep.label, sizeof(b->ep.label), "fake dhcp4");
	b->ep.family = AF_INET;
	b->ep.kea = (struct keacmd_endpoint){
		.label = b->ep.label, .family = AF_INET, .url = b->url
	};
	b->intent = -1;
	return b;
}

static void
bed_free(struct bed *b)
{
	backend_result_clear(&b->result);
	keadoc_free(b->doc);
	fake_stop(&b->fake);
	free(b);
}

/* The line wants the address, at this version. */
static struct host *
want(struct bed *b, const char *line, const char *addr, uint64_t stamp)
{
	struct host *h = &b->wants[b->count].host;

	*h = host4(line, addr, stamp);
	b->count++;
	return h;
}

static int
note_intent(void *arg, bool begun, struct why *why)
{
	struct bed *b = arg;

	(void)why;
	b->intent = begun;
	b->intents++;
	return 0;
}

static void
look(struct bed *b)
{
	keadoc_free(b->doc);
	b->doc = backend_hostcmds.snapshot(&b->ep, &b->why);
	if (!b->doc)
		fail_msg("%s", b->why.text);
}

/* By the last snapshot. */
static int
carry_out(struct bed *b, bool deaf)
{
	struct plan *plan = plan_make(b->wants, b->count, b->doc);
	int r;

	assert_non_null(plan);
	backend_result_clear(&b->result);
	b->why.text[0] = '\0';
	r = backend_hostcmds.commit(
	    &b->ep, b->doc, plan, deaf, note_intent, b, &b->result, &b->why);
	plan_free(plan);
	return r;
}

static int
commit(struct bed *b)
{
	look(b);
	return carry_out(b, false);
}

/* Another client's command. */
static void
meanwhile(struct bed *b, const char *command, const char *arguments)
{
	struct keacmd_answer a;
	json_t *j = json_of(arguments);

	assert_int_equal(
	    0, keacmd_call(&b->ep.kea, command, j, 5000, &a, &b->why));
	assert_int_equal(0, a.result);
	keacmd_answer_clear(&a);
	json_decref(j);
}

/* What stands there: how many, and the address of a line ("" for none). */
static size_t
held(struct bed *b)
{
	look(b);
	return b->doc->host_count;
}

static const char *
where(struct bed *b, const char *line)
{
	static char buf[IPNET_STRLEN];
	struct host h = host4(line, "192.0.2.9", 1);
	const struct keadoc_host *k;

	look(b);
	k = keadoc_find(b->doc, &h.id);
	return k ? ipnet_str(&k->host.addr, buf) : "";
}

static void
test_add(void **state)
{
	struct bed *b = bed_of(state);

	want(b, "one", "192.0.2.1", 1);
	want(b, "two", "192.0.2.2", 2);
	assert_int_equal(0, commit(b));
	assert_int_equal(2, b->result.count);
	assert_int_equal(BACKEND_DONE, b->result.outcomes[0]);
	assert_int_equal(BACKEND_DONE, b->result.outcomes[1]);
	assert_true(b->result.changed);
	assert_int_equal(0, b->result.sets);
	assert_int_equal(0, b->fake.shared->sets + b->fake.shared->tests);
	assert_int_equal(2, b->intents);
	assert_int_equal(0, b->intent); /* not deaf, whatever happens */
	assert_string_equal("192.0.2.2", where(b, "two"));
	assert_int_equal(0, commit(b));
	assert_false(b->result.changed);
	assert_int_equal(BACKEND_DONE, b->result.outcomes[0]);
	assert_int_equal(2, b->intents);
	bed_free(b);
}

static void
test_update(void **state)
{
	struct bed *b = bed_of(state);
	struct host *h = want(b, "one", "192.0.2.1", 1);

	assert_int_equal(0, commit(b));
	*h = host4("one", "192.0.2.7", 2);
	assert_int_equal(0, commit(b));
	assert_int_equal(BACKEND_DONE, b->result.outcomes[0]);
	assert_int_equal(1, b->kea->updates);
	assert_string_equal("192.0.2.7", where(b, "one"));
	assert_int_equal(1, b->doc->host_count);
	bed_free(b);
}

/* Kea deletes what it refuses to update: it is put back. */
static void
test_update_refused(void **state)
{
	struct bed *b = bed_of(state);
	struct host *h = want(b, "one", "192.0.2.1", 1);

	assert_int_equal(0, commit(b));
	*h = host4("one", "192.0.2.7", 2);
	b->kea->refuse_updates = 1;
	assert_int_equal(0, commit(b));
	assert_int_equal(BACKEND_REFUSED, b->result.outcomes[0]);
	assert_string_equal("no", b->result.reasons[0]);
	assert_string_equal("192.0.2.1", where(b, "one"));
	assert_true(b->doc->hosts[0].marked);
	assert_int_equal(1, b->doc->hosts[0].host.version.stamp);
	bed_free(b);
}

static void
test_update_lost(void **state)
{
	struct bed *b = bed_of(state);
	struct host *h = want(b, "one", "192.0.2.1", 1);

	assert_int_equal(0, commit(b));
	*h = host4("one", "192.0.2.7", 2);
	b->kea->refuse_updates = b->kea->refuse_adds = 1;
	assert_int_equal(0, commit(b));
	assert_int_equal(BACKEND_REFUSED, b->result.outcomes[0]);
	assert_int_equal(0, held(b));
	assert_int_equal(0, commit(b)); /* nothing stays behind of that */
	assert_int_equal(BACKEND_DONE, b->result.outcomes[0]);
	bed_free(b);
}

static void
test_add_refused(void **state)
{
	struct bed *b = bed_of(state);

	want(b, "one", "192.0.2.1", 1);
	want(b, "two", "192.0.2.2", 1);
	b->kea->refuse_adds = 1;
	assert_int_equal(0, commit(b));
	assert_int_equal(BACKEND_REFUSED, b->result.outcomes[0]);
	assert_int_equal(BACKEND_DONE, b->result.outcomes[1]);
	assert_int_equal(1, held(b));
	bed_free(b);
}

/* Refused, and there all the same: it must not stay. */
static void
test_add_half(void **state)
{
	struct bed *b = bed_of(state);

	want(b, "one", "192.0.2.1", 1);
	b->kea->half_adds = 1;
	assert_int_equal(0, commit(b));
	assert_int_equal(BACKEND_REFUSED, b->result.outcomes[0]);
	assert_int_equal(0, held(b));
	bed_free(b);
}

static void
test_add_swallowed(void **state)
{
	struct bed *b = bed_of(state);

	want(b, "one", "192.0.2.1", 1);
	b->kea->swallow_adds = 1;
	assert_int_equal(0, commit(b));
	assert_int_equal(BACKEND_UNKNOWN, b->result.outcomes[0]);
	bed_free(b);
}

static void
test_in_database(void **state)
{
	struct bed *b = bed_of(state);

	want(b, "one", "192.0.2.1", 1);
	b->kea->in_database = 1;
	assert_int_equal(0, commit(b));
	assert_int_equal(BACKEND_REFUSED, b->result.outcomes[0]);
	assert_string_equal("192.0.2.1 is held by circuit-id db in Kea's "
			    "hosts-database",
	    b->result.reasons[0]);
	assert_int_equal(0, b->kea->adds);
	bed_free(b);
}

/* Taken since the snapshot: the next one decides. */
static void
test_taken_meanwhile(void **state)
{
	struct bed *b = bed_of(state);

	want(b, "one", "192.0.2.1", 1);
	look(b);
	meanwhile(b, "reservation-add",
	    "{'reservation': {'circuit-id': '66', 'subnet-id': 0,"
	    " 'ip-address': '192.0.2.1'}}");
	b->kea->adds = 0;
	assert_int_equal(0, carry_out(b, false));
	assert_int_equal(BACKEND_UNKNOWN, b->result.outcomes[0]);
	assert_int_equal(0, b->kea->adds);
	bed_free(b);
}

/* Changed since the snapshot by another machine: theirs stays. */
static void
test_changed_meanwhile(void **state)
{
	struct bed *b = bed_of(state);
	struct host *h = want(b, "one", "192.0.2.1", 1);

	assert_int_equal(0, commit(b));
	look(b);
	meanwhile(b, "reservation-update",
	    "{'reservation': {'circuit-id': '6f6e65', 'subnet-id': 0,"
	    " 'ip-address': '192.0.2.5', 'client-classes': ['ils01'],"
	    " 'user-context': {'collecte': {'version': 9, 'machine': 'b',"
	    " 'member': 'ils'}}}}");
	*h = host4("one", "192.0.2.7", 2);
	b->kea->updates = 0;
	assert_int_equal(0, carry_out(b, false));
	assert_int_equal(BACKEND_UNKNOWN, b->result.outcomes[0]);
	assert_int_equal(0, b->kea->updates);
	assert_string_equal("192.0.2.5", where(b, "one"));
	bed_free(b);
}

/* Three addresses go round: none of them is ever free. */
static void
test_circle(void **state)
{
	struct bed *b = bed_of(state);

	want(b, "one", "192.0.2.1", 1);
	want(b, "two", "192.0.2.2", 1);
	want(b, "six", "192.0.2.6", 1);
	assert_int_equal(0, commit(b));
	b->wants[0].host = host4("one", "192.0.2.2", 2);
	b->wants[1].host = host4("two", "192.0.2.6", 2);
	b->wants[2].host = host4("six", "192.0.2.1", 2);
	assert_int_equal(0, commit(b));
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(BACKEND_DONE, b->result.outcomes[i]);
	assert_int_equal(1, b->kea->dels);
	assert_string_equal("192.0.2.2", where(b, "one"));
	assert_string_equal("192.0.2.6", where(b, "two"));
	assert_string_equal("192.0.2.1", where(b, "six"));
	bed_free(b);
}

static void
test_forget(void **state)
{
	struct bed *b = bed_of(state);
	struct host *h = want(b, "one", "192.0.2.1", 1);

	assert_int_equal(0, commit(b));
	h->gone = true;
	h->version.stamp = 2;
	assert_int_equal(0, commit(b));
	assert_int_equal(BACKEND_DONE, b->result.outcomes[0]);
	assert_int_equal(0, held(b)); /* the carrier is none */
	assert_non_null(b->doc->carrier);
	assert_int_equal(1, b->doc->gone_count);
	assert_int_equal(2, keadoc_gone(b->doc, &h->id)->version.stamp);
	assert_int_equal(0, commit(b));
	assert_false(b->result.changed); /* told already */
	*h = host4("one", "192.0.2.1", 3);
	assert_int_equal(0, commit(b));
	assert_int_equal(BACKEND_DONE, b->result.outcomes[0]);
	assert_int_equal(1, held(b));
	assert_int_equal(0, b->doc->gone_count);
	bed_free(b);
}

/* What is not told, or not gone, is not done. */
static void
test_forget_refused(void **state)
{
	struct bed *b = bed_of(state);
	struct host *h = want(b, "one", "192.0.2.1", 1);

	assert_int_equal(0, commit(b));
	h->gone = true;
	h->version.stamp = 2;
	b->kea->refuse_dels = 1;
	assert_int_equal(0, commit(b));
	assert_int_equal(BACKEND_REFUSED, b->result.outcomes[0]);
	assert_int_equal(1, held(b));
	assert_int_equal(0, commit(b));
	assert_int_equal(BACKEND_DONE, b->result.outcomes[0]);
	assert_int_equal(0, held(b));
	bed_free(b);
}

static void
test_forget_untold(void **state)
{
	struct bed *b = bed_of(state);
	struct host *h = want(b, "one", "192.0.2.1", 1);

	assert_int_equal(0, commit(b));
	h->gone = true;
	h->version.stamp = 2;
	b->kea->refuse_adds = 1;
	assert_int_equal(0, commit(b));
	assert_int_equal(BACKEND_UNKNOWN, b->result.outcomes[0]);
	assert_int_equal(0, held(b));
	assert_int_equal(0, commit(b));
	assert_int_equal(BACKEND_DONE, b->result.outcomes[0]);
	assert_int_equal(1, (look(b), b->doc->gone_count));
	bed_free(b);
}

/* What stands in the way of a newer one goes, unasked. */
static void
test_evict(void **state)
{
	struct bed *b = bed_of(state);

	want(b, "one", "192.0.2.1", 1);
	assert_int_equal(0, commit(b));
	b->count = 0;
	want(b, "two", "192.0.2.1", 5);
	assert_int_equal(0, commit(b));
	assert_int_equal(BACKEND_DONE, b->result.outcomes[0]);
	assert_int_equal(2, b->result.count);
	assert_int_equal(BACKEND_DONE, b->result.outcomes[1]);
	assert_string_equal("", where(b, "one"));
	assert_string_equal("192.0.2.1", where(b, "two"));
	bed_free(b);
}

static void
test_not_answered(void **state)
{
	struct bed *b = bed_of(state);

	want(b, "one", "192.0.2.1", 1);
	b->kea->mute = 1;
	assert_int_equal(-1, commit(b));
	assert_non_null(strstr(b->why.text, "fake dhcp4"));
	assert_int_equal(BACKEND_UNKNOWN, b->result.outcomes[0]);
	assert_true(b->result.changed);
	assert_int_equal(0, b->intent);
	b->kea->refuse_gets = 1;
	b->wants[0].host.version.stamp = 2;
	assert_int_equal(-1, commit(b));
	assert_string_equal(
	    "fake dhcp4: reservation-get-by-id: no", b->why.text);
	assert_int_equal(0, commit(b));
	assert_int_equal(BACKEND_DONE, b->result.outcomes[0]);
	bed_free(b);
}

/* Another back-end's config-set was not seen to end. */
static void
test_heal(void **state)
{
	struct bed *b = bed_of(state);

	look(b);
	b->intent = 1;
	b->fake.shared->deaf = 1;
	b->fake.shared->refuse_sets = 2;
	b->fake.shared->refuse_reload = 1;
	assert_int_equal(-1, carry_out(b, true));
	assert_non_null(strstr(b->why.text, "DHCP may be down"));
	assert_int_equal(1, b->intent);
	b->fake.shared->refuse_reload = 0;
	assert_int_equal(-1, carry_out(b, true));
	assert_non_null(strstr(b->why.text, "Kea is back with its file's"));
	assert_int_equal(0, b->fake.shared->deaf);
	assert_int_equal(1, b->intent);
	assert_int_equal(0, carry_out(b, true));
	assert_int_equal(0, b->fake.shared->deaf);
	assert_int_equal(0, b->intent);
	assert_int_equal(1, b->result.sets);
	bed_free(b);
}

static void
test_persist(void **state)
{
	struct bed *b = bed_of(state);

	assert_int_equal(1, backend_hostcmds.persist(&b->ep, &b->why));
	b->fake.shared->refuse_write = 1;
	assert_int_equal(0, backend_hostcmds.persist(&b->ep, &b->why));
	assert_string_equal("config-write: write", b->why.text);
	fake_stop(&b->fake);
	assert_int_equal(-1, backend_hostcmds.persist(&b->ep, &b->why));
	fake_start(&b->fake, ((struct place *)*state)->dir, "{}");
	bed_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_place(test_add),
		in_place(test_update),
		in_place(test_update_refused),
		in_place(test_update_lost),
		in_place(test_add_refused),
		in_place(test_add_half),
		in_place(test_add_swallowed),
		in_place(test_in_database),
		in_place(test_taken_meanwhile),
		in_place(test_changed_meanwhile),
		in_place(test_circle),
		in_place(test_forget),
		in_place(test_forget_refused),
		in_place(test_forget_untold),
		in_place(test_evict),
		in_place(test_not_answered),
		in_place(test_heal),
		in_place(test_persist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
