#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "jsonc.h"
#include "site.h"

/* Blanking comments twice is blanking them once, and keeps every newline. */
static void
check_blank(const uint8_t *data, size_t size)
{
	char once[4096], twice[4096];

	if (size > sizeof(once))
		return;
	memcpy(once, data, size);
	jsonc_blank(once, size);
	memcpy(twice, once, size);
	jsonc_blank(twice, size);
	assert(memcmp(once, twice, size) == 0);
	for (size_t i = 0; i < size; i++)
		assert((data[i] == '\n') == (once[i] == '\n'));
}

/* Times that a DHCP server takes, whether told or not. */
static void
check_network(const struct site_network *n, int family)
{
	assert(n->renew > 0 && n->renew < n->rebind && n->rebind < n->valid);
	if (family == AF_INET6)
		assert(n->rebind < n->preferred && n->preferred <= n->valid);
	for (size_t i = 0; i < n->relay_count; i++)
		assert(n->relays[i].family == family);
}

/* What member-conf(8) is made from. */
static void
check_uplink(const struct site_member *m)
{
	assert(m->radius.server_count == 0 || m->radius.port > 0);
	for (size_t i = 0; i < m->bgp.peer_count[0]; i++)
		assert(m->bgp.peers[0][i].family == AF_INET);
	for (size_t i = 0; i < m->bgp.peer_count[1]; i++)
		assert(m->bgp.peers[1][i].family == AF_INET6);
	assert(m->table_number == 0 || m->table);
	if (m->interface)
		assert(m->interface[0] != '\0' && !strchr(m->interface, '/'));
}

static void
check_member(const struct site *site, const struct site_member *m)
{
	assert(m->name && site_member(site, m->name) == m);
	if (m->realm)
		assert(site_member(site, m->realm));
	check_uplink(m);
	for (size_t i = 0; i < m->list_count; i++)
		assert(m->lists[i][0] != '\0');
	for (size_t i = 0; i < m->prefix_count; i++) {
		const struct site_prefix *p = &m->prefixes[i];

		assert(p->net.family != AF_UNSPEC);
		assert(site_prefix_of(m, &p->net));
		assert(site_owner(site, &p->net));
		for (size_t j = 0; j < p->dns_count; j++)
			assert(p->dns[j].family == p->net.family);
	}
}

/* What kea-reserve and circuitid-decode take from it. */
static void
check_rest(const struct site *site)
{
	bool mac, line;

	site_v6_identifiers(site, &mac, &line);
	assert(mac || line);
	for (size_t i = 0; i < site->target_count; i++) {
		const struct site_target *t = &site->targets[i];

		assert(t->name && (t->dhcp4 || t->dhcp6));
		assert(!t->user == !t->password_file);
		assert(!t->by_line || (t->dhcp6 && line));
	}
	for (size_t i = 0; i < site->template_count; i++) {
		assert(site->templates[i].name[0] != '\0');
		assert(site->lines[i] == &site->templates[i].line);
	}
	check_network(&site->networks[0], AF_INET);
	check_network(&site->networks[1], AF_INET6);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("site", MFD_CLOEXEC);
	struct why why = { "" };
	struct site *site;
	char path[32];

	assert(fd != -1);
	check_blank(data, size);
	assert(write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	site = site_load(path, &why);
	assert(site || strncmp(why.text, path, strlen(path)) == 0);
	for (size_t i = 0; site && i < site->member_count; i++)
		check_member(site, &site->members[i]);
	if (site)
		check_rest(site);
	site_free(site);
	close(fd);
	return 0;
}
