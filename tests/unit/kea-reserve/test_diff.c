#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "diff.h"

/* As --diff would see two machines; texts of reservations, by JSON. */
#define MARK(version)                                                  \
	"\"user-context\": {\"collecte\": {\"version\": " version ", " \
	"\"machine\": \"m\", \"member\": \"ils\"}}"
#define OLT1                                                             \
	"\"circuit-id\": \"6F6C742D31\", \"ip-address\": \"192.0.2.1\"," \
	"\"client-classes\": [\"ils01\"]"

static struct keadoc *
make_doc(int family, const char *reservations)
{
	struct why why = { "" };
	struct keadoc *doc;
	json_t *json;
	char *text;

	assert_int_not_equal(
	    asprintf(&text, "{\"%s\": {\"reservations\": [%s]}}",
		family == AF_INET ? "Dhcp4" : "Dhcp6", reservations),
	    -1);
	json = json_loads(text, 0, NULL);
	assert_non_null(json);
	doc = keadoc_parse(json, family, &why);
	assert_string_equal(why.text, "");
	json_decref(json);
	free(text);
	return doc;
}

/* olt-1 has 192.0.2.1 by class ils01, at version 1000000 (one second). */
static void
make_want(struct diff_want *w)
{
	memset(w, 0, sizeof(*w));
	w->state = APPLIED_DONE;
	w->host.family = AF_INET;
	assert_int_equal(
	    host_id_parse(HOST_CIRCUIT_ID, "6f6c742d31", &w->host.id, NULL), 0);
	w->host.line = w->host.id;
	assert_int_equal(
	    ipnet_parse_addr("192.0.2.1", AF_INET, &w->host.addr, NULL), 0);
	w->host.client_class.text = "ils01";
	w->host.member.text = "ils";
	w->host.version.stamp = 1000000;
	w->host.version.machine.text = "m";
}

struct capture {
	char *text;
	size_t len;
	FILE *fp;
	struct out out;
	struct diff d;
};

static void
capture_begin(struct capture *c)
{
	memset(c, 0, sizeof(*c));
	c->fp = open_memstream(&c->text, &c->len);
	assert_non_null(c->fp);
	out_init(&c->out, c->fp, OUT_KV);
	c->d.out = &c->out;
}

/* `want` has a blank for each tab. */
static void
capture_end(struct capture *c, const char *want)
{
	size_t lines = 0;

	fclose(c->fp);
	for (char *p = c->text; *p != '\0'; p++) {
		lines += *p == '\n';
		if (*p == '\t')
			*p = ' ';
	}
	assert_string_equal(c->text, want);
	assert_int_equal(c->d.count, lines);
	free(c->text);
}

static void
diff_one(const struct diff_want *w, const char *reservations, const char *want)
{
	struct keadoc *doc = make_doc(AF_INET, reservations);
	struct capture c;

	capture_begin(&c);
	diff_wanted(&c.d, "t dhcp4", w, w ? 1 : 0, doc);
	capture_end(&c, want);
	keadoc_free(doc);
}

#define OLT1_KEYS "family=dhcp4 circuit-id=0x6f6c742d31 text=olt-1"

static void
test_same(void **state)
{
	struct diff_want w;

	(void)state;
	make_want(&w);
	diff_one(&w, "{" OLT1 "," MARK("1000000") "}", "");
	diff_one(NULL, "{" OLT1 "}", "");
	diff_one(NULL, "", "");
}

static void
test_missing(void **state)
{
	char reason[] = "client class ils01 is not defined";
	struct diff_want w;

	(void)state;
	make_want(&w);
	w.state = APPLIED_REFUSED;
	w.reason = reason;
	diff_one(&w, "",
	    "endpoint=t dhcp4 finding=missing " OLT1_KEYS
	    " ip4=192.0.2.1 member=ils client-class=ils01 state=refused"
	    " why=client class ils01 is not defined\n");
}

