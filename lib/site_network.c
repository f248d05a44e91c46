#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>

#include "site_read.h"

/*
 * One row a number: where it is, what it is called, and the default of each
 * family, which is what the first platform of this kind runs with.
 */
static const struct {
	const char *name;
	size_t at;
	uint32_t value[2];
} times[] = {
	{ "renew-timer", offsetof(struct site_network, renew), { 3600, 3600 } },
	{ "rebind-timer", offsetof(struct site_network, rebind),
	    { 6300, 5400 } },
	{ "preferred-lifetime", offsetof(struct site_network, preferred),
	    { 0, 7200 } },
	{ "valid-lifetime", offsetof(struct site_network, valid),
	    { 7200, 10800 } },
};
#define TIMES (sizeof(times) / sizeof(times[0]))

static uint32_t *
time_of(struct site_network *n, size_t i)
{
	return (uint32_t *)(void *)((char *)n + times[i].at);
}

static int
read_time(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	return site_read_number(r, v, 1, UINT32_MAX - 1,
	    (uint32_t *)(void *)((char *)base + field->at));
}

static int
read_relays4(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site_network *n = base;

	(void)field;
	return site_read_addrs(r, v, AF_INET, &n->relays, &n->relay_count);
}

static int
read_relays6(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site_network *n = base;

	(void)field;
	return site_read_addrs(r, v, AF_INET6, &n->relays, &n->relay_count);
}

#define TIME(name, field)                                                 \
	{                                                                 \
		name, read_time, offsetof(struct site_network, field), 0, \
		    false                                                 \
	}

static const struct site_field fields4[] = {
	{ "name", site_read_word, offsetof(struct site_network, name), 0,
	    true },
	{ "relays", read_relays4, 0, 0, true }, TIME("renew-timer", renew),
	TIME("rebind-timer", rebind), TIME("valid-lifetime", valid),
	{ NULL, NULL, 0, 0, false }
};

static const struct site_field fields6[] = {
	{ "name", site_read_word, offsetof(struct site_network, name), 0,
	    true },
	{ "relays", read_relays6, 0, 0, true }, TIME("renew-timer", renew),
	TIME("rebind-timer", rebind), TIME("preferred-lifetime", preferred),
	TIME("valid-lifetime", valid), { NULL, NULL, 0, 0, false }
};

static void
fill_times(struct site_network *n, size_t family)
{
	for (size_t i = 0; i < TIMES; i++)
		if (*time_of(n, i) == 0)
			*time_of(n, i) = times[i].value[family];
}

/*
 * A router asks its own server first, then any, then gives the address up;
 * but an address may be preferred to its end.
 */
static int
check_times(struct site_reader *r, struct site_network *n)
{
	size_t last = 0;

	for (size_t i = 1; i < TIMES; i++) {
		bool may_equal =
		    times[last].at == offsetof(struct site_network, preferred);
		uint32_t least = *time_of(n, last), have = *time_of(n, i);

		if (have == 0)
			continue; /* IPv4 has no preferred lifetime */
		if (have < least || (have == least && !may_equal)) {
			site_enter(r, times[i].name);
			return site_fail(r, "want %s %s, %u, have %u",
			    may_equal ? "at least" : "more than",
			    times[last].name, (unsigned int)least,
			    (unsigned int)have);
		}
		last = i;
	}
	return 0;
}

static int
read_network(struct site_reader *r, json_t *v, struct site_network *n,
    const struct site_field *fields, size_t family)
{
	if (site_read_object(r, v, fields, n) == -1)
		return -1;
	fill_times(n, family);
	return check_times(r, n);
}

int
site_read_network4(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	return read_network(r, v,
	    (struct site_network *)(void *)((char *)base + field->at), fields4,
	    0);
}

int
site_read_network6(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	return read_network(r, v,
	    (struct site_network *)(void *)((char *)base + field->at), fields6,
	    1);
}

void
site_default_networks(struct site *site)
{
	fill_times(&site->networks[0], 0);
	fill_times(&site->networks[1], 1);
}

void
site_free_networks(struct site *site)
{
	for (size_t i = 0; i < 2; i++) {
		free(site->networks[i].name);
		free(site->networks[i].relays);
	}
}
