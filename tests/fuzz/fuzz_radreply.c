/* Sources: lib/radpkt.c lib/radvalue.c cmd/radius-probe/keaargs.c */
/*
 * What a RADIUS server answered, up to the screen: the report, the JSON, and
 * the arguments for kea-reserve.  Who signed it is not asked here.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "../../cmd/radius-probe/keaargs.h"
#include "../../cmd/radius-probe/print.h"
#include "vis.h"

static const char request[] = "\1\7\0\40"
			      "0123456789abcdef"
			      "\32\14\0\0\15\351\1\6a'bc";

static struct raddict *
dictionary(void)
{
	static const char text[] =
	    "ATTRIBUTE Service-Type 6 integer\n"
	    "VALUE Service-Type Outbound-User 5\n"
	    "ATTRIBUTE Framed-IP-Address 8 ipaddr\n"
	    "ATTRIBUTE Class 25 string\n"
	    "ATTRIBUTE Framed-IPv6-Prefix 97 ipv6prefix\n"
	    "VENDOR Nokia 6527\n"
	    "BEGIN-VENDOR Nokia\n"
	    "ATTRIBUTE Alc-Ipv6-Address 99 ipv6addr\n"
	    "END-VENDOR Nokia\n";
	struct raddict *d = raddict_parse(text, sizeof(text) - 1, "d", NULL);

	assert(d);
	return d;
}

/* Lines of nothing but text. */
static void
check_text(const char *p, size_t len, size_t lines)
{
	size_t seen = 0;

	while (len > 0) {
		const char *end = memchr(p, '\n', len);

		assert(end);
		assert(vis_is_text(p, (size_t)(end - p)));
		len -= (size_t)(end + 1 - p);
		p = end + 1;
		seen++;
	}
	assert(lines == 0 || seen == lines);
}

/* As sh(1) and xargs(1) cut it: how many words. */
static size_t
count_words(const char *p)
{
	size_t words = 0;

	for (bool in = false, quoted = false; *p != '\0'; p++) {
		if (quoted) {
			quoted = *p != '\'';
		} else if (*p == ' ') {
			in = false;
		} else {
			words += !in;
			in = true;
			if (*p == '\'')
				quoted = true;
			else if (*p == '\\')
				assert(*++p != '\0');
		}
		assert(p[1] != '\0' || !quoted);
	}
	return words;
}

static void
check_answer(const struct answer *a)
{
	char *text = NULL;
	size_t len;
	FILE *fp = open_memstream(&text, &len);

	assert(fp);
	print_text(fp, a);
	fclose(fp);
	check_text(text, len, 0);
	free(text);

	fp = open_memstream(&text, &len);
	print_json(fp, a);
	fclose(fp);
	check_text(text, len, 1);
	free(text);

	fp = open_memstream(&text, &len);
	keaargs_write(fp, a->dict, &a->opt->args, &a->request, &a->reply);
	fclose(fp);
	assert(!memchr(text, '\n', len) && count_words(text) == 12);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct options opt = {
		.args = { .user = "joe\n's", .line = "x", .member = "-x y" },
		.tries = 1
	};
	static const struct server server = { .to = "there", .from = "here" };
	static struct relay_seen seen;
	struct raddict *d = dictionary();
	struct answer a;
	struct radpkt packet;

	memset(&seen, 0, sizeof(seen));
	seen.tries = 1;
	memcpy(seen.request, request, sizeof(request) - 1);
	seen.request_len = sizeof(request) - 1;
	if (radpkt_parse(data, size, &packet, NULL) == 0 &&
	    packet.code != RADPKT_REQUEST && radpkt_code_name(packet.code)) {
		memcpy(seen.reply, packet.p, packet.len);
		seen.reply_len = packet.len;
		answer_make(&opt, d, &server, &seen, "secret", &a);
		assert(a.reply.p && a.request.p);
		check_answer(&a);
	}
	raddict_free(d);
	return 0;
}
