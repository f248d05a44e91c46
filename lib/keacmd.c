#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "keacmd.h"
#include "keawire.h"

static const char unix_scheme[] = "unix:";

/* The request as text; free() it.  `service` is the agent's business. */
static char *
request(const char *command, json_t *arguments, const char *service)
{
	json_t *root = json_pack("{s:s}", "command", command);
	char *text = NULL;

	if (!root)
		return NULL;
	if (service &&
	    json_object_set_new(root, "service", json_pack("[s]", service)) ==
		-1)
		goto out;
	if (arguments && json_object_set(root, "arguments", arguments) == -1)
		goto out;
	text = json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(15));
out:
	json_decref(root);
	return text;
}

static int
ask(const struct keacmd_endpoint *ep, const char *req, unsigned int timeout_ms,
    struct keabuf *answer, long *status, struct why *why)
{
	size_t skip = sizeof(unix_scheme) - 1;

	*status = 0;
	if (strncmp(ep->url, unix_scheme, skip) == 0)
		return keaunix_ask(
		    ep->url + skip, req, strlen(req), timeout_ms, answer, why);
	return keahttp_ask(
	    ep, req, strlen(req), timeout_ms, answer, status, why);
}

int
keacmd_call(const struct keacmd_endpoint *ep, const char *command,
    json_t *arguments, unsigned int timeout_ms, struct keacmd_answer *out,
    struct why *why)
{
	const char *service = ep->family == AF_INET6 ? "dhcp6" : "dhcp4";
	bool by_unix =
	    strncmp(ep->url, unix_scheme, sizeof(unix_scheme) - 1) == 0;
	struct keabuf answer = { .max = KEACMD_MAX_ANSWER };
	long status;
	char *req;
	int ret = -1;

	memset(out, 0, sizeof(*out));
	req = request(command, arguments, by_unix ? NULL : service);
	if (!req)
		return why_set(why,
		    "%s: %s: the request cannot be written as JSON", ep->label,
		    command);
	if (ask(ep, req, timeout_ms ? timeout_ms : 1, &answer, &status, why) ==
	    0)
		ret = keacmd_parse(answer.p, answer.len, status, out, why);
	if (ret == -1)
		why_prefix(why, "%s: %s", ep->label, command);
	keabuf_free(&answer);
	free(req);
	return ret;
}
