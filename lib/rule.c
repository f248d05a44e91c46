#include <linux/fib_rules.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "rtattr.h"
#include "rule.h"

/* Of linux/fib_rules.h, newer than some. */
enum {
	STATE_FLAGS = FIB_RULE_PERMANENT | FIB_RULE_UNRESOLVED |
	    FIB_RULE_IIF_DETACHED | FIB_RULE_OIF_DETACHED,
	OTHER_MAX = 63
};

int
rules_push(struct rules *rules, const struct rule *rule)
{
	if (rules->count == rules->size) {
		size_t size = rules->size * 2 + 64;
		struct rule *list =
		    reallocarray(rules->list, size, sizeof(*list));

		if (!list)
			return -1;
		rules->list = list;
		rules->size = size;
	}
	rules->list[rules->count++] = *rule;
	return 0;
}

void
rules_free(struct rules *rules)
{
	free(rules->list);
	*rules = (struct rules){ NULL, 0, 0 };
}

static int
take_name(const struct rtattr_value *a, char out[IFNAMSIZ], struct why *why)
{
	size_t len = strnlen((const char *)a->p, a->len);

	if (len == 0 || len >= IFNAMSIZ)
		return why_set(
		    why, "attribute %u: want an interface name", a->type);
	memcpy(out, a->p, len);
	out[len] = '\0';
	return 0;
}

static int
take_addr(const struct rtattr_value *a, struct ipnet *net, struct why *why)
{
	size_t size = net->family == AF_INET ? 4 : 16;

	if (a->len != size || net->len == 0)
		return why_set(why,
		    "attribute %u: want an address and its length, have %zu "
		    "octets, /%d",
		    a->type, a->len, net->len);
	memcpy(net->addr, a->p, size);
	return 0;
}

/* What is there but says "any", as the kernel dumps it. */
static bool
is_idle(const struct rtattr_value *a)
{
	uint32_t value;

	if (a->type == FRA_PAD)
		return true;
	if ((a->type != FRA_SUPPRESS_PREFIXLEN &&
		a->type != FRA_SUPPRESS_IFGROUP) ||
	    a->len != sizeof(value))
		return false;
	memcpy(&value, a->p, sizeof(value));
	return value == UINT32_MAX;
}

static int
take_attr(const struct rtattr_value *a, struct rule *r, struct why *why)
{
	switch (a->type) {
	case FRA_DST:
		return take_addr(a, &r->dst, why);
	case FRA_SRC:
		return take_addr(a, &r->src, why);
	case FRA_IIFNAME:
		return take_name(a, r->iif, why);
	case FRA_OIFNAME:
		return take_name(a, r->oif, why);
	case FRA_GOTO:
		return rtattr_u32(a, &r->goto_target, why);
	case FRA_PRIORITY:
		return rtattr_u32(a, &r->pref, why);
	case FRA_FWMARK:
		return rtattr_u32(a, &r->mark, why);
	case FRA_FWMASK:
		return rtattr_u32(a, &r->mask, why);
	case FRA_TABLE:
		return rtattr_u32(a, &r->table, why);
	case FRA_PROTOCOL:
		if (a->len != 1)
			return why_set(why,
			    "attribute %u: want 1 octet, have %zu", a->type,
			    a->len);
		r->protocol = a->p[0];
		return 0;
	default:
		if (!is_idle(a))
			r->other |= UINT64_C(1)
			    << (a->type < OTHER_MAX ? a->type : OTHER_MAX);
		return 0;
	}
}

static int
take_attrs(const uint8_t *p, size_t len, struct rule *r, struct why *why)
{
	struct rtattr_value a;

	while (len > 0)
		if (rtattr_next(&p, &len, &a, why) == -1 ||
		    take_attr(&a, r, why) == -1)
			return -1;
	return 0;
}

/* A source or destination of which the header tells the length. */
static int
set_len(struct ipnet *net, int family, uint8_t len, struct why *why)
{
	if (len == 0)
		return 0;
	if (len > ipnet_maxlen(family))
		return why_set(why, "want a prefix length of 1..%d, have %d",
		    ipnet_maxlen(family), len);
	*net = (struct ipnet){ .family = family, .len = len };
	return 0;
}

