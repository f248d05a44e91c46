#include <string.h>

#include "conf.h"
#include "proxyconf.h"

/* FreeRADIUS has no limit; nobody types more. */
#define SECRET_MAX 255

static int
check_realm(struct conf *c, const struct site_member *m)
{
	if (!m->realm)
		return conf_need_of(c, m, "realm", "a realm");
	if (proxyconf_is_own(m->realm))
		return conf_fail_of(c, m,
		    "realm: want a realm that FreeRADIUS has no other use "
		    "for, have %s",
		    m->realm);
	return 0;
}

/* It takes one home_server for an address and port. */
static int
check_server(struct conf *c, const struct site_member *m, size_t i)
{
	const struct ipnet *server = &m->radius.servers[i];
	char text[IPNET_STRLEN];

	for (const struct site_member *o = c->site->members; o != m; o++) {
		if (o->radius.port != m->radius.port)
			continue;
		for (size_t j = 0; j < o->radius.server_count; j++)
			if (ipnet_equal(server, &o->radius.servers[j]))
				return conf_fail_of(c, m,
				    "radius.servers[%zu]: want a server of "
				    "one member, have %s of %s",
				    i, ipnet_str(server, text), o->name);
	}
	return 0;
}

static int
check_member(struct conf *c, const struct site_member *m)
{
	for (size_t i = 0; i < m->radius.server_count; i++)
		if (check_server(c, m, i) == -1)
			return -1;
	if (!conf_wants(c, m))
		return 0;
	if (m->radius.server_count == 0)
		return conf_need_of(
		    c, m, "radius.servers", "at least one address");
	if (!m->radius.secret_file)
		return conf_need_of(c, m, "radius.secret-file", "a file");
	return check_realm(c, m);
}

/*
 * Within single quotes nothing is expanded, but a backslash is kept before
 * some characters and dropped before others: no way to write one.
 */
static int
read_secret(struct conf *c, const struct site_member *m, char *buf, size_t size)
{
	if (site_secret(m->radius.secret_file, buf, size, c->why) == -1)
		return -1;
	if (strpbrk(buf, "'\\")) {
		explicit_bzero(buf, size);
		return why_set(c->why,
		    "%s: want a secret without ' and \\, which FreeRADIUS "
		    "cannot be told, have one",
		    m->radius.secret_file);
	}
	return 0;
}

static void
put_server(
    struct conf *c, const struct site_member *m, size_t i, const char *secret)
{
	const struct ipnet *server = &m->radius.servers[i];
	char text[IPNET_STRLEN];

	fprintf(
	    c->fp, "home_server %s-%zu {\n\ttype = auth\n", m->realm, i + 1);
	fprintf(c->fp, "\t%s = %s\n\tport = %u\n\tsecret = '%s'\n",
	    server->family == AF_INET6 ? "ipv6addr" : "ipaddr",
	    ipnet_str(server, text), (unsigned int)m->radius.port, secret);
	fputs("\tresponse_window = 5\n\tstatus_check = none\n}\n", c->fp);
}

static int
put_member(struct conf *c, const struct site_member *m)
{
	char secret[SECRET_MAX + 1];

	if (read_secret(c, m, secret, sizeof(secret)) == -1)
		return -1;
	fprintf(c->fp, "\n# %s\n", m->name);
	for (size_t i = 0; i < m->radius.server_count; i++)
		put_server(c, m, i, secret);
	explicit_bzero(secret, sizeof(secret));
	fprintf(c->fp, "home_server_pool %s {\n\ttype = fail-over\n", m->realm);
	for (size_t i = 0; i < m->radius.server_count; i++)
		fprintf(c->fp, "\thome_server = %s-%zu\n", m->realm, i + 1);
	fputs("}\n", c->fp);
	proxyconf_realm(c->fp, m->realm);
	return 0;
}

/* Asked for by name, or not without anything to do with RADIUS. */
static bool
takes_part(const struct conf *c, const struct site_member *m)
{
	return c->only == m || m->realm || m->radius.server_count > 0;
}

int
conf_freeradius(struct conf *c)
{
	conf_head(c, "#");
	return conf_each(c, takes_part, check_member, put_member);
}
