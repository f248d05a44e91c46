#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "ipnet.h"
#include "options.h"
#include "probe_options.h"

enum {
	OPT_FORCE = OPTS_LONG,
	OPT_PLUGIN,
	OPT_ROUNDS,
	OPT_SECOND,
	OPT_SOURCE_PORT
};

#define SHARED_ROWS                                                           \
	{ 'b', "budget", "PACKETS", NULL, "send no more than these (400)" },  \
	    { OPT_FORCE, "force", NULL, NULL,                                 \
		    "over 50 packets/s, 2000 in all, 2 to a pool" },          \
	    { 'h', "help", NULL, NULL, "print this and exit" },               \
	    { 'I', "bind", "NAME", NULL, "leave by this interface" },         \
	    { 'j', "json", NULL, NULL, "one object a line" },                 \
	    { 'm', "max-rate", "PPS", NULL, "try no faster (16)" },           \
	    { 'N', "dry-run", NULL, NULL, "print the plan, send nothing" },   \
	    { OPT_PLUGIN, "plugin", NULL, NULL,                               \
		    "one line for a monitoring system" },                     \
	    { 'p', "port", "PORT", NULL, "of the server (123)" },             \
	    { 'S', "source", "ADDR[=NAME]", NULL, "send from this address" }, \
	    { OPT_SECOND, "second", "HOST", NULL,                             \
		    "another server by the same way" },                       \
	{                                                                     \
		OPT_SOURCE_PORT, "source-port", "PORT", NULL,                 \
		    "send from this port (a random one)"                      \
	}

const struct opts_row probe_options_rows[] = {
	SHARED_ROWS,
	{ 's', "size", "OCTETS", NULL, "try padded requests, too" },
	{ 'T', "seconds", "SECONDS", NULL, "take so long (20)" },
	{ 0, NULL, NULL, NULL, NULL },
};

const struct opts_row compare_options_rows[] = {
	SHARED_ROWS,
	{ OPT_ROUNDS, "rounds", "COUNT", NULL, "from each source (2)" },
	{ 'T', "seconds", "SECONDS", NULL, "a round takes so long (20)" },
	{ 0, NULL, NULL, NULL, NULL },
};

static int
add_source(struct probe_options *o, struct why *why)
{
	const char *equals = strchr(optarg, '=');
	size_t len = equals ? (size_t)(equals - optarg) : strlen(optarg);
	struct source *s = &o->sources[o->source_count];
	struct ipnet addr;

	if (o->source_count == SOURCES_MAX)
		return why_set(why, "--source: want no more than two");
	if (len >= sizeof(s->address))
		return why_set(
		    why, "--source: want an address, have \"%s\"", optarg);
	snprintf(s->address, sizeof(s->address), "%.*s", (int)len, optarg);
	if (ipnet_parse_addr(s->address, AF_UNSPEC, &addr, why) == -1)
		return why_prefix(why, "--source");
	s->name = equals && equals[1] ? equals + 1 : NULL;
	o->source_count++;
	return 0;
}

/* Extension fields are of 4 octets each, and the last is 28 or more. */
static int
set_size(struct probe_options *o, struct why *why)
{
	if (options_number("size", 76, 1400, &o->size, why) == -1)
		return -1;
	if (o->size % 4 != 0)
		return why_set(
		    why, "--size: want a multiple of 4, have \"%s\"", optarg);
	return 0;
}

static void
take_flag(struct probe_options *o, int ch)
{
	switch (ch) {
	case OPT_FORCE:
		o->force = true;
		break;
	case 'h':
		o->help = true;
		break;
	case 'j':
		o->json = true;
		break;
	case 'N':
		o->dry_run = true;
		break;
	default: /* OPT_PLUGIN */
		o->plugin = true;
		break;
	}
}

