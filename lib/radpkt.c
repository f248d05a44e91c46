#include <string.h>

#include "bytes.h"
#include "md5.h"
#include "radpkt.h"

#define AUTH_AT 4

/* Whether attributes fill p[0..len) exactly; *at is where one does not. */
static bool
attributes_fit(const uint8_t *p, size_t len, size_t *at)
{
	size_t i = 0;

	while (i < len) {
		*at = i;
		if (len - i < 2 || p[i + 1] < 2 || p[i + 1] > len - i)
			return false;
		i += p[i + 1];
	}
	return true;
}

int
radpkt_parse(const void *p, size_t len, struct radpkt *out, struct why *why)
{
	struct bytes b;
	struct radpkt r = { .p = p };
	size_t at;

	if (len < RADPKT_HEADER)
		return why_set(why, "want at least %d octets, have %zu",
		    RADPKT_HEADER, len);
	bytes_init(&b, p, len);
	r.code = bytes_u8(&b);
	r.id = bytes_u8(&b);
	r.len = bytes_be16(&b);
	if (r.len < RADPKT_HEADER || r.len > RADPKT_MAX)
		return why_set(why, "want a length of %d to %d, have %zu",
		    RADPKT_HEADER, RADPKT_MAX, r.len);
	if (r.len > len)
		return why_set(
		    why, "want the %zu octets it says, have %zu", r.len, len);
	if (!attributes_fit(r.p + RADPKT_HEADER, r.len - RADPKT_HEADER, &at))
		return why_set(why,
		    "want attributes that fit, have one at octet %zu that "
		    "does not",
		    RADPKT_HEADER + at);
	*out = r;
	return 0;
}

const char *
radpkt_code_name(uint8_t code)
{
	switch (code) {
	case RADPKT_REQUEST:
		return "Access-Request";
	case RADPKT_ACCEPT:
		return "Access-Accept";
	case RADPKT_REJECT:
		return "Access-Reject";
	case RADPKT_CHALLENGE:
		return "Access-Challenge";
	default:
		return NULL;
	}
}

void
radpkt_walk(struct radpkt_walk *w, const struct radpkt *packet)
{
	*w = (struct radpkt_walk){ packet->p + RADPKT_HEADER,
		packet->len - RADPKT_HEADER, 0, NULL, 0 };
}

/* The attribute at *p, known to fit; goes behind it. */
static void
take(const uint8_t **p, size_t *len, struct radattr *out)
{
	size_t n = (*p)[1];

	out->type = (*p)[0];
	out->p = *p + 2;
	out->len = n - 2;
	*p += n;
	*len -= n;
}

/* Go into a Vendor-Specific, if it is one of the usual form. */
static bool
enter(struct radpkt_walk *w, const struct radattr *a)
{
	struct bytes b;
	uint32_t vendor;
	size_t at;

	if (a->type != RADPKT_VENDOR_SPECIFIC)
		return false;
	bytes_init(&b, a->p, a->len);
	vendor = bytes_be32(&b);
	if (!bytes_ok(&b) || vendor == 0 || bytes_left(&b) == 0 ||
	    !attributes_fit(a->p + 4, a->len - 4, &at))
		return false;
	w->vendor = vendor;
	w->inner = a->p + 4;
	w->inner_len = a->len - 4;
	return true;
}

bool
radpkt_next(struct radpkt_walk *w, struct radattr *out)
{
	if (w->inner_len == 0) {
		if (w->len == 0)
			return false;
		out->vendor = 0;
		take(&w->p, &w->len, out);
		if (!enter(w, out))
			return true;
	}
	out->vendor = w->vendor;
	take(&w->inner, &w->inner_len, out);
	return true;
}

bool
radpkt_find(const struct radpkt *packet, uint32_t vendor, uint8_t type,
    struct radattr *out)
{
	struct radpkt_walk w;

	radpkt_walk(&w, packet);
	while (radpkt_next(&w, out))
		if (out->vendor == vendor && out->type == type)
			return true;
	return false;
}

/* In a time that tells nothing about where they differ. */
static bool
is_same(const uint8_t a[RADPKT_AUTH], const uint8_t b[RADPKT_AUTH])
{
	unsigned int differs = 0;

	for (size_t i = 0; i < RADPKT_AUTH; i++)
		differs |= a[i] ^ b[i];
	return differs == 0;
}

bool
radpkt_is_signed(const struct radpkt *reply, const struct radpkt *request,
    const char *secret)
{
	const struct md5_part parts[] = { { reply->p, AUTH_AT },
		{ request->p + AUTH_AT, RADPKT_AUTH },
		{ reply->p + RADPKT_HEADER, reply->len - RADPKT_HEADER },
		{ secret, strlen(secret) } };
	uint8_t sum[MD5_LEN];

	md5(parts, 4, sum);
	return is_same(sum, reply->p + AUTH_AT);
}

/* Offsets of Message-Authenticators: how many, and of the first. */
static size_t
find_macs(const struct radpkt *packet, struct radattr *first)
{
	struct radpkt_walk w;
	struct radattr a;
	size_t count = 0;

	radpkt_walk(&w, packet);
	while (radpkt_next(&w, &a))
		if (a.vendor == 0 && a.type == RADPKT_MESSAGE_AUTHENTICATOR &&
		    count++ == 0)
			*first = a;
	return count;
}

enum radpkt_mac
radpkt_check_mac(const struct radpkt *reply, const struct radpkt *request,
    const char *secret)
{
	uint8_t copy[RADPKT_MAX], sum[MD5_LEN];
	struct radattr mac;

	switch (find_macs(reply, &mac)) {
	case 0:
		return RADPKT_MAC_NONE;
	case 1:
		break;
	default:
		return RADPKT_MAC_WRONG;
	}
	if (mac.len != MD5_LEN)
		return RADPKT_MAC_WRONG;
	memcpy(copy, reply->p, reply->len);
	memcpy(copy + AUTH_AT, request->p + AUTH_AT, RADPKT_AUTH);
	memset(copy + (mac.p - reply->p), 0, MD5_LEN);
	md5_hmac(secret, strlen(secret), copy, reply->len, sum);
	return is_same(sum, mac.p) ? RADPKT_MAC_RIGHT : RADPKT_MAC_WRONG;
}

void
radpkt_sign(uint8_t *p, size_t len, const char *secret)
{
	struct radpkt packet;
	struct radattr mac;
	uint8_t sum[MD5_LEN];

	if (radpkt_parse(p, len, &packet, NULL) == -1 ||
	    find_macs(&packet, &mac) != 1 || mac.len != MD5_LEN)
		return;
	memset(p + (mac.p - p), 0, MD5_LEN);
	md5_hmac(secret, strlen(secret), p, packet.len, sum);
	memcpy(p + (mac.p - p), sum, MD5_LEN);
}
