/*
 * The fields of what was decoded, written through out.h under fixed names.
 */
#ifndef PUT_H
#define PUT_H

#include "out.h"
#include "record.h"

/*
 * `mask`: hide what tells the household.  Letters and digits become '*', a
 * MAC keeps its maker's half, and octets are not shown in hex at all.
 */
void put_octets(
    struct out *o, const char *key, const uint8_t *p, size_t len, bool mask);
void put_text(
    struct out *o, const char *key, const uint8_t *p, size_t len, bool mask);
void put_mac(struct out *o, const struct hwaddr *mac, bool mask);
void put_line(struct out *o, const struct lineid *line, bool mask);
void put_class(struct out *o, const struct rateclass *c);
void put_duid(struct out *o, const struct duid *d, bool mask);

/* The parts of a relay's option; lines within are read as `how` says. */
void put_parts(struct out *o, enum relayopt_kind kind, const uint8_t *p,
    size_t len, const struct lineid_how *how, bool mask);

#endif
