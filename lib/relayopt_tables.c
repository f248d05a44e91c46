#include <string.h>

#include "relayopt_part.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* clang-format off */
const struct relayopt_def relayopt_82_defs[] = {
	{ 1, "circuit_id", RELAYOPT_CIRCUIT, 0, NULL, 0 },
	{ 2, "remote_id", RELAYOPT_REMOTE, 0, NULL, 0 },
	{ 4, "docsis_device_class", RELAYOPT_NUMBER, 4, NULL, 0 },
	{ 5, "link_selection", RELAYOPT_IPV4, 4, NULL, 0 },
	{ 6, "subscriber_id", RELAYOPT_TEXT, 0, NULL, 0 },
	{ 7, "radius", RELAYOPT_OPEN, 0, NULL, NEST_RADIUS },
	{ 8, "authentication", RELAYOPT_HEX, 0, NULL, 0 },
	{ 9, "vendor", RELAYOPT_OPEN, 0, NULL, NEST_VENDORS },
	{ 10, "flags", RELAYOPT_NUMBER, 1, NULL, 0 },
	{ 11, "server_id_override", RELAYOPT_IPV4, 4, NULL, 0 },
	{ 12, "relay_id", RELAYOPT_DUID, 0, NULL, 0 },
	{ 13, "access_technology", RELAYOPT_HEX, 0, NULL, 0 },
	{ 14, "access_network_name", RELAYOPT_TEXT, 0, NULL, 0 },
	{ 15, "ap_name", RELAYOPT_TEXT, 0, NULL, 0 },
	{ 16, "ap_bssid", RELAYOPT_MAC, 6, NULL, 0 },
	{ 17, "operator_id", RELAYOPT_NUMBER, 4, NULL, 0 },
	{ 18, "operator_realm", RELAYOPT_TEXT, 0, NULL, 0 },
	{ 19, "source_port", RELAYOPT_EMPTY, 0, NULL, 0 },
	{ 150, "link_selection_cisco", RELAYOPT_IPV4, 4, NULL, 0 },
	{ 151, "vss", RELAYOPT_OPEN, 0, NULL, NEST_VSS },
	{ 152, "server_id_override_cisco", RELAYOPT_IPV4, 4, NULL, 0 },
	/* The same code without a value, RFC 6607. */
	{ 152, "vss_control", RELAYOPT_EMPTY, 0, NULL, 0 },
	{ 0, NULL, 0, 0, NULL, 0 }
};

#define RATE(code, name) \
	{ code, name "_up", RELAYOPT_NUMBER, 4, NULL, NEST_RATE }, \
	{ code + 1, name "_down", RELAYOPT_NUMBER, 4, NULL, NEST_RATE }
#define DELAY(code, name) { code, name, RELAYOPT_NUMBER, 4, "ms", 0 }
#define ONE_RATE(code, name) \
	{ code, name, RELAYOPT_NUMBER, 4, NULL, NEST_RATE }

const struct relayopt_def relayopt_line_defs[] = {
	{ 1, "circuit_id", RELAYOPT_CIRCUIT, 0, NULL, 0 },
	{ 2, "remote_id", RELAYOPT_REMOTE, 0, NULL, 0 },
	{ 3, "aggregation_circuit_id", RELAYOPT_CIRCUIT, 0, NULL, 0 },
	{ 6, "aggregation_circuit_id_binary", RELAYOPT_HEX, 0, NULL, 0 },
	RATE(129, "actual_data_rate"),
	RATE(131, "minimum_data_rate"),
	RATE(133, "attainable_data_rate"),
	RATE(135, "maximum_data_rate"),
	RATE(137, "minimum_data_rate_low_power"),
	DELAY(139, "maximum_interleaving_delay_up"),
	DELAY(140, "actual_interleaving_delay_up"),
	DELAY(141, "maximum_interleaving_delay_down"),
	DELAY(142, "actual_interleaving_delay_down"),
	{ 144, "encapsulation", RELAYOPT_OPEN, 3, NULL, NEST_LOOP },
	{ 145, "dsl_type", RELAYOPT_NUMBER, 4, NULL, 0 },
	{ 151, "pon_access_type", RELAYOPT_NUMBER, 4, NULL, 0 },
	RATE(155, "expected_throughput"),
	RATE(157, "attainable_expected_throughput"),
	RATE(159, "gamma_data_rate"),
	RATE(161, "attainable_gamma_data_rate"),
	ONE_RATE(176, "ont_average_data_rate_down"),
	ONE_RATE(177, "ont_peak_data_rate_down"),
	ONE_RATE(178, "ont_maximum_data_rate_up"),
	ONE_RATE(179, "ont_assured_data_rate_up"),
	ONE_RATE(180, "pon_tree_maximum_data_rate_up"),
	ONE_RATE(181, "pon_tree_maximum_data_rate_down"),
	{ 254, "iwf_session", RELAYOPT_EMPTY, 0, NULL, 0 },
	{ 0, NULL, 0, 0, NULL, 0 }
};

