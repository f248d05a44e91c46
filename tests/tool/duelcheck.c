/*
 * duelcheck LOG <HOSTS: do HOSTS (keaask --hosts, both families) hold what
 * the calls of duel's LOG asked for?
 *
 * Each line of subscribers has what one of its last calls said.  A call may
 * be the last one unless another one of that line began after its end, was
 * taken for sure, and said something new: who repeats what its machine
 * believes makes no new version.  A reservation may be missing only when a
 * line asked for the same address or prefix afterwards, or at the same time.
 * Prints what is wrong.  Exit: 0 nothing, 1 something, 2 error.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "msg.h"

#define LINES_MAX 100
#define CALLS_MAX 20000

struct call {
	uint64_t begin, end;
	bool sure; /* taken, and new */
	unsigned int line;
	char id[32], nets[100];
};

struct match {
	struct call *calls;
	size_t count;
	char have[LINES_MAX][140]; /* "ID NETS"; "": nothing */
	unsigned int wrong;
};

static bool
is_forget(const struct call *c)
{
	return c->id[0] == '-';
}

static bool
same(const struct call *a, const struct call *b)
{
	return strcmp(a->id, b->id) == 0 && strcmp(a->nets, b->nets) == 0;
}

/* Its machine may have believed so already. */
static bool
may_repeat(const struct match *m, const struct call *c)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct call *o = &m->calls[i];

		if (o != c && o->line == c->line && o->begin < c->end &&
		    same(o, c))
			return true;
	}
	return false;
}

static int
read_log(struct match *m, const char *path)
{
	FILE *fp = fopen(path, "r");
	char word[8];
	int n = 7;

	if (!fp)
		return -1;
	while (m->count < CALLS_MAX) {
		struct call *c = &m->calls[m->count];

		n = fscanf(fp, "%" SCNu64 " %" SCNu64 " %*d %7s %u %31s %99s",
		    &c->begin, &c->end, word, &c->line, c->id, c->nets);
		if (n != 6 || c->line >= LINES_MAX)
			break;
		c->sure = strcmp(word, "done") == 0;
		m->count++;
	}
	fclose(fp);
	if (n != EOF)
		return -1;
	for (size_t i = 0; i < m->count; i++)
		if (may_repeat(m, &m->calls[i]))
			m->calls[i].sure = false;
	return 0;
}

/* The line that an identifier is of; 0: none's. */
static unsigned int
line_of(const struct match *m, const char *id)
{
	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->calls[i].id, id) == 0)
			return m->calls[i].line;
	return 0;
}

static void
read_hosts(struct match *m)
{
	char row[512], id[64], nets[128];

	while (fgets(row, sizeof(row), stdin)) {
		unsigned int line;

		if (sscanf(row, "%63s %127s", id, nets) != 2)
			continue;
		line = line_of(m, id);
		if (line == 0)
			continue;
		if (m->have[line][0] != '\0') {
			printf("line %u: twice: %s, %s %s\n", line,
			    m->have[line], id, nets);
			m->wrong++;
		}
		snprintf(m->have[line], sizeof(m->have[line]), "%.31s %.99s",
		    id, nets);
	}
}

static bool
may_be_last(const struct match *m, const struct call *c)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct call *o = &m->calls[i];

		if (o->line == c->line && o->sure && o->begin > c->end)
			return false;
	}
	return true;
}

/* "A,B": is any of a's among b's? */
static bool
share(const char *a, const char *b)
{
	size_t n = strcspn(a, ","), k = strcspn(b, ",");

	if (n == k && strncmp(a, b, n) == 0)
		return true;
	return a[n] != '\0' && b[k] != '\0' && strcmp(a + n, b + k) == 0;
}

static bool
may_give_way(const struct match *m, const struct call *c)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct call *o = &m->calls[i];

		if (o->line != c->line && !is_forget(o) && o->end > c->begin &&
		    share(o->nets, c->nets))
			return true;
	}
	return false;
}

/* May this call be what stands there? */
static bool
explains(const struct match *m, const struct call *c, const char *have)
{
	char want[140];

	if (!may_be_last(m, c))
		return false;
	if (have[0] == '\0')
		return is_forget(c) || may_give_way(m, c);
	snprintf(want, sizeof(want), "%s %s", c->id, c->nets);
	return !is_forget(c) && strcmp(want, have) == 0;
}

static void
check_line(struct match *m, unsigned int line)
{
	bool asked = false;

	for (size_t i = 0; i < m->count; i++) {
		const struct call *c = &m->calls[i];

		if (c->line != line)
			continue;
		asked |= c->sure;
		if (explains(m, c, m->have[line]))
			return;
	}
	if (!asked && m->have[line][0] == '\0')
		return;
	m->wrong++;
	printf("line %u: have %s, but:\n", line,
	    m->have[line][0] != '\0' ? m->have[line] : "nothing");
	for (size_t i = 0; i < m->count; i++)
		if (m->calls[i].line == line && may_be_last(m, &m->calls[i]))
			printf("    %" PRIu64 " %" PRIu64 " %s %s%s\n",
			    m->calls[i].begin, m->calls[i].end, m->calls[i].id,
			    m->calls[i].nets,
			    m->calls[i].sure ? "" : " (maybe)");
}

int
main(int argc, char *argv[])
{
	static struct match m;

	msg_init("duelcheck");
	m.calls = calloc(CALLS_MAX, sizeof(*m.calls));
	if (argc != 2 || !m.calls || read_log(&m, argv[1]) == -1) {
		msg_warn("usage: duelcheck LOG <HOSTS");
		free(m.calls);
		return 2;
	}
	read_hosts(&m);
	for (unsigned int line = 1; line < LINES_MAX; line++)
		check_line(&m, line);
	free(m.calls);
	return m.wrong > 0;
}
