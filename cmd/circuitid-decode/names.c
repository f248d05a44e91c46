#include <string.h>

#include "print.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Besides the fields of a line and the parts of an option. */
static const char *const names[] = { "kind", "text", "layout", "confidence",
	"note", "inner_layout", "warnings", "error", "missing",
	"input_encoding", "inner_encoding", "octets", "hex", "oui", "multicast",
	"local", "realm", "tags", "down_rate", "down_bps", "up_rate", "up_bps",
	"iaid", "duid_type", "duid_type_name", "hw_type", "time", "link_local",
	"address", "uuid", "identifier", "enterprise", "enterprise_name",
	"code", "data", "incomplete", "data_link", "tagging", "protocol",
	"type", "name", "index", "value" };

static bool
is_same(const char *known, const char *name, size_t len)
{
	return strlen(known) == len && memcmp(known, name, len) == 0;
}

static bool
is_known(const char *name, size_t len)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (is_same(names[i], name, len))
			return true;
	for (int key = 0; key < LINEID_KEYS; key++)
		if (is_same(lineid_key_name((enum lineid_key)key), name, len))
			return true;
	return relayopt_is_name(name, len);
}

/* "code_7", "down_rate_1": a number behind tells which. */
static size_t
without_number(const char *name, size_t len)
{
	size_t n = len;

	while (n > 0 && name[n - 1] >= '0' && name[n - 1] <= '9')
		n--;
	return n > 1 && n < len && name[n - 1] == '_' ? n - 1 : len;
}

/* Also with the number of a second one, and "_unit". */
static bool
is_word(const char *name, size_t len)
{
	static const char unit[] = "_unit";
	size_t n = sizeof(unit) - 1;

	if (len > n && memcmp(name + len - n, unit, n) == 0)
		len -= n;
	for (size_t before = 0; before != len;) {
		if (is_known(name, len))
			return true;
		before = len;
		len = without_number(name, len);
	}
	return false;
}

bool
print_has_field(const char *name, size_t len)
{
	const char *dot;

	while ((dot = memchr(name, '.', len)) != NULL) {
		if (!is_word(name, (size_t)(dot - name)))
			return false;
		len -= (size_t)(dot - name) + 1;
		name = dot + 1;
	}
	return is_word(name, len);
}
