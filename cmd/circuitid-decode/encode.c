#include <string.h>

#include "encode.h"
#include "hex.h"
#include "idglob.h"
#include "vis.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *const names[] = {
	[ENCODE_HEX] = "hex",
	[ENCODE_0X] = "0x",
	[ENCODE_COLON] = "colon",
	[ENCODE_OCTAL] = "octal",
	[ENCODE_KEA] = "kea",
	[ENCODE_FREERADIUS] = "freeradius",
	[ENCODE_REGEX] = "regex",
};

/* What each kind is called there; null: it has no place. */
static const struct {
	const char *kea;
	const char *freeradius;
} members[] = {
	[RECORD_CIRCUIT_ID] = { "circuit-id", "ADSL-Agent-Circuit-Id ==" },
	[RECORD_REMOTE_ID] = { "flex-id", "ADSL-Agent-Remote-Id ==" },
	[RECORD_CLASS] = { NULL, "Class :=" },
	[RECORD_MAC] = { "hw-address", NULL },
	[RECORD_USER_NAME] = { NULL, NULL },
	[RECORD_DUID] = { "duid", NULL },
	[RECORD_OPT82] = { NULL, NULL },
	[RECORD_OPT18] = { "flex-id", NULL },
	[RECORD_OPT37] = { "flex-id", NULL },
	[RECORD_PPPOE] = { NULL, NULL },
};

int
encode_format_parse(const char *name, enum encode_format *out)
{
	for (size_t i = 0; i < COUNT(names); i++) {
		if (names[i] && strcmp(name, names[i]) == 0) {
			*out = (enum encode_format)i;
			return 0;
		}
	}
	return -1;
}

int
encode_check(enum encode_format format, enum record_kind kind, struct why *why)
{
	const char *have = record_kind_name(kind);

	if (format == ENCODE_KEA && !members[kind].kea)
		return why_set(why,
		    "-e kea: want -k circuit-id, remote-id, mac, duid, opt18 "
		    "or opt37, have -k %s",
		    have);
	if (format == ENCODE_FREERADIUS && !members[kind].freeradius)
		return why_set(why,
		    "-e freeradius: want -k circuit-id, remote-id or class, "
		    "have -k %s",
		    have);
	return 0;
}

static void
write_hex(FILE *fp, const uint8_t *p, size_t len, const char *between)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		if (i > 0)
			fputs(between, fp);
		putc(digits[p[i] >> 4], fp);
		putc(digits[p[i] & 15], fp);
	}
}

static void
write_octal(FILE *fp, const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (vis_is_plain(p[i]) && !memchr("\\\"'", p[i], 3))
			putc(p[i], fp);
		else
			fprintf(fp, "\\%03o", p[i]);
	}
}

/* Kea sees no header of an option, and of a client identifier the DUID. */
static void
write_kea(FILE *fp, const struct record *r)
{
	size_t head =
	    r->kind == RECORD_DUID && r->duid.has_iaid ? DUID_IAID_OCTETS : 0;

	fprintf(fp, "\"%s\": \"", members[r->kind].kea);
	if (r->kind == RECORD_MAC)
		write_hex(fp, r->mac.octet, sizeof(r->mac.octet), ":");
	else
		write_hex(fp, r->value + head, r->value_len - head, "");
	putc('"', fp);
}

void
encode_record(FILE *fp, enum encode_format format, const struct record *r)
{
	bool mac = r->kind == RECORD_MAC; /* whichever way it was spelled */
	const uint8_t *p = mac ? r->mac.octet : r->octets;
	size_t len = mac ? sizeof(r->mac.octet) : r->len;

	switch (format) {
	case ENCODE_HEX:
		write_hex(fp, p, len, "");
		break;
	case ENCODE_0X:
		fputs("0x", fp);
		write_hex(fp, p, len, "");
		break;
	case ENCODE_COLON:
		write_hex(fp, p, len, ":");
		break;
	case ENCODE_OCTAL:
		write_octal(fp, p, len);
		break;
	case ENCODE_KEA:
		write_kea(fp, r);
		break;
	case ENCODE_FREERADIUS:
		fprintf(fp, "%s 0x", members[r->kind].freeradius);
		write_hex(fp, p, len, "");
		break;
	case ENCODE_NONE:
	case ENCODE_REGEX:
		break;
	}
	putc('\n', fp);
}

int
encode_regex(FILE *fp, const char *text, size_t len, struct why *why)
{
	struct idglob g;
	uint8_t octet[1];

	if (memchr(text, '\0', len))
		return why_set(why, "want a pattern, have a NUL octet in it");
	if (idglob_compile(text, &g, why) == -1)
		return -1;
	/*
	 * FreeRADIUS prints octets with 0x, and in small letters.  These two
	 * are no first octet of any.
	 */
	fputs("^(0x)?", fp);
	for (size_t i = 0; i < g.len; i++) {
		octet[0] = (uint8_t)g.sym[i];
		if (g.sym[i] == IDGLOB_ONE)
			fputs(i == 0 ? ".[^x]" : "..", fp);
		else if (g.sym[i] == IDGLOB_RUN)
			fputs("(..)*", fp);
		else
			write_hex(fp, octet, 1, "");
	}
	fputs("$\n", fp);
	return 0;
}
