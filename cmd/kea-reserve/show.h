/*
 * A reservation, and when, as --list and --diff show it: keys and spellings
 * that --import takes back.
 */
#ifndef SHOW_H
#define SHOW_H

#include "host.h"
#include "out.h"

/*
 * family, circuit-id ("0x..." so that it is never taken for something else)
 * and the same as text where it is text, mac.  Absent ones are left out.
 */
void show_id(struct out *o, const struct host *h);

/* ip4, ip6, prefix, member, client-class; absent ones are left out. */
void show_wish(struct out *o, const struct host *h);

/* UTC, "2026-11-22T08:00:00Z", of microseconds since 1970; 0: left out. */
void show_time(struct out *o, const char *key, uint64_t us);
#define SHOW_TIME_MAX 32
const char *show_time_str(uint64_t us, char buf[SHOW_TIME_MAX]);

/* "2026-11-22" of days since 1970; 0: left out. */
void show_day(struct out *o, const char *key, uint32_t day);

/* "dhcp4" or "dhcp6" */
const char *show_family(int family);

#endif
