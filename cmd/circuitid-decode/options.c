#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "opts.h"

enum {
	OPT_EXPLAIN = OPTS_LONG,
	OPT_MATCH_MAC,
	OPT_SH,
	OPT_TSV
};

#define ENCODINGS "auto hex0x hex colon groups octal quoted kea text"
#define KINDS                                                              \
	"circuit-id remote-id class mac user-name duid opt82 opt18 opt37 " \
	"pppoe"

#define FORMATS "hex 0x colon octal kea freeradius regex"

static const struct opts_row rows[] = {
	{ 'a', "annotate", NULL, NULL, "explain the lines of logs" },
	{ 'c', "config", "FILE", NULL, "the site's layouts as well" },
	{ 'e', "encode", "FORMAT", FORMATS, "spell the octets this way" },
	{ 'f', "kv", NULL, NULL, "print key=value pairs" },
	{ 'h', "help", NULL, NULL, "print this and exit" },
	{ 'i', "input", "ENCODING", ENCODINGS, "how values are spelled" },
	{ 'j', "json", NULL, NULL, "print JSON lines" },
	{ 'k', "kind", "KIND", KINDS, "what the values are" },
	{ 'm', "mask", NULL, NULL, "hide the household" },
	{ 'p', "profile", "MAKER", "nokia huawei",
	    "who made the access nodes" },
	{ 's', "strict", NULL, NULL, "an unknown layout is a failure" },
	{ 't', "template", "TEMPLATE", NULL, "a layout of your own" },
	{ 'V', "version", NULL, NULL, "print the version and exit" },
	{ OPT_EXPLAIN, "explain", NULL, NULL, "print octet by octet" },
	{ OPTS_OPTIONS, "list-options", NULL, NULL,
	    "print these for a program and exit" },
	{ OPT_MATCH_MAC, "match-mac", "MAC", NULL,
	    "does the DUID hold this MAC" },
	{ OPT_SH, "sh", NULL, NULL, "print assignments of a shell" },
	{ OPT_TSV, "tsv", "FIELDS", NULL, "print these fields as columns" },
	{ 0, NULL, NULL, NULL, NULL },
};

static void
usage(FILE *fp)
{
	fputs("usage: circuitid-decode [-fjms] [--sh] [--explain] "
	      "[--tsv FIELDS]\n"
	      "                        [-c FILE] [-i ENCODING] [-k KIND]\n"
	      "                        [-p MAKER] [-t TEMPLATE] [VALUE ...]\n"
	      "       circuitid-decode -a [-c FILE] [-p MAKER] [-t TEMPLATE] "
	      "[FILE ...]\n"
	      "       circuitid-decode -e FORMAT [-i ENCODING] [-k KIND] "
	      "[TEXT ...]\n"
	      "       circuitid-decode --match-mac MAC [-i ENCODING] "
	      "[VALUE ...]\n"
	      "       circuitid-decode -h | -V | --list-options\n\n",
	    fp);
}

const struct opts_tool options_tool = { "circuitid-decode", rows, usage };

/* "circuit_id.node,text": each one must be a name that can come. */
static int
take_columns(struct options *o, const char *names, struct why *why)
{
	const char *p = names;
	size_t n;

	do {
		n = strcspn(p, ",");
		if (!print_has_field(p, n))
			return why_set(why,
			    "--tsv: want names of fields, have \"%.*s\"",
			    (int)(n < 64 ? n : 64), p);
		p += n + 1;
	} while (p[-1] == ',');
	o->decode.print.format = PRINT_TSV;
	o->decode.print.columns = names;
	return 0;
}

static int
take_template(struct options *o, const char *text, struct why *why)
{
	if (o->template_count == TEMPLATES_MAX)
		return why_set(why, "-t: want at most %d templates, have more",
		    TEMPLATES_MAX);
	o->templates[o->template_count++] = text;
	return 0;
}

static int
take_mac(struct options *o, const char *text, struct why *why)
{
	if (hwaddr_parse(text, strlen(text), &o->decode.mac, why) == -1)
		return why_prefix(why, "--match-mac");
	o->decode.match_mac = true;
	return 0;
}