/* Those that RFC 4014 lets a relay send. */
const struct relayopt_def relayopt_radius_defs[] = {
	{ 1, "user_name", RELAYOPT_TEXT, 0, NULL, 0 },
	{ 6, "service_type", RELAYOPT_NUMBER, 4, NULL, 0 },
	{ 25, "class", RELAYOPT_TEXT, 0, NULL, 0 },
	{ 26, "vendor_specific", RELAYOPT_OPEN, 0, NULL, NEST_RADIUS_VSA },
	{ 27, "session_timeout", RELAYOPT_NUMBER, 4, "s", 0 },
	{ 88, "framed_pool", RELAYOPT_TEXT, 0, NULL, 0 },
	{ 100, "framed_ipv6_pool", RELAYOPT_TEXT, 0, NULL, 0 },
	{ 0, NULL, 0, 0, NULL, 0 }
};

const struct relayopt_def relayopt_nokia_defs[] = {
	{ 5, "system_name", RELAYOPT_TEXT, 0, NULL, 0 },
	{ 0, NULL, 0, 0, NULL, 0 }
};

static const struct {
	uint32_t number;
	const char *name;
} enterprises[] = {
	{ 9, "Cisco" }, { 171, "D-Link" }, { 311, "Microsoft" },
	{ 637, "Alcatel" }, { 664, "Adtran" }, { 890, "Zyxel" },
	{ 1332, "Iskratel" }, { 2011, "Huawei" }, { 2352, "Redback" },
	{ 2636, "Juniper" }, { 3561, "Broadband Forum" }, { 3902, "ZTE" },
	{ 4491, "CableLabs" }, { 4874, "Juniper ERX" }, { 6296, "Dasan" },
	{ 6527, "Nokia" }, { 11863, "TP-Link" }, { 14988, "MikroTik" },
	{ 25506, "H3C" }, { 30065, "Arista" }, { 35265, "Eltex" },
};
/* clang-format on */

const char *
relayopt_enterprise(uint32_t number)
{
	for (size_t i = 0; i < COUNT(enterprises); i++)
		if (enterprises[i].number == number)
			return enterprises[i].name;
	return NULL;
}

bool
relayopt_is_name(const char *name, size_t len)
{
	static const struct relayopt_def *const lists[] = { relayopt_82_defs,
		relayopt_line_defs, relayopt_radius_defs, relayopt_nokia_defs };

	for (size_t i = 0; i < COUNT(lists); i++)
		for (const struct relayopt_def *d = lists[i]; d->name; d++)
			if (strlen(d->name) == len &&
			    memcmp(d->name, name, len) == 0)
				return true;
	return false;
}

const char *
relayopt_loop_word(
    enum relayopt_carrier carrier, unsigned int octet, uint8_t value)
{
	static const char *const links[] = { "aal5", "ethernet" };
	static const char *const tags[] = { NULL, "untagged", "single-tagged" };
	static const char *const protocols[] = { NULL, "pppoa-llc",
		"pppoa-null", "ipoa-llc", "ipoa-null", "eoaal5-llc-fcs",
		"eoaal5-llc", "eoaal5-null-fcs", "eoaal5-null" };

	if (octet == 0 && carrier == CARRIER_RADIUS)
		value--; /* 1 is AAL5 there; 0 wraps to no word */
	if (octet == 0)
		return value < COUNT(links) ? links[value] : NULL;
	if (octet == 1)
		return value < COUNT(tags) ? tags[value] : NULL;
	return value < COUNT(protocols) ? protocols[value] : NULL;
}
