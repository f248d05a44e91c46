#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "import.h"
#include "msg.h"
#include "place.h"

static struct import_line
parse(const char *text)
{
	struct import_line l;
	struct why why = { "" };

	if (import_line_parse(text, strlen(text), &l, &why) == -1)
		fail_msg("%s: %s", text, why.text);
	return l;
}

static void
refuse(const char *text, const char *want)
{
	struct import_line l;
	struct why why = { "" };

	assert_int_equal(import_line_parse(text, strlen(text), &l, &why), -1);
	assert_string_equal(why.text, want);
	import_line_free(&l);
}

static void
test_line(void **state)
{
	struct import_line l =
	    parse("{\"circuit-id\": \"olt-1\", \"mac\": \"00:0d:b9:42:aa:60\","
		  " \"ip4\": \"192.0.2.1\", \"ip6\": null, \"prefix\": \"\","
		  " \"member\": \"ils\"}");

	(void)state;
	assert_string_equal(l.value[IMPORT_CIRCUIT_ID], "olt-1");
	assert_string_equal(l.value[IMPORT_MAC], "00:0d:b9:42:aa:60");
	assert_string_equal(l.value[IMPORT_IP4], "192.0.2.1");
	assert_null(l.value[IMPORT_IP6]);
	assert_null(l.value[IMPORT_PREFIX]);
	assert_string_equal(l.value[IMPORT_MEMBER], "ils");
	assert_false(l.pass);
	import_line_free(&l);
}

/* Everything that --list writes besides. */
static void
test_line_of_list(void **state)
{
	struct import_line l = parse(
	    "{\"type\":\"reservation\",\"family\":\"dhcp4\","
	    "\"circuit-id\":\"0x6f6c74\",\"text\":\"olt\",\"ip4\":"
	    "\"192.0.2.1\",\"member\":\"ils\",\"client-class\":\"ils01\","
	    "\"forgotten\":false,\"since\":\"x\",\"by\":\"m\",\"seen\":\"x\","
	    "\"v6-identifier\":\"interface-id\","
	    "\"at-rosette\":\"applied\",\"since-rosette\":\"x\","
	    "\"why-gabier\":\"down\"}");

	(void)state;
	assert_false(l.pass);
	assert_string_equal(l.value[IMPORT_CIRCUIT_ID], "0x6f6c74");
	import_line_free(&l);
	l = parse("{\"type\":\"endpoint\",\"url\":\"unix:/x\",\"pending\":3}");
	assert_true(l.pass);
	import_line_free(&l);
	l = parse("{\"type\":\"target\",\"not-durable\":\"x\"}");
	assert_true(l.pass);
	import_line_free(&l);
	l = parse("{\"type\":\"reservation\",\"forgotten\":true,"
		  "\"circuit-id\":\"0x6f\"}");
	assert_true(l.pass);
	import_line_free(&l);
}

static void
test_line_refused(void **state)
{
	(void)state;
	refuse("[]", "want a JSON object, have another kind of value");
	refuse("3", "want a JSON object, have another kind of value");
	refuse("{\"ip\": \"192.0.2.1\"}",
	    "ip: want circuit-id, mac, ip4, ip6, prefix or member, have an "
	    "unknown member");
	refuse(
	    "{\"ip4\": 3}", "ip4: want a string, have another kind of value");
	refuse("{\"mac\": [\"00:0d:b9:42:aa:60\"]}",
	    "mac: want a string, have another kind of value");
	refuse("{\"url\": \"unix:/x\"}",
	    "url: want circuit-id, mac, ip4, ip6, prefix or member, have an "
	    "unknown member");
}

static void
test_line_no_json(void **state)
{
	static const char *const bad[] = { "", "{", "{}x", "{'a': 1}",
		"{\"ip4\": \"192.0.2.1\", \"ip4\": \"192.0.2.2\"}",
		"{\"ip4\": \"\\u0000\"}", "{\"ip4\": \"\xff\"}", "circuit-id" };
	struct import_line l;
	struct why why;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(
		    import_line_parse(bad[i], strlen(bad[i]), &l, &why), -1);
		assert_int_equal(
		    strncmp(why.text, "want a JSON object, have: ", 26), 0);
		import_line_free(&l);
	}
	assert_int_equal(import_line_parse("{}\0", 3, &l, &why), -1);
	import_line_free(&l);
}

