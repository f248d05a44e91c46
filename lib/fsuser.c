#include <grp.h>
#include <stdlib.h>
#include <sys/fsuid.h>
#include <unistd.h>

#include "fsuser.h"

#define NOBODY 65534

int
fsuser_become(struct fsuser *u, const struct stat *dir)
{
	*u = (struct fsuser){ .changed = false };
	if (geteuid() != 0 ||
	    (dir->st_uid == 0 && !(dir->st_mode & (S_IWGRP | S_IWOTH))))
		return 0;
	u->count = getgroups(0, NULL);
	u->groups = calloc((size_t)u->count + 1, sizeof(*u->groups));
	if (!u->groups)
		return -1;
	u->count = getgroups(u->count, u->groups);
	if (u->count == -1 || setgroups(0, NULL) == -1)
		return 0;
	u->changed = true;
	/* The group first: without the user's rights it could not be. */
	setfsgid(dir->st_gid);
	setfsuid(dir->st_uid != 0 ? dir->st_uid : NOBODY);
	return 0;
}

void
fsuser_back(struct fsuser *u)
{
	if (u->changed) {
		setfsuid(geteuid());
		setfsgid(getegid());
		(void)!setgroups((size_t)u->count, u->groups);
	}
	free(u->groups);
	*u = (struct fsuser){ .changed = false };
}
