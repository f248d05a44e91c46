/*
 * A Kea server for one harness: every command gets the same answer.  To be
 * included once, in the place of lib/keacmd.c.
 */
#ifndef FAKEKEA_H
#define FAKEKEA_H

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "keacmd.h"

/* 7 stands for none at all. */
#define NO_ANSWER 7

static json_t *answer; /* its arguments */
static int result;
static unsigned int removed; /* commands of that kind */

int
keacmd_call(const struct keacmd_endpoint *ep, const char *command,
    json_t *arguments, unsigned int timeout_ms, struct keacmd_answer *out,
    struct why *why)
{
	assert(ep && timeout_ms > 0 && json_is_object(arguments));
	removed += strstr(command, "-del") != NULL;
	*out = (struct keacmd_answer){ .result = result,
		.text = "text",
		.arguments = json_incref(answer) };
	return result == NO_ANSWER ? why_set(why, "no answer") : 0;
}

void
keacmd_answer_clear(struct keacmd_answer *a)
{
	json_decref(a->arguments);
	a->arguments = NULL;
}

/* The result in the first octet's upper bits, the arguments behind it. */
static void
set_answer(const uint8_t *data, size_t size)
{
	json_decref(answer);
	result = data[0] >> 5;
	answer = json_loadb((const char *)data + 1, size - 1, 0, NULL);
	removed = 0;
}

#endif
