#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "decode.h"
#include "msg.h"

enum {
	EXIT_OK,
	EXIT_SOME,
	EXIT_USER
};

static const struct option longopts[] = {
	{ "kv", no_argument, NULL, 'f' },
	{ "help", no_argument, NULL, 'h' },
	{ "input", required_argument, NULL, 'i' },
	{ "json", no_argument, NULL, 'j' },
	{ "kind", required_argument, NULL, 'k' },
	{ "strict", no_argument, NULL, 's' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static void
usage(FILE *fp)
{
	fputs("usage: circuitid-decode [-fjs] [-i ENCODING] [-k KIND] "
	      "[VALUE ...]\n"
	      "       circuitid-decode -h | -V\n",
	    fp);
}

static int
answer_usage(void)
{
	usage(stdout);
	return msg_close_stdout() == -1 ? EXIT_USER : EXIT_OK;
}

static int
answer_version(void)
{
	puts("circuitid-decode " VERSION);
	return msg_close_stdout() == -1 ? EXIT_USER : EXIT_OK;
}

int
main(int argc, char *argv[])
{
	struct decode_options options = { .enc = HEX_AUTO };
	size_t failed = 0;
	int ch;

	msg_init("circuitid-decode");
	while (
	    (ch = getopt_long(argc, argv, "fhi:jk:sV", longopts, NULL)) != -1) {
		switch (ch) {
		case 'f':
			options.format = PRINT_KV;
			break;
		case 'h':
			return answer_usage();
		case 'i':
			if (hex_enc_parse(optarg, &options.enc) == 0)
				break;
			msg_warn("-i %s: want auto, hex0x, hex, colon, groups,"
				 " octal, quoted, kea or text",
			    optarg);
			return EXIT_USER;
		case 'j':
			options.format = PRINT_JSON;
			break;
		case 'k':
			if (record_kind_parse(optarg, &options.kind) == 0)
				break;
			msg_warn("-k %s: want circuit-id, class, mac or "
				 "user-name",
			    optarg);
			return EXIT_USER;
		case 's':
			options.strict = true;
			break;
		case 'V':
			return answer_version();
		default:
			usage(stderr);
			return EXIT_USER;
		}
	}
	if (!isatty(STDOUT_FILENO))
		setvbuf(stdout, NULL, _IOFBF, 65536);
	if (decode_values(&options, (size_t)(argc - optind), argv + optind,
		&failed) == -1)
		return EXIT_USER;
	return failed == 0 ? EXIT_OK : EXIT_SOME;
}
