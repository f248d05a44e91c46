#include <pthread.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jsonload.h"

/* Events of a short load need no memory. */
#define FEW 256

/* What marks the event of a block that was freed: blocks are aligned. */
#define FREED ((uintptr_t)1)

/*
 * A load at work.  Each block is noted when it is taken and when it is freed:
 * to look for it among the others instead would take a document's length
 * squared where jansson frees them in another order.
 */
struct load {
	const char *text;
	size_t len;
	json_load_callback_t callback; /* null: the text */
	void *arg;
	uintptr_t *events;
	size_t count, room;
	size_t held; /* blocks; for each there is room to note its end */
	bool ended;  /* memory did */
	jmp_buf out;
	uintptr_t few[FEW];
};

/* That of this thread, or null. */
static _Thread_local struct load *now;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static int
make_room(struct load *l)
{
	uintptr_t *more;

	if (l->count + l->held + 2 <= l->room)
		return 0;
	more = reallocarray(
	    l->events == l->few ? NULL : l->events, l->room, 2 * sizeof(*more));
	if (!more)
		return -1;
	if (l->events == l->few)
		memcpy(more, l->few, sizeof(l->few));
	l->events = more;
	l->room *= 2;
	return 0;
}

static void *
take(size_t size)
{
	struct load *l = now;
	void *p;

	if (!l)
		return malloc(size);
	p = make_room(l) == 0 ? malloc(size) : NULL;
	if (!p) {
		l->ended = true;
		longjmp(l->out, 1);
	}
	l->events[l->count++] = (uintptr_t)p;
	l->held++;
	return p;
}

static void
give_back(void *p)
{
	if (now) {
		now->events[now->count++] = (uintptr_t)p | FREED;
		now->held--;
	}
	free(p);
}

static int
by_address(const void *a, const void *b)
{
	uintptr_t x = *(const uintptr_t *)a, y = *(const uintptr_t *)b;

	return (x > y) - (x < y);
}

/* One address may have been taken and freed several times: it is held when
 * that was the more often. */
static void
free_held(struct load *l)
{
	size_t i = 0;

	qsort(l->events, l->count, sizeof(*l->events), by_address);
	while (i < l->count) {
		uintptr_t at = l->events[i];
		size_t taken = 0, freed = 0;

		for (; i < l->count && l->events[i] == at; i++)
			taken++;
		for (; i < l->count && l->events[i] == (at | FREED); i++)
			freed++;
		if (taken > freed)
			free((void *)at);
	}
}

/* No local of a function with setjmp() is changed behind it. */
static json_t *
parse(struct load *l, size_t flags, json_error_t *error)
{
	if (setjmp(l->out) != 0)
		return NULL;
	return l->callback
	    ? json_load_callback(l->callback, l->arg, flags, error)
	    : json_loadb(l->text, l->len, flags, error);
}

static void
use_own_memory(void)
{
	json_set_alloc_funcs(take, give_back);
}

/* Of what, and that it is of no line, jansson has said before. */
static void
say_ended(json_error_t *error)
{
	snprintf(error->text, sizeof(error->text) - 1, "out of memory");
	error->text[sizeof(error->text) - 1] = json_error_out_of_memory;
}

static json_t *
load(struct load *l, size_t flags, json_error_t *error)
{
	json_t *root;

	pthread_once(&once, use_own_memory);
	if (error)
		*error = (json_error_t){ 0 };
	l->events = l->few;
	l->room = FEW;
	now = l;
	root = parse(l, flags, error);
	now = NULL;
	if (l->ended) {
		free_held(l);
		if (error)
			say_ended(error);
	}
	if (l->events != l->few)
		free(l->events);
	return root;
}

json_t *
jsonload(const char *text, size_t len, size_t flags, json_error_t *error)
{
	struct load l = { .text = text, .len = len };

	return load(&l, flags, error);
}

json_t *
jsonload_callback(
    json_load_callback_t callback, void *arg, size_t flags, json_error_t *error)
{
	struct load l = { .callback = callback, .arg = arg };

	return load(&l, flags, error);
}

bool
jsonload_no_memory(const json_error_t *error)
{
	return json_error_code(error) == json_error_out_of_memory;
}
