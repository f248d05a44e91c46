#include <string.h>

#include "conf.h"
#include "num.h"
#include "rttable.h"

/* BIRD's names have 64 characters; ours add up to 4. */
#define NAME_MAX_LEN 60

/* TCP's MD5 signatures take no longer key (TCP_MD5SIG_MAXKEYLEN). */
#define PASSWORD_MAX 80

/* Best first: what a session's routes are worth to us. */
#define LOCAL_PREF 100
#define LOCAL_PREF_STEP 10

static const int families[] = { AF_INET, AF_INET6 };
static const char digit[] = { '4', '6' };
static const char *const all[] = { "0.0.0.0/0", "::/0" };

static bool
has_prefix(const struct site_member *m, size_t f)
{
	for (size_t i = 0; i < m->prefix_count; i++)
		if (m->prefixes[i].net.family == families[f])
			return true;
	return false;
}

/*
 * Names with a digit behind them are BIRD's words, even in quotes, or names of
 * the configuration around.
 */
static int
check_name(struct conf *c, const struct site_member *m)
{
	static const char *const own[] = { "as", "default", "flow", "ipv",
		"kmain", "master", "radius", "roa", "vpn", "wholesale" };

	if (strlen(m->name) > NAME_MAX_LEN)
		return why_set(c->why,
		    "%s: members.%s: want a name of at most %d characters for "
		    "BIRD, have %zu",
		    c->site->path, m->name, NAME_MAX_LEN, strlen(m->name));
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (strcmp(m->name, own[i]) == 0)
			return why_set(c->why,
			    "%s: members.%s: want a name that BIRD has no "
			    "other use for, have %s",
			    c->site->path, m->name, own[i]);
	return 0;
}

/* A router that two members claim would be spoken to twice. */
static int
check_peer(struct conf *c, const struct site_member *m, size_t f, size_t i)
{
	const struct ipnet *peer = &m->bgp.peers[f][i];
	char text[IPNET_STRLEN];

	for (const struct site_member *o = c->site->members; o != m; o++)
		for (size_t j = 0; j < o->bgp.peer_count[f]; j++)
			if (ipnet_equal(peer, &o->bgp.peers[f][j]))
				return conf_fail_of(c, m,
				    "bgp.neighbors%c[%zu]: want a router of "
				    "one member, have %s of %s",
				    digit[f], i, ipnet_str(peer, text),
				    o->name);
	return 0;
}

static int
check_peers(struct conf *c, const struct site_member *m)
{
	for (size_t f = 0; f < 2; f++)
		for (size_t i = 0; i < m->bgp.peer_count[f]; i++)
			if (check_peer(c, m, f, i) == -1)
				return -1;
	return 0;
}

/* Its number, or 0. */
static uint32_t
table_of(const struct site_member *m)
{
	uint32_t n;

	if (m->table_number != 0)
		return m->table_number;
	return m->table && num_parse_u32(m->table, 1, UINT32_MAX, &n) == 0 ? n
									   : 0;
}

/* Two would see each other's default in it. */
static int
check_table(struct conf *c, const struct site_member *m)
{
	uint32_t n = table_of(m);

	for (const struct site_member *o = c->site->members; n != 0 && o != m;
	     o++)
		if (table_of(o) == n)
			return conf_fail_of(c, m,
			    "table: want a table of its own, have %u of %s",
			    (unsigned int)n, o->name);
	if (!conf_wants(c, m))
		return 0;
	if (!m->table)
		return conf_need_of(c, m, "table", "a routing table");
	if (n == 0)
		return conf_need_of(
		    c, m, "table-number", "the number of the table");
	if (rttable_is_reserved(n))
		return conf_fail_of(c, m,
		    "table: want a table of the member's own, have the "
		    "kernel's %u",
		    (unsigned int)n);
	return 0;
}

static int
check_member(struct conf *c, const struct site_member *m)
{
	if (check_peers(c, m) == -1 || check_table(c, m) == -1)
		return -1;
	if (!conf_wants(c, m))
		return 0;
	if (m->bgp.as == 0)
		return conf_need_of(c, m, "bgp", "an AS and its routers");
	for (size_t f = 0; f < 2; f++)
		if (has_prefix(m, f) && m->bgp.peer_count[f] == 0)
			return conf_need_of(c, m,
			    f == 0 ? "bgp.neighbors4" : "bgp.neighbors6",
			    "at least one address");
	return check_name(c, m);
}

/*
 * A set of prefixes, "[ A, B ]", with `before` in front of it when there are
 * any; a prefix with `more` stands for all that lie in it.
 */
struct set {
	FILE *fp;
	const char *before;
	const char *more;
	size_t count;
};

static void
set_add(struct set *s, const struct ipnet *n)
{
	char text[IPNET_STRLEN];

	if (s->count++ == 0)
		fprintf(s->fp, "%s[ ", s->before);
	else
		fputs(", ", s->fp);
	fprintf(s->fp, "%s%s", ipnet_prefix_str(n, text), s->more);
}

static bool
set_end(struct set *s)
{
	if (s->count > 0)
		fputs(" ]", s->fp);
	return s->count > 0;
}

