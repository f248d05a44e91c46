/*
 * Names of routing tables: rt_tables and, behind a NUL, a file of
 * rt_tables.d.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "rttable.h"

static char root[64];

static const char *
path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s%s", root, name);
	return path;
}

static void
clean(void)
{
	unlink(path_of("/etc/iproute2/rt_tables.d/a.conf"));
	unlink(path_of("/etc/iproute2/rt_tables"));
	rmdir(path_of("/etc/iproute2/rt_tables.d"));
	rmdir(path_of("/etc/iproute2"));
	rmdir(path_of("/etc"));
	rmdir(root);
}

static void
make_root(void)
{
	snprintf(root, sizeof(root), "%s/collecte-fuzz.XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert(mkdtemp(root));
	atexit(clean);
	assert(mkdir(path_of("/etc"), 0700) == 0);
	assert(mkdir(path_of("/etc/iproute2"), 0700) == 0);
	assert(mkdir(path_of("/etc/iproute2/rt_tables.d"), 0700) == 0);
}

static void
put(const char *name, const uint8_t *data, size_t size)
{
	int fd = open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert(fd != -1 && write(fd, data, size) == (ssize_t)size);
	close(fd);
}

/* A name that was told for a number leads back to it, or is told twice. */
static void
check_names(const struct rttable *t)
{
	for (uint32_t id = 0; id < 300; id++) {
		const char *name = rttable_name(t, id);
		struct why why = { "" };
		uint32_t back = 0;

		if (!name)
			continue;
		assert(name[0] != '\0' && !strpbrk(name, " \t\n"));
		if (rttable_find(t, name, &back, &why) == -1)
			assert(why.text[0] != '\0');
		else
			assert(back == id);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size > 0 ? memchr(data, 0, size) : NULL;
	size_t len = nul ? (size_t)(nul - data) : size;
	struct remarks notes;
	struct why why = { "" };
	struct rttable *t;
	uint32_t id = 0;

	if (root[0] == '\0')
		make_root();
	put("/etc/iproute2/rt_tables", data, len);
	put("/etc/iproute2/rt_tables.d/a.conf", nul ? nul + 1 : data,
	    nul ? size - len - 1 : 0);
	remark_init(&notes, "");
	t = rttable_load(root, &notes, &why);
	assert(t && !notes.failed);
	for (size_t i = 0; i < notes.count; i++)
		assert(strncmp(notes.list[i], root, strlen(root)) == 0);
	check_names(t);
	/* A number is none of 0; a name, though it be all digits, may be. */
	assert(rttable_find(t, "4294967295", &id, &why) == -1 || id > 0 ||
	    rttable_name(t, 0));
	rttable_free(t);
	remark_free(&notes);
	return 0;
}