static int
take_header(const struct fib_rule_hdr *h, struct rule *r, struct why *why)
{
	if (h->family != AF_INET && h->family != AF_INET6)
		return why_set(
		    why, "want a rule of IPv4 or IPv6, have %d", h->family);
	*r = (struct rule){ .family = h->family,
		.action = h->action,
		.tos = h->tos,
		.table = h->table,
		.invert = h->flags & FIB_RULE_INVERT,
		.other = h->flags & ~(STATE_FLAGS | FIB_RULE_INVERT) ? 1 : 0 };
	if (set_len(&r->src, r->family, h->src_len, why) == -1 ||
	    set_len(&r->dst, r->family, h->dst_len, why) == -1)
		return -1;
	return 0;
}

/* Fields that say nothing with this action, so that equals compare so. */
static void
settle(struct rule *r)
{
	if (r->action != FR_ACT_TO_TBL)
		r->table = 0;
	if (r->action != FR_ACT_GOTO)
		r->goto_target = 0;
}

int
rule_parse(const void *msg, size_t len, struct rule *out, struct why *why)
{
	size_t head = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct fib_rule_hdr));
	struct fib_rule_hdr h;
	struct nlmsghdr n;

	if (len < sizeof(n))
		return why_set(why, "a message is cut");
	memcpy(&n, msg, sizeof(n));
	if (n.nlmsg_type != RTM_NEWRULE && n.nlmsg_type != RTM_DELRULE)
		return why_set(
		    why, "want a rule, have message %u", n.nlmsg_type);
	if (n.nlmsg_len > len || n.nlmsg_len < head)
		return why_set(why, "a message is cut");
	memcpy(&h, (const uint8_t *)msg + NLMSG_HDRLEN, sizeof(h));
	if (take_header(&h, out, why) == -1 ||
	    take_attrs((const uint8_t *)msg + head, n.nlmsg_len - head, out,
		why) == -1)
		return -1;
	settle(out);
	return 0;
}

static int
order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* What both rules and their cause have in small numbers. */
static int
cmp_numbers(const struct rule *a, const struct rule *b)
{
	const uint64_t pairs[][2] = {
		{ a->table, b->table },
		{ a->action, b->action },
		{ a->protocol, b->protocol },
		{ a->mark, b->mark },
		{ a->mask, b->mask },
		{ a->tos, b->tos },
		{ a->goto_target, b->goto_target },
		{ a->invert, b->invert },
		{ a->other, b->other },
	};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(pairs) / sizeof(*pairs); i++)
		rc = order(pairs[i][0], pairs[i][1]);
	return rc;
}

int
rule_cmp(const struct rule *a, const struct rule *b)
{
	int rc = order((uint64_t)a->family, (uint64_t)b->family);

	if (rc == 0)
		rc = order(a->pref, b->pref);
	if (rc == 0)
		rc = ipnet_cmp(&a->src, &b->src);
	if (rc == 0)
		rc = ipnet_cmp(&a->dst, &b->dst);
	if (rc == 0)
		rc = strcmp(a->iif, b->iif);
	if (rc == 0)
		rc = strcmp(a->oif, b->oif);
	return rc != 0 ? rc : cmp_numbers(a, b);
}

bool
rule_is_plain(const struct rule *rule)
{
	return !rule->invert && rule->other == 0;
}

static bool
any_or_equal(uint64_t request, uint64_t have)
{
	return request == 0 || request == have;
}

static bool
net_any_or_equal(const struct ipnet *request, const struct ipnet *have)
{
	return request->family == AF_UNSPEC || ipnet_equal(request, have);
}

static bool
name_any_or_equal(const char *request, const char *have)
{
	return request[0] == '\0' || strcmp(request, have) == 0;
}

bool
rule_deletes(const struct rule *request, const struct rule *rule)
{
	return request->family == rule->family && request->pref == rule->pref &&
	    any_or_equal(request->protocol, rule->protocol) &&
	    any_or_equal(request->action, rule->action) &&
	    any_or_equal(request->table, rule->table) &&
	    any_or_equal(request->mark, rule->mark) &&
	    any_or_equal(request->mask, rule->mask) &&
	    any_or_equal(request->tos, rule->tos) &&
	    net_any_or_equal(&request->src, &rule->src) &&
	    net_any_or_equal(&request->dst, &rule->dst) &&
	    name_any_or_equal(request->iif, rule->iif) &&
	    name_any_or_equal(request->oif, rule->oif);
}
