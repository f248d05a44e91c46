#include <stdio.h>
#include <string.h>
#include <time.h>

#include "hwaddr.h"
#include "keacmd.h"
#include "lease.h"
#include "msg.h"

#define COMMAND_MS 5000

/* One address or prefix, as the commands name it. */
static json_t *
arguments(const struct ipnet *net)
{
	char text[IPNET_STRLEN];

	ipnet_str(net, text);
	text[strcspn(text, "/")] = '\0';
	if (net->family == AF_INET)
		return json_pack("{s:s}", "ip-address", text);
	return json_pack("{s:s, s:s}", "ip-address", text, "type",
	    ipnet_is_addr(net) ? "IA_NA" : "IA_PD");
}

/* lease4-get, lease6-del: Kea's result, or -1; *lease may be null. */
static int
ask(const struct endpoint *ep, const char *verb, const struct ipnet *net,
    json_t **lease)
{
	json_t *args = arguments(net);
	struct keacmd_answer a;
	struct why why = { "" };
	char command[32];
	int r;

	snprintf(command, sizeof(command), "lease%c-%s",
	    net->family == AF_INET ? '4' : '6', verb);
	r = keacmd_call(&ep->kea, command, args, COMMAND_MS, &a, &why);
	if (r == -1)
		msg_log("%s", why.text);
	else
		r = a.result;
	if (r == KEACMD_ERROR || r == KEACMD_CONFLICT)
		msg_log("%s: %s: %s", ep->label, command, a.text);
	if (lease)
		*lease = r == KEACMD_OK ? json_incref(a.arguments) : NULL;
	keacmd_answer_clear(&a);
	json_decref(args);
	return r;
}

/* The router that the line has; false: not known. */
static bool
router_of(const struct host *h, struct hwaddr *out)
{
	if (h->family == AF_INET) {
		*out = h->mac;
		return h->has_mac;
	}
	if (h->id.type != HOST_HW_ADDRESS || h->id.len != sizeof(out->octet))
		return false;
	memcpy(out->octet, h->id.octet, sizeof(out->octet));
	return true;
}

/* Kea may have noted the relay's option (store-extended-info): does that
 * name another line?  In it the circuit-id stands as 01 LENGTH OCTETS. */
static bool
of_another_line(const json_t *lease, const struct host_id *line)
{
	const json_t *context = json_object_get(lease, "user-context");
	const json_t *info = json_object_get(
	    json_object_get(context, "ISC"), "relay-agent-info");
	char want[8 + 3 * HOST_ID_MAX], id[3 * HOST_ID_MAX];

	if (json_is_object(info)) /* from Kea 2.3 on */
		info = json_object_get(info, "sub-options");
	if (!json_is_string(info) || line->len == 0)
		return false;
	snprintf(
	    want, sizeof(want), "01%02x%s", line->len, host_id_str(line, id));
	return !strcasestr(json_string_value(info), want);
}

/* Is that a live lease of another router, on the same line? */
static bool
blocks(const json_t *lease, const struct host *h, struct hwaddr *holder)
{
	const json_t *hw = json_object_get(lease, "hw-address");
	struct hwaddr router;

	return json_is_string(hw) && router_of(h, &router) &&
	    hwaddr_parse(json_string_value(hw), json_string_length(hw), holder,
		NULL) == 0 &&
	    memcmp(holder, &router, sizeof(router)) != 0 &&
	    json_integer_value(json_object_get(lease, "state")) == 0 &&
	    !of_another_line(lease, &h->line);
}

/* False when Kea cannot be asked about leases. */
static bool
clear(const struct endpoint *ep, const struct host *h, const struct ipnet *net)
{
	char addr[IPNET_STRLEN], mac[HWADDR_STRLEN], name[HOST_STRLEN];
	struct hwaddr holder;
	json_t *lease;
	int r;

	if (net->family == AF_UNSPEC)
		return true;
	r = ask(ep, "get", net, &lease);
	if (r == KEACMD_OK && blocks(lease, h, &holder) &&
	    ask(ep, "del", net, NULL) == KEACMD_OK)
		msg_log("%s: removed the lease of %s for %s: it kept out %s",
		    ep->label, hwaddr_str(&holder, mac), ipnet_str(net, addr),
		    host_str(h, name));
	json_decref(lease);
	return r != -1 && r != KEACMD_UNSUPPORTED;
}

void
lease_clear(const struct endpoint *ep, const struct plan *plan,
    const struct backend_result *result)
{
	bool able = !ep->target || !ep->target->keep_leases;

	for (size_t i = 0; able && i < result->count; i++) {
		const struct plan_action *a = &plan->actions[i];
		const struct host *h = &a->want->host;

		if (result->outcomes[i] == BACKEND_DONE &&
		    (a->verb == PLAN_ADD || a->verb == PLAN_REPLACE))
			able =
			    clear(ep, h, &h->addr) && clear(ep, h, &h->prefix);
	}
}

int
lease_end(const struct endpoint *ep, const struct ipnet *net, int64_t *out)
{
	const json_t *begin, *valid;
	json_t *lease;
	int r = ask(ep, "get", net, &lease);

	begin = json_object_get(lease, "cltt");
	valid = json_object_get(lease, "valid-lft");
	if (r == KEACMD_OK && json_is_integer(begin) &&
	    json_is_integer(valid) &&
	    json_integer_value(json_object_get(lease, "state")) == 0)
		*out = json_integer_value(begin) + json_integer_value(valid);
	else if (r == KEACMD_OK || r == KEACMD_EMPTY)
		*out = time(NULL);
	else
		r = -1;
	json_decref(lease);
	return r == -1 ? -1 : 0;
}
