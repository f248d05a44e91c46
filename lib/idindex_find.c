#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hash64.h"
#include "idindex.h"
#include "idindex_format.h"
#include "idlist.h"

/* An index being asked. */
struct asked {
	int fd;
	int list_fd;
	uint64_t count;
	uint64_t blocks;
	uint8_t *top; /* head and fan-out */
	const uint8_t *id;
	size_t id_len;
};

/* All of it or nothing: a short file is a torn one. */
static int
read_at(int fd, uint8_t *buf, size_t len, uint64_t offset, struct why *why)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n =
		    pread(fd, buf + done, len - done, (off_t)(offset + done));

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return why_errno(why, "cannot be read");
		if (n == 0)
			return why_set(why, "torn: want more octets");
		done += (size_t)n;
	}
	return 0;
}

/* The head belongs to the list as it is now. */
static int
check_head(struct asked *a, const uint8_t *head, const struct stat *list,
    struct why *why)
{
	uint8_t want[IDINDEX_HEAD];

	a->count = idindex_get64(head + IDINDEX_HEAD_SUM - 8);
	idindex_put_head(want, list, a->count);
	if (memcmp(head, want, 8) != 0)
		return why_set(why, "not an index of this version");
	if (memcmp(head, want, IDINDEX_HEAD_SUM) != 0)
		return why_set(why, "older than its list: run --index");
	/* A list line has two octets at least. */
	if (a->count > (uint64_t)list->st_size / 2)
		return why_set(why, "damaged: more entries than lines");
	a->blocks = idindex_block_count(a->count);
	return 0;
}

/* Once check_size() has found that it fits. */
static size_t
top_size(const struct asked *a)
{
	return IDINDEX_HEAD + 8 * (size_t)a->blocks;
}

static int
check_size(const struct asked *a, struct why *why)
{
	struct stat st;

	/* A 32-bit program's memory may be too small for an honest index. */
	if (a->blocks > (PTRDIFF_MAX - IDINDEX_HEAD) / 8)
		return why_set(why, "want at most %td blocks, have %llu",
		    (PTRDIFF_MAX - IDINDEX_HEAD) / 8,
		    (unsigned long long)a->blocks);
	if (fstat(a->fd, &st) == -1)
		return why_errno(why, "cannot be read");
	if ((uint64_t)st.st_size != top_size(a) + a->blocks * IDINDEX_BLOCK)
		return why_set(why, "torn: its size is wrong");
	return 0;
}

static uint64_t
top_sum(uint8_t *top, size_t size)
{
	uint8_t saved[8];
	uint64_t sum;

	memcpy(saved, top + IDINDEX_HEAD_SUM, 8);
	memset(top + IDINDEX_HEAD_SUM, 0, 8);
	sum = hash64(top, size);
	memcpy(top + IDINDEX_HEAD_SUM, saved, 8);
	return sum;
}

static int
read_top(struct asked *a, const struct stat *list, struct why *why)
{
	uint8_t head[IDINDEX_HEAD];

	if (read_at(a->fd, head, sizeof(head), 0, why) == -1 ||
	    check_head(a, head, list, why) == -1 || check_size(a, why) == -1)
		return -1;
	a->top = malloc(top_size(a));
	if (!a->top)
		return why_errno(why, "cannot be read");
	if (read_at(a->fd, a->top, top_size(a), 0, why) == -1)
		return -1;
	if (top_sum(a->top, top_size(a)) !=
	    idindex_get64(a->top + IDINDEX_HEAD_SUM))
		return why_set(why, "damaged: wrong checksum of the head");
	return 0;
}

static uint64_t
first_hash(const struct asked *a, uint64_t block)
{
	return idindex_get64(a->top + IDINDEX_HEAD + 8 * (size_t)block);
}

/* The first block that may hold `hash`: its run can begin before the one
 * that starts with it. */
static uint64_t
first_block(const struct asked *a, uint64_t hash)
{
	uint64_t low = 0, high = a->blocks;

	while (low < high) {
		uint64_t mid = low + (high - low) / 2;

		if (first_hash(a, mid) < hash)
			low = mid + 1;
		else
			high = mid;
	}
	return low > 0 ? low - 1 : 0;
}

