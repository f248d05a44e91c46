/*
 * The few RADIUS packets (RFC 2865) that a BNG sends and gets.
 */
#ifndef RADIUS_H
#define RADIUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RADIUS_MAX 4096

enum {
	RADIUS_ACCESS_REQUEST = 1,
	RADIUS_ACCESS_ACCEPT = 2,
	RADIUS_ACCESS_REJECT = 3
};

enum {
	RADIUS_USER_NAME = 1,
	RADIUS_USER_PASSWORD = 2,
	RADIUS_NAS_IP_ADDRESS = 4,
	RADIUS_CLASS = 25,
	RADIUS_VENDOR_SPECIFIC = 26,
	RADIUS_CALLING_STATION_ID = 31
};

struct radius {
	uint8_t p[RADIUS_MAX];
	size_t len;
};

/* An Access-Request with a random authenticator. */
void radius_request(struct radius *r, uint8_t id);

/* `len` at most 253; 247 with a vendor. */
void radius_add(struct radius *r, uint8_t type, const void *value, size_t len);
void radius_add_vendor(struct radius *r, uint32_t vendor, uint8_t type,
    const void *value, size_t len);

/* User-Password, hidden with the secret (5.2).  At most 128 octets. */
void radius_add_password(
    struct radius *r, const char *password, const char *secret);

/* Whether p[0..len) is the answer of somebody who knows the secret. */
bool radius_is_answer(const struct radius *request, const uint8_t *p,
    size_t len, const char *secret);

/* First attribute of this type in a checked answer; null when none. */
const uint8_t *radius_find(
    const uint8_t *p, size_t len, uint8_t type, size_t *value_len);

#endif
