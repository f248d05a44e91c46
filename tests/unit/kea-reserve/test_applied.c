#include "applied.h"
#include "pack.h"
#include "place.h"
#include "wanted.h"

static struct endpoint rosette = { .family = AF_INET,
	.label = "rosette dhcp4" };
static struct endpoint rose = { .family = AF_INET, .label = "rose dhcp4" };

static struct store_txn *
writing(void **state, struct store **s)
{
	struct store_txn *t;

	*s = state_open(((struct place *)*state)->dir, NULL);
	assert_non_null(*s);
	t = store_begin(*s, true, NULL);
	assert_non_null(t);
	return t;
}

static void
end(struct store *s, struct store_txn *t)
{
	store_abort(t);
	store_close(s);
}

static void
only_the_present_version_counts(void **state)
{
	struct store *s;
	struct store_txn *t = writing(state, &s);
	struct host h = host4("a", "192.0.2.1", 5);
	struct applied a;

	assert_int_equal(0, applied_get(t, &rosette, &h, &a, NULL));
	assert_int_equal(APPLIED_NOT, applied_state(t, &rosette, &h, &a, NULL));
	assert_int_equal(
	    0, applied_put(t, &rosette, &h, APPLIED_DONE, NULL, NULL));
	assert_int_equal(
	    APPLIED_DONE, applied_state(t, &rosette, &h, NULL, NULL));
	assert_int_equal(APPLIED_NOT, applied_state(t, &rose, &h, NULL, NULL));
	h.version.stamp = 6;
	assert_int_equal(APPLIED_NOT, applied_state(t, &rosette, &h, &a, NULL));
	assert_int_equal(5, a.version.stamp);
	assert_string_equal("", a.reason);
	assert_true(a.since > UINT64_C(1500000000000000));
	end(s, t);
}

static void
refusals_keep_their_reason(void **state)
{
	struct store *s;
	struct store_txn *t = writing(state, &s);
	struct host h = host4("a", "192.0.2.1", 5);
	char reason[1000];
	struct applied a, again;

	memset(reason, 'r', sizeof(reason));
	reason[sizeof(reason) - 1] = '\0';
	assert_int_equal(
	    0, applied_put(t, &rosette, &h, APPLIED_QUARANTINED, reason, NULL));
	assert_int_equal(
	    APPLIED_QUARANTINED, applied_state(t, &rosette, &h, &a, NULL));
	assert_int_equal(APPLIED_REASON_MAX - 1, strlen(a.reason));
	/* The same again is no news: its time stays. */
	assert_int_equal(
	    0, applied_put(t, &rosette, &h, APPLIED_QUARANTINED, reason, NULL));
	applied_get(t, &rosette, &h, &again, NULL);
	assert_int_equal(a.since, again.since);
	end(s, t);
}

/* Kea refuses it anew at each try: the tries become rare. */
static void
refused_again_and_again_it_waits(void **state)
{
	struct store *s;
	struct store_txn *t = writing(state, &s);
	struct host h = host4("a", "192.0.2.1", 5);
	struct applied a;

	wanted_merge(t, &h, NULL, NULL, NULL);
	applied_put(t, &rosette, &h, APPLIED_QUARANTINED, "no", NULL);
	assert_int_equal(0, applied_release(t, &rosette, false, NULL));
	assert_int_equal(
	    APPLIED_NOT, applied_state(t, &rosette, &h, NULL, NULL));
	applied_put(t, &rosette, &h, APPLIED_QUARANTINED, "no", NULL);
	assert_int_equal(0, applied_release(t, &rosette, false, NULL));
	assert_int_equal(
	    APPLIED_QUARANTINED, applied_state(t, &rosette, &h, &a, NULL));
	assert_int_equal(2, a.refusals);
	assert_int_equal(0, applied_release(t, &rosette, true, NULL));
	assert_int_equal(
	    APPLIED_NOT, applied_state(t, &rosette, &h, NULL, NULL));
	h.version.stamp++; /* another wish has its own count */
	applied_put(t, &rosette, &h, APPLIED_QUARANTINED, "no", NULL);
	applied_get(t, &rosette, &h, &a, NULL);
	assert_int_equal(1, a.refusals);
	end(s, t);
}

/* Of the same version, and yet another wish. */
static void
a_tombstone_is_pending_after_its_reservation(void **state)
{
	struct store *s;
	struct store_txn *t = writing(state, &s);
	struct host h = host4("a", "192.0.2.1", 5);

	applied_put(t, &rosette, &h, APPLIED_DONE, NULL, NULL);
	h.gone = true;
	assert_int_equal(
	    APPLIED_NOT, applied_state(t, &rosette, &h, NULL, NULL));
	applied_put(t, &rosette, &h, APPLIED_DONE, NULL, NULL);
	assert_int_equal(
	    APPLIED_DONE, applied_state(t, &rosette, &h, NULL, NULL));
	h.gone = false;
	assert_int_equal(
	    APPLIED_NOT, applied_state(t, &rosette, &h, NULL, NULL));
	end(s, t);
}

