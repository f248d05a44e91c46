#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "msg.h"
#include "peek.h"

static int
list_all(struct out *o, const struct site *site, struct store_txn *t,
    const struct endpoints *eps, const struct list_options *options,
    struct why *why)
{
	if (t && list_hosts(o, t, eps, options, why) == -1)
		return -1;
	if (options->unseen)
		return 0;
	if (t && list_events(o, t, eps, why) == -1)
		return -1;
	return list_endpoints(o, t, site, eps, why);
}

/*
 * Into memory first: a reader that stands still (a pager) would keep the
 * state from using its freed pages again.
 */
static int
render(const struct site *site, const struct endpoints *eps,
    const struct list_options *options, char **text, size_t *len,
    struct why *why)
{
	FILE *fp = open_memstream(text, len);
	struct peek peek;
	struct out out;
	int rc;

	if (!fp)
		return why_errno(why, "list");
	out_init(&out, fp, options->json ? OUT_JSON : OUT_KV);
	rc = peek_open(site->state_dir, &peek, why);
	if (rc == 0)
		rc = list_all(&out, site, peek.txn, eps, options, why);
	peek_close(&peek);
	/* Out of memory in its last step it says nothing, and leaves null. */
	if ((fclose(fp) == EOF || !*text) && rc == 0)
		rc = why_errno(why, "list");
	return rc;
}

int
mode_list(struct run *r)
{
	const struct list_options options = { r->opt->json, r->opt->unseen,
		r->opt->days };
	char *text = NULL;
	size_t len = 0;
	struct why why;
	int rc;

	rc = render(r->site, &r->eps, &options, &text, &len, &why);
	if (rc == 0)
		fwrite(text, 1, len, stdout);
	else
		msg_warn("%s", why.text);
	free(text);
	return rc == 0 ? EXIT_OK : EXIT_USER;
}
