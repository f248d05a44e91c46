#include <string.h>

#include "lineid_part.h"
#include "linetpl.h"
#include "num.h"

/* A layout as a template; `inner`: its rest is a circuit-id in its turn. */
struct form {
	struct lineid_layout layout;
	enum lineid_profile profile; /* only then */
	bool inner;
	const char *text;
};

#define CN_NOTE "4096 is no VLAN, all zeros an unknown port"
#define NAS "%nas_slot/%nas_subslot/%nas_port"
#define CN_LINE " %node/%rack/%shelf/%slot/%subslot/%port[:%xpi.%xci]"

static const struct form forms[] = {
	{ { "pon-serial", "common", NULL }, 0, false,
	    "%node %access_type(pon|gpon|eth) %rack/%shelf/%slot/%port/"
	    "%onu_id/000000000000%12onu_serial[:%vlan]" },
	{ { "cn-telecom", "documented", CN_NOTE }, 0, false,
	    "%nas_type(atm) " NAS ":%nas_vpi.%nas_vci" CN_LINE },
	{ { "cn-telecom", "documented", CN_NOTE }, 0, false,
	    "%nas_type(eth|trunk|ge|0) " NAS ":%nas_s_vlan.%nas_vlan" CN_LINE },
	{ { "cn-telecom", "common", CN_NOTE }, 0, false,
	    "%nas_if_name:%nas_s_vlan.%nas_vlan" CN_LINE },
	{ { "cn-163", "documented", NULL }, 0, false,
	    "slot=%slot;subslot=%subslot;port=%port;"
	    "vlanid=%vlan;[vlanid2=%s_vlan;]" },
	{ { "cn-163", "documented", NULL }, 0, false,
	    "slot=%slot;subslot=%subslot;port=%port;vpi=%vpi;vci=%vci;" },
	{ { "bas-prefixed", "documented", NULL }, 0, true,
	    "%nas_type(atm) %nas_slot/[%nas_subslot/]%nas_port"
	    "[:%nas_vpi.%nas_vci][ ]#[ ]%rest" },
	{ { "bas-prefixed", "documented", NULL }, 0, true,
	    "%nas_type(eth) %nas_slot/[%nas_subslot/]%nas_port"
	    "[:[%nas_s_vlan[.][-]]%nas_vlan][ ]#[ ]%rest" },
	{ { "redback", "common", NULL }, 0, false,
	    "%slot/%port vlan-id [%s_vlan:]%vlan %access_type(clips|pppoe) "
	    "%session" },
	{ { "sros-tuple", "documented", NULL }, LINEID_NOKIA, false,
	    "%node/%service_id/%if_name" },
	{ { "if-vlan", "common", NULL }, 0, false, "Vlan%vlan+%if_name" },
	{ { "if-vlan", "common", NULL }, 0, false, "Vlan%vlan-%if_name" },
	{ { "if-vlan", "documented", NULL }, 0, false, "%if_name:Vlan%vlan" },
	{ { "if-vlan", "guess", "a name and a number of any other kind" }, 0,
	    false, "%if_name:%vlan" },
};

#define COUNT (sizeof(forms) / sizeof(forms[0]))

/* Compiled when a value first needs them: most have a layout before. */
static const struct linetpl *
compiled(size_t i)
{
	static struct linetpl templates[COUNT];
	struct linetpl *t = &templates[i];

	if (!t->layout.name) {
		linetpl_compile(
		    t, forms[i].layout.name, forms[i].text, NULL, NULL);
		t->layout = forms[i].layout;
	}
	return t;
}

/* The circuit-id that a BRAS has put its own port in front of. */
static void
parse_inner(const struct lineid_how *how, struct lineid *out)
{
	const struct lineid_field rest = out->field[out->count - 1];
	struct lineid inner = { .count = 0 };

	if (!lineid_parse_keyword(rest.p, rest.len, how, &inner) ||
	    out->count - 1 + inner.count > LINEID_MAX_FIELDS)
		return;
	out->count--;
	out->inner = inner.layout;
	memcpy(&out->field[out->count], inner.field,
	    inner.count * sizeof(inner.field[0]));
	out->count += inner.count;
}

/* The one layout in which 4096 is a VLAN: none. */
static void
drop_no_vlan(struct lineid *out)
{
	for (size_t i = 0; i < out->count; i++) {
		struct lineid_field *f = &out->field[i];

		if ((f->key == LINEID_NAS_VLAN ||
			f->key == LINEID_NAS_S_VLAN) &&
		    f->type == LINEID_NUMBER && f->number == 4096)
			*f = (struct lineid_field){ .key = f->key,
				.type = LINEID_ABSENT };
	}
}

/*
 * NODE|SERVICE|INTERFACE[|...]: a router's interface is called as its operator
 * likes, so no template names what it may hold.
 */
static bool
parse_tuple(const char *p, size_t len, struct lineid *out)
{
	static const struct lineid_layout layout = {
		"sros-tuple",
		"documented",
		NULL,
	};
	const char *end = p + len, *service, *name, *rest;
	uint32_t number;

	service = memchr(p, '|', len);
	name = service ? memchr(service + 1, '|', (size_t)(end - service) - 1)
		       : NULL;
	if (!name || service == p || name + 1 == end || name[1] == '|' ||
	    num_span_u32(service + 1, (size_t)(name - service) - 1, 0,
		UINT32_MAX, &number) == -1)
		return false;
	rest = memchr(name + 1, '|', (size_t)(end - name) - 1);
	out->count = 0;
	out->layout = &layout;
	lineid_add_span(
	    out, LINEID_NODE, LINEID_SPAN, p, (size_t)(service - p));
	lineid_add_number(out, LINEID_SERVICE_ID, number, service + 1,
	    (size_t)(name - service) - 1);
	lineid_add_span(out, LINEID_IF_NAME, LINEID_SPAN, name + 1,
	    (size_t)((rest ? rest : end) - name) - 1);
	if (rest)
		lineid_add_span(out, LINEID_REST, LINEID_SPAN, rest + 1,
		    (size_t)(end - rest) - 1);
	else
		lineid_add(out, LINEID_REST, LINEID_ABSENT);
	return true;
}

bool
lineid_parse_forms(
    const void *p, size_t len, const struct lineid_how *how, struct lineid *out)
{
	for (size_t i = 0; i < COUNT; i++) {
		const struct form *form = &forms[i];

		if ((form->profile != LINEID_ANY_PROFILE &&
			form->profile != how->profile) ||
		    !linetpl_match(compiled(i), p, len, out))
			continue;
		if (form->inner)
			parse_inner(how, out);
		if (strcmp(form->layout.name, "cn-telecom") == 0)
			drop_no_vlan(out);
		return true;
	}
	return parse_tuple(p, len, out);
}
