#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "options.h"
#include "opts.h"

#define WAIT_DEFAULT_MS 1000
#define WAIT_MAX_S 60
#define DAYS_MAX 36500

enum {
	OPT_CONFIG = OPTS_LONG,
	OPT_EXEC,
	OPT_RETRY,
	OPT_RECONCILE,
	OPT_FORGET,
	OPT_LIST,
	OPT_DIFF,
	OPT_IMPORT,
	OPT_CHECK,
	OPT_UNSEEN
};

static const struct opts_row rows[] = {
	{ 'c', "circuit-id", "CIRCUIT-ID", NULL, "the subscriber's line" },
	{ '4', "ip4", "ADDRESS", NULL, "its IPv4 address" },
	{ '6', "ip6", "ADDRESS", NULL, "its IPv6 address" },
	{ 'p', "prefix", "PREFIX", NULL, "its IPv6 prefix" },
	{ 'm', "mac", "MAC[@REALM]", NULL, "its router" },
	{ 'd', "duid", "DUID", NULL, "its router's DHCPv6 identifier" },
	{ 'M', "member", "MEMBER", NULL, "its member, or the realm" },
	{ 'k', "kea", "URL", NULL, "wait only for these servers" },
	{ 'w', "wait", "SECONDS", NULL, "wait so long for Kea" },
	{ 'n', "dry-run", NULL, NULL, "print what would be done" },
	{ 'j', "json", NULL, NULL, "print JSON lines" },
	{ OPT_CONFIG, "config", "FILE", NULL, "the site file" },
	{ OPT_EXEC, "exec", NULL, NULL, "answer as rlm_exec wants it" },
	{ OPT_RETRY, "retry", NULL, NULL, "commit what is pending" },
	{ OPT_RECONCILE, "reconcile", NULL, NULL, "make all targets equal" },
	{ OPT_FORGET, "forget", "CIRCUIT-ID", NULL, "remove a subscriber" },
	{ OPT_LIST, "list", NULL, NULL, "print what is wanted and where" },
	{ OPT_UNSEEN, "unseen", "DAYS", NULL, "list who is gone so long" },
	{ OPT_DIFF, "diff", NULL, NULL, "print what differs" },
	{ OPT_CHECK, "check", NULL, NULL, "lint Kea's configuration" },
	{ OPT_IMPORT, "import", NULL, NULL, "take many from stdin" },
	{ 'h', "help", NULL, NULL, "print this and exit" },
	{ OPTS_OPTIONS, "list-options", NULL, NULL,
	    "print these for a program and exit" },
	{ 'V', "version", NULL, NULL, "print the version and exit" },
	{ 0, NULL, NULL, NULL, NULL },
};

static void
usage(FILE *fp)
{
	fputs(
	    "usage: kea-reserve [-n] [--exec] [--config FILE] -c CIRCUIT-ID "
	    "[-m MAC[@REALM]]\n"
	    "                   [-d DUID] [-4 ADDRESS] [-6 ADDRESS] [-p PREFIX] "
	    "[-M MEMBER]\n"
	    "                   [-k URL ...] [-w SECONDS]\n"
	    "       kea-reserve [-n] [--config FILE] [-k URL ...] "
	    "[-w SECONDS]\n"
	    "                   --forget CIRCUIT-ID\n"
	    "       kea-reserve [--config FILE] --retry\n"
	    "       kea-reserve [-n] [--config FILE] --reconcile\n"
	    "       kea-reserve [-j] [--config FILE] --list [--unseen DAYS]"
	    "\n"
	    "       kea-reserve [-j] [--config FILE] --diff\n"
	    "       kea-reserve [-j] [--config FILE] --check\n"
	    "       kea-reserve [-n] [--config FILE] [-k URL ...] "
	    "[-w SECONDS]\n"
	    "                   --import <FILE\n\n",
	    fp);
}

const struct opts_tool options_tool = { "kea-reserve", rows, usage };

/* "1", "0.5", "1.25": seconds to milliseconds. */
static int
parse_wait(const char *text, unsigned int *out, struct why *why)
{
	size_t whole = strcspn(text, "."), digits = 0;
	uint32_t s, ms = 0;

	if (num_span_u32(text, whole, 0, WAIT_MAX_S, &s) == -1)
		return why_set(
		    why, "-w: want 0 to %d seconds, have %s", WAIT_MAX_S, text);
	if (text[whole] == '.') {
		digits = strlen(text + whole + 1);
		if (digits > 3 ||
		    num_span_u32(text + whole + 1, digits, 0, 999, &ms) == -1)
			return why_set(why,
			    "-w: want at most 3 digits behind the point, "
			    "have %s",
			    text);
	}
	for (; digits > 0 && digits < 3; digits++)
		ms *= 10;
	*out = s * 1000 + ms;
	if (*out > WAIT_MAX_S * 1000)
		return why_set(
		    why, "-w: want 0 to %d seconds, have %s", WAIT_MAX_S, text);
	return 0;
}

static int
add_url(struct options *o, const char *url, struct why *why)
{
	const char **new;

	if (*url == '\0')
		return 0;
	new = reallocarray(o->urls, o->url_count + 1, sizeof(*new));
	if (!new)
		return why_errno(why, "-k");
	o->urls = new;
	o->urls[o->url_count++] = url;
	return 0;
}

static int
set_mode(struct options *o, enum mode mode, struct why *why)
{
	if (o->mode != MODE_ADD && o->mode != mode)
		return why_set(why,
		    "want one of --forget, --retry, --list, "
		    "--diff, --reconcile, --import, --check");
	o->mode = mode;
	return 0;
}

