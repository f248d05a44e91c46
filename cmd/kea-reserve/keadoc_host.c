#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jcopy.h"
#include "keadoc.h"
#include "keadoc_host.h"
#include "netset.h"
#include "num.h"

int
keadoc_net(const char *text, int family, struct ipnet *out)
{
	const char *slash = strchr(text, '/');
	char addr[IPNET_STRLEN];
	uint32_t len;

	if (!slash)
		return ipnet_parse_addr(text, family, out, NULL);
	if ((size_t)(slash - text) >= sizeof(addr))
		return -1;
	memcpy(addr, text, (size_t)(slash - text));
	addr[slash - text] = '\0';
	if (ipnet_parse_addr(addr, family, out, NULL) == -1 ||
	    num_parse_u32(slash + 1, 0, ipnet_maxlen(family), &len) == -1)
		return -1;
	*out = netset_shorten(out, (uint8_t)len);
	return 0;
}

/* 0, or -1 when memory is short. */
static int
read_id(const json_t *raw, struct keadoc_host *h)
{
	for (int t = HOST_CIRCUIT_ID; t <= HOST_FLEX_ID; t++) {
		enum host_id_type type = (enum host_id_type)t;
		const char *text = json_string_value(
		    json_object_get(raw, host_id_type_name(type)));

		if (text && host_id_parse(type, text, &h->host.id, NULL) == 0)
			h->has_id = true;
		else if (text && errno == ENOMEM)
			return -1;
	}
	return 0;
}

/* One address or prefix; the first of each is the host's own. */
static void
read_net(const char *text, struct ipnet *first, struct keadoc_host *h)
{
	struct ipnet *net = &h->nets[h->net_count];
	bool none;

	if (!text || keadoc_net(text, h->host.family, net) == -1) {
		h->extra = true;
		return;
	}
	none = h->host.family == AF_INET && net->addr[0] == 0;
	if (none) /* 0.0.0.0: Kea's word for no address */
		return;
	h->net_count++;
	if (first->family == AF_UNSPEC)
		*first = *net;
	else
		h->extra = true;
}

static int
read_nets(const json_t *raw, struct keadoc_host *h)
{
	const json_t *one = json_object_get(raw, "ip-address");
	const json_t *addrs = json_object_get(raw, "ip-addresses");
	const json_t *prefixes = json_object_get(raw, "prefixes");
	size_t i;
	json_t *v;

	h->nets = calloc(1 + json_array_size(addrs) + json_array_size(prefixes),
	    sizeof(*h->nets));
	if (!h->nets)
		return -1;
	if (h->host.family == AF_INET && one)
		read_net(json_string_value(one), &h->host.addr, h);
	if (h->host.family == AF_INET)
		return 0;
	json_array_foreach(addrs, i, v)
	{
		read_net(json_string_value(v), &h->host.addr, h);
	}
	json_array_foreach(prefixes, i, v)
	{
		read_net(json_string_value(v), &h->host.prefix, h);
	}
	return 0;
}

static int
read_class(const json_t *raw, struct keadoc_host *h)
{
	const json_t *list = json_object_get(raw, "client-classes");
	const char *name = json_string_value(json_array_get(list, 0));

	if (json_array_size(list) > 1)
		h->extra = true;
	if (!name)
		return 0;
	if (strlen(name) < HOST_TEXT_MAX)
		return name_set(&h->host.client_class, name, strlen(name));
	h->extra = true;
	return 0;
}

/* What the mark says, when it is one: 0, or -1 when memory is short. */
static int
read_mark(const json_t *raw, struct keadoc_host *h)
{
	const json_t *mark =
	    json_object_get(json_object_get(raw, "user-context"), HOST_MARK);

	errno = 0;
	h->marked = host_unmark(mark, &h->host) == 0;
	return !h->marked && errno == ENOMEM ? -1 : 0;
}

/* Ours have this identifier and hold something. */
static bool
right_shape(const struct host *h)
{
	if (h->family == AF_INET)
		return h->id.type == HOST_CIRCUIT_ID &&
		    h->addr.family == AF_INET;
	return ((h->id.type == HOST_HW_ADDRESS && h->id.len == 6) ||
		   h->id.type == HOST_FLEX_ID) &&
	    (h->addr.family == AF_INET6 || h->prefix.family == AF_INET6);
}

