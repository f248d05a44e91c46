#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "linthelp.h"

#define WITH4(more) "{\"Dhcp4\": {" ID4 CLASS4 more NET4 "}}"
#define WITH6(more) "{\"Dhcp6\": {" ID6 CLASS6 more NET6 "}}"
#define HOOK(name) "\"hooks-libraries\": [{\"library\": \"" name "\"}],"

static void
test_ha(void **state)
{
	const char *text = WITH4(HOOK("libdhcp_ha.so"));
	json_t *json = json_loads(text, 0, NULL);
	struct site *site = make_site(SITE);
	struct keadoc *doc = keadoc_parse(json, AF_INET, NULL);
	struct findings f;
	const struct lint_kea k = {
		.doc = doc, .site = site, .reloads = true, .f = &f
	};
	char *have;

	(void)state;
	/* What does not set configurations does not stop it. */
	lint(text, "");
	finding_init(&f, "t");
	lint_doc(&k);
	have = joined(&f);
	assert_string_equal(have,
	    "t: hooks-libraries[0]: want none with this back-end, have "
	    "libdhcp_ha: each commit takes it back to WAITING, without "
	    "service for seconds [ha]\n");
	free(have);
	finding_free(&f);
	keadoc_free(doc);
	site_free(site);
	json_decref(json);
}

#define FLEX(flag)                                                        \
	"\"hooks-libraries\": [{\"library\": \"libdhcp_lease_cmds.so\"}," \
	"{\"library\": \"/usr/lib/x/kea/hooks/libdhcp_flex_id.so\","      \
	" \"parameters\": {\"replace-client-id\": " flag "}}],"

static void
test_replace_client_id(void **state)
{
	(void)state;
	lint(WITH4(FLEX("false")), "");
	lint(WITH4(FLEX("true")),
	    "t: hooks-libraries[1]: have replace-client-id: a router that "
	    "sends a client-id and renews without option 82 gets a NAK "
	    "[replace-client-id]\n");
	/* In IPv6 renewals are relayed. */
	lint(WITH6(FLEX("true")), "");
	assert_true(finding_kind(FIND_REPLACE_CLIENT_ID)->note);
}

static void
test_radius(void **state)
{
	(void)state;
	lint(WITH4(HOOK("libdhcp_radius.so")),
	    "t: hooks-libraries[0]: have libdhcp_radius beside reservations: a "
	    "reservation wins over its answer, and the class of a Framed-Pool "
	    "is gone from the second packet on [radius-hook]\n");
	lint(WITH4(HOOK("libdhcp_radius.so.old")), "");
}

#define STASH(service, subnet)                                       \
	"{\"Dhcp4\": {" ID4 CLASS4 service " \"subnet4\": [{" subnet \
	" \"subnet\": \"5.183.104.0/24\","                           \
	" \"reservations-global\": true}]}}"

static void
test_stash(void **state)
{
	const char *want =
	    "t: subnet4[5.183.104.0/24]: want store-extended-info for "
	    "stash-agent-options to have something to look at, have false: a "
	    "renewal without option 82 gets no answer [stash]\n";

	(void)state;
	lint(STASH("\"stash-agent-options\": false,", ""), "");
	lint(STASH("\"stash-agent-options\": true,", ""), want);
	lint(STASH("\"stash-agent-options\": true,"
		   "\"store-extended-info\": true,",
		 ""),
	    "");
	lint(STASH("\"stash-agent-options\": true,",
		 "\"store-extended-info\": true,"),
	    "");
	lint(STASH("\"stash-agent-options\": true,"
		   "\"store-extended-info\": true,",
		 "\"store-extended-info\": false,"),
	    want);
}

#define SOCKET(type, address, more)                                    \
	"\"control-sockets\": [{\"socket-type\": \"unix\","            \
	" \"socket-name\": \"/run/kea/k\"}, {\"socket-type\": \"" type \
	"\", \"socket-address\": \"" address "\"" more "}],"

