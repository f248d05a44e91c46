#include "msg.h"
#include "options.h"
#include "probe_command.h"
#include "probe_print.h"

int
probe_command(int argc, char *argv[], const struct command *self,
    int (*act)(const struct probe_options *o))
{
	bool compare = self == &command_compare;
	struct probe_options o;
	struct why why;

	if (probe_options_parse(argc, argv, compare, &o, &why) == -1) {
		msg_warn("%s", why.text);
		return RC_UNKNOWN;
	}
	if (o.help) {
		options_help_one(stdout, self);
		return RC_OK;
	}
	if (o.held)
		msg_warn("pool.ntp.org: held to %d packets a second; --force "
			 "if you must",
		    RATE_POOL);
	if (o.dry_run) {
		probe_print_plan(stdout, &o, compare);
		return RC_OK;
	}
	return act(&o);
}
