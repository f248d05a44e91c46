#include <time.h>

#include "backend.h"
#include "fake.h"
#include "place.h"

#define SERVICE                                   \
	"'reservations-global': true,"            \
	" 'client-classes': [{'name': 'ils01'}]," \
	" 'subnet4': [{'id': 1, 'subnet': '192.0.2.0/24'}]"
#define FOREIGN                                             \
	"{'circuit-id': '66', 'ip-address': '192.0.2.200'," \
	" 'hostname': 'by-hand'}"

#define MOST 60

/* A fake Kea, and what is wanted of it. */
struct bed {
	struct fake fake;
	char url[128];
	struct endpoint ep;
	struct plan_want wants[MOST];
	size_t count;
	int intent, intents; /* the last told, and how often */
	struct backend_result result;
	struct why why;
};

static struct bed *
bed_of(void **state, const char *hosts)
{
	struct bed *b = calloc(1, sizeof(*b));
	char text[2048];

	assert_non_null(b);
	snprintf(text, sizeof(text),
	    "{'Dhcp4': {" SERVICE ", 'reservations': [" FOREIGN "%s]}}", hosts);
	fake_start(&b->fake, ((struct place *)*state)->dir, text);
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
	fake_stop(&b->fake);
	free(b);
}

/* The line with this identifier wants the next address. */
static void
want(struct bed *b, const char *hex)
{
	struct host *h = &b->wants[b->count].host;
	char addr[32];

	snprintf(addr, sizeof(addr), "192.0.2.%zu", b->count + 1);
	*h = host4("x", addr, b->count + 1);
	assert_int_equal(0, host_id_parse(HOST_CIRCUIT_ID, hex, &h->id, NULL));
	h->line = h->id;
	b->count++;
}