/* Whether the list's line at `offset` is our identifier: 1, 0, -1. */
static int
line_is_id(const struct asked *a, uint64_t offset, struct why *why)
{
	char line[IDLIST_MAX_LINE + 2]; /* CR and LF */
	uint8_t id[IDLIST_MAX_OCTETS];
	const char *end;
	size_t len;
	ssize_t n;

	n = pread(a->list_fd, line, sizeof(line), (off_t)offset);
	if (n == -1)
		return why_errno(why, "its list cannot be read");
	end = memchr(line, '\n', (size_t)n);
	if (!end)
		return 0;
	len = (size_t)(end - line);
	if (len > 0 && line[len - 1] == '\r')
		len--;
	return idlist_parse_line(line, len, id, &len, NULL) == 1 &&
	    len == a->id_len && memcmp(id, a->id, len) == 0;
}

static size_t
entries_in(const struct asked *a, uint64_t block)
{
	uint64_t left = a->count - block * IDINDEX_PER_BLOCK;

	return left < IDINDEX_PER_BLOCK ? (size_t)left : IDINDEX_PER_BLOCK;
}

/* Look into one block: 1 and *line when found, 0, -1. */
static int
find_in_block(const struct asked *a, uint64_t block, uint64_t hash,
    unsigned long *line, struct why *why)
{
	uint8_t buf[IDINDEX_BLOCK];
	size_t n = entries_in(a, block);
	int rc;

	if (read_at(a->fd, buf, sizeof(buf), top_size(a) + block * sizeof(buf),
		why) == -1)
		return -1;
	if (idindex_get64(buf) != hash64(buf + 8, sizeof(buf) - 8))
		return why_set(why, "damaged: wrong checksum of block %llu",
		    (unsigned long long)block);
	for (size_t i = 0; i < n; i++) {
		const uint8_t *e = buf + 8 + i * IDINDEX_ENTRY;

		if (idindex_get64(e) != hash)
			continue;
		rc = line_is_id(a, idindex_get64(e + 8), why);
		if (rc == 1)
			*line = (unsigned long)idindex_get64(e + 16);
		if (rc != 0)
			return rc;
	}
	return 0;
}

/* 0 and *line, 0 when none has it; -1. */
static int
ask(const struct asked *a, unsigned long *line, struct why *why)
{
	uint64_t hash = hash64(a->id, a->id_len);
	int rc = 0;

	*line = 0;
	for (uint64_t b = first_block(a, hash);
	     rc == 0 && b < a->blocks && first_hash(a, b) <= hash; b++)
		rc = find_in_block(a, b, hash, line, why);
	return rc == -1 ? -1 : 0;
}

/* One that is being written anew is for a moment shorter than it should be. */
static int
check_list(const struct asked *a, const struct stat *before, struct why *why)
{
	struct stat now;

	if (fstat(a->list_fd, &now) == -1)
		return why_errno(why, "its list cannot be read");
	if (!idlist_same(before, &now))
		return why_set(why, "its list was changed while it was asked");
	return 0;
}

int
idindex_find(const char *list, int list_fd, const struct stat *st,
    const uint8_t *id, size_t len, unsigned long *line, struct why *why)
{
	struct asked a = { .list_fd = list_fd, .id = id, .id_len = len };
	char *path = idindex_path(list);
	int rc = -1;

	if (!path)
		return why_set(why, "%s: out of memory", list);
	a.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (a.fd == -1 && errno == ENOENT) {
		rc = 0;
	} else if (a.fd == -1) {
		why_errno(why, "%s", path);
	} else if (read_top(&a, st, why) == -1 || ask(&a, line, why) == -1 ||
	    check_list(&a, st, why) == -1) {
		why_prefix(why, "%s", path);
	} else {
		rc = 1;
	}
	if (a.fd != -1)
		close(a.fd);
	free(a.top);
	free(path);
	return rc;
}
