#include "jcopy.h"

json_t *
jcopy(json_t *was)
{
	json_t *new = json_copy(was);

	/* Of the other kind both are 0. */
	if (json_object_size(new) == json_object_size(was) &&
	    json_array_size(new) == json_array_size(was))
		return new;
	json_decref(new);
	return NULL;
}
