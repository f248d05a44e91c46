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

/* Blank a comment that may go over lines; the index behind it. */
static size_t
blank_block(char *s, size_t len, size_t i)
{
	size_t end = i + 2;

	while (end < len && (s[end - 1] != '*' || s[end] != '/' || end < i + 3))
		end++;
	for (end += end < len; i < end; i++)
		if (s[i] != '\n')
			s[i] = ' ';
	return end;
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
		} else if (s[i] == '/' && i + 1 < len && s[i + 1] == '*') {
			i = blank_block(s, len, i);
		} else {
			i++;
		}
	}
}
