#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend.h"
#include "include_file.h"
#include "include_main.h"
#include "keacmd.h"
#include "keatest.h"
#include "settle.h"

#define PATH_ROOM 4096

/* The files around the one that Kea takes in, in the same folder. */
#define NEW ".new"   /* the next one, until it is renamed over it */
#define TRIAL ".try" /* Kea's main file, taking in NEW */
#define BAD ".bad"   /* one that Kea refused */
#define OLD ".old"   /* the one before */

static const char *
include_of(const struct endpoint *ep)
{
	return ep->family == AF_INET ? ep->target->include4
				     : ep->target->include6;
}

static const char *
main_of(const struct endpoint *ep)
{
	const char *path =
	    ep->family == AF_INET ? ep->target->config4 : ep->target->config6;

	if (path)
		return path;
	return ep->family == AF_INET ? "/etc/kea/kea-dhcp4.conf"
				     : "/etc/kea/kea-dhcp6.conf";
}

static bool
declared(const struct endpoint *ep)
{
	return include_of(ep) != NULL;
}

static int
beside(const struct endpoint *ep, const char *suffix, char buf[PATH_ROOM],
    struct why *why)
{
	int n = snprintf(buf, PATH_ROOM, "%s%s", include_of(ep), suffix);

	if (n > 0 && n < PATH_ROOM)
		return 0;
	return why_set(why, "%s: want a shorter path", include_of(ep));
}

/* Kea's main file, and where it takes in ours.  free() the text. */
static char *
read_main(const struct endpoint *ep, size_t *len, struct include_name *name,
    struct why *why)
{
	const char *path = main_of(ep);
	char *text = include_slurp(path, len);

	if (!text) {
		why_errno(why, "%s: %s", ep->label, path);
	} else if (include_find(text, *len, ep->family, include_of(ep), name,
		       why) == -1) {
		why_prefix(why, "%s: %s", ep->label, path);
		free(text);
		text = NULL;
	}
	return text;
}

static int
check_main(const struct endpoint *ep, struct why *why)
{
	struct include_name name;
	size_t len;
	char *text = read_main(ep, &len, &name, why);

	free(text);
	return text ? 0 : -1;
}

/* Are the reservations of one document those of the other? */
static bool
same_hosts(const struct keadoc *a, const struct keadoc *b)
{
	if (a->by_id_count != b->by_id_count || a->host_count != b->host_count)
		return false;
	for (size_t i = 0; i < a->by_id_count; i++) {
		const struct keadoc_host *x = a->by_id[i], *y = b->by_id[i];

		if (!host_same(&x->host, &y->host) || x->marked != y->marked ||
		    x->extra != y->extra ||
		    host_version_cmp(&x->host.version, &y->host.version) != 0)
			return false;
	}
	return true;
}

/* What runs, with the file's reservations and tombstones in it. */
static struct keadoc *
with_file(const struct endpoint *ep, const struct keadoc *runs, struct why *why)
{
	struct include_list file;
	struct keadoc *doc = NULL;
	json_t *root;

	if (include_read(include_of(ep), &file, why) == -1) {
		why_prefix(why, "%s", ep->label);
		return NULL;
	}
	root = keadoc_with(runs, json_array(), json_incref(file.forgotten));
	if (!root)
		why_set(why, "%s: out of memory", ep->label);
	else if (!(doc = keadoc_parse_long(
		       root, &file.text, file.list, ep->family, why)))
		why_prefix(why, "%s: %s", ep->label, include_of(ep));
	json_decref(root);
	include_clear(&file);
	if (doc)
		doc->stale = !same_hosts(runs, doc);
	return doc;
}

static struct keadoc *
snapshot(const struct endpoint *ep, struct why *why)
{
	struct keadoc *runs, *doc = NULL;

	if (check_main(ep, why) == -1)
		return NULL;
	runs = backend_config_get(ep, why);
	if (runs)
		doc = with_file(ep, runs, why);
	keadoc_free(runs);
	return doc;
}

