#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "keawire.h"

int
keabuf_add(struct keabuf *b, const void *p, size_t len)
{
	if (len > b->max - b->len) {
		errno = EFBIG;
		return -1;
	}
	if (len > b->size - b->len) {
		size_t size = b->size ? b->size : 16384;
		char *bigger;

		while (size - b->len < len)
			size *= 2;
		bigger = realloc(b->p, size);
		if (!bigger)
			return -1;
		b->p = bigger;
		b->size = size;
	}
	if (len > 0)
		memcpy(b->p + b->len, p, len);
	b->len += len;
	return 0;
}

void
keabuf_free(struct keabuf *b)
{
	free(b->p);
	b->p = NULL;
	b->len = b->size = 0;
}
