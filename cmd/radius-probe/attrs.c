#include "attrs.h"

#define ADSL_FORUM 3561
#define NOKIA 6527

const struct attrs_name attrs_line = { ADSL_FORUM, 1 };
const struct attrs_name attrs_mac = { NOKIA, 27 };
const struct attrs_name attrs_ip4 = { 0, 8 };
const struct attrs_name attrs_ip6 = { NOKIA, 99 };
const struct attrs_name attrs_route6 = { 0, 99 };
const struct attrs_name attrs_delegated = { 0, 123 };
const struct attrs_name attrs_class = { 0, 25 };

bool
attrs_is_hidden(const struct radattr *a)
{
	return a->vendor == 0 && a->type == RADPKT_USER_PASSWORD;
}
