#include <stdbool.h>

#include "jsonc.h"

/* Index behind the string whose opening quote is at i. */
static size_t
skip_string(const char *s, size_t len, size_t i)
{
	for (i++; i < len && s[i] != '"' && s[i] != '\n'; i++)
		if (s[i] == '\\' && i + 1 < len)
			i++;
	return i < len ? i + 1 : len;
}

static bool
comment_starts(const char *s, size_t len, size_t i)
{
	return s[i] == '#' || (s[i] == '/' && i + 1 < len && s[i + 1] == '/');
}

void
jsonc_blank(char *s, size_t len)
{
	size_t i = 0;

	while (i < len) {
		if (s[i] == '"') {
			i = skip_string(s, len, i);
		} else if (comment_starts(s, len, i)) {
			while (i < len && s[i] != '\n')
				s[i++] = ' ';
		} else {
			i++;
		}
	}
}