static void
test_fields(void **state)
{
	struct diff_want w;

	(void)state;
	make_want(&w);
	diff_one(&w,
	    "{\"circuit-id\": \"6f6c742d31\", \"ip-address\": \"192.0.2.7\","
	    "\"client-classes\": [\"rzn01\"]}",
	    "endpoint=t dhcp4 finding=different " OLT1_KEYS
	    " field=ip4 want=192.0.2.1 have=192.0.2.7 state=applied\n"
	    "endpoint=t dhcp4 finding=different " OLT1_KEYS
	    " field=client-class want=ils01 have=rzn01 state=applied\n");
	diff_one(&w, "{\"circuit-id\": \"6f6c742d31\"," MARK("1000000") "}",
	    "endpoint=t dhcp4 finding=different " OLT1_KEYS
	    " field=ip4 want=192.0.2.1 have= state=applied\n"
	    "endpoint=t dhcp4 finding=different " OLT1_KEYS
	    " field=client-class want=ils01 have= state=applied\n");
	diff_one(&w,
	    "{\"circuit-id\": \"6f6c742d31\", \"ip-address\": \"192.0.2.1\","
	    "\"client-classes\": [\"ils01\", \"more\"]}",
	    "endpoint=t dhcp4 finding=different " OLT1_KEYS
	    " field=other want= have=more addresses, prefixes or classes, or"
	    " unreadable ones state=applied\n");
}

static void
test_member(void **state)
{
	struct diff_want w;

	(void)state;
	make_want(&w);
	w.host.member.text = "rzn";
	diff_one(&w, "{" OLT1 "," MARK("1000000") "}",
	    "endpoint=t dhcp4 finding=different " OLT1_KEYS
	    " field=member want=rzn have=ils state=applied\n");
}

static void
test_unmarked(void **state)
{
	struct diff_want w;

	(void)state;
	make_want(&w);
	w.state = APPLIED_NOT;
	diff_one(&w, "{" OLT1 "}",
	    "endpoint=t dhcp4 finding=unmarked " OLT1_KEYS " state=pending\n");
}

static void
test_versions(void **state)
{
	struct diff_want w;

	(void)state;
	make_want(&w);
	diff_one(&w, "{" OLT1 "," MARK("999999") "}",
	    "endpoint=t dhcp4 finding=older " OLT1_KEYS
	    " want=1970-01-01T00:00:01Z have=1970-01-01T00:00:00Z"
	    " state=applied\n");
	diff_one(&w, "{" OLT1 "," MARK("2000000") "}",
	    "endpoint=t dhcp4 finding=newer " OLT1_KEYS
	    " want=1970-01-01T00:00:01Z have=1970-01-01T00:00:02Z"
	    " state=applied\n");
}

/* Another machine has forgotten the line since, and told so in Kea. */
static void
test_forgotten_elsewhere(void **state)
{
	struct diff_want w;
	struct capture c;
	json_t *json = json_loads(
	    "{\"Dhcp4\": {\"user-context\": {\"collecte\": {\"forgotten\":"
	    "{\"6f6c742d31\": [2000000, \"m\"]}}}}}",
	    0, NULL);
	struct keadoc *doc = keadoc_parse(json, AF_INET, NULL);

	(void)state;
	assert_non_null(doc);
	make_want(&w);
	capture_begin(&c);
	diff_wanted(&c.d, "t dhcp4", &w, 1, doc);
	w.host.version.stamp = 3000000;
	diff_wanted(&c.d, "t dhcp4", &w, 1, doc);
	capture_end(&c,
	    "endpoint=t dhcp4 finding=newer " OLT1_KEYS
	    " want=1970-01-01T00:00:01Z have=1970-01-01T00:00:02Z"
	    " state=applied\n"
	    "endpoint=t dhcp4 finding=missing " OLT1_KEYS
	    " ip4=192.0.2.1 member=ils client-class=ils01 state=applied\n");
	keadoc_free(doc);
	json_decref(json);
}

static void
test_unexpected(void **state)
{
	(void)state;
	diff_one(NULL, "{" OLT1 "," MARK("5") "}",
	    "endpoint=t dhcp4 finding=unexpected " OLT1_KEYS
	    " ip4=192.0.2.1 member=ils client-class=ils01\n");
}

