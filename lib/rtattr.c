#include <linux/netlink.h>
#include <string.h>

#include "rtattr.h"

int
rtattr_next(
    const uint8_t **at, size_t *rest, struct rtattr_value *a, struct why *why)
{
	struct nlattr nla;
	size_t step;

	if (*rest < sizeof(nla))
		return why_set(why, "an attribute is cut");
	memcpy(&nla, *at, sizeof(nla));
	if (nla.nla_len < sizeof(nla) || nla.nla_len > *rest)
		return why_set(why, "an attribute is cut");
	*a = (struct rtattr_value){ nla.nla_type & NLA_TYPE_MASK,
		*at + sizeof(nla), nla.nla_len - sizeof(nla) };
	step = NLA_ALIGN(nla.nla_len);
	*rest = step < *rest ? *rest - step : 0;
	*at += *rest > 0 ? step : 0;
	return 0;
}

int
rtattr_u32(const struct rtattr_value *a, uint32_t *out, struct why *why)
{
	if (a->len != sizeof(*out))
		return why_set(why, "attribute %u: want 4 octets, have %zu",
		    a->type, a->len);
	memcpy(out, a->p, sizeof(*out));
	return 0;
}
