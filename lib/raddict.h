/*
 * A dictionary of RADIUS attributes, in the form that libradcli and FreeRADIUS
 * share, as far as both understand it:
 *
 *   VENDOR NAME NUMBER
 *   BEGIN-VENDOR NAME / END-VENDOR NAME
 *   ATTRIBUTE NAME NUMBER TYPE
 *   VALUE ATTRIBUTE NAME NUMBER
 *
 * Comments begin with '#'.  TYPE is string, integer, ipaddr, ipv6addr or
 * ipv6prefix; what is octets is a string here.  Refused, since libradcli would
 * cut or misread it: other lines, lines of more than 250 octets, names of more
 * than 32 octets or other characters than letters, digits and -._/,
 * attributes but 1 to 255, vendors but 1 to 32767, a name or number twice.
 */
#ifndef RADDICT_H
#define RADDICT_H

#include <stddef.h>
#include <stdint.h>

#include "radpkt.h"
#include "why.h"

#define RADDICT_NAME_MAX 32
#define RADDICT_MAX_OCTETS 65536 /* of the file */

enum raddict_type {
	RADDICT_STRING,
	RADDICT_INTEGER,
	RADDICT_IPADDR,
	RADDICT_IPV6ADDR,
	RADDICT_IPV6PREFIX
};

struct raddict_attr {
	char name[RADDICT_NAME_MAX + 1];
	uint32_t vendor; /* 0: none */
	uint8_t number;
	enum raddict_type type;
};

struct raddict;

/* Null and why ("FILE:LINE: ..."). */
struct raddict *raddict_load(const char *path, struct why *why);
struct raddict *raddict_parse(
    const char *text, size_t len, const char *path, struct why *why);
void raddict_free(struct raddict *d); /* null is fine */

/* What was read, for libradcli; text[len] is '\0'. */
const char *raddict_text(const struct raddict *d, size_t *len);

/* Null when there is none. */
const struct raddict_attr *raddict_find(
    const struct raddict *d, uint32_t vendor, uint8_t number);
const struct raddict_attr *raddict_by_name(
    const struct raddict *d, const char *name);
const char *raddict_vendor_name(const struct raddict *d, uint32_t vendor);
/* The name of an attribute's value: "Outbound-User". */
const char *raddict_value_name(
    const struct raddict *d, const struct raddict_attr *attr, uint32_t value);

/* Its name, else Attr-N or VENDOR-Attr-N, VENDOR the name or Vendor-N. */
#define RADDICT_LABEL_SIZE (RADDICT_NAME_MAX + 16)
const char *raddict_label(const struct raddict *d, const struct radattr *a,
    char buf[RADDICT_LABEL_SIZE]);

#endif
