#include "answer.h"
#include "keaargs.h"

static enum verdict
judge(const struct relay_seen *seen, const struct radpkt *reply)
{
	if (reply->p)
		return reply->code == RADPKT_ACCEPT ? VERDICT_ACCEPTED
		    : reply->code == RADPKT_REJECT  ? VERDICT_REJECTED
						    : VERDICT_CHALLENGED;
	for (size_t i = 0; i < seen->dropped_count && i < RELAY_DROPPED_MAX;
	     i++)
		if (seen->dropped[i].foreign)
			return VERDICT_FOREIGN;
	if (seen->dropped_count > 0)
		return VERDICT_GARBLED;
	return seen->refused ? VERDICT_REFUSED : VERDICT_SILENT;
}

void
answer_make(const struct options *opt, const struct raddict *dict,
    const struct server *server, const struct relay_seen *seen,
    const char *secret, struct answer *out)
{
	*out = (struct answer){
		.opt = opt, .dict = dict, .server = server, .seen = seen
	};
	radpkt_parse(seen->request, seen->request_len, &out->request, NULL);
	if (seen->reply_len > 0 &&
	    radpkt_parse(seen->reply, seen->reply_len, &out->reply, NULL) == 0)
		out->mac = radpkt_check_mac(&out->reply, &out->request, secret);
	out->verdict = judge(seen, &out->reply);
}

const char *
answer_word(enum verdict v)
{
	static const char *const words[] = {
		[VERDICT_ACCEPTED] = "accepted",
		[VERDICT_REJECTED] = "rejected",
		[VERDICT_CHALLENGED] = "challenged",
		[VERDICT_FOREIGN] = "wrong secret",
		[VERDICT_GARBLED] = "no valid answer",
		[VERDICT_REFUSED] = "nobody listens",
		[VERDICT_SILENT] = "no answer",
	};

	return words[v];
}

int
answer_exit(enum verdict v)
{
	switch (v) {
	case VERDICT_ACCEPTED:
		return EXIT_ACCEPT;
	case VERDICT_REJECTED:
	case VERDICT_CHALLENGED:
		return EXIT_REJECT;
	default:
		return EXIT_USER;
	}
}

bool
answer_has_kea_args(const struct answer *a)
{
	return a->verdict == VERDICT_ACCEPTED && a->opt->args.line &&
	    a->opt->args.user && keaargs_any(a->dict, &a->reply);
}
