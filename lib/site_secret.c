#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "site.h"

/* Refuse what should not hold a secret before reading it. */
static int
check_file(int fd, const char *path, struct why *why)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return why_errno(why, "%s", path);
	if (!S_ISREG(st.st_mode))
		return why_set(why, "%s: want a file, have a %s", path,
		    S_ISDIR(st.st_mode) ? "folder" : "special file");
	if (st.st_mode & S_IRWXO)
		return why_set(why,
		    "%s: want a secret closed to others, have mode %04o", path,
		    (unsigned int)st.st_mode & 07777);
	return 0;
}

/* buf[0..len) was read, up to `size` octets; `more` may follow. */
static int
check_text(char *buf, size_t len, bool more, size_t size, const char *path,
    struct why *why)
{
	const char *newline = memchr(buf, '\n', len);
	size_t text = newline ? (size_t)(newline - buf) : len;

	if (text == 0)
		return why_set(why, "%s: want a secret, have none", path);
	if (newline && (text + 1 < len || more))
		return why_set(why, "%s: want one line, have more", path);
	if (text >= size)
		return why_set(why, "%s: want at most %zu octets, have more",
		    path, size - 1);
	for (size_t i = 0; i < text; i++)
		if ((unsigned char)buf[i] < 0x20 || buf[i] == 0x7f)
			return why_set(why,
			    "%s: want no control characters, have one as "
			    "octet %zu",
			    path, i + 1);
	buf[text] = '\0';
	return 0;
}

/* Up to `size` octets, more than one read if need be; -1 and errno. */
static ssize_t
read_all(int fd, char *buf, size_t size)
{
	size_t len = 0;
	ssize_t n;

	while (len < size) {
		n = read(fd, buf + len, size - len);
		if (n == -1)
			return -1;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

/* clang has it as a feature. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) && !defined(__SANITIZE_ADDRESS__)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

/*
 * A core dump would carry the secret to where anybody's may lie, and a
 * debugger of the same user's would see it; RLIMIT_CORE does not keep a
 * core_pattern that is a pipe from either.  LeakSanitizer is such a debugger.
 */
static void
keep_to_ourselves(void)
{
#ifndef __SANITIZE_ADDRESS__
	(void)prctl(PR_SET_DUMPABLE, 0UL);
#endif
}

int
site_secret(const char *path, char *buf, size_t size, struct why *why)
{
	/* Without O_NONBLOCK a FIFO would hang the caller here. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char extra;
	int rc = -1;
	ssize_t n;

	if (fd == -1)
		return why_errno(why, "%s", path);
	if (check_file(fd, path, why) == -1)
		goto out;
	keep_to_ourselves();
	n = read_all(fd, buf, size);
	if (n == -1)
		why_errno(why, "%s", path);
	else
		rc = check_text(
		    buf, (size_t)n, read(fd, &extra, 1) == 1, size, path, why);
out:
	if (rc == -1)
		explicit_bzero(buf, size);
	close(fd);
	return rc;
}