#define SITE                                                                \
	"{\"members\": {\"ils\": {\"realm\": \"ils-ftth\", \"prefixes\": [" \
	"{\"prefix\": \"192.0.2.0/24\", \"client-class\": \"ils01\","       \
	" \"gateway\": \"192.0.2.1\"},"                                     \
	"{\"prefix\": \"2001:db8::/32\", \"client-class\": \"ils01\"}]}}}"

static struct site *
make_site(void)
{
	char path[] = "/tmp/import-XXXXXX";
	int fd = mkstemp(path);
	struct site *site;

	assert_int_equal(write(fd, SITE, strlen(SITE)), strlen(SITE));
	close(fd);
	site = site_load(path, NULL);
	assert_non_null(site);
	unlink(path);
	return site;
}

static int
input(const char *text, size_t len)
{
	int fd = memfd_create("import", 0);

	assert_int_equal(write(fd, text, len), len);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

/* What is said on stderr while `fn` reads and checks the input. */
static struct import
import_as(const char *text, size_t len, char *said, size_t size)
{
	struct site *site = make_site();
	struct import im = { 0 };
	int fd = input(text, len), err = memfd_create("err", 0);
	int saved = dup(STDERR_FILENO);
	ssize_t n;

	dup2(err, STDERR_FILENO);
	assert_int_equal(import_read(fd, &im, NULL), 0);
	assert_int_equal(import_validate(&im, site, NULL), 0);
	dup2(saved, STDERR_FILENO);
	lseek(err, 0, SEEK_SET);
	n = read(err, said, size - 1);
	assert_true(n >= 0);
	said[n] = '\0';
	close(fd);
	close(err);
	close(saved);
	site_free(site);
	return im;
}

static void
import_says(const char *text, size_t good, const char *want)
{
	char said[4096];
	struct import im = import_as(text, strlen(text), said, sizeof(said));
	size_t n = 0, lines = 0;

	for (size_t i = 0; i < im.count; i++)
		n += im.list[i]->good;
	for (const char *p = said; *p != '\0'; p++)
		lines += *p == '\n';
	assert_string_equal(said, want);
	assert_int_equal(n, good);
	assert_int_equal(im.bad, lines);
	import_free(&im);
}

static void
test_good(void **state)
{
	(void)state;
	import_says("", 0, "");
	import_says("\n  \n\t\n", 0, "");
	import_says("{\"circuit-id\":\"olt-1\",\"ip4\":\"192.0.2.10\"}\n"
		    "{\"circuit-id\":\"olt-2\",\"ip4\":\"192.0.2.11\","
		    "\"mac\":\"00:0d:b9:42:aa:60@x\",\"ip6\":\"2001:db8::1\","
		    "\"prefix\":\"2001:db8:1::/56\",\"member\":\"ils-ftth\"}",
	    2, "");
}

/* The lines of one circuit-id, whatever its spelling, are one subscriber. */
static void
test_joined(void **state)
{
	const char *text =
	    "{\"family\":\"dhcp4\",\"circuit-id\":\"0x6f6c742d31\","
	    "\"ip4\":\"192.0.2.10\",\"member\":\"ils\"}\n"
	    "{\"family\":\"dhcp6\",\"circuit-id\":\"olt-1\",\"member\":\"ils\","
	    "\"mac\":\"00:0d:b9:42:aa:60\",\"prefix\":\"2001:db8:1::/56\"}\n";
	char said[4096];
	struct import im = import_as(text, strlen(text), said, sizeof(said));

	(void)state;
	assert_string_equal(said, "");
	assert_int_equal(im.count, 1);
	assert_true(im.list[0]->request.has4);
	assert_true(im.list[0]->request.has6);
	assert_int_equal(im.list[0]->number[IMPORT_MAC], 2);
	import_free(&im);
}

/* What is empty says nothing, and contradicts nothing. */
static void
test_empty_beside(void **state)
{
	(void)state;
	import_says("{\"circuit-id\":\"olt-1\",\"mac\":\"\","
		    "\"ip4\":\"192.0.2.10\"}\n"
		    "{\"circuit-id\":\"olt-1\",\"mac\":\"00:0d:b9:42:aa:60\","
		    "\"ip4\":\"\",\"prefix\":\"2001:db8::/56\"}\n",
	    1, "");
}

static void
test_contradicted(void **state)
{
	(void)state;
	import_says("{\"circuit-id\":\"olt-1\",\"ip4\":\"192.0.2.10\"}\n"
		    "{\"circuit-id\":\"olt-2\",\"ip4\":\"192.0.2.12\"}\n"
		    "{\"circuit-id\":\"olt-1\",\"ip4\":\"192.0.2.11\"}\n",
	    1,
	    ": <stdin>:3: ip4: want one value for one circuit-id, have "
	    "192.0.2.11, and 192.0.2.10 on line 1: neither is taken\n");
}

static void
test_refused(void **state)
{
	(void)state;
	import_says("{\"ip4\":\"192.0.2.10\"}\n"
		    "{\"circuit-id\":\"a\"}\n"
		    "{\"circuit-id\":\"b\",\"ip4\":\"192.0.3.10\"}\n"
		    "{\"circuit-id\":\"c\",\"ip4\":\"192.0.2.1\"}\n"
		    "{\"circuit-id\":\"d\",\"ip6\":\"2001:db8::1\"}\n"
		    "{\"circuit-id\":\"e\",\"ip4\":\"192.0.2.011\"}\n"
		    "{\"circuit-id\":\"f\",\"mac\":\"00:0d:b9:42:aa:60\","
		    "\"prefix\":\"2001:db8::1/128 :: 1\"}\n"
		    "{\"circuit-id\":\"g\",\"ip4\":\"192.0.2.12\"}\n",
	    1,
	    ": <stdin>:1: circuit-id: want one, have none\n"
	    ": <stdin>:2: want ip4, ip6 or prefix, have none of them\n"
	    ": <stdin>:3: ip4: 192.0.3.10 is in no member's prefixes\n"
	    ": <stdin>:4: ip4: 192.0.2.1 is the gateway of 192.0.2.0/24\n"
	    ": <stdin>:5: mac: want one for IPv6, have none\n"
	    ": <stdin>:6: ip4: want an IPv4 address, have 192.0.2.011\n"
	    ": <stdin>:7: prefix: want a prefix to delegate, have the single "
	    "address 2001:db8::1/128 :: 1\n");
}

static void
test_refused_member(void **state)
{
	const char *text = "{\"circuit-id\":\"f\",\"ip4\":\"192.0.2.11\","
			   "\"member\":\"x\"}\n";
	char said[4096];
	struct import im = import_as(text, strlen(text), said, sizeof(said));

	(void)state;
	assert_false(im.list[0]->good);
	assert_int_equal(strncmp(said,
			     ": <stdin>:1: member: want a member's name or "
			     "realm of /tmp/import-",
			     66),
	    0);
	assert_non_null(strstr(said, ", have x\n"));
	import_free(&im);
}

/* A line too long, hostile octets, a NUL: named, and the next one taken. */
static void
test_hostile(void **state)
{
	static const char tail[] =
	    "{\"circuit-id\":\"olt-1\",\"ip4\":\"192.0.2.10\"}\n";
	char *text, said[4096];
	size_t len = IMPORT_LINE_MAX + 1;
	struct import im;

	(void)state;
	text = malloc(len + 64 + sizeof(tail));
	assert_non_null(text);
	memset(text, 'x', len);
	text[len++] = '\n';
	memcpy(text + len, "{\"\\u001b[2J\":\"\"}\n\0\n", 19);
	len += 19;
	memcpy(text + len, tail, sizeof(tail) - 1);
	len += sizeof(tail) - 1;
	im = import_as(text, len, said, sizeof(said));
	assert_int_equal(im.count, 1);
	assert_true(im.list[0]->good);
	assert_int_equal(im.bad, 3);
	assert_non_null(strstr(
	    said, ": <stdin>:1: want at most 16384 octets, have a longer"));
	assert_non_null(strstr(said, ": <stdin>:2: \\x1b[2J: want circuit-id"));
	assert_non_null(strstr(said, ": <stdin>:3: want a JSON object"));
	assert_null(strchr(said, 0x1b));
	free(text);
	import_free(&im);
}

static void
test_contests(void **state)
{
	(void)state;
	import_says("{\"circuit-id\":\"a\",\"ip4\":\"192.0.2.10\"}\n"
		    "{\"circuit-id\":\"b\",\"ip4\":\"192.0.2.10\"}\n"
		    "{\"circuit-id\":\"c\",\"mac\":\"00:0d:b9:42:aa:60\","
		    "\"prefix\":\"2001:db8:1::/48\"}\n"
		    "{\"circuit-id\":\"d\",\"mac\":\"00:0d:b9:42:aa:61\","
		    "\"prefix\":\"2001:db8:1:100::/56\"}\n"
		    "{\"circuit-id\":\"e\",\"mac\":\"00-0d-b9-42-aa-60\","
		    "\"prefix\":\"2001:db8:2::/48\"}\n"
		    /* without IPv6 the MAC says nothing */
		    "{\"circuit-id\":\"f\",\"mac\":\"00:0d:b9:42:aa:60\","
		    "\"ip4\":\"192.0.2.11\"}\n",
	    3,
	    ": <stdin>:2: ip4: want what no other line has, have 192.0.2.10 "
	    "of line 1\n"
	    ": <stdin>:4: prefix: want what no other line has, have "
	    "2001:db8:1::/48 of line 3\n"
	    ": <stdin>:5: mac: want one that no other line has, have "
	    "00-0d-b9-42-aa-60 of line 3\n");
}

/* An address that lost once is free for nobody else: the first has it. */
static void
test_contest_of_three(void **state)
{
	(void)state;
	import_says("{\"circuit-id\":\"a\",\"ip4\":\"192.0.2.10\"}\n"
		    "{\"circuit-id\":\"b\",\"ip4\":\"192.0.2.10\"}\n"
		    "{\"circuit-id\":\"c\",\"ip4\":\"192.0.2.10\"}\n",
	    1,
	    ": <stdin>:2: ip4: want what no other line has, have 192.0.2.10 "
	    "of line 1\n"
	    ": <stdin>:3: ip4: want what no other line has, have 192.0.2.10 "
	    "of line 1\n");
}

/* Another process that writes to the state, until `end` is closed. */
static pid_t
writer(const char *dir, int *end)
{
	int ready[2], over[2];
	char c;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(over), 0);
	pid = fork();
	if (pid == 0) {
		struct store *s = state_open(dir, NULL);

		if (s && store_begin(s, true, NULL))
			(void)!write(ready[1], "w", 1);
		close(over[1]);
		(void)!read(over[0], &c, 1);
		_exit(0);
	}
	close(ready[1]);
	close(over[0]);
	assert_int_equal(read(ready[0], &c, 1), 1);
	close(ready[0]);
	*end = over[1];
	return pid;
}