static int
take_unseen(struct options *o, const char *text, struct why *why)
{
	o->unseen = true;
	if (num_parse_u32(text, 0, DAYS_MAX, &o->days) == -1)
		return why_set(why, "--unseen: want 0 to %d days, have %s",
		    DAYS_MAX, text);
	return 0;
}

/* Options of a subscriber and of the call; 1: not one of them. */
static int
take_value(struct options *o, int ch, struct why *why)
{
	switch (ch) {
	case 'c':
		o->args.circuit_id = optarg;
		return 0;
	case '4':
		o->args.addr4 = optarg;
		return 0;
	case '6':
		o->args.addr6 = optarg;
		return 0;
	case 'p':
		o->args.prefix = optarg;
		return 0;
	case 'd':
		o->args.duid = optarg;
		return 0;
	case 'm':
		o->args.mac = optarg;
		return 0;
	case 'M':
		o->args.member = optarg;
		return 0;
	case 'k':
		return add_url(o, optarg, why);
	case 'w':
		o->wait = true;
		return parse_wait(optarg, &o->wait_ms, why);
	case OPT_CONFIG:
		o->config = optarg;
		return 0;
	case OPT_UNSEEN:
		return take_unseen(o, optarg, why);
	default:
		return 1;
	}
}

static int
take_flag(struct options *o, int ch, struct why *why)
{
	switch (ch) {
	case 'n':
		o->dry = true;
		return 0;
	case 'j':
		o->json = true;
		return 0;
	case OPT_EXEC:
		o->exec = true;
		return 0;
	case OPT_RETRY:
		return set_mode(o, MODE_RETRY, why);
	case OPT_RECONCILE:
		return set_mode(o, MODE_RECONCILE, why);
	case OPT_LIST:
		return set_mode(o, MODE_LIST, why);
	case OPT_DIFF:
		return set_mode(o, MODE_DIFF, why);
	case OPT_CHECK:
		return set_mode(o, MODE_CHECK, why);
	case OPT_IMPORT:
		return set_mode(o, MODE_IMPORT, why);
	default: /* OPT_FORGET */
		if (o->forget)
			return why_set(why,
			    "--forget: want one line a call, have %s and %s",
			    o->forget, optarg);
		o->forget = optarg;
		return set_mode(o, MODE_FORGET, why);
	}
}

bool
options_has_exec(int argc, char *const argv[])
{
	/* getopt_long takes a beginning for the whole: no other begins so. */
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strlen(argv[i]) > 2 &&
		    strncmp(argv[i], "--exec", strlen(argv[i])) == 0)
			return true;
	return false;
}

/* What goes together. */
static int
check(const struct options *o, struct why *why)
{
	const struct request_args *a = &o->args;
	bool subscriber = a->circuit_id || a->mac || a->duid || a->addr4 ||
	    a->addr6 || a->prefix || a->member;
	bool waits = o->mode == MODE_ADD || o->mode == MODE_FORGET ||
	    o->mode == MODE_IMPORT;

	if (o->mode != MODE_ADD && subscriber)
		return why_set(
		    why, "-c, -m, -d, -4, -6, -p and -M go with an add alone");
	if ((o->url_count > 0 || o->wait) && !waits)
		return why_set(
		    why, "-k and -w go with an add, --forget and --import");
	if (o->exec && o->mode != MODE_ADD)
		return why_set(why, "--exec goes with an add alone");
	if (o->exec && o->dry)
		return why_set(why, "--exec and -n exclude each other");
	if (o->dry && o->mode != MODE_ADD && o->mode != MODE_FORGET &&
	    o->mode != MODE_RECONCILE && o->mode != MODE_IMPORT)
		return why_set(why,
		    "-n goes with an add, --forget, --import and "
		    "--reconcile");
	if (o->json && o->mode != MODE_LIST && o->mode != MODE_DIFF &&
	    o->mode != MODE_CHECK)
		return why_set(why, "-j goes with --list, --diff and --check");
	if (o->unseen && o->mode != MODE_LIST)
		return why_set(why, "--unseen goes with --list");
	return 0;
}

/* 0, or -1 and why: one option of the command line. */
static int
take(struct options *o, int ch, struct why *why)
{
	int r = take_value(o, ch, why);

	return r == 1 ? take_flag(o, ch, why) : r;
}

int
options_parse(int argc, char *argv[], struct options *out, struct why *why)
{
	bool exec = options_has_exec(argc, argv);
	struct opts opts;
	int ch;

	*out = (struct options){ .wait_ms = WAIT_DEFAULT_MS };
	opts_init(&opts, rows);
	while ((ch = opts_next(&opts, argc, argv, why)) != OPTS_END) {
		if (ch == OPTS_BAD)
			return -1;
		out->about = opts_about(ch);
		if (out->about != OPTS_ABOUT_NOTHING && exec)
			return why_set(why,
			    "-h, -V and --list-options do not go with --exec");
		if (out->about != OPTS_ABOUT_NOTHING)
			return 0;
		if (take(out, ch, why) == -1)
			return -1;
	}
	/* -k URL URL: the others stand behind all options. */
	if (out->url_count == 0 && opts_done(argc, argv, why) == -1)
		return -1;
	for (int i = optind; i < argc; i++)
		if (add_url(out, argv[i], why) == -1)
			return -1;
	return check(out, why);
}

void
options_free(struct options *o)
{
	free(o->urls);
}
