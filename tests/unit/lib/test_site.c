#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "lineid.h"
#include "site_file.h"

static const char whole[] =
    "{ // a comment with \" in it\n/* and\n one */"
    "\"request-realm\": \"gnd.ftth.axione\", # another\n"
    "\"members\": {\n"
    " \"ils\": {\n"
    "  \"realm\": \"ils-ftth\", \"password-file\": \"secret/ils\",\n"
    "  \"circuit-ids\": [\"list-a\", \"/srv/list-b\"],\n"
    "  \"circuit-id-globs\": [\"olt-???42-*\", \"a # b // c\"],\n"
    "  \"table\": \"ils_table\",\n"
    "  \"prefixes\": [\n"
    "   { \"prefix\": \"5.183.104.0/24\", \"client-class\": \"ils01\",\n"
    "     \"gateway\": \"5.183.104.1\",\n"
    "     \"dns\": [\"89.234.140.1\", \"89.234.140.2\"] },\n"
    "   { \"prefix\": \"5.183.104.128/25\" },\n"
    "   { \"prefix\": \"2a0e:c400::/40\", \"client-class\": \"ils01\",\n"
    "     \"dns\": [\"2a00:5881:4000::1\"] } ] },\n"
    " \"rzn\": { \"realm\": \"rzn-ftth\", \"table\": 201,\n"
    "  \"prefixes\": [{ \"prefix\": \"5.183.104.192/26\" }] } },\n"
    "\"kea\": { \"targets\": {\n"
    "  \"rosette\": { \"dhcp4\": \"http://127.0.0.1/kea\",\n"
    "    \"dhcp6\": \"https://127.0.0.1/kea\", \"user\": \"u\",\n"
    "    \"password-file\": \"secret/kea\", \"ca-file\": \"ca.pem\" },\n"
    "  \"gabier\": { \"dhcp4\": \"unix:/run/kea4\",\n"
    "    \"dhcp6\": \"unix:kea6\", \"backend\": \"config\",\n"
    "    \"config4\": \"k4\", \"config6\": \"k6\",\n"
    "    \"include4\": \"i4\", \"include6\": \"i6\",\n"
    "    \"database\": \"dbname=kea\",\n"
    "    \"database-password-file\": \"dp\" } },\n"
    "  \"state-dir\": \"state\" },\n"
    "\"routing\": { \"subscriber-interfaces\": [\"ens19\", \"ens20\"],\n"
    "  \"core-interfaces\": [\"ens18\"] } }\n";

static void
assert_in_folder(const char *have, const char *prefix, const char *name)
{
	char want[128];

	snprintf(want, sizeof(want), "%s%s/%s", prefix, folder, name);
	assert_string_equal(have, want);
}

static void
check_ils(const struct site_member *m)
{
	char text[IPNET_STRLEN];

	assert_string_equal(m->name, "ils");
	assert_string_equal(m->realm, "ils-ftth");
	assert_in_folder(m->password_file, "", "secret/ils");
	assert_int_equal(m->list_count, 2);
	assert_in_folder(m->lists[0], "", "list-a");
	assert_string_equal(m->lists[1], "/srv/list-b");
	assert_int_equal(m->glob_count, 2);
	assert_string_equal(m->globs[0], "olt-\?\?\?42-*");
	assert_string_equal(m->globs[1], "a # b // c");
	assert_string_equal(m->table, "ils_table");
	assert_int_equal(m->prefix_count, 3);
	assert_string_equal(
	    ipnet_str(&m->prefixes[0].net, text), "5.183.104.0/24");
	assert_string_equal(m->prefixes[0].client_class, "ils01");
	assert_string_equal(
	    ipnet_str(&m->prefixes[0].gateway, text), "5.183.104.1");
	assert_int_equal(m->prefixes[0].dns_count, 2);
	assert_string_equal(
	    ipnet_str(&m->prefixes[0].dns[1], text), "89.234.140.2");
	assert_null(m->prefixes[1].client_class);
	assert_int_equal(m->prefixes[1].gateway.family, AF_UNSPEC);
	assert_int_equal(m->prefixes[2].net.family, AF_INET6);
}

