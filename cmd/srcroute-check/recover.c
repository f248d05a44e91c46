#include <errno.h>
#include <linux/fib_rules.h>

#include "recover.h"
#include "srcrule.h"

uint32_t
recover_table(uint32_t table)
{
	return table > UINT32_MAX - RECOVER_BASE ? 0 : table + RECOVER_BASE;
}

static struct rule
rule_of(const struct path *p)
{
	return (struct rule){ .family = p->family,
		.pref = SRCRULE_PROBE,
		.protocol = SRCRULE_PROTOCOL,
		.action = FR_ACT_TO_TBL,
		.src = p->source,
		.table = recover_table(p->table) };
}

bool
recover_is_there(const struct path *p, const struct rules *have)
{
	struct rule want = rule_of(p);

	for (size_t i = 0; i < have->count; i++)
		if (rule_cmp(&have->list[i], &want) == 0)
			return true;
	return false;
}

int
recover_put(struct rtsock *rt, const struct path *p, const struct rtroute *last,
    struct why *why)
{
	struct rule rule = rule_of(p);
	int rc =
	    rtlook_put_default(rt, last, rule.table, SRCRULE_PROTOCOL, why);

	if (rc == 0)
		rc = rtsock_add_rule(rt, &rule, false, why);
	return rc == 0 || rc == EEXIST ? 0 : -1;
}

int
recover_drop(struct rtsock *rt, const struct path *p, struct why *why)
{
	struct rule rule = rule_of(p);
	int rc = rtsock_delete_rule(rt, &rule, why);

	if (rc == 0 || rc == ENOENT)
		rc = rtlook_drop_default(
		    rt, p->family, rule.table, SRCRULE_PROTOCOL, why);
	return rc == 0 || rc == ESRCH || rc == ENOENT ? 0 : -1;
}
