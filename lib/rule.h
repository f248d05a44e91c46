/*
 * One policy rule of the kernel ("ip rule") as plain data, and the reader of
 * the netlink message that carries it.  All that a rule selects by and does
 * is here or, when this module knows no name for it, told in `other`: two
 * rules with rule_cmp() == 0 and no `other` treat every packet alike.
 */
#ifndef RULE_H
#define RULE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipnet.h"
#include "why.h"

struct rule {
	int family; /* AF_INET or AF_INET6 */
	uint32_t pref;
	uint8_t protocol; /* RTPROT_*: who made it */
	uint8_t action;   /* FR_ACT_* of linux/fib_rules.h */
	uint8_t tos;
	bool invert;        /* "not" */
	struct ipnet src;   /* family AF_UNSPEC: any */
	struct ipnet dst;   /* the same */
	char iif[IFNAMSIZ]; /* "" any */
	char oif[IFNAMSIZ];
	uint32_t mark;
	uint32_t mask;
	uint32_t table;       /* 0 unless action is FR_ACT_TO_TBL */
	uint32_t goto_target; /* 0 unless action is FR_ACT_GOTO */
	/* Bit N: attribute FRA_N is there and matters; bit 0: an unknown
	 * flag, bit 63: attributes from 63 on. */
	uint64_t other;
};

/* A list in the kernel's order, or in one's own. */
struct rules {
	struct rule *list;
	size_t count;
	size_t size;
};

/* 0, or -1 when memory is short; rules_free() leaves an empty list. */
int rules_push(struct rules *rules, const struct rule *rule);
void rules_free(struct rules *rules);

/*
 * Read an RTM_NEWRULE or RTM_DELRULE message, header included, from hostile
 * octets.  Returns 0, or -1 and why: cut, of another type or family, an
 * attribute of a wrong size.
 */
int rule_parse(const void *msg, size_t len, struct rule *out, struct why *why);

/* Order by family, pref, then all the rest, `other` included. */
int rule_cmp(const struct rule *a, const struct rule *b);

/*
 * Nothing in it that the tools here do not write: no "not", no attribute
 * without a name.
 */
bool rule_is_plain(const struct rule *rule);

/*
 * Whether the kernel, asked to delete `request` with all its attributes,
 * takes `rule` for it: what the request does not have is any, and "not" is
 * not looked at.
 */
bool rule_deletes(const struct rule *request, const struct rule *rule);

#define RULE_STRLEN 512

/*
 * The words behind "ip rule add" that make this rule, safe for a shell:
 * "pref 10008 from 5.183.104.0/24 lookup ils_table protocol 173".  `table`
 * is its table's name, null for the number.  What has no name is told as
 * "[other 17]" at the end.
 */
const char *rule_str(
    const struct rule *rule, const char *table, char buf[RULE_STRLEN]);

/* "unreachable", "lookup"...; null for one that is not known. */
const char *rule_action_name(uint8_t action);

#endif
