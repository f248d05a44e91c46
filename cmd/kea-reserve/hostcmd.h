/*
 * The reservation commands of Kea's host_cmds hook on one endpoint, global
 * reservations in memory alone: subnet-id 0, operation-target memory, which
 * config-write saves.
 */
#ifndef HOSTCMD_H
#define HOSTCMD_H

#include <jansson.h>
#include <stdbool.h>

#include "endpoint.h"
#include "host.h"
#include "keadoc.h"
#include "why.h"

struct hostcmd {
	const struct endpoint *ep;
	bool changed;   /* something was sent that changes */
	char text[512]; /* Kea's last words */
	struct why *why;
};

/*
 * Kea's result (keacmd.h), or -1 and why when it could not be asked.  A
 * refused update has deleted the reservation; a refused IPv6 add may have
 * left it there.
 */
int hostcmd_add(struct hostcmd *c, json_t *reservation);
int hostcmd_update(struct hostcmd *c, json_t *reservation);
int hostcmd_del(struct hostcmd *c, const struct host_id *id);

/*
 * The global reservation of this identifier: 1 and *out, to be freed with
 * hostcmd_free(); 0 none; -1 and why.
 */
struct hostcmd_host {
	json_t *raw;
	struct keadoc_host host;
};
int hostcmd_get(
    struct hostcmd *c, const struct host_id *id, struct hostcmd_host *out);
/* Who holds the address, or a prefix that begins there, the same way;
 * `database`: in Kea's hosts-database too. */
int hostcmd_holder(struct hostcmd *c, const struct ipnet *net, bool database,
    struct hostcmd_host *out);
void hostcmd_free(struct hostcmd_host *h);

#endif
