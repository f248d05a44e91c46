#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "keacmd.h"
#include "keawire.h"

/* -- answers -- */

static void
answered(const char *body, long status, int result, const char *text)
{
	struct keacmd_answer a;
	struct why why = { "" };

	assert_int_equal(keacmd_parse(body, strlen(body), status, &a, &why), 0);
	assert_string_equal(why.text, "");
	assert_int_equal(a.result, result);
	assert_string_equal(a.text, text);
	keacmd_answer_clear(&a);
}

static void
refused_octets(const char *body, size_t len, long status, const char *want)
{
	struct keacmd_answer a;
	struct why why = { "" };

	memset(&a, 0xa5, sizeof(a));
	assert_int_equal(keacmd_parse(body, len, status, &a, &why), -1);
	if (!strstr(why.text, want))
		fail_msg("%s: have '%s', want '%s'", body ? body : "", why.text,
		    want);
	assert_null(a.arguments);
	keacmd_answer_clear(&a);
	/* A caller may not care why. */
	assert_int_equal(keacmd_parse(body, len, status, &a, NULL), -1);
}

static void
refused(const char *body, long status, const char *want)
{
	refused_octets(body, strlen(body), status, want);
}

static void
results_of_a_socket(void **state)
{
	(void)state;
	answered("{\"result\":0}", 0, KEACMD_OK, "");
	answered("{ \"result\": 1, \"text\": \"no\" }", 0, KEACMD_ERROR, "no");
	answered("{\"result\":2,\"text\":\"\"}\n", 0, KEACMD_UNSUPPORTED, "");
	answered("{\"result\":3}", 0, KEACMD_EMPTY, "");
	answered("{\"result\":4}", 0, KEACMD_CONFLICT, "");
	answered("{\"result\":5,\"text\":\"fatal\"}", 0, 5, "fatal");
	answered("{\"result\":-1}", 0, -1, "");
	answered("{\"result\":0,\"arguments\":null}", 0, 0, "");
}

static void
results_over_http(void **state)
{
	(void)state;
	answered("[{\"result\":0,\"text\":\"ok\"}]", 200, 0, "ok");
	answered(
	    "[ { \"result\": 2, \"text\": \"'x' command not supported.\" } ]",
	    200, 2, "'x' command not supported.");
}

static void
arguments_are_handed_over(void **state)
{
	static const char body[] =
	    "[{\"arguments\":{\"Dhcp4\":{\"a\":1},\"hash\":\"F\"},"
	    "\"result\":0}]";
	struct keacmd_answer a;

	(void)state;
	assert_int_equal(
	    keacmd_parse(body, sizeof(body) - 1, 200, &a, NULL), 0);
	assert_int_equal(json_object_size(a.arguments), 2);
	assert_non_null(json_object_get(a.arguments, "Dhcp4"));
	keacmd_answer_clear(&a);
	assert_null(a.arguments);
	keacmd_answer_clear(&a);
	/* list-commands has a list there. */
	assert_int_equal(keacmd_parse("{\"result\":0,\"arguments\":[\"x\"]}",
			     30, 0, &a, NULL),
	    0);
	assert_int_equal(json_array_size(a.arguments), 1);
	keacmd_answer_clear(&a);
}

/* Cut in front of a character, not in it. */
static void
long_texts_are_cut(void **state)
{
	char body[2048] = "{\"result\":1,\"text\":\"";
	struct keacmd_answer a;

	(void)state;
	memset(body + strlen(body), 'x', 510);
	strncat(body, "\xc3\xa9yyyyyyyyyyyy\"}", 32);
	assert_int_equal(keacmd_parse(body, strlen(body), 0, &a, NULL), 0);
	assert_int_equal(strlen(a.text), 510);
	assert_int_equal(a.text[509], 'x');
	keacmd_answer_clear(&a);
}

static void
wrong_shapes(void **state)
{
	(void)state;
	refused("{\"result\":0}", 200,
	    "want a list of one answer, have an "
	    "object");
	refused("{\"result\":1,\"text\":\"words\"}", 200, "object: words");
	refused("[]", 200, "want a list of one answer, have 0");
	refused("[{\"result\":0},{\"result\":0}]", 200, "have 2");
	refused("[{\"result\":0}]", 0, "want an answer, have a list");
	refused("[1]", 200, "want an object");
	refused("[[]]", 200, "want an object");
	refused("7", 0, "want an object");
	refused("7", 200, "want a list of one answer");
	refused("null", 0, "want an object");
	refused("{}", 0, "want a member result");
	refused("{\"result\":\"0\"}", 0, "result: want an integer");
	refused("{\"result\":0.5}", 0, "result: want an integer");
	refused("{\"result\":4294967296}", 0, "result: want an integer");
	refused("{\"result\":null}", 0, "result: want an integer");
	refused("{\"result\":0,\"text\":7}", 0, "text: want a string");
}

