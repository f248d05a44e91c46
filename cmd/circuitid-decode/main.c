#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "annotate.h"
#include "decode.h"
#include "msg.h"
#include "options.h"

enum {
	EXIT_OK,
	EXIT_SOME,
	EXIT_USER
};

/* https://no-color.org: set and not empty. */
static bool
wants_colour(void)
{
	const char *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && (!no || !*no);
}

static int
run(struct options *options, size_t count, char *const operands[])
{
	static char buf[1 << 16]; /* glibc has a page unless it is given one */
	size_t failed = 0;
	int rc;

	options->decode.print.colour = wants_colour();
	if (!isatty(STDOUT_FILENO))
		setvbuf(stdout, buf, _IOFBF, sizeof(buf));
	if (options->mode == OPTIONS_ANNOTATE)
		rc = annotate_files(
		    count, operands, &options->decode.how.line, &failed);
	else
		rc = decode_values(&options->decode, count, operands, &failed);
	/* What cannot be read is a system's error, a bad value is not. */
	if (rc == -1 || (failed > 0 && options->mode == OPTIONS_ANNOTATE))
		return EXIT_USER;
	return failed == 0 ? EXIT_OK : EXIT_SOME;
}

int
main(int argc, char *argv[])
{
	static struct templates templates;
	struct options options;
	struct why why = { "" };
	int code = EXIT_USER;

	msg_init("circuitid-decode");
	if (options_parse(argc, argv, &options, &why) == -1) {
		msg_warn("%s", why.text);
		return EXIT_USER;
	}
	if (options.about != OPTS_ABOUT_NOTHING) {
		opts_tell(stdout, options.about, &options_tool);
		return msg_close_stdout() == -1 ? EXIT_USER : EXIT_OK;
	}
	if (templates_init(&templates, options.templates,
		options.template_count, options.config) == 0) {
		options.decode.how.line.templates = templates.lines;
		options.decode.how.line.template_count = templates.count;
		code = run(&options, (size_t)(argc - options.operands),
		    argv + options.operands);
	}
	templates_free(&templates);
	return code;
}
