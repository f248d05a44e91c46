#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "msg.h"
#include "ntppkt.h"
#include "probe_command.h"
#include "probe_print.h"
#include "vis.h"

static int run(int argc, char *argv[]);

const struct command command_compare = {
	.name = "compare",
	.usage = "[-j] -S ADDR[=NAME] -S ADDR[=NAME] [--rounds COUNT]\n"
		 "           [OPTION ...] HOST",
	.rows = compare_options_rows,
	.run = run,
};

#define ROUNDS_MAX 20

/* One source: its rounds, and all of them as one. */
struct side {
	struct probed rounds[ROUNDS_MAX];
	size_t count;
	struct probed sum;
};

struct comparison {
	const struct probe_options *o;
	struct side sides[2];
	struct probed second; /* of the limited source and --second */
	bool has_second;
	enum difference difference;
	double evidence;
};

static const char *
name_of(const struct source *s)
{
	return s->name ? s->name : s->address;
}

/* Its last probe ended with a kiss of death: who is told goes away. */
static bool
was_told(const struct side *s)
{
	return s->count > 0 && s->rounds[s->count - 1].f.kods > 0;
}

static int
one_round(struct comparison *c, size_t which, unsigned number, struct why *why)
{
	struct side *side = &c->sides[which];
	char what[128];
	struct errand e = { .host = c->o->host,
		.source = &c->o->sources[which],
		.size = NTPPKT_LEN,
		.what = what };

	snprintf(what, sizeof(what), "%s, round %u of %u", name_of(e.source),
	    number + 1, c->o->rounds);
	return probing_run(c->o, &e, &side->rounds[side->count++], why);
}

/* In turns, so that what changes with the hour hits both. */
static int
all_rounds(struct comparison *c, struct why *why)
{
	for (unsigned i = 0; i < c->o->rounds; i++) {
		for (size_t k = 0; k < 2; k++) {
			if (wire_interrupted())
				return 0;
			if (was_told(&c->sides[k]))
				continue;
			if (i + k > 0)
				probing_pause(fmin(10, 0.25 * c->o->seconds));
			if (one_round(c, k, i, why) == -1)
				return -1;
		}
	}
	return 0;
}

static int
join(struct side *side, struct why *why)
{
	struct finding list[ROUNDS_MAX];
	struct probed *sum = &side->sum;
	size_t n = 0, total = 0;

	for (size_t i = 0; i < side->count; i++) {
		list[i] = side->rounds[i].f;
		total += list[i].sent;
	}
	*sum = side->rounds[0];
	sum->events = calloc(total + 1, sizeof(*sum->events));
	if (!sum->events)
		return why_set(why, "out of memory");
	for (size_t i = 0; i < side->count; i++) {
		const struct probed *p = &side->rounds[i];

		for (size_t k = 0; k < p->f.sent; k++) {
			sum->events[n] = p->events[k];
			sum->events[n++].ns += p->begun - sum->begun;
		}
	}
	verdict_join(list, side->count, sum->events, &sum->f);
	return 0;
}

static int
judge(struct comparison *c, struct why *why)
{
	struct finding f[2];
	struct trace traces[2];

	for (size_t k = 0; k < 2; k++) {
		if (c->sides[k].count == 0)
			return why_set(why,
			    "interrupted before both sources "
			    "had their turn");
		if (join(&c->sides[k], why) == -1)
			return -1;
		f[k] = c->sides[k].sum.f;
		traces[k].events = c->sides[k].sum.events;
		traces[k].count = f[k].sent;
	}
	c->difference = verdict_compare(f, traces, &c->evidence);
	return 0;
}

/*
 * The limited source again, to another server: is it the path?  What was found
 * before stands, whatever becomes of this.
 */