static void
what_is_pending(void **state)
{
	struct store *s;
	struct store_txn *t = writing(state, &s);
	struct host list[] = { host4("a", "192.0.2.1", 1),
		host4("b", "192.0.2.2", 2), host4("c", "192.0.2.3", 3),
		gone(host4("d", "192.0.2.4", 4)) };
	enum applied_state states[] = { APPLIED_DONE, APPLIED_REFUSED,
		APPLIED_QUARANTINED, APPLIED_DONE };
	size_t n[APPLIED_QUARANTINED + 1];

	assert_int_equal(0, applied_pending(t, &rosette, NULL));
	for (size_t i = 0; i < 4; i++)
		wanted_merge(t, &list[i], NULL, NULL, NULL);
	assert_int_equal(1, applied_pending(t, &rosette, NULL));
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(1, applied_pending(t, &rosette, NULL));
		applied_put(t, &rosette, &list[i], states[i], "why", NULL);
	}
	assert_int_equal(0, applied_pending(t, &rosette, NULL));
	assert_int_equal(1, applied_pending(t, &rose, NULL));
	assert_int_equal(0, applied_count(t, &rosette, n, NULL));
	assert_int_equal(0, n[APPLIED_NOT]);
	assert_int_equal(2, n[APPLIED_DONE]);
	assert_int_equal(1, n[APPLIED_REFUSED]);
	assert_int_equal(1, n[APPLIED_QUARANTINED]);
	assert_int_equal(0, applied_release(t, &rosette, true, NULL));
	assert_int_equal(0, applied_count(t, &rosette, n, NULL));
	assert_int_equal(1, n[APPLIED_NOT]);
	assert_int_equal(0, n[APPLIED_QUARANTINED]);
	assert_int_equal(1, n[APPLIED_REFUSED]);
	end(s, t);
}

static void
an_endpoint_record_comes_back(void **state)
{
	struct store *s;
	struct store_txn *t = writing(state, &s);
	struct endpoint_record r = { .pid = 4711,
		.configured = 1795335558,
		.intent = true,
		.error_since = 77,
		.error = "gone",
		.not_durable = "read-only" };
	struct endpoint_record got;

	memset(&got, 0xff, sizeof(got));
	assert_int_equal(0, endpoint_record_get(t, &rosette, &got, NULL));
	assert_int_equal(0, got.configured); /* none yet: zeros */
	assert_false(got.intent || got.unwritten);
	assert_int_equal(0, endpoint_record_put(t, &rosette, &r, NULL));
	assert_int_equal(0, endpoint_record_get(t, &rosette, &got, NULL));
	assert_true(got.intent && !got.unwritten);
	assert_int_equal(4711, got.pid);
	assert_int_equal(1795335558, got.configured);
	assert_int_equal(77, got.error_since);
	assert_string_equal("gone", got.error);
	assert_string_equal("read-only", got.not_durable);
	r.intent = false;
	r.unwritten = true;
	assert_int_equal(0, endpoint_record_put(t, &rosette, &r, NULL));
	assert_int_equal(0, endpoint_record_get(t, &rosette, &got, NULL));
	assert_true(!got.intent && got.unwritten && !got.unsettled);
	r.unsettled = true;
	assert_int_equal(0, endpoint_record_put(t, &rosette, &r, NULL));
	assert_int_equal(0, endpoint_record_get(t, &rosette, &got, NULL));
	assert_true(!got.intent && got.unwritten && got.unsettled);
	assert_int_equal(0, endpoint_record_get(t, &rose, &got, NULL));
	assert_int_equal(0, got.pid);
	end(s, t);
}

static void
damaged_records_are_told(void **state)
{
	struct store *s;
	struct store_txn *t = writing(state, &s);
	struct host h = host4("a", "192.0.2.1", 5);
	struct endpoint_record r;
	struct applied a;
	struct why why = { "" };

	store_put(t, STATE_ENDPOINT, "rosette dhcp4", 14, "junk", 4, NULL);
	assert_int_equal(-1, endpoint_record_get(t, &rosette, &r, &why));
	assert_non_null(strstr(why.text, "damaged"));
	store_put(t, STATE_APPLIED, "rosette dhcp4\0004a", 16, "\2\7", 2, NULL);
	why.text[0] = '\0';
	assert_int_equal(-1, applied_get(t, &rosette, &h, &a, &why));
	assert_non_null(strstr(why.text, "damaged"));
	assert_int_equal(-1, applied_state(t, &rosette, &h, NULL, NULL));
	end(s, t);
}

static void
numbers_and_texts_are_packed(void **state)
{
	uint8_t buf[32];
	struct pack k = { buf, sizeof(buf), 0 };
	char text[8];
	struct bytes b;

	(void)state;
	pack_u8(&k, 7);
	pack_u32(&k, 0xdeadbeef);
	pack_u64(&k, UINT64_C(0x0123456789abcdef));
	pack_text(&k, "text");
	assert_int_equal(1 + 4 + 8 + 5, k.len);
	bytes_init(&b, buf, k.len);
	assert_int_equal(7, bytes_u8(&b));
	assert_int_equal(0xdeadbeef, bytes_be32(&b));
	assert_true(unpack_u64(&b) == UINT64_C(0x0123456789abcdef));
	unpack_text(&b, text, sizeof(text));
	assert_string_equal("text", text);
	assert_true(bytes_ok(&b) && bytes_left(&b) == 0);
	bytes_init(&b, buf + 13, 5);
	unpack_text(&b, text, 4); /* no room for the NUL */
	assert_false(bytes_ok(&b));
	bytes_init(&b, buf + 13, 4); /* cut */
	unpack_text(&b, text, sizeof(text));
	assert_false(bytes_ok(&b));
	k.size = k.len; /* full: left alone */
	pack_u32(&k, 1);
	assert_int_equal(k.size, k.len);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_place(only_the_present_version_counts),
		in_place(refusals_keep_their_reason),
		in_place(refused_again_and_again_it_waits),
		in_place(a_tombstone_is_pending_after_its_reservation),
		in_place(what_is_pending),
		in_place(an_endpoint_record_comes_back),
		in_place(damaged_records_are_told),
		cmocka_unit_test(numbers_and_texts_are_packed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
