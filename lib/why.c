#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "why.h"

void
why_put(struct why *why, const char *fmt, ...)
{
	va_list ap;

	if (!why)
		return;
	va_start(ap, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, ap);
	va_end(ap);
}

void
why_put_errno(struct why *why, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;
	size_t len;

	if (!why)
		return;
	va_start(ap, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, ap);
	va_end(ap);
	len = strlen(why->text);
	snprintf(
	    why->text + len, sizeof(why->text) - len, ": %s", strerror(saved));
	errno = saved;
}

void
why_put_prefix(struct why *why, const char *fmt, ...)
{
	char old[sizeof(why->text)];
	va_list ap;
	size_t len;

	if (!why)
		return;
	memcpy(old, why->text, sizeof(old));
	va_start(ap, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, ap);
	va_end(ap);
	len = strlen(why->text);
	snprintf(why->text + len, sizeof(why->text) - len, ": %s", old);
}
