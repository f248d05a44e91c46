/*
 * Answers of Kea, of its control agent, of nginx.  The first octet chooses
 * the HTTP status, the rest is the body.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "keacmd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const long status[] = { 0, 200, 400, 401, 413, 502, 301, -1 };
	struct keacmd_answer a;
	struct why why = { "" };
	int ret;

	if (size == 0)
		return 0;
	ret = keacmd_parse(
	    (const char *)data + 1, size - 1, status[data[0] % 8], &a, &why);
	/* Either an answer or a reason, and always a text that ends. */
	if ((ret == 0) != (why.text[0] == '\0') ||
	    strnlen(a.text, sizeof(a.text)) == sizeof(a.text) ||
	    (ret == -1 && a.arguments))
		abort();
	keacmd_answer_clear(&a);
	return 0;
}
