/*
 * The configuration document of one Kea service <-> what of it concerns
 * reservations.  Pure: no I/O.  Compares parsed values, never text: Kea
 * sorts reservations, turns circuit-ids to upper case, adds empty members.
 */
#ifndef KEADOC_H
#define KEADOC_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "host.h"
#include "ipnet.h"
#include "jsonslice.h"
#include "why.h"

/*
 * One reservation as it stands in the document: a part of its tree or, of a
 * long list, of its text (keadoc_raw() makes them one).
 */
struct keadoc_host {
	json_t *raw;           /* borrowed from the document, or null: */
	struct jsonslice text; /* ... the same */
	bool global;           /* in the service's own list; else in a subnet's,
	                       which is never ours to touch: */
	const json_t *subnet;  /* ... that one; borrowed */
	bool has_id;           /* an identifier that we can read: host.id */
	struct ipnet *nets;    /* addresses and delegated prefixes, in order */
	size_t net_count;
	bool marked; /* by us, the mark undamaged, right for the family */
	bool extra;  /* more addresses, prefixes or classes than `host` says */
	struct host host; /* family, id, the first address, prefix and class;
	                     when marked also version, member, line */
};

struct keadoc_subnet {
	struct ipnet net;
	long id;
	bool global;           /* its clients get global reservations at all */
	const json_t *raw;     /* borrowed, as is */
	const json_t *network; /* the shared network around it, or null */
};

struct keadoc {
	int family;                /* by the key found: Dhcp4 or Dhcp6 */
	json_t *root;              /* {"Dhcp4": {...}} alone; owned */
	json_t *body;              /* the service's object in it; borrowed */
	struct jsonslice list;     /* the global reservations, which stand empty
	                              in body; null: they stand there */
	char *text;                /* around that list; owned */
	struct keadoc_host *hosts; /* in the document's order */
	size_t host_count;
	const struct keadoc_host **by_id; /* global with identifier, sorted */
	size_t by_id_count;
	struct host *gone; /* tombstones that travel in the document, one an
	                      identifier */
	size_t gone_count;
	json_t *carrier;      /* of tombstones, or null; owned */
	const char **classes; /* names of client classes; borrowed */
	size_t class_count;
	struct keadoc_subnet *subnets;
	size_t subnet_count;
	bool id_types[HOST_FLEX_ID + 1]; /* host-reservation-identifiers */
	int64_t configured; /* set by a back-end: when the service was last
	                       configured before this was asked of it, */
	int64_t pid;        /* ... and which process it was; 0: not known */
	bool stale; /* set by a back-end: something else runs, and the service
	               has to be told anew */
};

/*
 * From the arguments of a config-get (or a configuration file's content);
 * `arguments` stays the caller's, the document shares its parts and must not
 * be changed through either.  Members beside Dhcp4/Dhcp6 ("hash") are
 * dropped.  Null and why when neither or both are there, or the family is
 * not the one wanted, or reservations, subnets or classes are no lists.
 */
struct keadoc *keadoc_parse(json_t *arguments, int family, struct why *why);
/*
 * The same where the global reservations, `list`, were left out of
 * `arguments` and are part of `*text`, which is the document's from now on
 * (or freed) and set to null.  A null list is none that was left out.
 */
struct keadoc *keadoc_parse_long(json_t *arguments, char **text,
    struct jsonslice list, int family, struct why *why);
void keadoc_free(struct keadoc *doc); /* null is fine */

/* Kea's words: Dhcp4 or Dhcp6, subnet4 or subnet6. */
const char *keadoc_service(int family);
const char *keadoc_subnets(int family);

/* Where that list is in the answer to config-get; behind the first name, in
 * a configuration file. */
const char *const *keadoc_path(int family);

/* The reservation as it came, all of its members: new reference, null when
 * memory is short. */
json_t *keadoc_raw(const struct keadoc_host *h);
/* All global ones, tombstones' carrier included, the same way. */
json_t *keadoc_global(const struct keadoc *doc);

/* The global reservation with this identifier, or null. */
const struct keadoc_host *keadoc_find(
    const struct keadoc *doc, const struct host_id *id);
/* Does this DHCPv6 server know subscribers by the interface-id that their
 * relay adds?  False and why when it does not. */
bool keadoc_by_interface(const struct keadoc *doc, struct why *why);
bool keadoc_has_class(const struct keadoc *doc, const char *name);
/* The subnet that holds all of `net`, or null. */
const struct keadoc_subnet *keadoc_subnet_of(
    const struct keadoc *doc, const struct ipnet *net);

/* A reservation of the document as it is named in messages: "hw-address
 * 000db942aa60", "circuit-id 6f6c74". */
#define KEADOC_NAME_MAX (3 * HOST_ID_MAX + 32)
const char *keadoc_name(const struct keadoc_host *h, char buf[KEADOC_NAME_MAX]);

/*
 * A reservation to post: `h` in the short form (identifier, address or
 * addresses and prefixes, classes, user-context).  When `old` is given, what
 * stands in it and is not ours to say (hostname, options, other members of
 * its user-context) is kept.  New reference; null when memory is short.
 */
json_t *keadoc_host_json(const struct host *h, const json_t *old);

/*
 * Tombstones travel in the service's own user-context, so that another
 * machine does not bring back what this one has forgotten:
 *
 *   {"collecte": {"forgotten": {"HEX-IDENTIFIER": [STAMP, "machine"]}}}
 *
 * ("flex-id:HEX-IDENTIFIER" where that is the identifier's type.)
 * Add one to such an object of identifiers (-1 when memory is short), or
 * take it out.
 */
int keadoc_forget(json_t *forgotten, const struct host *gone);
void keadoc_unforget(json_t *forgotten, const struct host *h);

/*
 * Where that object is out of reach (host_cmds), they travel in the same form
 * in the user-context of a reservation that nobody can have: global, of this
 * identifier, without address.  It is not among doc->hosts, and the next
 * keadoc_with() turns it into the other.
 */
void keadoc_carrier_id(int family, struct host_id *out);
/* One with these tombstones; new reference, null when memory is short. */
json_t *keadoc_carrier(int family, json_t *forgotten);
/* The tombstones in a user-context, borrowed; null: none. */
json_t *keadoc_forgotten(const json_t *of);

/* The document's tombstone of this identifier, or null. */
const struct host *keadoc_gone(
    const struct keadoc *doc, const struct host_id *id);

/*
 * A new document with other global reservations, `list`, and tombstones,
 * `forgotten` (both stolen).  Everything else is shared with `doc`.  New
 * reference; null when memory is short.
 */
json_t *keadoc_with(const struct keadoc *doc, json_t *list, json_t *forgotten);

/*
 * A reservation as it came, without the members that hold just Kea's own
 * defaults ("hostname": "", "option-data": []): a third shorter to post and
 * the same to Kea.  New reference; null when memory is short.
 */
json_t *keadoc_shorten(json_t *raw);

#endif
