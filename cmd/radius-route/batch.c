#include "batch.h"
#include "hex.h"
#include "line.h"
#include "loaded.h"
#include "msg.h"
#include "vis.h"

static void
decide_line(const struct loaded *loaded, const struct route *r,
    const struct line *l, struct evidence *e, struct decision *d)
{
	uint8_t id[IDLIST_MAX_OCTETS];
	size_t len;

	*d = (struct decision){ .verdict = VERDICT_UNSURE };
	if (l->too_long) {
		why_set(&d->why, "want a line of at most %d octets, have more",
		    IDLIST_MAX_LINE);
	} else if (l->len == 0) {
		d->verdict = VERDICT_NONE; /* absent */
	} else if (hex_decode(l->p, l->len, HEX_AUTO, id, sizeof(id), &len,
		       NULL, &d->why) == 0) {
		loaded_gather(loaded, r, id, len, e);
		judge(r, e, d);
	}
}

static int
run(const struct loaded *loaded, const struct route *r, struct evidence *e,
    struct line_reader *in, const char *name, FILE *out)
{
	int rc, code = EXIT_OK;
	struct decision d;
	struct line l;

	while ((rc = line_next(in, &l)) == 1) {
		decide_line(loaded, r, &l, e, &d);
		vis_write(out, l.p, l.len);
		fprintf(out, "\t%s\n",
		    d.verdict == VERDICT_MEMBER     ? d.member->name
			: d.verdict == VERDICT_NONE ? "-"
						    : "?");
		if (d.verdict == VERDICT_UNSURE) {
			msg_warn("%s:%lu: %s", name, l.number, d.why.text);
			code = EXIT_SOME;
		}
	}
	if (rc == -1) {
		msg_warn("%s: %m", name);
		code = EXIT_USER;
	}
	return code;
}

int
batch_run(const struct route *r, int fd, const char *name, FILE *out)
{
	struct loaded *loaded = loaded_new(r, NULL, NULL);
	struct line_reader *in = line_new(fd, IDLIST_MAX_LINE);
	struct evidence *e = evidence_new(r);
	int code = EXIT_USER;

	if (loaded && in && e)
		code = run(loaded, r, e, in, name, out);
	else
		msg_warn("out of memory");
	evidence_free(e);
	line_free(in);
	loaded_free(loaded);
	return code;
}
