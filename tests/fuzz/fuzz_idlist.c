#include <stdio.h>
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
	size_t count;
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
	nl = memchr(line, '\n', (size_t)(w->size - e->offset));
	assert(nl);
	len = (size_t)(nl - line);
	if (len > 0 && line[len - 1] == '\r')
		len--;
	assert(idlist_parse_line((const char *)line, len, id, &len, NULL) == 1);
	assert(len == e->len && memcmp(id, e->id, len) == 0);
	return 0;
}

/* The same by the simplest means: how many lines say something. */
static size_t
count_lines(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data;
	uint8_t id[IDLIST_MAX_OCTETS];
	size_t count = 0, len;

	for (; size > 0; p += len + 1, size -= len + 1) {
		const char *nl = memchr(p, '\n', size);
		size_t cut, id_len;

		assert(nl);
		len = (size_t)(nl - p);
		cut = len - (len > 0 && p[len - 1] == '\r');
		if (cut > IDLIST_MAX_LINE)
			count += p[strspn(p, " \t")] != '#';
		else
			count +=
			    idlist_parse_line(p, cut, id, &id_len, NULL) != 0;
	}
	return count;
}

static int
ignore_entry(void *arg, const struct idlist_entry *e)
{
	(void)arg;
	(void)e;
	return 0;
}

static int
count_entry(void *arg, const struct idlist_entry *e)
{
	struct walk *w = arg;

	w->count++;
	return check_entry(arg, e);
}

static void
check_file(int fd, const char *path, const uint8_t *data, size_t size)
{
	struct walk w = { .data = data, .size = size };
	struct why why = { "" };
	struct stat st;
	int list = idlist_open(path, &st, &why);

	if (size > 0 && data[size - 1] != '\n') {
		assert(list == -1 && why.text[0] != '\0');
		return;
	}
	assert(list != -1 && (size_t)st.st_size == size);
	assert(idlist_each(list, "list", &st, count_entry, &w, &why) == 0);
	assert(w.count == count_lines(data, size));
	/* Changed while it is read: nothing of it counts. */
	assert(write(fd, "#\n", 2) == 2);
	w = (struct walk){ .data = data, .size = size };
	assert(idlist_each(list, "list", &st, ignore_entry, &w, &why) == -1);
	close(list);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("list", MFD_CLOEXEC);
	char path[32];

	assert(fd != -1);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	assert(write(fd, data, size) == (ssize_t)size);
	check_file(fd, path, data, size);
	close(fd);
	return 0;
}
