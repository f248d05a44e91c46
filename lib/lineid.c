#include <stdio.h>
#include <string.h>

#include "hwaddr.h"
#include "lineid_part.h"
#include "vis.h"

static const struct lineid_layout layout_opaque_text = {
	"opaque-text",
	NULL,
	NULL,
};
static const struct lineid_layout layout_opaque_bytes = {
	"opaque-bytes",
	NULL,
	NULL,
};

/* Slots and ports of an access node tell nothing without its name. */
static const struct {
	const char *name;
	bool private;
} keys[] = {
	[LINEID_NODE] = { "node", true },
	[LINEID_ACCESS_TYPE] = { "access_type", false },
	[LINEID_PATH] = { "path", true },
	[LINEID_CHASSIS] = { "chassis", false },
	[LINEID_RACK] = { "rack", false },
	[LINEID_SHELF] = { "shelf", false },
	[LINEID_SLOT] = { "slot", false },
	[LINEID_SUBSLOT] = { "subslot", false },
	[LINEID_PORT] = { "port", false },
	[LINEID_ONU_ID] = { "onu_id", true },
	[LINEID_ONU_SLOT] = { "onu_slot", true },
	[LINEID_ONU_PORT] = { "onu_port", true },
	[LINEID_ONU_SERIAL] = { "onu_serial", true },
	[LINEID_GEM_PORT] = { "gem_port", true },
	[LINEID_IF_NAME] = { "if_name", true },
	[LINEID_FPC] = { "fpc", true },
	[LINEID_PIC] = { "pic", true },
	[LINEID_UNIT] = { "unit", true },
	[LINEID_VPI] = { "vpi", true },
	[LINEID_VCI] = { "vci", true },
	[LINEID_XPI] = { "xpi", true },
	[LINEID_XCI] = { "xci", true },
	[LINEID_S_VLAN] = { "s_vlan", true },
	[LINEID_C_VLAN] = { "c_vlan", true },
	[LINEID_VLAN] = { "vlan", true },
	[LINEID_MODULE] = { "module", false },
	[LINEID_SERVICE_ID] = { "service_id", true },
	[LINEID_SESSION] = { "session", true },
	[LINEID_NAS_TYPE] = { "nas_type", false },
	[LINEID_NAS_IF_NAME] = { "nas_if_name", false },
	[LINEID_NAS_SLOT] = { "nas_slot", false },
	[LINEID_NAS_SUBSLOT] = { "nas_subslot", false },
	[LINEID_NAS_PORT] = { "nas_port", false },
	[LINEID_NAS_VPI] = { "nas_vpi", true },
	[LINEID_NAS_VCI] = { "nas_vci", true },
	[LINEID_NAS_S_VLAN] = { "nas_s_vlan", true },
	[LINEID_NAS_VLAN] = { "nas_vlan", true },
	[LINEID_MAC] = { "mac", true },
	[LINEID_IPV4] = { "ipv4", true },
	[LINEID_STRING] = { "string", true },
	[LINEID_REST] = { "rest", true },
};

const char *
lineid_key_name(enum lineid_key key)
{
	return keys[key].name;
}

bool
lineid_is_private(enum lineid_key key)
{
	return keys[key].private;
}

int
lineid_profile_parse(const char *name, enum lineid_profile *out)
{
	if (strcmp(name, "nokia") == 0)
		*out = LINEID_NOKIA;
	else if (strcmp(name, "huawei") == 0)
		*out = LINEID_HUAWEI;
	else
		return -1;
	return 0;
}

bool
lineid_bad_vlan(const struct lineid_field *field)
{
	switch (field->key) {
	case LINEID_VLAN:
	case LINEID_S_VLAN:
	case LINEID_C_VLAN:
	case LINEID_NAS_VLAN:
	case LINEID_NAS_S_VLAN:
		return field->type == LINEID_NUMBER && field->number > 4094;
	default:
		return false;
	}
}

bool
lineid_is_opaque(const struct lineid *line)
{
	return line->count == 0;
}

struct lineid_field *
lineid_add(struct lineid *out, enum lineid_key key, enum lineid_type type)
{
	struct lineid_field *f = &out->field[out->count++];

	f->key = key;
	f->type = type;
	f->number = 0;
	f->p = NULL;
	f->len = 0;
	return f;
}

void
lineid_add_number(struct lineid *out, enum lineid_key key, uint32_t number,
    const void *p, size_t len)
{
	struct lineid_field *f = lineid_add(out, key, LINEID_NUMBER);

	f->number = number;
	f->p = p;
	f->len = len;
}

void
lineid_add_span(struct lineid *out, enum lineid_key key, enum lineid_type type,
    const void *p, size_t len)
{
	struct lineid_field *f = lineid_add(out, key, type);

	f->p = p;
	f->len = len;
}

static const char *
mac_value(const struct lineid_field *f, char *buf)
{
	struct hwaddr mac = { { 0 } };

	if (f->type == LINEID_OCTETS)
		memcpy(mac.octet, f->p, sizeof(mac.octet));
	else
		hwaddr_parse((const char *)f->p, f->len, &mac, NULL);
	return hwaddr_str(&mac, buf);
}

const char *
lineid_value(
    const struct lineid_field *f, char buf[LINEID_VALUE_SIZE], size_t *len)
{
	switch (f->type) {
	case LINEID_NUMBER:
		snprintf(
		    buf, LINEID_VALUE_SIZE, "%lu", (unsigned long)f->number);
		break;
	case LINEID_OCTETS:
	case LINEID_SPELLED_MAC:
		mac_value(f, buf);
		break;
	case LINEID_ADDRESS:
		snprintf(buf, LINEID_VALUE_SIZE, "%d.%d.%d.%d", f->p[0],
		    f->p[1], f->p[2], f->p[3]);
		break;
	case LINEID_SPAN:
	case LINEID_LIST:
		*len = f->len;
		return (const char *)f->p;
	case LINEID_ABSENT:
		buf[0] = '\0';
		break;
	}
	*len = strlen(buf);
	return buf;
}

bool
lineid_is_binary(const void *p, size_t len)
{
	struct lineid line = { .count = 0 };
	struct lineid_how how = { .mac_spelling = true };

	return lineid_parse_binary(p, len, &how, true, &line);
}

void
lineid_parse_as(
    const void *p, size_t len, const struct lineid_how *how, struct lineid *out)
{
	bool text = len > 0 && vis_is_text(p, len);

	out->inner = NULL;
	if (!text && lineid_parse_binary(p, len, how, true, out))
		return;
	if ((!text || (len == 6 && how->mac_spelling)) &&
	    lineid_parse_binary(p, len, how, false, out))
		return;
	if (text && lineid_parse_text(p, len, how, out))
		return;
	out->count = 0;
	out->layout = text ? &layout_opaque_text : &layout_opaque_bytes;
}

void
lineid_parse(const void *p, size_t len, bool mac_spelling, struct lineid *out)
{
	struct lineid_how how = { .mac_spelling = mac_spelling };

	lineid_parse_as(p, len, &how, out);
}