static void
test_whole(void **state)
{
	struct site *site = good(whole);

	(void)state;
	assert_string_equal(site->path, file);
	assert_string_equal(site->request_realm, "gnd.ftth.axione");
	assert_int_equal(site->member_count, 2);
	check_ils(&site->members[0]);
	assert_string_equal(site->members[1].table, "201");
	assert_null(site->members[1].password_file);
	assert_int_equal(site->target_count, 2);
	assert_string_equal(site->targets[0].name, "rosette");
	assert_string_equal(site->targets[0].dhcp4, "http://127.0.0.1/kea");
	assert_string_equal(site->targets[0].dhcp6, "https://127.0.0.1/kea");
	assert_string_equal(site->targets[0].user, "u");
	assert_in_folder(site->targets[0].password_file, "", "secret/kea");
	assert_in_folder(site->targets[0].ca_file, "", "ca.pem");
	assert_null(site->targets[0].backend);
	assert_string_equal(site->targets[1].backend, "config");
	assert_string_equal(site->targets[1].database, "dbname=kea");
	assert_in_folder(site->targets[1].database_password_file, "", "dp");
	assert_in_folder(site->targets[1].config4, "", "k4");
	assert_in_folder(site->targets[1].config6, "", "k6");
	assert_in_folder(site->targets[1].include4, "", "i4");
	assert_in_folder(site->targets[1].include6, "", "i6");
	assert_string_equal(site->targets[1].dhcp4, "unix:/run/kea4");
	assert_in_folder(site->targets[1].dhcp6, "unix:", "kea6");
	assert_in_folder(site->state_dir, "", "state");
	assert_int_equal(site->subscriber_interface_count, 2);
	assert_string_equal(site->subscriber_interfaces[1], "ens20");
	assert_int_equal(site->core_interface_count, 1);
	assert_string_equal(site->core_interfaces[0], "ens18");
	site_free(site);
}

static void
test_defaults(void **state)
{
	struct site *site = good("{}");

	(void)state;
	assert_null(site->request_realm);
	assert_int_equal(site->member_count, 0);
	assert_int_equal(site->target_count, 0);
	assert_string_equal(site->state_dir, "/var/lib/collecte");
	site_free(site);
	site_free(NULL);
}

static void
test_relative_to_nothing(void **state)
{
	struct why why = { "" };
	struct site *site;

	(void)state;
	write_file("{\"kea\": {\"state-dir\": \"s\"}}", 27, 0644);
	assert_int_equal(chdir(folder), 0);
	site = site_load("site.json", &why);
	assert_int_equal(chdir("/"), 0);
	assert_non_null(site);
	assert_string_equal(site->state_dir, "s");
	site_free(site);
}

static void
test_syntax(void **state)
{
	(void)state;
	bad("", ":1:0: '[' or '{' expected near end of file");
	bad("{\n  # x\n  \"kea\" {}\n}", ":3:9: ':' expected near '{'");
	bad("{ \"kea\": {} } x", ":1:15: end of file expected near 'x'");
	bad("{\n\"kea\": {},\n\"kea\": {} }",
	    ":3:5: duplicate object key near '\"kea\"'");
	bad("{\"kea\": \"\xff\"}",
	    ":1:9: unable to decode byte 0xff near '\"'");
	bad("[]", ": want an object, have a list");
}

#define MEMBER(x) "{\"members\": {\"a\": {" x "}}}"
#define PREFIX(x) MEMBER("\"prefixes\": [{\"prefix\": " x "}]")

