/* Reservations of one Kea service, ours and foreign ones. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "hex.h"
#include "lineid.h"
#include "lint.h"
#include "netset.h"

#define PATH_MAX_LEN (KEADOC_NAME_MAX + 64)

/* "reservations[circuit-id 6f6c74]", with the member behind. */
static const char *
host_path(
    const struct keadoc_host *h, const char *member, char path[PATH_MAX_LEN])
{
	char name[KEADOC_NAME_MAX];

	snprintf(path, PATH_MAX_LEN, "%sreservations[%s]%s",
	    h->global ? "" : "subnet's ", keadoc_name(h, name), member);
	return path;
}

/* Classes that Kea has without being told. */
static bool
is_builtin(const char *name)
{
	static const char *const whole[] = { "ALL", "KNOWN", "UNKNOWN", "DROP",
		"BOOTP", "SKIP_DDNS" };
	static const char *const front[] = { "VENDOR_CLASS_", "HA_", "AFTER_",
		"EXTERNAL_", "SPAWN_" };

	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		if (strcmp(name, whole[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof(front) / sizeof(front[0]); i++)
		if (strncmp(name, front[i], strlen(front[i])) == 0)
			return true;
	return false;
}

static void
lint_classes(
    const struct lint_kea *k, const struct keadoc_host *h, const json_t *raw)
{
	const json_t *list = json_object_get(raw, "client-classes");
	char path[PATH_MAX_LEN];

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = json_string_value(json_array_get(list, i));

		if (name && !keadoc_has_class(k->doc, name) &&
		    !is_builtin(name))
			finding_add(k->f, FIND_HOST_CLASS,
			    host_path(h, ".client-classes", path),
			    "want a class that is defined, have %s: its "
			    "options are not handed out",
			    name);
	}
}

static bool
is_text(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] < 0x20 || p[i] > 0x7e)
			return false;
	return len > 0;
}

/*
 * Kea takes an odd number of digits and puts a zero in front: the octets are
 * text once that is taken away again.
 */
static bool
was_odd(const struct host_id *id)
{
	const uint8_t *octets = host_id_octets(id);
	uint8_t text[HOST_ID_MAX];

	if (id->len < 4 || octets[0] > 0xf || is_text(octets, id->len) ||
	    lineid_is_binary(octets, id->len))
		return false;
	for (size_t i = 0; i + 1 < id->len; i++)
		text[i] = (uint8_t)(octets[i] << 4 | octets[i + 1] >> 4);
	return is_text(text, id->len - 1u);
}

/*
 * The text of hexadecimal digits, where their octets were meant: "0x6f6c74",
 * or digits enough that are text once more.
 */
static bool
is_hex_text(const struct host_id *id)
{
	const char *s = (const char *)host_id_octets(id);
	size_t at = id->len > 2 && s[0] == '0' && tolower(s[1]) == 'x' ? 2 : 0;
	uint8_t octets[HOST_ID_MAX];
	size_t len;

	if (at == 0 && id->len < 16)
		return false;
	return hex_decode(s + at, id->len - at, HEX_BARE, octets,
		   sizeof(octets), &len, NULL, NULL) == 0 &&
	    is_text(octets, len);
}

/* The identifier as the document spells it; null when there is none. */
static const char *
id_spelling(const json_t *raw)
{
	for (int t = HOST_CIRCUIT_ID; t <= HOST_FLEX_ID; t++) {
		const char *s = json_string_value(json_object_get(
		    raw, host_id_type_name((enum host_id_type)t)));

		if (s)
			return s;
	}
	return NULL;
}

static void
lint_spelling(
    const struct lint_kea *k, const struct keadoc_host *h, const json_t *raw)
{
	const char *s = id_spelling(raw);
	char path[PATH_MAX_LEN];

	host_path(h, "", path);
	if (!s)
		finding_add(k->f, FIND_HOST_IDENTIFIER, path,
		    "want an identifier, have none");
	else if (s[0] == '\'' || (s[0] == '0' && tolower(s[1]) == 'x'))
		finding_add(k->f, FIND_HOST_IDENTIFIER, path,
		    "want the identifier in bare hexadecimal, have %s", s);
	else if (!h->has_id)
		finding_add(k->f, FIND_HOST_IDENTIFIER, path,
		    "want an even number of hexadecimal digits, have %s", s);
}

