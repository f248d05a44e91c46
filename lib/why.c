#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "why.h"

int
why_set(struct why *why, const char *fmt, ...)
{
	va_list ap;

	if (!why)
		return -1;
	va_start(ap, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, ap);
	va_end(ap);
	return -1;
}

int
why_errno(struct why *why, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;
	size_t len;

	if (!why)
		return -1;
	va_start(ap, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, ap);
	va_end(ap);
	len = strlen(why->text);
	snprintf(
	    why->text + len, sizeof(why->text) - len, ": %s", strerror(saved));
	errno = saved;
	return -1;
}

int
why_prefix(struct why *why, const char *fmt, ...)
{
	char old[sizeof(why->text)];
	va_list ap;
	size_t len;

	if (!why)
		return -1;
	memcpy(old, why->text, sizeof(old));
	va_start(ap, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, ap);
	va_end(ap);
	len = strlen(why->text);
	snprintf(why->text + len, sizeof(why->text) - len, ": %s", old);
	return -1;
}
