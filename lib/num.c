#include <string.h>

#include "num.h"

int
num_span_u64(
    const char *s, size_t len, uint64_t min, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;

	if (len == 0)
		return -1;
	for (size_t i = 0; i < len; i++) {
		unsigned int digit = (unsigned int)(unsigned char)s[i] - '0';

		if (digit > 9 || value > (UINT64_MAX - digit) / 10)
			return -1;
		value = value * 10 + digit;
	}
	if (value < min || value > max)
		return -1;
	*out = value;
	return 0;
}

int
num_span_u32(
    const char *s, size_t len, uint32_t min, uint32_t max, uint32_t *out)
{
	uint64_t value;

	if (num_span_u64(s, len, min, max, &value) == -1)
		return -1;
	*out = (uint32_t)value;
	return 0;
}

int
num_parse_u32(const char *s, uint32_t min, uint32_t max, uint32_t *out)
{
	return num_span_u32(s, strlen(s), min, max, out);
}
