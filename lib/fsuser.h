/*
 * Whose files may be opened.  A library that opens files by their names, in a
 * folder where others may put a link in their place meanwhile, must not do so
 * with root's rights.
 */
#ifndef FSUSER_H
#define FSUSER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

struct fsuser {
	bool changed;
	gid_t *groups; /* root's, to be taken up again */
	int count;
};

/*
 * From here on this process opens files as one of those who may write to the
 * folder `dir` (its owner, else nobody in its group), and as nobody more.  For
 * root alone, and where only root may write there: nothing happens.  A process
 * of root's that may not change its user stays what it is.
 * 0, or -1 when memory is short.
 */
int fsuser_become(struct fsuser *u, const struct stat *dir);
void fsuser_back(struct fsuser *u);

#endif
