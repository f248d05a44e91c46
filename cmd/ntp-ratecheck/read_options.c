#include <string.h>
#include <unistd.h>

#include "num.h"
#include "options.h"
#include "read_options.h"
#include "vis.h"

enum {
	OPT_BURSTS = OPTS_LONG,
	OPT_IKE,
	OPT_MAX_PAIRS,
	OPT_PLOT,
	OPT_TRANSIT,
	OPT_TWO_WAY,
	OPT_UNANSWERED
};

const struct opts_row read_options_rows[] = {
	{ OPT_BURSTS, "bursts", NULL, NULL, "tell every burst" },
	{ 'd', "duration", "SECONDS", NULL, "stop after so long" },
	{ 'g', "group", "WHAT", "client pair server prefix transit all",
	    "one row each (client)" },
	{ 'h', "help", NULL, NULL, "print this and exit" },
	{ 'i', "interface", "NAME", NULL, "listen there (any: everywhere)" },
	{ OPT_IKE, "ike", NULL, NULL, "look at IKE and its fragments too" },
	{ 'j', "json", NULL, NULL, "one object a line" },
	{ OPT_MAX_PAIRS, "max-pairs", "COUNT", NULL,
	    "of clients and servers, the heaviest (100000)" },
	{ 'n', "rows", "COUNT", NULL, "of the table, at most (20)" },
	{ OPT_PLOT, "plot", "FILE", NULL, "draw it, as SVG" },
	{ 'p', "port", "PORT", NULL, "of the servers (123)" },
	{ 'r', "read", "FILE", NULL, "a capture; - is standard input" },
	{ 't', "timeout", "SECONDS", NULL, "a reply is lost after (2)" },
	{ OPT_TRANSIT, "transit", "PREFIX=NAME", NULL,
	    "who announces the clients of PREFIX" },
	{ OPT_TWO_WAY, "two-way", NULL, NULL,
	    "replies pass here too: none is a finding" },
	{ OPT_UNANSWERED, "unanswered", NULL, NULL,
	    "tell every request without a reply" },
	{ 'w', "interval", "SECONDS", NULL,
	    "between lines of what came (60; of a file, none)" },
	{ 0, NULL, NULL, NULL, NULL },
};

static const char *const group_names[] = {
	[GROUP_CLIENT] = "client",
	[GROUP_PAIR] = "pair",
	[GROUP_SERVER] = "server",
	[GROUP_PREFIX] = "prefix",
	[GROUP_TRANSIT] = "transit",
	[GROUP_ALL] = "all",
};

/* Seconds, while listening. */
#define INTERVAL 60

#define GROUPS (sizeof(group_names) / sizeof(group_names[0]))

/* What follows "prefix": nothing, /24 or /24/48. */
static int
set_lengths(struct read_options *o, const char *s, struct why *why)
{
	const char *next = strchr(s + 1, '/');
	uint32_t v4 = o->prefix4, v6 = o->prefix6;
	size_t len = next ? (size_t)(next - s - 1) : strlen(s + 1);

	if (num_span_u32(s + 1, len, 0, 32, &v4) == -1 ||
	    (next && num_parse_u32(next + 1, 0, 128, &v6) == -1))
		return why_set(why,
		    "--group: want prefix/LENGTH or prefix/LENGTH/LENGTH-OF-V6,"
		    " have \"%s\"",
		    optarg);
	o->prefix4 = (uint8_t)v4;
	o->prefix6 = (uint8_t)v6;
	return 0;
}

static int
set_group(struct read_options *o, struct why *why)
{
	for (size_t i = 0; i < GROUPS; i++)
		if (strcmp(group_names[i], optarg) == 0) {
			o->group = (enum group_by)i;
			return 0;
		}
	if (strncmp(optarg, "prefix/", 7) == 0) {
		o->group = GROUP_PREFIX;
		return set_lengths(o, optarg + 6, why);
	}
	return why_set(why,
	    "--group: want client, pair, server, prefix, transit or all, have"
	    " \"%s\"",
	    optarg);
}

