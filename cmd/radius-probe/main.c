/*
 * radius-probe: play the BNG.  Send one Access-Request and print what comes
 * back.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "keaargs.h"
#include "msg.h"
#include "options.h"
#include "print.h"
#include "radsend.h"
#include "site.h"
#include "stdfds.h"

/* Alone on stdout, for xargs(1); what there is to say goes to stderr. */
static int
print_kea_args(FILE *fp, const struct answer *a)
{
	if (!answer_has_kea_args(a)) {
		msg_warn("%s: %s: nothing for kea-reserve", a->server->to,
		    a->verdict == VERDICT_ACCEPTED
			? "accepted without address or prefix"
			: answer_word(a->verdict));
		return a->verdict == VERDICT_ACCEPTED ? EXIT_REJECT
						      : answer_exit(a->verdict);
	}
	if (!radsend_checks)
		msg_warn("libradcli %s does not authenticate answers: checked "
			 "here%s",
		    radsend_version,
		    a->mac == RADPKT_MAC_RIGHT
			? ""
			: ", without a Message-Authenticator");
	keaargs_write(fp, a->dict, &a->opt->args, &a->request, &a->reply);
	putc('\n', fp);
	return EXIT_ACCEPT;
}

static int
report(const struct options *o, const struct answer *a)
{
	if (o->kea_args)
		return print_kea_args(stdout, a);
	if (!o->json) {
		print_text(stdout, a);
	} else if (print_json(stdout, a) == -1) {
		msg_warn("kea_args: out of memory");
		return EXIT_USER;
	}
	return answer_exit(a->verdict);
}

static int
check_sent(
    const struct relay_seen *seen, const struct ask *ask, struct why *why)
{
	struct radpkt request;

	if (seen->request_len == 0)
		return why_set(why,
		    "libradcli: want a request sent over "
		    "127.0.0.1, have none");
	if (radpkt_parse(seen->request, seen->request_len, &request, why) == -1)
		return -1;
	return ask_check(ask, &request, why);
}

/* Send it, through a relay that sees what passes. */
static int
exchange(const struct options *o, const struct raddict *dict,
    const struct server *server, const struct ask *ask, const char *secret,
    struct relay_seen *seen, struct why *why)
{
	struct relay *relay =
	    relay_start(server->fd, secret, o->sign, seen, why);
	struct radsend send = { .dict = dict,
		.secret = secret,
		.timeout_s = o->timeout_s,
		.tries = o->tries,
		.attrs = ask->attr,
		.attr_count = ask->count };
	int rc;

	if (!relay)
		return -1;
	send.port = relay_port(relay);
	rc = radsend_request(&send, why);
	relay_stop(relay);
	return rc == -1 ? -1 : check_sent(seen, ask, why);
}

static int
probe_server(const struct options *o, const struct raddict *dict,
    const struct server *server, const char *secret, struct why *why)
{
	static struct relay_seen seen;
	struct answer answer;
	struct ask ask;
	int rc = -1;

	if (ask_make(&o->args, server, o->sign, &ask, why) == 0)
		rc = exchange(o, dict, server, &ask, secret, &seen, why);
	ask_free(&ask);
	if (rc == -1)
		return -1;
	answer_make(o, dict, server, &seen, secret, &answer);
	return report(o, &answer);
}

/* The one shipped: ../share/collecte from where this program is. */
static struct raddict *
load_dictionary(const char *path, struct why *why)
{
	char buf[PATH_MAX + sizeof("/../share/collecte/dictionary")];
	ssize_t len;
	char *slash;

	if (path)
		return raddict_load(path, why);
	len = readlink("/proc/self/exe", buf, PATH_MAX);
	if (len == -1) {
		why_errno(why, "/proc/self/exe");
		return NULL;
	}
	buf[len] = '\0';
	slash = strrchr(buf, '/');
	snprintf(
	    slash ? slash : buf, PATH_MAX, "/../share/collecte/dictionary");
	return raddict_load(buf, why);
}

/* An exit code, or -1 and why. */
static int
probe(const struct options *o, struct why *why)
{
	char secret[RADSEND_SECRET_MAX + 1];
	struct raddict *dict = load_dictionary(o->dictionary, why);
	struct server server;
	int rc = -1;

	if (!dict)
		return -1;
	if (site_secret(o->secret_file, secret, sizeof(secret), why) == -1) {
		why_prefix(why, "-s");
	} else if (server_open(&o->server, o->source, &server, why) == 0) {
		rc = probe_server(o, dict, &server, secret, why);
		close(server.fd);
	}
	explicit_bzero(secret, sizeof(secret));
	raddict_free(dict);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct options o;
	struct why why;
	bool stdout_open = stdfds_open();
	int code = EXIT_ACCEPT;

	msg_init("radius-probe");
	if (!stdout_open) {
		msg_warn("want an open stdout, have none");
		return EXIT_USER;
	}
	if (options_parse(argc, argv, &o, &why) == -1) {
		msg_warn("%s", why.text);
		return EXIT_USER;
	}
	if (o.about != OPTS_ABOUT_NOTHING)
		opts_tell(stdout, o.about, &options_tool);
	else if ((code = probe(&o, &why)) == -1)
		msg_warn("%s", why.text);
	if (msg_close_stdout() == -1 || code == -1)
		return EXIT_USER;
	return code;
}
