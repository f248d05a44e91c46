#include <stdio.h>
#include <string.h>

#include "keacmd.h"
#include "lease.h"
#include "lease_whose.h"
#include "msg.h"
#include "now.h"

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

/* False when Kea cannot be asked about leases. */
static bool
clear(const struct endpoint *ep, const struct host *h, const struct ipnet *net)
{
	char addr[IPNET_STRLEN], who[LEASE_WHO_MAX], name[HOST_STRLEN];
	json_t *lease;
	int r;

	if (net->family == AF_UNSPEC)
		return true;
	r = ask(ep, "get", net, &lease);
	if (r == KEACMD_OK && lease_blocks(lease, h, who) &&
	    ask(ep, "del", net, NULL) == KEACMD_OK)
		msg_log("%s: removed the lease of %s for %s: it kept out %s",
		    ep->label, who, ipnet_str(net, addr), host_str(h, name));
	json_decref(lease);
	return r != -1 && r != KEACMD_UNSUPPORTED;
}

void
lease_clear(const struct endpoint *ep, const struct plan *plan,
    const struct backend_result *result)
{
	bool able = !ep->target || !ep->target->keep_leases;

	for (size_t i = 0; able && i < plan->want_count && i < result->count;
	     i++) {
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
		*out = now_seconds();
	else
		r = -1;
	json_decref(lease);
	return r == -1 ? -1 : 0;
}
