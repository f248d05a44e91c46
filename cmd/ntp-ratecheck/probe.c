#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "msg.h"
#include "ntppkt.h"
#include "options.h"
#include "probe_print.h"

static int run(int argc, char *argv[]);

const struct command command_probe = {
	.name = "probe",
	.usage = "[-j] [-S ADDR[=NAME]] [-m PPS] [-T SECONDS] [-b PACKETS] "
		 "[OPTION ...] HOST",
	.rows = probe_options_rows,
	.run = run,
};

/* Where the limit is, told from two servers by the same way. */
static const char *
path_or_server(const struct finding *a, const struct finding *b)
{
	bool limit_a = verdict_code(a) >= RC_WARNING;
	bool limit_b = verdict_code(b) >= RC_WARNING;

	if (a->verdict == VERDICT_INCONCLUSIVE ||
	    b->verdict == VERDICT_INCONCLUSIVE)
		return "unknown";
	if (!limit_a && !limit_b)
		return "none";
	if (limit_a != limit_b)
		return "server";
	return a->verdict == b->verdict ? "path" : "server";
}

static void
print_where(FILE *fp, const char *where, const struct probed two[2])
{
	static const char *const texts[][2] = {
		{ "unknown", "path or server: cannot tell" },
		{ "none", "path or server: neither is limited" },
		{ "server",
		    "path or server: the two servers differ, so it is one of "
		    "them, or the last part of its way" },
		{ "path",
		    "path or server: both are limited alike, so it is the "
		    "path they share" },
	};

	(void)two;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i][0] == where)
			fprintf(fp, "%s\n", texts[i][1]);
}

static void
print(const struct probe_options *o, const struct probed two[2], size_t count)
{
	const char *where =
	    count == 2 ? path_or_server(&two[0].f, &two[1].f) : NULL;
	struct out out;

	if (o->plugin) {
		probe_print_plugin(stdout, &two[0]);
		return;
	}
	if (o->json)
		out_init(&out, stdout, OUT_JSON);
	for (size_t i = 0; i < count; i++) {
		if (!o->json) {
			probe_print_text(stdout, &two[i]);
			putchar('\n');
			continue;
		}
		out_begin(&out);
		probe_print_json(&out, &two[i]);
		if (where)
			out_word(&out, "where", where);
		out_end(&out);
	}
	if (where && !o->json)
		print_where(stdout, where, two);
}

static int
worst(const struct probed *two, size_t count)
{
	int code = verdict_code(&two[0].f);

	if (count == 2 && verdict_code(&two[1].f) > code)
		code = verdict_code(&two[1].f);
	return code;
}

/* Returns how many were probed, 0 and why when something failed. */
static size_t
probe_all(const struct probe_options *o, struct probed two[2], struct why *why)
{
	struct errand e = { .host = o->host,
		.source = &o->sources[0],
		.size = NTPPKT_LEN,
		.what = o->host };
	int rc = o->size ? probing_sizes(o, &e, &two[0], why)
			 : probing_run(o, &e, &two[0], why);

	if (rc == -1)
		return 0;
	if (!o->second || wire_interrupted())
		return 1;
	e.host = e.what = o->second;
	probing_pause(fmin(10, 0.25 * o->seconds));
	return probing_run(o, &e, &two[1], why) == -1 ? 0 : 2;
}

static int
probe(const struct probe_options *o)
{
	struct probed two[2] = { { .host = NULL }, { .host = NULL } };
	struct why why;
	int code = RC_UNKNOWN;
	size_t count;

	wire_catch_signals();
	count = probe_all(o, two, &why);
	if (count == 0)
		msg_warn("%s", why.text);
	else {
		print(o, two, count);
		code = worst(two, count);
	}
	probed_free(&two[0]);
	probed_free(&two[1]);
	return code;
}

static int
run(int argc, char *argv[])
{
	struct probe_options o;
	struct why why;

	if (probe_options_parse(argc, argv, false, &o, &why) == -1) {
		msg_warn("%s", why.text);
		return RC_UNKNOWN;
	}
	if (o.help) {
		options_help_one(stdout, &command_probe);
		return RC_OK;
	}
	if (o.held)
		msg_warn("pool.ntp.org: held to %d packets a second; --force "
			 "if you must",
		    RATE_POOL);
	if (o.dry_run) {
		probe_print_plan(stdout, &o, false);
		return RC_OK;
	}
	return probe(&o);
}
