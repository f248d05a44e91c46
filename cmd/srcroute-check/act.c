#include <stddef.h>

#include "act.h"
#include "msg.h"
#include "report.h"

void
act_want(struct act *a, bool down, const char *command, bool shell,
    const struct path *path, const struct verdict *verdict)
{
	a->path = path;
	a->command = command;
	a->told = false;
	a->again_at = 0;
	a->shell = shell;
	a->down = down;
	a->verdict = *verdict;
}

static void
complain(const struct act *a, bool down, const char *text)
{
	msg_warn("%s %s: --on-%s: %s", a->path->member,
	    report_family(a->path->family), down ? "down" : "up", text);
}

static void
start(struct act *a, uint64_t now)
{
	const struct runcmd_var vars[] = {
		{ "COLLECTE_MEMBER", a->path->member },
		{ "COLLECTE_FAMILY", report_family(a->path->family) },
		{ "COLLECTE_STATE", a->down ? "down" : "up" },
		{ "COLLECTE_VERDICT", a->verdict.word },
		{ "COLLECTE_TEXT", a->verdict.text },
		{ "COLLECTE_TABLE", a->path->table_name },
		{ NULL, NULL },
	};
	struct why why;

	a->running_down = a->down;
	if (runcmd_start(&a->running, a->command, a->shell, vars, now, &why) ==
	    0) {
		a->command = NULL;
		return;
	}
	if (!a->told)
		complain(a, a->down, why.text);
	a->told = true;
	a->again_at = now + ACT_AGAIN_MS;
}

bool
act_go(struct act *a, uint64_t now)
{
	char text[40];
	int status;

	if (runcmd_poll(&a->running, now, &status) == 1 && status != 0)
		complain(a, a->running_down,
		    runcmd_status_text(status, text, sizeof(text)));
	if (a->running.pid == 0 && a->command && now >= a->again_at)
		start(a, now);
	return a->running.pid != 0;
}
