#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include <radcli/radcli.h>
#include <radcli/version.h>

#include "bytes.h"
#include "radsend.h"

/* The header has no such name in every version. */
#define CHECKS_SINCE 0x010500

const char radsend_version[] = RADCLI_VERSION;
const bool radsend_checks = RADCLI_VERSION_NUMBER >= CHECKS_SINCE;

static int
set(rc_handle *rh, const char *name, const char *value, struct why *why)
{
	if (rc_add_config(rh, name, value, "radsend", 0) == -1)
		return why_set(why, "libradcli: want to set %s, cannot", name);
	return 0;
}

/* The secret goes past the parser of servers, which would cut it up. */
static int
set_server(rc_handle *rh, const struct radsend *r, struct why *why)
{
	char server[sizeof("127.0.0.1:65535")];
	SERVER *s;

	snprintf(server, sizeof(server), "127.0.0.1:%u", r->port);
	if (set(rh, "authserver", server, why) == -1)
		return -1;
	s = rc_conf_srv(rh, "authserver");
	if (!s || s->max != 1)
		return why_set(why, "libradcli: want one server, have none");
	s->secret[0] = strdup(r->secret);
	if (!s->secret[0])
		return why_errno(why, "libradcli");
	return 0;
}

static int
configure(rc_handle *rh, const struct radsend *r, struct why *why)
{
	char timeout[16], retries[16];
	const char *text;
	size_t len;

	snprintf(timeout, sizeof(timeout), "%u", r->timeout_s);
	snprintf(retries, sizeof(retries), "%u", r->tries - 1);
	if (set_server(rh, r, why) == -1 ||
	    set(rh, "radius_timeout", timeout, why) == -1 ||
	    set(rh, "radius_retries", retries, why) == -1)
		return -1;
	if (rc_apply_config(rh) == -1)
		return why_set(why,
		    "libradcli: want a configuration, have "
		    "one it does not take");
	text = raddict_text(r->dict, &len);
	if (len == 0 || rc_read_dictionary_from_buffer(rh, text, len) != 0)
		return why_set(why,
		    "libradcli: want a dictionary, have one it does not take");
	return 0;
}

/* Numbers and IPv4 addresses are handed over in the host's order. */
static VALUE_PAIR *
add_one(rc_handle *rh, VALUE_PAIR **list, const struct radsend_attr *a,
    enum raddict_type type)
{
	struct bytes b;
	uint32_t number;

	if (type != RADDICT_INTEGER && type != RADDICT_IPADDR)
		return rc_avpair_add(
		    rh, list, a->type, a->value, a->len, (int)a->vendor);
	bytes_init(&b, a->value, a->len);
	number = bytes_be32(&b);
	if (!bytes_ok(&b) || bytes_left(&b) > 0)
		return NULL;
	return rc_avpair_add(rh, list, a->type, &number, 0, (int)a->vendor);
}

static int
add(rc_handle *rh, VALUE_PAIR **list, const struct radsend *r, struct why *why)
{
	char buf[RADDICT_LABEL_SIZE];

	if (r->attr_count > RADSEND_ATTRS_MAX)
		return why_set(why, "want at most %d attributes, have %zu",
		    RADSEND_ATTRS_MAX, r->attr_count);
	for (size_t i = 0; i < r->attr_count; i++) {
		const struct radsend_attr *a = &r->attrs[i];
		const struct radattr seen = { a->vendor, a->type, a->value,
			a->len };
		const struct raddict_attr *known =
		    raddict_find(r->dict, a->vendor, a->type);
		size_t max = a->vendor                ? RADPKT_VENDOR_VALUE_MAX
		    : a->type == RADPKT_USER_PASSWORD ? RADSEND_PASSWORD_MAX
						      : RADPKT_VALUE_MAX;

		if (!known)
			return why_set(why,
			    "want %s in the dictionary, have no such",
			    raddict_label(r->dict, &seen, buf));
		if (a->len > max)
			return why_set(why,
			    "%s: want at most %zu octets, have %u", known->name,
			    max, a->len);
		if (!add_one(rh, list, a, known->type))
			return why_set(why,
			    "%s: libradcli does not take the value",
			    known->name);
	}
	return 0;
}

static void
forget(VALUE_PAIR *list)
{
	VALUE_PAIR *password = rc_avpair_get(list, PW_USER_PASSWORD, 0);

	if (password)
		explicit_bzero(password->strvalue, sizeof(password->strvalue));
	rc_avpair_free(list);
}

static void
destroy(rc_handle *rh)
{
	SERVER *s = rc_conf_srv(rh, "authserver");

	if (s && s->max == 1 && s->secret[0])
		explicit_bzero(s->secret[0], strlen(s->secret[0]));
	rc_destroy(rh);
}

/* What it would log is said better by who looks at the packets. */
static int
ask(rc_handle *rh, VALUE_PAIR *list)
{
	int mask = setlogmask(LOG_MASK(LOG_EMERG));
	VALUE_PAIR *received = NULL;
	int rc = rc_aaa(rh, 0, list, &received, NULL, 0, PW_ACCESS_REQUEST);

	setlogmask(mask);
	rc_avpair_free(received);
	return rc;
}

int
radsend_request(const struct radsend *r, struct why *why)
{
	VALUE_PAIR *list = NULL;
	int mask, rc = -1;
	rc_handle *rh;

	/* It looks the name of the service up, and fails without a word. */
	if (!getservbyname("radius", "udp"))
		return why_set(why,
		    "want radius/udp in /etc/services (package netbase), "
		    "have none");
	mask = setlogmask(LOG_MASK(LOG_EMERG));
	rh = rc_new();
	if (rh)
		rh = rc_config_init(rh);
	if (!rh) {
		setlogmask(mask);
		return why_set(why, "libradcli: no memory");
	}
	if (configure(rh, r, why) == 0 && add(rh, &list, r, why) == 0) {
		ask(rh, list);
		rc = 0;
	}
	setlogmask(mask);
	forget(list);
	destroy(rh);
	return rc;
}
