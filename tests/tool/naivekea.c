/*
 * naivekea: what a script does that knows Kea's free commands and no more,
 * to measure others against.
 *
 *   naivekea [-6] [-P PROCESSES] URL < RESERVATIONS
 *
 * RESERVATIONS are JSON objects, one a line.  For each: config-get, put it
 * into the list (or in place of the one with its identifier), config-set.
 * With -P, so many processes share the lines.  Prints how many were answered
 * with result 0 and the milliseconds it took; that they are still there
 * afterwards is another matter.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "keacmd.h"
#include "line.h"
#include "msg.h"
#include "num.h"

enum {
	TIMEOUT_MS = 120000,
	MAX_LINE = 65536
};

static const char *
identifier(const json_t *host)
{
	const char *id = json_string_value(json_object_get(host, "circuit-id"));

	return id ? id : json_string_value(json_object_get(host, "hw-address"));
}

/* Into the list of the service's object; 0, or -1. */
static int
put(json_t *body, json_t *host)
{
	json_t *list = json_object_get(body, "reservations");
	const char *id = identifier(host);
	const json_t *old;
	size_t i;

	if (!list) {
		list = json_array();
		json_object_set_new(body, "reservations", list);
	}
	json_array_foreach(list, i, old)
	{
		const char *have = identifier(old);

		if (id && have && strcasecmp(have, id) == 0)
			return json_array_set(list, i, host);
	}
	return json_array_append(list, host);
}

static int
add(const struct keacmd_endpoint *ep, json_t *host)
{
	struct keacmd_answer a;
	json_t *document = NULL;
	struct why why = { "" };
	json_t *body;
	int ret = -1;

	if (keacmd_call(ep, "config-get", NULL, TIMEOUT_MS, &a, &why) == -1)
		goto out;
	document = json_incref(a.arguments);
	keacmd_answer_clear(&a);
	json_object_del(document, "hash");
	body = json_object_get(
	    document, ep->family == AF_INET6 ? "Dhcp6" : "Dhcp4");
	if (put(body, host) == -1 ||
	    keacmd_call(ep, "config-set", document, TIMEOUT_MS, &a, &why) == -1)
		goto out;
	if (a.result == KEACMD_OK)
		ret = 0;
	else
		why_set(&why, "config-set: %s", a.text);
out:
	if (ret == -1)
		msg_warn("%s", why.text);
	keacmd_answer_clear(&a);
	json_decref(document);
	return ret;
}

/* The lines that are this process's; how many were taken. */
static uint32_t
work(const struct keacmd_endpoint *ep, json_t *hosts, uint32_t id,
    uint32_t processes)
{
	uint32_t done = 0;
	json_t *host;
	size_t i;

	json_array_foreach(hosts, i,
	    host) if (i % processes == id && add(ep, host) == 0) done++;
	return done;
}

static uint32_t
share(const struct keacmd_endpoint *ep, json_t *hosts, uint32_t processes)
{
	uint32_t sum = 0;
	uint32_t part;
	int fd[2];

	if (processes == 1)
		return work(ep, hosts, 0, 1);
	if (pipe(fd) == -1)
		return 0;
	for (uint32_t id = 0; id < processes; id++) {
		if (fork() == 0) {
			part = work(ep, hosts, id, processes);
			_exit(
			    write(fd[1], &part, sizeof(part)) != sizeof(part));
		}
	}
	close(fd[1]);
	while (read(fd[0], &part, sizeof(part)) == sizeof(part))
		sum += part;
	while (wait(NULL) > 0)
		;
	return sum;
}

static json_t *
read_hosts(void)
{
	struct line_reader *r = line_new(STDIN_FILENO, MAX_LINE);
	json_t *hosts = json_array();
	struct line l;

	while (r && line_next(r, &l) == 1) {
		json_error_t error;
		json_t *host = json_loadb(l.p, l.len, 0, &error);

		if (!host)
			msg_warn("<stdin>:%lu: %s", l.number, error.text);
		else
			json_array_append_new(hosts, host);
	}
	line_free(r);
	return hosts;
}

int
main(int argc, char *argv[])
{
	struct keacmd_endpoint ep = { .label = "naive", .family = AF_INET };
	uint32_t processes = 1;
	struct timespec begin;
	struct timespec end;
	uint32_t done;
	json_t *hosts;
	int ch;

	msg_init("naivekea");
	while ((ch = getopt(argc, argv, "6P:")) != -1) {
		if (ch == '6')
			ep.family = AF_INET6;
		else if (ch != 'P' ||
		    num_parse_u32(optarg, 1, 64, &processes) == -1)
			return 2;
	}
	if (optind + 1 != argc)
		return 2;
	ep.url = argv[optind];
	hosts = read_hosts();
	clock_gettime(CLOCK_MONOTONIC, &begin);
	done = share(&ep, hosts, processes);
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("answered=%u\nms=%lld\n", done,
	    (long long)(end.tv_sec - begin.tv_sec) * 1000 +
		(end.tv_nsec - begin.tv_nsec) / 1000000);
	ch = done == json_array_size(hosts) ? 0 : 1;
	json_decref(hosts);
	return msg_close_stdout() == -1 ? 2 : ch;
}
