#include <string.h>

#include "conf.h"
#include "rttable.h"

static bool
is_number(const char *s)
{
	return strspn(s, "0123456789") == strlen(s);
}

/* The kernel's own names, which ip(8) would take for another table then. */
static int
check_kernel(struct conf *c, const struct site_member *m)
{
	static const char *const own[] = { "default", "local", "main",
		"unspec" };

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (strcmp(m->table, own[i]) == 0)
			return conf_fail_of(c, m,
			    "table: want a table of the member's own, have "
			    "the kernel's %s",
			    own[i]);
	if (rttable_is_reserved(m->table_number))
		return conf_fail_of(c, m,
		    "table-number: want a table of the member's own, have the "
		    "kernel's %u",
		    (unsigned int)m->table_number);
	return 0;
}

/* One name for a number, one number for a name. */
static int
check_others(struct conf *c, const struct site_member *m, bool *told)
{
	*told = false;
	for (const struct site_member *o = c->site->members; o != m; o++) {
		bool name, number;

		if (!o->table || o->table_number == 0)
			continue;
		name = strcmp(o->table, m->table) == 0;
		number = o->table_number == m->table_number;
		if (name != number)
			return conf_fail_of(c, m,
			    "table-number: want one number for a name, have "
			    "%u for %s, and %u for %s of %s",
			    (unsigned int)m->table_number, m->table,
			    (unsigned int)o->table_number, o->table, o->name);
		*told |= name && conf_wants(c, o);
	}
	return 0;
}

int
conf_rt_tables(struct conf *c)
{
	conf_head(c, "#");
	for (size_t i = 0; i < c->site->member_count; i++) {
		const struct site_member *m = &c->site->members[i];
		bool told = false;

		if (!m->table && c->only == m)
			return conf_need_of(c, m, "table", "a routing table");
		if (!m->table || is_number(m->table))
			continue;
		if (m->table_number != 0 &&
		    (check_kernel(c, m) == -1 ||
			check_others(c, m, &told) == -1))
			return -1;
		if (!conf_wants(c, m) || told)
			continue;
		if (m->table_number == 0)
			return conf_need_of(
			    c, m, "table-number", "the number of the table");
		fprintf(
		    c->fp, "%u\t%s\n", (unsigned int)m->table_number, m->table);
	}
	return 0;
}
