/*
 * rulecmd add|twin|del|storm WORD=VALUE...: one policy rule by lib/rtsock, with
 * what ip(8) would not send.  Words: pref, src, dst, iif, table, goto, action
 * (a number), protocol, family (4 or 6; else that of src).
 * storm adds and deletes it until standard input ends, then prints how often.
 */
#include <linux/fib_rules.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "num.h"
#include "rtsock.h"

static int
set_net(struct rule *r, struct ipnet *net, const char *value)
{
	if (ipnet_parse_prefix(value, AF_UNSPEC, net, NULL) == -1)
		return -1;
	r->family = net->family;
	return 0;
}

static int
set_number(struct rule *r, const char *key, const char *value)
{
	uint32_t n;

	if (num_parse_u32(value, 0, UINT32_MAX, &n) == -1)
		return -1;
	if (strcmp(key, "pref") == 0)
		r->pref = n;
	else if (strcmp(key, "table") == 0)
		r->table = n;
	else if (strcmp(key, "goto") == 0)
		r->goto_target = n;
	else if (strcmp(key, "action") == 0)
		r->action = (uint8_t)n;
	else if (strcmp(key, "protocol") == 0)
		r->protocol = (uint8_t)n;
	else if (strcmp(key, "family") == 0)
		r->family = n == 6 ? AF_INET6 : AF_INET;
	else
		return -1;
	return 0;
}

static int
set(struct rule *r, char *word)
{
	char *value = strchr(word, '=');

	if (!value)
		return -1;
	*value++ = '\0';
	if (strcmp(word, "src") == 0)
		return set_net(r, &r->src, value);
	if (strcmp(word, "dst") == 0)
		return set_net(r, &r->dst, value);
	if (strcmp(word, "iif") == 0) {
		snprintf(r->iif, sizeof(r->iif), "%s", value);
		return 0;
	}
	return set_number(r, word, value);
}

static int
storm(struct rtsock *s, const struct rule *r, struct why *why)
{
	struct pollfd p = { .fd = 0, .events = POLLIN };
	unsigned long n = 0;
	int rc = 0;

	for (; rc == 0 && poll(&p, 1, 0) == 0; n++) {
		rc = rtsock_add_rule(s, r, false, why);
		if (rc == 0)
			rc = rtsock_delete_rule(s, r, why);
	}
	printf("%lu\n", n);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct rule r = { .family = AF_INET, .action = FR_ACT_TO_TBL };
	struct why why = { "" };
	struct rtsock *s = rtsock_open(&why);
	int rc = -1;

	for (int i = 2; i < argc; i++) {
		if (set(&r, argv[i]) == -1) {
			fprintf(stderr, "rulecmd: %s\n", argv[i]);
			return 2;
		}
	}
	if (s && argc > 1 && strcmp(argv[1], "storm") == 0)
		rc = storm(s, &r, &why);
	else if (s && argc > 1 && strcmp(argv[1], "del") == 0)
		rc = rtsock_delete_rule(s, &r, &why);
	else if (s && argc > 1)
		rc = rtsock_add_rule(s, &r, strcmp(argv[1], "twin") == 0, &why);
	rtsock_free(s);
	if (rc != 0)
		fprintf(stderr, "rulecmd: %s\n", why.text);
	return rc == 0 ? 0 : 1;
}
