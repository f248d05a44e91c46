#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "relayopt.h"

#define RAW(s) s, sizeof(s) - 1
#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define FORUM "\0\0\x0d\xe9"

static char shown[4096];
static size_t used;

static void __attribute__((format(printf, 1, 2))) show(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	used += (size_t)vsnprintf(shown + used, sizeof(shown) - used, fmt, ap);
	va_end(ap);
}

/* "name=value", "name{" and "}", blanks between; octets are counted. */
static void
show_part(void *arg, const struct relayopt_part *part)
{
	(void)arg;
	show("%s", used > 0 ? " " : "");
	if (part->form == RELAYOPT_CLOSE) {
		show("}");
		return;
	}
	show("%s", part->name);
	switch (part->form) {
	case RELAYOPT_OPEN:
		show("{");
		break;
	case RELAYOPT_TEXT:
		show("=<%.*s>", (int)part->len, (const char *)part->p);
		break;
	case RELAYOPT_NUMBER:
		show("=%u", part->number);
		break;
	case RELAYOPT_WORD:
		show("=%s", part->word);
		break;
	case RELAYOPT_CIRCUIT:
		show("=circuit:%zu", part->len);
		break;
	case RELAYOPT_REMOTE:
		show("=remote:%zu", part->len);
		break;
	case RELAYOPT_IPV4:
		show("=%d.%d", part->p[0], part->p[3]);
		break;
	case RELAYOPT_HEX:
		show("=hex:%zu", part->len);
		break;
	case RELAYOPT_MAC:
		show("=mac");
		break;
	case RELAYOPT_DUID:
		show("=duid:%zu", part->len);
		break;
	case RELAYOPT_EMPTY:
	case RELAYOPT_CLOSE:
		break;
	}
	if (part->unit)
		show("%s", part->unit);
	if (part->missing > 0)
		show("-%zu", part->missing);
}

struct row {
	const char *p;
	size_t len;
	const char *want;
	const char *why; /* null: whole */
};

static void
check_rows(enum relayopt_kind kind, const struct row *row, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct why why = { "" };
		int rc;

		used = 0;
		shown[0] = '\0';
		rc = relayopt_walk(
		    kind, row[i].p, row[i].len, show_part, NULL, &why);
		assert_string_equal(shown, row[i].want);
		assert_string_equal(why.text, row[i].why ? row[i].why : "");
		assert_int_equal(rc, row[i].why ? -1 : 0);
	}
}

static void
names_sub_options(void **state)
{
	static const struct row rows[] = {
		{ RAW("\1\3abc\2\2xy"),
		    "circuit_id=circuit:3 remote_id=remote:2", NULL },
		{ RAW("\0\1\1a\0\0"), "circuit_id=circuit:1", NULL },
		{ RAW("\4\4\0\0\1\0\5\4\xc0\0\2\7\6\1s"),
		    "docsis_device_class=256 link_selection=192.7 "
		    "subscriber_id=<s>",
		    NULL },
		{ RAW("\x08\1a\x0a\1\x80\x0b\4\1\0\0\2\x0c\2ab"),
		    "authentication=hex:1 flags=128 server_id_override=1.2 "
		    "relay_id=duid:2",
		    NULL },
		{ RAW("\x0d\1a\x0e\1n\x0f\1a\x10\6abcdef\x11\4\0\0\0\7\x12\1r"
		      "\x13\0"),
		    "access_technology=hex:1 access_network_name=<n> "
		    "ap_name=<a> ap_bssid=mac operator_id=7 "
		    "operator_realm=<r> source_port",
		    NULL },
		{ RAW("\x96\4\1\0\0\2\x98\4\1\0\0\3"),
		    "link_selection_cisco=1.2 server_id_override_cisco=1.3",
		    NULL },
		{ RAW("\x98\0"), "vss_control", NULL },
		{ RAW("\x97\4\0abc"), "vss{ type=name name=<abc> }", NULL },
		{ RAW("\x97\x08\1oui\0\0\0\5"),
		    "vss{ type=vpn-id oui=hex:3 index=5 }", NULL },
		{ RAW("\x97\1\xff"), "vss{ type=global }", NULL },
		{ RAW("\x97\2\7x"), "vss{ type=7 value=hex:1 }", NULL },
		{ RAW("\x97\0"), "vss{ }", NULL },
		/* A length that the form cannot have. */
		{ RAW("\5\3abc\x13\1x\x98\2xy"),
		    "code_5=hex:3 code_19=hex:1 code_152=hex:2", NULL },
		{ RAW("\x63\2ab\1\0\1\1a\1\1b"),
		    "code_99=hex:2 circuit_id=circuit:0 "
		    "circuit_id_2=circuit:1 circuit_id_3=circuit:1",
		    NULL },
		{ RAW(""), "", NULL },
	};

	(void)state;
	check_rows(RELAYOPT_82, rows, LEN(rows));
}

