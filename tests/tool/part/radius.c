#include <string.h>
#include <sys/random.h>

#include "md5.h"
#include "radius.h"
#include "radpkt.h"

enum {
	HEADER = 20,
	AUTHENTICATOR = 4
};

static void
set_length(struct radius *r)
{
	r->p[2] = (uint8_t)(r->len >> 8);
	r->p[3] = (uint8_t)r->len;
}

void
radius_request(struct radius *r, uint8_t id)
{
	memset(r, 0, sizeof(*r));
	r->p[0] = RADIUS_ACCESS_REQUEST;
	r->p[1] = id;
	if (getrandom(r->p + AUTHENTICATOR, 16, 0) != 16)
		r->p[AUTHENTICATOR] = id;
	r->len = HEADER;
	set_length(r);
}

void
radius_add(struct radius *r, uint8_t type, const void *value, size_t len)
{
	if (len > 253 || r->len + 2 + len > sizeof(r->p))
		return;
	r->p[r->len] = type;
	r->p[r->len + 1] = (uint8_t)(len + 2);
	if (len > 0)
		memcpy(r->p + r->len + 2, value, len);
	r->len += len + 2;
	set_length(r);
}

void
radius_add_vendor(struct radius *r, uint32_t vendor, uint8_t type,
    const void *value, size_t len)
{
	uint8_t buf[253] = { (uint8_t)(vendor >> 24), (uint8_t)(vendor >> 16),
		(uint8_t)(vendor >> 8), (uint8_t)vendor, type,
		(uint8_t)(len + 2) };

	if (len > sizeof(buf) - 6)
		return;
	memcpy(buf + 6, value, len);
	radius_add(r, RADIUS_VENDOR_SPECIFIC, buf, len + 6);
}

void
radius_add_password(struct radius *r, const char *password, const char *secret)
{
	size_t len = strnlen(password, 128), known = strnlen(secret, 128);
	uint8_t hidden[128] = { 0 }, key[128 + 16], mask[16];

	memcpy(hidden, password, len);
	len = len == 0 ? 16 : (len + 15) / 16 * 16;
	memcpy(key, secret, known);
	memcpy(key + known, r->p + AUTHENTICATOR, 16);
	for (size_t i = 0; i < len; i += 16) {
		md5(&(struct md5_part){ key, known + 16 }, 1, mask);
		for (size_t j = 0; j < 16; j++)
			hidden[i + j] ^= mask[j];
		memcpy(key + known, hidden + i, 16);
	}
	radius_add(r, RADIUS_USER_PASSWORD, hidden, len);
}

bool
radius_is_answer(const struct radius *request, const uint8_t *p, size_t len,
    const char *secret)
{
	struct radpkt asked, answer;

	return radpkt_parse(request->p, request->len, &asked, NULL) == 0 &&
	    radpkt_parse(p, len, &answer, NULL) == 0 && answer.len == len &&
	    answer.id == asked.id && radpkt_is_signed(&answer, &asked, secret);
}

const uint8_t *
radius_find(const uint8_t *p, size_t len, uint8_t type, size_t *value_len)
{
	for (size_t i = HEADER; i + 2 <= len && p[i + 1] >= 2; i += p[i + 1]) {
		if (p[i] != type || i + p[i + 1] > len)
			continue;
		*value_len = (size_t)p[i + 1] - 2;
		return p + i + 2;
	}
	return NULL;
}
