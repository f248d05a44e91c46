/*
 * Memory that ends where the test says: one demand is refused.
 */
#ifndef SHORT_H
#define SHORT_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#ifndef __has_feature
#define __has_feature(x) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define OWN_MEMORY false /* a sanitizer has its own */

static long left;
#else
#define OWN_MEMORY true

static long left = -1; /* so many are given and then one is not; -1: all */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);

static bool
is_given(void)
{
	if (left < 0 || left-- != 0)
		return true;
	errno = ENOMEM;
	return false;
}

void *
malloc(size_t size)
{
	return is_given() ? __libc_malloc(size) : NULL;
}

void *
calloc(size_t n, size_t size)
{
	return is_given() ? __libc_calloc(n, size) : NULL;
}

void *
realloc(void *old, size_t size)
{
	return is_given() ? __libc_realloc(old, size) : NULL;
}
#endif

#endif
