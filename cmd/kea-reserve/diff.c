#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diff.h"
#include "show.h"

static const char *
state_name(enum applied_state state)
{
	static const char *const names[] = { "pending", "applied", "refused",
		"quarantined" };

	return names[state];
}

static int
want_cmp(const void *a, const void *b)
{
	const struct diff_want *x = a, *y = b;

	return host_id_cmp(&x->host.id, &y->host.id);
}

void
diff_sort(struct diff_want *wants, size_t count)
{
	if (count > 0)
		qsort(wants, count, sizeof(*wants), want_cmp);
}

const struct diff_want *
diff_find(const struct diff_want *wants, size_t count, const struct host_id *id)
{
	struct diff_want key = { .host.id = *id };

	if (count == 0)
		return NULL;
	return bsearch(&key, wants, count, sizeof(*wants), want_cmp);
}

static void
begin(struct diff *d, const char *label, const char *finding,
    const struct host *h)
{
	out_begin(d->out);
	out_str(d->out, "endpoint", label);
	out_str(d->out, "finding", finding);
	show_id(d->out, h);
	d->count++;
}

/* What the last commit said of it: often the whole explanation. */
static void
end(struct diff *d, const struct diff_want *w)
{
	if (w) {
		out_str(d->out, "state", state_name(w->state));
		if (w->reason)
			out_str(d->out, "why", w->reason);
	}
	out_end(d->out);
}

/* One field that differs; null: absent. */
static void
field(struct diff *d, const char *label, const struct diff_want *w,
    const char *key, const char *want, const char *have)
{
	begin(d, label, "different", &w->host);
	out_str(d->out, "field", key);
	out_str(d->out, "want", want ? want : "");
	out_str(d->out, "have", have ? have : "");
	end(d, w);
}

static void
net_field(struct diff *d, const char *label, const struct diff_want *w,
    const char *key, const struct ipnet *want, const struct ipnet *have)
{
	char a[IPNET_STRLEN], b[IPNET_STRLEN];

	if (!ipnet_equal(want, have))
		field(d, label, w, key,
		    want->family == AF_UNSPEC ? NULL : ipnet_str(want, a),
		    have->family == AF_UNSPEC ? NULL : ipnet_str(have, b));
}

static void
name_field(struct diff *d, const char *label, const struct diff_want *w,
    const char *key, const char *want, const char *have)
{
	if (strcmp(want, have) != 0)
		field(d, label, w, key, want, have);
}

/* Content of the same identifier, field by field. */
static void
compare_fields(struct diff *d, const char *label, const struct diff_want *w,
    const struct keadoc_host *h)
{
	const struct host *a = &w->host, *b = &h->host;

	net_field(d, label, w, a->family == AF_INET ? "ip4" : "ip6", &a->addr,
	    &b->addr);
	net_field(d, label, w, "prefix", &a->prefix, &b->prefix);
	name_field(d, label, w, "client-class", name_str(a->client_class),
	    name_str(b->client_class));
	if (h->extra)
		field(d, label, w, "other", NULL,
		    "more addresses, prefixes or classes, or unreadable ones");
	if (!h->marked)
		return;
	name_field(
	    d, label, w, "member", name_str(a->member), name_str(b->member));
}

static void
compare_version(struct diff *d, const char *label, const struct diff_want *w,
    const struct host *h)
{
	int c = host_age_cmp(h, &w->host);
	char want[SHOW_TIME_MAX], have[SHOW_TIME_MAX];

	if (c == 0)
		return;
	begin(d, label, c < 0 ? "older" : "newer", &w->host);
	out_str(d->out, "want", show_time_str(w->host.version.stamp, want));
	out_str(d->out, "have", show_time_str(h->version.stamp, have));
	end(d, w);
}

/* Not there: never yet, or forgotten by another machine since. */
static void
compare_missing(struct diff *d, const char *label, const struct diff_want *w,
    const struct host *gone)
{
	if (gone && host_age_cmp(gone, &w->host) > 0) {
		compare_version(d, label, w, gone);
		return;
	}
	begin(d, label, "missing", &w->host);
	show_wish(d->out, &w->host);
	end(d, w);
}

static void
compare_live(struct diff *d, const char *label, const struct diff_want *w,
    const struct keadoc_host *h, const struct keadoc *doc)
{
	size_t before = d->count;

	if (!h) {
		compare_missing(d, label, w, keadoc_gone(doc, &w->host.id));
		return;
	}
	compare_fields(d, label, w, h);
	if (d->count > before)
		return;
	if (h->marked) {
		compare_version(d, label, w, &h->host);
	} else {
		begin(d, label, "unmarked", &w->host);
		end(d, w);
	}
}

/* A forgotten one that is there all the same; unmarked: it is foreign. */
static void
compare_gone(struct diff *d, const char *label, const struct diff_want *w,
    const struct keadoc_host *h)
{
	if (!h || !h->marked)
		return;
	if (host_age_cmp(&h->host, &w->host) > 0) {
		compare_version(d, label, w, &h->host);
		return;
	}
	begin(d, label, "forgotten", &w->host);
	show_wish(d->out, &h->host);
	end(d, w);
}

void
diff_wanted(struct diff *d, const char *label, const struct diff_want *wants,
    size_t count, const struct keadoc *doc)
{
	for (size_t i = 0; i < count; i++) {
		const struct keadoc_host *h =
		    keadoc_find(doc, &wants[i].host.id);

		if (wants[i].host.gone)
			compare_gone(d, label, &wants[i], h);
		else
			compare_live(d, label, &wants[i], h, doc);
	}
	for (size_t i = 0; i < doc->host_count; i++) {
		const struct keadoc_host *h = &doc->hosts[i];

		if (!h->marked || diff_find(wants, count, &h->host.id))
			continue;
		begin(d, label, "unexpected", &h->host);
		show_wish(d->out, &h->host);
		end(d, NULL);
	}
}
