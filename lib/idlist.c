#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "hex.h"
#include "idlist.h"
#include "line.h"
#include "vis.h"

/* From here on digits may be hexadecimal: see hex.h. */
#define LEAST_DIGITS 8

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Where a comment behind something could start: a blank and a '#'. */
static const char *
find_comment(const char *s, size_t len)
{
	const char *end = s + len, *p = s;

	while (++p < end && (p = memchr(p, '#', (size_t)(end - p))) != NULL)
		if (is_blank(p[-1]))
			return p;
	return NULL;
}

/*
 * Nothing but hexadecimal digits, and what stands between octets, and many:
 * cut short, or a serial number?
 */
static bool
is_digits(const char *s, size_t len)
{
	size_t digits = 0;

	for (size_t i = 0; i < len; i++)
		if (hex_digit(s[i]) >= 0)
			digits++;
		else if (s[i] != ':' && !is_blank(s[i]))
			return false;
	return digits >= LEAST_DIGITS;
}

static bool
is_quote(char c)
{
	return c == '"' || c == '\'';
}

/* \xNN or two backslashes: how our own reports write what is not text. */
static bool
has_escape(const char *s, size_t len)
{
	const char *end = s + len, *p = s;

	for (; (p = memchr(p, '\\', (size_t)(end - p))) != NULL; p++)
		if ((end - p >= 2 && p[1] == '\\') ||
		    (end - p >= 4 && p[1] == 'x' && hex_digit(p[2]) >= 0 &&
			hex_digit(p[3]) >= 0))
			return true;
	return false;
}

/* Text is taken as it is: refuse what a human would read otherwise. */
static int
check_text(const char *s, size_t len, enum hex_enc enc, struct why *why)
{
	if (is_blank(s[0]) || is_blank(s[len - 1]))
		return why_set(why,
		    "want text without blanks at its ends, or in quotes, "
		    "have a blank at its %s",
		    is_blank(s[0]) ? "beginning" : "end");
	if (find_comment(s, len))
		return why_set(why,
		    "want a comment behind text on a line of its own, "
		    "or the text in quotes");
	if (is_quote(s[0]) || is_quote(s[len - 1]))
		return why_set(
		    why, "want a quote at both ends or at none, have one");
	if (is_digits(s, len))
		return why_set(why,
		    "want hexadecimal with 0x, or text in quotes, "
		    "have digits that could be either");
	if (enc == HEX_TEXT && has_escape(s, len))
		return why_set(why,
		    "want hexadecimal with 0x, or text in quotes, "
		    "have a backslash that could be an escape");
	/* A dash or a blank of a web page looks like one of ours. */
	if (vis_plain_len((const unsigned char *)s, len) < len)
		return why_set(why,
		    "want printable ASCII text, hexadecimal with 0x, "
		    "or text in quotes, have other characters");
	return 0;
}

static bool
is_plain(enum hex_enc enc)
{
	return enc == HEX_TEXT || enc == HEX_OCTAL;
}

static int
decode(const char *s, size_t len, uint8_t *id, size_t *id_len,
    enum hex_enc *enc, struct why *why)
{
	return hex_decode(
	    s, len, HEX_AUTO, id, IDLIST_MAX_OCTETS, id_len, enc, why);
}

int
idlist_parse_line(const char *s, size_t len, uint8_t id[IDLIST_MAX_OCTETS],
    size_t *id_len, struct why *why)
{
	enum hex_enc enc = HEX_TEXT;
	const char *comment;
	size_t lead = 0;
	int rc;

	while (lead < len && is_blank(s[lead]))
		lead++;
	if (lead == len || s[lead] == '#')
		return 0;
	if (memchr(s, '\0', len))
		return why_set(why, "want text, have a NUL octet");
	rc = decode(s, len, id, id_len, &enc, why);
	if (rc == 0 && !is_plain(enc))
		return 1;
	comment = find_comment(s, len);
	if (comment &&
	    decode(s, (size_t)(comment - s), id, id_len, &enc, NULL) == 0 &&
	    !is_plain(enc))
		return 1;
	return rc == -1 || check_text(s, len, enc, why) == -1 ? -1 : 1;
}

static int
check_open(int fd, const char *path, struct stat *st, struct why *why)
{
	char last;

	if (fstat(fd, st) == -1)
		return why_errno(why, "%s", path);
	if (!S_ISREG(st->st_mode))
		return why_set(why, "%s: want a file, have a %s", path,
		    S_ISDIR(st->st_mode) ? "folder" : "special file");
	if (st->st_size == 0)
		return 0;
	if (pread(fd, &last, 1, st->st_size - 1) != 1)
		return why_errno(why, "%s", path);
	if (last != '\n')
		return why_set(why,
		    "%s: want a newline at the end, have none: half written?",
		    path);
	return 0;
}

int
idlist_open(const char *path, struct stat *st, struct why *why)
{
	/* Without O_NONBLOCK a FIFO would hang the hook here. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd == -1)
		return why_errno(why, "%s", path);
	if (check_open(fd, path, st, why) == -1) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool
same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* Losing a name changes a file's time of change and nothing in it. */
bool
idlist_same(const struct stat *before, const struct stat *now)
{
	return before->st_dev == now->st_dev && before->st_ino == now->st_ino &&
	    before->st_size == now->st_size &&
	    same_time(&before->st_mtim, &now->st_mtim) &&
	    (same_time(&before->st_ctim, &now->st_ctim) ||
		now->st_nlink < before->st_nlink);
}

/* A long line is trouble unless it is a comment. */
static int
parse_long(const struct line *l, struct why *why)
{
	size_t lead = 0;

	while (lead < l->len && is_blank(l->p[lead]))
		lead++;
	if (lead < l->len && l->p[lead] == '#')
		return 0;
	return why_set(why, "want a line of at most %d octets, have more",
	    IDLIST_MAX_LINE);
}

static int
hand_out(const struct line *l, idlist_fn *fn, void *arg)
{
	struct idlist_entry e = { .line = l->number, .offset = l->offset };
	uint8_t id[IDLIST_MAX_OCTETS];
	struct why why;
	int rc;

	rc = l->too_long ? parse_long(l, &why)
			 : idlist_parse_line(l->p, l->len, id, &e.len, &why);
	if (rc == 0)
		return 0;
	if (rc == 1)
		e.id = id;
	else
		e.trouble = why.text;
	return fn(arg, &e);
}

static int
each_line(struct line_reader *r, idlist_fn *fn, void *arg)
{
	struct line l;
	int rc;

	while ((rc = line_next(r, &l)) == 1) {
		rc = hand_out(&l, fn, arg);
		if (rc != 0)
			return rc;
	}
	return rc;
}

int
idlist_each(int fd, const char *path, const struct stat *st, idlist_fn *fn,
    void *arg, struct why *why)
{
	struct line_reader *r = line_new(fd, IDLIST_MAX_LINE);
	struct stat now;
	int rc;

	if (!r || lseek(fd, 0, SEEK_SET) == -1) {
		rc = why_errno(why, "%s", path);
		goto out;
	}
	rc = each_line(r, fn, arg);
	if (rc == -1) {
		why_errno(why, "%s", path);
	} else if (rc == 0) {
		if (fstat(fd, &now) == -1)
			rc = why_errno(why, "%s", path);
		else if (!idlist_same(st, &now))
			rc = why_set(why,
			    "%s: want a file at rest, have one that was "
			    "changed while it was read",
			    path);
	}
out:
	line_free(r);
	return rc;
}
