#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "hash64.h"
#include "idindex.h"
#include "idindex_format.h"
#include "idlist.h"

/* More than one block, and every third identifier twice. */
#define LINES 400

static char folder[] = "/tmp/fuzz_idindex.XXXXXX";
static char list[64], idx[64];
static uint8_t *good;
static size_t good_len;

static void
clean(void)
{
	unlink(list);
	unlink(idx);
	rmdir(folder);
	free(good);
}

static void
make_list(void)
{
	struct stat st;
	size_t count;
	FILE *fp;
	int fd;

	assert(mkdtemp(folder));
	atexit(clean);
	snprintf(list, sizeof(list), "%s/list", folder);
	snprintf(idx, sizeof(idx), "%s/list.idx", folder);
	fp = fopen(list, "w");
	assert(fp);
	for (int i = 0; i < LINES; i++)
		fprintf(fp, "olt-%d\n", i % 3 == 0 ? i / 2 : i);
	assert(fclose(fp) == 0);
	assert(idindex_build(list, &count, NULL) == 0 && count == LINES);
	fd = open(idx, O_RDONLY);
	assert(fd != -1 && fstat(fd, &st) == 0);
	good_len = (size_t)st.st_size;
	good = malloc(good_len);
	assert(good && read(fd, good, good_len) == (ssize_t)good_len);
	close(fd);
}

/* Make the damage look right, so that it is read. */
static void
fix_sums(uint8_t *p)
{
	size_t blocks = (LINES + IDINDEX_PER_BLOCK - 1) / IDINDEX_PER_BLOCK;
	size_t top = IDINDEX_HEAD + 8 * blocks;

	for (size_t i = 0; i < blocks; i++) {
		uint8_t *block = p + top + i * IDINDEX_BLOCK;

		idindex_put64(block, hash64(block + 8, IDINDEX_BLOCK - 8));
	}
	idindex_put64(p + IDINDEX_HEAD_SUM, 0);
	idindex_put64(p + IDINDEX_HEAD_SUM, hash64(p, top));
}

/* Cut behind, not before: a file that was empty is put on the disk at once. */
static void
write_index(const uint8_t *p, size_t len)
{
	int fd = open(idx, O_WRONLY | O_CREAT, 0600);

	assert(fd != -1 && write(fd, p, len) == (ssize_t)len &&
	    ftruncate(fd, (off_t)len) == 0);
	close(fd);
}

/* Does line `line` (from 1) hold olt-`n`? */
static bool
line_has(unsigned long line, int n)
{
	int i = (int)line - 1;

	return line <= LINES && (i % 3 == 0 ? i / 2 : i) == n;
}

/*
 * A damaged index may be refused; its checksums right again it may even miss
 * an identifier.  It never finds one that is not there, and without the
 * forged checksums it is refused or right.
 */
static void
ask(int n, bool forged)
{
	unsigned long line = 0;
	struct why why = { "" };
	struct stat st;
	char id[16];
	int fd = idlist_open(list, &st, &why), rc;

	assert(fd != -1);
	snprintf(id, sizeof(id), "olt-%d", n);
	rc = idindex_find(
	    list, fd, &st, (const uint8_t *)id, strlen(id), &line, &why);
	close(fd);
	assert(rc == 1 || (rc == -1 && why.text[0] != '\0'));
	if (rc == 1 && !forged)
		assert(
		    (line > 0) == (n < LINES && (n % 3 != 0 || n < LINES / 2)));
	if (rc == 1 && line > 0 && !forged)
		assert(line_has(line, n));
	assert(!(rc == 1 && line > 0) || n < LINES);
}

/* Octets: forge or not, which identifier, how much to cut (two), and then
 * edits of three: where (two), and what to change there. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *p;
	size_t cut;

	if (!good)
		make_list();
	if (size < 4)
		return 0;
	p = malloc(good_len);
	assert(p);
	memcpy(p, good, good_len);
	for (size_t i = 4; i + 3 <= size && i < 4 + 3 * 64; i += 3)
		p[((size_t)data[i] << 8 | data[i + 1]) % good_len] ^=
		    data[i + 2];
	if (data[0] & 1)
		fix_sums(p);
	cut = (size_t)data[2] << 8 | data[3];
	write_index(p, good_len - (cut > good_len ? good_len : cut));
	ask(data[1] * 2, data[0] & 1);
	free(p);
	return 0;
}
