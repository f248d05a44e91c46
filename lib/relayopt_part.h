/*
 * What the walker of relayopt.h and its tables share.  Not for others.
 */
#ifndef RELAYOPT_PART_H
#define RELAYOPT_PART_H

#include "relayopt.h"

/* Forms that only tables have: how to go into the value. */
enum relayopt_nest {
	NEST_NONE,
	NEST_RADIUS,     /* attributes: the length counts the header */
	NEST_RADIUS_VSA, /* enterprise, then attributes */
	NEST_VENDORS,    /* enterprise, length, TLVs; repeated */
	NEST_LOOP,       /* access loop encapsulation */
	NEST_VSS,
	NEST_RATE
};

/* Who carries access line TLVs: units and numbers differ. */
enum relayopt_carrier {
	CARRIER_DHCP,
	CARRIER_PPPOE,
	CARRIER_RADIUS
};

struct relayopt_def {
	uint8_t code;
	const char *name;
	enum relayopt_form form;
	uint8_t len; /* the form needs so many octets; 0: any */
	const char *unit;
	enum relayopt_nest nest;
};

/* Each ends with a null name. */
extern const struct relayopt_def relayopt_82_defs[];
extern const struct relayopt_def relayopt_line_defs[];
extern const struct relayopt_def relayopt_radius_defs[];
extern const struct relayopt_def relayopt_nokia_defs[];

/* The words for octets 1 (by carrier), 2 and 3; null: none. */
const char *relayopt_loop_word(
    enum relayopt_carrier carrier, unsigned int octet, uint8_t value);

#endif
