/*
 * planlots: what planning takes when there is a lot to plan.
 *
 *   planlots [COUNT]
 *
 * COUNT IPv4 reservations (100,000) are wanted, and present in an answer to
 * config-get; every hundredth of them with another address.  Prints
 * "parse_ms=M plan_ms=M apply_ms=M changes=N doc_kb=K plan_kb=K max_kb=K":
 * what reading the answer, plan_make() and writing the request took of a
 * processor (nothing is waited for); the memory of answer and document, that
 * of what is wanted and the plan beside it, and the most of the process,
 * request included.
 * Exit 2 when something fails.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "keacmd.h"
#include "msg.h"
#include "num.h"
#include "../../cmd/kea-reserve/plan.h"

static double
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* The most that was held so far, in KiB. */
static long
most_kb(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static void
wish(uint32_t i, bool moved, struct host *out)
{
	char text[32];

	*out = (struct host){ .family = AF_INET, .member = { "ils" } };
	snprintf(text, sizeof(text), "6f6c742d%08x", i);
	(void)host_id_parse(HOST_CIRCUIT_ID, text, &out->id, NULL);
	snprintf(text, sizeof(text), "10.%u.%u.%u", i >> 16 | (moved ? 64 : 0),
	    i >> 8 & 0xff, i & 0xff);
	(void)ipnet_parse_addr(text, AF_INET, &out->addr, NULL);
	out->client_class.text = "ils01";
	out->version.machine.text = "rosette";
	out->version.stamp = 1000000 + moved;
}

/* With what Kea adds to each. */
static json_t *
present(uint32_t i)
{
	struct host h;
	json_t *json;

	wish(i, false, &h);
	json = keadoc_host_json(&h, NULL);
	json_object_set_new(json, "boot-file-name", json_string(""));
	json_object_set_new(json, "hostname", json_string(""));
	json_object_set_new(json, "next-server", json_string("0.0.0.0"));
	json_object_set_new(json, "option-data", json_array());
	json_object_set_new(json, "server-hostname", json_string(""));
	return json;
}

/* What a control socket answers; free() it. */
static char *
make_answer(uint32_t count, size_t *len)
{
	char *text = NULL;
	FILE *fp = open_memstream(&text, len);

	if (!fp)
		return NULL;
	fputs("{ \"arguments\": { \"Dhcp4\": { \"client-classes\": [ "
	      "{ \"name\": \"ils01\" } ], "
	      "\"host-reservation-identifiers\": [ \"circuit-id\" ], "
	      "\"reservations\": [ ",
	    fp);
	for (uint32_t i = 0; i < count; i++) {
		json_t *json = present(i);

		fputs(i > 0 ? ", " : "", fp);
		json_dumpf(json, fp, 0);
		json_decref(json);
	}
	fputs(" ], \"subnet4\": [ { \"id\": 1, \"subnet\": \"10.0.0.0/8\", "
	      "\"reservations-global\": true } ] } }, \"result\": 0 }",
	    fp);
	if (fclose(fp) == EOF) {
		free(text);
		return NULL;
	}
	return text;
}

static struct keadoc *
make_doc(uint32_t count, double *took, struct why *why)
{
	struct keacmd_answer a = { 0 };
	struct keadoc *doc = NULL;
	size_t len;

	a.body = make_answer(count, &len);
	if (a.body) {
		double begin = now_ms();
		char *body = a.body;

		if (keacmd_parse_long(
			body, len, 0, keadoc_path(AF_INET), &a, why) == 0)
			doc = keadoc_parse_long(
			    a.arguments, &body, a.list, AF_INET, why);
		free(body);
		*took = now_ms() - begin;
	}
	keacmd_answer_clear(&a);
	return doc;
}

/* What is sent to Kea, of so many octets; null when memory is short. */
static char *
make_request(const struct plan *plan, const struct keadoc *doc, size_t *len)
{
	struct keadoc_post *post = plan_apply(plan, doc);
	char *text = NULL;
	FILE *fp = post ? open_memstream(&text, len) : NULL;
	int r = fp ? keadoc_post_print(post, fp) : -1;

	if (fp && fclose(fp) == EOF)
		r = -1;
	keadoc_post_free(post);
	if (r == 0)
		return text;
	free(text);
	return NULL;
}

static struct plan_want *
make_wants(uint32_t count)
{
	struct plan_want *wants = calloc(count + 1, sizeof(*wants));

	for (uint32_t i = 0; wants && i < count; i++)
		wish(i, i % 100 == 0, &wants[i].host);
	return wants;
}

int
main(int argc, char *argv[])
{
	struct why why = { "out of memory" };
	double parsed = 0, begin, planned, applied;
	uint32_t count = 100000;
	long doc_kb, plan_kb;
	struct plan_want *wants;
	struct keadoc *doc;
	struct plan *plan;
	size_t len;
	char *after;

	msg_init("planlots");
	if (argc > 1 && num_parse_u32(argv[1], 1, 4000000, &count) == -1)
		return 2;
	doc = make_doc(count, &parsed, &why);
	doc_kb = most_kb();
	wants = make_wants(count);
	begin = now_ms();
	plan = doc && wants ? plan_make(wants, count, doc) : NULL;
	planned = now_ms();
	plan_kb = most_kb();
	after = plan ? make_request(plan, doc, &len) : NULL;
	applied = now_ms();
	if (!after) {
		msg_warn("%s", why.text);
		return 2;
	}
	printf("parse_ms=%.0f plan_ms=%.3f apply_ms=%.0f changes=%zu "
	       "doc_kb=%ld plan_kb=%ld max_kb=%ld\n",
	    parsed, planned - begin, applied - planned, plan->changes, doc_kb,
	    plan_kb - doc_kb, most_kb());
	free(after);
	plan_free(plan);
	keadoc_free(doc);
	free(wants);
	return msg_close_stdout() == -1 ? 2 : 0;
}
