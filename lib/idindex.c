#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hash64.h"
#include "idindex.h"
#include "idindex_format.h"
#include "idlist.h"

/*
 * A file changed again within one tick of the clock keeps its times.  Some
 * file systems keep whole seconds, FAT every other one.
 */
#define TICK_NS 20000000
#define TICK_WHOLE_S 2

struct builder {
	struct idindex_entry *entries;
	size_t count;
	size_t size;
	unsigned long trouble_line; /* the first; 0: none */
	size_t troubles;
	struct why trouble;
};

char *
idindex_path(const char *list)
{
	char *path;

	return asprintf(&path, "%s.idx", list) == -1 ? NULL : path;
}

static int
add_entry(void *arg, const struct idlist_entry *e)
{
	struct builder *b = arg;

	if (!e->id) {
		if (b->troubles++ == 0) {
			b->trouble_line = e->line;
			why_set(&b->trouble, "%s", e->trouble);
		}
		return 0;
	}
	if (b->count == b->size) {
		size_t size = b->size * 2 + 1024;
		struct idindex_entry *more =
		    realloc(b->entries, size * sizeof(*more));

		if (!more)
			return 1;
		b->entries = more;
		b->size = size;
	}
	b->entries[b->count++] =
	    (struct idindex_entry){ hash64(e->id, e->len), e->offset, e->line };
	return 0;
}

static int
by_hash(const void *a, const void *b)
{
	const struct idindex_entry *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static int
read_list(struct builder *b, int fd, const char *list, const struct stat *st,
    struct why *why)
{
	int rc = idlist_each(fd, list, st, add_entry, b, why);

	if (rc == 1)
		return why_set(why, "%s: out of memory", list);
	if (rc == -1)
		return -1;
	if (b->troubles > 0)
		return why_set(why, "%s:%lu: %s (%zu such lines)", list,
		    b->trouble_line, b->trouble.text, b->troubles);
	if (b->count > 0)
		qsort(b->entries, b->count, sizeof(*b->entries), by_hash);
	return 0;
}

/*
 * Let the clock pass the list's last change: a later one is then sure to
 * show in its times.
 */
static void
outwait_tick(const struct stat *st)
{
	struct timespec tick = { .tv_nsec = TICK_NS }, now;
	time_t age;

	clock_gettime(CLOCK_REALTIME, &now);
	age = now.tv_sec - st->st_ctim.tv_sec;
	if (st->st_ctim.tv_nsec == 0 && age >= 0 && age < TICK_WHOLE_S)
		tick.tv_sec = TICK_WHOLE_S - age;
	if (age < TICK_WHOLE_S)
		nanosleep(&tick, NULL);
}

static void
put_block(const struct builder *b, size_t block, uint8_t buf[IDINDEX_BLOCK])
{
	size_t at = block * IDINDEX_PER_BLOCK;

	memset(buf, 0, IDINDEX_BLOCK);
	for (size_t i = 0; i < IDINDEX_PER_BLOCK && at + i < b->count; i++) {
		const struct idindex_entry *e = &b->entries[at + i];
		uint8_t *p = buf + 8 + i * IDINDEX_ENTRY;

		idindex_put64(p, e->hash);
		idindex_put64(p + 8, e->offset);
		idindex_put64(p + 16, e->line);
	}
	idindex_put64(buf, hash64(buf + 8, IDINDEX_BLOCK - 8));
}

static int
write_top(FILE *fp, const struct builder *b, const struct stat *st)
{
	size_t blocks = (size_t)idindex_block_count(b->count);
	size_t size = IDINDEX_HEAD + 8 * blocks;
	uint8_t *top = calloc(1, size);
	int rc;

	if (!top)
		return -1;
	idindex_put_head(top, st, b->count);
	for (size_t i = 0; i < blocks; i++)
		idindex_put64(top + IDINDEX_HEAD + 8 * i,
		    b->entries[i * IDINDEX_PER_BLOCK].hash);
	idindex_put64(top + IDINDEX_HEAD_SUM, hash64(top, size));
	rc = fwrite(top, size, 1, fp) == 1 ? 0 : -1;
	free(top);
	return rc;
}

static int
write_index(FILE *fp, const struct builder *b, const struct stat *st)
{
	size_t blocks = (size_t)idindex_block_count(b->count);
	uint8_t buf[IDINDEX_BLOCK];

	if (write_top(fp, b, st) == -1)
		return -1;
	for (size_t i = 0; i < blocks; i++) {
		put_block(b, i, buf);
		if (fwrite(buf, sizeof(buf), 1, fp) != 1)
			return -1;
	}
	return fflush(fp) == EOF ? -1 : 0;
}

/* Who may read the list may read its index, as far as we can see to that. */
static int
give_away(int fd, const struct stat *st)
{
	if (fchmod(fd, st->st_mode & 0666) == -1)
		return -1;
	if (fchown(fd, st->st_uid, st->st_gid) == -1 &&
	    fchown(fd, -1, st->st_gid) == -1 && errno != EPERM)
		return -1;
	return 0;
}

/* Make the new name durable. */
static int
sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder =
	    slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	int fd, rc = -1;

	if (!folder)
		return -1;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd != -1) {
		rc = fsync(fd);
		close(fd);
	}
	free(folder);
	return rc;
}

static int
put_in_place(const struct builder *b, const struct stat *st, const char *path,
    struct why *why)
{
	char *temp = NULL;
	int fd = -1, rc = -1;
	FILE *fp = NULL;

	if (asprintf(&temp, "%s.XXXXXX", path) == -1)
		return why_set(why, "%s: out of memory", path);
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd == -1 || !(fp = fdopen(fd, "w"))) {
		why_errno(why, "%s", temp);
		if (fd != -1)
			unlink(temp);
	} else if (write_index(fp, b, st) == -1 || give_away(fd, st) == -1 ||
	    fsync(fd) == -1 || rename(temp, path) == -1 ||
	    sync_folder(path) == -1) {
		why_errno(why, "%s", path);
		unlink(temp);
	} else {
		rc = 0;
	}
	if (fp)
		fclose(fp);
	else if (fd != -1)
		close(fd);
	free(temp);
	return rc;
}

int
idindex_build(const char *list, size_t *count, struct why *why)
{
	struct builder b = { .count = 0 };
	char *path = idindex_path(list);
	struct stat st;
	int fd, rc = -1;

	if (!path)
		return why_set(why, "%s: out of memory", list);
	fd = idlist_open(list, &st, why);
	if (fd != -1) {
		outwait_tick(&st);
		if (read_list(&b, fd, list, &st, why) == 0)
			rc = put_in_place(&b, &st, path, why);
		close(fd);
	}
	if (rc == 0)
		*count = b.count;
	free(b.entries);
	free(path);
	return rc;
}