static void
what_is_no_json(void **state)
{
	(void)state;
	refused("", 0, "empty answer");
	refused("", 200, "empty answer");
	refused_octets(NULL, 0, 200, "empty answer");
	refused("{\"result\":0,\"argum", 0, "no JSON, or cut");
	refused("{\"result\":0,\"argum", 0, "answer of 18 octets");
	refused("[{\"result\":0}", 200, "no JSON, or cut");
	refused("{\"result\":0} {", 0, "no JSON, or cut");
	refused("{\"text\":\"\xe9t\xe9\",\"result\":0}", 0,
	    "unable to decode byte 0xe9");
	refused_octets("\0\0\0", 3, 0, "answer of 3 octets is no JSON");
	refused("<html><head><title>Welcome</title></head></html>", 200,
	    "want JSON, have an HTML page: Welcome");
	refused("\r\n <html>", 200, "want JSON, have an HTML page: see");
	refused("<title>never ends", 200, "have an HTML page: see the URL");
	refused_octets("<title>x</title>", 8, 200, "an HTML page: see");
}

static void
http_refusals(void **state)
{
	static const char nginx[] =
	    "<html>\r\n<head><title>413 Request Entity Too Large</title>"
	    "</head>\r\n<body></body></html>";

	(void)state;
	refused(nginx, 413,
	    "HTTP 413 (413 Request Entity Too Large): the request is too "
	    "large for nginx: raise client_max_body_size");
	refused("", 502, "HTTP 502: nginx runs, the control agent");
	refused("", 504, "proxy_read_timeout");
	refused("", 503, "HTTP 503: the service is switched off");
	refused("", 500, "HTTP 500: see the server's log");
	refused("", 301, "HTTP 301: a redirect, which is not followed");
	refused("", 403, "HTTP 403: access refused");
	refused("", 404, "HTTP 404: nothing behind this path");
	refused("{\"result\":400,\"text\":\"Bad Request\"}", 400,
	    "HTTP 400 (Bad Request): the request was not understood");
	refused("{\"result\":401,\"text\":\"Unauthorized\"}", 401,
	    "HTTP 401 (Unauthorized): user or password refused");
	refused("{\"result\":408,\"text\":\"Request Timeout\"}", 408,
	    "HTTP 408 (Request Timeout): the request did not arrive whole");
	/* Kea's own words count under 200 alone. */
	refused("[{\"result\":0}]", 500, "HTTP 500");
	refused("[{\"result\":0}]", 204, "HTTP 204");
}

/* Result 1 that is not Kea's: no reason to doubt the configuration. */
static void
the_agent_alone(void **state)
{
	(void)state;
	refused("[{\"result\":1,\"text\":\"unable to forward command to the "
		"dhcp4 service: No such file or directory. The server is "
		"likely to be offline\"}]",
	    200,
	    "control agent: unable to forward command to the dhcp4 service: "
	    "No such file or directory. The server is likely to be offline");
	refused("[{\"result\":1,\"text\":\"forwarding socket is not "
		"configured for the server type dhcp6\"}]",
	    200, "control agent: forwarding socket is not configured");
	refused("[{\"result\":1,\"text\":\"internal server error: empty "
		"response received from the unix domain socket\"}]",
	    200, "control agent: internal server error: empty");
	/* By its socket Kea speaks for itself, and so it does with 0. */
	answered("{\"result\":1,\"text\":\"unable to forward command\"}", 0, 1,
	    "unable to forward command");
	answered("[{\"result\":0,\"text\":\"unable to forward command\"}]", 200,
	    0, "unable to forward command");
}

/* -- buffers -- */

