/*
 * json_copy(3) leaves out what it has no memory for, and says nothing of it:
 * a configuration without its subnets would be one that Kea takes.
 */
#ifndef JCOPY_H
#define JCOPY_H

#include <jansson.h>

/* A shallow copy of an object or a list, with all of its members: new
 * reference, null when memory is short or `was` is null. */
json_t *jcopy(json_t *was);

#endif
