/* A folder of the test's own, gone afterwards. */
#ifndef PLACE_H
#define PLACE_H

#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

#include "help.h"

struct place {
	char dir[64];
};

static inline int
place_drop(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline int
place_setup(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct place *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	snprintf(
	    p->dir, sizeof(p->dir), "%.40s/reserve.XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(p->dir));
	*state = p;
	return 0;
}

static inline int
place_teardown(void **state)
{
	struct place *p = *state;

	nftw(p->dir, place_drop, 8, FTW_DEPTH | FTW_PHYS);
	free(p);
	return 0;
}

#define in_place(f) \
	cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)

#endif
