#include <string.h>

#include "num.h"
#include "options.h"
#include "opts.h"
#include "relay.h"

#define TIMEOUT_S 5
#define TIMEOUT_MAX_S 60
#define TRIES 2

enum {
	OPT_KEA_ARGS = OPTS_LONG,
	OPT_SIGN
};

static const struct opts_row rows[] = {
	{ 'b', "bind", "ADDRESS", NULL, "ask from this address of ours" },
	{ 'D', "dictionary", "FILE", NULL, "the names of attributes" },
	{ 'e', "encoding", "ENCODING",
	    "auto hex0x hex colon groups octal quoted kea text",
	    "how the circuit-id is spelled" },
	{ 'h', "help", NULL, NULL, "print this and exit" },
	{ 'i', "circuit-id", "CIRCUIT-ID", NULL, "the line" },
	{ 'j', "json", NULL, NULL, "one JSON object" },
	{ OPT_KEA_ARGS, "kea-args", NULL, NULL,
	    "print kea-reserve's arguments alone" },
	{ OPTS_OPTIONS, "list-options", NULL, NULL,
	    "print these for a program and exit" },
	{ 'M', "member", "MEMBER", NULL, "ask as the proxy asks this member" },
	{ 'm', "mac", "MAC", NULL, "the subscriber's router" },
	{ 'n', "nas-ip", "ADDRESS", NULL, "the BNG's address" },
	{ 'p', "password-file", "FILE", NULL, "User-Password" },
	{ 'r', "tries", "TRIES", NULL, "send it at most so often" },
	{ 's', "secret-file", "FILE", NULL, "shared secret of the server" },
	{ OPT_SIGN, "sign", NULL, NULL, "send a Message-Authenticator" },
	{ 't', "timeout", "SECONDS", NULL, "wait so long for each try" },
	{ 'u', "user-name", "NAME", NULL, "User-Name, MAC@REALM" },
	{ 'V', "version", NULL, NULL, "print the version and exit" },
	{ 0, NULL, NULL, NULL, NULL },
};

static void
usage(FILE *fp)
{
	fputs("usage: radius-probe [-j | --kea-args] [--sign] [-b ADDRESS] "
	      "[-D FILE]\n"
	      "                    [-e ENCODING] [-i CIRCUIT-ID] [-m MAC] "
	      "[-n ADDRESS]\n"
	      "                    [-p FILE] [-r TRIES] [-t SECONDS] -s FILE "
	      "-u NAME\n"
	      "                    HOST[:PORT]\n"
	      "       radius-probe -M MEMBER [-j | --kea-args] [--sign] "
	      "[-b ADDRESS] [-D FILE]\n"
	      "                    [-e ENCODING] [-m MAC] [-n ADDRESS] "
	      "[-r TRIES] [-t SECONDS]\n"
	      "                    [-u NAME] -i CIRCUIT-ID -p FILE -s FILE "
	      "HOST[:PORT]\n"
	      "       radius-probe -h | -V | --list-options\n\n",
	    fp);
}

const struct opts_tool options_tool = { "radius-probe", rows, usage };

static int
take_number(const char *name, uint32_t max, uint32_t *out, struct why *why)
{
	if (num_parse_u32(optarg, 1, max, out) == -1)
		return why_set(
		    why, "%s: want 1 to %u, have %s", name, max, optarg);
	return 0;
}

/* How to ask; 1: not one of these. */
static int
take_how(struct options *o, int ch, struct why *why)
{
	switch (ch) {
	case 'b':
		o->source = optarg;
		return 0;
	case 'D':
		o->dictionary = optarg;
		return 0;
	case 'j':
		o->json = true;
		return 0;
	case OPT_KEA_ARGS:
		o->kea_args = true;
		return 0;
	case 'r':
		return take_number("-r", RELAY_TRIES_MAX, &o->tries, why);
	case 's':
		o->secret_file = optarg;
		return 0;
	case OPT_SIGN:
		o->sign = true;
		return 0;
	case 't':
		return take_number("-t", TIMEOUT_MAX_S, &o->timeout_s, why);
	default:
		return 1;
	}
}

/* What to ask. */
static int
take_what(struct options *o, int ch, struct why *why)
{
	switch (ch) {
	case 'e':
		if (hex_enc_parse(optarg, &o->args.enc) == -1)
			return why_set(why,
			    "-e: want auto, hex0x, hex, colon, groups, octal, "
			    "quoted, kea or text, have %s",
			    optarg);
		return 0;
	case 'i':
		o->args.line = optarg;
		return 0;
	case 'M':
		o->args.member = optarg;
		return 0;
	case 'm':
		o->args.mac = optarg;
		return 0;
	case 'n':
		o->args.nas = optarg;
		return 0;
	case 'p':
		o->args.password_file = optarg;
		return 0;
	default: /* 'u' */
		o->args.user = optarg;
		return 0;
	}
}

/* What must stand together. */
static int
check(const struct options *o, struct why *why)
{
	const struct ask_args *a = &o->args;

	if (o->json && o->kea_args)
		return why_set(why, "--kea-args does not go with --json");
	if (!o->secret_file)
		return why_set(why, "want the server's secret (-s FILE)");
	if (!a->member && !a->user)
		return why_set(why, "want a User-Name (-u NAME)");
	if (a->member && (!a->line || !a->password_file))
		return why_set(why,
		    "-M: want the line (-i CIRCUIT-ID) and the member's "
		    "password (-p FILE) with it");
	if (o->kea_args && (!a->line || !a->user))
		return why_set(why,
		    "--kea-args: want the line (-i CIRCUIT-ID) and the "
		    "router (-u MAC@REALM) with it");
	return 0;
}

int
options_parse(int argc, char *argv[], struct options *out, struct why *why)
{
	struct opts opts;
	int ch, rc;

	*out = (struct options){ .timeout_s = TIMEOUT_S, .tries = TRIES };
	opts_init(&opts, rows);
	while ((ch = opts_next(&opts, argc, argv, why)) != OPTS_END) {
		if (ch == OPTS_BAD)
			return -1;
		out->about = opts_about(ch);
		if (out->about != OPTS_ABOUT_NOTHING)
			return 0;
		rc = take_how(out, ch, why);
		if (rc == 1)
			rc = take_what(out, ch, why);
		if (rc == -1)
			return -1;
	}
	if (optind + 1 != argc)
		return why_set(why, "want one HOST[:PORT], have %s",
		    optind < argc ? argv[optind + 1] : "none");
	if (server_parse(argv[optind], &out->server, why) == -1)
		return -1;
	return check(out, why);
}
