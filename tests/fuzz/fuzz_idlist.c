#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "idlist.h"

struct walk {
	const uint8_t *data;
	size_t size;
	unsigned long line;
	uint64_t offset;
};

/* Entries come in order, begin where a line begins, and mean the same when
 * the line is read by itself: that is what an index does. */
static int
check_entry(void *arg, const struct idlist_entry *e)
{
	struct walk *w = arg;
	const uint8_t *line = w->data + e->offset, *nl;
	uint8_t id[IDLIST_MAX_OCTETS];
	size_t len;

	assert(e->line > w->line && e->offset < w->size);
	assert(w->line == 0 || e->offset > w->offset);
	assert(e->offset == 0 || line[-1] == '\n');
	w->line = e->line;
	w->offset = e->offset;
	assert((e->id != NULL) == (e->trouble == NULL));
	if (!e->id)
		return 0;
	assert(e->len > 0 && e->len <= IDLIST_MAX_OCTETS);
	nl = memchr(line, '\n', w->size - e->offset);
	assert(nl);
	len = (size_t)(nl - line);
	if (len > 0 && line[len - 1] == '\r')
		len--;
	assert(idlist_parse_line((const char *)line, len, id, &len, NULL) == 1);
	assert(len == e->len && memcmp(id, e->id, len) == 0);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("list", MFD_CLOEXEC);
	struct walk w = { data, size, 0, 0 };
	struct why why = { "" };
	struct stat st;

	assert(fd != -1);
	if (size > 0 && data[size - 1] == '\n') {
		assert(write(fd, data, size) == (ssize_t)size);
		assert(fstat(fd, &st) == 0);
		assert(
		    idlist_each(fd, "list", &st, check_entry, &w, &why) == 0);
	}
	close(fd);
	return 0;
}