static void
buffers_are_bounded(void **state)
{
	struct keabuf b = { .max = 40000 };
	char block[20000];

	(void)state;
	memset(block, 'b', sizeof(block));
	assert_int_equal(keabuf_add(&b, "a", 1), 0);
	assert_int_equal(keabuf_add(&b, "", 0), 0);
	assert_int_equal(keabuf_add(&b, block, sizeof(block)), 0);
	assert_int_equal(b.len, 20001);
	assert_int_equal(keabuf_add(&b, block, sizeof(block)), -1);
	assert_int_equal(errno, EFBIG);
	assert_int_equal(keabuf_add(&b, block, 19999), 0);
	assert_int_equal(b.len, b.max);
	assert_int_equal(b.p[0], 'a');
	assert_int_equal(b.p[39999], 'b');
	assert_int_equal(keabuf_add(&b, "x", 1), -1);
	keabuf_free(&b);
	assert_int_equal(b.len, 0);
	keabuf_free(&b);
}

/* -- servers -- */

enum {
	TAKE_ALL,
	TAKE_SOME,
	TAKE_NOTHING
};

struct server {
	struct sockaddr_un sun;
	uint16_t port; /* TCP; 0: a unix socket */
	int fd;
	pid_t pid;
	char dir[32];
	char url[64];
};

static void
listen_somewhere(struct server *s, bool tcp)
{
	struct sockaddr_in sin = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(sin);

	memset(s, 0, sizeof(*s));
	strncpy(s->dir, "/tmp/keacmd.XXXXXX", sizeof(s->dir) - 1);
	assert_non_null(mkdtemp(s->dir));
	s->sun.sun_family = AF_UNIX;
	snprintf(s->sun.sun_path, sizeof(s->sun.sun_path), "%s/k", s->dir);
	s->fd = socket(tcp ? AF_INET : AF_UNIX, SOCK_STREAM, 0);
	assert_int_not_equal(s->fd, -1);
	if (tcp) {
		assert_int_equal(
		    bind(s->fd, (struct sockaddr *)&sin, sizeof(sin)), 0);
		getsockname(s->fd, (struct sockaddr *)&sin, &len);
		s->port = ntohs(sin.sin_port);
		snprintf(
		    s->url, sizeof(s->url), "http://127.0.0.1:%u/", s->port);
	} else {
		assert_int_equal(
		    bind(s->fd, (struct sockaddr *)&s->sun, sizeof(s->sun)), 0);
	}
	assert_int_equal(listen(s->fd, 1), 0);
}

static void
take(int fd, int how, size_t expected)
{
	char buf[65536];
	size_t got = 0;

	while (how == TAKE_ALL && got < expected) {
		ssize_t n = recv(fd, buf, sizeof(buf), 0);

		if (n <= 0)
			_exit(3);
		got += (size_t)n;
	}
	if (how == TAKE_SOME)
		(void)!recv(fd, buf, 10, 0);
}

/* One connection: take (some of) the request, answer, close. */
static void
serve(struct server *s, bool tcp, int how, size_t expected, const char *answer,
    size_t times)
{
	listen_somewhere(s, tcp);
	s->pid = fork();
	assert_int_not_equal(s->pid, -1);
	if (s->pid == 0) {
		int fd = accept(s->fd, NULL, NULL);

		take(fd, how, expected);
		for (size_t i = 0; i < times; i++)
			if (send(fd, answer, strlen(answer), MSG_NOSIGNAL) < 0)
				break;
		close(fd);
		_exit(0);
	}
	close(s->fd);
}

static void
end_server(struct server *s)
{
	kill(s->pid, SIGKILL);
	assert_int_equal(waitpid(s->pid, NULL, 0), s->pid);
	unlink(s->sun.sun_path);
	rmdir(s->dir);
}

static void
ask_unix(struct server *s, const char *req, size_t req_len, size_t max,
    const char *answer, const char *reason)
{
	struct keabuf b = { .max = max };
	struct why why = { "" };
	int ret = keaunix_ask(s->sun.sun_path, req, req_len, 20000, &b, &why);

	if (!strstr(why.text, reason))
		fail_msg("have '%s', want '%s'", why.text, reason);
	assert_int_equal(ret, reason[0] ? -1 : 0);
	if (ret == 0) {
		assert_int_equal(b.len, strlen(answer));
		assert_memory_equal(b.p ? b.p : "", answer, b.len);
	}
	keabuf_free(&b);
	end_server(s);
}

