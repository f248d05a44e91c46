/*
 * member-conf: from one declaration, each daemon's fragment for the members.
 */
#include "msg.h"
#include "options.h"
#include "show.h"

int
main(int argc, char *argv[])
{
	struct options o;
	struct why why;
	int code = EXIT_SAME;

	msg_init("member-conf");
	if (options_parse(argc, argv, &o, &why) == -1) {
		msg_warn("%s", why.text);
		return EXIT_USER;
	}
	if (o.mode == MODE_HELP)
		options_help(stdout);
	else if (o.mode == MODE_OPTIONS)
		options_list(stdout);
	else if (o.mode == MODE_COMMANDS)
		options_commands(stdout);
	else if (o.mode == MODE_VERSION)
		puts("member-conf " VERSION);
	else
		code = show_run(&o);
	return msg_close_stdout() == -1 ? EXIT_USER : code;
}
