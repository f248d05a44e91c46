#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "md5.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const char *
hexed(const uint8_t digest[MD5_LEN])
{
	static char text[2 * MD5_LEN + 1];

	for (size_t i = 0; i < MD5_LEN; i++)
		snprintf(text + 2 * i, 3, "%02x", digest[i]);
	return text;
}

/* RFC 1321, A.5. */
static void
digests_the_rfc_s_texts(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} rows[] = {
		{ "", "d41d8cd98f00b204e9800998ecf8427e" },
		{ "a", "0cc175b9c0f1b6a831c399e269772661" },
		{ "abc", "900150983cd24fb0d6963f7d28e17f72" },
		{ "message digest", "f96b697d7cb7938d525a2f31aaf161d0" },
		{ "abcdefghijklmnopqrstuvwxyz",
		    "c3fcd3d76192e4007dfb496cca67e13b" },
		{ "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01234567"
		  "89",
		    "d174ab98d277d9f5a5611c2c9f419d9f" },
		{ "1234567890123456789012345678901234567890123456789012345678"
		  "9012345678901234567890",
		    "57edf4a22be3c955ac49da2e2107b67a" },
	};
	uint8_t out[MD5_LEN];

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		size_t len = strlen(rows[i].text);

		/* However it is cut into parts. */
		for (size_t cut = 0; cut <= len; cut++) {
			md5((struct md5_part[]){ { rows[i].text, cut },
				{ rows[i].text + cut, len - cut } },
			    2, out);
			assert_string_equal(hexed(out), rows[i].want);
		}
	}
}

/* RFC 2202, 2: a short key, a long one, and a text behind a long one. */
static void
authenticates_the_rfc_s_texts(void **state)
{
	uint8_t key[80], out[MD5_LEN];

	(void)state;
	memset(key, 0x0b, 16);
	md5_hmac(key, 16, "Hi There", 8, out);
	assert_string_equal(hexed(out), "9294727a3638bb1c13f48ef8158bfc9d");
	md5_hmac("Jefe", 4, "what do ya want for nothing?", 28, out);
	assert_string_equal(hexed(out), "750c783e6ab0b503eaa86e310a5db738");
	memset(key, 0xaa, sizeof(key));
	md5_hmac(key, sizeof(key),
	    "Test Using Larger Than Block-Size Key - Hash Key First", 54, out);
	assert_string_equal(hexed(out), "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd");
	md5_hmac("", 0, "", 0, out);
	assert_string_equal(hexed(out), "74e6f7298a9c2d168935f58c001bad88");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_the_rfc_s_texts),
		cmocka_unit_test(authenticates_the_rfc_s_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
