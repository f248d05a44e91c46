#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "hex.h"
#include "host.h"

static const char *const type_names[] = {
	[HOST_CIRCUIT_ID] = "circuit-id",
	[HOST_HW_ADDRESS] = "hw-address",
	[HOST_DUID] = "duid",
	[HOST_CLIENT_ID] = "client-id",
	[HOST_FLEX_ID] = "flex-id",
};

/* A hash in hexadecimal, with the NUL. */
#define HASH_STRLEN 17

#define TYPES (sizeof(type_names) / sizeof(type_names[0]))

const char *
host_id_type_name(enum host_id_type type)
{
	return type_names[type];
}

int
host_id_type_parse(const char *name, enum host_id_type *out)
{
	for (size_t i = 0; i < TYPES; i++)
		if (strcmp(name, type_names[i]) == 0) {
			*out = (enum host_id_type)i;
			return 0;
		}
	return -1;
}

int
host_id_set(
    struct host_id *out, enum host_id_type type, const void *octets, size_t len)
{
	struct host_id id = { .type = type, .len = (uint8_t)len };

	if (len > HOST_ID_SHORT) {
		id.octets.kept = name_keep(octets, len);
		if (!id.octets.kept)
			return -1;
	} else if (len > 0) {
		memcpy(id.octets.here, octets, len);
	}
	*out = id;
	return 0;
}

const uint8_t *
host_id_octets(const struct host_id *id)
{
	return id->len > HOST_ID_SHORT ? id->octets.kept : id->octets.here;
}

int
host_id_cmp(const struct host_id *a, const struct host_id *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int c;

	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	c = memcmp(host_id_octets(a), host_id_octets(b), len);
	return c != 0 ? c : (int)a->len - (int)b->len;
}

bool
host_id_equal(const struct host_id *a, const struct host_id *b)
{
	return host_id_cmp(a, b) == 0;
}

/* The value of the two digits at p, or -1. */
static int
octet_at(const char *p)
{
	int hi = hex_digit(p[0]);
	int lo = hi == -1 ? -1 : hex_digit(p[1]);

	return lo == -1 ? -1 : hi << 4 | lo;
}

int
host_id_parse(enum host_id_type type, const char *text, struct host_id *out,
    struct why *why)
{
	uint8_t octets[HOST_ID_MAX];
	const char *p = text;
	size_t len = 0;

	while (*p != '\0') {
		int v = octet_at(p);

		errno = EINVAL;
		if (v == -1 || len == HOST_ID_MAX)
			return why_set(why,
			    "want 1 to %d hexadecimal octets, have %s",
			    HOST_ID_MAX, text);
		octets[len++] = (uint8_t)v;
		p += 2;
		if (p[0] == ':' && p[1] != '\0')
			p++;
	}
	errno = EINVAL;
	if (len == 0)
		return why_set(why, "want hexadecimal octets, have nothing");
	if (host_id_set(out, type, octets, len) == -1)
		return why_errno(why, "identifier");
	return 0;
}

const char *
host_id_str(const struct host_id *id, char buf[3 * HOST_ID_MAX])
{
	const uint8_t *octets = host_id_octets(id);
	size_t n = 0;

	if (id->type != HOST_HW_ADDRESS) {
		hex_encode(buf, 3 * HOST_ID_MAX, octets, id->len);
		return buf;
	}
	buf[0] = '\0';
	for (size_t i = 0; i < id->len; i++) {
		if (i > 0)
			buf[n++] = ':';
		n += hex_encode(buf + n, 3, octets + i, 1);
	}
	return buf;
}

void
host_id_of_mac(const struct hwaddr *mac, struct host_id *out)
{
	/* Short enough to be always possible. */
	(void)host_id_set(out, HOST_HW_ADDRESS, mac->octet, sizeof(mac->octet));
}

void
host_id_of_line(const struct host_id *line, struct host_id *out)
{
	*out = *line;
	out->type = HOST_FLEX_ID;
}

bool
host_turn(const struct host *h, enum host_id_type type, struct host *out)
{
	*out = *h;
	if (h->id.type == type)
		return true;
	if (h->id.type == HOST_HW_ADDRESS && type == HOST_FLEX_ID) {
		out->has_mac = h->id.len == sizeof(out->mac.octet);
		if (out->has_mac)
			memcpy(
			    out->mac.octet, host_id_octets(&h->id), h->id.len);
		host_id_of_line(&h->line, &out->id);
		return h->line.len > 0;
	}
	if (h->id.type != HOST_FLEX_ID || type != HOST_HW_ADDRESS)
		return false;
	host_id_of_mac(&h->mac, &out->id);
	out->has_mac = false;
	return h->has_mac;
}

static bool
is_line(const struct host_id *id)
{
	return id->type == HOST_CIRCUIT_ID || id->type == HOST_FLEX_ID;
}

/* An identifier as people read it: text when it is, else hexadecimal. */
static const char *
id_text(const struct host_id *id, char buf[3 * HOST_ID_MAX])
{
	const uint8_t *octets = host_id_octets(id);

	if (!is_line(id) || memchr(octets, '\0', id->len) || id->len == 0)
		return host_id_str(id, buf);
	memcpy(buf, octets, id->len);
	buf[id->len] = '\0';
	return buf;
}

