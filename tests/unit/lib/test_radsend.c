/*
 * What libradcli makes of what it is given: a server in a thread keeps the
 * first packet, and ends the wait by what is no answer.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "hex.h"
#include "md5.h"
#include "radsend.h"

#define SHIPPED "share/collecte/dictionary"

struct server {
	int fd;
	uint16_t port;
	uint8_t p[8192];
	ssize_t len;
};

static void *
serve(void *arg)
{
	struct server *s = arg;
	struct sockaddr_in from;
	socklen_t size = sizeof(from);

	s->len = recvfrom(
	    s->fd, s->p, sizeof(s->p), 0, (struct sockaddr *)&from, &size);
	sendto(s->fd, "", 1, 0, (struct sockaddr *)&from, size);
	return NULL;
}

static void
listen_at(struct server *s)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t size = sizeof(addr);

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->fd = socket(AF_INET, SOCK_DGRAM, 0);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&addr, size), 0);
	assert_int_equal(
	    getsockname(s->fd, (struct sockaddr *)&addr, &size), 0);
	s->port = ntohs(addr.sin_port);
}

/* Send it; what arrived. */
static void
sent(struct server *s, struct radsend *r, struct radpkt *out)
{
	pthread_t thread;
	struct why why = { "" };

	listen_at(s);
	r->port = s->port;
	r->timeout_s = 60;
	r->tries = 1;
	assert_int_equal(pthread_create(&thread, NULL, serve, s), 0);
	assert_int_equal(radsend_request(r, &why), 0);
	pthread_join(thread, NULL);
	close(s->fd);
	assert_int_equal(radpkt_parse(s->p, (size_t)s->len, out, &why), 0);
	assert_int_equal(out->len, s->len);
}

static struct radsend_attr
attr(uint32_t vendor, uint8_t type, size_t len)
{
	struct radsend_attr a = {
		.vendor = vendor, .type = type, .len = (uint8_t)len
	};

	for (size_t i = 0; i < len; i++)
		a.value[i] = (uint8_t)(i * 7 + type);
	return a;
}

/* RFC 2865 section 5.2, the other way round. */
static void
reveal(const struct radpkt *p, const struct radattr *a, const char *secret,
    uint8_t *out)
{
	const uint8_t *before = p->p + 4;
	uint8_t mask[MD5_LEN];

	for (size_t i = 0; i < a->len; i += 16) {
		md5((struct md5_part[]){ { secret, strlen(secret) },
			{ before, 16 } },
		    2, mask);
		for (size_t j = 0; j < 16; j++)
			out[i + j] = a->p[i + j] ^ mask[j];
		before = a->p + i;
	}
}

static void
same(const struct radattr *have, const struct radsend_attr *want)
{
	assert_int_equal(have->vendor, want->vendor);
	assert_int_equal(have->type, want->type);
	assert_int_equal(have->len, want->len);
	assert_memory_equal(have->p, want->value, want->len);
}

/* Each as long as it may be, in their order, and nothing else. */
static void
sends_what_it_is_given(void **state)
{
	static const char longest[] =
	    "12345678901234567890123456789012345678901234567890"
	    "123456789012345678901234567890123456789012345";
	static const char *const secrets[] = { "x", "a b,c[d]:e\\ f\t",
		longest };
	struct raddict *d = raddict_load(SHIPPED, NULL);
	struct radsend_attr attrs[] = { attr(0, RADPKT_USER_NAME, 253),
		attr(0, RADPKT_USER_PASSWORD, 112),
		attr(0, RADPKT_NAS_IP_ADDRESS, 4), attr(3561, 1, 247),
		attr(6527, 27, 247), attr(0, 5, 4), attr(6527, 99, 16),
		attr(0, RADPKT_MESSAGE_AUTHENTICATOR, 16) };
	static struct server s;

	(void)state;
	assert_int_equal(strlen(longest), RADSEND_SECRET_MAX);
	assert_non_null(d);
	for (size_t n = 0; n < 3; n++) {
		struct radsend r = { .dict = d,
			.secret = secrets[n],
			.attrs = attrs,
			.attr_count = 8 };
		uint8_t password[112];
		struct radpkt p;
		struct radpkt_walk w;
		struct radattr a;

		sent(&s, &r, &p);
		assert_int_equal(p.code, RADPKT_REQUEST);
		radpkt_walk(&w, &p);
		for (size_t i = 0; i < 8; i++) {
			assert_true(radpkt_next(&w, &a));
			if (a.type != RADPKT_USER_PASSWORD || a.vendor) {
				same(&a, &attrs[i]);
				continue;
			}
			assert_int_equal(a.len, 112);
			reveal(&p, &a, secrets[n], password);
			assert_memory_equal(password, attrs[i].value, 112);
		}
		assert_false(radpkt_next(&w, &a));
	}
	raddict_free(d);
}

static void
refuses(const struct raddict *d, struct radsend_attr a, size_t count,
    const char *text)
{
	struct radsend_attr attrs[RADSEND_ATTRS_MAX + 1];
	struct radsend r = { .dict = d,
		.secret = "x",
		.port = 9,
		.timeout_s = 1,
		.tries = 1,
		.attrs = attrs,
		.attr_count = count };
	struct why why;

	for (size_t i = 0; i < count; i++)
		attrs[i] = a;
	assert_int_equal(radsend_request(&r, &why), -1);
	assert_string_equal(why.text, text);
}

static void
refuses_what_would_be_cut(void **state)
{
	struct raddict *d = raddict_load(SHIPPED, NULL);

	(void)state;
	assert_non_null(d);
	refuses(d, attr(0, RADPKT_USER_PASSWORD, 113), 1,
	    "User-Password: want at most 112 octets, have 113");
	refuses(d, attr(3561, 1, 248), 1,
	    "ADSL-Agent-Circuit-Id: want at most 247 octets, have 248");
	refuses(
	    d, attr(0, 5, 3), 1, "NAS-Port: libradcli does not take the value");
	refuses(d, attr(6527, 99, 15), 1,
	    "Alc-Ipv6-Address: libradcli does not take the value");
	refuses(d, attr(9, 1, 1), 1,
	    "want Vendor-9-Attr-1 in the dictionary, have no such");
	refuses(d, attr(0, 1, 1), RADSEND_ATTRS_MAX + 1,
	    "want at most 16 attributes, have 17");
	raddict_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sends_what_it_is_given),
		cmocka_unit_test(refuses_what_would_be_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