/* After a commit Kea holds what the file says. */
static struct keadoc *
read_back(const struct endpoint *ep, struct why *why)
{
	struct keadoc *doc = snapshot(ep, why);

	if (!doc || !doc->stale)
		return doc;
	why_set(why,
	    "%s: %s: Kea was told to reload and does not hold what stands "
	    "there: want %s as the file it was started with",
	    ep->label, include_of(ep), main_of(ep));
	keadoc_free(doc);
	return NULL;
}

/* A copy of Kea's main file that takes in the new file of reservations. */
static int
write_trial(const struct endpoint *ep, const char *trial, const char *new,
    struct why *why)
{
	struct include_name name;
	size_t len, added = strlen(new);
	char *text = read_main(ep, &len, &name, why), *copy;
	int r = -1;

	if (!text)
		return -1;
	copy = malloc(len + added);
	if (copy) {
		size_t rest = name.at + name.len;

		memcpy(copy, text, name.at);
		memcpy(copy + name.at, new, added);
		memcpy(copy + name.at + added, text + rest, len - rest);
		/* The main file may hold passwords. */
		r = include_put(trial, copy, len - name.len + added, 0600, why);
	} else {
		why_errno(why, "%s", ep->label);
	}
	free(copy);
	free(text);
	return r;
}

static int
test(struct settle *s, const struct keadoc_post *doc)
{
	char new[PATH_ROOM], trial[PATH_ROOM];
	int r = -1;

	if (beside(s->ep, NEW, new, s->why) == 0 &&
	    beside(s->ep, TRIAL, trial, s->why) == 0 &&
	    include_write(new, doc, s->why) == 0) {
		if (write_trial(s->ep, trial, new, s->why) == 0)
			r = keatest(s->ep->family, trial, s->text,
			    sizeof(s->text), s->why);
		unlink(trial);
		unlink(new);
	}
	if (r == -1)
		why_prefix(s->why, "%s", s->ep->label);
	return r;
}

/* config-reload: 1; 0 and Kea's words; -1 and why. */
static int
reload(struct settle *s)
{
	int r = backend_tell(s->ep, "config-reload", NULL, s->text, s->why);

	s->out->sets++;
	return r == -1 ? -1 : r == KEACMD_OK;
}

/* The file before the last one in its place; the refused one is kept. */
static int
swap_back(struct settle *s, const char *old)
{
	const char *file = include_of(s->ep);
	char bad[PATH_ROOM];

	if (beside(s->ep, BAD, bad, s->why) == -1)
		return -1;
	if ((unlink(bad) == -1 && errno != ENOENT) || link(file, bad) == -1)
		return why_errno(s->why, "%s", bad);
	if (rename(old, file) == -1)
		return why_errno(s->why, "%s", old);
	return include_sync_folder(file, s->why);
}

/* ... and Kea with it. */
static int
put_back(struct settle *s)
{
	struct settle undo = *s;
	char old[PATH_ROOM];
	int r = beside(s->ep, OLD, old, s->why);

	/* None: it stands there already. */
	if (r == 0 && access(old, F_OK) == 0)
		r = swap_back(s, old);
	if (r == -1)
		return why_prefix(s->why, "%s", s->ep->label);
	r = reload(&undo);
	if (r == 0)
		why_set(s->why,
		    "%s: config-reload fails with the former %s too: DHCP may "
		    "be down: %s",
		    s->ep->label, include_of(s->ep), undo.text);
	return r == 1 ? 0 : -1;
}

/* Rename the new file over the one that Kea takes in, which stays as OLD. */
static int
switch_files(struct settle *s, const char *new, const char *old)
{
	const char *file = include_of(s->ep);

	if (unlink(old) == -1 && errno != ENOENT)
		return why_errno(s->why, "%s", old);
	if (link(file, old) == -1 && errno != ENOENT)
		return why_errno(s->why, "%s", old);
	if (rename(new, file) == -1)
		return why_errno(s->why, "%s", new);
	return include_sync_folder(file, s->why);
}

