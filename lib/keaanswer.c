#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jsonload.h"
#include "keacmd.h"

/*
 * What the control agent says, with result 1, when it could not reach the
 * server: that is no word of Kea's about the command.
 */
static const char *const agent_words[] = {
	"unable to forward command",
	"forwarding socket is not configured",
	"internal server error: ",
};

static const char *
status_hint(long status)
{
	switch (status) {
	case 400:
		return "the request was not understood";
	case 401:
		return "user or password refused: see user and password-file";
	case 403:
		return "access refused: see allow and deny in nginx";
	case 404:
		return "nothing behind this path: see the URL";
	case 408:
		return "the request did not arrive whole in time";
	case 413:
		return "the request is too large for nginx: raise "
		       "client_max_body_size";
	case 502:
		return "nginx runs, the control agent behind it does not";
	case 503:
		return "the service is switched off";
	case 504:
		return "nginx waited for the control agent in vain: see "
		       "proxy_read_timeout, and whether Kea hangs";
	default:
		break;
	}
	if (status >= 300 && status < 400)
		return "a redirect, which is not followed: see the URL";
	return "see the server's log";
}

/* What stands in <title>, else nothing. */
static void
html_title(const char *body, size_t len, char *dst, size_t size)
{
	const char *start = memmem(body, len, "<title>", 7);
	const char *end;
	size_t n;

	dst[0] = '\0';
	if (!start)
		return;
	start += 7;
	end = memchr(start, '<', len - (size_t)(start - body));
	if (!end)
		return;
	n = (size_t)(end - start);
	snprintf(dst, size, "%.*s", (int)(n < size ? n : size - 1), start);
}

static bool
looks_like_html(const char *body, size_t len)
{
	size_t i = 0;

	while (i < len && strchr(" \t\r\n", body[i]) && body[i] != '\0')
		i++;
	return i < len && body[i] == '<';
}

/* Kea's text, cut between characters. */
static void
copy_text(char *dst, size_t size, const char *src)
{
	size_t n = strnlen(src, size);

	if (n == size) {
		n--;
		while (n > 0 && ((unsigned char)src[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(dst, src, n);
	dst[n] = '\0';
}

/* {"result": ..., "text": ..., "arguments": ...} */
static int
parse_object(json_t *o, struct keacmd_answer *out, struct why *why)
{
	json_t *result = json_object_get(o, "result");
	json_t *text = json_object_get(o, "text");
	json_t *arguments = json_object_get(o, "arguments");
	json_int_t n;

	if (!json_is_object(o))
		return why_set(why,
		    "answer: want an object, have another "
		    "kind of JSON");
	if (!result)
		return why_set(why, "answer: want a member result, have none");
	n = json_integer_value(result);
	if (!json_is_integer(result) || n < INT_MIN || n > INT_MAX)
		return why_set(why, "answer: result: want an integer");
	if (text && !json_is_string(text))
		return why_set(why, "answer: text: want a string");
	out->result = (int)n;
	if (text)
		copy_text(
		    out->text, sizeof(out->text), json_string_value(text));
	if (arguments && !json_is_null(arguments))
		out->arguments = json_incref(arguments);
	return 0;
}

/* Anything but 200: nginx in HTML, or the agent in JSON. */
static int
parse_refusal(
    const char *body, size_t len, long status, json_t *root, struct why *why)
{
	const char *text = json_string_value(json_object_get(root, "text"));
	char said[128] = "";

	if (text)
		copy_text(said, sizeof(said), text);
	else
		html_title(body, len, said, sizeof(said));
	return why_set(why, "HTTP %ld%s%s%s: %s", status, said[0] ? " (" : "",
	    said, said[0] ? ")" : "", status_hint(status));
}

static int
parse_agent(json_t *root, struct keacmd_answer *out, struct why *why)
{
	if (json_is_object(root)) {
		const char *text =
		    json_string_value(json_object_get(root, "text"));

		return why_set(why,
		    "want a list of one answer, have an object%s%.200s: is "
		    "this Kea's control agent?",
		    text ? ": " : "", text ? text : "");
	}
	if (!json_is_array(root) || json_array_size(root) != 1)
		return why_set(why,
		    "want a list of one answer, have %zu: is this Kea's "
		    "control agent?",
		    json_array_size(root));
	if (parse_object(json_array_get(root, 0), out, why) == -1)
		return -1;
	for (size_t i = 0; i < sizeof(agent_words) / sizeof(*agent_words);
	     i++) {
		if (out->result != KEACMD_OK &&
		    strncmp(
			out->text, agent_words[i], strlen(agent_words[i])) == 0)
			return why_set(why, "control agent: %.400s", out->text);
	}
	return 0;
}

static int
parse_root(
    json_t *root, long http_status, struct keacmd_answer *out, struct why *why)
{
	if (http_status != 0)
		return parse_agent(root, out, why);
	if (json_is_array(root))
		return why_set(why,
		    "want an answer, have a list: is this "
		    "Kea's control socket?");
	return parse_object(root, out, why);
}

static int
not_json(
    const char *body, size_t len, const json_error_t *error, struct why *why)
{
	char title[128];

	if (jsonload_no_memory(error))
		return why_set(why, "answer: out of memory");
	if (len == 0)
		return why_set(why, "empty answer");
	if (looks_like_html(body, len)) {
		html_title(body, len, title, sizeof(title));
		return why_set(why,
		    "want JSON, have an HTML page%s%s: see the URL",
		    title[0] ? ": " : "", title);
	}
	return why_set(why,
	    "answer of %zu octets is no JSON, or cut: %s at "
	    "octet %d",
	    len, error->text, error->position);
}

int
keacmd_parse_long(const char *body, size_t len, long http_status,
    const char *const path[], struct keacmd_answer *out, struct why *why)
{
	const size_t flags = JSON_DECODE_ANY | JSON_ALLOW_NUL;
	struct jsonslice list = { 0 };
	json_error_t error;
	json_t *root;
	int ret;

	memset(out, 0, sizeof(*out));
	if (len == 0)
		body = "";
	root = path ? jsonslice_load(body, len, path, flags, &list, &error)
		    : jsonload(body, len, flags, &error);
	if (http_status != 0 && http_status != 200)
		ret = parse_refusal(body, len, http_status, root, why);
	else if (!root)
		ret = not_json(body, len, &error, why);
	else
		ret = parse_root(root, http_status, out, why);
	json_decref(root);
	if (ret == -1)
		keacmd_answer_clear(out);
	else
		out->list = list;
	return ret;
}

int
keacmd_parse(const char *body, size_t len, long http_status,
    struct keacmd_answer *out, struct why *why)
{
	return keacmd_parse_long(body, len, http_status, NULL, out, why);
}

void
keacmd_answer_clear(struct keacmd_answer *a)
{
	json_decref(a->arguments);
	free(a->body);
	memset(a, 0, sizeof(*a));
}