static bool
put_nets(FILE *fp, const char *before, const struct site_member *m, size_t f)
{
	struct set s = { fp, before, "+", 0 };

	for (size_t i = 0; i < m->prefix_count; i++)
		if (m->prefixes[i].net.family == families[f])
			set_add(&s, &m->prefixes[i].net);
	return set_end(&s);
}

static bool
put_servers(FILE *fp, const char *before, const struct site_member *m, size_t f)
{
	struct set s = { fp, before, "", 0 };

	for (size_t i = 0; i < m->radius.server_count; i++)
		if (m->radius.servers[i].family == families[f])
			set_add(&s, &m->radius.servers[i]);
	return set_end(&s);
}

/* Between double quotes everything is as it is, but them. */
static int
read_password(
    struct conf *c, const struct site_member *m, char *buf, size_t size)
{
	const char *file = m->bgp.password_file;

	buf[0] = '\0';
	if (!file)
		return 0;
	if (site_secret(file, buf, size, c->why) == -1)
		return -1;
	if (strchr(buf, '"')) {
		explicit_bzero(buf, size);
		return why_set(c->why,
		    "%s: want a password without \", which BIRD cannot be "
		    "told, have one",
		    file);
	}
	return 0;
}

/* In: the default and its servers.  Out: its subscribers and our server. */
static void
put_session(FILE *fp, const struct site_member *m, size_t f, size_t i,
    const char *password)
{
	char d = digit[f], text[IPNET_STRLEN], place[32] = "", own[64];

	if (i > 0)
		snprintf(place, sizeof(place), "_%zu", i + 1);
	fprintf(fp, "protocol bgp '%s%c%s' from t_bgp {\n", m->name, d, place);
	fprintf(fp, "\tneighbor %s as %u;\n",
	    ipnet_str(&m->bgp.peers[f][i], text), (unsigned int)m->bgp.as);
	if (password[0] != '\0')
		fprintf(fp, "\tpassword \"%s\";\n", password);
	if (i > 0)
		fprintf(fp, "\tdefault bgp_local_pref %d;\n",
		    i * LOCAL_PREF_STEP < LOCAL_PREF
			? LOCAL_PREF - (int)i * LOCAL_PREF_STEP
			: 1);
	fprintf(fp, "\tipv%c {\n\t\ttable '%s%ct';\n", d, m->name, d);
	fprintf(fp, "\t\timport where net = %s", all[f]);
	put_servers(fp, " || net ~ ", m, f);
	fprintf(fp, ";\n\t\texport where proto = \"radius%c\"", d);
	snprintf(own, sizeof(own), " || (proto = \"wholesale%c\" && net ~ ", d);
	if (put_nets(fp, own, m, f))
		fputc(')', fp);
	fputs(";\n\t\tnext hop self;\n\t};\n}\n", fp);
}

/*
 * All subscribers, so that one member's reach another's on this router; and a
 * default that refuses while there is no session.
 */
static void
put_table(FILE *fp, const struct site_member *m, size_t f)
{
	const char *name = m->name;
	char d = digit[f];

	fprintf(fp, "protocol pipe '%s%cp' {\n\ttable '%s%ct';\n", name, d,
	    name, d);
	fprintf(fp,
	    "\tpeer table master%c;\n\timport where proto = "
	    "\"wholesale%c\" || proto = \"radius%c\";\n",
	    d, d, d);
	fputs("\texport ", fp);
	if (!put_servers(fp, "where net ~ ", m, f))
		fputs("none", fp);
	fprintf(fp, ";\n}\nprotocol static '%s%cu' {\n", name, d);
	fprintf(fp, "\tipv%c { table '%s%ct'; preference 1; };\n", d, name, d);
	fprintf(fp, "\troute %s unreachable;\n}\n", all[f]);
	fprintf(fp, "protocol kernel '%s%ck' {\n\tkernel table %u;\n", name, d,
	    (unsigned int)table_of(m));
	fprintf(fp, "\tipv%c {\n\t\ttable '%s%ct';\n\t\timport none;\n", d,
	    name, d);
	fprintf(fp, "\t\texport where proto != \"radius%c\";\n\t};\n}\n", d);
}

static int
put_member(struct conf *c, const struct site_member *m)
{
	char password[PASSWORD_MAX + 1];
	FILE *fp = c->fp;

	if (read_password(c, m, password, sizeof(password)) == -1)
		return -1;
	fprintf(fp, "\n# %s\n", m->name);
	for (size_t f = 0; f < 2; f++) {
		if (m->bgp.peer_count[f] == 0)
			continue;
		fprintf(
		    fp, "ipv%c table '%s%ct';\n", digit[f], m->name, digit[f]);
		for (size_t i = 0; i < m->bgp.peer_count[f]; i++)
			put_session(fp, m, f, i, password);
		put_table(fp, m, f);
	}
	explicit_bzero(password, sizeof(password));
	return 0;
}

/* Asked for by name, or not without anything to route. */
static bool
takes_part(const struct conf *c, const struct site_member *m)
{
	return c->only == m || m->bgp.as != 0 || m->prefix_count > 0;
}

int
conf_bird(struct conf *c)
{
	conf_head(c, "#");
	return conf_each(c, takes_part, check_member, put_member);
}
