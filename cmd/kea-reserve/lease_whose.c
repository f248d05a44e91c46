#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "duid.h"
#include "hash64.h"
#include "hex.h"
#include "lease_whose.h"

/* The relay options of one message that Kea has kept. */
#define OPTIONS_MAX 4096
#define OPTION_INTERFACE_ID 18

/* The router of the line; false: not known. */
static bool
router_of(const struct host *h, struct hwaddr *out)
{
	if (h->id.type != HOST_HW_ADDRESS) {
		*out = h->mac;
		return h->has_mac;
	}
	if (h->id.len != sizeof(out->octet))
		return false;
	memcpy(out->octet, host_id_octets(&h->id), sizeof(out->octet));
	return true;
}

/* The octets of "duid"; len 0: none. */
static struct host_id
duid_of(const json_t *lease)
{
	const char *text = json_string_value(json_object_get(lease, "duid"));
	struct host_id id = { .len = 0 };

	if (!text || host_id_parse(HOST_DUID, text, &id, NULL) == -1)
		id.len = 0;
	return id;
}

/* The router that has it; false: not known. */
static bool
holder_of(const json_t *lease, const struct host_id *duid, struct hwaddr *out)
{
	const json_t *hw = json_object_get(lease, "hw-address");
	struct duid d;

	if (json_is_string(hw) &&
	    hwaddr_parse(
		json_string_value(hw), json_string_length(hw), out, NULL) == 0)
		return true;
	if (duid_parse(host_id_octets(duid), duid->len, &d, NULL) == -1 ||
	    !d.has_mac)
		return false;
	*out = d.mac;
	return true;
}

enum noted {
	NOTED_NOTHING,
	NOTED_LINE,   /* this one */
	NOTED_ANOTHER /* line */
};

/* In option 82 the circuit-id stands as 01 LENGTH OCTETS. */
static enum noted
noted4(const json_t *kept, const struct host_id *line)
{
	const json_t *info = json_object_get(kept, "relay-agent-info");
	char want[8 + 3 * HOST_ID_MAX], id[3 * HOST_ID_MAX];

	if (json_is_object(info)) /* from Kea 2.3 on */
		info = json_object_get(info, "sub-options");
	if (!json_is_string(info) || line->len == 0)
		return NOTED_NOTHING;
	snprintf(
	    want, sizeof(want), "01%02x%s", line->len, host_id_str(line, id));
	return strcasestr(json_string_value(info), want) ? NOTED_LINE
							 : NOTED_ANOTHER;
}

/* The interface-id of one relay. */
static enum noted
noted_relay(const json_t *relay, const struct host_id *line)
{
	const json_t *text = json_object_get(relay, "options");
	uint8_t octets[OPTIONS_MAX];
	struct bytes b;
	size_t len;

	if (!json_is_string(text) ||
	    hex_decode(json_string_value(text), json_string_length(text),
		HEX_0X, octets, sizeof(octets), &len, NULL, NULL) == -1)
		return NOTED_NOTHING;
	bytes_init(&b, octets, len);
	while (bytes_ok(&b) && bytes_left(&b) > 0) {
		uint16_t code = bytes_be16(&b), n = bytes_be16(&b);
		const uint8_t *p = bytes_take(&b, n);

		if (p && code == OPTION_INTERFACE_ID)
			return n == line->len &&
				memcmp(p, host_id_octets(line), n) == 0
			    ? NOTED_LINE
			    : NOTED_ANOTHER;
	}
	return NOTED_NOTHING;
}

/* Each relay may have added one: this line's is enough. */
static enum noted
noted6(const json_t *kept, const struct host_id *line)
{
	const json_t *list = json_object_get(kept, "relay-info");
	enum noted all = NOTED_NOTHING;

	if (!list) /* before Kea 2.3 */
		list = json_object_get(kept, "relays");
	for (size_t i = 0; line->len > 0 && i < json_array_size(list); i++) {
		enum noted one = noted_relay(json_array_get(list, i), line);

		if (one == NOTED_LINE)
			return one;
		if (one == NOTED_ANOTHER)
			all = one;
	}
	return all;
}

/* What Kea has kept of the relays' message (store-extended-info). */
static enum noted
noted(const json_t *lease, const struct host *h)
{
	const json_t *kept =
	    json_object_get(json_object_get(lease, "user-context"), "ISC");

	return h->family == AF_INET ? noted4(kept, &h->line)
				    : noted6(kept, &h->line);
}

/* What flex_id makes of the line with replace-client-id. */
static bool
is_of_line(const struct host_id *duid, const struct host_id *line)
{
	return line->len > 0 && duid->len == line->len + 2 &&
	    host_id_octets(duid)[0] == 0 && host_id_octets(duid)[1] == 0 &&
	    memcmp(host_id_octets(duid) + 2, host_id_octets(line), line->len) ==
	    0;
}

/* Is it another DUID than the router was told to have? */
static bool
is_former(const struct host_id *duid, const struct host *h)
{
	return h->family == AF_INET6 && h->duid != 0 && duid->len > 0 &&
	    hash64(host_id_octets(duid), duid->len) != h->duid;
}

static void
name_holder(const struct hwaddr *mac, const struct host_id *duid, bool by_duid,
    char who[LEASE_WHO_MAX])
{
	char text[HWADDR_STRLEN];

	if (!by_duid) {
		snprintf(who, LEASE_WHO_MAX, "%s", hwaddr_str(mac, text));
		return;
	}
	memcpy(who, "DUID ", 6);
	hex_encode(who + 5, LEASE_WHO_MAX - 5, host_id_octets(duid),
	    duid->len <= DUID_MAX_OCTETS ? duid->len : DUID_MAX_OCTETS);
}

bool
lease_blocks(const json_t *lease, const struct host *h, char who[LEASE_WHO_MAX])
{
	struct host_id duid = duid_of(lease);
	struct hwaddr router, holder = { { 0 } };
	enum noted line = noted(lease, h);
	bool known = router_of(h, &router) && holder_of(lease, &duid, &holder);
	bool other = known && memcmp(&holder, &router, sizeof(router)) != 0;

	if (json_integer_value(json_object_get(lease, "state")) != 0 ||
	    line == NOTED_ANOTHER || is_of_line(&duid, &h->line))
		return false;
	if (!other && !((known || line == NOTED_LINE) && is_former(&duid, h)))
		return false;
	name_holder(&holder, &duid, !other, who);
	return true;
}
