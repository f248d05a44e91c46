/*
 * A main for the fuzzers without a fuzzing engine: replay FILE ... gives
 * each file to the harness, whole and cut at every place (the first 2048),
 * then with single octets changed in a fixed way.  Only whole is what a fuzzer
 * found (make fuzz-merge): it bears its hash for a name, 40 digits, and comes
 * in numbers.  A crash is the failure.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An exact copy, so that a sanitizer sees one octet too many. */
static void
give(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		exit(2);
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void
vary(uint8_t *data, size_t size)
{
	uint32_t x = 1;

	for (size_t n = 0; n < size && n < 2048; n++)
		give(data, n);
	for (int i = 0; i < 512 && size > 0; i++) {
		uint8_t old;
		size_t at;

		x = x * 1664525 + 1013904223;
		at = (x >> 8) % size;
		old = data[at];
		data[at] = (uint8_t)(x >> 24);
		give(data, size);
		data[at] = old;
	}
}

static bool
is_found(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	return strlen(name) == 40 && strspn(name, "0123456789abcdef") == 40;
}

static int
replay_file(const char *path)
{
	uint8_t *data;
	struct stat st;
	int fd = open(path, O_RDONLY);
	int ret = -1;

	if (fd == -1 || fstat(fd, &st) == -1) {
		perror(path);
		return -1;
	}
	data = malloc((size_t)st.st_size + 1);
	if (data && read(fd, data, (size_t)st.st_size) == st.st_size) {
		give(data, (size_t)st.st_size);
		if (!is_found(path))
			vary(data, (size_t)st.st_size);
		ret = 0;
	}
	free(data);
	close(fd);
	return ret;
}

int
main(int argc, char *argv[])
{
	for (int i = 1; i < argc; i++)
		if (replay_file(argv[i]) == -1)
			return 2;
	printf("%d files\n", argc - 1);
	return argc > 1 ? 0 : 2;
}
