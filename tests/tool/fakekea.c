/*
 * fakekea: a control server that misbehaves as it is told.
 *
 *   fakekea (-u PATH | -p FILE) [-F SOCKET] [-l LOG] RULE ...
 *
 * -u listens on a unix socket, as Kea does; -p on a free port of 127.0.0.1,
 * as the control agent does, and writes its URL to FILE.  Both are ready once
 * PATH or FILE is there.  -l appends each request as it came.
 *
 * RULE is [COMMAND:]ACTION[*COUNT].  For each request the first rule counts
 * whose command fits and that is not used up; with none, the request goes to
 * the real Kea behind -F SOCKET, or is answered with result 0.
 *
 *   result=N      Kea's result N           args=JSON   0 with arguments
 *   list=N        a list of N answers      bare=TEXT   TEXT as it is
 *   offline=WHY   the agent cannot forward agent=N     its own error, HTTP N
 *   http=N        HTTP N with a page       redirect    HTTP 302 to itself
 *   half          stops in mid-answer      close       says nothing, closes
 *   hang          says nothing             slow=MS     result 0 after so long
 *   big=MIB       a large answer           reset       resets (TCP)
 *   pass          what the real Kea says; pass=half, pass=close: it was done,
 *                 but half of its answer or nothing comes
 *   swap=A|B      pass, with the first A of the request replaced by B
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "keawire.h"
#include "msg.h"
#include "num.h"
#include "part/fakereq.h"

enum {
	MAX_RULES = 32,
	FORWARD_MS = 60000
};

struct rule {
	char command[64]; /* "": any */
	char action[32];
	const char *value; /* behind '=', else "" */
	uint32_t left;
};

/* Written once before the threads start, but for the rules' counts. */
static struct rule rules[MAX_RULES];
static size_t rule_count;
static pthread_mutex_t rules_lock = PTHREAD_MUTEX_INITIALIZER;
static bool http;
static const char *forward_to;
static int log_fd = -1;
static char url[64];

/* -- rules -- */

static int
add_rule(char *text)
{
	struct rule *r = &rules[rule_count];
	char *star = strrchr(text, '*');
	char *equals = strchr(text, '=');
	char *colon = strchr(text, ':');

	if (rule_count == MAX_RULES)
		return -1;
	r->left = UINT32_MAX;
	if (star && num_parse_u32(star + 1, 1, 1000000, &r->left) == 0)
		*star = '\0';
	if (colon && (!equals || colon < equals)) {
		*colon = '\0';
		snprintf(r->command, sizeof(r->command), "%s", text);
		text = colon + 1;
	}
	r->value = "";
	if (equals) {
		*equals = '\0';
		r->value = equals + 1;
	}
	snprintf(r->action, sizeof(r->action), "%s", text);
	rule_count++;
	return 0;
}

static struct rule
choose(const char *command)
{
	struct rule chosen = { .value = forward_to ? "" : "0" };
	bool found = false;

	snprintf(chosen.action, sizeof(chosen.action), "%s",
	    forward_to ? "pass" : "result");
	pthread_mutex_lock(&rules_lock);
	for (size_t i = 0; i < rule_count && !found; i++) {
		struct rule *r = &rules[i];

		found = r->left > 0 &&
		    (!r->command[0] || strcmp(r->command, command) == 0);
		if (found) {
			r->left--;
			chosen = *r;
		}
	}
	pthread_mutex_unlock(&rules_lock);
	return chosen;
}

/* -- answers -- */

static void
send_all(int fd, const char *p, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, p, len, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		p += n;
		len -= (size_t)n;
	}
}

static void
send_http(int fd, long status, const char *type, const char *more,
    const char *body, size_t len, size_t cut)
{
	char head[512];
	int n = snprintf(head, sizeof(head),
	    "HTTP/1.1 %ld Scripted\r\nContent-Type: %s\r\n%s"
	    "Content-Length: %zu\r\nConnection: close\r\n\r\n",
	    status, type, more, len);

	send_all(fd, head, (size_t)n);
	send_all(fd, body, len - cut);
}

/* One answer of Kea's, in a list over HTTP; `cut` octets stay away. */
static void
send_answer(int fd, const char *object, size_t cut)
{
	char *list = NULL;
	int len;

	if (!http) {
		send_all(fd, object, strlen(object) - cut);
		return;
	}
	len = asprintf(&list, "[ %s ]", object);
	if (len > 0)
		send_http(
		    fd, 200, "application/json", "", list, (size_t)len, cut);
	free(list);
}