/* -n looks at what is there: it waits for no writer, and none for it. */
static void
test_dry_beside_a_writer(void **state)
{
	struct place *p = *state;
	struct site *site = make_site();
	struct accept_keys keys = { 0 };
	struct import im = { 0 };
	struct why why = { "" };
	const char *text = "{\"circuit-id\":\"a\",\"ip4\":\"192.0.2.10\"}";
	int fd = input(text, strlen(text)), end;
	pid_t pid;

	free(site->state_dir);
	site->state_dir = strdup(p->dir);
	assert_int_equal(import_read(fd, &im, &why), 0);
	assert_int_equal(import_validate(&im, site, &why), 0);
	store_close(state_open(p->dir, &why));
	pid = writer(p->dir, &end);
	alarm(60); /* if it waits */
	assert_int_equal(import_accept(&im, site, true, &keys, &why), 0);
	alarm(0);
	assert_int_equal(im.bad, 0);
	close(end);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	close(fd);
	import_free(&im);
	site_free(site);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_line_of_list),
		cmocka_unit_test(test_line_refused),
		cmocka_unit_test(test_line_no_json),
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_joined),
		cmocka_unit_test(test_empty_beside),
		cmocka_unit_test(test_contradicted),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_refused_member),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_contests),
		cmocka_unit_test(test_contest_of_three),
		in_place(test_dry_beside_a_writer),
	};

	msg_init("");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