static int
set(struct settle *s, const struct keadoc_post *doc)
{
	char new[PATH_ROOM], old[PATH_ROOM];
	int r = -1;

	if (beside(s->ep, NEW, new, s->why) == 0 &&
	    beside(s->ep, OLD, old, s->why) == 0 &&
	    include_write(new, doc, s->why) == 0)
		r = switch_files(s, new, old);
	if (r == -1) {
		why_prefix(s->why, "%s", s->ep->label);
		return -1;
	}
	r = reload(s);
	if (r == 0 && put_back(s) == -1)
		return -1;
	return r;
}

/* A reload whose end was not seen, or a file that was edited by hand. */
static int
heal(struct settle *s)
{
	const struct keadoc_post *good = settle_good(s);
	int r = good ? test(s, good) : -1;

	if (r == 1 && (r = reload(s)) == 0 && put_back(s) == -1)
		return -1;
	if (r == 0)
		why_set(s->why, "%s: %s: Kea refuses it: %s", s->ep->label,
		    include_of(s->ep), s->text);
	return r == 1 ? 0 : -1;
}

static const struct settle_ways ways = {
	.test_name = "Kea's test (-t)",
	.test = test,
	.set = set,
	.heal = heal,
	.snapshot = read_back,
};

static int
commit(const struct endpoint *ep, const struct keadoc *doc,
    const struct plan *plan, bool deaf, backend_intent_fn *intent, void *arg,
    struct backend_result *out, struct why *why)
{
	/* A set brings in what was edited by hand, too. */
	return settle_run(&ways, ep, doc, plan,
	    deaf || (doc->stale && plan->changes == 0), intent, arg, out, why);
}

/* It is on the disk before Kea is told. */
static int
persist(const struct endpoint *ep, struct why *why)
{
	(void)ep;
	(void)why;
	return 1;
}

static void
check_folder(const struct endpoint *ep, struct findings *f)
{
	char *dir = strdup(include_of(ep));
	char *slash = dir ? strrchr(dir, '/') : NULL;

	if (!dir) {
		f->failed = true;
		return;
	}
	if (slash)
		slash[slash == dir] = '\0';
	if (access(slash ? dir : ".", W_OK | X_OK) == -1)
		finding_add(f, FIND_INCLUDE_FOLDER, slash ? dir : ".",
		    "want a folder that this user can write: %s",
		    strerror(errno));
	free(dir);
}

static void
check(const struct endpoint *ep, const struct keadoc *doc, struct findings *f)
{
	struct keadoc *filed;
	struct why why;

	check_folder(ep, f);
	if (!keatest_have(ep->family))
		finding_add(f, FIND_KEA_TEST, "",
		    "want kea-dhcp4 and kea-dhcp6 on PATH or in /usr/sbin to "
		    "test configurations, have none");
	if (check_main(ep, &why) == -1) {
		finding_add_why(f, FIND_INCLUDE_MAIN, &why);
		return;
	}
	filed = with_file(ep, doc, &why);
	if (!filed)
		finding_add_why(f, FIND_INCLUDE_MAIN, &why);
	else if (filed->stale)
		finding_add(f, FIND_INCLUDE_DIFFERS, include_of(ep),
		    "want what Kea holds, have other reservations: edited by "
		    "hand, or Kea was not started with %s",
		    main_of(ep));
	keadoc_free(filed);
}

static const char *const needs[] = { "config-get", "config-reload", NULL };

const struct backend backend_include = {
	.name = "include",
	.needs = needs,
	.declared = declared,
	.check = check,
	.probe = backend_status,
	.snapshot = snapshot,
	.commit = commit,
	.persist = persist,
};