static void
lint_id(
    const struct lint_kea *k, const struct keadoc_host *h, const json_t *raw)
{
	const struct host_id *id = &h->host.id;
	char path[PATH_MAX_LEN];

	lint_spelling(k, h, raw);
	if (!h->has_id || h->marked || id->type != HOST_CIRCUIT_ID)
		return;
	if (is_hex_text(id))
		finding_add(k->f, FIND_HOST_IDENTIFIER, host_path(h, "", path),
		    "want the circuit-id's octets, have the text %.*s: taken "
		    "for octets once too often",
		    (int)id->len, (const char *)host_id_octets(id));
	else if (was_odd(id))
		finding_add(k->f, FIND_HOST_IDENTIFIER, host_path(h, "", path),
		    "want an even number of digits, have one that was odd: "
		    "Kea has put a 0 in front");
}

static void
lint_addrs(const struct lint_kea *k, const struct keadoc_host *h)
{
	char path[PATH_MAX_LEN], text[IPNET_STRLEN];

	for (size_t i = 0; h->global && i < h->net_count; i++)
		if (ipnet_is_addr(&h->nets[i]) &&
		    !keadoc_subnet_of(k->doc, &h->nets[i]))
			finding_add(k->f, FIND_HOST_OUTSIDE,
			    host_path(h, "", path),
			    "want an address in a subnet, have %s",
			    ipnet_str(&h->nets[i], text));
}

static void
lint_host_bits(
    const struct lint_kea *k, const struct keadoc_host *h, const json_t *raw)
{
	const json_t *list = json_object_get(raw, "prefixes");
	char path[PATH_MAX_LEN];
	struct ipnet net;

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *s = json_string_value(json_array_get(list, i));
		struct why why;

		if (s && ipnet_parse_prefix(s, AF_INET6, &net, &why) == -1)
			finding_add(k->f, FIND_HOST_BITS,
			    host_path(h, ".prefixes", path), "%s", why.text);
	}
}

/* Looking for another, earlier reservation that holds the same. */
struct twin {
	const struct lint_kea *k;
	const struct keadoc_host *host;
};

static int
is_twin(void *arg, void *owner, const struct ipnet *net)
{
	const struct twin *q = arg;
	const struct keadoc_host *other = owner;
	char path[PATH_MAX_LEN], text[IPNET_STRLEN], name[KEADOC_NAME_MAX];

	if (other >= q->host)
		return 0;
	/* One subscriber twice, globally and in a subnet: no contest. */
	if (other->has_id && q->host->has_id &&
	    host_id_equal(&other->host.id, &q->host->host.id))
		return 0;
	finding_add(q->k->f, FIND_HOST_TWIN, host_path(q->host, "", path),
	    "want what no other has, have %s of %s", ipnet_str(net, text),
	    keadoc_name(other, name));
	return 1;
}

static void
lint_twin_nets(const struct lint_kea *k)
{
	const struct keadoc *doc = k->doc;
	struct netset *set = netset_new();

	if (!set)
		k->f->failed = true;
	for (size_t i = 0; set && i < doc->host_count; i++)
		for (size_t j = 0; j < doc->hosts[i].net_count; j++)
			if (netset_add(set, &doc->hosts[i].nets[j],
				&doc->hosts[i]) == -1)
				k->f->failed = true;
	for (size_t i = 0; set && i < doc->host_count; i++) {
		struct twin q = { k, &doc->hosts[i] };

		for (size_t j = 0; j < doc->hosts[i].net_count; j++)
			netset_overlaps(
			    set, &doc->hosts[i].nets[j], is_twin, &q);
	}
	netset_free(set);
}

static void
lint_twin_ids(const struct lint_kea *k)
{
	const struct keadoc *doc = k->doc;
	char path[PATH_MAX_LEN];

	for (size_t i = 1; i < doc->by_id_count; i++)
		if (host_id_equal(
			&doc->by_id[i - 1]->host.id, &doc->by_id[i]->host.id))
			finding_add(k->f, FIND_HOST_TWIN,
			    host_path(doc->by_id[i], "", path),
			    "want each identifier once, have it again");
}

void
lint_hosts(const struct lint_kea *k)
{
	for (size_t i = 0; i < k->doc->host_count; i++) {
		const struct keadoc_host *h = &k->doc->hosts[i];

		json_t *raw = keadoc_raw(h);

		if (!raw)
			k->f->failed = true;
		lint_id(k, h, raw);
		lint_classes(k, h, raw);
		lint_addrs(k, h);
		lint_host_bits(k, h, raw);
		json_decref(raw);
	}
	lint_twin_ids(k);
	lint_twin_nets(k);
}
