#include <stdio.h>

#include "read_feed.h"

static void
count_other(struct feed *f, enum ntppkt_kind kind, const struct decap *d)
{
	switch (kind) {
	case NTPPKT_CONTROL:
		f->control++;
		break;
	case NTPPKT_PRIVATE:
		f->private ++;
		break;
	case NTPPKT_PEER:
		f->peer++;
		break;
	default:
		if (d->len < d->udp_len && d->len < NTPPKT_LEN)
			f->cut++;
		else
			f->bad++;
	}
}

static int
feed_ntp(struct feed *f, int64_t ns, const struct decap *d)
{
	struct ntppkt pkt;
	enum ntppkt_kind kind = ntppkt_parse(d->payload, d->len, &pkt);

	/* Who is the server is for the mode to say, not for the port alone. */
	if (kind == NTPPKT_REQUEST && d->dport != f->port)
		kind = NTPPKT_BAD;
	if (kind == NTPPKT_REPLY && d->sport != f->port)
		kind = NTPPKT_BAD;
	if (kind == NTPPKT_REQUEST || kind == NTPPKT_REPLY)
		return ntpmatch_packet(f->match, ns, d, kind, &pkt);
	count_other(f, kind, d);
	return 0;
}

int
feed_packet(struct feed *f, const struct capfile_packet *p)
{
	struct decap d;

	f->packets++;
	f->last_ns = p->ns;
	switch (decap(f->linktype, p->p, p->len, &d)) {
	case DECAP_UDP:
		if (d.sport == f->port || d.dport == f->port)
			return feed_ntp(f, p->ns, &d);
		if (f->ike)
			ikefrag_datagram(f->ike, p->ns, &d);
		return 0;
	case DECAP_FRAGMENT:
		if (f->ike)
			ikefrag_fragment(f->ike, p->ns, &d);
		return 0;
	case DECAP_CUT:
		f->cut++;
		return 0;
	default:
		return 0;
	}
}

/* Behind each "vlan" the offsets are those of the tagged frame. */
const char *
feed_filter(
    uint16_t port, bool ike, enum feed_tags tags, char *buf, size_t size)
{
	char one[128];

	snprintf(one, sizeof(one),
	    ike ? "(udp port %u or udp port 500 or udp port 4500 or"
		  " (ip[6:2] & 0x1fff) != 0 or ip6 proto 44)"
		: "(udp port %u)",
	    port);
	if (tags == FEED_NO_TAGS)
		snprintf(buf, size, "%s", one);
	else
		snprintf(buf, size, "%s or (vlan and (%s or (vlan and %s)))",
		    one, one, one);
	return buf;
}