static void
ask_second(struct comparison *c)
{
	bool second = c->difference == DIFFERENCE_SECOND;
	struct errand e = { .host = c->o->second,
		.source = &c->o->sources[second],
		.size = NTPPKT_LEN,
		.what = c->o->second };
	struct why why;

	if (!c->o->second || wire_interrupted() ||
	    c->difference == DIFFERENCE_NONE)
		return;
	probing_pause(fmin(10, 0.25 * c->o->seconds));
	c->has_second = probing_run(c->o, &e, &c->second, &why) == 0;
	if (!c->has_second)
		msg_warn("%s", why.text);
}

static const char *
word_of(enum difference d)
{
	static const char *const words[] = {
		[DIFFERENCE_NONE] = "none",
		[DIFFERENCE_ALIKE] = "alike",
		[DIFFERENCE_FIRST] = "first",
		[DIFFERENCE_SECOND] = "second",
		[DIFFERENCE_BOTH] = "both",
		[DIFFERENCE_UNKNOWN] = "unknown",
	};

	return words[d];
}

static void
put(const char *s)
{
	vis_write(stdout, s, strlen(s));
}

/* One source is limited and the other is not, or not alike. */
static bool
is_told_apart(const struct comparison *c)
{
	return c->difference == DIFFERENCE_FIRST ||
	    c->difference == DIFFERENCE_SECOND ||
	    c->difference == DIFFERENCE_BOTH;
}

static void
print_headline(const struct comparison *c)
{
	const char *a = name_of(&c->o->sources[0]);
	const char *b = name_of(&c->o->sources[1]);
	bool second = c->difference == DIFFERENCE_SECOND;

	switch (c->difference) {
	case DIFFERENCE_NONE:
		fputs("neither source is limited", stdout);
		break;
	case DIFFERENCE_ALIKE:
		fputs("both sources are limited alike", stdout);
		break;
	case DIFFERENCE_BOTH:
		fputs("both sources are limited, and differently", stdout);
		break;
	case DIFFERENCE_UNKNOWN:
		fputs("inconclusive: cannot tell the sources apart", stdout);
		break;
	default:
		put(second ? b : a);
		fputs(" is limited, ", stdout);
		put(second ? a : b);
		fputs(" is not", stdout);
	}
	if (c->evidence <= RATEFIT_SURE && is_told_apart(c))
		puts(" (the server says so)\n");
	else
		printf(" (difference %.1f; %.0f is beyond doubt)\n\n",
		    c->evidence, RATEFIT_SURE);
}

static void
print_side(const struct source *source, const struct finding *f)
{
	put(name_of(source));
	if (source->name) {
		fputs(" (", stdout);
		put(source->address);
		putchar(')');
	}
	printf(": %zu of %zu answered\n  ", f->answered, f->sent);
	probe_print_short(stdout, f);
	if (f->fit.saturated > 0)
		printf("\n  harm: the limit was full for %.1f s",
		    f->fit.saturated);
	putchar('\n');
}

/* Of the source that is limited at the first server. */
static enum where
where(const struct comparison *c)
{
	bool second = c->difference == DIFFERENCE_SECOND;

	return verdict_where(&c->sides[second].sum.f, &c->second.f);
}

static const char *
where_text(enum where where)
{
	switch (where) {
	case WHERE_SERVER:
		return "not limited there: the server, or the end of its path";
	case WHERE_EACH:
		return "each server limits by itself";
	case WHERE_PATH:
		return "limited there, too: the path, not the server";
	default:
		return "path or server: cannot tell";
	}
}

static void
print_second(const struct comparison *c)
{
	put(c->second.host);
	fputs(", the second server, from ", stdout);
	put(c->second.self);
	fputs("\n  ", stdout);
	probe_print_short(stdout, &c->second.f);
	printf("\n  %s\n", where_text(where(c)));
}

static void
ask_whom(const struct finding *limited)
{
	if (verdict_is_servers_own(limited))
		puts("\nThe server itself limits that address, and no carrier "
		     "does: ask the server's operator.");
	else if (limited->verdict == VERDICT_SERVER_LIMIT)
		puts("\nIt may be the server, which limits that address, or a "
		     "limit that others keep full, of the\ncarrier that "
		     "announces its prefix: try --second.");
	else
		puts("\nThe limit follows the source address: ask the carrier "
		     "that announces its prefix. Replies\ncome back by that "
		     "carrier, whichever way the requests leave.");
}

