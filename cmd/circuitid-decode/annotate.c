#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "annotate.h"
#include "msg.h"
#include "scan.h"
#include "text.h"
#include "vis.h"

/* Hexadecimal that nobody has named has to be at least so much text. */
#define LEAST_UNNAMED 8

struct annotator {
	const struct lineid_how *how;
	struct record *record;
	char *buf; /* ANNOTATE_MAX_LINE octets and one */
};

static bool
is_guess(const struct record *r)
{
	const char *confidence = record_confidence(r);

	return !confidence || strcmp(confidence, "guess") == 0;
}

static bool
is_line_worth_it(const struct record *r, const struct scan_found *f)
{
	bool text = vis_is_text(r->value, r->value_len);

	if (f->readable || !f->named)
		return !is_guess(r) &&
		    (f->readable || (text && r->len >= LEAST_UNNAMED));
	return text || !is_guess(r);
}

/* Whether it is what the log says, or proves itself. */
static bool
is_worth_it(const struct record *r, const struct scan_found *f)
{
	if (f->cut)
		return f->named && r->form == RECORD_LINE &&
		    vis_is_text(r->value, r->value_len);
	switch (r->form) {
	case RECORD_RATES:
		return true;
	case RECORD_LINE:
		return is_line_worth_it(r, f);
	case RECORD_ADDRESS:
		return f->named;
	case RECORD_DUIDS:
		return duid_type_name(r->duid.type) != NULL;
	case RECORD_PARTS:
		return !r->cut;
	case RECORD_FAILED:
		break;
	}
	return false;
}

static void
write_fields(const struct lineid *line)
{
	char buf[LINEID_VALUE_SIZE];
	const char *value;
	size_t len;

	printf("layout=%s", line->layout->name);
	for (size_t i = 0; i < line->count; i++) {
		if (line->field[i].type == LINEID_ABSENT)
			continue;
		value = lineid_value(&line->field[i], buf, &len);
		printf(" %s=", lineid_key_name(line->field[i].key));
		vis_write(stdout, value, len);
	}
}

static void
write_rates(const char *name, const struct rateclass_rate *rate, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf(" %s_rate_%zu=%.*s", name, i + 1, (int)rate[i].len,
		    rate[i].p);
}

static void
write_meaning(const struct record *r, const struct scan_found *f)
{
	bool text = !f->readable &&
	    (r->form != RECORD_LINE || vis_is_text(r->value, r->value_len));

	fputs(" [", stdout);
	if (text)
		text_write(stdout, r, false);
	if (f->cut) {
		fputs("...", stdout);
	} else if (r->form == RECORD_LINE && !record_is_opaque(r)) {
		if (text)
			putchar(' ');
		write_fields(&r->line);
	} else if (r->form == RECORD_RATES) {
		write_rates("down", r->rates.down, r->rates.down_count);
		write_rates("up", r->rates.up, r->rates.up_count);
	}
	putchar(']');
}

/* Decode what was found; true when it is worth a word. */
static bool
decode(struct annotator *a, const char *p, const struct scan_found *f)
{
	struct record_how how = {
		.kind = f->kind,
		.enc = f->enc,
		.line = *a->how,
	};

	record_decode(a->record, &how, p + f->at, f->len);
	return is_worth_it(a->record, f);
}

/* Where the line ends: a CR stays before its newline. */
static size_t
line_end(const char *p, size_t len, size_t at)
{
	const char *nl = memchr(p + at, '\n', len - at);
	size_t end = nl ? (size_t)(nl - p) : len;

	return end > at && p[end - 1] == '\r' ? end - 1 : end;
}

/* p[0..len) is whole lines. */
static void
annotate(struct annotator *a, const char *p, size_t len)
{
	struct scan s;
	struct scan_found f;
	size_t done = 0, end = 0;

	scan_init(&s, p, len);
	while (scan_next(&s, &f)) {
		if (!decode(a, p, &f))
			continue;
		if (f.at >= end) { /* the first one in this line */
			end = line_end(p, len, f.at + f.len);
			fwrite_unlocked(p + done, 1, end - done, stdout);
			done = end;
		}
		write_meaning(a->record, &f);
	}
	fwrite_unlocked(p + done, 1, len - done, stdout);
}

/* How much of buf[0..len) is whole lines, or a line beyond all bounds. */
static size_t
whole_lines(const char *buf, size_t len, bool *inside)
{
	const char *nl;

	if (*inside) { /* the rest of a long line */
		nl = memchr(buf, '\n', len);
		*inside = !nl;
		return nl ? (size_t)(nl + 1 - buf) : len;
	}
	nl = memrchr(buf, '\n', len);
	if (nl)
		return (size_t)(nl + 1 - buf);
	if (len < ANNOTATE_MAX_LINE)
		return 0;
	*inside = true;
	return len;
}

/* Returns -1 and errno when the file cannot be read. */
static int
annotate_fd(struct annotator *a, int fd)
{
	size_t have = 0, whole;
	bool inside = false, was;
	ssize_t n;

	for (;;) {
		n = read(fd, a->buf + have, ANNOTATE_MAX_LINE - have);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0 || ferror(stdout))
			break;
		have += (size_t)n;
		while ((was = inside,
			   whole = whole_lines(a->buf, have, &inside)) > 0) {
			if (was || inside)
				fwrite_unlocked(a->buf, 1, whole, stdout);
			else
				annotate(a, a->buf, whole);
			have -= whole;
			memmove(a->buf, a->buf + whole, have);
		}
		/* Whoever waits for a line gets it before the next one. */
		if (fflush(stdout) == EOF)
			break;
	}
	if (inside)
		fwrite_unlocked(a->buf, 1, have, stdout);
	else
		annotate(a, a->buf, have);
	return n == -1 ? -1 : 0;
}

static int
annotate_file(struct annotator *a, const char *path)
{
	bool in = strcmp(path, "-") == 0;
	int fd = in ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	int ret = fd == -1 ? -1 : annotate_fd(a, fd);

	if (ret == -1)
		msg_warn("%s: %m", in ? "<stdin>" : path);
	if (!in && fd != -1)
		close(fd);
	return ret;
}

int
annotate_files(size_t count, char *const files[], const struct lineid_how *how,
    size_t *failed)
{
	struct annotator a = { .how = how };

	a.record = malloc(sizeof(*a.record));
	a.buf = malloc(ANNOTATE_MAX_LINE + 1);
	if (!a.record || !a.buf) {
		msg_warn("%m");
		*failed = 1;
		count = 0;
	} else if (count == 0) {
		*failed = annotate_file(&a, "-") == -1;
	}
	for (size_t i = 0; i < count; i++)
		if (annotate_file(&a, files[i]) == -1)
			++*failed;
	free(a.record);
	free(a.buf);
	return msg_close_stdout();
}