static void
test_types(void **state)
{
	(void)state;
	bad("{\"request-realm\": 1}",
	    ": request-realm: want a string, have a number");
	bad("{\"request-realm\": \"\"}",
	    ": request-realm: want a string, have an empty one");
	bad("{\"members\": []}", ": members: want an object, have a list");
	bad("{\"members\": {\"a\": null}}",
	    ": members.a: want an object, have null");
	bad(MEMBER("\"circuit-ids\": true"),
	    ": members.a.circuit-ids: want a list of strings, have true");
	bad(MEMBER("\"circuit-ids\": [\"x\", false]"),
	    ": members.a.circuit-ids[1]: want a string, have false");
	bad(MEMBER("\"circuit-id-globs\": [\"x\", \"\"]"),
	    ": members.a.circuit-id-globs[1]: "
	    "want a string, have an empty one");
	bad(MEMBER("\"prefixes\": {}"),
	    ": members.a.prefixes: want a list of objects, have an object");
	bad(MEMBER("\"password-file\": 1.5"),
	    ": members.a.password-file: want a string, have a number");
	bad(MEMBER("\"table\": 0"),
	    ": members.a.table: want 1..4294967295, have 0");
	bad(MEMBER("\"table\": 4294967296"),
	    ": members.a.table: want 1..4294967295, have 4294967296");
	bad("{\"kea\": 1}", ": kea: want an object, have a number");
	bad("{\"kea\": {\"targets\": 1}}",
	    ": kea.targets: want an object, have a number");
	bad("{\"routing\": \"x\"}", ": routing: want an object, have a string");
}

static void
test_templates(void **state)
{
	struct site *site = good("{\"line-templates\": {"
				 "\"orange\": \"%node/%slot/%port\", "
				 "\"b.2\": \"%node#%onu_id\"}}");
	struct lineid_how how = { .templates = site->lines,
		.template_count = site->template_count };
	struct lineid line;

	(void)state;
	assert_int_equal(site->template_count, 2);
	lineid_parse_as("olt#7", 5, &how, &line);
	assert_string_equal(line.layout->name, "b.2");
	assert_string_equal(line.layout->confidence, "site");
	assert_int_equal(line.field[1].number, 7);
	/* The site's own go before what is built in. */
	lineid_parse_as("n eth 0/4", 9, &how, &line);
	assert_string_equal(line.layout->name, "tr101-eth");
	lineid_parse_as("n eth 0/4/5", 11, &how, &line);
	assert_string_equal(line.layout->name, "orange");
	site_free(site);
	bad("{\"line-templates\": []}",
	    ": line-templates: want an object, have a list");
	bad("{\"line-templates\": {\"a\": 1}}",
	    ": line-templates.a: want a string, have a number");
	bad("{\"line-templates\": {\"a b\": \"%node\"}}",
	    ": line-templates.a b: want 1 to 63 letters, digits, '.', '_', "
	    "'-', a letter or digit first, have \"a b\"");
	bad("{\"line-templates\": {\"ok\": \"%node\", \"x\": \"a %nod\"}}",
	    ": line-templates.x: column 4: want the name of a field, have "
	    "\"nod\"");
}

static void
test_unknown(void **state)
{
	(void)state;
	bad("{\"member\": {}}",
	    ": member: unknown member, want request-realm, members, "
	    "line-templates, kea or routing");
	bad(MEMBER("\"globs\": []"),
	    ": members.a.globs: unknown member, want realm, password-file, "
	    "circuit-ids, circuit-id-globs, table, table-number, prefixes, "
	    "probe-addresses, probe-targets, radius, bgp or interface");
	bad(PREFIX("\"10.0.0.0/8\", \"router\": \"10.0.0.1\""),
	    ": members.a.prefixes[0].router: unknown member, want prefix, "
	    "client-class, gateway, dns or subnet-id");
	bad("{\"kea\": {\"x\": 1}}",
	    ": kea.x: unknown member, want targets, state-dir, network4 or "
	    "network6");
	bad("{\"routing\": {\"x\": 1}}",
	    ": routing.x: unknown member, want subscriber-interfaces or "
	    "core-interfaces");
}

#define WANT_WORD                                                         \
	"want 1 to 63 letters, digits, '.', '_', '-', a letter or digit " \
	"first, have "

