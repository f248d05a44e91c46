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
	if (o.about != OPTS_ABOUT_NOTHING)
		opts_tell(stdout, o.about, &options_tool);
	else if (o.mode == MODE_COMMANDS)
		options_commands(stdout);
	else
		code = show_run(&o);
	return msg_close_stdout() == -1 ? EXIT_USER : code;
}
