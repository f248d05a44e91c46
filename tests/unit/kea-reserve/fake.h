/*
 * A Kea service in a child process, on a unix socket, that takes and gives
 * its configuration as Kea does and misbehaves by what stands in it:
 *
 *   circuit-id be...   config-test refuses it, and so does config-set
 *   circuit-id 5e...   config-set alone refuses it
 *   circuit-id 5a...   taken and swallowed
 *
 * A refused config-set leaves it deaf until one that is taken, or
 * config-reload, which brings the first document back.  With the commands of
 * fakehost.h.
 */
#ifndef FAKE_H
#define FAKE_H

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fakehost.h"
#include "help.h"

/* Shared with the test. */
struct fake_shared {
	volatile int tests, sets, reloads, writes, gets; /* so far */
	volatile int deaf;
	volatile int refuse_sets; /* so many config-sets fail, any document */
	volatile int refuse_reload;
	volatile int refuse_tests; /* any document */
	volatile int mute_set;     /* the next is done, and not answered */
	volatile int refuse_write;
	volatile int refuse_list; /* with this result */
	volatile int reload;      /* of status-get; -1: none */
	struct fakehost host;
};

struct fake {
	char path[108];
	pid_t pid;
	struct fake_shared *shared;
};

static inline bool
fake_has(const json_t *doc, const char *start)
{
	const json_t *list =
	    json_object_get(json_object_get(doc, "Dhcp4"), "reservations");
	const json_t *h;
	size_t i;

	json_array_foreach(list, i, h)
	{
		const char *id =
		    json_string_value(json_object_get(h, "circuit-id"));

		if (id && strncmp(id, start, strlen(start)) == 0)
			return true;
	}
	return false;
}

static inline void
fake_swallow(json_t *doc)
{
	json_t *list =
	    json_object_get(json_object_get(doc, "Dhcp4"), "reservations");

	for (size_t i = json_array_size(list); i-- > 0;) {
		const char *id = json_string_value(
		    json_object_get(json_array_get(list, i), "circuit-id"));

		if (id && strncmp(id, "5a", 2) == 0)
			json_array_remove(list, i);
	}
}

static inline json_t *
fake_result(int result, const char *text)
{
	return json_pack("{s:i, s:s}", "result", result, "text", text);
}

static inline json_t *
fake_set(struct fake_shared *sh, json_t **doc, json_t *new)
{
	sh->sets++;
	if (sh->refuse_sets > 0 || fake_has(new, "be") || fake_has(new, "5e")) {
		if (sh->refuse_sets > 0)
			sh->refuse_sets--;
		sh->deaf = 1;
		return fake_result(1, "set: no");
	}
	sh->deaf = 0;
	json_decref(*doc);
	*doc = json_deep_copy(new);
	fake_swallow(*doc);
	return fake_result(0, "set: yes");
}

static inline json_t *
fake_reload(struct fake_shared *sh, json_t **doc, json_t *first)
{
	sh->reloads++;
	if (sh->refuse_reload)
		return fake_result(1, "reload: no");
	sh->deaf = 0;
	json_decref(*doc);
	*doc = json_deep_copy(first);
	return fake_result(0, "reload: yes");
}

/* One command; null: no answer. */
static inline json_t *
fake_answer(
    struct fake_shared *sh, json_t **doc, json_t *first, const json_t *request)
{
	const char *command =
	    json_string_value(json_object_get(request, "command"));
	json_t *arguments = json_object_get(request, "arguments"), *a;

	if (strcmp(command, "config-get") == 0) {
		sh->gets++;
		return json_pack("{s:i, s:O}", "result", 0, "arguments", *doc);
	}
	if (strcmp(command, "config-test") == 0) {
		sh->tests++;
		return sh->refuse_tests || fake_has(arguments, "be")
		    ? fake_result(1, "test: no")
		    : fake_result(0, "test: yes");
	}
	if (strcmp(command, "config-set") == 0) {
		a = fake_set(sh, doc, arguments);
		if (!sh->mute_set)
			return a;
		sh->mute_set = 0;
		json_decref(a);
		return NULL;
	}
	if (strcmp(command, "config-reload") == 0)
		return fake_reload(sh, doc, first);
	if (strcmp(command, "config-write") == 0) {
		sh->writes++;
		return fake_result(sh->refuse_write, "write");
	}
	if (strcmp(command, "status-get") == 0 && sh->reload >= 0)
		return json_pack("{s:i, s:{s:i, s:i}}", "result", 0,
		    "arguments", "pid", 4711, "reload", sh->reload);
	if (strcmp(command, "list-commands") == 0 && sh->refuse_list == 0)
		return json_pack("{s:i, s:[s, s, s, s, s]}", "result", 0,
		    "arguments", "reservation-add", "reservation-del",
		    "reservation-update", "reservation-get-by-id",
		    "reservation-get-by-address");
	if (strcmp(command, "list-commands") == 0)
		return fake_result(sh->refuse_list, "list: no");
	if (strncmp(command, "reservation-", 12) == 0)
		return fakehost_answer(&sh->host, *doc, command, arguments);
	return fake_result(2, "unsupported");
}

static inline json_t *
fake_read(int fd)
{
	char *buf = calloc(1, 1 << 20);
	size_t len = 0;
	json_t *j = NULL;
	ssize_t n;

	while (!j && (n = read(fd, buf + len, (1 << 20) - len)) > 0) {
		len += (size_t)n;
		j = json_loadb(buf, len, JSON_DISABLE_EOF_CHECK, NULL);
	}
	free(buf);
	return j;
}

_Noreturn static inline void
fake_serve(int listener, struct fake_shared *sh, json_t *first)
{
	json_t *doc = json_deep_copy(first);

	/* A test that fails does not come to its end. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		json_t *request = fd == -1 ? NULL : fake_read(fd), *answer;
		char *text;

		if (request) {
			answer = fake_answer(sh, &doc, first, request);
			text = answer ? json_dumps(answer, 0) : NULL;
			if (text && write(fd, text, strlen(text)) == -1)
				_exit(1);
			free(text);
			json_decref(answer);
			json_decref(request);
		}
		close(fd);
	}
}

static inline void
fake_start(struct fake *f, const char *dir, const char *document)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	json_t *first = json_of(document);
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(f->path, sizeof(f->path), "%s/kea", dir);
	memcpy(sun.sun_path, f->path, sizeof(sun.sun_path));
	f->shared = mmap(NULL, sizeof(*f->shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(f->shared != MAP_FAILED);
	assert_int_equal(
	    0, bind(listener, (struct sockaddr *)&sun, sizeof(sun)));
	assert_int_equal(0, listen(listener, 8));
	f->pid = fork();
	assert_int_not_equal(-1, f->pid);
	if (f->pid == 0)
		fake_serve(listener, f->shared, first);
	close(listener);
	json_decref(first);
}

static inline void
fake_stop(struct fake *f)
{
	kill(f->pid, SIGKILL);
	waitpid(f->pid, NULL, 0);
	munmap(f->shared, sizeof(*f->shared));
	unlink(f->path);
}

#endif
