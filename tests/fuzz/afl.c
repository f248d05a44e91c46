/*
 * A main for the fuzzers under AFL++ (make fuzz-afl): many inputs in one
 * process.  Elsewhere it takes one from stdin, as afl-tmin and afl-cmin may.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#ifdef __AFL_HAVE_MANUAL_CONTROL
__AFL_FUZZ_INIT();
#else
static uint8_t input[1 << 20];
static ssize_t input_len = -1;

/* True once. */
static int
read_input(void)
{
	if (input_len != -1)
		return 0;
	input_len = read(STDIN_FILENO, input, sizeof(input));
	return input_len != -1;
}

#define __AFL_INIT()
#define __AFL_LOOP(n) read_input()
#define __AFL_FUZZ_TESTCASE_BUF input
#define __AFL_FUZZ_TESTCASE_LEN input_len
#endif

/* An exact copy, so that a sanitizer sees one octet too many. */
int
main(void)
{
	const uint8_t *data;

	__AFL_INIT();
	data = __AFL_FUZZ_TESTCASE_BUF;
	while (__AFL_LOOP(10000)) {
		size_t size = (size_t)(__AFL_FUZZ_TESTCASE_LEN);
		uint8_t *copy = malloc(size ? size : 1);

		if (!copy)
			return 2;
		memcpy(copy, data, size);
		LLVMFuzzerTestOneInput(copy, size);
		free(copy);
	}
	return 0;
}
