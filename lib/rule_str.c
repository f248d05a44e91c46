/* A rule in the words of ip-rule(8). */
#include <linux/fib_rules.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rule.h"

/* Text that is cut at its end, never behind it. */
struct text {
	char *p;
	size_t used;
};

static void put(struct text *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
put(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(t->p + t->used, RULE_STRLEN - t->used, fmt, ap);
	va_end(ap);
	if (n > 0)
		t->used += (size_t)n;
	if (t->used >= RULE_STRLEN)
		t->used = RULE_STRLEN - 1;
}

/* A name as one word of a shell: the kernel takes nearly any octets. */
static void
put_word(struct text *t, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_.:@%+=,";

	if (word[strspn(word, plain)] == '\0') {
		put(t, "%s", word);
		return;
	}
	put(t, "'");
	for (; *word != '\0'; word++)
		put(t, *word == '\'' ? "'\\''" : "%c", *word);
	put(t, "'");
}

static void
put_net(struct text *t, const char *key, const struct ipnet *net)
{
	char buf[IPNET_STRLEN];

	if (net->family != AF_UNSPEC)
		put(t, " %s %s", key, ipnet_str(net, buf));
}

static void
put_name(struct text *t, const char *key, const char *name)
{
	if (name[0] == '\0')
		return;
	put(t, " %s ", key);
	put_word(t, name);
}

const char *
rule_action_name(uint8_t action)
{
	static const char *const names[] = {
		[FR_ACT_TO_TBL] = "lookup",
		[FR_ACT_GOTO] = "goto",
		[FR_ACT_NOP] = "nop",
		[FR_ACT_BLACKHOLE] = "blackhole",
		[FR_ACT_UNREACHABLE] = "unreachable",
		[FR_ACT_PROHIBIT] = "prohibit",
	};

	return action < sizeof(names) / sizeof(names[0]) ? names[action] : NULL;
}

static void
put_action(struct text *t, const struct rule *r, const char *table)
{
	const char *name = rule_action_name(r->action);

	if (!name) {
		put(t, " [action %d]", r->action);
		return;
	}
	put(t, " %s", name);
	if (r->action == FR_ACT_GOTO)
		put(t, " %u", r->goto_target);
	if (r->action != FR_ACT_TO_TBL)
		return;
	put(t, table ? " " : " %u", r->table);
	if (table)
		put_word(t, table);
}

static void
put_other(struct text *t, uint64_t other)
{
	const char *before = " [other ";

	for (unsigned int i = 0; i < 64; i++) {
		if (!(other >> i & 1))
			continue;
		put(t, "%s%u", before, i);
		before = ",";
	}
	if (other != 0)
		put(t, "]");
}

const char *
rule_str(const struct rule *r, const char *table, char buf[RULE_STRLEN])
{
	struct text t = { buf, 0 };

	put(&t, "%spref %u", r->invert ? "not " : "", r->pref);
	put_net(&t, "from", &r->src);
	put_net(&t, "to", &r->dst);
	if (r->tos != 0)
		put(&t, " tos 0x%02x", r->tos);
	if (r->mark != 0 || r->mask != 0)
		put(&t, " fwmark 0x%x/0x%x", r->mark, r->mask);
	put_name(&t, "iif", r->iif);
	put_name(&t, "oif", r->oif);
	put_action(&t, r, table);
	put(&t, " protocol %d", r->protocol);
	put_other(&t, r->other);
	return buf;
}
