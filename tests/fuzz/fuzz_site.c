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

static void
check_member(const struct site *site, const struct site_member *m)
{
	assert(m->name && site_member(site, m->name) == m);
	if (m->realm)
		assert(site_member(site, m->realm));
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
	site_free(site);
	close(fd);
	return 0;
}
