#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "options.h"
#include "opts.h"

enum {
	OPT_ANCHOR = OPTS_LONG,
	OPT_CUTS,
	OPT_CUT_INTERVAL,
	OPT_HOLD,
	OPT_HOLD_DOWN,
	OPT_HOLD_DOWN_MAX,
	OPT_ON_DOWN,
	OPT_ON_UP,
	OPT_PLUGIN,
	OPT_SHELL
};

/* No use of this tool needs more; all in milliseconds. */
enum {
	INTERVAL_MIN = 100,
	INTERVAL_MAX = 3600 * 1000,
	TIMEOUT_MIN = 10,
	TIMEOUT_MAX = 10 * 1000,
	HOLD_MAX = 3600 * 1000,
	DAY = 24 * 3600 * 1000,
	LOST_MAX = 1000
};

static const struct opts_row rows[] = {
	{ OPT_ANCHOR, "anchor", "ADDRESS", NULL,
	    "where packets would go to, one a family" },
	{ 'c', "config", "FILE", NULL, "the site file" },
	{ OPT_CUTS, "cuts", "N", NULL, "members cut at most in an interval" },
	{ OPT_CUT_INTERVAL, "cut-interval", "TIME", NULL, "that interval" },
	{ 'h', "help", NULL, NULL, "print this and exit" },
	{ OPT_HOLD, "hold", "TIME", NULL, "silent for so long: down" },
	{ OPT_HOLD_DOWN, "hold-down", "TIME", NULL, "well for so long: up" },
	{ OPT_HOLD_DOWN_MAX, "hold-down-max", "TIME", NULL,
	    "how far that doubles" },
	{ 'i', "interval", "TIME", NULL, "from round to round of probes" },
	{ 'j', "json", NULL, NULL, "one JSON object a line" },
	{ 'k', "lost", "N", NULL, "rounds lost in a row that count" },
	{ OPTS_OPTIONS, "list-options", NULL, NULL,
	    "print these for a program and exit" },
	{ 'M', "member", "MEMBER", NULL, "only this one" },
	{ 'n', "no-probe", NULL, NULL, "send nothing, ask the kernel alone" },
	{ OPT_ON_DOWN, "on-down", "CMD", NULL, "run when an exit is dead" },
	{ OPT_ON_UP, "on-up", "CMD", NULL, "run when it is well again" },
	{ OPT_PLUGIN, "plugin", NULL, NULL, "speak as a monitoring plugin" },
	{ 'p', "probe", "TARGET", NULL, "ask this one for an answer" },
	{ OPT_SHELL, "shell", NULL, NULL, "give both CMDs to sh -c" },
	{ 't', "timeout", "TIME", NULL, "how long to wait for answers" },
	{ 'V', "version", NULL, NULL, "print the version and exit" },
	{ 'w', "watch", NULL, NULL, "go on, and act" },
	{ 0, NULL, NULL, NULL, NULL },
};

static void
usage(FILE *fp)
{
	static const char both[] =
	    "           [-k N] [-i TIME] [-t TIME] [--anchor ADDRESS ...]\n";

	fprintf(fp,
	    "usage: srcroute-check [-c FILE] [-M MEMBER] [-j | --plugin] "
	    "[-n | -p TARGET ...]\n"
	    "%s"
	    "       srcroute-check --watch [-c FILE] [-M MEMBER] [-j] "
	    "[-n | -p TARGET ...]\n"
	    "%s"
	    "           [--hold TIME] [--hold-down TIME] [--hold-down-max "
	    "TIME]\n"
	    "           [--cuts N] [--cut-interval TIME]\n"
	    "           [--on-down CMD] [--on-up CMD] [--shell]\n"
	    "       srcroute-check -h | -V | --list-options\n",
	    both, both);
}

static void
head(FILE *fp)
{
	usage(fp);
	fputs("\nTARGET is an ADDRESS (ICMP echo), dns:ADDRESS[:PORT], "
	      "ntp:ADDRESS[:PORT] or\n"
	      "radius:ADDRESS[:PORT]=SECRET-FILE.  TIME is a number of "
	      "seconds, or has ms, s, m\nor h behind it.\n\n",
	    fp);
}

