/* Sources: cmd/kea-reserve/include_file.c cmd/kea-reserve/include_main.c */
/*
 * The file of reservations that Kea's main file takes in, and that main
 * file, which says where: the input is both of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../cmd/kea-reserve/include_file.h"
#include "../../cmd/kea-reserve/include_main.h"
#include "fuzz.h"

#define FILE_NAME "/etc/kea/collecte/hosts4.json"

/* What is found is the file's name, between quotes, behind "<?include". */
static void
check_main(const uint8_t *data, size_t size, int family)
{
	struct include_name n = { 0, 0 };
	struct why why = { "" };
	const char *text = (const char *)data;

	if (include_find(text, size, family, FILE_NAME, &n, &why) == -1) {
		assert(why.text[0] != '\0');
		return;
	}
	assert(n.at > 0 && n.at + n.len < size);
	assert(text[n.at - 1] == '"' && text[n.at + n.len] == '"');
	assert(memmem(text, n.at, "<?include", 9));
	assert(memmem(text, n.at, family == AF_INET ? "Dhcp4" : "Dhcp6", 5));
}

static int
memory(const char *name, const void *data, size_t size, char path[32])
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	assert(fd != -1 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, 32, "/proc/self/fd/%d", fd);
	return fd;
}

/* As it is written it must be read again. */
static void
check_written(json_t *list, json_t *forgotten)
{
	json_t *again, *gone,
	    *root = json_pack("{s:{s:O, s:{s:{s:O}}}}", "Dhcp4", "reservations",
		list, "user-context", "collecte", "forgotten", forgotten);
	char path[64];
	struct why why = { "" };

	assert(root);
	snprintf(path, sizeof(path), "%s/collecte-fuzz.%d",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (int)getpid());
	assert(include_write(path, root, AF_INET, &why) == 0);
	assert(include_read(path, &again, &gone, &why) == 0);
	assert(unlink(path) == 0);
	assert(json_equal(list, again) && json_equal(forgotten, gone));
	json_decref(again);
	json_decref(gone);
	json_decref(root);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *list, *forgotten;
	struct why why = { "" };
	char path[32];
	int fd;

	check_main(data, size, AF_INET);
	check_main(data, size, AF_INET6);
	fd = memory("hosts", data, size, path);
	if (include_read(path, &list, &forgotten, &why) == 0) {
		assert(json_is_array(list) && json_is_object(forgotten));
		check_written(list, forgotten);
		json_decref(list);
		json_decref(forgotten);
	} else {
		assert(strncmp(why.text, path, strlen(path)) == 0);
	}
	close(fd);
	return 0;
}