static void
unix_answers(void **state)
{
	struct server s;

	(void)state;
	serve(&s, false, TAKE_ALL, 3, "{\"result\":0}", 1);
	ask_unix(&s, "abc", 3, 1000, "{\"result\":0}", "");
	serve(&s, false, TAKE_ALL, 3, "12345", 10);
	ask_unix(&s, "abc", 3, 50,
	    "12345123451234512345123451234512345123451234512345", "");
	serve(&s, false, TAKE_ALL, 3, "12345", 10);
	ask_unix(&s, "abc", 3, 49, "", "answer of more than");
	serve(&s, false, TAKE_ALL, 3, "", 0);
	ask_unix(&s, "abc", 3, 49, "", "");
}

/* A request larger than any buffer, to one who reads, and who does not. */
static void
unix_large_requests(void **state)
{
	size_t len = 3 << 20;
	char *req = calloc(1, len);
	struct server s;

	(void)state;
	assert_non_null(req);
	serve(&s, false, TAKE_ALL, len, "ok", 1);
	ask_unix(&s, req, len, 100, "ok", "");
	serve(&s, false, TAKE_SOME, 0, "no", 1);
	ask_unix(&s, req, len, 100, "no", "");
	serve(&s, false, TAKE_NOTHING, 0, "", 0);
	ask_unix(&s, req, len, 100, "", "");
	free(req);
}

