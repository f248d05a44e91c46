#include "fuzz.h"
#include "rateclass.h"

static void
check_rates(const struct rateclass_rate *rate, size_t count,
    const uint8_t *data, size_t size)
{
	assert(count > 0 && count <= RATECLASS_MAX_RATES);
	for (size_t i = 0; i < count; i++) {
		assert(rate[i].p >= (const char *)data && rate[i].len > 0);
		assert(rate[i].p + rate[i].len <= (const char *)data + size);
		/* One rate begins where the one before ends. */
		assert(i == 0 || rate[i - 1].p + rate[i - 1].len == rate[i].p);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rateclass c;

	if (!rateclass_parse(data, size, &c))
		return 0;
	check_rates(c.down, c.down_count, data, size);
	check_rates(c.up, c.up_count, data, size);
	assert(c.tag_count > 0 && c.tag_count <= RATECLASS_MAX_TAGS);
	assert(c.tag[0].p == (const char *)data);
	for (size_t i = 0; i < c.tag_count; i++)
		assert(c.tag[i].len > 0 &&
		    c.tag[i].p + c.tag[i].len < (const char *)data + size);
	assert(c.up[c.up_count - 1].p + c.up[c.up_count - 1].len ==
	    (const char *)data + size);
	return 0;
}