/* Another line comes in the place of the i-th. */
static void
want_again(struct bed *b, size_t i, const char *hex)
{
	struct host *h = &b->wants[i].host;

	assert_int_equal(0, host_id_parse(HOST_CIRCUIT_ID, hex, &h->id, NULL));
	h->line = h->id;
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

static int
commit(struct bed *b, bool heal)
{
	struct keadoc *doc = backend_config.snapshot(&b->ep, &b->why);
	struct plan *plan;
	int r;

	if (!doc)
		fail_msg("%s", b->why.text);
	plan = plan_make(b->wants, b->count, doc);
	assert_non_null(plan);
	backend_result_clear(&b->result);
	r = backend_config.commit(
	    &b->ep, doc, plan, heal, note_intent, b, &b->result, &b->why);
	plan_free(plan);
	keadoc_free(doc);
	return r;
}

/* Our reservations in it, and whether the foreign one is as it was. */
static size_t
held(struct bed *b)
{
	struct keadoc *doc = backend_config.snapshot(&b->ep, &b->why);
	size_t n = 0;
	bool foreign = false;
	json_t *raw;

	assert_non_null(doc);
	for (size_t i = 0; i < doc->host_count; i++) {
		n += doc->hosts[i].marked;
		raw = keadoc_raw(&doc->hosts[i]);
		foreign |=
		    json_object_get(raw, "hostname") && !doc->hosts[i].marked;
		json_decref(raw);
	}
	keadoc_free(doc);
	assert_true(foreign);
	return n;
}

static void
all_at_once(void **state)
{
	struct bed *b = bed_of(state, "");

	for (int i = 0; i < 20; i++) {
		char hex[8];

		snprintf(hex, sizeof(hex), "%04x", 0x1000 + i);
		want(b, hex);
	}
	assert_int_equal(0, commit(b, false));
	assert_int_equal(1, b->fake.shared->tests);
	assert_int_equal(1, b->fake.shared->sets);
	assert_int_equal(1, b->result.sets);
	assert_int_equal(20, held(b));
	for (size_t i = 0; i < b->count; i++)
		assert_int_equal(BACKEND_DONE, b->result.outcomes[i]);
	assert_int_equal(2, b->intents); /* begun, and ended well */
	assert_int_equal(0, b->intent);

	assert_int_equal(0, commit(b, false)); /* a second time: nothing */
	assert_int_equal(1, b->fake.shared->sets);
	assert_int_equal(1, b->fake.shared->tests);
	assert_int_equal(BACKEND_DONE, b->result.outcomes[0]);
	bed_free(b);
}

static void
a_culprit_stands_alone(void **state)
{
	struct bed *b = bed_of(state, "");

	for (int i = 0; i < 9; i++) {
		char hex[8];

		snprintf(hex, sizeof(hex), i == 6 ? "be%02x" : "10%02x", i);
		want(b, hex);
	}
	assert_int_equal(0, commit(b, false));
	assert_int_equal(1, b->fake.shared->sets); /* never one that fails */
	assert_int_equal(0, b->fake.shared->deaf);
	assert_int_equal(8, held(b));
	for (size_t i = 0; i < b->count; i++)
		assert_int_equal(i == 6 ? BACKEND_REFUSED : BACKEND_DONE,
		    b->result.outcomes[i]);
	assert_string_equal("test: no", b->result.reasons[6]);
	assert_null(b->result.reasons[5]);
	bed_free(b);
}

static void
culprits_alone_change_nothing(void **state)
{
	struct bed *b = bed_of(state, "");

	want(b, "be01");
	want(b, "be02");
	assert_int_equal(0, commit(b, false));
	assert_int_equal(0, b->fake.shared->sets);
	assert_int_equal(0, b->intents);
	assert_int_equal(BACKEND_REFUSED, b->result.outcomes[0]);
	assert_int_equal(BACKEND_REFUSED, b->result.outcomes[1]);
	bed_free(b);
}

static void
a_failed_set_is_undone(void **state)
{
	struct bed *b = bed_of(state, "");

	want(b, "5e01");
	assert_int_equal(0, commit(b, false));
	assert_int_equal(2, b->fake.shared->sets);
	assert_int_equal(2, b->result.sets);
	assert_int_equal(0, b->fake.shared->deaf);
	assert_int_equal(0, held(b));
	assert_int_equal(BACKEND_REFUSED, b->result.outcomes[0]);
	assert_string_equal("set: no", b->result.reasons[0]);
	assert_int_equal(0, b->intent);
	bed_free(b);
}

static void
a_culprit_that_only_set_sees(void **state)
{
	struct bed *b = bed_of(state, "");

	want(b, "1001");
	want(b, "1002");
	want(b, "5e03");
	want(b, "1004");
	assert_int_equal(0, commit(b, false));
	assert_int_equal(0, b->fake.shared->deaf);
	assert_int_equal(3, held(b));
	assert_int_equal(BACKEND_REFUSED, b->result.outcomes[2]);
	assert_int_equal(BACKEND_DONE, b->result.outcomes[0]);
	assert_int_equal(BACKEND_DONE, b->result.outcomes[3]);
	assert_int_equal(0, b->fake.shared->reloads);
	bed_free(b);
}

/* Many culprits must not make DHCP deaf again and again. */
static void
failed_sets_are_bounded(void **state)
{
	struct bed *b = bed_of(state, "");

	for (int i = 0; i < 40; i++) {
		char hex[8];

		snprintf(hex, sizeof(hex), "5e%02x", i);
		want(b, hex);
	}
	assert_int_equal(0, commit(b, false));
	assert_true(b->fake.shared->sets <= 12);
	assert_int_equal(0, b->fake.shared->deaf);
	assert_int_equal(0, held(b));
	bed_free(b);
}

static void
tests_are_bounded(void **state)
{
	struct bed *b = bed_of(state, "");

	for (int i = 0; i < MOST; i++) {
		char hex[8];

		snprintf(hex, sizeof(hex), i % 2 ? "be%02x" : "10%02x", i);
		want(b, hex);
	}
	assert_int_equal(0, commit(b, false));
	assert_true(b->fake.shared->tests <= 30);
	assert_true(held(b) > 0);
	for (size_t i = 1; i < b->count; i += 2)
		assert_int_not_equal(BACKEND_DONE, b->result.outcomes[i]);
	bed_free(b);
}

static void
what_runs_already_is_not_our_fault(void **state)
{
	struct bed *b = bed_of(state, "");

	want(b, "1001");
	b->fake.shared->refuse_tests = 1;
	assert_int_equal(-1, commit(b, false));
	assert_non_null(strstr(b->why.text,
	    "refuses the configuration that "
	    "runs: test: no"));
	assert_int_equal(BACKEND_UNKNOWN, b->result.outcomes[0]);
	assert_null(b->result.reasons[0]);
	assert_int_equal(0, b->fake.shared->sets);
	bed_free(b);
}

static void
when_undoing_fails_the_file_comes_back(void **state)
{
	struct bed *b = bed_of(state, "");

	want(b, "1001");
	b->fake.shared->refuse_sets = 2;
	assert_int_equal(-1, commit(b, false));
	assert_string_equal(b->why.text,
	    "fake dhcp4: config-set failed (set: no), that of the former "
	    "configuration too (set: no); Kea is back with its file's");
	assert_int_equal(1, b->fake.shared->reloads);
	assert_int_equal(0, b->fake.shared->deaf);
	assert_int_equal(1, b->intent); /* to be healed */

	assert_int_equal(0, commit(b, true));
	assert_int_equal(1, held(b));
	assert_int_equal(0, b->intent);
	bed_free(b);
}

static void
when_nothing_helps_it_is_said(void **state)
{
	struct bed *b = bed_of(state, "");

	want(b, "1001");
	b->fake.shared->refuse_sets = 2;
	b->fake.shared->refuse_reload = 1;
	assert_int_equal(-1, commit(b, false));
	assert_string_equal(b->why.text,
	    "fake dhcp4: config-set failed (set: no), that of the former "
	    "configuration too (set: no), and config-reload (reload: no): "
	    "DHCP may be down");
	assert_int_equal(1, b->intent);
	assert_int_equal(1, b->fake.shared->deaf);
	bed_free(b);
}

static void
what_runs_cannot_be_set(void **state)
{
	struct bed *b = bed_of(state, "");

	b->fake.shared->deaf = 1;
	b->fake.shared->refuse_sets = 1;
	assert_int_equal(-1, commit(b, true));
	assert_string_equal(b->why.text,
	    "fake dhcp4: config-set failed (set: no); Kea is back with its "
	    "file's");
	assert_int_equal(0, b->fake.shared->deaf);
	assert_int_equal(1, b->intent);
	bed_free(b);
}

static void
a_lost_answer_is_looked_up_later(void **state)
{
	struct bed *b = bed_of(state, "");

	want(b, "1001");
	b->fake.shared->mute_set = 1;
	assert_int_equal(-1, commit(b, false));
	assert_int_equal(1, b->fake.shared->sets); /* no blind undoing */
	assert_int_equal(1, b->intent);
	assert_int_equal(BACKEND_UNKNOWN, b->result.outcomes[0]);
	assert_int_equal(0, commit(b, true));
	assert_int_equal(BACKEND_DONE, b->result.outcomes[0]);
	assert_int_equal(0, b->intent);
	bed_free(b);
}

static void
healing_sets_what_runs(void **state)
{
	struct bed *b = bed_of(state, "");

	b->fake.shared->deaf = 1;
	assert_int_equal(0, commit(b, true));
	assert_int_equal(1, b->fake.shared->sets);
	assert_int_equal(0, b->fake.shared->tests);
	assert_int_equal(0, b->fake.shared->deaf);
	assert_int_equal(0, b->intent);
	bed_free(b);
}

static void
what_is_swallowed_is_not_done(void **state)
{
	struct bed *b = bed_of(state, "");

	want(b, "5a01");
	want(b, "1001");
	assert_int_equal(0, commit(b, false));
	assert_int_equal(BACKEND_UNKNOWN, b->result.outcomes[0]);
	assert_int_equal(BACKEND_DONE, b->result.outcomes[1]);
	bed_free(b);
}

static int
no_intent(void *arg, bool begun, struct why *why)
{
	(void)arg;
	(void)begun;
	return why_set(why, "the disk is full");
}

static void
without_the_note_nothing_is_set(void **state)
{
	struct bed *b = bed_of(state, "");
	struct keadoc *doc = backend_config.snapshot(&b->ep, &b->why);
	struct plan *plan;

	want(b, "1001");
	plan = plan_make(b->wants, b->count, doc);
	assert_int_equal(-1,
	    backend_config.commit(&b->ep, doc, plan, false, no_intent, NULL,
		&b->result, &b->why));
	assert_int_equal(0, b->fake.shared->sets);
	assert_string_equal("the disk is full", b->why.text);
	plan_free(plan);
	keadoc_free(doc);
	bed_free(b);
}

static void
swaps_survive_a_culprit(void **state)
{
	struct bed *b = bed_of(state,
	    ", {'circuit-id': '1001', 'ip-address': '192.0.2.2',"
	    " 'client-classes': ['ils01'], 'user-context': {'collecte':"
	    " {'version': 1, 'machine': 'a', 'member': 'ils'}}},"
	    " {'circuit-id': '1002', 'ip-address': '192.0.2.1',"
	    " 'client-classes': ['ils01'], 'user-context': {'collecte':"
	    " {'version': 1, 'machine': 'a', 'member': 'ils'}}}");

	want(b, "1001");
	want(b, "1002");
	want(b, "be03");
	b->wants[0].host.version.stamp = 8;
	b->wants[1].host.version.stamp = 9;
	assert_int_equal(0, commit(b, false));
	assert_int_equal(BACKEND_DONE, b->result.outcomes[0]);
	assert_int_equal(BACKEND_DONE, b->result.outcomes[1]);
	assert_int_equal(BACKEND_REFUSED, b->result.outcomes[2]);
	assert_int_equal(2, held(b));
	bed_free(b);
}

/* It makes room for the one that Kea refuses: both stay as they were. */
static void
what_is_not_removed_is_not_called_so(void **state)
{
	struct bed *b = bed_of(state,
	    ", {'circuit-id': '2001', 'ip-address': '192.0.2.1',"
	    " 'client-classes': ['ils01'], 'user-context': {'collecte':"
	    " {'version': 1, 'machine': 'a', 'member': 'ils'}}}");

	want(b, "be01");
	want(b, "1002");
	b->wants[0].host.version.stamp = 8;
	assert_int_equal(0, commit(b, false));
	assert_int_equal(3, b->result.count);
	assert_int_equal(BACKEND_REFUSED, b->result.outcomes[0]);
	assert_int_equal(BACKEND_DONE, b->result.outcomes[1]);
	assert_int_equal(BACKEND_UNKNOWN, b->result.outcomes[2]);
	assert_int_equal(2, held(b));

	want_again(b, 0, "1001");
	assert_int_equal(0, commit(b, false));
	assert_int_equal(3, b->result.count);
	assert_int_equal(BACKEND_DONE, b->result.outcomes[0]);
	assert_int_equal(BACKEND_DONE, b->result.outcomes[2]);
	assert_int_equal(2, held(b));
	bed_free(b);
}

static void
the_probe_tells_which_process(void **state)
{
	struct bed *b = bed_of(state, "");
	struct backend_probe p;
	time_t now = time(NULL);

	b->fake.shared->reload = 10;
	assert_int_equal(0, backend_config.probe(&b->ep, &p, &b->why));
	assert_int_equal(4711, p.pid);
	assert_true(p.configured >= now - 11 && p.configured <= now + 5);
	b->fake.shared->reload = -1;
	assert_int_equal(-1, backend_config.probe(&b->ep, &p, &b->why));
	assert_non_null(strstr(b->why.text, "fake dhcp4: status-get"));
	bed_free(b);
}

/* Between the snapshot and the set: that one must not be undone. */
static void
what_another_set_meanwhile_stays(void **state)
{
	struct bed *b = bed_of(state, "");
	struct keadoc *doc;
	struct plan *plan;

	want(b, "aa");
	b->fake.shared->reload = 100;
	doc = backend_config.snapshot(&b->ep, &b->why);
	assert_non_null(doc);
	plan = plan_make(b->wants, b->count, doc);
	b->fake.shared->reload = 0;
	assert_int_equal(0,
	    backend_config.commit(
		&b->ep, doc, plan, false, note_intent, b, &b->result, &b->why));
	assert_int_equal(0, b->fake.shared->sets);
	assert_int_equal(0, b->result.sets);
	assert_int_equal(BACKEND_UNKNOWN, b->result.outcomes[0]);
	assert_int_equal(0, b->intent); /* nothing was begun */
	plan_free(plan);
	keadoc_free(doc);
	assert_int_equal(0, commit(b, false));
	assert_int_equal(1, held(b));
	bed_free(b);
}

static void
persist_says_whether_it_can(void **state)
{
	struct bed *b = bed_of(state, "");

	assert_int_equal(1, backend_config.persist(&b->ep, &b->why));
	b->fake.shared->refuse_write = 1;
	assert_int_equal(0, backend_config.persist(&b->ep, &b->why));
	assert_string_equal("config-write: write", b->why.text);
	b->ep.kea.url = "unix:/nonexistent/kea";
	assert_int_equal(-1, backend_config.persist(&b->ep, &b->why));
	b->ep.kea.url = b->url;
	bed_free(b);
}

static void
an_absent_service_is_told(void **state)
{
	struct bed *b = bed_of(state, "");
	struct backend_probe p;

	b->ep.kea.url = "unix:/nonexistent/kea";
	assert_null(backend_config.snapshot(&b->ep, &b->why));
	assert_string_not_equal("", b->why.text);
	b->why.text[0] = '\0';
	assert_int_equal(-1, backend_config.probe(&b->ep, &p, &b->why));
	assert_string_not_equal("", b->why.text);
	b->ep.kea.url = b->url;
	b->ep.family = AF_INET6;
	assert_null(backend_config.snapshot(&b->ep, &b->why));
	assert_non_null(strstr(b->why.text, "Dhcp6"));
	bed_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_place(all_at_once),
		in_place(a_culprit_stands_alone),
		in_place(culprits_alone_change_nothing),
		in_place(a_failed_set_is_undone),
		in_place(a_culprit_that_only_set_sees),
		in_place(failed_sets_are_bounded),
		in_place(tests_are_bounded),
		in_place(what_runs_already_is_not_our_fault),
		in_place(when_undoing_fails_the_file_comes_back),
		in_place(when_nothing_helps_it_is_said),
		in_place(what_runs_cannot_be_set),
		in_place(a_lost_answer_is_looked_up_later),
		in_place(healing_sets_what_runs),
		in_place(what_is_swallowed_is_not_done),
		in_place(without_the_note_nothing_is_set),
		in_place(swaps_survive_a_culprit),
		in_place(what_is_not_removed_is_not_called_so),
		in_place(the_probe_tells_which_process),
		in_place(what_another_set_meanwhile_stays),
		in_place(persist_says_whether_it_can),
		in_place(an_absent_service_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
