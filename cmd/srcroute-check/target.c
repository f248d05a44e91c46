#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "target.h"

static const struct {
	const char *name;
	enum probe_kind kind;
	uint16_t port;
} kinds[] = {
	{ "icmp", PROBE_ICMP, 0 },
	{ "dns", PROBE_DNS, 53 },
	{ "ntp", PROBE_NTP, 123 },
	{ "radius", PROBE_RADIUS, 1812 },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Sets the kind and its port; what stands behind "kind:", or all of it. */
static const char *
take_kind(const char *text, struct target *out)
{
	for (size_t i = 0; i < KINDS; i++) {
		size_t len = strlen(kinds[i].name);

		if (strncmp(text, kinds[i].name, len) != 0 || text[len] != ':')
			continue;
		out->kind = kinds[i].kind;
		out->port = kinds[i].port;
		return text + len + 1;
	}
	return text;
}

static int
take_port(const char *text, struct target *out, struct why *why)
{
	uint32_t port;

	if (num_parse_u32(text, 1, 65535, &port) == -1)
		return why_set(why, "want a port, 1..65535, have \"%s\"", text);
	if (out->kind == PROBE_ICMP)
		return why_set(why, "want no port with ICMP, have %s", text);
	out->port = (uint16_t)port;
	return 0;
}

/* "[ADDRESS]" with or without ":PORT". */
static int
take_brackets(char *text, struct target *out, struct why *why)
{
	char *end = strchr(text, ']');

	if (!end || (end[1] != ':' && end[1] != '\0'))
		return why_set(why, "want [ADDRESS]:PORT, have \"%s\"", text);
	if (end[1] == ':' && take_port(end + 2, out, why) == -1)
		return -1;
	*end = '\0';
	return ipnet_parse_addr(text + 1, AF_INET6, &out->addr, why);
}

static int
take_host(char *text, struct target *out, struct why *why)
{
	char *colon = strchr(text, ':');

	if (text[0] == '[')
		return take_brackets(text, out, why);
	/* Two colons make an IPv6 address, one goes before a port. */
	if (colon && !strchr(colon + 1, ':')) {
		if (take_port(colon + 1, out, why) == -1)
			return -1;
		*colon = '\0';
	}
	return ipnet_parse_addr(text, AF_UNSPEC, &out->addr, why);
}

static int
take_secret(char *text, struct target *out, struct why *why)
{
	char *equals = strchr(text, '=');

	if (out->kind != PROBE_RADIUS)
		return 0;
	if (!equals || equals[1] == '\0')
		return why_set(why,
		    "want radius:ADDRESS=FILE with the shared secret, "
		    "have none");
	*equals = '\0';
	out->secret_file = strdup(equals + 1);
	return out->secret_file ? 0 : why_set(why, "out of memory");
}

int
target_parse(const char *text, struct target *out, struct why *why)
{
	char *copy;
	int rc = -1;

	*out = (struct target){ .kind = PROBE_ICMP };
	copy = strdup(take_kind(text, out));
	if (!copy)
		why_set(why, "out of memory");
	else if (take_secret(copy, out, why) == 0)
		rc = take_host(copy, out, why);
	free(copy);
	if (rc == -1)
		target_clear(out);
	return rc;
}

void
target_clear(struct target *t)
{
	free(t->secret_file);
	t->secret_file = NULL;
}

const char *
target_str(const struct target *t, char buf[TARGET_STRLEN])
{
	char addr[IPNET_STRLEN];
	bool brackets = t->addr.family == AF_INET6;

	ipnet_str(&t->addr, addr);
	if (t->kind == PROBE_ICMP)
		snprintf(buf, TARGET_STRLEN, "%s", addr);
	else if (t->port == kinds[t->kind].port)
		snprintf(
		    buf, TARGET_STRLEN, "%s:%s", kinds[t->kind].name, addr);
	else
		snprintf(buf, TARGET_STRLEN, "%s:%s%s%s:%u",
		    kinds[t->kind].name, brackets ? "[" : "", addr,
		    brackets ? "]" : "", t->port);
	return buf;
}
