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

/* The elements of the list as a tree. */
static json_t *
elements(struct jsonslice rest)
{
	json_t *list = json_array();
	struct jsonslice text;

	while (jsonslice_next(&rest, &text))
		assert(json_array_append_new(list,
			   json_loadb(
			       text.p, text.len, JSON_DECODE_ANY, NULL)) == 0);
	return list;
}

/* What was read, as a document to be written; its text is taken. */
static struct keadoc_post *
post_of(struct include_list *file)
{
	json_t *root =
	    json_pack("{s:{s:[], s:{s:{s:O}}}}", "Dhcp4", "reservations",
		"user-context", "collecte", "forgotten", file->forgotten);
	struct keadoc *doc =
	    keadoc_parse_long(root, &file->text, file->list, AF_INET, NULL);
	struct keadoc_post *post = keadoc_post_as_is(doc);

	assert(root && doc && post);
	keadoc_free(doc);
	json_decref(root);
	return post;
}

/* As it is written it must be read again. */
static void
check_written(struct include_list *file)
{
	json_t *list = elements(file->list), *there;
	struct keadoc_post *post = post_of(file);
	struct include_list again;
	struct why why = { "" };
	char path[64];

	snprintf(path, sizeof(path), "%s/collecte-fuzz.%d",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (int)getpid());
	assert(include_write(path, post, &why) == 0);
	assert(include_read(path, &again, &why) == 0);
	assert(unlink(path) == 0);
	there = elements(again.list);
	assert(json_equal(list, there) &&
	    json_equal(file->forgotten, again.forgotten));
	json_decref(list);
	json_decref(there);
	keadoc_post_free(post);
	include_clear(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct include_list file;
	struct why why = { "" };
	char path[32];
	int fd;

	check_main(data, size, AF_INET);
	check_main(data, size, AF_INET6);
	fd = memory("hosts", data, size, path);
	if (include_read(path, &file, &why) == 0) {
		assert(file.list.p && json_is_object(file.forgotten));
		check_written(&file);
		include_clear(&file);
	} else {
		assert(strncmp(why.text, path, strlen(path)) == 0);
	}
	close(fd);
	return 0;
}
