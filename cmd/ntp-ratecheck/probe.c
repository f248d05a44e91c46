#include <math.h>
#include <stdio.h>

#include "msg.h"
#include "ntppkt.h"
#include "probe_command.h"
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
print(const struct probe_options *o, const struct probed two[2], size_t count,
    int code)
{
	enum where where = verdict_where(&two[0].f, &two[1].f);
	struct out out;

	if (o->plugin) {
		probe_print_plugin(stdout, two, count, code);
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
probe_first(const struct probe_options *o, struct probed *out, struct why *why)
{
	struct errand e = { .host = o->host,
		.source = &o->sources[0],
		.size = NTPPKT_LEN,
		.what = o->host };

	return o->size ? probing_sizes(o, &e, out, why)
		       : probing_run(o, &e, out, why);
}

static int
probe_second(const struct probe_options *o, struct probed *out, struct why *why)
{
	struct errand e = { .host = o->second,
		.source = &o->sources[0],
		.size = NTPPKT_LEN,
		.what = o->second };

	probing_pause(fmin(10, 0.25 * o->seconds));
	return probing_run(o, &e, out, why);
}

/* What the first has said stands, whatever becomes of the second. */
static int
probe_both(const struct probe_options *o, struct probed two[2])
{
	int code = verdict_code(&two[0].f);
	size_t count = 1;
	struct why why;

	if (o->second && !wire_interrupted()) {
		if (probe_second(o, &two[1], &why) == 0) {
			code = level_worse(code, verdict_code(&two[1].f));
			count = 2;
		} else {
			msg_warn("%s", why.text);
			code = level_worse(code, RC_UNKNOWN);
		}
	}
	print(o, two, count, code);
	return code;
}

static int
probe(const struct probe_options *o)
{
	struct probed two[2] = { { .host = NULL }, { .host = NULL } };
	int code = RC_UNKNOWN;
	struct why why;

	wire_catch_signals();
	if (probe_first(o, &two[0], &why) == -1)
		msg_warn("%s", why.text);
	else
		code = probe_both(o, two);
	probed_free(&two[0]);
	probed_free(&two[1]);
	return code;
}

static int
run(int argc, char *argv[])
{
	return probe_command(argc, argv, &command_probe, probe);
}
