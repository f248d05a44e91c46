#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "decide.h"
#include "idindex.h"
#include "msg.h"

struct evidence *
evidence_new(const struct route *r)
{
	struct evidence *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	e->lists = calloc(r->list_count + 1, sizeof(*e->lists));
	e->rules = calloc(r->rule_count + 1, sizeof(*e->rules));
	if (e->lists && e->rules)
		return e;
	evidence_free(e);
	return NULL;
}

void
evidence_free(struct evidence *e)
{
	if (!e)
		return;
	free(e->lists);
	free(e->rules);
	free(e);
}

struct scan {
	const uint8_t *id;
	size_t len;
	struct list_says *says;
};

/* To the end even when found: what is behind may be half written. */
static int
scan_entry(void *arg, const struct idlist_entry *e)
{
	struct scan *s = arg;

	if (!e->id) {
		if (s->says->trouble_line == 0) {
			s->says->trouble_line = e->line;
			why_set(&s->says->reason, "%s", e->trouble);
		}
	} else if (s->says->line == 0 && e->len == s->len &&
	    memcmp(e->id, s->id, s->len) == 0) {
		s->says->line = e->line;
	}
	return 0;
}

static void
ask_open_list(const char *path, int fd, const struct stat *st,
    const uint8_t *id, size_t len, struct list_says *says)
{
	struct scan s = { id, len, says };
	struct why why;
	int rc;

	rc = idindex_find(path, fd, st, id, len, &says->line, &why);
	if (rc == 1) {
		says->by_index = true;
		return;
	}
	if (rc == -1)
		msg_warn("%s; reading the list instead", why.text);
	says->line = 0;
	if (idlist_each(fd, path, st, scan_entry, &s, &why) == -1) {
		says->unusable = true;
		says->reason = why;
	}
}

static void
ask_list(
    const char *path, const uint8_t *id, size_t len, struct list_says *says)
{
	struct stat st;
	int fd;

	memset(says, 0, sizeof(*says));
	fd = idlist_open(path, &st, &says->reason);
	if (fd == -1) {
		says->unusable = true;
		return;
	}
	ask_open_list(path, fd, &st, id, len, says);
	close(fd);
}

void
evidence_gather(
    const struct route *r, const uint8_t *id, size_t len, struct evidence *e)
{
	for (size_t i = 0; i < r->list_count; i++)
		ask_list(r->lists[i].path, id, len, &e->lists[i]);
	evidence_match(r, id, len, e);
}

void
evidence_match(
    const struct route *r, const uint8_t *id, size_t len, struct evidence *e)
{
	for (size_t i = 0; i < r->rule_count; i++)
		e->rules[i] = idglob_match(&r->rules[i].glob, id, len);
}

static bool
judge_unusable(
    const struct route *r, const struct evidence *e, struct decision *out)
{
	for (size_t i = 0; i < r->list_count; i++) {
		if (!e->lists[i].unusable)
			continue;
		out->verdict = VERDICT_UNSURE;
		out->why = e->lists[i].reason;
		return true;
	}
	return false;
}

static void
unsure_of_lists(const struct decision *first, const struct route_list *list,
    unsigned long line, struct decision *out)
{
	struct why why;

	why_set(&why, "%s:%lu (%s) and %s:%lu (%s) both have it",
	    first->list->path, first->line, first->member->name, list->path,
	    line, list->member->name);
	*out = (struct decision){ .verdict = VERDICT_UNSURE, .why = why };
}

static bool
judge_lists(
    const struct route *r, const struct evidence *e, struct decision *out)
{
	for (size_t i = 0; i < r->list_count; i++) {
		const struct route_list *list = &r->lists[i];
		unsigned long line = e->lists[i].line;

		if (line == 0)
			continue;
		if (!out->member) {
			out->verdict = VERDICT_MEMBER;
			out->member = list->member;
			out->list = list;
			out->line = line;
		} else if (out->member != list->member) {
			unsure_of_lists(out, list, line, out);
			return true;
		}
	}
	return out->member != NULL;
}

static bool
judge_trouble(
    const struct route *r, const struct evidence *e, struct decision *out)
{
	for (size_t i = 0; i < r->list_count; i++) {
		const struct list_says *says = &e->lists[i];

		if (says->trouble_line == 0)
			continue;
		out->verdict = VERDICT_UNSURE;
		why_set(&out->why, "%s:%lu: %s", r->lists[i].path,
		    says->trouble_line, says->reason.text);
		return true;
	}
	return false;
}

/* The best matching pattern, and another member's that is as good. */
static const struct route_rule *
best_rule(const struct route *r, const struct evidence *e,
    const struct route_rule **rival)
{
	const struct route_rule *best = NULL;

	*rival = NULL;
	for (size_t i = 0; i < r->rule_count; i++) {
		const struct route_rule *rule = &r->rules[i];

		if (!e->rules[i])
			continue;
		if (!best || rule->glob.literals > best->glob.literals) {
			best = rule;
			*rival = NULL;
		} else if (rule->glob.literals == best->glob.literals &&
		    rule->member != best->member) {
			*rival = rule;
		}
	}
	return best;
}

static void
judge_rules(
    const struct route *r, const struct evidence *e, struct decision *out)
{
	const struct route_rule *rival;
	const struct route_rule *best = best_rule(r, e, &rival);

	if (!best) {
		out->verdict = VERDICT_NONE;
		why_set(&out->why, "in no list, and no pattern matches");
	} else if (rival) {
		out->verdict = VERDICT_UNSURE;
		why_set(&out->why,
		    "\"%s\" (%s) and \"%s\" (%s) match with as many "
		    "literal characters",
		    best->text, best->member->name, rival->text,
		    rival->member->name);
	} else {
		out->verdict = VERDICT_MEMBER;
		out->member = best->member;
		out->rule = best;
	}
}

void
judge(const struct route *r, const struct evidence *e, struct decision *out)
{
	memset(out, 0, sizeof(*out));
	if (!judge_unusable(r, e, out) && !judge_lists(r, e, out) &&
	    !judge_trouble(r, e, out))
		judge_rules(r, e, out);
	if (out->verdict == VERDICT_MEMBER && !out->member->realm) {
		out->verdict = VERDICT_UNSURE;
		why_set(&out->why, "%s: members.%s: want a realm, have none",
		    r->site->path, out->member->name);
		out->member = NULL;
	}
}
