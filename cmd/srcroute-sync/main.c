/*
 * srcroute-sync: make the kernel's policy rules equal the declared prefixes.
 */
#include "msg.h"
#include "options.h"
#include "sync.h"

int
main(int argc, char *argv[])
{
	struct options o;
	struct why why;
	int code = EXIT_SAME;

	msg_init("srcroute-sync");
	if (options_parse(argc, argv, &o, &why) == -1) {
		msg_warn("%s", why.text);
		return EXIT_USER;
	}
	if (o.about != OPTS_ABOUT_NOTHING)
		opts_tell(stdout, o.about, &options_tool);
	else
		code = sync_run(&o, NULL);
	return msg_close_stdout() == -1 ? EXIT_USER : code;
}
