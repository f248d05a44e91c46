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
	.usage = "[-j] [-S ADDR[=NAME]] [-m PPS] [-T SECONDS]\n"
		 "           [-b PACKETS] [OPTION ...] HOST",
	.rows = probe_options_rows,
	.run = run,
};

static const char *
where_text(enum where where)
{
	switch (where) {
	case WHERE_NONE:
		return "path or server: neither is limited";
	case WHERE_SERVER:
		return "path or server: the two servers differ, so it is one "
		       "of them, or the last part of its way";
	case WHERE_EACH:
		return "path or server: each server limits by itself";
	case WHERE_PATH:
		return "path or server: both are limited alike, so it is the "
		       "path they share";
	default:
		return "path or server: cannot tell";
	}
}

static void
print(const struct probe_options *o, const struct probed two[2], size_t count)
{
	enum where where = verdict_where(&two[0].f, &two[1].f);
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
		if (count == 2)
			out_word(&out, "where", verdict_where_name(where));
		out_end(&out);
	}
	if (count == 2 && !o->json)
		puts(where_text(where));
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
