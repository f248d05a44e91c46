/* Sources: cmd/kea-reserve/lease.c cmd/kea-reserve/lease_whose.c */
/*
 * What Kea says of a lease.  The first octet says of which reservation and
 * the result; the rest is the answer's arguments.
 */
#include <stdio.h>
#include <string.h>

#include "../../cmd/kea-reserve/lease.h"
#include "../../cmd/kea-reserve/lease_whose.h"
#include "fakekea.h"
#include "name.h"

static struct host
reservation(uint8_t kind)
{
	struct host h = { .family = kind & 1 ? AF_INET6 : AF_INET,
		.line = { HOST_CIRCUIT_ID, 3, { { 'o', 'l', 't' } } },
		.has_mac = true,
		.mac = { { 2, 0, 0, 0, 0, 7 } },
		.duid = kind & 4 ? 99 : 0 };

	h.id = h.line;
	if (kind & 1) {
		h.id.type = HOST_FLEX_ID;
		if (kind & 2)
			host_id_of_mac(&h.mac, &h.id);
	}
	h.addr =
	    (struct ipnet){ .family = h.family, .len = ipnet_maxlen(h.family) };
	return h;
}

static void
check_clear(const struct host *h, bool blocks)
{
	struct plan_want want = { .host = *h };
	struct plan_action action = { .verb = PLAN_ADD, .want = &want };
	struct plan plan = { .want_count = 1, .actions = &action, .count = 1 };
	enum backend_outcome outcome = BACKEND_DONE;
	struct backend_result r = { .outcomes = &outcome, .count = 1 };
	struct endpoint ep = { .family = h->family, .label = "kea dhcp" };

	lease_clear(&ep, &plan, &r);
	assert(removed == (result == KEACMD_OK && blocks));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct endpoint ep = { .label = "kea dhcp" };
	char who[LEASE_WHO_MAX] = "";
	struct host h;
	int64_t end = -5;
	bool blocks;
	int r;

	if (size == 0)
		return 0;
	h = reservation(data[0]);
	ep.family = h.family;
	set_answer(data, size);
	blocks = lease_blocks(answer, &h, who);
	assert(blocks == (who[0] != '\0') && strlen(who) < sizeof(who));
	/* A lease that says nothing of anybody is nobody's. */
	assert(!blocks || json_object_size(answer) > 0);
	check_clear(&h, blocks);
	r = lease_end(&ep, &h.addr, &end);
	assert(r == 0 || end == -5);
	assert((r == 0) == (result == KEACMD_OK || result == KEACMD_EMPTY));
	set_answer((const uint8_t *)"", 1);
	name_forget();
	return 0;
}