static void
print_advice(const struct comparison *c)
{
	switch (c->difference) {
	case DIFFERENCE_FIRST:
		ask_whom(&c->sides[0].sum.f);
		break;
	case DIFFERENCE_SECOND:
		ask_whom(&c->sides[1].sum.f);
		break;
	case DIFFERENCE_ALIKE:
		puts("\nThe limit does not follow the source address: it is "
		     "before the paths part, at the server,\nor on a path that "
		     "both share. Try --second.");
		break;
	default:
		break;
	}
}

static void
print_text(const struct comparison *c)
{
	print_headline(c);
	for (size_t k = 0; k < 2; k++)
		print_side(&c->o->sources[k], &c->sides[k].sum.f);
	if (c->has_second)
		print_second(c);
	print_advice(c);
}

static void
print_json(const struct comparison *c)
{
	struct out o;

	out_init(&o, stdout, OUT_JSON);
	out_begin(&o);
	out_word(&o, "limited", word_of(c->difference));
	out_bool(
	    &o, "significant", c->evidence > RATEFIT_SURE || is_told_apart(c));
	out_real(&o, "evidence", c->evidence, 2);
	out_open(&o, "first");
	probe_print_json(&o, &c->sides[0].sum);
	out_close(&o);
	out_open(&o, "second");
	probe_print_json(&o, &c->sides[1].sum);
	out_close(&o);
	if (c->has_second) {
		out_word(&o, "where", verdict_where_name(where(c)));
		out_open(&o, "second_server");
		probe_print_json(&o, &c->second);
		out_close(&o);
	}
	out_end(&o);
}

/* Without a limit, loss that is the same for both is still loss. */
static int
code_of(const struct comparison *c)
{
	if (c->difference == DIFFERENCE_NONE)
		return level_worse(verdict_code(&c->sides[0].sum.f),
		    verdict_code(&c->sides[1].sum.f));
	return c->difference == DIFFERENCE_UNKNOWN ? RC_UNKNOWN : RC_CRITICAL;
}

static void
print_plugin(const struct comparison *c)
{
	printf("NTP %s - limited: %s; ", level_name(code_of(c)),
	    word_of(c->difference));
	for (size_t k = 0; k < 2; k++) {
		put(name_of(&c->o->sources[k]));
		fputs(": ", stdout);
		probe_print_short(stdout, &c->sides[k].sum.f);
		fputs(k == 0 ? "; " : " | ", stdout);
	}
	printf("difference=%.1f\n", c->evidence);
}

static void
print(const struct comparison *c)
{
	if (c->o->json)
		print_json(c);
	else if (c->o->plugin)
		print_plugin(c);
	else
		print_text(c);
}

static void
free_all(struct comparison *c)
{
	for (size_t k = 0; k < 2; k++) {
		for (size_t i = 0; i < c->sides[k].count; i++)
			probed_free(&c->sides[k].rounds[i]);
		if (c->sides[k].sum.events != c->sides[k].rounds[0].events)
			probed_free(&c->sides[k].sum);
	}
	probed_free(&c->second);
	free(c);
}

static int
compare(const struct probe_options *o)
{
	struct comparison *c = calloc(1, sizeof(*c));
	int code = RC_UNKNOWN;
	struct why why;

	if (!c) {
		msg_warn("out of memory");
		return RC_UNKNOWN;
	}
	c->o = o;
	wire_catch_signals();
	if (all_rounds(c, &why) == -1 || judge(c, &why) == -1)
		msg_warn("%s", why.text);
	else {
		ask_second(c);
		print(c);
		code = code_of(c);
	}
	free_all(c);
	return code;
}

static int
run(int argc, char *argv[])
{
	return probe_command(argc, argv, &command_compare, compare);
}
