#include <stdlib.h>
#include <string.h>

#include "attrs.h"
#include "keaargs.h"
#include "lineid.h"
#include "out.h"
#include "print.h"
#include "radvalue.h"
#include "vis.h"

static bool
is_same(const struct radattr *a, const struct radattr *b)
{
	return a->vendor == b->vendor && a->type == b->type;
}

/* Strings as they are, or null; the rest as in the report. */
static void
put_text(struct out *o, const struct raddict *d, const struct radattr *a)
{
	const struct raddict_attr *known = raddict_find(d, a->vendor, a->type);
	char text[RADVALUE_SIZE];

	if (attrs_is_hidden(a))
		out_null(o, "");
	else if (known && known->type != RADDICT_STRING &&
	    radvalue_text(d, a, text))
		out_str(o, "", text);
	else if (!known || known->type == RADDICT_STRING)
		out_text(o, "", a->p, a->len);
	else
		out_null(o, "");
}

static void
put_hex(struct out *o, const struct radattr *a)
{
	if (attrs_is_hidden(a))
		out_null(o, "");
	else
		out_hex(o, "", a->p, a->len);
}

/* All of one kind, from the walk's next one on. */
static void
put_kind(struct out *o, const struct raddict *d, const struct radpkt *packet,
    const struct radattr *kind)
{
	char label[RADDICT_LABEL_SIZE];
	struct radpkt_walk w;
	struct radattr a;

	out_open(o, raddict_label(d, kind, label));
	out_list_begin(o, "text");
	radpkt_walk(&w, packet);
	while (radpkt_next(&w, &a))
		if (is_same(&a, kind))
			put_text(o, d, &a);
	out_list_end(o);
	out_list_begin(o, "hex");
	radpkt_walk(&w, packet);
	while (radpkt_next(&w, &a))
		if (is_same(&a, kind))
			put_hex(o, &a);
	out_list_end(o);
	out_close(o);
}

/* An object may have a key once: attributes of one kind stand together. */
static void
put_attrs(struct out *o, const struct raddict *d, const struct radpkt *packet)
{
	struct radpkt_walk w;
	struct radattr a, first;

	out_open(o, "attributes");
	radpkt_walk(&w, packet);
	while (radpkt_next(&w, &a))
		if (radpkt_find(packet, a.vendor, a.type, &first) &&
		    first.p == a.p)
			put_kind(o, d, packet, &a);
	out_close(o);
}

static void
put_packet(struct out *o, const char *key, const struct raddict *d,
    const struct radpkt *packet)
{
	if (!packet->p) {
		out_null(o, key);
		return;
	}
	out_open(o, key);
	out_word(o, "code", radpkt_code_name(packet->code));
	out_uint(o, "id", packet->id);
	out_uint(o, "octets", packet->len);
	put_attrs(o, d, packet);
	out_close(o);
}

static void
put_line(struct out *o, const struct answer *a)
{
	char buf[LINEID_VALUE_SIZE];
	struct radattr attr;
	struct lineid line;
	size_t len;

	if (!radpkt_find(
		&a->request, attrs_line.vendor, attrs_line.type, &attr)) {
		out_null(o, "line");
		return;
	}
	lineid_parse(attr.p, attr.len, false, &line);
	out_open(o, "line");
	out_word(o, "layout", line.layout->name);
	for (size_t i = 0; i < line.count; i++) {
		const struct lineid_field *f = &line.field[i];
		const char *value;

		if (f->type == LINEID_ABSENT)
			continue;
		value = lineid_value(f, buf, &len);
		out_text(o, lineid_key_name(f->key), value, len);
	}
	out_close(o);
}

static void
put_times(struct out *o, const struct answer *a)
{
	out_uint(o, "tries", a->seen->tries);
	if (a->reply.p)
		out_real(o, "ms", a->seen->ms, 3);
	else
		out_null(o, "ms");
	out_real(o, "total_ms", a->seen->total_ms, 3);
}

static void
put_signed(struct out *o, const struct answer *a)
{
	out_bool(o, "authenticated", a->reply.p != NULL);
	out_bool(o, "message_authenticator", a->mac == RADPKT_MAC_RIGHT);
	out_word(o, "libradcli", radsend_version);
	out_bool(o, "libradcli_authenticates", radsend_checks);
}

static void
put_meaning(struct out *o, const struct answer *a)
{
	struct meaning m;

	answer_mean(a, &m);
	out_list_begin(o, "meaning");
	for (size_t i = 0; i < m.count; i++)
		out_str(o, "", m.line[i]);
	out_list_end(o);
}

/* -1 when there is no memory for them. */
static int
put_kea_args(struct out *o, const struct answer *a)
{
	bool wanted = answer_has_kea_args(a);
	char *text = NULL;
	size_t len;
	FILE *fp = wanted ? open_memstream(&text, &len) : NULL;
	int rc = 0;

	if (fp)
		keaargs_write(
		    fp, a->dict, &a->opt->args, &a->request, &a->reply);
	/* Out of memory in its last step it says nothing, and leaves null. */
	if (wanted && (!fp || fclose(fp) == EOF || !text))
		rc = -1;
	if (wanted && rc == 0)
		out_str(o, "kea_args", text);
	else
		out_null(o, "kea_args");
	free(text);
	return rc;
}

int
print_json(FILE *fp, const struct answer *a)
{
	struct out o;
	int rc;

	out_init(&o, fp, OUT_JSON);
	out_begin(&o);
	out_str(&o, "verdict", answer_word(a->verdict));
	out_str(&o, "server", a->server->to);
	out_str(&o, "from", a->server->from);
	put_times(&o, a);
	put_packet(&o, "request", a->dict, &a->request);
	put_line(&o, a);
	put_packet(&o, "reply", a->dict, &a->reply);
	put_signed(&o, a);
	out_uint(&o, "dropped", a->seen->dropped_count);
	put_meaning(&o, a);
	rc = put_kea_args(&o, a);
	out_end(&o);
	return rc;
}
