/*
 * srcroute-check: would a subscriber of member M leave by M, and do packets
 * come back?
 */
#include <stdio.h>

#include "layers.h"
#include "local.h"
#include "msg.h"
#include "once.h"
#include "options.h"
#include "paths.h"
#include "prober.h"
#include "recover.h"
#include "report.h"
#include "rttable.h"
#include "site.h"
#include "verdict.h"
#include "watcher.h"

/* All that a run needs; made and freed together. */
struct run {
	struct site *site;
	struct rttable *tables;
	struct local local;
	struct paths paths;
	struct layers layers;
	struct prober *prober;
};

static void
run_free(struct run *r)
{
	prober_free(r->prober);
	layers_free(&r->layers);
	paths_free(&r->paths);
	local_free(&r->local);
	rttable_free(r->tables);
	site_free(r->site);
}

static int
run_open(struct run *r, const struct options *o, struct why *why)
{
	r->site = site_load(site_path(o->config), why);
	if (!r->site)
		return -1;
	r->tables = rttable_load("", NULL, why);
	if (!r->tables || local_load(&r->local, why) == -1 ||
	    paths_build(&r->paths, r->site, r->tables, &r->local, o, why) ==
		-1 ||
	    layers_open(&r->layers, r->site, r->tables, &r->paths, o, why) ==
		-1)
		return -1;
	r->prober = prober_new(r->paths.list, r->paths.count, why);
	return r->prober ? 0 : -1;
}

/* One silent target is no silent member. */
static void
warn_few(const struct run *r, const struct options *o)
{
	for (size_t i = 0; i < r->paths.count; i++) {
		const struct path *p = &r->paths.list[i];

		if (p->target_count > 0 && p->target_count < 3 && o->on_down)
			msg_warn("%s %s: want 3 targets in different networks, "
				 "have %zu: one that is silent could look like "
				 "a member that is",
			    p->member, report_family(p->family),
			    p->target_count);
	}
}

static int
check_watch(const struct run *r, const struct options *o, struct why *why)
{
	for (size_t i = 0; i < r->paths.count; i++)
		if (recover_table(r->paths.list[i].table) == 0)
			return why_set(why,
			    "members.%s.table: want at most %u with --watch, "
			    "have %u",
			    r->paths.list[i].member, UINT32_MAX - RECOVER_BASE,
			    r->paths.list[i].table);
	warn_few(r, o);
	return 0;
}

/* An exit code, or -1 and why. */
static int
run(const struct options *o, struct why *why)
{
	struct run r = { .site = NULL };
	int rc = run_open(&r, o, why);

	if (rc == 0 && o->mode == MODE_WATCH) {
		rc = check_watch(&r, o, why);
		if (rc == 0)
			rc = watcher_run(&r.layers, r.prober, o, why);
	} else if (rc == 0) {
		rc = once_run(&r.layers, r.prober, o, why);
	}
	run_free(&r);
	return rc;
}

int
main(int argc, char *argv[])
{
	bool plugin = options_has_plugin(argc, argv);
	struct options o;
	struct why why;
	int code = -1;

	msg_init("srcroute-check");
	if (options_parse(argc, argv, &o, &why) == 0) {
		opts_tell(stdout, o.about, &options_tool);
		code =
		    o.about == OPTS_ABOUT_NOTHING ? run(&o, &why) : WEIGHT_OK;
	}
	if (code == -1) {
		msg_warn("%s", why.text);
		if (plugin)
			report_plugin_unknown(stdout, why.text);
		code = WEIGHT_UNKNOWN;
	}
	options_clear(&o);
	return msg_close_stdout() == -1 ? WEIGHT_UNKNOWN : code;
}
