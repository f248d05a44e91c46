#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "verdict.h"

static void say(struct verdict *v, enum weight weight, const char *word,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

static void
say(struct verdict *v, enum weight weight, const char *word, const char *fmt,
    ...)
{
	va_list ap;

	v->weight = weight;
	v->word = word;
	va_start(ap, fmt);
	vsnprintf(v->text, sizeof(v->text), fmt, ap);
	va_end(ap);
}

/* "172.16.1.2 dev ens20", or the interface alone. */
static const char *
hop_text(const struct rtroute *r, const char *oif, char *buf, size_t size)
{
	char addr[IPNET_STRLEN];

	if (r->gateway.family == AF_UNSPEC)
		snprintf(buf, size, "dev %s", oif);
	else
		snprintf(
		    buf, size, "%s dev %s", ipnet_str(&r->gateway, addr), oif);
	return buf;
}

#define HOP_STRLEN (IPNET_STRLEN + IFNAMSIZ + 8)

static const char *
default_hop(const struct facts *f, char buf[HOP_STRLEN])
{
	return hop_text(&f->table.best, f->link.name, buf, HOP_STRLEN);
}

/* "5.0.0.0/24 (5.0.0.130 on ens19)": whose packets were asked for. */
static const char *
who_text(const struct looked *l, char *buf, size_t size)
{
	char prefix[IPNET_STRLEN], source[IPNET_STRLEN];

	snprintf(buf, size, "%s (%s%s%s)", ipnet_str(&l->prefix, prefix),
	    ipnet_str(&l->source, source), l->iif[0] ? " on " : "", l->iif);
	return buf;
}

#define WHO_STRLEN (2 * IPNET_STRLEN + IFNAMSIZ + 8)

static void
say_leak(const struct path *p, const struct facts *f, const struct looked *l,
    struct verdict *v)
{
	char who[WHO_STRLEN], hop[HOP_STRLEN];
	const char *cause = "a foreign rule stands in front; see ip rule";

	if (f->rules_missing > 0)
		cause = "a rule is missing: run srcroute-sync --apply";
	else if (f->guard_missing && !f->table.has_default)
		cause = "the table has no default, and the guard is missing: "
			"run srcroute-sync --apply";
	else if (!f->table.has_default && l->leaves_by)
		cause = "the table has no default, and they go on to the next "
			"rule; see ip rule";
	else if (!f->table.has_default)
		cause = "the table has no default, and a rule between takes "
			"them before the guard; see ip rule";
	say(v, WEIGHT_CRITICAL, "leak",
	    "packets from %s leave by table %s%s%s, %s, not by %s: %s",
	    who_text(l, who, sizeof(who)), l->table_name,
	    l->leaves_by ? " of member " : "", l->leaves_by ? l->leaves_by : "",
	    hop_text(&l->route, l->oif, hop, sizeof(hop)), p->table_name,
	    cause);
}

/* 2: the table, from the outside in.  Whether there was something to say. */
static bool
judge_table(const struct path *p, const struct facts *f, struct verdict *v)
{
	char hop[HOP_STRLEN], held[128] = "";

	if (f->subscriber.look == LOOK_GUARD)
		snprintf(held, sizeof(held),
		    "; subscribers are refused, none leaks");
	else if (f->subscriber.look == LOOK_LEAK)
		snprintf(held, sizeof(held), "; its packets leave by table %s",
		    f->subscriber.table_name);
	v->dead = true;
	if (!f->table.exists)
		say(v, WEIGHT_CRITICAL, "table-missing",
		    "the kernel has no table %s: is BIRD running?%s",
		    p->table_name, held);
	else if (!f->table.has_default)
		say(v, WEIGHT_CRITICAL, "no-default",
		    "table %s has no default: the BGP session is down, or the "
		    "member announces none%s",
		    p->table_name, held);
	else if (f->table.best.type != RTN_UNICAST)
		say(v, WEIGHT_CRITICAL, "default-refuses",
		    "the default of table %s is %s: the member's own route is "
		    "gone%s",
		    p->table_name, rtroute_type_name(f->table.best.type), held);
	else if (f->link.name[0] != '\0' && !f->link.carrier)
		say(v, WEIGHT_CRITICAL, "link-down",
		    "%s, to which the default of table %s points, has no "
		    "carrier",
		    f->link.name, p->table_name);
	else if (f->neighbour == RTLOOK_FAILED && f->tally.answers == 0)
		say(v, WEIGHT_CRITICAL, "neighbour-failed",
		    "the next hop %s does not answer on its link",
		    default_hop(f, hop));
	else
		v->dead = false;
	return v->dead;
}

static void
say_fault(const struct looked *l, struct verdict *v)
{
	char who[WHO_STRLEN];
	const char *cause = strerror(l->error);

	if (l->error == EXDEV)
		cause = "the reverse path filter (rp_filter)";
	else if (l->error == EHOSTUNREACH && l->iif[0] != '\0')
		cause = "no forwarding on that interface, or no way";
	else if (l->error == EINVAL)
		cause = "an impossible source there, the reverse path filter "
			"(rp_filter), or a blackhole";
	say(v, WEIGHT_CRITICAL, "lookup-refused",
	    "the kernel would drop packets from %s: %s",
	    who_text(l, who, sizeof(who)), cause);
}

/* Could the kernel not be asked at all?  Then it said nothing of packets. */
static bool
is_shortage(int error)
{
	switch (error) {
	case ENOMEM:
	case ENOBUFS:
	case EAGAIN:
	case EMFILE:
	case ENFILE:
		return true;
	default:
		return false;
	}
}

/* What was not asked must not pass for well, nor for dead. */
static void
say_unasked(const char *before, const struct looked *l, struct verdict *v)
{
	char who[WHO_STRLEN];

	say(v, WEIGHT_UNKNOWN, "unknown",
	    "%swant the kernel to say how packets from %s leave, have %s",
	    before, who_text(l, who, sizeof(who)), strerror(l->error));
}

static void
say_missing(const struct facts *f, enum weight weight, const char *what,
    struct verdict *v)
{
	say(v, weight, "rule-missing",
	    "%s%zu of the declared rules %s missing: run srcroute-sync "
	    "--apply; the first: %s",
	    what, f->rules_missing, f->rules_missing == 1 ? "is" : "are",
	    f->missing);
}

/* 3: what becomes of subscribers' packets. */
static bool
judge_look(const struct path *p, const struct facts *f, struct verdict *v)
{
	const struct looked *l = &f->subscriber;
	char who[WHO_STRLEN];

	if (l->look == LOOK_LEAK) {
		/* Where no guard is wanted that is what a dead exit does. */
		if (f->unguarded && f->rules_missing == 0 &&
		    judge_table(p, f, v))
			return true;
		say_leak(p, f, l, v);
		return true;
	}
	if (f->rules_missing > 0 && l->look == LOOK_GUARD) {
		say_missing(
		    f, WEIGHT_CRITICAL, "the guard refuses subscribers: ", v);
		return true;
	}
	if (judge_table(p, f, v))
		return true;
	if (l->look == LOOK_FAULT) {
		if (is_shortage(l->error))
			say_unasked("", l, v);
		else
			say_fault(l, v);
		return true;
	}
	if (l->look != LOOK_GUARD)
		return false;
	say(v, WEIGHT_CRITICAL, "refused",
	    "packets from %s are refused though table %s has a default: a "
	    "rule stands in front; see ip rule",
	    who_text(l, who, sizeof(who)), p->table_name);
	return true;
}

static void
say_silence(const struct facts *f, struct verdict *v)
{
	const struct tally *t = &f->tally;
	char hop[HOP_STRLEN];

	say(v, WEIGHT_CRITICAL, "black-hole",
	    "nothing comes back: 0 of %zu targets answered %zu probes by %s%s",
	    t->targets, t->sent, default_hop(f, hop),
	    f->neighbour == RTLOOK_ANSWERS
		? ", which answers on its link: it, or what is behind it, "
		  "drops our packets, or nobody routes the lent address back"
		: "; whether that answers on its link is not known "
		  "now");
}

static void
say_unreachable(const struct path *p, const struct facts *f, struct verdict *v)
{
	const struct tally *t = &f->tally;
	char from[IPNET_STRLEN];

	if (t->from.family == AF_UNSPEC || ipnet_equal(&t->from, &p->source))
		say(v, WEIGHT_CRITICAL, "neighbour-failed",
		    "this machine itself says: %s; the next hop does not "
		    "answer on its link",
		    probe_unreach_text(p->family, t->code));
	else
		say(v, WEIGHT_CRITICAL, "unreachable",
		    "no target answers; %s says: %s", ipnet_str(&t->from, from),
		    probe_unreach_text(p->family, t->code));
}

/* A filter of ours, or a shortage, tells nothing of the member. */
static void
say_send_refused(const struct path *p, const struct facts *f, struct verdict *v)
{
	int error = f->tally.send_error;
	char source[IPNET_STRLEN];

	v->dead =
	    error == ENETUNREACH || error == EHOSTUNREACH || error == ENETDOWN;
	say(v, WEIGHT_CRITICAL, "send-refused",
	    "probes from %s cannot be sent: %s", ipnet_str(&p->source, source),
	    strerror(error));
}

/* 4: no answer at all. */
static void
judge_silence(const struct path *p, const struct facts *f, struct verdict *v)
{
	const struct tally *t = &f->tally;
	char from[IPNET_STRLEN];

	v->dead = true;
	if (t->unreachable)
		say_unreachable(p, f, v);
	else if (t->expired)
		say(v, WEIGHT_CRITICAL, "loop",
		    "no target answers; %s says that the hop limit ran out: "
		    "packets go in circles",
		    ipnet_str(&t->from, from));
	else if (t->sent == 0)
		say_send_refused(p, f, v);
	else
		say_silence(f, v);
}

static void
say_no_source(const struct path *p, struct verdict *v)
{
	char source[IPNET_STRLEN];

	if (p->source.family == AF_UNSPEC)
		say(v, WEIGHT_WARNING, "no-source",
		    "not probed: none of the member's probe-addresses is on "
		    "this machine");
	else
		say(v, WEIGHT_WARNING, "no-source",
		    "not probed: %s is on this machine no more",
		    ipnet_str(&p->source, source));
}

static bool
judge_probe(const struct path *p, const struct facts *f, struct verdict *v)
{
	char who[WHO_STRLEN];

	if (f->no_source) {
		say_no_source(p, v);
		return true;
	}
	if (f->lent.look == LOOK_LEAK) {
		say(v, WEIGHT_CRITICAL, "probe-astray",
		    "probes from %s would leave by table %s, not by %s%s",
		    who_text(&f->lent, who, sizeof(who)), f->lent.table_name,
		    p->table_name,
		    f->lent_beside ? ": a watch has cut this member, and "
				     "probes it by that"
				   : "");
		return true;
	}
	if (p->target_count > 0 && f->lent.look == LOOK_GUARD) {
		say(v, WEIGHT_CRITICAL, "refused",
		    "probes from %s are refused though table %s has a default: "
		    "a rule stands in front; see ip rule",
		    who_text(&f->lent, who, sizeof(who)), p->table_name);
		return true;
	}
	if (p->target_count > 0 && f->lent.look == LOOK_FAULT) {
		say_unasked("not probed: ", &f->lent, v);
		return true;
	}
	if (!f->probed || f->tally.sent + (f->tally.send_error != 0) == 0)
		return false;
	if (f->tally.answers == 0) {
		judge_silence(p, f, v);
		return true;
	}
	if (f->tally.answered == f->tally.targets)
		return false;
	say(v, WEIGHT_WARNING, "degraded",
	    "%zu of %zu targets answer: the path is well, the others are not",
	    f->tally.answered, f->tally.targets);
	return true;
}

static void
say_well(const struct path *p, const struct facts *f, struct verdict *v)
{
	char hop[HOP_STRLEN], probed[128] = "";

	if (f->probed)
		snprintf(probed, sizeof(probed),
		    "; %s%zu of %zu targets answer in %ju.%03ju ms",
		    f->beside ? "beside it " : "", f->tally.answered,
		    f->tally.targets,
		    (uintmax_t)(f->tally.rtt_sum / f->tally.answers / 1000),
		    (uintmax_t)(f->tally.rtt_sum / f->tally.answers % 1000));
	say(v, WEIGHT_OK, "ok", "leaves by table %s, %s%s", p->table_name,
	    default_hop(f, hop), probed);
}

void
verdict_judge(const struct path *p, const struct facts *f, struct verdict *v)
{
	char hop[HOP_STRLEN];

	*v = (struct verdict){ .weight = WEIGHT_OK };
	if (f->failed) {
		say(v, WEIGHT_UNKNOWN, "unknown", "%s", f->why.text);
		return;
	}
	if (judge_look(p, f, v) || judge_probe(p, f, v))
		return;
	if (f->rules_missing > 0)
		say_missing(f, WEIGHT_WARNING, "", v);
	else if (f->guard_missing)
		say(v, WEIGHT_WARNING, "guard-missing",
		    "without it subscribers leave by the main table when the "
		    "default goes: run srcroute-sync --apply; %s",
		    f->guard);
	else if (f->same_wire)
		say(v, WEIGHT_WARNING, "one-wire",
		    "leaves by %s, as %s does: two uplinks, one wire",
		    default_hop(f, hop), f->same_wire);
	else
		say_well(p, f, v);
}

const char *
verdict_weight_name(enum weight weight)
{
	static const char *const names[] = { "OK", "WARNING", "CRITICAL",
		"UNKNOWN" };

	return names[weight];
}

enum weight
verdict_worse(enum weight a, enum weight b)
{
	static const int rank[] = { [WEIGHT_OK] = 0,
		[WEIGHT_WARNING] = 1,
		[WEIGHT_UNKNOWN] = 2,
		[WEIGHT_CRITICAL] = 3 };

	return rank[a] >= rank[b] ? a : b;
}