static void
send_page(int fd, long status, const char *more)
{
	char page[256];
	int n = snprintf(page, sizeof(page),
	    "<html>\r\n<head><title>%ld Scripted</title></head>\r\n"
	    "<body><h1>%ld</h1></body>\r\n</html>\r\n",
	    status, status);

	if (http)
		send_http(fd, status, "text/html", more, page, (size_t)n, 0);
	else
		send_all(fd, page, (size_t)n);
}

static uint32_t
number(const char *value)
{
	uint32_t n = 0;

	(void)num_parse_u32(value, 0, UINT32_MAX, &n);
	return n;
}

/* Result, then what stands behind it in three parts. */
static void
send_object(
    int fd, const char *result, const char *a, const char *b, const char *c)
{
	char *object = NULL;

	if (asprintf(&object, "{ \"result\": %s%s%s%s }", result, a, b, c) > 0)
		send_answer(fd, object, 0);
	free(object);
}

static void
forward(const struct fakereq *r, const char *how)
{
	struct keabuf answer = { .max = KEACMD_MAX_ANSWER };
	struct why why;

	if (keaunix_ask(forward_to, r->body, r->body_len, FORWARD_MS, &answer,
		&why) == -1 ||
	    keabuf_add(&answer, "", 1) == -1)
		msg_warn("%s", why.text);
	else if (strcmp(how, "close") != 0)
		send_answer(r->fd, answer.p,
		    strcmp(how, "half") == 0 ? answer.len / 2 : 0);
	keabuf_free(&answer);
}

static void
act_swap(const struct fakereq *r, const char *value)
{
	struct fakereq other = *r;
	char *body = fakereq_swap(r, value, &other.body_len);

	other.body = body;
	if (body)
		forward(&other, "");
	free(body);
}

/* -- actions: the connection is closed after each -- */

static void
act_result(const struct fakereq *r, const char *value)
{
	send_object(r->fd, value, ", \"text\": \"scripted\"", "", "");
}

static void
act_args(const struct fakereq *r, const char *value)
{
	send_object(r->fd, "0", ", \"arguments\": ", value, "");
}

static void
act_offline(const struct fakereq *r, const char *value)
{
	send_object(r->fd, "1",
	    ", \"text\": \"unable to forward command to the dhcp4 service: ",
	    value, ". The server is likely to be offline\"");
}

static void
act_list(const struct fakereq *r, const char *value)
{
	uint32_t count = number(value);
	char *list = NULL;
	size_t len;
	FILE *fp = open_memstream(&list, &len);

	if (!fp)
		return;
	fputs("[", fp);
	for (uint32_t i = 0; i < count; i++)
		fprintf(fp, "%s{\"result\":0}", i > 0 ? "," : "");
	fputs("]", fp);
	fclose(fp);
	if (http)
		send_http(r->fd, 200, "application/json", "", list, len, 0);
	else
		send_all(r->fd, list, len);
	free(list);
}

static void
act_big(const struct fakereq *r, const char *value)
{
	static const char head[] = "{\"result\":0,\"arguments\":{\"x\":\"";
	size_t size = ((size_t)number(value) << 20) + sizeof(head) + 3;
	char *object = malloc(size);

	if (!object)
		return;
	memset(object, 'x', size);
	memcpy(object, head, sizeof(head) - 1);
	memcpy(object + size - 4, "\"}}", 4);
	send_answer(r->fd, object, 0);
	free(object);
}

static void
act_bare(const struct fakereq *r, const char *value)
{
	if (http)
		send_http(r->fd, 200, "application/json", "", value,
		    strlen(value), 0);
	else
		send_all(r->fd, value, strlen(value));
}

static void
act_agent(const struct fakereq *r, const char *value)
{
	char object[128];
	int n = snprintf(object, sizeof(object),
	    "{ \"result\": %s, \"text\": \"Scripted\" }", value);

	send_http(
	    r->fd, number(value), "application/json", "", object, (size_t)n, 0);
}

static void
act_http(const struct fakereq *r, const char *value)
{
	send_page(r->fd, number(value), "");
}