const struct opts_tool options_tool = { "srcroute-check", rows, head };

bool
options_has_plugin(int argc, char *const argv[])
{
	/* getopt_long takes an unambiguous beginning for the whole. */
	for (int i = 1; i < argc; i++)
		if (strncmp(argv[i], "--pl", 4) == 0)
			return true;
	return false;
}

static const struct {
	const char *name;
	unsigned ms;
} units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 },
	{ "", 1000 } };

#define UNITS (sizeof(units) / sizeof(units[0]))

int
options_time(const char *text, unsigned min, unsigned max, unsigned *out,
    struct why *why)
{
	size_t digits = strspn(text, "0123456789");
	uint64_t n;

	for (size_t i = 0; i < UNITS; i++) {
		if (strcmp(text + digits, units[i].name) != 0)
			continue;
		if (num_span_u64(text, digits, 0, DAY, &n) == -1 ||
		    n * units[i].ms < min || n * units[i].ms > max)
			break;
		*out = (unsigned)(n * units[i].ms);
		return 0;
	}
	return why_set(
	    why, "want %ums..%us, have \"%s\"", min, max / 1000, text);
}

static int
take_time(const char *name, unsigned min, unsigned max, unsigned *out,
    struct why *why)
{
	if (options_time(optarg, min, max, out, why) == 0)
		return 0;
	return why_prefix(why, "%s", name);
}

static int
take_time64(const char *name, unsigned min, uint64_t *out, struct why *why)
{
	unsigned ms;

	if (take_time(name, min, DAY, &ms, why) == -1)
		return -1;
	*out = ms;
	return 0;
}

static int
take_number(const char *name, unsigned min, unsigned max, unsigned *out,
    struct why *why)
{
	uint32_t n;

	if (num_parse_u32(optarg, min, max, &n) == -1)
		return why_set(why, "%s: want %u..%u, have \"%s\"", name, min,
		    max, optarg);
	*out = n;
	return 0;
}

/* IPv4 before IPv6, else in the order given; there is room. */
static void
insert(struct options *o, const struct target *t)
{
	size_t at = o->target_count++;

	while (at > 0 && t->addr.family < o->targets[at - 1].addr.family) {
		o->targets[at] = o->targets[at - 1];
		at--;
	}
	o->targets[at] = *t;
}

static int
take_target(struct options *o, struct why *why)
{
	struct target *list, t;
	size_t same = 0;

	if (target_parse(optarg, &t, why) == -1)
		return why_prefix(why, "--probe");
	for (size_t i = 0; i < o->target_count; i++)
		same += o->targets[i].addr.family == t.addr.family;
	list = reallocarray(o->targets, o->target_count + 1, sizeof(*list));
	o->targets = list ? list : o->targets;
	if (list && same < OPTIONS_TARGETS) {
		insert(o, &t);
		return 0;
	}
	target_clear(&t);
	if (!list)
		return why_set(why, "out of memory");
	return why_set(
	    why, "--probe: want at most %d targets a family", OPTIONS_TARGETS);
}

static int
take_anchor(struct options *o, struct why *why)
{
	struct ipnet addr;

	if (ipnet_parse_addr(optarg, AF_UNSPEC, &addr, why) == -1)
		return why_prefix(why, "--anchor");
	*(addr.family == AF_INET ? &o->anchor4 : &o->anchor6) = addr;
	return 0;
}

