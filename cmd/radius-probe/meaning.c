#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "attrs.h"
#include "keaargs.h"
#include "radvalue.h"
#include "rateclass.h"

static void say(struct meaning *m, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
say(struct meaning *m, const char *fmt, ...)
{
	va_list ap;

	if (m->count >= ANSWER_LINES_MAX) {
		snprintf(m->line[ANSWER_LINES_MAX - 1], ANSWER_LINE_SIZE,
		    "and more");
		return;
	}
	va_start(ap, fmt);
	vsnprintf(m->line[m->count++], ANSWER_LINE_SIZE, fmt, ap);
	va_end(ap);
}

/* How many there are in the reply, and the first. */
static size_t
find_all(const struct radpkt *reply, const struct attrs_name *name,
    struct radattr *first)
{
	struct radpkt_walk w;
	struct radattr a;
	size_t count = 0;

	radpkt_walk(&w, reply);
	while (radpkt_next(&w, &a))
		if (a.vendor == name->vendor && a.type == name->type &&
		    count++ == 0)
			*first = a;
	return count;
}

static void
mean_address(const struct answer *a, const struct attrs_name *name,
    const char *what, struct meaning *m)
{
	char text[RADVALUE_SIZE], label[RADDICT_LABEL_SIZE];
	struct radattr first;
	size_t count = find_all(&a->reply, name, &first);

	if (count == 0)
		return;
	if (radvalue_text(a->dict, &first, text))
		say(m, "%s %s", what, text);
	if (count > 1)
		say(m, "%zu of %s: kea-reserve gets the first", count,
		    raddict_label(a->dict, &first, label));
}

static void
add_rates(char *buf, size_t size, const char *what,
    const struct rateclass_rate *rate, size_t count)
{
	size_t len = strlen(buf);

	len += (size_t)snprintf(buf + len, size - len, ", %s", what);
	for (size_t i = 0; i < count && len < size; i++)
		len += (size_t)snprintf(buf + len, size - len, " %.*s",
		    (int)rate[i].len, rate[i].p);
}

static void
mean_class(const struct answer *a, struct meaning *m)
{
	char rates[2 * RADPKT_VALUE_MAX + 64] = "";
	struct radattr first;
	struct rateclass c;

	if (find_all(&a->reply, &attrs_class, &first) == 0)
		return;
	if (!rateclass_parse(first.p, first.len, &c)) {
		say(m, "Class is no rate profile");
		return;
	}
	add_rates(rates, sizeof(rates), "down", c.down, c.down_count);
	add_rates(rates, sizeof(rates), "up", c.up, c.up_count);
	say(m, "rate profile %.*s%s",
	    (int)(c.tag[c.tag_count - 1].p + c.tag[c.tag_count - 1].len -
		c.tag[0].p),
	    c.tag[0].p, rates);
}

/* An attribute that its receiver cannot read. */
static void
mean_lengths(const struct answer *a, struct meaning *m)
{
	char text[RADVALUE_SIZE], label[RADDICT_LABEL_SIZE];
	struct radpkt_walk w;
	struct radattr seen;

	radpkt_walk(&w, &a->reply);
	while (radpkt_next(&w, &seen)) {
		const struct raddict_attr *known =
		    raddict_find(a->dict, seen.vendor, seen.type);
		size_t min, max;

		if (seen.vendor == 0 && seen.type == RADPKT_VENDOR_SPECIFIC)
			say(m,
			    "a Vendor-Specific of %zu octets that do not "
			    "fit: no server reads it",
			    seen.len);
		if (!known || radvalue_text(a->dict, &seen, text))
			continue;
		radvalue_room(known->type, &min, &max);
		if (seen.len < min || seen.len > max)
			say(m,
			    "%s: want %zu octets, have %zu: no server reads "
			    "it",
			    raddict_label(a->dict, &seen, label), max,
			    seen.len);
		else
			say(m, "%s: no prefix", known->name);
	}
}

static void
mean_accept(const struct answer *a, struct meaning *m)
{
	struct radattr first;

	mean_address(a, &attrs_ip4, "IPv4 address", m);
	mean_address(a, &attrs_ip6, "IPv6 address", m);
	mean_address(a, &attrs_route6, "IPv6 prefix", m);
	mean_class(a, m);
	if (find_all(&a->reply, &attrs_delegated, &first) > 0 &&
	    find_all(&a->reply, &attrs_route6, &first) == 0)
		say(m,
		    "Delegated-IPv6-Prefix without Framed-IPv6-Route: the "
		    "shipped module passes only the latter");
	if (!keaargs_any(a->dict, &a->reply))
		say(m, "%s",
		    a->opt->args.member
			? "neither address nor prefix: nothing for "
			  "kea-reserve, the subscriber gets no lease"
			: "neither address nor prefix: a proxy keeps them; "
			  "ask the member's server with -M");
}

static void
mean_dropped(const struct answer *a, struct meaning *m)
{
	const struct relay_seen *s = a->seen;

	for (size_t i = 0; i < s->dropped_count && i < RELAY_DROPPED_MAX; i++)
		say(m, "dropped after %.1f ms: %s", s->dropped[i].ms,
		    s->dropped[i].why.text);
	if (s->dropped_count > RELAY_DROPPED_MAX)
		say(m, "dropped: %zu more",
		    s->dropped_count - RELAY_DROPPED_MAX);
}

static void
mean_silence(const struct answer *a, struct meaning *m)
{
	say(m,
	    "the server is down or behind a filter, or does not know %s as "
	    "a client",
	    a->server->from);
	say(m, "a proxy is silent as long as the server behind it is");
	if (a->opt->sign)
		say(m,
		    "or its secret is another one: a signed request is "
		    "dropped then");
	else
		say(m, "or it wants a Message-Authenticator: try --sign");
}

void
answer_mean(const struct answer *a, struct meaning *out)
{
	out->count = 0;
	mean_dropped(a, out);
	switch (a->verdict) {
	case VERDICT_ACCEPTED:
		mean_accept(a, out);
		break;
	case VERDICT_REJECTED:
		say(out,
		    "nobody's line for this server, a wrong password, or "
		    "a no: its log says which");
		break;
	case VERDICT_CHALLENGED:
		say(out, "the server wants more, which no BNG gives");
		break;
	case VERDICT_FOREIGN:
		say(out,
		    "the secret here is not the server's for %s, or "
		    "somebody else answers",
		    a->server->from);
		break;
	case VERDICT_GARBLED:
		say(out, "what answers there is no RADIUS server, or is ill");
		break;
	case VERDICT_REFUSED:
		say(out,
		    "the machine is up, but no server listens at %s (ICMP)",
		    a->server->to);
		break;
	case VERDICT_SILENT:
		mean_silence(a, out);
		break;
	}
	if (a->seen->error != 0)
		say(out, "sending: %s", strerror(a->seen->error));
	if (a->reply.p)
		mean_lengths(a, out);
}
