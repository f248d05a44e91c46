/*
 * What --check asks of one endpoint.  Nothing that changes it.
 */
#ifndef VISIT_H
#define VISIT_H

#include "endpoint.h"
#include "finding.h"
#include "site.h"

struct visit {
	struct findings f;
	char cannot_write[512]; /* why Kea could not write its file; "" when
	                           nothing is known against it */
};

/* Ask, and put every finding into v->f, which is fresh. */
void visit_endpoint(
    const struct endpoint *ep, const struct site *site, struct visit *v);

#endif
