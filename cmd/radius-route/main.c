/*
 * radius-route: whose line is this circuit-id?
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "answer.h"
#include "batch.h"
#include "emit.h"
#include "hook.h"
#include "idindex.h"
#include "lint.h"
#include "msg.h"
#include "vis.h"

/* lint_fn: a finding is what was asked for, so it goes to stdout. */
static void
print_finding(void *arg, enum lint_weight weight, const char *text)
{
	size_t *count = arg;

	(void)weight;
	vis_write(stdout, text, strlen(text));
	putchar('\n');
	(*count)++;
}

static int
check(const struct route *r)
{
	struct loaded *loaded;
	size_t findings = 0;

	if (lint_run(r, &loaded, print_finding, &findings) == -1) {
		msg_warn("out of memory");
		return EXIT_USER;
	}
	loaded_free(loaded);
	return findings == 0 ? EXIT_OK : EXIT_SOME;
}

/* lint_fn: only what leaves an answer open. */
static void
warn_blocking(void *arg, enum lint_weight weight, const char *text)
{
	size_t *count = arg;

	if (weight != LINT_BLOCKS)
		return;
	msg_warn("%s", text);
	(*count)++;
}

static int
emit(const struct route *r, enum mode mode)
{
	struct loaded *loaded;
	size_t findings = 0;
	struct why why;
	int code = EXIT_OK;

	if (mode == MODE_EMIT_PROXY) {
		emit_proxy(stdout, r);
		return EXIT_OK;
	}
	if (lint_run(r, &loaded, warn_blocking, &findings) == -1) {
		msg_warn("out of memory");
		return EXIT_USER;
	}
	if (findings > 0) {
		code = EXIT_SOME;
	} else if (emit_files(stdout, r, loaded, &why) == -1) {
		msg_warn("%s", why.text);
		code = EXIT_USER;
	}
	loaded_free(loaded);
	return code;
}

static int
build_indexes(const struct route *r)
{
	struct why why;
	size_t count;
	int code = EXIT_OK;

	for (size_t i = 0; i < r->list_count; i++) {
		if (idindex_build(r->lists[i].path, &count, &why) == 0)
			continue;
		msg_warn("%s", why.text);
		code = EXIT_SOME;
	}
	return code;
}

static int
run(const struct route *r, const struct options *o)
{
	switch (o->mode) {
	case MODE_EXPLAIN:
		return answer_explain(r, o);
	case MODE_BATCH:
		return batch_run(r, STDIN_FILENO, "<stdin>", stdout);
	case MODE_EMIT_FILES:
	case MODE_EMIT_PROXY:
		return emit(r, o->mode);
	case MODE_CHECK:
		return check(r);
	case MODE_INDEX:
		return build_indexes(r);
	default:
		if (o->exec)
			answer_exec(r, o);
		return answer_plain(r, o);
	}
}

static int
tell_about(enum opts_about about)
{
	opts_tell(stdout, about, &options_tool);
	return msg_close_stdout() == -1 ? EXIT_USER : EXIT_OK;
}

static int
fail(bool exec, const struct why *why)
{
	msg_warn("%s", why->text);
	if (exec)
		hook_exit(NULL, HOOK_FAIL);
	return EXIT_USER;
}

int
main(int argc, char *argv[])
{
	bool exec = options_has_exec(argc, argv);
	struct options o;
	struct route *r;
	struct why why;
	int code;

	msg_init("radius-route");
	if (exec)
		msg_to_syslog();
	if (options_parse(argc, argv, &o, &why) == -1)
		return fail(exec, &why);
	if (o.about != OPTS_ABOUT_NOTHING)
		return tell_about(o.about);
	r = route_load(site_path(o.config), &why);
	if (!r)
		return fail(exec, &why);
	code = run(r, &o);
	route_free(r);
	if (msg_close_stdout() == -1)
		return EXIT_USER;
	return code;
}