static void
test_words(void **state)
{
	(void)state;
	bad("{\"members\": {\"-\": {}}}", ": members.-: " WANT_WORD "\"-\"");
	bad("{\"members\": {\"a\\tb\": {}}}",
	    ": members.a\tb: " WANT_WORD "\"a\tb\"");
	bad("{\"members\": {\"\": {}}}", ": members.: " WANT_WORD "\"\"");
	bad(MEMBER("\"realm\": \"a'b\""),
	    ": members.a.realm: " WANT_WORD "\"a'b\"");
	bad(MEMBER("\"realm\": \"~a\""),
	    ": members.a.realm: " WANT_WORD "\"~a\"");
	bad(MEMBER("\"table\": \"a b\""),
	    ": members.a.table: " WANT_WORD "\"a b\"");
	bad("{\"request-realm\": \"@x\"}",
	    ": request-realm: " WANT_WORD "\"@x\"");
	bad("{\"kea\": {\"targets\": {\"a/b\": {}}}}",
	    ": kea.targets.a/b: " WANT_WORD "\"a/b\"");
}

static void
test_long_words(void **state)
{
	char text[256], word[65];

	(void)state;
	memset(word, 'x', sizeof(word));
	word[63] = '\0';
	snprintf(text, sizeof(text), "{\"members\": {\"%s\": {}}}", word);
	site_free(good(text));
	word[63] = 'x';
	word[64] = '\0';
	snprintf(text, sizeof(text), "{\"members\": {\"%s\": {}}}", word);
	assert_null(load(text, NULL));
}

static void
test_prefixes(void **state)
{
	struct why why;

	(void)state;
	bad(MEMBER("\"prefixes\": [{\"client-class\": \"x\"}]"),
	    ": members.a.prefixes[0]: want member prefix, have none");
	assert_null(load(PREFIX("\"10.0.0.1/8\""), &why));
	assert_non_null(strstr(why.text, ": members.a.prefixes[0].prefix: "));
	assert_null(load(PREFIX("\"10.0.0.0\""), NULL));
	bad(PREFIX("\"2001:db8::/32\", \"gateway\": \"2001:db8::1\""),
	    ": members.a.prefixes[0].gateway: want none with an IPv6 prefix, "
	    "have one");
	assert_null(load(PREFIX("\"10.0.0.0/8\", \"gateway\": 1"), NULL));
	assert_null(load(PREFIX("\"10.0.0.0/8\", "
				"\"dns\": [\"10.0.0.1\", \"::1\"]"),
	    &why));
	assert_non_null(strstr(why.text, ": members.a.prefixes[0].dns[1]: "));
	bad(PREFIX("\"10.0.0.0/8\", \"dns\": \"10.0.0.1\""),
	    ": members.a.prefixes[0].dns: want a list of addresses, "
	    "have a string");
	bad(PREFIX("\"10.0.0.0/8\"}, {\"prefix\": \"10.0.0.0/8\""),
	    ": members.a.prefixes[1]: want each prefix once, have "
	    "10.0.0.0/8 in [0] already");
}

/* Two members may overlap here: that is a finding, not a refusal. */
static void
test_overlap_loads(void **state)
{
	struct site *site =
	    good("{\"members\": {\"a\": {\"prefixes\": [{\"prefix\": "
		 "\"10.0.0.0/8\"}]}, \"b\": {\"prefixes\": [{\"prefix\": "
		 "\"10.0.0.0/8\"}]}}}");

	(void)state;
	assert_int_equal(site->member_count, 2);
	site_free(site);
}

