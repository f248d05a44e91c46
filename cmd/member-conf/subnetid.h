/*
 * The id of Kea's subnet for a prefix that was given none.
 *
 * It comes from the prefix alone, so that nothing that is added, removed or
 * moved around it changes it: leases know their subnet by it.  The prefix as
 * text ("5.183.104.0/24", IPv6 as RFC 5952 has it) goes through FNV-1a with
 * 32 bits; the two high bits are xored to the lowest, and 2^30 is added.  So
 * an id is at least 1073741824, above those given by hand, and below 2^31,
 * which every database takes.  Two prefixes may meet in one id: of 1,000, with
 * a probability of 1 in 2,000.
 */
#ifndef SUBNETID_H
#define SUBNETID_H

#include <stdint.h>

#include "ipnet.h"

uint32_t subnetid_of(const struct ipnet *prefix);

#endif
