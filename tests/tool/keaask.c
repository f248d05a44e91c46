/*
 * keaask: one command to one Kea server, through keacmd.h as it is.
 *
 *   keaask [-6j] [-t MS] [-u USER] [-p FILE] [-C FILE] URL COMMAND [ARGUMENTS]
 *   keaask --hosts [...] URL
 *
 * ARGUMENTS is JSON; "-" reads it from stdin.  Prints "result N: TEXT" and,
 * with -j, the arguments of the answer on one line; exits with 0 for result
 * 0, 1 for another, 2 when Kea could not be asked.
 *
 * --hosts prints the global reservations of the configuration, sorted, one a
 * line: identifier in lower case, addresses and prefixes, classes, version.
 */
#include <ctype.h>
#include <getopt.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keacmd.h"
#include "msg.h"
#include "num.h"

struct options {
	struct keacmd_endpoint ep;
	uint32_t timeout_ms;
	bool json;
	bool hosts;
};

static json_t *
read_arguments(const char *text)
{
	json_error_t error;
	json_t *j;

	if (strcmp(text, "-") == 0)
		j = json_loadf(stdin, JSON_DECODE_ANY, &error);
	else
		j = json_loads(text, JSON_DECODE_ANY, &error);
	if (!j)
		msg_warn("arguments: %s", error.text);
	return j;
}

static void
print_list(FILE *fp, const json_t *list, bool *any)
{
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		fprintf(fp, "%s%s", *any ? "," : "", json_string_value(item));
		*any = true;
	}
}

static void
print_id(FILE *fp, const json_t *host)
{
	static const char *const types[] = { "circuit-id", "hw-address", "duid",
		"client-id", "flex-id" };
	const char *id = NULL;

	for (size_t i = 0; !id && i < sizeof(types) / sizeof(*types); i++)
		id = json_string_value(json_object_get(host, types[i]));
	for (const char *p = id ? id : "-"; *p; p++)
		fputc(tolower((unsigned char)*p), fp);
}

/* One line; free() it. */
static char *
host_line(const json_t *host)
{
	const json_t *mark =
	    json_object_get(json_object_get(host, "user-context"), "collecte");
	const json_t *version = json_object_get(mark, "version");
	const char *addr =
	    json_string_value(json_object_get(host, "ip-address"));
	bool any = addr != NULL;
	char *line = NULL;
	size_t len;
	FILE *fp = open_memstream(&line, &len);

	if (!fp)
		return NULL;
	print_id(fp, host);
	fprintf(fp, " %s", addr ? addr : "");
	print_list(fp, json_object_get(host, "ip-addresses"), &any);
	print_list(fp, json_object_get(host, "prefixes"), &any);
	fputs(any ? " " : "- ", fp);
	any = false;
	print_list(fp, json_object_get(host, "client-classes"), &any);
	if (!any)
		fputc('-', fp);
	if (json_is_integer(version))
		fprintf(fp, " %lld", (long long)json_integer_value(version));
	else
		fputs(" -", fp);
	fclose(fp);
	return line;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
print_hosts(const json_t *arguments)
{
	const json_t *body = json_object_get(arguments, "Dhcp4");
	const json_t *list;
	const json_t *host;
	char **lines;
	size_t i;

	if (!body)
		body = json_object_get(arguments, "Dhcp6");
	list = json_object_get(body, "reservations");
	lines = calloc(json_array_size(list) + 1, sizeof(*lines));
	if (!lines)
		return;
	json_array_foreach(list, i, host) lines[i] = host_line(host);
	qsort(lines, json_array_size(list), sizeof(*lines), by_text);
	for (i = 0; i < json_array_size(list); i++) {
		puts(lines[i]);
		free(lines[i]);
	}
	free(lines);
}

static int
ask(const struct options *o, const char *command, json_t *arguments)
{
	struct keacmd_answer a;
	struct why why;
	int rc;

	if (keacmd_call(&o->ep, command, arguments, o->timeout_ms, &a, &why) ==
	    -1) {
		msg_warn("%s", why.text);
		return 2;
	}
	rc = a.result == KEACMD_OK ? 0 : 1;
	if (o->hosts && rc == 0)
		print_hosts(a.arguments);
	else
		printf("result %d: %s\n", a.result, a.text);
	if (o->json && a.arguments) {
		json_dumpf(a.arguments, stdout,
		    JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY |
			JSON_REAL_PRECISION(15));
		putchar('\n');
	}
	keacmd_answer_clear(&a);
	return msg_close_stdout() == -1 ? 2 : rc;
}

static int
parse_options(int argc, char *argv[], struct options *o)
{
	static const struct option longopts[] = {
		{ "hosts", no_argument, NULL, 'H' },
		{ NULL, 0, NULL, 0 },
	};
	int ch;

	while ((ch = getopt_long(argc, argv, "46jt:u:p:C:", longopts, NULL)) !=
	    -1) {
		if (ch == '4')
			o->ep.family = AF_INET;
		else if (ch == '6')
			o->ep.family = AF_INET6;
		else if (ch == 'j')
			o->json = true;
		else if (ch == 'u')
			o->ep.user = optarg;
		else if (ch == 'p')
			o->ep.password_file = optarg;
		else if (ch == 'C')
			o->ep.ca_file = optarg;
		else if (ch == 'H')
			o->hosts = true;
		else if (ch != 't' ||
		    num_parse_u32(optarg, 0, 600000, &o->timeout_ms) == -1)
			return -1;
	}
	return argc - optind >= (o->hosts ? 1 : 2) && argc - optind <= 3 ? 0
									 : -1;
}

int
main(int argc, char *argv[])
{
	struct options o = {
		.ep = { .label = "test dhcp", .family = AF_INET },
		.timeout_ms = 10000,
	};
	json_t *arguments = NULL;
	int rc;

	msg_init("keaask");
	if (parse_options(argc, argv, &o) == -1) {
		msg_warn("usage: keaask [-6j] [-t MS] [-u USER] [-p FILE] "
			 "[-C FILE] [--hosts] URL COMMAND [ARGUMENTS]");
		return 2;
	}
	o.ep.url = argv[optind];
	if (argc - optind == 3 &&
	    !(arguments = read_arguments(argv[optind + 2])))
		return 2;
	rc = ask(&o, o.hosts ? "config-get" : argv[optind + 1], arguments);
	json_decref(arguments);
	return rc;
}
