#include "state.h"

struct store *
state_open(const char *dir, struct why *why)
{
	static const char *const tables[] = {
		[STATE_WANTED] = "wanted",
		[STATE_INDEX] = "index",
		[STATE_APPLIED] = "applied",
		[STATE_ENDPOINT] = "endpoint",
		[STATE_EVENT] = "event",
		[STATE_META] = "meta",
	};

	return store_open(
	    dir, tables, sizeof(tables) / sizeof(tables[0]), STATE_FORMAT, why);
}