static void
test_realms(void **state)
{
	(void)state;
	bad("{\"members\": {\"a\": {\"realm\": \"x\"}, "
	    "\"b\": {\"realm\": \"x\"}}}",
	    ": members.a.realm: want a realm of its own, have \"x\" of b");
	/* FreeRADIUS knows no case in realms. */
	bad("{\"members\": {\"a\": {\"realm\": \"X\"}, "
	    "\"b\": {\"realm\": \"x\"}}}",
	    ": members.a.realm: want a realm of its own, have \"X\" of b");
	bad("{\"members\": {\"a\": {\"realm\": \"b\"}, \"b\": {}}}",
	    ": members.a.realm: want a realm that names no other member, "
	    "have \"b\"");
	bad("{\"members\": {\"b\": {}, \"a\": {\"realm\": \"b\"}}}",
	    ": members.a.realm: want a realm that names no other member, "
	    "have \"b\"");
	site_free(good(MEMBER("\"realm\": \"a\"")));
}

#define TARGET(x) "{\"kea\": {\"targets\": {\"t\": {" x "}}}}"

/* "mac" and "line": by what the targets know subscribers in IPv6. */
static void
identifiers(const char *targets, bool mac, bool line)
{
	char text[512];
	struct site *site;
	bool m, l;

	snprintf(text, sizeof(text), "{\"kea\": {\"targets\": {%s}}}", targets);
	site = good(text);
	site_v6_identifiers(site, &m, &l);
	assert_int_equal(m, mac);
	assert_int_equal(l, line);
	site_free(site);
}

#define BY(name, x) \
	"\"" name "\": {\"dhcp6\": \"unix:/x\", \"v6-identifier\": \"" x "\"}"

static void
test_identifiers(void **state)
{
	(void)state;
	identifiers("", true, false);
	identifiers("\"a\": {\"dhcp6\": \"unix:/x\"}", true, false);
	identifiers("\"a\": {\"dhcp4\": \"unix:/x\"}", true, false);
	identifiers(BY("a", "mac"), true, false);
	identifiers(BY("a", "interface-id"), false, true);
	identifiers(BY("a", "interface-id") ", \"b\": {\"dhcp4\": \"unix:/x\"}",
	    false, true);
	identifiers(BY("a", "interface-id") ", " BY("b", "mac"), true, true);
}

static void
test_targets(void **state)
{
	(void)state;
	bad(TARGET(""),
	    ": kea.targets.t: want member dhcp4 or dhcp6, have none");
	bad(TARGET("\"dhcp4\": \"ftp://x\""),
	    ": kea.targets.t.dhcp4: want http://..., https://... or "
	    "unix:/path, have \"ftp://x\"");
	bad(TARGET("\"dhcp6\": \"unix:\""),
	    ": kea.targets.t.dhcp6: want http://..., https://... or "
	    "unix:/path, have \"unix:\"");
	bad(TARGET("\"dhcp6\": 1"),
	    ": kea.targets.t.dhcp6: want a string, have a number");
	bad(TARGET("\"dhcp4\": \"http://x\", \"user\": \"u\""),
	    ": kea.targets.t: want user and password-file together, "
	    "have user alone");
	bad(TARGET("\"dhcp4\": \"http://x\", \"password-file\": \"p\""),
	    ": kea.targets.t: want user and password-file together, "
	    "have password-file alone");
	bad(TARGET("\"dhcp4\": \"http://x\", \"clear-leases\": 1"),
	    ": kea.targets.t.clear-leases: want true or false, have a number");
	bad(TARGET("\"dhcp6\": \"http://x\", \"v6-identifier\": \"duid\""),
	    ": kea.targets.t.v6-identifier: want mac or interface-id, have "
	    "\"duid\"");
	bad(TARGET("\"dhcp6\": \"http://x\", \"v6-identifier\": true"),
	    ": kea.targets.t.v6-identifier: want a string, have true");
	bad(TARGET("\"dhcp4\": \"http://x\", "
		   "\"v6-identifier\": \"interface-id\""),
	    ": kea.targets.t: want dhcp6 with v6-identifier, have none");
	bad(TARGET("\"url\": \"x\""),
	    ": kea.targets.t.url: unknown member, want dhcp4, dhcp6, user, "
	    "password-file, ca-file, clear-leases, v6-identifier, config4, "
	    "config6, include4, include6, "
	    "database, database-password-file or backend");
	bad(TARGET("\"dhcp4\": \"http://x\", "
		   "\"database-password-file\": \"p\""),
	    ": kea.targets.t: want database with database-password-file, "
	    "have none");
	bad(TARGET("\"dhcp4\": \"http://x\", \"backend\": \"a b\""),
	    ": kea.targets.t.backend: " WANT_WORD "\"a b\"");
}