static void
test_forgotten(void **state)
{
	struct diff_want w;

	(void)state;
	make_want(&w);
	w.host.gone = true;
	w.state = APPLIED_NOT;
	diff_one(&w, "", "");
	diff_one(&w, "{" OLT1 "," MARK("5") "}",
	    "endpoint=t dhcp4 finding=forgotten " OLT1_KEYS
	    " ip4=192.0.2.1 member=ils client-class=ils01 state=pending\n");
	diff_one(&w, "{" OLT1 "," MARK("2000000") "}",
	    "endpoint=t dhcp4 finding=newer " OLT1_KEYS
	    " want=1970-01-01T00:00:01Z have=1970-01-01T00:00:02Z"
	    " state=pending\n");
	/* Without our mark it is not what we forgot. */
	diff_one(&w, "{" OLT1 "}", "");
}

static void
test_many(void **state)
{
	struct diff_want w[3];
	struct keadoc *doc = make_doc(AF_INET,
	    "{\"circuit-id\": \"6f6c742d33\"," MARK("9") "},"
							 "{" OLT1 "," MARK(
							     "1000000") "}");
	struct capture c;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		make_want(&w[i]);
		w[i].host.id.octets.here[4] = (uint8_t)('3' - i);
		w[i].host.addr.addr[3] = (uint8_t)(3 - i);
	}
	diff_sort(w, 3);
	assert_int_equal(w[0].host.id.octets.here[4], '1');
	memset(&w[2].host.addr, 0, sizeof(w[2].host.addr));
	w[2].host.client_class.text = "";
	capture_begin(&c);
	diff_wanted(&c.d, "t dhcp4", w, 3, doc);
	capture_end(&c,
	    "endpoint=t dhcp4 finding=missing family=dhcp4"
	    " circuit-id=0x6f6c742d32 text=olt-2 ip4=192.0.2.2 member=ils"
	    " client-class=ils01 state=applied\n"
	    "endpoint=t dhcp4 finding=unmarked family=dhcp4"
	    " circuit-id=0x6f6c742d33 text=olt-3 state=applied\n");
	keadoc_free(doc);
}

/* Three services, each with these foreign reservations. */
static void
diff_sides(int family, const char *a, const char *b, const char *third,
    const struct diff_want *w, const char *want)
{
	const char *texts[] = { a, b, third };
	static const char *const labels[] = { "a", "b", "c" };
	struct keadoc *docs[3];
	struct diff_side sides[3];
	size_t n = third ? 3 : 2;
	struct capture c;

	for (size_t i = 0; i < n; i++) {
		docs[i] = make_doc(family, texts[i]);
		assert_int_equal(
		    diff_side_make(&sides[i], labels[i], w, w ? 1 : 0, docs[i]),
		    0);
	}
	capture_begin(&c);
	diff_foreign(&c.d, sides, n);
	capture_end(&c, want);
	for (size_t i = 0; i < n; i++) {
		free(sides[i].foreign);
		keadoc_free(docs[i]);
	}
}

static void
test_foreign(void **state)
{
	struct diff_want w;

	(void)state;
	make_want(&w);
	diff_sides(AF_INET, "{" OLT1 "}", "{" OLT1 "}", NULL, NULL, "");
	diff_sides(AF_INET, "{" OLT1 "}", "", NULL, NULL,
	    "endpoint=b finding=foreign-missing other=a " OLT1_KEYS
	    " addresses=192.0.2.1 client-classes=ils01\n");
	diff_sides(AF_INET, "", "{" OLT1 "}", NULL, NULL,
	    "endpoint=a finding=foreign-missing other=b " OLT1_KEYS
	    " addresses=192.0.2.1 client-classes=ils01\n");
	/* Ours, by mark or by what is wanted, are compared elsewhere. */
	diff_sides(AF_INET, "{" OLT1 "," MARK("5") "}", "", NULL, NULL, "");
	diff_sides(AF_INET, "{" OLT1 "}", "", NULL, &w, "");
	w.host.gone = true;
	diff_sides(AF_INET, "{" OLT1 "}", "", NULL, &w,
	    "endpoint=b finding=foreign-missing other=a " OLT1_KEYS
	    " addresses=192.0.2.1 client-classes=ils01\n");
}

