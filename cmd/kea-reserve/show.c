#include <stdio.h>
#include <string.h>
#include <time.h>

#include "hex.h"
#include "show.h"
#include "vis.h"

const char *
show_family(int family)
{
	return family == AF_INET ? "dhcp4" : "dhcp6";
}

static void
show_circuit(struct out *o, const struct host_id *line)
{
	const uint8_t *octets = host_id_octets(line);
	char text[2 + 2 * HOST_ID_MAX + 1] = "0x";

	if (line->len == 0)
		return;
	hex_encode(text + 2, sizeof(text) - 2, octets, line->len);
	out_str(o, "circuit-id", text);
	if (vis_is_text(octets, line->len))
		out_text(o, "text", octets, line->len);
}

void
show_id(struct out *o, const struct host *h)
{
	char mac[3 * HOST_ID_MAX];

	out_str(o, "family", show_family(h->family));
	if (h->id.type == HOST_CIRCUIT_ID) {
		show_circuit(o, &h->id);
		return;
	}
	show_circuit(o, &h->line);
	if (h->id.type == HOST_FLEX_ID && h->line.len > 0) {
		if (h->has_mac)
			out_str(o, "mac", hwaddr_str(&h->mac, mac));
		out_str(o, "v6-identifier", "interface-id");
		return;
	}
	if (h->id.type == HOST_HW_ADDRESS)
		out_str(o, "mac", host_id_str(&h->id, mac));
	else
		out_hex(o, host_id_type_name(h->id.type),
		    host_id_octets(&h->id), h->id.len);
}

static void
show_net(struct out *o, const char *key, const struct ipnet *net)
{
	char text[IPNET_STRLEN];

	if (net->family != AF_UNSPEC)
		out_str(o, key, ipnet_str(net, text));
}

static void
show_name(struct out *o, const char *key, struct name name)
{
	if (name_str(name)[0] != '\0')
		out_str(o, key, name_str(name));
}

void
show_wish(struct out *o, const struct host *h)
{
	show_net(o, h->family == AF_INET ? "ip4" : "ip6", &h->addr);
	show_net(o, "prefix", &h->prefix);
	show_name(o, "member", h->member);
	show_name(o, "client-class", h->client_class);
}

const char *
show_time_str(uint64_t us, char buf[SHOW_TIME_MAX])
{
	time_t t = (time_t)(us / 1000000);
	struct tm tm;

	if (!gmtime_r(&t, &tm) ||
	    strftime(buf, SHOW_TIME_MAX, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		snprintf(buf, SHOW_TIME_MAX, "?");
	return buf;
}

void
show_time(struct out *o, const char *key, uint64_t us)
{
	char text[SHOW_TIME_MAX];

	if (us != 0)
		out_str(o, key, show_time_str(us, text));
}

void
show_day(struct out *o, const char *key, uint32_t day)
{
	char text[SHOW_TIME_MAX];

	if (day == 0)
		return;
	show_time_str((uint64_t)day * 86400 * 1000000, text);
	text[strcspn(text, "T")] = '\0';
	out_str(o, key, text);
}
