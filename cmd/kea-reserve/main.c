/*
 * kea-reserve: make Kea hold a subscriber's reservation on every target,
 * durably, without hurting DHCP.
 */
#include <signal.h>

#include "backend.h"
#include "check.h"
#include "diff.h"
#include "hook.h"
#include "import.h"
#include "list.h"
#include "msg.h"
#include "options.h"
#include "stdfds.h"

static int (*const modes[])(struct run *r) = {
	[MODE_ADD] = mode_add,
	[MODE_FORGET] = mode_forget,
	[MODE_RETRY] = mode_retry,
	[MODE_RECONCILE] = mode_reconcile,
	[MODE_LIST] = mode_list,
	[MODE_DIFF] = mode_diff,
	[MODE_IMPORT] = mode_import,
	[MODE_CHECK] = mode_check,
};

/* Whoever starts us may ignore SIGCHLD: our children's ends would be lost. */
static void
reset_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGCHLD, SIG_DFL);
}

static int
check_backends(const struct run *r, struct why *why)
{
	if (backend_check_site(&r->eps, why) == -1)
		return why_prefix(why, "%s", r->site->path);
	return 0;
}

static int
run_mode(const struct options *opt)
{
	struct run r = { .opt = opt };
	struct why why;
	int rc = EXIT_USER;

	r.site = site_load(site_path(opt->config), &why);
	if (!r.site || endpoints_new(r.site, &r.eps, &why) == -1 ||
	    check_backends(&r, &why) == -1 ||
	    endpoints_select(&r.eps, opt->urls, opt->url_count, &why) == -1)
		msg_warn("%s", why.text);
	else
		rc = modes[opt->mode](&r);
	endpoints_free(&r.eps);
	site_free(r.site);
	return rc;
}

static int
run(int argc, char *argv[])
{
	struct options opt;
	struct why why;
	int rc = EXIT_USER;

	if (options_parse(argc, argv, &opt, &why) == -1) {
		msg_warn("%s", why.text);
	} else if (opt.about != OPTS_ABOUT_NOTHING) {
		opts_tell(stdout, opt.about, &options_tool);
		rc = EXIT_OK;
	} else {
		rc = run_mode(&opt);
	}
	options_free(&opt);
	return rc;
}

int
main(int argc, char *argv[])
{
	bool hook = options_has_exec(argc, argv);
	int rc;

	stdfds_open();
	reset_signals();
	msg_init("kea-reserve");
	if (hook)
		msg_to_syslog();
	rc = run(argc, argv);
	if (hook) /* refused or not: what is durable is durable */
		hook_exit(NULL, rc == EXIT_USER ? HOOK_FAIL : HOOK_OK);
	if (msg_close_stdout() == -1)
		return EXIT_USER;
	return rc;
}