static void
goes_into_vendors(void **state)
{
	static const struct row rows[] = {
		{ RAW("\x09\x0b" FORUM "\6\x81\4\0\0\4\0"),
		    "vendor{ enterprise_3561{ actual_data_rate_up=1024kbit/s "
		    "} }",
		    NULL },
		{ RAW("\x09\x18" FORUM "\x13\x90\3\0\2\1\x91\4\0\0\0\5\xfe\0"
		      "\x8b\4\0\0\0\x14"),
		    "vendor{ enterprise_3561{ encapsulation{ data_link=aal5 "
		    "tagging=single-tagged protocol=pppoa-llc } dsl_type=5 "
		    "iwf_session maximum_interleaving_delay_up=20ms } }",
		    NULL },
		{ RAW("\x09\x0b\0\0\x19\x7f\6\5\4node"),
		    "vendor{ enterprise_6527{ system_name=<node> } }", NULL },
		{ RAW("\x09\x0e\0\0\0\x09\2ab\0\0\0\x09\2cd"),
		    "vendor{ enterprise_9{ data=hex:2 } enterprise_9_2{ "
		    "data=hex:2 } }",
		    NULL },
		{ RAW("\x09\3\0\0\0"), "vendor{ incomplete=hex:3 }",
		    "vendor: want 5 octets of a header, have 3: 2 missing" },
		{ RAW("\x09\6\0\0\0\x09\5a"),
		    "vendor{ enterprise_9{ data=hex:1 } }",
		    "vendor 9: want 5 octets, have 1: 4 missing" },
		/* Unknown rates and delays stay as they are. */
		{ RAW("\x09\x0f" FORUM "\x0a\x81\3\0\0\1\xb0\3\0\0\1"),
		    "vendor{ enterprise_3561{ code_129=hex:3 code_176=hex:3 } "
		    "}",
		    NULL },
	};

	(void)state;
	check_rows(RELAYOPT_82, rows, LEN(rows));
}

static void
goes_into_radius(void **state)
{
	static const struct row rows[] = {
		{ RAW("\7\x06\1\5joe\0"),
		    "radius{ user_name=<joe> code_0=hex:0-1 }",
		    "RADIUS attribute 0: want 1 octets of a length, have 0: 1 "
		    "missing" },
		{ RAW("\7\x0c\x1b\6\0\0\1\0\x58\6pool"),
		    "radius{ session_timeout=256s framed_pool=<pool> }", NULL },
		/* The same TLVs: here in bit/s, and 1 is AAL5. */
		{ RAW("\7\x11\x1a\x11" FORUM "\x82\6\0\0\1\0\x90\5\1\2\0"),
		    "radius{ vendor_specific{ enterprise_3561{ "
		    "actual_data_rate_down=256bit/s encapsulation{ "
		    "data_link=aal5 tagging=single-tagged protocol=0 } } } }",
		    NULL },
		{ RAW("\7\x0b\x1a\x0b" FORUM "\x90\5\0\1\1"),
		    "radius{ vendor_specific{ enterprise_3561{ encapsulation{ "
		    "data_link=0 tagging=untagged protocol=pppoa-llc } } } }",
		    NULL },
		{ RAW("\7\4\x1a\4ab"),
		    "radius{ vendor_specific{ incomplete=hex:2 } }",
		    "vendor: want 4 octets of a header, have 2: 2 missing" },
		{ RAW("\7\3\1\1x"), "radius{ user_name=hex:0-1 }",
		    "RADIUS attribute 1: want a length of 2 or more, have 1" },
	};

	(void)state;
	check_rows(RELAYOPT_82, rows, LEN(rows));
}

static void
tells_how_much_is_missing(void **state)
{
	static const struct row rows[] = {
		{ RAW("\1"), "circuit_id=hex:0-1",
		    "sub-option 1: want 1 octets of a length, have 0: 1 "
		    "missing" },
		{ RAW("\1\3ab"), "circuit_id=hex:2-1",
		    "sub-option 1: want 3 octets, have 2: 1 missing" },
		{ RAW("\2\1x\1\xff"), "remote_id=remote:1 circuit_id=hex:0-255",
		    "sub-option 1: want 255 octets, have 0: 255 missing" },
		/* What is whole in one that is cut is told all the same. */
		{ RAW("\7\x20\1\5joe\x1b\6\0\0"),
		    "radius{-23 user_name=<joe> session_timeout=hex:2s-2 }",
		    "sub-option 7: want 32 octets, have 9: 23 missing" },
		{ RAW("\x97\x09\0a"), "vss=hex:2-7",
		    "sub-option 151: want 9 octets, have 2: 7 missing" },
		/* The innermost one is the cause. */
		{ RAW("\x09\x08" FORUM "\3\x81\4\0"),
		    "vendor{ enterprise_3561{ "
		    "actual_data_rate_up=hex:1kbit/s-3 } }",
		    "access line TLV 129: want 4 octets, have 1: 3 missing" },
	};

	(void)state;
	check_rows(RELAYOPT_82, rows, LEN(rows));
}

