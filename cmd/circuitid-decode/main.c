#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "decode.h"
#include "msg.h"
#include "options.h"

enum {
	EXIT_OK,
	EXIT_SOME,
	EXIT_USER
};

static int
answer(const struct options *options)
{
	switch (options->mode) {
	case OPTIONS_HELP:
		options_help(stdout);
		break;
	case OPTIONS_VERSION:
		puts("circuitid-decode " VERSION);
		break;
	case OPTIONS_LIST:
		options_list(stdout);
		break;
	case OPTIONS_DECODE:
		break;
	}
	return msg_close_stdout() == -1 ? EXIT_USER : EXIT_OK;
}

/* https://no-color.org: set and not empty. */
static bool
wants_colour(void)
{
	const char *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && (!no || !*no);
}

int
main(int argc, char *argv[])
{
	struct options options;
	struct why why = { "" };
	size_t failed = 0;

	msg_init("circuitid-decode");
	if (options_parse(argc, argv, &options, &why) == -1) {
		msg_warn("%s", why.text);
		return EXIT_USER;
	}
	if (options.mode != OPTIONS_DECODE)
		return answer(&options);
	options.decode.print.colour = wants_colour();
	if (!isatty(STDOUT_FILENO))
		setvbuf(stdout, NULL, _IOFBF, 65536);
	if (decode_values(&options.decode, (size_t)(argc - options.operands),
		argv + options.operands, &failed) == -1)
		return EXIT_USER;
	return failed == 0 ? EXIT_OK : EXIT_SOME;
}
