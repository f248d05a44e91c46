#include "command.h"
#include "capfile.h"
#include "msg.h"
#include "options.h"
#include "read_options.h"

static int run(int argc, char *argv[]);

const struct command command_read = {
	.name = "read",
	.usage = "[-j] [-r FILE | -i NAME] [-g WHAT] [OPTION ...]",
	.rows = read_options_rows,
	.run = run,
};

static int
run(int argc, char *argv[])
{
	struct read_options o;
	struct why why;
	struct capfile *c;

	if (read_options_parse(argc, argv, &o, &why) == -1) {
		msg_warn("%s", why.text);
		return RC_UNKNOWN;
	}
	if (o.help) {
		options_help_one(stdout, &command_read);
		return RC_OK;
	}
	c = o.file ? capfile_file(o.file, &why)
		   : capfile_live(o.interface, "udp port 123", &why);
	if (!c) {
		msg_warn("%s", why.text);
		return RC_UNKNOWN;
	}
	capfile_free(c);
	return RC_OK;
}
