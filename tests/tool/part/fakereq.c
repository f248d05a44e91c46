#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "fakereq.h"
#include "num.h"

/* Octets behind the head, by its Content-Length; -1: no whole head yet. */
static ssize_t
body_length(const struct keabuf *b, size_t *head)
{
	const char *end = memmem(b->p, b->len, "\r\n\r\n", 4);
	uint32_t len = 0;

	if (!end)
		return -1;
	*head = (size_t)(end - b->p) + 4;
	for (const char *p = b->p; p < end; p++) {
		if (*p == '\n' &&
		    strncasecmp(p + 1, "content-length: ", 16) == 0)
			num_span_u32(p + 17, strspn(p + 17, "0123456789"), 0,
			    FAKEREQ_MAX, &len);
	}
	return (ssize_t)len;
}

static bool
is_whole(struct fakereq *r)
{
	json_error_t error;
	json_t *root;
	size_t head = 0;
	ssize_t len;

	if (r->raw.len == 0)
		return false;
	if (r->http) {
		len = body_length(&r->raw, &head);
		r->body = r->raw.p + head;
		r->body_len = r->raw.len - head;
		return len != -1 && r->body_len >= (size_t)len;
	}
	r->body = r->raw.p;
	r->body_len = r->raw.len;
	if (r->raw.p[r->raw.len - 1] != '}')
		return false;
	root = json_loadb(r->raw.p, r->raw.len, JSON_ALLOW_NUL, &error);
	json_decref(root);
	return root != NULL;
}

static void
find_command(struct fakereq *r)
{
	json_t *root = json_loadb(r->body, r->body_len, JSON_ALLOW_NUL, NULL);
	const char *name = json_string_value(json_object_get(root, "command"));

	snprintf(r->command, sizeof(r->command), "%s", name ? name : "");
	json_decref(root);
}

bool
fakereq_read(struct fakereq *r)
{
	char chunk[65536];

	r->raw.max = FAKEREQ_MAX;
	while (!is_whole(r)) {
		ssize_t n = recv(r->fd, chunk, sizeof(chunk), 0);

		if (n <= 0 || keabuf_add(&r->raw, chunk, (size_t)n) == -1)
			return false;
		/* TLS: a server that knows none hangs up. */
		if (r->http && r->raw.p[0] == 0x16)
			return false;
	}
	find_command(r);
	return true;
}

char *
fakereq_swap(const struct fakereq *r, const char *rule, size_t *len)
{
	const char *bar = strchr(rule, '|');
	size_t from = bar ? (size_t)(bar - rule) : 0;
	char *at = from ? memmem(r->body, r->body_len, rule, from) : NULL;
	char *out = NULL;
	FILE *fp = at ? open_memstream(&out, len) : NULL;

	if (!fp)
		return NULL;
	fwrite(r->body, 1, (size_t)(at - r->body), fp);
	fputs(bar + 1, fp);
	at += from;
	fwrite(at, 1, (size_t)(r->body + r->body_len - at), fp);
	fclose(fp);
	return out;
}

int
fakereq_listen_unix(const char *path)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd == -1 || strlen(path) >= sizeof(sun.sun_path))
		return -1;
	memcpy(sun.sun_path, path, strlen(path));
	if (bind(fd, (struct sockaddr *)&sun, sizeof(sun)) == -1)
		return -1;
	return listen(fd, 64) == -1 ? -1 : fd;
}
