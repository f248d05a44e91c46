#include <string.h>

#include "fuzz.h"
#include "../../cmd/circuitid-decode/scan.h"

/* What is found lies in the lines, in order, and can be decoded. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct record r;
	static const struct record_how none;
	struct scan s;
	struct scan_found f;
	size_t at = 0, found = 0;

	scan_init(&s, (const char *)data, size);
	while (scan_next(&s, &f)) {
		struct record_how how = none;

		assert(f.len > 0 && f.at < size && f.len <= size - f.at);
		assert(f.at >= at);
		assert(!memchr(data + f.at, '\n', f.len));
		at = f.at;
		how.kind = f.kind;
		how.enc = f.enc;
		record_decode(&r, &how, (const char *)data + f.at, f.len);
		assert(++found <= size);
	}
	return 0;
}