static int
take(struct probe_options *o, int ch, struct why *why)
{
	switch (ch) {
	case 'b':
		return options_number("budget", 10, 1000000, &o->budget, why);
	case 'I':
		o->interface = optarg;
		return 0;
	case 'm':
		return options_number("max-rate", 1, 10000, &o->max_rate, why);
	case 'p':
		return options_number("port", 1, 65535, &o->port, why);
	case OPT_ROUNDS:
		return options_number("rounds", 1, 20, &o->rounds, why);
	case 's':
		return set_size(o, why);
	case 'S':
		return add_source(o, why);
	case OPT_SECOND:
		o->second = optarg;
		return 0;
	case OPT_SOURCE_PORT:
		return options_number(
		    "source-port", 1, 65535, &o->source_port, why);
	case 'T':
		return options_number("seconds", 5, 3600, &o->seconds, why);
	default:
		take_flag(o, ch);
		return 0;
	}
}

bool
probe_is_pool(const char *host)
{
	static const char pool[] = "pool.ntp.org";
	size_t len = strlen(host), want = sizeof(pool) - 1;

	if (len > 0 && host[len - 1] == '.')
		len--;
	if (len < want || strncasecmp(host + len - want, pool, want) != 0)
		return false;
	return len == want || host[len - want - 1] == '.';
}

/* Probes that there may be, each of the budget. */
static unsigned
count_probes(const struct probe_options *o, bool compare)
{
	unsigned n = compare ? 2 * o->rounds : 1;

	return n + (o->second != NULL) + (o->size > 0);
}

static int
check_budget(const struct probe_options *o, bool compare, struct why *why)
{
	unsigned n = count_probes(o, compare);
	unsigned most =
	    (PACKETS_POLITE - (o->size > 0 ? 2 * SIZE_PAIRS : 0)) / n;

	if (o->budget <= most)
		return 0;
	if (n == 1)
		return why_set(why,
		    "--budget: want %u or less, or --force, have %u", most,
		    o->budget);
	return why_set(why,
	    "--budget: want %u or less for each of %u probes, or --force, "
	    "have %u",
	    most, n, o->budget);
}

static int
check_polite(struct probe_options *o, bool compare, struct why *why)
{
	bool pool =
	    probe_is_pool(o->host) || (o->second && probe_is_pool(o->second));

	if (o->force)
		return 0;
	if (o->max_rate > RATE_POLITE)
		return why_set(why,
		    "--max-rate: want %d or less, or --force, have %u",
		    RATE_POLITE, o->max_rate);
	if (check_budget(o, compare, why) == -1)
		return -1;
	if (pool && o->max_rate > RATE_POOL) {
		o->max_rate = RATE_POOL;
		o->held = true;
	}
	return 0;
}

static int
check(struct probe_options *o, bool compare, struct why *why)
{
	if (compare && o->source_count != 2)
		return why_set(why, "want two --source, have %zu; see -h",
		    o->source_count);
	if (!compare && o->source_count > 1)
		return why_set(
		    why, "want one --source, have two; `compare` takes two");
	if (o->json && o->plugin)
		return why_set(why, "--json does not go with --plugin");
	if (o->size && o->second)
		return why_set(why, "--size does not go with --second");
	return check_polite(o, compare, why);
}

int
probe_options_parse(int argc, char *argv[], bool compare,
    struct probe_options *out, struct why *why)
{
	struct opts opts;
	int ch;

	*out = (struct probe_options){ .port = 123,
		.max_rate = 16,
		.seconds = 20,
		.budget = 400,
		.rounds = 2 };
	opts_init(&opts, compare ? compare_options_rows : probe_options_rows);
	while ((ch = opts_next(&opts, argc, argv, why)) != OPTS_END) {
		if (ch == OPTS_BAD)
			return -1;
		if (take(out, ch, why) == -1)
			return -1;
		if (out->help)
			return 0;
	}
	if (optind + 1 != argc)
		return why_set(
		    why, "want one HOST, have %d; see -h", argc - optind);
	out->host = argv[optind];
	return check(out, compare, why);
}