static void
test_open_socket(void **state)
{
	const char *want =
	    "t: control-sockets[1]: want a password or certificate for "
	    "192.0.2.1, have none: anyone who reaches it can take DHCP away "
	    "[open-socket]\n";

	(void)state;
	lint(WITH4(SOCKET("http", "127.0.0.1", "")), "");
	lint(WITH4(SOCKET("http", "::1", "")), "");
	lint(WITH4(SOCKET("http", "192.0.2.1", "")), want);
	lint(WITH4(SOCKET("https", "192.0.2.1", "")), want);
	lint(WITH4(SOCKET("http", "192.0.2.1",
		 ", \"authentication\": {\"clients\": []}")),
	    want);
	lint(WITH4(SOCKET("http", "192.0.2.1",
		 ", \"authentication\": {\"clients\": [{\"user\": \"u\"}]}")),
	    "");
	lint(WITH4(SOCKET(
		 "https", "192.0.2.1", ", \"trust-anchor\": \"/etc/ca\"")),
	    "");
}

static void
newer(const char *text, const char *want)
{
	lint_as(SITE, text, 20200, want);
	lint_as(SITE, text, 20603, want);
	/* It runs with them: it was told so. */
	lint_as(SITE, text, 30004, "");
	lint_as(SITE, text, 0, "");
}

static void
test_newer_path(void **state)
{
	(void)state;
	newer(WITH4("\"control-socket\": {\"socket-name\": "
		    "\"/var/run/kea/k4\"},"),
	    "");
	newer(WITH4("\"control-socket\": {\"socket-name\": \"/tmp/k4\"},"),
	    "t: control-socket.socket-name: have /tmp/k4, which Kea 3.0 "
	    "refuses outside /run/kea [newer-path]\n");
	newer(WITH4("\"lease-database\": {\"name\": "
		    "\"/var/lib/kea/leases4.csv\"},"),
	    "");
	newer(WITH4("\"lease-database\": {\"name\": \"/srv/leases4.csv\"},"),
	    "t: lease-database.name: have /srv/leases4.csv, which Kea 3.0 "
	    "refuses outside /var/lib/kea [newer-path]\n");
	/* A database's name is no path. */
	newer(WITH4("\"lease-database\": {\"type\": \"postgresql\","
		    "\"name\": \"kea\"},"),
	    "");
	lint_as(
	    SITE, WITH6("\"data-directory\": \"/var/lib/kea\","), 20200, "");
	lint_as(SITE, WITH6("\"data-directory\": \"/srv/kea\","), 20603, "");
	lint_as(SITE, WITH6("\"data-directory\": \"/srv/kea\","), 20200,
	    "t: data-directory: have /srv/kea, which Kea ignores from 2.6 on: "
	    "it looks for its server identifier in /var/lib/kea, or where "
	    "KEA_DHCP_DATA_DIR says [newer-path]\n");
	newer(WITH4(HOOK("/usr/lib/x86_64-linux-gnu/kea/hooks/libx.so")), "");
	newer(WITH4(HOOK("libx.so")), "");
	newer(WITH4(HOOK("/opt/hooks/libx.so")),
	    "t: hooks-libraries[0].library: have /opt/hooks/libx.so, which "
	    "Kea 3.0 refuses outside its own folder of hooks [newer-path]\n");
	newer(WITH4("\"loggers\": [{\"output_options\": ["
		    "{\"output\": \"syslog:daemon\"},"
		    "{\"output\": \"/var/log/kea/x\"},"
		    "{\"output\": \"/srv/log\"}]}],"),
	    "t: loggers[0].output-options[2].output: have /srv/log, which Kea "
	    "3.0 refuses outside /var/log/kea [newer-path]\n");
	assert_true(finding_kind(FIND_NEWER_PATH)->note);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ha),
		cmocka_unit_test(test_replace_client_id),
		cmocka_unit_test(test_radius),
		cmocka_unit_test(test_stash),
		cmocka_unit_test(test_open_socket),
		cmocka_unit_test(test_newer_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
