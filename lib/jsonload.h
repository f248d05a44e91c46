/*
 * jansson's parser, where memory may end.
 *
 * The parser of jansson 2.14 does not look whether its buffer for the present
 * token could grow: without memory it leaves out an octet of a long string,
 * or reads on behind the buffer.  Here it never sees that memory ended: the
 * load is left at once, and all that it had is given back.
 *
 * For that jansson's allocator (json_set_alloc_funcs()) is ours from the first
 * load on, and takes from malloc() and gives to free(): what jansson makes
 * can be freed as before.  Several threads may load at the same time.
 */
#ifndef JSONLOAD_H
#define JSONLOAD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * json_loadb(), and json_load_callback() whose callback does not itself call
 * jansson.  When memory ends: null, and the error is "out of memory" of no
 * line, which jsonload_no_memory() knows from bad JSON.  `error` may be null.
 */
json_t *jsonload(
    const char *text, size_t len, size_t flags, json_error_t *error);
json_t *jsonload_callback(json_load_callback_t callback, void *arg,
    size_t flags, json_error_t *error);

/* Of the error of a load: did memory end? */
bool jsonload_no_memory(const json_error_t *error);

#endif
