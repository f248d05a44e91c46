#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "attrs.h"
#include "hwaddr.h"
#include "ipnet.h"
#include "site.h"

/* A User-Name of "0x" and hexadecimal has no room for more. */
#define LINE_MAX_AS_NAME 125

static void
add(struct ask *a, uint32_t vendor, uint8_t type, const void *value, size_t len)
{
	struct radsend_attr *new = &a->attr[a->count++];

	new->vendor = vendor;
	new->type = type;
	new->len = (uint8_t)len;
	memcpy(new->value, value, len);
}

static int
add_text(struct ask *a, uint8_t type, const char *what, const char *text,
    struct why *why)
{
	size_t len = strlen(text);

	if (len == 0 || len > RADPKT_VALUE_MAX)
		return why_set(why, "%s: want 1 to %d octets, have %zu", what,
		    RADPKT_VALUE_MAX, len);
	add(a, 0, type, text, len);
	return 0;
}

struct line {
	uint8_t octet[RADPKT_VENDOR_VALUE_MAX];
	size_t len; /* 0: none */
};

static int
take_line(const struct ask_args *args, struct line *out, struct why *why)
{
	out->len = 0;
	if (!args->line)
		return 0;
	if (hex_decode(args->line, strlen(args->line), args->enc, out->octet,
		sizeof(out->octet), &out->len, NULL, why) == -1)
		return why_prefix(why, "-i");
	if (args->member && out->len > LINE_MAX_AS_NAME)
		return why_set(why,
		    "-i: want at most %d octets as User-Name, have %zu",
		    LINE_MAX_AS_NAME, out->len);
	return 0;
}

static int
add_user(struct ask *a, const struct ask_args *args, const struct line *line,
    struct why *why)
{
	char name[2 + 2 * LINE_MAX_AS_NAME + 1] = "0x";

	if (!args->member)
		return add_text(a, RADPKT_USER_NAME, "-u", args->user, why);
	hex_encode(name + 2, sizeof(name) - 2, line->octet, line->len);
	return add_text(a, RADPKT_USER_NAME, "-i", name, why);
}

static int
add_password(struct ask *a, const char *path, struct why *why)
{
	char text[RADSEND_PASSWORD_MAX + 1] = ASK_PASSWORD;

	if (path && site_secret(path, text, sizeof(text), why) == -1)
		return why_prefix(why, "-p");
	add(a, 0, RADPKT_USER_PASSWORD, text, strlen(text));
	explicit_bzero(text, sizeof(text));
	return 0;
}

static int
add_nas(
    struct ask *a, const char *text, const struct server *s, struct why *why)
{
	struct ipnet nas = { .family = s->family };

	memcpy(nas.addr, s->source, sizeof(nas.addr));
	if (text && ipnet_parse_addr(text, AF_UNSPEC, &nas, why) == -1)
		return why_prefix(why, "-n");
	if (nas.family == AF_INET)
		add(a, 0, RADPKT_NAS_IP_ADDRESS, nas.addr, 4);
	else
		add(a, 0, RADPKT_NAS_IPV6_ADDRESS, nas.addr, 16);
	return 0;
}

/* -m, or what the user name begins with. */
static int
add_mac(struct ask *a, const struct ask_args *args, struct why *why)
{
	char text[HWADDR_STRLEN];
	struct hwaddr mac;
	const char *realm;
	size_t len;

	if (args->mac) {
		if (hwaddr_parse(args->mac, strlen(args->mac), &mac, why) == -1)
			return why_prefix(why, "-m");
	} else if (!args->user ||
	    hwaddr_parse_user(args->user, strlen(args->user), &mac, &realm,
		&len, NULL) == -1) {
		return 0;
	}
	hwaddr_str(&mac, text);
	add(a, attrs_mac.vendor, attrs_mac.type, text, strlen(text));
	return 0;
}

int
ask_make(const struct ask_args *args, const struct server *server, bool sign,
    struct ask *out, struct why *why)
{
	static const uint8_t empty[RADPKT_AUTH];
	struct line line;

	out->count = 0;
	if (take_line(args, &line, why) == -1 ||
	    add_user(out, args, &line, why) == -1 ||
	    add_password(out, args->password_file, why) == -1 ||
	    add_nas(out, args->nas, server, why) == -1)
		return -1;
	if (line.len > 0)
		add(out, attrs_line.vendor, attrs_line.type, line.octet,
		    line.len);
	if (add_mac(out, args, why) == -1)
		return -1;
	if (args->member && args->user &&
	    add_text(out, RADPKT_CALLING_STATION_ID, "-u", args->user, why) ==
		-1)
		return -1;
	if (sign)
		add(out, 0, RADPKT_MESSAGE_AUTHENTICATOR, empty, sizeof(empty));
	return 0;
}

/* The password is hidden, in blocks of 16. */
static bool
is_asked(const struct radsend_attr *want, const struct radattr *have)
{
	if (want->vendor != have->vendor || want->type != have->type)
		return false;
	if (attrs_is_hidden(have))
		return have->len == (want->len + 15u) / 16 * 16;
	return want->len == have->len &&
	    memcmp(want->value, have->p, have->len) == 0;
}

static bool
is_mac(uint32_t vendor, uint8_t type)
{
	return vendor == 0 && type == RADPKT_MESSAGE_AUTHENTICATOR;
}

int
ask_check(const struct ask *a, const struct radpkt *request, struct why *why)
{
	struct radpkt_walk w;
	struct radattr have;
	size_t i = 0;

	radpkt_walk(&w, request);
	while (radpkt_next(&w, &have)) {
		if (is_mac(have.vendor, have.type))
			continue;
		if (i < a->count && is_mac(a->attr[i].vendor, a->attr[i].type))
			i++;
		if (i == a->count || !is_asked(&a->attr[i], &have))
			return why_set(why,
			    "want the request that was asked for, have "
			    "another at attribute %zu",
			    i + 1);
		i++;
	}
	if (i < a->count && is_mac(a->attr[i].vendor, a->attr[i].type))
		i++;
	if (i < a->count)
		return why_set(why,
		    "want the request that was asked for, have only %zu of "
		    "%zu attributes",
		    i, a->count);
	return 0;
}

void
ask_free(struct ask *a)
{
	explicit_bzero(a, sizeof(*a));
}