/* An option with a word out of a table. */
static int
take_word(struct options *o, int ch, const char *word, struct why *why)
{
	switch (ch) {
	case 'e':
		if (encode_format_parse(word, &o->decode.encode) == 0)
			return 0;
		return why_set(why,
		    "-e %s: want hex, 0x, colon, octal, kea, freeradius or "
		    "regex",
		    word);
	case 'i':
		if (hex_enc_parse(word, &o->decode.how.enc) == 0)
			return 0;
		return why_set(why,
		    "-i %s: want auto, hex0x, hex, colon, groups, octal, "
		    "quoted, kea or text",
		    word);
	case 'k':
		if (record_kind_parse(word, &o->decode.how.kind) == 0)
			return 0;
		return why_set(why,
		    "-k %s: want circuit-id, remote-id, class, mac, "
		    "user-name, duid, opt82, opt18, opt37 or pppoe",
		    word);
	default:
		if (lineid_profile_parse(word, &o->decode.how.line.profile) ==
		    0)
			return 0;
		return why_set(why, "-p %s: want nokia or huawei", word);
	}
}

static int
take(struct options *o, int ch, struct why *why)
{
	switch (ch) {
	case 'a':
		o->mode = OPTIONS_ANNOTATE;
		return 0;
	case 'c':
		o->config = optarg;
		return 0;
	case 't':
		return take_template(o, optarg, why);
	case 'f':
		o->decode.print.format = PRINT_KV;
		return 0;
	case 'j':
		o->decode.print.format = PRINT_JSON;
		return 0;
	case OPT_SH:
		o->decode.print.format = PRINT_SH;
		return 0;
	case OPT_EXPLAIN:
		o->decode.print.format = PRINT_EXPLAIN;
		return 0;
	case OPT_TSV:
		return take_columns(o, optarg, why);
	case OPT_MATCH_MAC:
		return take_mac(o, optarg, why);
	case 'e':
	case 'i':
	case 'k':
	case 'p':
		return take_word(o, ch, optarg, why);
	case 'm':
		o->decode.print.mask = true;
		return 0;
	default: /* s */
		o->decode.strict = true;
		return 0;
	}
}

/* Several ways of printing at once. */
static bool
is_printed(const struct decode_options *d)
{
	return d->print.format != PRINT_TEXT || d->print.mask || d->strict;
}

static int
check_match(struct decode_options *d, bool kind_given, struct why *why)
{
	if (is_printed(d))
		return why_set(
		    why, "--match-mac: want no other output, have one");
	if (kind_given && d->how.kind != RECORD_DUID)
		return why_set(why, "--match-mac: want -k duid, have -k %s",
		    record_kind_name(d->how.kind));
	d->how.kind = RECORD_DUID;
	return 0;
}

/* What must not stand together. */
static int
check(struct options *o, bool kind_given, struct why *why)
{
	struct decode_options *d = &o->decode;

	if (o->mode == OPTIONS_ANNOTATE &&
	    (is_printed(d) || d->match_mac || d->encode != ENCODE_NONE ||
		kind_given || d->how.enc != HEX_AUTO))
		return why_set(why,
		    "-a: want no option but -c, -p and -t beside, have one");
	if (d->print.mask && d->print.format == PRINT_EXPLAIN)
		return why_set(why, "-m does not go with --explain");
	if (d->encode != ENCODE_NONE) {
		if (is_printed(d) || d->match_mac)
			return why_set(
			    why, "-e: want no other output, have one");
		return encode_check(d->encode, d->how.kind, why);
	}
	return d->match_mac ? check_match(d, kind_given, why) : 0;
}

int
options_parse(int argc, char *argv[], struct options *out, struct why *why)
{
	struct opts opts;
	bool kind_given = false;
	int ch;

	*out = (struct options){ .mode = OPTIONS_DECODE };
	out->config = getenv("COLLECTE_CONFIG");
	if (out->config && !*out->config)
		out->config = NULL;
	opts_init(&opts, rows);
	while ((ch = opts_next(&opts, argc, argv, why)) != OPTS_END) {
		if (ch == OPTS_BAD)
			return -1;
		out->about = opts_about(ch);
		if (out->about != OPTS_ABOUT_NOTHING)
			return 0;
		if (ch == 'k')
			kind_given = true;
		if (take(out, ch, why) == -1)
			return -1;
	}
	out->operands = optind;
	return check(out, kind_given, why);
}