static void
unix_refusals(void **state)
{
	struct keabuf b = { .max = 100 };
	char path[200];
	struct why why;
	struct server s;

	(void)state;
	memset(path, 'p', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(keaunix_ask(path, "x", 1, 100, &b, &why), -1);
	assert_non_null(strstr(why.text, "1 to 107 octets, have 199"));
	assert_int_equal(keaunix_ask("", "x", 1, 100, &b, &why), -1);
	assert_non_null(strstr(why.text, "have 0"));
	assert_int_equal(keaunix_ask("/none/k", "x", 1, 100, &b, &why), -1);
	assert_non_null(strstr(why.text, "no such socket: is Kea running?"));
	assert_int_equal(keaunix_ask("/dev/null", "x", 1, 100, &b, &why), -1);
	assert_non_null(strstr(why.text, "/dev/null"));
	listen_somewhere(&s, false);
	close(s.fd);
	assert_int_equal(
	    keaunix_ask(s.sun.sun_path, "x", 1, 100, &b, &why), -1);
	assert_non_null(strstr(why.text, "nobody listens"));
	unlink(s.sun.sun_path);
	rmdir(s.dir);
}

/* Connections that are never taken fill the queue; none may hang us. */
static void
unix_hung_servers(void **state)
{
	struct keabuf b = { .max = 100 };
	struct why why = { "" };
	bool full = false;
	struct server s;
	int fds[8];
	int n = 0;

	(void)state;
	listen_somewhere(&s, false);
	assert_int_equal(keaunix_ask(s.sun.sun_path, "x", 1, 50, &b, &why), -1);
	assert_non_null(
	    strstr(why.text, "timed out with no answer: Kea is busy or hung"));
	while (!full && n < 8) {
		fds[n] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		full = connect(fds[n], (struct sockaddr *)&s.sun,
			   sizeof(s.sun)) == -1;
		n++;
	}
	assert_true(full);
	assert_int_equal(keaunix_ask(s.sun.sun_path, "x", 1, 50, &b, &why), -1);
	assert_non_null(strstr(why.text, "its queue is full"));
	while (n > 0)
		close(fds[--n]);
	close(s.fd);
	unlink(s.sun.sun_path);
	rmdir(s.dir);
}

static void
unix_half_an_answer(void **state)
{
	struct keabuf b = { .max = 100 };
	struct why why = { "" };
	struct server s;

	(void)state;
	listen_somewhere(&s, false);
	s.pid = fork();
	if (s.pid == 0) {
		int fd = accept(s.fd, NULL, NULL);

		send(fd, "{\"res", 5, MSG_NOSIGNAL);
		for (;;)
			pause();
	}
	close(s.fd);
	assert_int_equal(
	    keaunix_ask(s.sun.sun_path, "x", 1, 300, &b, &why), -1);
	assert_non_null(
	    strstr(why.text, "timed out in the middle of the answer"));
	keabuf_free(&b);
	end_server(&s);
}

/* -- HTTP -- */

static void
ask_http(struct server *s, size_t max, long want_status, const char *reason)
{
	struct keacmd_endpoint ep = { .label = "x", .url = s->url };
	struct keabuf b = { .max = max };
	struct why why = { "" };
	long status = 0;
	int ret = keahttp_ask(&ep, "{}", 2, 20000, &b, &status, &why);

	if (!strstr(why.text, reason))
		fail_msg("have '%s', want '%s'", why.text, reason);
	assert_int_equal(ret, reason[0] ? -1 : 0);
	assert_int_equal(status, want_status);
	keabuf_free(&b);
	end_server(s);
}

#define HEAD "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"

static void
http_answers(void **state)
{
	struct server s;

	(void)state;
	serve(&s, true, TAKE_SOME, 0, HEAD "0123456789", 1);
	ask_http(&s, 10, 200, "");
	serve(&s, true, TAKE_SOME, 0, HEAD "0123456789", 1);
	ask_http(&s, 9, 200, "answer of more than");
}

/* Killed by SIGPIPE, the test would not come back. */
static void
http_servers_that_hang_up(void **state)
{
	size_t len = 3 << 20;
	struct keabuf b = { .max = 100 };
	char *req = calloc(1, len);
	struct keacmd_endpoint ep = { .label = "x" };
	struct server s;
	long status;

	(void)state;
	assert_non_null(req);
	for (int i = 0; i < 5; i++) {
		serve(&s, true, TAKE_NOTHING, 0, "", 0);
		ep.url = s.url;
		assert_int_equal(
		    keahttp_ask(&ep, req, len, 20000, &b, &status, NULL), -1);
		end_server(&s);
	}
	keabuf_free(&b);
	free(req);
}

/*
 * A full queue lets connection attempts hang, as a machine that is down
 * does: the long time limit is for the answer, not for this.
 */
static void
http_connecting_is_bounded(void **state)
{
	struct keabuf b = { .max = 100 };
	struct keacmd_endpoint ep = { .label = "x" };
	struct sockaddr_in sin = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct why why = { "" };
	struct server s;
	const char *after;
	long status;
	int fds[8];

	(void)state;
	listen_somewhere(&s, true);
	sin.sin_port = htons(s.port);
	for (int i = 0; i < 8; i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		connect(fds[i], (struct sockaddr *)&sin, sizeof(sin));
	}
	ep.url = s.url;
	assert_int_equal(
	    keahttp_ask(&ep, "{}", 2, 600000, &b, &status, &why), -1);
	after = strstr(why.text, "after ");
	assert_non_null(after);
	assert_true(strtol(after + 6, NULL, 10) < 600000);
	assert_non_null(strstr(why.text, "the machine is down"));
	for (int i = 0; i < 8; i++)
		close(fds[i]);
	close(s.fd);
	rmdir(s.dir);
}

static void
bad_urls(void **state)
{
	struct keacmd_endpoint ep = { .label = "x", .family = AF_INET };
	struct keacmd_answer a;
	struct why why;

	(void)state;
	ep.url = "ftp://127.0.0.1/";
	assert_int_equal(keacmd_call(&ep, "c", NULL, 100, &a, &why), -1);
	assert_string_equal(why.text,
	    "x: c: ftp://127.0.0.1/: want a URL of http://, https:// or "
	    "unix:/");
	ep.url = "http://root:secret@127.0.0.1/";
	assert_int_equal(keacmd_call(&ep, "c", NULL, 100, &a, &why), -1);
	assert_non_null(
	    strstr(why.text, "want them in user and password-file"));
	assert_null(strstr(why.text, "secret"));
	/* No user there. */
	ep.url = "http://127.0.0.1:1/kea?by=a@b";
	assert_int_equal(keacmd_call(&ep, "c", NULL, 100, &a, &why), -1);
	assert_null(strstr(why.text, "password-file"));
	keacmd_answer_clear(&a);
}

static void
what_cannot_be_said(void **state)
{
	struct keacmd_endpoint ep = {
		.label = "x", .family = AF_INET, .url = "unix:/none"
	};
	struct keacmd_answer a;
	struct why why;

	(void)state;
	assert_int_equal(keacmd_call(&ep, "bad\xff", NULL, 100, &a, &why), -1);
	assert_non_null(strstr(why.text, "cannot be written as JSON"));
	assert_int_equal(keacmd_call(&ep, "c", NULL, 0, &a, &why), -1);
	assert_string_equal(
	    why.text, "x: c: /none: no such socket: is Kea running?");
}

static const char *const hosts_path[] = { "arguments", "hosts", NULL };

static const char with_hosts[] = "{\"result\": 0, \"text\": \"t\","
				 " \"arguments\": {\"hosts\": [ {}, 7 ]}}";

static void
a_list_is_left_as_text(void **state)
{
	static const char listed[] =
	    "[{\"result\":0,\"arguments\":{\"hosts\":[1}]}}]";
	struct keacmd_answer a;
	struct why why;

	(void)state;
	assert_int_equal(keacmd_parse_long(with_hosts, sizeof(with_hosts) - 1,
			     0, hosts_path, &a, &why),
	    0);
	assert_null(a.body);
	assert_int_equal(a.list.len, strlen("[ {}, 7 ]"));
	assert_memory_equal(a.list.p, "[ {}, 7 ]", a.list.len);
	assert_int_equal(
	    json_array_size(json_object_get(a.arguments, "hosts")), 0);
	keacmd_answer_clear(&a);
	/* Cut, and over HTTP with a bracket of the wrong kind. */
	assert_int_equal(keacmd_parse_long(with_hosts, sizeof(with_hosts) - 4,
			     0, hosts_path, &a, &why),
	    -1);
	assert_non_null(strstr(why.text, "no JSON, or cut"));
	assert_null(a.list.p);
	assert_int_equal(keacmd_parse_long(listed, sizeof(listed) - 1, 200,
			     hosts_path, &a, &why),
	    -1);
	assert_non_null(strstr(why.text, "no JSON, or cut"));
	assert_null(a.list.p);
}

static void
fetched_with_its_text(void **state)
{
	struct keacmd_endpoint ep = { .label = "x", .family = AF_INET };
	struct keacmd_answer a;
	char url[sizeof(((struct server *)0)->sun.sun_path) + 5];
	struct server s;
	struct why why;

	(void)state;
	serve(
	    &s, false, TAKE_ALL, strlen("{\"command\":\"c\"}"), with_hosts, 1);
	snprintf(url, sizeof(url), "unix:%s", s.sun.sun_path);
	ep.url = url;
	assert_int_equal(
	    keacmd_fetch(&ep, "c", hosts_path, 20000, &a, &why), 0);
	assert_non_null(a.body);
	assert_true(a.list.p > a.body);
	assert_memory_equal(a.list.p, "[ {}, 7 ]", a.list.len);
	keacmd_answer_clear(&a);
	assert_null(a.body);
	end_server(&s);
}

static int
print_text(const void *arg, FILE *fp)
{
	return fputs(arg, fp) == EOF || ((const char *)arg)[0] == '\0' ? -1 : 0;
}

static void
printed_arguments(void **state)
{
	struct keacmd_endpoint ep = { .label = "x", .family = AF_INET };
	struct keacmd_answer a;
	char url[sizeof(((struct server *)0)->sun.sun_path) + 5];
	struct server s;
	struct why why;

	(void)state;
	serve(&s, false, TAKE_ALL,
	    strlen("{\"command\":\"c\",\"arguments\":[1]}"), "{\"result\":3}",
	    1);
	snprintf(url, sizeof(url), "unix:%s", s.sun.sun_path);
	ep.url = url;
	assert_int_equal(
	    keacmd_post(&ep, "c", print_text, "[1]", 20000, &a, &why), 0);
	assert_int_equal(a.result, KEACMD_EMPTY);
	keacmd_answer_clear(&a);
	end_server(&s);
	assert_int_equal(
	    keacmd_post(&ep, "c", print_text, "", 20000, &a, &why), -1);
	assert_non_null(strstr(why.text, "cannot be written as JSON"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_of_a_socket),
		cmocka_unit_test(results_over_http),
		cmocka_unit_test(arguments_are_handed_over),
		cmocka_unit_test(long_texts_are_cut),
		cmocka_unit_test(wrong_shapes),
		cmocka_unit_test(what_is_no_json),
		cmocka_unit_test(http_refusals),
		cmocka_unit_test(the_agent_alone),
		cmocka_unit_test(buffers_are_bounded),
		cmocka_unit_test(unix_answers),
		cmocka_unit_test(unix_large_requests),
		cmocka_unit_test(unix_refusals),
		cmocka_unit_test(unix_hung_servers),
		cmocka_unit_test(unix_half_an_answer),
		cmocka_unit_test(http_answers),
		cmocka_unit_test(http_servers_that_hang_up),
		cmocka_unit_test(http_connecting_is_bounded),
		cmocka_unit_test(bad_urls),
		cmocka_unit_test(what_cannot_be_said),
		cmocka_unit_test(a_list_is_left_as_text),
		cmocka_unit_test(fetched_with_its_text),
		cmocka_unit_test(printed_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
