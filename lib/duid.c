#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bytes.h"
#include "duid.h"

#define IAID_MARK 0xff
#define ETHERNET 1
#define YEAR_2000 946684800 /* in seconds since 1970 */

static const struct {
	const char *name;
	size_t least; /* octets in front of the identifier */
} types[] = {
	[DUID_LLT] = { "DUID-LLT", 8 },
	[DUID_EN] = { "DUID-EN", 6 },
	[DUID_LL] = { "DUID-LL", 4 },
	[DUID_UUID] = { "DUID-UUID", 2 },
};

static bool
is_known(uint16_t type)
{
	return type >= DUID_LLT && type <= DUID_UUID;
}

const char *
duid_type_name(uint16_t type)
{
	return is_known(type) ? types[type].name : NULL;
}

static void
read_head(struct bytes *b, struct duid *d)
{
	d->type = bytes_be16(b);
	if (d->type == DUID_LLT || d->type == DUID_LL)
		d->hw_type = bytes_be16(b);
	if (d->type == DUID_LLT)
		d->time = bytes_be32(b);
	if (d->type == DUID_EN)
		d->enterprise = bytes_be32(b);
	d->id_len = bytes_left(b);
	d->id = bytes_take(b, d->id_len);
}

static int
check(const struct duid *d, size_t len, bool whole, struct why *why)
{
	const char *name = duid_type_name(d->type);

	if (!whole || d->id_len == 0)
		return why_set(why, "want a DUID%s%s, have %zu octets",
		    name ? ": more than the head of " : "", name ? name : "",
		    len);
	if (d->type == DUID_UUID && d->id_len != 16)
		return why_set(
		    why, "want the 16 octets of a UUID, have %zu", d->id_len);
	if (len > DUID_MAX_OCTETS)
		return why_set(why,
		    "want a DUID of at most %d octets, have %zu",
		    DUID_MAX_OCTETS, len);
	return 0;
}

int
duid_parse(const void *p, size_t len, struct duid *out, struct why *why)
{
	const uint8_t *octets = p;
	struct duid d = { .has_iaid = false };
	struct bytes b;

	bytes_init(&b, p, len);
	if (len > DUID_IAID_OCTETS && octets[0] == IAID_MARK) {
		bytes_u8(&b);
		d.has_iaid = true;
		d.iaid = bytes_be32(&b);
		len -= DUID_IAID_OCTETS;
	}
	read_head(&b, &d);
	if (check(&d, len, bytes_ok(&b), why) == -1)
		return -1;
	d.has_mac = (d.type == DUID_LLT || d.type == DUID_LL) &&
	    d.hw_type == ETHERNET && d.id_len == sizeof(d.mac.octet);
	if (d.has_mac)
		memcpy(d.mac.octet, d.id, sizeof(d.mac.octet));
	*out = d;
	return 0;
}

void
duid_time(const struct duid *d, char buf[DUID_TIME_SIZE])
{
	time_t when = (time_t)YEAR_2000 + d->time;
	struct tm tm;

	gmtime_r(&when, &tm);
	strftime(buf, DUID_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

void
duid_uuid(const struct duid *d, char buf[DUID_UUID_SIZE])
{
	size_t n = 0;

	for (size_t i = 0; i < 16; i++)
		n += (size_t)snprintf(buf + n, DUID_UUID_SIZE - n, "%s%02x",
		    i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", d->id[i]);
}

void
duid_link_local(const struct hwaddr *mac, char buf[DUID_LINK_LOCAL_SIZE])
{
	const uint8_t *o = mac->octet;
	const uint8_t address[16] = { 0xfe, 0x80, 0, 0, 0, 0, 0, 0,
		(uint8_t)(o[0] ^ 2), o[1], o[2], 0xff, 0xfe, o[3], o[4], o[5] };

	inet_ntop(AF_INET6, address, buf, DUID_LINK_LOCAL_SIZE);
}
