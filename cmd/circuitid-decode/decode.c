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
	struct printer *printer;
	size_t failed;
};

/* What is wrong with the record, if anything. */
static const char *
find_fault(const struct run *run)
{
	struct record *r = run->record;
	const char *fault = print_fault(r, run->options->print.mask);

	if (fault || !run->options->strict || !record_is_opaque(r))
		return fault;
	why_set(&r->why, "want a known layout, have %s", record_layout(r));
	return r->why.text;
}

/* A null fault: all is well. */
static void
tell(
    struct run *run, const char *fault, const char *where, unsigned long number)
{
	if (!fault)
		return;
	fflush(stdout); /* the line stands before what is said about it */
	msg_warn("%s%lu: %s", where, number, fault);
	run->failed++;
}

/* One word a DUID; no and none are failures too, but need no message. */
static void
print_match(struct run *run)
{
	const struct duid *d = &run->record->duid;

	if (!d->has_mac)
		puts("none");
	else if (memcmp(&d->mac, &run->options->mac, sizeof(d->mac)) == 0)
		puts("yes");
	else
		puts("no");
	if (!d->has_mac ||
	    memcmp(&d->mac, &run->options->mac, sizeof(d->mac)) != 0)
		run->failed++;
}

/* The line of the record, in whatever way was asked for. */
static void
print(struct run *run)
{
	const struct decode_options *o = run->options;

	if (o->match_mac && run->record->form == RECORD_DUIDS)
		print_match(run);
	else if (o->encode == ENCODE_NONE)
		print_record(run->printer, run->record);
	else if (run->record->form == RECORD_FAILED)
		putchar('\n');
	else
		encode_record(stdout, o->encode, run->record);
}

/* A pattern has no octets to decode before. */
static void
print_regex(struct run *run, const char *s, size_t len)
{
	if (encode_regex(stdout, s, len, &run->record->why) == 0) {
		run->record->form = RECORD_LINE;
		run->record->cut = false;
		return;
	}
	record_fail(run->record, run->options->how.kind, s, len);
	putchar('\n');
}

/* Print s[0..len); `where` and `number` say which value it was. */
static void
finish(struct run *run, const char *s, size_t len, const char *where,
    unsigned long number)
{
	if (run->options->encode == ENCODE_REGEX) {
		print_regex(run, s, len);
	} else {
		record_decode(run->record, &run->options->how, s, len);
		print(run);
	}
	tell(run, find_fault(run), where, number);
}
static void
decode_line(struct run *run, const struct line *line)
{
	if (!line->too_long) {
		finish(run, line->p, line->len, "<stdin>:", line->number);
		return;
	}
	record_fail(run->record, run->options->how.kind, line->p, line->len);
	why_set(&run->record->why,
	    "want at most %d characters, have a longer line", HEX_MAX_SPELLING);
	print(run);
	tell(run, find_fault(run), "<stdin>:", line->number);
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
	if (count == 0)
		return decode_stdin(run);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(value[i], "-") == 0) {
			if (decode_stdin(run) == -1)
				return -1;
			continue;
		}
		finish(run, value[i], strlen(value[i]), "argument ", i + 1);
	}
	return 0;
}

int
decode_values(const struct decode_options *options, size_t count,
    char *const value[], size_t *failed)
{
	struct run run = { .options = options };
	int ret = -1;

	run.record = malloc(sizeof(*run.record));
	run.printer = printer_new(stdout, &options->print);
	if (run.record && run.printer)
		ret = decode_all(&run, count, value);
	else
		msg_warn("%m");
	if (run.printer && printer_free(run.printer) == -1) {
		msg_warn("%m");
		ret = -1;
	}
	*failed = run.failed;
	free(run.record);
	return msg_close_stdout() == -1 ? -1 : ret;
}
