#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "keacmd.h"
#include "keawire.h"

static const char unix_scheme[] = "unix:";

/* The request as text; free() it.  Null, and errno is ENOMEM just when memory
 * ended.  `service` is the agent's business. */
static char *
request(const char *command, json_t *arguments, const char *service)
{
	char *text = NULL;
	json_t *root;

	errno = 0;
	root = json_pack("{s:s}", "command", command);
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

/* The same with arguments that are printed. */
static char *
long_request(const char *command, keacmd_print_fn *print, const void *arg,
    const char *service)
{
	char *front = request(command, NULL, service), *text = NULL;
	size_t len;
	FILE *fp = front ? open_memstream(&text, &len) : NULL;
	int r = -1;

	if (fp) {
		fwrite(front, 1, strlen(front) - 1, fp);
		fputs(",\"arguments\":", fp);
		r = print(arg, fp);
		fputc('}', fp);
		if (ferror(fp))
			r = -1;
		/* Where memory ends in its last step, text is null. */
		if (fclose(fp) == EOF)
			r = -1;
	}
	free(front);
	if (r == 0)
		return text;
	free(text);
	return NULL;
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

static const char *
service_of(const struct keacmd_endpoint *ep)
{
	if (strncmp(ep->url, unix_scheme, sizeof(unix_scheme) - 1) == 0)
		return NULL;
	return ep->family == AF_INET6 ? "dhcp6" : "dhcp4";
}

/* Ask, and take in the answer; frees `req`. */
static int
exchange(const struct keacmd_endpoint *ep, const char *command, char *req,
    const char *const path[], unsigned int timeout_ms,
    struct keacmd_answer *out, struct why *why)
{
	struct keabuf answer = { .max = KEACMD_MAX_ANSWER };
	long status;
	int ret = -1;

	memset(out, 0, sizeof(*out));
	if (!req)
		return why_set(why, "%s: %s: %s", ep->label, command,
		    errno == ENOMEM ? "out of memory"
				    : "the request cannot be written as JSON");
	ret = ask(ep, req, timeout_ms ? timeout_ms : 1, &answer, &status, why);
	free(req);
	if (ret == 0)
		ret = keacmd_parse_long(
		    answer.p, answer.len, status, path, out, why);
	if (ret == -1)
		why_prefix(why, "%s: %s", ep->label, command);
	if (ret == 0 && out->list.p) {
		out->body = answer.p;
		answer.p = NULL;
	}
	keabuf_free(&answer);
	return ret;
}

int
keacmd_call(const struct keacmd_endpoint *ep, const char *command,
    json_t *arguments, unsigned int timeout_ms, struct keacmd_answer *out,
    struct why *why)
{
	return exchange(ep, command,
	    request(command, arguments, service_of(ep)), NULL, timeout_ms, out,
	    why);
}

int
keacmd_fetch(const struct keacmd_endpoint *ep, const char *command,
    const char *const path[], unsigned int timeout_ms,
    struct keacmd_answer *out, struct why *why)
{
	return exchange(ep, command, request(command, NULL, service_of(ep)),
	    path, timeout_ms, out, why);
}

int
keacmd_post(const struct keacmd_endpoint *ep, const char *command,
    keacmd_print_fn *print, const void *arg, unsigned int timeout_ms,
    struct keacmd_answer *out, struct why *why)
{
	return exchange(ep, command,
	    long_request(command, print, arg, service_of(ep)), NULL, timeout_ms,
	    out, why);
}