static void
test_interfaces(void **state)
{
	(void)state;
	bad("{\"routing\": {\"core-interfaces\": [\"ok\", \"a b\"]}}",
	    ": routing.core-interfaces[1]: want an interface name, "
	    "have \"a b\"");
	bad("{\"routing\": {\"subscriber-interfaces\": "
	    "[\"0123456789abcdef\"]}}",
	    ": routing.subscriber-interfaces[0]: want an interface name, "
	    "have \"0123456789abcdef\"");
	bad("{\"routing\": {\"core-interfaces\": [\"..\"]}}",
	    ": routing.core-interfaces[0]: want an interface name, "
	    "have \"..\"");
	bad("{\"routing\": {\"core-interfaces\": [2]}}",
	    ": routing.core-interfaces[0]: want a string, have a number");
}

/* A path as long as a key allows neither overflows nor gets lost. */
static void
test_long_path(void **state)
{
	char text[4096];
	int len;

	(void)state;
	len = snprintf(text, sizeof(text), "{\"members\": {\"");
	memset(text + len, 'x', 3000);
	snprintf(
	    text + len + 3000, sizeof(text) - (size_t)len - 3000, "\": {}}}");
	assert_null(load(text, NULL));
}

static void
test_files(void **state)
{
	struct why why = { "" };
	char *huge = malloc(17u << 20);

	(void)state;
	assert_null(site_load("/nonexistent/x", &why));
	assert_string_equal(
	    why.text, "/nonexistent/x: No such file or directory");
	assert_null(site_load(folder, &why));
	assert_non_null(strstr(why.text, ": Is a directory"));
	assert_non_null(huge);
	memset(huge, ' ', 17u << 20);
	write_file(huge, 17u << 20, 0644);
	free(huge);
	assert_null(site_load(file, &why));
	assert_non_null(strstr(why.text, ": File too large"));
	write_file("{}\0x", 4, 0644);
	assert_null(site_load(file, &why));
}

static void
test_path(void **state)
{
	(void)state;
	unsetenv("COLLECTE_CONFIG");
	assert_string_equal(
	    site_path(NULL), SYSCONFDIR "/collecte/collecte.json");
	setenv("COLLECTE_CONFIG", "", 1);
	assert_string_equal(
	    site_path(NULL), SYSCONFDIR "/collecte/collecte.json");
	setenv("COLLECTE_CONFIG", "/x", 1);
	assert_string_equal(site_path(NULL), "/x");
	assert_string_equal(site_path("/y"), "/y");
	unsetenv("COLLECTE_CONFIG");
}

static void
test_members(void **state)
{
	struct site *site = good(whole);

	(void)state;
	assert_ptr_equal(site_member(site, "rzn"), &site->members[1]);
	assert_ptr_equal(site_member(site, "rzn-ftth"), &site->members[1]);
	assert_null(site_member(site, "RZN"));
	assert_null(site_member(site, ""));
	site_free(site);
}

static struct ipnet
net(const char *s)
{
	struct ipnet out;
	struct why why = { "" };

	if (ipnet_parse_addr(s, AF_UNSPEC, &out, &why) == -1 &&
	    ipnet_parse_prefix(s, AF_UNSPEC, &out, &why) == -1)
		fail_msg("%s", why.text);
	return out;
}

