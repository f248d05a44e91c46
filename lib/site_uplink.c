#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "site_read.h"

/* Longest name of an interface, IFNAMSIZ - 1. */
#define INTERFACE_MAX 15

#define RADIUS_PORT 1812

static int
read_servers(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site_radius *radius = base;

	(void)field;
	return site_read_addrs(
	    r, v, AF_UNSPEC, &radius->servers, &radius->server_count);
}

static int
read_port(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site_radius *radius = base;

	(void)field;
	return site_read_number(r, v, 1, UINT16_MAX, &radius->port);
}

static const struct site_field radius_fields[] = { { "servers", read_servers, 0,
						       0, true },
	{ "port", read_port, 0, 0, false },
	{ "secret-file", site_read_path,
	    offsetof(struct site_radius, secret_file), 0, false },
	{ NULL, NULL, 0, 0, false } };

static int
read_as(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site_bgp *bgp = base;

	(void)field;
	return site_read_number(r, v, 1, UINT32_MAX - 1, &bgp->as);
}

static int
read_peers4(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site_bgp *bgp = base;

	(void)field;
	return site_read_addrs(
	    r, v, AF_INET, &bgp->peers[0], &bgp->peer_count[0]);
}

static int
read_peers6(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site_bgp *bgp = base;

	(void)field;
	return site_read_addrs(
	    r, v, AF_INET6, &bgp->peers[1], &bgp->peer_count[1]);
}

static const struct site_field bgp_fields[] = { { "as", read_as, 0, 0, true },
	{ "neighbors4", read_peers4, 0, 0, false },
	{ "neighbors6", read_peers6, 0, 0, false },
	{ "password-file", site_read_path,
	    offsetof(struct site_bgp, password_file), 0, false },
	{ NULL, NULL, 0, 0, false } };

/* Which one would be asked, or spoken to, twice? */
static int
check_once(struct site_reader *r, const char *name, const struct ipnet *list,
    size_t count)
{
	char text[IPNET_STRLEN];

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++) {
			if (!ipnet_equal(&list[i], &list[j]))
				continue;
			site_enter(r, name);
			site_enter_index(r, i);
			return site_fail(r,
			    "want each address once, have %s in [%zu] already",
			    ipnet_str(&list[i], text), j);
		}
	return 0;
}

int
site_read_radius(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site_radius *radius = (void *)((char *)base + field->at);

	radius->port = RADIUS_PORT;
	if (site_read_object(r, v, radius_fields, radius) == -1)
		return -1;
	return check_once(r, "servers", radius->servers, radius->server_count);
}

int
site_read_bgp(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site_bgp *bgp = (void *)((char *)base + field->at);

	if (site_read_object(r, v, bgp_fields, bgp) == -1 ||
	    check_once(r, "neighbors4", bgp->peers[0], bgp->peer_count[0]) ==
		-1)
		return -1;
	return check_once(r, "neighbors6", bgp->peers[1], bgp->peer_count[1]);
}

void
site_free_uplink(struct site_member *m)
{
	free(m->radius.servers);
	free(m->radius.secret_file);
	free(m->bgp.peers[0]);
	free(m->bgp.peers[1]);
	free(m->bgp.password_file);
	free(m->interface);
}

static bool
is_interface(const char *s)
{
	size_t len = strlen(s);

	return len <= INTERFACE_MAX && strcspn(s, "/ \t\n\v\f\r") == len &&
	    strcmp(s, ".") != 0 && strcmp(s, "..") != 0;
}

int
site_check_interface(struct site_reader *r, const char *s)
{
	return is_interface(s)
	    ? 0
	    : site_fail(r, "want an interface name, have \"%s\"", s);
}

int
site_read_interface(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	const char *s = site_string(r, v);

	if (!s || site_check_interface(r, s) == -1)
		return -1;
	return site_read_string(r, v, base, field);
}
