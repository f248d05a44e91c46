#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "decode.h"
#include "line.h"
#include "msg.h"

struct run {
	const struct decode_options *options;
	struct record *record;
	size_t failed;
};

/* Print the record; `where` and `number` say which value it was. */
static void
finish(struct run *run, const char *where, unsigned long number)
{
	struct record *r = run->record;

	print_record(stdout, run->options->format, r);
	if (run->options->strict && record_is_opaque(r))
		why_set(
		    &r->why, "want a known layout, have %s", record_layout(r));
	else if (r->form != RECORD_FAILED)
		return;
	fflush(stdout); /* the line stands before what is said about it */
	msg_warn("%s%lu: %s", where, number, r->why.text);
	run->failed++;
}

static void
decode_line(struct run *run, const struct line *line)
{
	const struct decode_options *o = run->options;

	if (line->too_long) {
		record_fail(run->record, o->kind, line->p, line->len);
		why_set(&run->record->why,
		    "want at most %d characters, have a longer line",
		    HEX_MAX_SPELLING);
	} else {
		record_decode(run->record, o->kind, o->enc, line->p, line->len);
	}
	finish(run, "<stdin>:", line->number);
}

static int
decode_stdin(struct run *run)
{
	struct line_reader *reader = line_new(STDIN_FILENO, HEX_MAX_SPELLING);
	struct line line;
	int rc = 1;

	if (!reader) {
		msg_warn("%m");
		return -1;
	}
	while (rc == 1 && !ferror(stdout)) {
		/* Whoever waits for the answer to a line gets it now. */
		if (!line_ready(reader) && fflush(stdout) == EOF)
			break;
		rc = line_next(reader, &line);
		if (rc == 1)
			decode_line(run, &line);
	}
	if (rc == -1)
		msg_warn("<stdin>: %m");
	line_free(reader);
	return rc == -1 ? -1 : 0;
}

static int
decode_all(struct run *run, size_t count, char *const value[])
{
	const struct decode_options *o = run->options;

	if (count == 0)
		return decode_stdin(run);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(value[i], "-") == 0) {
			if (decode_stdin(run) == -1)
				return -1;
			continue;
		}
		record_decode(
		    run->record, o->kind, o->enc, value[i], strlen(value[i]));
		finish(run, "argument ", i + 1);
	}
	return 0;
}

int
decode_values(const struct decode_options *options, size_t count,
    char *const value[], size_t *failed)
{
	struct run run = { options, malloc(sizeof(*run.record)), 0 };
	int ret = -1;

	if (!run.record) {
		msg_warn("%m");
		return -1;
	}
	ret = decode_all(&run, count, value);
	*failed = run.failed;
	free(run.record);
	return msg_close_stdout() == -1 ? -1 : ret;
}