static void
test_owner(void **state)
{
	struct site *site = good(whole);
	const struct site_member *ils = &site->members[0];
	const struct site_member *rzn = &site->members[1];
	struct ipnet low = net("5.183.104.10"), high = net("5.183.104.130");
	struct ipnet top = net("5.183.104.200"), out = net("5.183.105.1");
	struct ipnet six = net("2a0e:c400:0:a00::/56"), wide = net("2a0e::/16");

	(void)state;
	assert_ptr_equal(site_prefix_of(ils, &low), &ils->prefixes[0]);
	assert_ptr_equal(site_prefix_of(ils, &high), &ils->prefixes[1]);
	assert_ptr_equal(site_prefix_of(ils, &six), &ils->prefixes[2]);
	assert_null(site_prefix_of(ils, &out));
	assert_null(site_prefix_of(ils, &wide));
	assert_ptr_equal(site_owner(site, &low), ils);
	assert_ptr_equal(site_owner(site, &top), rzn);
	assert_ptr_equal(site_owner(site, &six), ils);
	assert_null(site_owner(site, &out));
	site_free(site);
}

/* site_secret() of a file with this content: its text, or the reason. */
static void
secret(const void *content, size_t len, mode_t mode, const char *want)
{
	struct why why = { "" };
	char buf[9];

	write_file(content, len, mode);
	if (site_secret(file, buf, sizeof(buf), &why) == 0) {
		assert_string_equal(buf, want);
		return;
	}
	assert_memory_equal(why.text, file, strlen(file));
	assert_string_equal(why.text + strlen(file), want);
}

static void
test_secret(void **state)
{
	(void)state;
	secret("secret01", 8, 0600, "secret01");
	secret("secret01\n", 9, 0640, "secret01");
	secret("s\xc3\xa9 x", 5, 0600, "s\xc3\xa9 x");
	secret("secret012", 9, 0600, ": want at most 8 octets, have more");
	secret("secret01\n\n", 10, 0600, ": want one line, have more");
	secret("a\nb\n", 4, 0600, ": want one line, have more");
	secret("", 0, 0600, ": want a secret, have none");
	secret("\n", 1, 0600, ": want a secret, have none");
	secret("ab\r\n", 4, 0600,
	    ": want no control characters, have one as octet 3");
	secret("a\0b\n", 4, 0600,
	    ": want no control characters, have one as octet 2");
	secret("a\x7f", 2, 0600,
	    ": want no control characters, have one as octet 2");
	secret(
	    "x\n", 2, 0644, ": want a secret closed to others, have mode 0644");
	secret(
	    "x\n", 2, 0602, ": want a secret closed to others, have mode 0602");
}

static void
test_secret_kinds(void **state)
{
	struct why why = { "" };
	char fifo[80], buf[9];

	(void)state;
	assert_int_equal(site_secret("/nonexistent/x", buf, 9, &why), -1);
	assert_string_equal(
	    why.text, "/nonexistent/x: No such file or directory");
	assert_int_equal(site_secret(folder, buf, 9, &why), -1);
	assert_non_null(strstr(why.text, ": want a file, have a folder"));
	snprintf(fifo, sizeof(fifo), "%s/fifo", folder);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(site_secret(fifo, buf, 9, &why), -1);
	unlink(fifo);
	assert_non_null(strstr(why.text, ": want a file, have a special file"));
}

/* Whoever has read a secret leaves no core dump. */
static void
test_secret_dump(void **state)
{
	int before = prctl(PR_GET_DUMPABLE);

	(void)state;
	secret("x\n", 2, 0600, "x");
#ifdef __SANITIZE_ADDRESS__
	assert_int_equal(prctl(PR_GET_DUMPABLE), before);
#else
	assert_int_equal(prctl(PR_GET_DUMPABLE), 0);
#endif
	prctl(PR_SET_DUMPABLE, (unsigned long)before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_relative_to_nothing),
		cmocka_unit_test(test_syntax),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_templates),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_long_words),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_overlap_loads),
		cmocka_unit_test(test_realms),
		cmocka_unit_test(test_identifiers),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_interfaces),
		cmocka_unit_test(test_long_path),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_path),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_owner),
		cmocka_unit_test(test_secret),
		cmocka_unit_test(test_secret_kinds),
		cmocka_unit_test(test_secret_dump),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
