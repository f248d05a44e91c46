#include <stdio.h>
#include <string.h>

#include "lint.h"
#include "num.h"

/* Up to here a shared network has one mask and one set of options. */
#define VERSION_OWN_MASK 20600u

unsigned int
lint_version(const char *text)
{
	unsigned int version = 0;

	for (int part = 0; part < 3; part++) {
		size_t len = strspn(text, "0123456789");
		uint32_t n;

		if (num_span_u32(text, len, 0, 99, &n) == -1)
			return 0;
		version = version * 100 + n;
		text += len;
		if (part < 2 && *text++ != '.')
			return 0;
	}
	return version;
}

const char *
lint_subnet_path(const struct keadoc_subnet *s, char path[LINT_PATH_MAX])
{
	char text[IPNET_STRLEN];

	snprintf(path, LINT_PATH_MAX, "subnet%c[%s]",
	    s->net.family == AF_INET ? '4' : '6', ipnet_str(&s->net, text));
	return path;
}

/* How a MAC is found without help of the client: any of these will do. */
static bool
is_mac_source(const char *name)
{
	static const char *const good[] = { "any", "duid", "ipv6-link-local",
		"client-link-addr-option", "rfc6939" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (strcmp(name, good[i]) == 0)
			return true;
	return false;
}

static void
lint_mac_sources(const struct lint_kea *k)
{
	const json_t *list = json_object_get(k->doc->body, "mac-sources");

	if (!list) /* Kea's own default is "any" */
		return;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = json_string_value(json_array_get(list, i));

		if (name && is_mac_source(name))
			return;
	}
	finding_add(k->f, FIND_MAC_SOURCES, "mac-sources",
	    "want any, duid, ipv6-link-local or client-link-addr-option, have "
	    "none of them: no reservation by hw-address is found");
}

static void
lint_by_line(const struct lint_kea *k)
{
	struct why why;

	if (!keadoc_by_interface(k->doc, &why))
		finding_add_why(k->f, FIND_INTERFACE_ID, &why);
}

void
lint_identifiers(const struct lint_kea *k)
{
	enum host_id_type type =
	    k->doc->family == AF_INET ? HOST_CIRCUIT_ID : HOST_HW_ADDRESS;

	if (k->doc->family == AF_INET6 && k->by_line) {
		lint_by_line(k);
		return;
	}
	if (!k->doc->id_types[type])
		finding_add(k->f, FIND_IDENTIFIERS,
		    "host-reservation-identifiers", "want %s, have none",
		    host_id_type_name(type));
	if (k->doc->family == AF_INET6)
		lint_mac_sources(k);
}

/* The part behind the slash of the i-th subnet, "" when there is none. */
static const char *
subnet_len(const json_t *subnets, size_t i)
{
	const char *text = json_string_value(
	    json_object_get(json_array_get(subnets, i), "subnet"));
	const char *slash = text ? strchr(text, '/') : NULL;

	return slash ? slash : "";
}

static void
lint_network(const struct lint_kea *k, const json_t *network)
{
	const json_t *subnets = json_object_get(network, "subnet4");
	const char *name = json_string_value(json_object_get(network, "name"));
	const char *len = subnet_len(subnets, 0);
	bool options = false, mixed = false;
	char path[256];

	if (json_array_size(subnets) < 2)
		return;
	snprintf(path, sizeof(path), "shared-networks[%s].subnet4",
	    name ? name : "");
	for (size_t i = 0; i < json_array_size(subnets); i++) {
		const json_t *s = json_array_get(subnets, i);

		mixed |= strcmp(subnet_len(subnets, i), len) != 0;
		options |=
		    json_array_size(json_object_get(s, "option-data")) > 0;
	}
	if (mixed)
		finding_add(k->f, FIND_NETWORK_MASK, path,
		    "want subnets of one length before Kea 2.6, have several: "
		    "all subscribers get the first one's mask");
	if (options)
		finding_add(k->f, FIND_NETWORK_OPTIONS, path,
		    "want options in client-classes before Kea 2.6, have "
		    "option-data: all subscribers get the first subnet's");
}

void
lint_networks(const struct lint_kea *k)
{
	const json_t *list = json_object_get(k->doc->body, "shared-networks");

	if (k->doc->family != AF_INET || k->version == 0 ||
	    k->version >= VERSION_OWN_MASK)
		return;
	for (size_t i = 0; i < json_array_size(list); i++)
		lint_network(k, json_array_get(list, i));
}

void
lint_doc(const struct lint_kea *k)
{
	lint_identifiers(k);
	lint_prefixes(k);
	lint_networks(k);
	lint_times(k);
	lint_hooks(k);
	lint_paths(k);
	lint_hosts(k);
}
