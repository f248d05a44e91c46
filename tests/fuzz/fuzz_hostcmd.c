/*
 * What Kea's host_cmds says of reservations.  The first octet is the result
 * and the family, the rest the answer's arguments.
 */
#include <stdio.h>
#include <string.h>

#include "../../cmd/kea-reserve/hostcmd.h"
#include "../../cmd/kea-reserve/keadoc_host.h"
#include "fakekea.h"
#include "name.h"

/* As we would tell Kea of it, it reads the same. */
static void
check_again(struct hostcmd *c, const struct keadoc_host *h)
{
	json_t *told = keadoc_host_json(&h->host, h->raw);
	struct keadoc_host again;

	assert(h->has_id && h->host.version.stamp > 0);
	assert(h->host.version.stamp <= HOST_STAMP_MAX);
	assert(told);
	assert(keadoc_host_read(told, c->ep->family, true, &again) == 0);
	assert(again.marked && host_same_wish(&h->host, &again.host));
	assert(host_age_cmp(&h->host, &again.host) == 0);
	assert(hostcmd_add(c, told) == hostcmd_update(c, told));
	c->why->text[0] = '\0';
	c->changed = false;
	free(again.nets);
	json_decref(told);
}

static void
check_found(struct hostcmd *c, int r, struct hostcmd_host *h, bool global)
{
	char name[KEADOC_NAME_MAX];

	assert(r >= -1 && r <= 1);
	assert((r == -1) == (c->why->text[0] != '\0'));
	c->why->text[0] = '\0';
	if (r != 1)
		return;
	assert(result == KEACMD_OK && h->raw);
	assert(!global ||
	    json_integer_value(json_object_get(h->raw, "subnet-id")) == 0);
	assert(strlen(keadoc_name(&h->host, name)) > 0);
	for (size_t i = 0; i < h->host.net_count; i++)
		assert(h->host.nets[i].family == c->ep->family &&
		    h->host.nets[i].len <= ipnet_maxlen(c->ep->family));
	if (h->host.marked)
		check_again(c, &h->host);
	hostcmd_free(h);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct endpoint ep = { .label = "kea dhcp" };
	struct why why = { "" };
	struct hostcmd c = { .ep = &ep, .why = &why };
	struct host_id id = { HOST_CIRCUIT_ID, 1, { { 'a' } } };
	struct hostcmd_host h;
	struct ipnet net;

	if (size == 0)
		return 0;
	ep.family = data[0] & 1 ? AF_INET6 : AF_INET;
	net = (struct ipnet){ .family = ep.family,
		.len = ipnet_maxlen(ep.family) };
	set_answer(data, size);
	check_found(&c, hostcmd_get(&c, &id, &h), &h, true);
	check_found(&c, hostcmd_holder(&c, &net, data[0] & 2, &h), &h, false);
	assert(!c.changed);
	assert(hostcmd_del(&c, &id) == (result == NO_ANSWER ? -1 : result));
	assert(c.changed && removed == 1);
	set_answer((const uint8_t *)"", 1);
	name_forget();
	return 0;
}
