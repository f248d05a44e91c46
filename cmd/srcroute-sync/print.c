#include <linux/fib_rules.h>
#include <string.h>

#include "print.h"
#include "vis.h"

const char *
print_command(const struct rttable *tables, const char *verb,
    const struct rule *rule, char buf[PRINT_LEN])
{
	char words[RULE_STRLEN];

	snprintf(buf, PRINT_LEN, "ip -%d rule %s %s",
	    rule->family == AF_INET ? 4 : 6, verb,
	    rule_str(rule, rttable_name(tables, rule->table), words));
	return buf;
}

static void
print_net(struct out *o, const char *key, const struct ipnet *net)
{
	char buf[IPNET_STRLEN];

	if (net->family != AF_UNSPEC)
		out_word(o, key, ipnet_str(net, buf));
}

static void
print_json(
    const struct print *p, const struct srcplan_step *step, const char *command)
{
	const struct rule *r = &step->rule;
	struct out *o = p->json;

	out_begin(o);
	out_word(o, "do", step->add ? "add" : "del");
	out_word(o, "why", srcplan_cause_name(step->cause));
	out_word(o, "family", r->family == AF_INET ? "ipv4" : "ipv6");
	out_uint(o, "pref", r->pref);
	print_net(o, "from", &r->src);
	if (r->iif[0] != '\0')
		out_str(o, "iif", r->iif);
	out_str(o, "action", rule_action_name(r->action));
	if (r->action == FR_ACT_TO_TBL) {
		out_uint(o, "table", r->table);
		out_str(o, "table-name", rttable_name(p->tables, r->table));
	}
	if (step->member)
		out_str(o, "member", step->member->name);
	out_str(o, "command", command);
	out_end(o);
}

void
print_step(const struct print *p, const struct srcplan_step *step)
{
	char buf[PRINT_LEN];

	print_command(p->tables, step->add ? "add" : "del", &step->rule, buf);
	if (p->json) {
		print_json(p, step, buf);
		return;
	}
	vis_write(p->fp, buf, strlen(buf));
	putc('\n', p->fp);
}