/* Those with a number or a time. */
static int
take_measure(struct options *o, int ch, struct why *why)
{
	struct watch_conf *w = &o->watch;

	switch (ch) {
	case 'i':
		return take_time("--interval", INTERVAL_MIN, INTERVAL_MAX,
		    &o->interval, why);
	case 't':
		return take_time(
		    "--timeout", TIMEOUT_MIN, TIMEOUT_MAX, &o->timeout, why);
	case 'k':
		return take_number("--lost", 1, LOST_MAX, &w->lost, why);
	case OPT_CUTS:
		return take_number("--cuts", 1, LOST_MAX, &w->cuts, why);
	case OPT_CUT_INTERVAL:
		return take_time64("--cut-interval", 0, &w->cut_interval, why);
	case OPT_HOLD:
		return take_time64("--hold", 0, &w->hold, why);
	case OPT_HOLD_DOWN:
		return take_time64("--hold-down", 0, &w->hold_down, why);
	default:
		return take_time64(
		    "--hold-down-max", 0, &w->hold_down_max, why);
	}
}

static int
take(struct options *o, int ch, struct why *why)
{
	switch (ch) {
	case 'c':
		o->config = optarg;
		return 0;
	case 'M':
		o->member = optarg;
		return 0;
	case 'j':
		o->json = true;
		return 0;
	case 'n':
		o->no_probe = true;
		return 0;
	case 'p':
		return take_target(o, why);
	case 'w':
		o->mode = MODE_WATCH;
		return 0;
	case OPT_ANCHOR:
		return take_anchor(o, why);
	case OPT_ON_DOWN:
		o->on_down = optarg;
		return 0;
	case OPT_ON_UP:
		o->on_up = optarg;
		return 0;
	case OPT_PLUGIN:
		o->plugin = true;
		return 0;
	case OPT_SHELL:
		o->shell = true;
		return 0;
	default:
		return take_measure(o, ch, why);
	}
}

/* What must and must not stand together. */
static int
check(struct options *o, struct why *why)
{
	bool watch = o->mode == MODE_WATCH;

	if (o->timeout == 0)
		o->timeout = o->interval < 1000 ? o->interval : 1000;
	if (o->timeout > o->interval)
		return why_set(why,
		    "--timeout: want at most --interval, %ums, have %ums",
		    o->interval, o->timeout);
	if (o->watch.hold_down_max < o->watch.hold_down)
		return why_set(
		    why, "--hold-down-max: want at least --hold-down");
	if (o->no_probe && o->target_count > 0)
		return why_set(why, "--probe does not go with --no-probe");
	if (o->plugin && (o->json || watch))
		return why_set(why, "--plugin does not go with %s",
		    o->json ? "--json" : "--watch");
	if (!watch && (o->on_down || o->on_up))
		return why_set(why, "%s goes with --watch alone",
		    o->on_down ? "--on-down" : "--on-up");
	if (o->shell && !o->on_down && !o->on_up)
		return why_set(why, "--shell goes with --on-down or --on-up");
	return 0;
}

int
options_parse(int argc, char *argv[], struct options *o, struct why *why)
{
	struct opts opts;
	int ch;

	*o = (struct options){ .mode = MODE_CHECK,
		.interval = 1000,
		.watch = { .lost = 3,
		    .hold = 3000,
		    .hold_down = 60000,
		    .hold_down_max = 3600000,
		    .cuts = 1,
		    .cut_interval = 300000 } };
	/* a.root-servers.net: never asked, only looked up. */
	ipnet_parse_addr("198.41.0.4", AF_INET, &o->anchor4, NULL);
	ipnet_parse_addr("2001:503:ba3e::2:30", AF_INET6, &o->anchor6, NULL);
	opts_init(&opts, rows);
	while ((ch = opts_next(&opts, argc, argv, why)) != OPTS_END) {
		if (ch == OPTS_BAD)
			return -1;
		o->about = opts_about(ch);
		if (o->about != OPTS_ABOUT_NOTHING)
			return 0;
		if (take(o, ch, why) == -1)
			return -1;
	}
	if (opts_done(argc, argv, why) == -1)
		return -1;
	return check(o, why);
}

void
options_clear(struct options *o)
{
	for (size_t i = 0; i < o->target_count; i++)
		target_clear(&o->targets[i]);
	free(o->targets);
	o->targets = NULL;
	o->target_count = 0;
}
