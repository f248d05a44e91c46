#include <string.h>

#include "attrs.h"
#include "hex.h"
#include "keaargs.h"
#include "radvalue.h"
#include "vis.h"

/* Nothing that xargs(1) or sh(1) read as more than itself. */
static bool
is_plain(const char *s)
{
	return *s != '\0' &&
	    s[strspn(s,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789@%+=:,./_-")] == '\0';
}

/*
 * `value` has no newline.  FreeRADIUS hands on what a terminal may act on, C1
 * controls and marks of direction; here these are \ooo like the rest.
 */
static void
write_arg(FILE *fp, const char *option, const char *value)
{
	const unsigned char *u = (const unsigned char *)value;
	size_t len = strlen(value), n;

	fprintf(fp, "%s ", option);
	if (is_plain(value)) {
		fputs(value, fp);
		return;
	}
	putc('\'', fp);
	for (size_t i = 0; i < len; i += n) {
		n = vis_char(u + i, len - i);
		if (n == 0)
			fprintf(fp, "\\%03o", u[i]);
		else if (u[i] == '\'')
			fputs("'\\''", fp);
		else
			fwrite(value + i, 1, n, fp);
		n += n == 0;
	}
	putc('\'', fp);
}

static const char *
value_of(const struct raddict *d, const struct radpkt *accept,
    const struct attrs_name *name, char buf[RADVALUE_SIZE])
{
	struct radattr a;

	buf[0] = '\0';
	if (radpkt_find(accept, name->vendor, name->type, &a))
		radvalue_freeradius(d, &a, buf);
	return buf;
}

bool
keaargs_any(const struct raddict *d, const struct radpkt *accept)
{
	char buf[RADVALUE_SIZE];

	return *value_of(d, accept, &attrs_ip4, buf) != '\0' ||
	    *value_of(d, accept, &attrs_ip6, buf) != '\0' ||
	    *value_of(d, accept, &attrs_route6, buf) != '\0';
}

static void
write_given(FILE *fp, const char *option, const char *text)
{
	char buf[2 * RADVALUE_SIZE] = "";

	if (text)
		radvalue_escape(buf, sizeof(buf), text, strlen(text));
	write_arg(fp, option, buf);
}

void
keaargs_write(FILE *fp, const struct raddict *d, const struct ask_args *args,
    const struct radpkt *request, const struct radpkt *accept)
{
	char buf[RADVALUE_SIZE] = "";
	struct radattr line;

	if (radpkt_find(request, attrs_line.vendor, attrs_line.type, &line)) {
		memcpy(buf, "0x", 2);
		hex_encode(buf + 2, sizeof(buf) - 2, line.p, line.len);
	}
	write_arg(fp, "-c", buf);
	write_given(fp, " -m", args->user);
	write_arg(fp, " -4", value_of(d, accept, &attrs_ip4, buf));
	write_arg(fp, " -6", value_of(d, accept, &attrs_ip6, buf));
	write_arg(fp, " -p", value_of(d, accept, &attrs_route6, buf));
	write_given(fp, " -M", args->member);
}
