#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "netset.h"

/* What request.h calls the fields: the options of an add. */
static const struct {
	const char *front;
	enum import_field field;
} options[] = {
	{ "-m: ", IMPORT_MAC },
	{ "-4: ", IMPORT_IP4 },
	{ "-6: ", IMPORT_IP6 },
	{ "-p: ", IMPORT_PREFIX },
	{ "-M: ", IMPORT_MEMBER },
	{ "circuit-id: ", IMPORT_CIRCUIT_ID },
};

/* Tell what request_parse() found in the words of an import. */
static void
complain_request(struct import *im, struct import_entry *e, const char *text)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		size_t len = strlen(options[i].front);

		if (strncmp(text, options[i].front, len) == 0) {
			import_complain(
			    im, e, options[i].field, "%s", text + len);
			return;
		}
	}
	/* "5.183.104.1 is the gateway of ...": whose value stands in front? */
	for (int f = IMPORT_IP4; f <= IMPORT_PREFIX; f++) {
		const char *value = e->value[f];
		size_t len = value ? strcspn(value, " ") : 0;

		if (len > 0 && strncmp(text, value, len) == 0 &&
		    text[len] == ' ') {
			import_complain(
			    im, e, (enum import_field)f, "%s", text);
			return;
		}
	}
	import_complain(im, e, IMPORT_FIELDS, "%s", text);
}

static void
validate(struct import *im, struct import_entry *e, const struct site *site)
{
	const struct request_args args = {
		.circuit_id = e->value[IMPORT_CIRCUIT_ID],
		.mac = e->value[IMPORT_MAC],
		.addr4 = e->value[IMPORT_IP4],
		.addr6 = e->value[IMPORT_IP6],
		.prefix = e->value[IMPORT_PREFIX],
		.member = e->value[IMPORT_MEMBER],
	};
	bool six = e->value[IMPORT_IP6] || e->value[IMPORT_PREFIX];
	bool by_mac, by_line;
	struct why why;

	if (!e->good)
		return;
	site_v6_identifiers(site, &by_mac, &by_line);
	if (!six && !e->value[IMPORT_IP4])
		import_complain(im, e, IMPORT_FIELDS,
		    "want ip4, ip6 or prefix, have none of them");
	else if (six && by_mac && !e->value[IMPORT_MAC])
		import_complain(
		    im, e, IMPORT_MAC, "want one for IPv6, have none");
	else if (request_parse(&args, site, &e->request, &why) == -1)
		complain_request(im, e, why.text);
}

/* Looking for an earlier, good entry that has the same. */
struct contest {
	struct import *im;
	struct import_entry *entry;
	enum import_field field;
	bool found;
};

static int
lose(void *arg, void *owner, const struct ipnet *net)
{
	struct import_entry *other = owner;
	struct contest *q = arg;
	char text[IPNET_STRLEN];

	if (!other->good || other->first >= q->entry->first)
		return 0;
	import_complain(q->im, q->entry, q->field,
	    "want what no other line has, have %s of line %lu",
	    ipnet_str(net, text),
	    other->number[q->field] ? other->number[q->field] : other->first);
	q->found = true;
	return 1;
}

static size_t
entry_nets(struct import_entry *e, const struct ipnet *nets[3],
    enum import_field fields[3])
{
	const struct ipnet *all[] = { &e->request.v4.addr, &e->request.v6.addr,
		&e->request.v6.prefix };
	static const enum import_field names[] = { IMPORT_IP4, IMPORT_IP6,
		IMPORT_PREFIX };
	size_t n = 0;

	for (size_t i = 0; e->good && i < 3; i++)
		if (all[i]->family != AF_UNSPEC) {
			nets[n] = all[i];
			fields[n++] = names[i];
		}
	return n;
}

static int
fill_set(struct import *im, struct netset *set)
{
	const struct ipnet *nets[3];
	enum import_field fields[3];

	for (size_t i = 0; i < im->count; i++) {
		size_t n = entry_nets(im->list[i], nets, fields);

		for (size_t j = 0; j < n; j++)
			if (netset_add(set, nets[j], im->list[i]) == -1)
				return -1;
	}
	return 0;
}

/* An address or prefix twice: the first line has it. */
static int
contest_nets(struct import *im)
{
	struct netset *set = netset_new();
	const struct ipnet *nets[3];
	enum import_field fields[3];

	if (!set || fill_set(im, set) == -1) {
		netset_free(set);
		return -1;
	}
	for (size_t i = 0; i < im->count; i++) {
		struct contest q = { .im = im, .entry = im->list[i] };
		size_t n = entry_nets(im->list[i], nets, fields);

		for (size_t j = 0; j < n && !q.found; j++) {
			q.field = fields[j];
			netset_overlaps(set, nets[j], lose, &q);
		}
	}
	netset_free(set);
	return 0;
}

static int
mac_cmp(const void *a, const void *b)
{
	const struct import_entry *const *x = a, *const *y = b;
	int c = memcmp(
	    &(*x)->request.mac, &(*y)->request.mac, sizeof((*x)->request.mac));

	if (c != 0)
		return c;
	return (*x)->first < (*y)->first ? -1 : 1;
}

/* A MAC twice: a Kea that goes by it would know one of the two alone. */
static int
contest_macs(struct import *im)
{
	struct import_entry **list = calloc(im->count + 1, sizeof(*list));
	const struct import_entry *holder = NULL;
	size_t n = 0;

	if (!list)
		return -1;
	for (size_t i = 0; i < im->count; i++)
		if (im->list[i]->good && im->list[i]->request.has6 &&
		    im->list[i]->request.v6.id.len > 0)
			list[n++] = im->list[i];
	qsort(list, n, sizeof(*list), mac_cmp);
	for (size_t i = 0; i < n; i++)
		if (holder &&
		    memcmp(&holder->request.mac, &list[i]->request.mac,
			sizeof(holder->request.mac)) == 0)
			import_complain(im, list[i], IMPORT_MAC,
			    "want one that no other line has, have %s of "
			    "line %lu",
			    list[i]->value[IMPORT_MAC],
			    holder->number[IMPORT_MAC]);
		else
			holder = list[i];
	free(list);
	return 0;
}

int
import_validate(struct import *im, const struct site *site, struct why *why)
{
	for (size_t i = 0; i < im->count; i++)
		validate(im, im->list[i], site);
	if (contest_nets(im) == -1 || contest_macs(im) == -1)
		return why_errno(why, "<stdin>");
	return 0;
}
