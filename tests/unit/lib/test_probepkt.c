#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "md5.h"
#include "probepkt.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static struct probe
probe(enum probe_kind kind, int family)
{
	struct probe p = { .kind = kind,
		.family = family,
		.id = 0x1234,
		.seq = 0x0102,
		.secret = "testing123" };

	for (size_t i = 0; i < PROBE_NONCE; i++)
		p.nonce[i] = (uint8_t)(0xa0 + i);
	return p;
}

static struct ipnet
addr(const char *text)
{
	struct ipnet n;

	assert_int_equal(ipnet_parse_addr(text, AF_UNSPEC, &n, NULL), 0);
	return n;
}

/* Ones' complement of the sum over a packet with its checksum: 0. */
static unsigned
folded(const uint8_t *p, size_t len)
{
	unsigned sum = 0;

	for (size_t i = 0; i < len; i += 2)
		sum += (unsigned)p[i] << 8 | p[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum ^ 0xffff;
}

static void
builds_echo_requests(void **state)
{
	struct probe p = probe(PROBE_ICMP, AF_INET);
	uint8_t buf[PROBE_MAX];
	static const uint8_t head6[] = { 128, 0, 0, 0, 0x12, 0x34, 1, 2, 0xa0 };

	(void)state;
	assert_int_equal(probe_build(&p, buf), 24);
	assert_int_equal(buf[0], 8);
	assert_memory_equal(buf + 4, head6 + 4, 4);
	assert_memory_equal(buf + 8, p.nonce, PROBE_NONCE);
	assert_int_equal(folded(buf, 24), 0);
	p.family = AF_INET6;
	assert_int_equal(probe_build(&p, buf), 24);
	assert_memory_equal(buf, head6, sizeof(head6));
}

static void
builds_a_dns_query(void **state)
{
	struct probe p = probe(PROBE_DNS, AF_INET);
	static const uint8_t want[] = { 0xa0, 0xa1, 1, 0, 0, 1, 0, 0, 0, 0, 0,
		0, 0, 0, 2, 0, 1 };
	uint8_t buf[PROBE_MAX];

	(void)state;
	assert_int_equal(probe_build(&p, buf), sizeof(want));
	assert_memory_equal(buf, want, sizeof(want));
	assert_false(probe_is_answer(&p, buf, sizeof(want)));
	buf[2] |= 0x80;
	buf[3] |= 5; /* refused: it is there all the same */
	assert_true(probe_is_answer(&p, buf, 12));
	assert_false(probe_is_answer(&p, buf, 11));
	buf[1] ^= 1;
	assert_false(probe_is_answer(&p, buf, 12));
}

static void
builds_an_ntp_request(void **state)
{
	struct probe p = probe(PROBE_NTP, AF_INET6);
	uint8_t buf[PROBE_MAX], answer[48] = { 0x24 };

	(void)state;
	assert_int_equal(probe_build(&p, buf), 48);
	assert_int_equal(buf[0], 0x23);
	assert_memory_equal(buf + 40, p.nonce, 8);
	assert_false(probe_is_answer(&p, buf, 48));
	assert_false(probe_is_answer(&p, answer, 48));
	memcpy(answer + 24, buf + 40, 8);
	assert_true(probe_is_answer(&p, answer, 48));
	assert_false(probe_is_answer(&p, answer, 47));
	answer[0] = 0x23;
	assert_false(probe_is_answer(&p, answer, 48));
}

static void
builds_a_status_server(void **state)
{
	struct probe p = probe(PROBE_RADIUS, AF_INET);
	uint8_t buf[PROBE_MAX], copy[PROBE_MAX], mac[MD5_LEN];

	(void)state;
	assert_int_equal(probe_build(&p, buf), 38);
	assert_memory_equal(buf, "\x0c\xa0\x00\x26", 4);
	assert_memory_equal(buf + 4, p.nonce, PROBE_NONCE);
	assert_memory_equal(buf + 20, "\x50\x12", 2);
	/* RFC 2869, 5.14: over the packet with the value as zeros. */
	memcpy(copy, buf, sizeof(copy));
	memset(copy + 22, 0, MD5_LEN);
	md5_hmac("testing123", 10, copy, 38, mac);
	assert_memory_equal(buf + 22, mac, MD5_LEN);
}

static void
knows_who_answers_a_status_server(void **state)
{
	struct probe p = probe(PROBE_RADIUS, AF_INET);
	uint8_t d[24] = { 2, 0xa0, 0, 24, [20] = 18, 4, 'u', 'p' };

	(void)state;
	assert_false(probe_is_answer(&p, d, sizeof(d)));
	md5((struct md5_part[]){ { d, 4 }, { p.nonce, PROBE_NONCE },
		{ d + 20, 4 }, { "testing123", 10 } },
	    4, d + 4);
	assert_true(probe_is_answer(&p, d, sizeof(d)));
	assert_false(probe_is_answer(&p, d, sizeof(d) - 1));
	assert_false(probe_is_answer(&p, d, 19));
	p.secret = "testing124";
	assert_false(probe_is_answer(&p, d, sizeof(d)));
	p.secret = "testing123";
	d[1] ^= 1;
	assert_false(probe_is_answer(&p, d, sizeof(d)));
	d[1] ^= 1;
	d[3] = 19; /* shorter than its own head */
	assert_false(probe_is_answer(&p, d, sizeof(d)));
}

static void
an_echo_is_answered_by_icmp_alone(void **state)
{
	struct probe p = probe(PROBE_ICMP, AF_INET);

	(void)state;
	assert_false(probe_is_answer(&p, "xxxxxxxxxxxxxxxx", 16));
}

/* An IPv4 header from 172.16.1.2 to `to`, `words` words of options. */
static size_t
ip4(uint8_t *at, unsigned words, uint8_t protocol, const char *to)
{
	struct ipnet n = addr(to);

	memset(at, 0, 60);
	at[0] = (uint8_t)(0x45 + words);
	at[9] = protocol;
	memcpy(at + 12, "\xac\x10\x01\x02", 4);
	memcpy(at + 16, n.addr, 4);
	return 20 + (size_t)words * 4;
}

static size_t
ip6(uint8_t *at, uint8_t protocol, const char *to)
{
	struct ipnet n = addr(to);

	memset(at, 0, 40);
	at[0] = 0x60;
	at[6] = protocol;
	memcpy(at + 24, n.addr, 16);
	return 40;
}

static void
reads_replies(void **state)
{
	uint8_t buf[256];

	(void)state;
	for (unsigned words = 0; words <= 10; words++) {
		struct probe p = probe(PROBE_ICMP, AF_INET);
		struct ipnet to = addr("9.9.9.9");
		size_t n = ip4(buf, words, 1, "5.0.0.1");
		struct probe_icmp i;

		probe_build(&p, buf + n);
		buf[n] = 0; /* echo reply */
		assert_int_equal(probe_icmp_parse(AF_INET, buf, n + 24, &i), 0);
		assert_int_equal(i.kind, PROBE_ICMP_REPLY);
		assert_true(probe_icmp_is_for(&i, &p, &to, 0, 0));
		p.seq++;
		assert_false(probe_icmp_is_for(&i, &p, &to, 0, 0));
		p.seq--;
		p.nonce[15] ^= 1;
		assert_false(probe_icmp_is_for(&i, &p, &to, 0, 0));
		/* Cut anywhere, it is not whole. */
		for (size_t cut = 0; cut < n + 24; cut++)
			assert_int_equal(
			    probe_icmp_parse(AF_INET, buf, cut, &i), -1);
	}
}

static void
reads_replies_of_ipv6(void **state)
{
	struct probe p = probe(PROBE_ICMP, AF_INET6);
	struct ipnet to = addr("2001:db8::9");
	struct probe_icmp i;
	uint8_t buf[PROBE_MAX];

	(void)state;
	probe_build(&p, buf);
	assert_int_equal(probe_icmp_parse(AF_INET6, buf, 24, &i), 0);
	assert_int_equal(i.kind, PROBE_ICMP_OTHER); /* our own request */
	assert_false(probe_icmp_is_for(&i, &p, &to, 0, 0));
	buf[0] = 129;
	assert_int_equal(probe_icmp_parse(AF_INET6, buf, 24, &i), 0);
	assert_true(probe_icmp_is_for(&i, &p, &to, 0, 0));
	p.kind = PROBE_DNS;
	assert_false(probe_icmp_is_for(&i, &p, &to, 0, 0));
}

static void
reads_errors_about_an_echo(void **state)
{
	struct probe p = probe(PROBE_ICMP, AF_INET);
	struct ipnet to = addr("9.9.9.9"), other = addr("9.9.9.8");
	uint8_t buf[256];
	size_t n = ip4(buf, 0, 1, "5.0.0.1");
	struct probe_icmp i;
	char text[IPNET_STRLEN];

	(void)state;
	memcpy(buf + n, "\x03\x01\0\0\0\0\0\0", 8);
	n += 8;
	n += ip4(buf + n, 2, 1, "9.9.9.9");
	probe_build(&p, buf + n);
	assert_int_equal(probe_icmp_parse(AF_INET, buf, n + 8, &i), 0);
	assert_int_equal(i.kind, PROBE_ICMP_UNREACH);
	assert_int_equal(i.code, 1);
	assert_string_equal(ipnet_str(&i.from, text), "172.16.1.2");
	assert_true(probe_icmp_is_for(&i, &p, &to, 0, 0));
	assert_false(probe_icmp_is_for(&i, &p, &other, 0, 0));
	p.id++;
	assert_false(probe_icmp_is_for(&i, &p, &to, 0, 0));
	p.kind = PROBE_DNS;
	assert_false(probe_icmp_is_for(&i, &p, &to, 0, 0));
	for (size_t cut = 0; cut < n + 8; cut++)
		assert_int_equal(probe_icmp_parse(AF_INET, buf, cut, &i), -1);
}

static void
reads_errors_about_udp(void **state)
{
	struct probe p = probe(PROBE_NTP, AF_INET6);
	struct ipnet to = addr("2001:db8::9");
	uint8_t buf[256] = { 3, 0 };
	size_t n = 8;
	struct probe_icmp i;

	(void)state;
	n += ip6(buf + n, 17, "2001:db8::9");
	memcpy(buf + n, "\x12\x34\x00\x7b", 4);
	assert_int_equal(probe_icmp_parse(AF_INET6, buf, n + 4, &i), 0);
	assert_int_equal(i.kind, PROBE_ICMP_EXPIRED);
	assert_true(probe_icmp_is_for(&i, &p, &to, 0x1234, 123));
	assert_false(probe_icmp_is_for(&i, &p, &to, 0x1235, 123));
	assert_false(probe_icmp_is_for(&i, &p, &to, 0x1234, 53));
	/* A quoted TCP packet is none of ours. */
	buf[8 + 6] = 6;
	assert_int_equal(probe_icmp_parse(AF_INET6, buf, n + 4, &i), -1);
	/* Nor is one of another version, or another protocol outside. */
	buf[8 + 6] = 17;
	buf[8] = 0x45;
	assert_int_equal(probe_icmp_parse(AF_INET6, buf, n + 4, &i), -1);
	ip4(buf, 0, 17, "5.0.0.1");
	assert_int_equal(probe_icmp_parse(AF_INET, buf, 100, &i), -1);
	buf[9] = 1;
	buf[0] = 0x44; /* a header of 16 octets */
	assert_int_equal(probe_icmp_parse(AF_INET, buf, 100, &i), -1);
}

static void
says_what_an_unreachable_means(void **state)
{
	static const struct {
		int family;
		uint8_t code;
		const char *want;
	} rows[] = {
		{ AF_INET, 0, "network unreachable" },
		{ AF_INET, 3, "port unreachable" },
		{ AF_INET, 13, "prohibited by a filter" },
		{ AF_INET, 15, "precedence cutoff" },
		{ AF_INET, 16, "unreachable" },
		{ AF_INET6, 0, "no route" },
		{ AF_INET6, 6, "route refused" },
		{ AF_INET6, 7, "unreachable" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++)
		assert_string_equal(
		    probe_unreach_text(rows[i].family, rows[i].code),
		    rows[i].want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builds_echo_requests),
		cmocka_unit_test(builds_a_dns_query),
		cmocka_unit_test(builds_an_ntp_request),
		cmocka_unit_test(builds_a_status_server),
		cmocka_unit_test(knows_who_answers_a_status_server),
		cmocka_unit_test(an_echo_is_answered_by_icmp_alone),
		cmocka_unit_test(reads_replies),
		cmocka_unit_test(reads_replies_of_ipv6),
		cmocka_unit_test(reads_errors_about_an_echo),
		cmocka_unit_test(reads_errors_about_udp),
		cmocka_unit_test(says_what_an_unreachable_means),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
