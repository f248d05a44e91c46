#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "line.h"

/* The line that the contract promises at data[at..size). */
static size_t
check_line(const struct line *l, const uint8_t *data, size_t size, size_t at,
    size_t max)
{
	const uint8_t *nl = memchr(data + at, '\n', size - at);
	size_t len = nl ? (size_t)(nl - data) - at : size - at;
	size_t next = at + len + (nl != NULL);

	if (nl && len > 0 && nl[-1] == '\r')
		len--;
	assert(l->too_long == (len > max));
	assert(l->len == (len > max ? max : len));
	assert(memcmp(l->p, data + at, l->len) == 0);
	assert(l->p[l->len] == '\0');
	assert(l->too_long || l->unterminated == !nl);
	return next;
}

/* The first octet is the limit; the rest the file. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("lines", MFD_CLOEXEC);
	unsigned long number = 0;
	struct line_reader *r;
	size_t at = 1, max;
	struct line l;

	assert(fd != -1);
	if (size > 0) {
		max = data[0];
		assert(write(fd, data + 1, size - 1) == (ssize_t)size - 1);
		assert(lseek(fd, 0, SEEK_SET) == 0);
		r = line_new(fd, max);
		assert(r);
		while (line_next(r, &l) == 1) {
			assert(l.number == ++number && at < size);
			at = check_line(&l, data, size, at, max);
		}
		assert(at == size);
		line_free(r);
	}
	close(fd);
	return 0;
}