const char *
host_str(const struct host *h, char buf[HOST_STRLEN])
{
	char id[3 * HOST_ID_MAX], line[3 * HOST_ID_MAX];

	id_text(&h->id, id);
	if (is_line(&h->id) || h->line.len == 0)
		snprintf(buf, HOST_STRLEN, "%s (%s)", id,
		    h->family == AF_INET ? "IPv4" : "IPv6");
	else
		snprintf(buf, HOST_STRLEN, "%s (IPv6, %s)",
		    id_text(&h->line, line), id);
	return buf;
}

int
host_version_cmp(const struct host_version *a, const struct host_version *b)
{
	if (a->stamp != b->stamp)
		return a->stamp < b->stamp ? -1 : 1;
	return strcmp(name_str(a->machine), name_str(b->machine));
}

int
host_age_cmp(const struct host *a, const struct host *b)
{
	int c = host_version_cmp(&a->version, &b->version);

	return c != 0 ? c : (int)a->gone - (int)b->gone;
}

bool
host_same(const struct host *a, const struct host *b)
{
	return a->family == b->family && host_id_equal(&a->id, &b->id) &&
	    ipnet_equal(&a->addr, &b->addr) &&
	    ipnet_equal(&a->prefix, &b->prefix) &&
	    name_equal(a->client_class, b->client_class);
}

static bool
same_router(const struct host *a, const struct host *b)
{
	if (b->duid != 0 && a->duid != b->duid)
		return false;
	return !b->has_mac ||
	    (a->has_mac && memcmp(&a->mac, &b->mac, sizeof(a->mac)) == 0);
}

bool
host_same_wish(const struct host *a, const struct host *b)
{
	return host_same(a, b) && host_id_equal(&a->line, &b->line) &&
	    same_router(a, b) && name_equal(a->member, b->member) &&
	    a->gone == b->gone;
}

/* "0123456789abcdef", the first octet in front. */
static const char *
hash_str(uint64_t hash, char buf[HASH_STRLEN])
{
	uint8_t octets[8];

	for (int i = 7; i >= 0; i--, hash >>= 8)
		octets[i] = (uint8_t)hash;
	hex_encode(buf, HASH_STRLEN, octets, sizeof(octets));
	return buf;
}

json_t *
host_mark(const struct host *h)
{
	char line[3 * HOST_ID_MAX], mac[HWADDR_STRLEN], hash[HASH_STRLEN];
	json_t *mark;
	int r = 0;

	/* A name that is no UTF-8 cannot travel: json_pack gives null. */
	mark = json_pack("{s:I, s:s, s:s}", "version",
	    (json_int_t)h->version.stamp, "machine",
	    name_str(h->version.machine), "member", name_str(h->member));
	if (h->has_mac)
		r |= json_object_set_new(
		    mark, "mac", json_string(hwaddr_str(&h->mac, mac)));
	if (h->duid != 0)
		r |= json_object_set_new(
		    mark, "duid-hash", json_string(hash_str(h->duid, hash)));
	if (!is_line(&h->id) && h->line.len > 0)
		r |= json_object_set_new(mark, "circuit-id",
		    json_string(host_id_str(&h->line, line)));
	if (r == 0)
		return mark;
	json_decref(mark);
	return NULL;
}

/* A name of the mark; -1 when it is none. */
static int
mark_name(const json_t *mark, const char *key, struct name *out)
{
	const json_t *v = json_object_get(mark, key);
	size_t len = json_string_length(v);

	if (!json_is_string(v) || len >= HOST_TEXT_MAX ||
	    strlen(json_string_value(v)) != len)
		return -1;
	return name_set(out, json_string_value(v), len);
}

/* The router, when the mark names one. */
static int
mark_mac(const json_t *mark, struct host *h)
{
	const json_t *mac = json_object_get(mark, "mac");

	if (!mac || !is_line(&h->id))
		return 0;
	h->has_mac = true;
	return json_is_string(mac) ? hwaddr_parse(json_string_value(mac),
					 json_string_length(mac), &h->mac, NULL)
				   : -1;
}

/* Its DUID, when the mark tells of one. */
static int
mark_duid(const json_t *mark, struct host *h)
{
	const json_t *text = json_object_get(mark, "duid-hash");
	struct host_id octets;

	if (!text || h->family != AF_INET6)
		return 0;
	if (!json_is_string(text) ||
	    host_id_parse(HOST_DUID, json_string_value(text), &octets, NULL) ==
		-1 ||
	    octets.len != sizeof(h->duid))
		return -1;
	h->duid = 0;
	for (size_t i = 0; i < sizeof(h->duid); i++)
		h->duid = h->duid << 8 | host_id_octets(&octets)[i];
	return 0;
}

int
host_unmark(const json_t *mark, struct host *h)
{
	const json_t *stamp = json_object_get(mark, "version");
	const json_t *line = json_object_get(mark, "circuit-id");
	struct host new = *h;

	if (!json_is_integer(stamp) || json_integer_value(stamp) <= 0 ||
	    json_integer_value(stamp) > (json_int_t)HOST_STAMP_MAX ||
	    mark_name(mark, "machine", &new.version.machine) == -1 ||
	    mark_name(mark, "member", &new.member) == -1 ||
	    mark_mac(mark, &new) == -1 || mark_duid(mark, &new) == -1)
		return -1;
	new.version.stamp = (uint64_t)json_integer_value(stamp);
	if (is_line(&h->id)) {
		new.line = h->id;
		new.line.type = HOST_CIRCUIT_ID;
	} else if (line &&
	    (!json_is_string(line) ||
		host_id_parse(HOST_CIRCUIT_ID, json_string_value(line),
		    &new.line, NULL) == -1)) {
		return -1;
	}
	*h = new;
	return 0;
}
