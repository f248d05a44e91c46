#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend.h"
#include "keadoc.h"
#include "keafile.h"
#include "lint.h"
#include "visit.h"

/* For a small answer, and for a document: 100,000 hosts take Kea 8 s. */
#define SHORT_MS 5000
#define LONG_MS 60000

/* nginx lets this much through unless it is told otherwise. */
#define NGINX_BODY (1u << 20)

/* What a command came to: 0 when Kea did as it was told; else (-1 and why, or
 * an answer that says so) -1 and a finding. */
static int
judge(struct visit *v, enum finding_id id, const char *command, int asked,
    const struct keacmd_answer *a, const struct why *why)
{
	if (asked == -1) {
		finding_add_why(&v->f, id, why);
		return -1;
	}
	if (a->result == KEACMD_OK)
		return 0;
	finding_add(&v->f, id, command, "want result 0, have %d (%s)",
	    a->result, a->text);
	return -1;
}

static int
ask(struct visit *v, enum finding_id id, const struct endpoint *ep,
    const char *command, json_t *arguments, unsigned int timeout_ms,
    struct keacmd_answer *out)
{
	struct why why;
	int r =
	    keacmd_call(&ep->kea, command, arguments, timeout_ms, out, &why);

	return judge(v, id, command, r, out, &why);
}

static int
ask_config(
    struct visit *v, const struct endpoint *ep, struct keacmd_answer *out)
{
	struct why why;
	int r = keacmd_fetch(&ep->kea, "config-get", keadoc_path(ep->family),
	    LONG_MS, out, &why);

	return judge(v, FIND_NO_ANSWER, "config-get", r, out, &why);
}

/* -1: it cannot be used, and nothing more need be asked. */
static int
check_commands(struct visit *v, const struct backend *b, const json_t *commands)
{
	int rc = 0;

	for (size_t i = 0; b->needs[i]; i++)
		if (!backend_knows(commands, b->needs[i])) {
			finding_add(&v->f, FIND_COMMANDS, "list-commands",
			    "want %s, have a service without it", b->needs[i]);
			rc = -1;
		}
	if (rc == 0 && b->in_memory && !backend_knows(commands, "config-write"))
		snprintf(v->cannot_write, sizeof(v->cannot_write),
		    "Kea does not know the command");
	return rc;
}

static unsigned int
ask_version(struct visit *v, const struct endpoint *ep)
{
	struct keacmd_answer a = { 0 };
	unsigned int version = 0;

	if (ask(v, FIND_NO_ANSWER, ep, "version-get", NULL, SHORT_MS, &a) == 0)
		version = lint_version(a.text);
	keacmd_answer_clear(&a);
	return version;
}

/*
 * Does a document of this size get through to Kea?  list-commands takes
 * whatever arguments it is given.
 */
static void
check_size(struct visit *v, const struct endpoint *ep, size_t size)
{
	struct keacmd_answer a = { 0 };
	json_t *pad;
	char *text;

	if (strncmp(ep->kea.url, "http", 4) != 0 || size < NGINX_BODY)
		return;
	text = malloc(size);
	if (!text) {
		v->f.failed = true;
		return;
	}
	memset(text, 'x', size);
	pad = json_pack("{s:s%}", "pad", text, size);
	if (!pad)
		v->f.failed = true;
	else
		ask(v, FIND_BODY_SIZE, ep, "list-commands", pad, LONG_MS, &a);
	keacmd_answer_clear(&a);
	json_decref(pad);
	free(text);
}

/* A process of this machine, and its file. */
struct local {
	int64_t pid;
	char *path;
	bool in_memory;
	bool read_only; /* for its user */
};

static void
check_rights(struct visit *v, const struct local *l)
{
	if (l->in_memory && l->read_only && v->cannot_write[0] == '\0')
		snprintf(v->cannot_write, sizeof(v->cannot_write),
		    "its user may not write %s", l->path);
}

/* What config-get does not give back. */
static void
check_text(struct visit *v, const struct local *l, int family)
{
	struct why why;
	bool includes;
	json_t *root = keafile_load(l->path, family, &includes, &why);

	if (!root && errno == ENOMEM)
		v->f.failed = true;
	if (includes && l->in_memory && !l->read_only)
		finding_add(&v->f, FIND_CONFIG_INCLUDE, l->path,
		    "want one file, have <?include?>: config-write puts all "
		    "into this one, and the others count no more");
	if (root)
		lint_file(json_object_get(root, keadoc_service(family)), family,
		    &v->f);
	json_decref(root);
}

