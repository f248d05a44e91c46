#include <stdio.h>
#include <string.h>

#include "hex.h"
#include "idlist.h"
#include "pairs.h"

size_t
pairs_quote(char *dst, size_t size, const char *s)
{
	size_t n = 0;

	if (size < 3) {
		if (size > 0)
			dst[0] = '\0';
		return 0;
	}
	dst[n++] = '\'';
	for (; *s != '\0' && n + 4 <= size; s++) {
		if (*s == '\'' || *s == '\\')
			dst[n++] = '\\';
		dst[n++] = *s;
	}
	dst[n++] = '\'';
	dst[n] = '\0';
	return n;
}

static int
add_password(
    char *buf, size_t size, const struct site_member *m, struct why *why)
{
	char secret[PAIRS_MAX_SECRET + 1];
	char quoted[2 * PAIRS_MAX_SECRET + 3];

	if (site_secret(m->password_file, secret, sizeof(secret), why) == -1)
		return -1;
	pairs_quote(quoted, sizeof(quoted), secret);
	snprintf(buf, size, ", User-Password := %s", quoted);
	explicit_bzero(secret, sizeof(secret));
	explicit_bzero(quoted, sizeof(quoted));
	return 0;
}

int
pairs_for_member(char buf[PAIRS_SIZE], const struct site_member *m,
    const char *name, struct why *why)
{
	size_t len;

	snprintf(buf, PAIRS_SIZE, "Proxy-To-Realm := '%s', User-Name := %s",
	    m->realm, name);
	if (!m->password_file)
		return 0;
	len = strlen(buf);
	return add_password(buf + len, PAIRS_SIZE - len, m, why);
}

int
pairs_for_line(char buf[PAIRS_SIZE], const struct site_member *m,
    const uint8_t *id, size_t len, struct why *why)
{
	char hex[2 * IDLIST_MAX_OCTETS + 1];
	char name[sizeof(hex) + 4];

	hex_encode(hex, sizeof(hex), id, len);
	snprintf(name, sizeof(name), "'0x%s'", hex);
	return pairs_for_member(buf, m, name, why);
}