static void
reads_the_others(void **state)
{
	static const struct row v6[] = {
		{ RAW("\0\0\0\x09xyz"),
		    "enterprise=9 enterprise_name=Cisco remote_id=remote:3",
		    NULL },
		{ RAW("\0\1\0\0x"), "enterprise=65536 remote_id=remote:1",
		    NULL },
		{ RAW("\0\0"), "incomplete=hex:2",
		    "option 37: want 4 octets of an enterprise number, have "
		    "2: 2 missing" },
	};
	static const struct row pppoe[] = {
		{ RAW(FORUM "\1\3abc\2\1x\x82\4\0\0\4\0\x90\3\1\2\0"),
		    "enterprise=3561 enterprise_name=Broadband Forum "
		    "circuit_id=circuit:3 remote_id=remote:1 "
		    "actual_data_rate_down=1024kbit/s encapsulation{ "
		    "data_link=ethernet tagging=single-tagged protocol=0 }",
		    NULL },
		{ RAW("\0\0\0\7ab"), "enterprise=7 data=hex:2", NULL },
		{ RAW("\0"), "incomplete=hex:1",
		    "tag 0x0105: want 4 octets of an enterprise number, have "
		    "1: 3 missing" },
	};

	(void)state;
	check_rows(RELAYOPT_37, v6, LEN(v6));
	check_rows(RELAYOPT_PPPOE, pppoe, LEN(pppoe));
}

static void
joins_options(void **state)
{
	static const struct {
		const char *p;
		size_t len;
		const char *want, *why;
	} rows[] = {
		{ RAW("\1\1a"), "\1\1a", "" },
		{ RAW("R\3\1\1a"), "\1\1a", "" },
		{ RAW("R\2\1\3R\3abc"), "\1\3abc", "" },
		{ RAW("R\5\1\3a"), "\1\3a",
		    "option 82: want 5 octets, have 3: 2 missing" },
		{ RAW("R\3\1\1aR"), "\1\1a",
		    "option 82: want 1 octets of a length, have 0: 1 "
		    "missing" },
		{ RAW("R\3\1\1a\x35\1\1"), "\1\1a",
		    "want option 82 behind option 82, have option 53" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		uint8_t joined[64];
		const uint8_t *value;
		struct why why = { "" };
		size_t len;
		int rc = relayopt_unwrap_82((const uint8_t *)rows[i].p,
		    rows[i].len, joined, &value, &len, &why);

		assert_int_equal(rc, rows[i].why[0] ? -1 : 0);
		assert_string_equal(why.text, rows[i].why);
		assert_int_equal(len, strlen(rows[i].want));
		assert_memory_equal(value, rows[i].want, len);
	}
}

static void
takes_a_header_that_agrees(void **state)
{
	static const char whole[] = "\0\x12\0\3abc", other[] = "\0\x12\0\4abc";
	const uint8_t *value;
	size_t len;

	(void)state;
	relayopt_unwrap_16(18, (const uint8_t *)whole, 7, &value, &len);
	assert_int_equal(len, 3);
	assert_memory_equal(value, "abc", 3);
	relayopt_unwrap_16(37, (const uint8_t *)whole, 7, &value, &len);
	assert_int_equal(len, 7);
	relayopt_unwrap_16(18, (const uint8_t *)other, 7, &value, &len);
	assert_int_equal(len, 7);
	relayopt_unwrap_16(18, (const uint8_t *)whole, 3, &value, &len);
	assert_int_equal(len, 3);
	assert_ptr_equal(value, whole);
}

static void
knows_its_names(void **state)
{
	(void)state;
	assert_string_equal(relayopt_enterprise(6527), "Nokia");
	assert_null(relayopt_enterprise(1));
	assert_true(relayopt_is_name("circuit_id", 10));
	assert_true(relayopt_is_name("pon_access_type", 15));
	assert_true(relayopt_is_name("system_name", 11));
	assert_true(relayopt_is_name("framed_pool", 11));
	assert_false(relayopt_is_name("circuit", 7));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_sub_options),
		cmocka_unit_test(goes_into_vendors),
		cmocka_unit_test(goes_into_radius),
		cmocka_unit_test(tells_how_much_is_missing),
		cmocka_unit_test(reads_the_others),
		cmocka_unit_test(joins_options),
		cmocka_unit_test(takes_a_header_that_agrees),
		cmocka_unit_test(knows_its_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
