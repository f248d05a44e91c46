#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "ask.h"
#include "hex.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static char password[] = "/tmp/test_ask.XXXXXX";
static const struct server server = { .family = AF_INET,
	.source = { 192, 0, 2, 9 } };

static int
setup(void **state)
{
	int fd = mkstemp(password);

	(void)state;
	if (fd == -1 || write(fd, "secret01\n", 9) != 9)
		return -1;
	return close(fd);
}

static int
teardown(void **state)
{
	(void)state;
	return unlink(password);
}

/* "VENDOR/TYPE=TEXT ..."; hexadecimal where it is no text. */
static const char *
made(const struct ask_args *args, const struct server *s, bool sign)
{
	static char text[2048];
	struct why why = { "" };
	struct ask a;
	size_t n = 0;

	if (ask_make(args, s, sign, &a, &why) == -1) {
		snprintf(text, sizeof(text), "%s", why.text);
		ask_free(&a);
		return text;
	}
	text[0] = '\0';
	for (size_t i = 0; i < a.count; i++) {
		const struct radsend_attr *at = &a.attr[i];
		bool plain = at->value[0] >= 0x20 && at->value[0] < 0x7f &&
		    at->type != 4;

		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    "%s%u/%u=", n > 0 ? "|" : "", at->vendor, at->type);
		if (plain)
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "%.*s", at->len, (const char *)at->value);
		else
			n += hex_encode(
			    text + n, sizeof(text) - n, at->value, at->len);
	}
	ask_free(&a);
	for (size_t i = 0; i < sizeof(a); i++)
		assert_int_equal(((const uint8_t *)&a)[i], 0);
	return text;
}

static void
asks_as_the_bng(void **state)
{
	struct ask_args args = { .user = "00:0d:b9:42:aa:60@gnd",
		.line = "0x6f6c742d31" };

	(void)state;
	assert_string_equal(made(&args, &server, false),
	    "0/1=00:0d:b9:42:aa:60@gnd|0/2=password|0/4=c0000209|"
	    "3561/1=olt-1|6527/27=00:0d:b9:42:aa:60");
	args.mac = "0200.0000.0001";
	args.nas = "10.200.50.241";
	args.password_file = password;
	assert_string_equal(made(&args, &server, true),
	    "0/1=00:0d:b9:42:aa:60@gnd|0/2=secret01|0/4=0ac832f1|"
	    "3561/1=olt-1|6527/27=02:00:00:00:00:01|"
	    "0/80=00000000000000000000000000000000");
	args = (struct ask_args){ .user = "joe", .nas = "fd00::1" };
	assert_string_equal(made(&args, &server, false),
	    "0/1=joe|0/2=password|"
	    "0/95=fd000000000000000000000000000001");
}

static void
asks_as_the_proxy(void **state)
{
	struct ask_args args = { .user = "00:0d:b9:42:aa:60@gnd",
		.line = "olt-1",
		.member = "ils",
		.password_file = password };
	struct server six = { .family = AF_INET6,
		.source = { 0xfd, 1, [15] = 0xff } };

	(void)state;
	assert_string_equal(made(&args, &server, false),
	    "0/1=0x6f6c742d31|0/2=secret01|0/4=c0000209|3561/1=olt-1|"
	    "6527/27=00:0d:b9:42:aa:60|0/31=00:0d:b9:42:aa:60@gnd");
	args.user = NULL;
	assert_string_equal(made(&args, &six, false),
	    "0/1=0x6f6c742d31|0/2=secret01|"
	    "0/95=fd0100000000000000000000000000ff|3561/1=olt-1");
}

static void
refuses(void **state)
{
	char longest[256];
	struct ask_args args = { .user = longest };

	(void)state;
	memset(longest, 'x', sizeof(longest));
	longest[254] = '\0';
	assert_string_equal(
	    made(&args, &server, false), "-u: want 1 to 253 octets, have 254");
	longest[253] = '\0';
	assert_non_null(strstr(made(&args, &server, false), "|0/2=password"));
	args.line = "";
	assert_non_null(strstr(made(&args, &server, false), "-i: "));
	longest[126] = '\0';
	args = (struct ask_args){ .line = longest, .member = "ils" };
	assert_string_equal(made(&args, &server, false),
	    "-i: want at most 125 octets as User-Name, have 126");
	args = (struct ask_args){ .user = "joe", .mac = "x" };
	assert_non_null(strstr(made(&args, &server, false), "-m: want a MAC"));
	args = (struct ask_args){ .user = "joe", .nas = "x" };
	assert_non_null(strstr(made(&args, &server, false), "-n: want an"));
	args = (struct ask_args){ .user = "joe", .password_file = "/none" };
	assert_string_equal(made(&args, &server, false),
	    "-p: /none: No such file or directory");
}

/* The request that was asked for, and others. */
static int
checked(const char *attrs, bool sign, struct why *why)
{
	static const struct ask_args args = { .user = "joe", .line = "olt-1" };
	uint8_t p[512];
	char hex[1024];
	struct radpkt packet;
	struct ask a;
	size_t len;

	snprintf(hex, sizeof(hex), "0100%04zx%032x%s", 20 + strlen(attrs) / 2,
	    0, attrs);
	assert_int_equal(hex_decode(hex, strlen(hex), HEX_BARE, p, sizeof(p),
			     &len, NULL, NULL),
	    0);
	assert_int_equal(radpkt_parse(p, len, &packet, NULL), 0);
	assert_int_equal(ask_make(&args, &server, sign, &a, NULL), 0);
	return ask_check(&a, &packet, why);
}

#define NAME "01056a6f65"
#define PASSWORD "021200000000000000000000000000000000"
#define NAS "0406c0000209"
#define LINE "1a0d00000de901076f6c742d31"
#define MAC "501200000000000000000000000000000000"

static void
knows_its_request(void **state)
{
	static const char *const good[] = { NAME PASSWORD NAS LINE,
		MAC NAME PASSWORD NAS LINE, NAME PASSWORD NAS LINE MAC };
	static const struct {
		const char *attrs;
		const char *why;
	} bad[] = {
		{ "",
		    "want the request that was asked for, have only 0 of 4 "
		    "attributes" },
		{ NAME PASSWORD NAS,
		    "want the request that was asked for, have only 3 of 4 "
		    "attributes" },
		{ NAME NAS LINE,
		    "want the request that was asked for, have "
		    "another at attribute 2" },
		{ NAME PASSWORD NAS LINE NAME,
		    "want the request that was asked for, have another at "
		    "attribute 5" },
		{ "01056a6f66" PASSWORD NAS LINE,
		    "want the request that was asked for, have another at "
		    "attribute 1" },
		{ NAME "0203ff" NAS LINE,
		    "want the request that was asked for, have another at "
		    "attribute 2" },
	};
	struct why why;

	(void)state;
	for (size_t i = 0; i < LEN(good); i++) {
		assert_int_equal(checked(good[i], false, &why), 0);
		assert_int_equal(checked(good[i], true, &why), 0);
	}
	for (size_t i = 0; i < LEN(bad); i++) {
		assert_int_equal(checked(bad[i].attrs, false, &why), -1);
		assert_string_equal(why.text, bad[i].why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_as_the_bng),
		cmocka_unit_test(asks_as_the_proxy),
		cmocka_unit_test(refuses),
		cmocka_unit_test(knows_its_request),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
