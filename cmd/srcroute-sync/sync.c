#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "apply.h"
#include "msg.h"
#include "sync.h"
#include "vis.h"
#include "warn.h"

/* Others may change rules meanwhile, but not for ever. */
#define ROUNDS 5

#define LOCK_TRIES 200 /* of 50 ms */

struct sync {
	const struct options *o;
	struct site *site;
	struct rttable *tables;
	struct remarks table_notes;
	struct srcrules want;
	struct srcrule_lint lint;
	struct rtsock *sock;
	struct rules have;
	struct srcplan plan;
	struct out out;
	void (*after)(void);
	int lock;
};

/* What is declared; 0, or -1 after a message. */
static int
load(struct sync *s)
{
	struct why why;

	s->site = site_load(site_path(s->o->config), &why);
	if (s->site)
		s->tables = rttable_load(s->o->root, &s->table_notes, &why);
	if (!s->tables) {
		msg_warn("%s", why.text);
		return -1;
	}
	srcrule_lint_init(&s->lint, s->site);
	if (s->table_notes.failed ||
	    srcrule_build(s->site, s->tables, &s->want, &s->lint) == -1) {
		msg_warn("out of memory");
		return -1;
	}
	return 0;
}

static void
unload(struct sync *s)
{
	rtsock_free(s->sock);
	rules_free(&s->have);
	srcplan_free(&s->plan);
	if (s->site)
		srcrule_lint_free(&s->lint);
	srcrules_free(&s->want);
	remark_free(&s->table_notes);
	rttable_free(s->tables);
	site_free(s->site);
	if (s->lock != -1)
		close(s->lock);
}

static void
warn_remarks(const struct remarks *r)
{
	for (size_t i = 0; i < r->count; i++)
		msg_warn("%s", r->list[i]);
}

static void
print_remarks(const struct remarks *r)
{
	for (size_t i = 0; i < r->count; i++) {
		vis_write(stdout, r->list[i], strlen(r->list[i]));
		putchar('\n');
	}
}

/* --check: a finding is what was asked for, so it goes to stdout. */
static int
check(const struct sync *s)
{
	const struct remarks *all[] = { &s->table_notes, &s->lint.errors,
		&s->lint.refused, &s->lint.notes };
	size_t count = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		print_remarks(all[i]);
		count += all[i]->count;
	}
	return count == 0 ? EXIT_SAME : EXIT_DIFFERENT;
}

/* What the kernel has, and what there is to do; 0, or -1 after a message. */
static int
look(struct sync *s)
{
	struct why why;

	s->have.count = 0;
	srcplan_free(&s->plan);
	if (rtsock_rules(s->sock, AF_INET, &s->have, &why) != 0) {
		msg_warn("rules of IPv4: %s", why.text);
		return -1;
	}
	if (rtsock_rules(s->sock, AF_INET6, &s->have, &why) != 0) {
		msg_warn("rules of IPv6: %s", why.text);
		return -1;
	}
	if (srcplan_make(&s->want, &s->have, &s->plan) == -1) {
		msg_warn("out of memory");
		return -1;
	}
	return 0;
}

/* One at a time that applies, wherever it is started from. */
static int
take_lock(struct sync *s)
{
	struct timespec pause = { .tv_nsec = 50000000 };

	s->lock =
	    open(s->o->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (s->lock == -1) {
		msg_warn("%s: %m", s->o->lock);
		return -1;
	}
	for (int i = 0; flock(s->lock, LOCK_EX | LOCK_NB) == -1; i++) {
		if (errno != EWOULDBLOCK || i == LOCK_TRIES) {
			msg_warn("%s: another one is at work", s->o->lock);
			return -1;
		}
		nanosleep(&pause, NULL);
	}
	return 0;
}

static void
warn_all(const struct sync *s)
{
	struct warn w = { s->site, s->tables, &s->want, s->o->root };

	warn_remarks(&s->table_notes);
	warn_remarks(&s->lint.notes);
	warn_tables(&w, s->sock);
	warn_interfaces(&w);
	warn_foreign(&w, &s->have);
	warn_filters(&w);
	warn_networkd(&w);
}

/* What looks like a mistake, told.  Whether there is such. */
static bool
is_doubtful(const struct sync *s)
{
	bool most = s->plan.lost * 2 > s->plan.sources;

	warn_remarks(&s->lint.refused);
	if (most)
		msg_warn("%zu of %zu prefixes would lose their rule",
		    s->plan.lost, s->plan.sources);
	return most || s->lint.refused.count > 0;
}

static struct print
printer(struct sync *s)
{
	if (s->o->json)
		out_init(&s->out, stdout, OUT_JSON);
	return (struct print){ s->tables, s->o->json ? &s->out : NULL, stdout };
}

static int
diff(struct sync *s)
{
	struct print print = printer(s);

	for (size_t i = 0; i < s->plan.count; i++)
		print_step(&print, &s->plan.steps[i]);
	if (s->plan.count > 0 && is_doubtful(s))
		msg_warn("--apply will want --force");
	return s->plan.count == 0 ? EXIT_SAME : EXIT_DIFFERENT;
}

/*
 * Until there is nothing to do: the last look is the proof, and whoever else
 * changes rules gets an answer, for some rounds.
 */
static int
apply(struct sync *s)
{
	struct apply a = { s->sock, printer(s), s->after };

	if (s->plan.count > 0 && !s->o->force && is_doubtful(s)) {
		msg_warn("nothing is changed; --force if it is meant");
		return EXIT_USER;
	}
	for (int i = 0; s->plan.count > 0 && i < ROUNDS; i++) {
		switch (apply_plan(&a, &s->plan)) {
		case APPLY_DONE:
			break;
		case APPLY_SOME:
			return EXIT_DIFFERENT;
		case APPLY_REFUSED:
			return EXIT_USER;
		}
		if (look(s) == -1)
			return EXIT_USER;
	}
	if (s->plan.count == 0)
		return EXIT_SAME;
	msg_warn("%zu steps are to do again: somebody else changes our rules",
	    s->plan.count);
	return EXIT_DIFFERENT;
}

static int
with_kernel(struct sync *s)
{
	struct why why;

	if (s->lint.errors.count > 0) {
		warn_remarks(&s->lint.errors);
		msg_warn("nothing is changed");
		return EXIT_USER;
	}
	if (s->o->mode == MODE_APPLY && take_lock(s) == -1)
		return EXIT_USER;
	s->sock = rtsock_open(&why);
	if (!s->sock) {
		msg_warn("%s", why.text);
		return EXIT_USER;
	}
	if (look(s) == -1)
		return EXIT_USER;
	if (s->o->mode == MODE_APPLY && s->plan.count == 0)
		return EXIT_SAME;
	warn_all(s);
	return s->o->mode == MODE_APPLY ? apply(s) : diff(s);
}

int
sync_run(const struct options *o, void (*after)(void))
{
	struct sync s = { .o = o, .after = after, .lock = -1 };
	int code = EXIT_USER;

	remark_init(&s.table_notes, "");
	if (load(&s) == 0)
		code = o->mode == MODE_CHECK ? check(&s) : with_kernel(&s);
	unload(&s);
	return code;
}