int
keadoc_host_read(json_t *raw, int family, bool global, struct keadoc_host *out)
{
	memset(out, 0, sizeof(*out));
	out->raw = raw;
	out->global = global;
	out->host.family = family;
	if (read_id(raw, out) == -1 || read_class(raw, out) == -1 ||
	    read_nets(raw, out) == -1)
		return -1;
	if (!global || !out->has_id || !right_shape(&out->host) ||
	    read_mark(raw, out) == 0)
		return 0;
	free(out->nets);
	out->nets = NULL;
	return -1;
}

const char *
keadoc_name(const struct keadoc_host *h, char buf[KEADOC_NAME_MAX])
{
	char id[3 * HOST_ID_MAX];

	if (!h->has_id)
		snprintf(buf, KEADOC_NAME_MAX, "without identifier");
	else
		snprintf(buf, KEADOC_NAME_MAX, "%s %s",
		    host_id_type_name(h->host.id.type),
		    host_id_str(&h->host.id, id));
	return buf;
}

/* Members that a reservation may leave out, and what Kea shows then. */
static bool
is_default(const char *key, const json_t *value)
{
	static const char *const strings[] = { "boot-file-name", "hostname",
		"server-hostname" };
	static const char *const lists[] = { "client-classes", "ip-addresses",
		"option-data", "prefixes" };

	if (json_is_string(value) && strcmp(key, "next-server") == 0)
		return strcmp(json_string_value(value), "0.0.0.0") == 0;
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		if (strcmp(key, strings[i]) == 0)
			return json_is_string(value) &&
			    json_string_length(value) == 0;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (strcmp(key, lists[i]) == 0)
			return json_is_array(value) &&
			    json_array_size(value) == 0;
	return false;
}

json_t *
keadoc_shorten(json_t *raw)
{
	json_t *value, *new;
	const char *key;

	if (!json_is_object(raw))
		return json_incref(raw);
	new = json_object();
	json_object_foreach(raw, key, value)
	{
		if (!is_default(key, value) &&
		    json_object_set(new, key, value) == -1) {
			json_decref(new);
			return NULL;
		}
	}
	return new;
}

/* {"collecte": mark} with whatever else stands in the old user-context. */
static json_t *
context_json(const struct host *h, const json_t *old)
{
	json_t *was = json_object_get(old, "user-context");
	json_t *new = json_is_object(was) ? jcopy(was) : json_object();

	if (new &&json_object_set_new(new, HOST_MARK, host_mark(h)) == -1) {
		json_decref(new);
		return NULL;
	}
	return new;
}

static int
set_net(json_t *obj, const char *key, const struct ipnet *net, bool list)
{
	char buf[IPNET_STRLEN];
	json_t *value;

	if (net->family == AF_UNSPEC)
		return 0;
	ipnet_str(net, buf);
	value = list ? json_pack("[s]", buf) : json_string(buf);
	return json_object_set_new(obj, key, value);
}

json_t *
keadoc_host_json(const struct host *h, const json_t *old)
{
	static const char *const ours[] = { "ip-address", "ip-addresses",
		"prefixes", "client-classes" };
	bool six = h->family == AF_INET6;
	const char *class = name_str(h->client_class);
	char id[3 * HOST_ID_MAX];
	json_t *new = old ? keadoc_shorten((json_t *)old) : json_object();

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		json_object_del(new, ours[i]);
	if (json_object_set_new(new, host_id_type_name(h->id.type),
		json_string(host_id_str(&h->id, id))) == -1 ||
	    set_net(new, six ? "ip-addresses" : "ip-address", &h->addr, six) ==
		-1 ||
	    set_net(new, "prefixes", &h->prefix, true) == -1 ||
	    (class[0] != '\0' &&
		json_object_set_new(
		    new, "client-classes", json_pack("[s]", class)) == -1) ||
	    json_object_set_new(new, "user-context", context_json(h, old)) ==
		-1) {
		json_decref(new);
		return NULL;
	}
	return new;
}
