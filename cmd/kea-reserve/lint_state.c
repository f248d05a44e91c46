#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lint_state.h"

#define GROUP "collecte"
#define DIR_MODE 02770u
#define FILE_MODE 0660u
#define MODE_BITS 07777u

static void
lint_file(int dir_fd, const char *name, gid_t gid, struct findings *f)
{
	struct stat st;

	if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == -1 ||
	    !S_ISREG(st.st_mode))
		return;
	if ((st.st_mode & MODE_BITS) != FILE_MODE)
		finding_add(f, FIND_STATE_RIGHTS, name,
		    "want mode %04o, have %04o", FILE_MODE,
		    st.st_mode & MODE_BITS);
	if (st.st_gid != gid)
		finding_add(f, FIND_STATE_RIGHTS, name,
		    "want the folder's group %u, have %u", gid, st.st_gid);
}

static void
lint_mode(const struct stat *st, struct findings *f)
{
	const struct group *group;

	errno = 0;
	group = getgrnam(GROUP);
	if (!group && errno == ENOMEM)
		f->failed = true;
	if ((st->st_mode & MODE_BITS) != DIR_MODE)
		finding_add(f, FIND_STATE_RIGHTS, "",
		    "want mode %04o, have %04o", DIR_MODE,
		    st->st_mode & MODE_BITS);
	if (group && st->st_gid != group->gr_gid)
		finding_add(f, FIND_STATE_RIGHTS, "",
		    "want group " GROUP " (%u), have %u", group->gr_gid,
		    st->st_gid);
}

void
lint_state_dir(const char *dir, struct findings *f)
{
	DIR *d = opendir(dir);
	const struct dirent *e;
	struct stat st;

	if (!d || fstat(dirfd(d), &st) == -1) {
		finding_add(f, FIND_STATE_FOLDER, "",
		    "want a folder that this user can read, have: %s",
		    strerror(errno));
		if (d)
			closedir(d);
		return;
	}
	lint_mode(&st, f);
	while ((e = readdir(d)))
		lint_file(dirfd(d), e->d_name, st.st_gid, f);
	closedir(d);
}