/* The file that Kea was started with, when it runs here and can be read. */
static void
check_file(struct visit *v, const struct backend *b, const struct endpoint *ep)
{
	struct backend_probe probe;
	struct local l = { .in_memory = b->in_memory };
	struct why why;
	int writable;

	if (strncmp(ep->kea.url, "unix:", 5) != 0)
		return;
	if (backend_status(ep, &probe, &why) == -1) {
		finding_add_why(&v->f, FIND_NO_ANSWER, &why);
		return;
	}
	l.pid = probe.pid;
	l.path = keafile_of(l.pid);
	writable = l.path ? keafile_writable(l.pid, l.path) : -1;
	if (writable == -1 && errno == ENOMEM)
		v->f.failed = true;
	l.read_only = writable == 0;
	if (l.path && access(l.path, R_OK) == 0)
		check_text(v, &l, ep->family);
	if (l.path)
		check_rights(v, &l);
	free(l.path);
}

/* A folder that is more open than that is refused by a newer Kea. */
#define SOCKET_FOLDER_MODE 0750u

static void
check_socket(struct visit *v, const struct endpoint *ep, unsigned int version)
{
	const char *socket = ep->kea.url + strlen("unix:");
	struct stat st;
	char *dir, *slash;

	if (strncmp(ep->kea.url, "unix:", strlen("unix:")) != 0 ||
	    version == 0 || version >= LINT_VERSION_FOLDERS)
		return;
	dir = strdup(socket);
	if (!dir) {
		v->f.failed = true;
		return;
	}
	slash = strrchr(dir, '/');
	if (slash)
		*slash = '\0';
	if (slash && stat(dir, &st) == 0 &&
	    (st.st_mode & 0777 & ~SOCKET_FOLDER_MODE) != 0)
		finding_add(&v->f, FIND_NEWER_PATH, dir,
		    "have mode %04o, and Kea 3.0 refuses a folder of its "
		    "socket that is more open than %04o",
		    (unsigned int)st.st_mode & 07777, SOCKET_FOLDER_MODE);
	free(dir);
}

static void
check_doc(struct visit *v, const struct backend *b, const struct endpoint *ep,
    const struct site *site, const struct keadoc *doc)
{
	struct lint_kea k = { .doc = doc,
		.site = site,
		.f = &v->f,
		.by_line = ep->target->by_line };

	k.version = ask_version(v, ep);
	k.reloads = b == &backend_config || b == &backend_include;
	lint_doc(&k);
	check_socket(v, ep, k.version);
	check_file(v, b, ep);
	if (b->check)
		b->check(ep, doc, &v->f);
	check_size(v, ep,
	    json_dumpb(doc->root, NULL, 0, JSON_COMPACT) + doc->list.len);
}

static void
check_config(struct visit *v, const struct backend *b,
    const struct endpoint *ep, const struct site *site)
{
	struct keacmd_answer a = { 0 };
	struct keadoc *doc = NULL;
	struct why why;

	if (ask_config(v, ep, &a) == 0) {
		doc = keadoc_parse_long(
		    a.arguments, &a.body, a.list, ep->family, &why);
		if (doc)
			check_doc(v, b, ep, site, doc);
		else
			finding_add(&v->f, FIND_CONFIG_GET, "config-get", "%s",
			    why.text);
	}
	keadoc_free(doc);
	keacmd_answer_clear(&a);
}

void
visit_endpoint(
    const struct endpoint *ep, const struct site *site, struct visit *v)
{
	struct keacmd_answer a = { 0 };
	const struct backend *b;
	struct why why;

	finding_init(&v->f, ep->label);
	b = backend_choose(ep, &why);
	if (!b)
		finding_add_why(&v->f, FIND_NO_ANSWER, &why);
	else if (ask(v, FIND_NO_ANSWER, ep, "list-commands", NULL, SHORT_MS,
		     &a) == 0 &&
	    check_commands(v, b, a.arguments) == 0)
		check_config(v, b, ep, site);
	keacmd_answer_clear(&a);
}
