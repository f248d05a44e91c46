#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "peek.h"

/* 1: there is one, 0: none, -1 and why. */
static int
exists(const char *dir, struct why *why)
{
	char *path;
	int rc;

	if (asprintf(&path, "%s/data.mdb", dir) == -1)
		return why_errno(why, "%s", dir);
	rc = access(path, F_OK) == 0;
	if (!rc && errno != ENOENT)
		rc = why_errno(why, "%s", path);
	free(path);
	return rc;
}

int
peek_open(const char *state_dir, struct peek *out, struct why *why)
{
	int rc = exists(state_dir, why);

	*out = (struct peek){ 0 };
	if (rc != 1)
		return rc;
	out->store = state_open(state_dir, why);
	if (!out->store)
		return -1;
	out->txn = store_begin(out->store, false, why);
	return out->txn ? 0 : -1;
}

void
peek_close(struct peek *p)
{
	store_abort(p->txn);
	store_close(p->store);
	*p = (struct peek){ 0 };
}