static int
add_transit(struct read_options *o, struct why *why)
{
	struct transit *t = &o->transits[o->transit_count];
	char *equals = strchr(optarg, '=');

	if (!equals || equals[1] == '\0')
		return why_set(
		    why, "--transit: want PREFIX=NAME, have \"%s\"", optarg);
	/* It stands in texts for people, and in XML. */
	if (strlen(equals + 1) > TRANSIT_NAME ||
	    !vis_is_text(equals + 1, strlen(equals + 1)))
		return why_set(why,
		    "--transit: want a name of at most %d printable octets, "
		    "have \"%s\"",
		    TRANSIT_NAME, equals + 1);
	if (o->transit_count == TRANSIT_MAX)
		return why_set(
		    why, "--transit: want at most %d of them", TRANSIT_MAX);
	*equals = '\0';
	if (ipnet_parse_prefix(optarg, AF_UNSPEC, &t->net, why) == -1)
		return why_prefix(why, "--transit");
	t->name = equals + 1;
	o->transit_count++;
	return 0;
}

static void
take_flag(struct read_options *o, int ch)
{
	switch (ch) {
	case OPT_BURSTS:
		o->bursts = true;
		break;
	case 'h':
		o->help = true;
		break;
	case OPT_IKE:
		o->ike = true;
		break;
	case 'j':
		o->json = true;
		break;
	case OPT_TWO_WAY:
		o->two_way = true;
		break;
	default: /* OPT_UNANSWERED */
		o->unanswered = true;
		break;
	}
}

static int
take(struct read_options *o, int ch, struct why *why)
{
	switch (ch) {
	case 'd':
		return options_number(
		    "duration", 1, 31536000, &o->duration, why);
	case 'g':
		return set_group(o, why);
	case 'i':
		o->interface = optarg;
		return 0;
	case OPT_MAX_PAIRS:
		return options_number("max-pairs", 1, 10000000, &o->pairs, why);
	case 'n':
		return options_number("rows", 1, 1000000, &o->rows, why);
	case OPT_PLOT:
		o->plot = optarg;
		return 0;
	case 'p':
		return options_number("port", 1, 65535, &o->port, why);
	case 'r':
		o->file = optarg;
		return 0;
	case 't':
		return options_number("timeout", 1, 60, &o->timeout, why);
	case OPT_TRANSIT:
		return add_transit(o, why);
	case 'w':
		return options_number("interval", 0, 86400, &o->interval, why);
	default:
		take_flag(o, ch);
		return 0;
	}
}

static int
check(struct read_options *o, bool grouped, struct why *why)
{
	if (o->file && o->interface)
		return why_set(why, "--read does not go with --interface");
	if (!o->file && !o->interface) {
		if (isatty(STDIN_FILENO))
			return why_set(why,
			    "want --read FILE or --interface NAME, have none; "
			    "see -h");
		o->file = "-";
	}
	if (o->interval == UINT32_MAX)
		o->interval = o->interface ? INTERVAL : 0;
	if (o->transit_count > 0 && !grouped)
		o->group = GROUP_TRANSIT;
	if (o->group == GROUP_TRANSIT && o->transit_count == 0)
		return why_set(
		    why, "--group transit: want --transit, have none");
	return 0;
}

int
read_options_parse(
    int argc, char *argv[], struct read_options *out, struct why *why)
{
	struct opts opts;
	bool grouped = false;
	int ch;

	*out = (struct read_options){ .prefix4 = 24,
		.prefix6 = 48,
		.timeout = 2,
		.rows = 20,
		.pairs = 100000,
		.port = 123,
		.interval = UINT32_MAX };
	opts_init(&opts, read_options_rows);
	while ((ch = opts_next(&opts, argc, argv, why)) != OPTS_END) {
		if (ch == OPTS_BAD)
			return -1;
		if (take(out, ch, why) == -1)
			return -1;
		if (out->help)
			return 0;
		grouped |= ch == 'g';
	}
	if (opts_done(argc, argv, why) == -1)
		return -1;
	return check(out, grouped, why);
}