static void
test_foreign_different(void **state)
{
	(void)state;
	diff_sides(AF_INET, "{" OLT1 "}",
	    "{\"circuit-id\": \"6f6c742d31\", \"ip-address\": \"192.0.2.9\","
	    "\"hostname\": \"x\", \"client-classes\": []}",
	    NULL, NULL,
	    "endpoint=b finding=foreign-different other=a " OLT1_KEYS
	    " field=addresses have=192.0.2.9 other-has=192.0.2.1\n"
	    "endpoint=b finding=foreign-different other=a " OLT1_KEYS
	    " field=client-classes other-has=ils01\n");
	/* Absent and empty are the same to Kea. */
	diff_sides(AF_INET, "{\"circuit-id\": \"aa\"}",
	    "{\"circuit-id\": \"AA\", \"client-classes\": []}", NULL, NULL, "");
}

static void
test_foreign_three(void **state)
{
	(void)state;
	diff_sides(AF_INET, "{" OLT1 "}", "{" OLT1 "}", "", NULL,
	    "endpoint=c finding=foreign-missing other=a " OLT1_KEYS
	    " addresses=192.0.2.1 client-classes=ils01\n");
	diff_sides(AF_INET, "", "", "{" OLT1 "}", NULL,
	    "endpoint=a finding=foreign-missing other=c " OLT1_KEYS
	    " addresses=192.0.2.1 client-classes=ils01\n"
	    "endpoint=b finding=foreign-missing other=c " OLT1_KEYS
	    " addresses=192.0.2.1 client-classes=ils01\n");
}

/* One client, with an address of its own in each of two subnets. */
static void
test_foreign_subnets(void **state)
{
#define IN(net, id, addr)                                               \
	"{\"subnet\": \"" net "\", \"id\": " id ", \"reservations\": [" \
	"{\"hw-address\": \"00:00:5e:00:53:01\", "                      \
	"\"ip-address\": \"" addr "\"}]}"
#define SUBNETS(a, b) "], \"subnet4\": [" a ", " b "], \"x\": ["
#define ONE IN("192.0.2.0/25", "1", "192.0.2.7")
#define TWO IN("192.0.2.128/25", "2", "192.0.2.135")
	(void)state;
	diff_sides(
	    AF_INET, SUBNETS(ONE, TWO), SUBNETS(ONE, TWO), NULL, NULL, "");
	diff_sides(
	    AF_INET, SUBNETS(ONE, TWO), SUBNETS(TWO, ONE), NULL, NULL, "");
	diff_sides(AF_INET, SUBNETS(ONE, TWO),
	    SUBNETS(ONE, IN("192.0.2.128/25", "2", "192.0.2.136")), NULL, NULL,
	    "endpoint=b finding=foreign-different other=a family=dhcp4"
	    " mac=00:00:5e:00:53:01 in-subnet=true field=addresses"
	    " have=192.0.2.136 other-has=192.0.2.135\n");
}

static void
test_foreign_six(void **state)
{
	(void)state;
	diff_sides(AF_INET6,
	    "{\"duid\": \"0001\", \"ip-addresses\": [\"2001:db8::1\","
	    "\"2001:db8::2\"], \"prefixes\": [\"2001:db8:1::/48\"]}",
	    "", NULL, NULL,
	    "endpoint=b finding=foreign-missing other=a family=dhcp6 duid=0001"
	    " addresses=2001:db8::1,2001:db8::2,2001:db8:1::/48\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_member),
		cmocka_unit_test(test_unmarked),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_forgotten_elsewhere),
		cmocka_unit_test(test_unexpected),
		cmocka_unit_test(test_forgotten),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_foreign_different),
		cmocka_unit_test(test_foreign_three),
		cmocka_unit_test(test_foreign_subnets),
		cmocka_unit_test(test_foreign_six),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
