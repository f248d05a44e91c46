/*
 * The options of srcroute-check.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "ipnet.h"
#include "opts.h"
#include "target.h"
#include "watch.h"
#include "why.h"

enum mode {
	MODE_CHECK,
	MODE_WATCH
};

#define OPTIONS_TARGETS 16 /* of one family: more would be traffic */

struct options {
	enum opts_about about; /* else than nothing: all that is set */
	enum mode mode;
	const char *config;
	const char *member; /* null: all */
	bool json, plugin;
	bool no_probe;
	struct target *targets; /* of --probe, IPv4 before IPv6 */
	size_t target_count;
	struct ipnet anchor4, anchor6;
	unsigned interval; /* of rounds, in milliseconds */
	unsigned timeout;
	struct watch_conf watch;
	const char *on_down, *on_up; /* null: none */
	bool shell;
};

/* Returns 0, or -1 and why; free with options_clear() either way. */
int options_parse(int argc, char *argv[], struct options *o, struct why *why);
void options_clear(struct options *o);

/* Whether --plugin is among them: then even a usage error is "unknown". */
bool options_has_plugin(int argc, char *const argv[]);

/*
 * "200ms", "3s", "3", "5m", "1h" as milliseconds in [min, max].  Returns 0, or
 * -1 and why.
 */
int options_time(const char *text, unsigned min, unsigned max, unsigned *out,
    struct why *why);

extern const struct opts_tool options_tool;

#endif