static void
act_redirect(const struct fakereq *r, const char *value)
{
	char location[128];

	(void)value;
	snprintf(location, sizeof(location), "Location: %s\r\n", url);
	send_page(r->fd, 302, location);
}

static void
act_half(const struct fakereq *r, const char *value)
{
	(void)value;
	send_answer(r->fd, "{ \"result\": 0, \"text\": \"whole\" }", 9);
}

static void
act_close(const struct fakereq *r, const char *value)
{
	(void)r;
	(void)value;
}

static void
act_hang(const struct fakereq *r, const char *value)
{
	char c;

	(void)value;
	while (recv(r->fd, &c, 1, 0) > 0)
		;
}

static void
act_slow(const struct fakereq *r, const char *value)
{
	uint32_t ms = number(value);
	struct timespec t = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&t, NULL);
	send_object(r->fd, "0", "", "", "");
}

static void
act_reset(const struct fakereq *r, const char *value)
{
	const struct linger at_once = { 1, 0 };

	(void)value;
	setsockopt(r->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

static const struct action {
	const char *name;
	void (*act)(const struct fakereq *r, const char *value);
} actions[] = {
	{ "result", act_result },
	{ "args", act_args },
	{ "offline", act_offline },
	{ "list", act_list },
	{ "bare", act_bare },
	{ "agent", act_agent },
	{ "http", act_http },
	{ "redirect", act_redirect },
	{ "half", act_half },
	{ "close", act_close },
	{ "hang", act_hang },
	{ "slow", act_slow },
	{ "big", act_big },
	{ "reset", act_reset },
	{ "pass", forward },
	{ "swap", act_swap },
};

static const struct action *
find_action(const char *name)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	return NULL;
}

static void *
serve(void *arg)
{
	struct fakereq r = { .fd = *(int *)arg, .http = http };
	struct rule rule;

	free(arg);
	if (fakereq_read(&r)) {
		if (log_fd != -1)
			(void)!write(log_fd, r.raw.p, r.raw.len);
		rule = choose(r.command);
		find_action(rule.action)->act(&r, rule.value);
	}
	close(r.fd);
	keabuf_free(&r.raw);
	return NULL;
}

/* -- listening -- */

static int
listen_tcp(const char *file)
{
	struct sockaddr_in sin = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(sin);
	char draft[256];
	FILE *fp;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd == -1 || bind(fd, (struct sockaddr *)&sin, len) == -1 ||
	    listen(fd, 64) == -1 ||
	    getsockname(fd, (struct sockaddr *)&sin, &len) == -1)
		return -1;
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/", ntohs(sin.sin_port));
	snprintf(draft, sizeof(draft), "%s.new", file);
	fp = fopen(draft, "w");
	if (!fp)
		return -1;
	fprintf(fp, "%s\n", url);
	fclose(fp);
	return rename(draft, file) == -1 ? -1 : fd;
}

static void
accept_all(int fd)
{
	pthread_t thread;

	for (;;) {
		int *client = malloc(sizeof(*client));

		if (!client)
			return;
		*client = accept(fd, NULL, NULL);
		if (*client == -1 ||
		    pthread_create(&thread, NULL, serve, client) != 0) {
			free(client);
			continue;
		}
		pthread_detach(thread);
	}
}

int
main(int argc, char *argv[])
{
	const char *path = NULL;
	int ch;
	int fd;

	msg_init("fakekea");
	while ((ch = getopt(argc, argv, "u:p:F:l:")) != -1) {
		if (ch == 'u' || ch == 'p') {
			path = optarg;
			http = ch == 'p';
		} else if (ch == 'F') {
			forward_to = optarg;
		} else if (ch == 'l') {
			log_fd =
			    open(optarg, O_WRONLY | O_CREAT | O_APPEND, 0600);
		} else {
			return 2;
		}
	}
	for (; optind < argc; optind++) {
		if (add_rule(argv[optind]) == -1 ||
		    !find_action(rules[rule_count - 1].action)) {
			msg_warn("%s: no such action", argv[optind]);
			return 2;
		}
	}
	if (!path)
		return 2;
	fd = http ? listen_tcp(path) : fakereq_listen_unix(path);
	if (fd == -1) {
		msg_warn("%s: %m", path);
		return 2;
	}
	accept_all(fd);
	return 2;
}
