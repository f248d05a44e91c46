#include "backend.h"
#include "fake.h"
#include "keacmd.h"
#include "place.h"

static struct endpoint
endpoint_at(const struct site_target *t)
{
	struct endpoint ep = {
		.target = t, .family = AF_INET, .label = "rosette dhcp4"
	};

	ep.kea = (struct keacmd_endpoint){
		.label = ep.target->name, .family = AF_INET, .url = t->dhcp4
	};
	return ep;
}

static void
test_named(void **state)
{
	struct why why = { "" };

	(void)state;
	assert_ptr_equal(backend_named("config", &why), &backend_config);
	assert_ptr_equal(backend_named("host-cmds", &why), &backend_hostcmds);
	assert_string_equal(why.text, "");
	assert_null(backend_named("Config", &why));
	assert_non_null(strstr(why.text, "config, have \"Config\""));
}

static void
test_check_site(void **state)
{
	struct site_target t = { .name = (char[]){ "rosette" },
		.dhcp4 = (char[]){ "unix:/nowhere/r4" } };
	struct endpoint ep = endpoint_at(&t);
	struct endpoints eps = { &ep, 1 };
	struct why why = { "" };

	(void)state;
	assert_int_equal(backend_check_site(&eps, &why), 0);
	t.backend = (char[]){ "config" };
	assert_int_equal(backend_check_site(&eps, &why), 0);
	assert_string_equal(why.text, "");
	t.backend = (char[]){ "none" };
	assert_int_equal(backend_check_site(&eps, &why), -1);
	assert_non_null(strstr(why.text, "kea.targets.rosette.backend: want "));
}

/* The forced one is taken without asking anybody. */
static void
test_choose_forced(void **state)
{
	struct site_target t = { .name = (char[]){ "rosette" },
		.dhcp4 = (char[]){ "unix:/nowhere/r4" },
		.backend = (char[]){ "config" } };
	struct endpoint ep = endpoint_at(&t);
	struct why why = { "" };

	(void)state;
	assert_ptr_equal(backend_choose(&ep, &why), &backend_config);
	assert_string_equal(why.text, "");
	t.backend = (char[]){ "none" };
	assert_null(backend_choose(&ep, &why));
	assert_null(backend_snapshot(&ep, &why));
}

/* What the target declares decides, a family at a time. */
static void
test_choose_declared(void **state)
{
	struct site_target t = { .name = (char[]){ "rosette" },
		.dhcp4 = (char[]){ "unix:/nowhere/r4" },
		.include4 = (char[]){ "/nowhere/h4" } };
	struct endpoint ep = endpoint_at(&t);
	struct endpoints eps = { &ep, 1 };
	struct why why = { "" };

	(void)state;
	assert_ptr_equal(backend_choose(&ep, &why), &backend_include);
	t.database = (char[]){ "dbname=kea" };
	assert_ptr_equal(backend_choose(&ep, &why), &backend_pgsql);
	t.database = NULL;
	t.backend = (char[]){ "pgsql" };
	assert_int_equal(backend_check_site(&eps, &why), -1);
	t.backend = (char[]){ "include" };
	assert_int_equal(backend_check_site(&eps, &why), 0);
	t.include4 = NULL;
	assert_int_equal(backend_check_site(&eps, &why), -1);
	assert_non_null(strstr(why.text,
	    "kea.targets.rosette.backend: "
	    "include: want what it needs"));
	t.include4 = (char[]){ "/nowhere/h4" };
	t.backend = (char[]){ "config" };
	assert_ptr_equal(backend_choose(&ep, &why), &backend_config);
}

/* Without a word of the target's, what Kea knows; asked, so it must answer. */
static void
test_choose_asked(void **state)
{
	struct site_target t = { .name = (char[]){ "rosette" },
		.dhcp4 = (char[]){ "unix:/nowhere/r4" } };
	struct endpoint ep = endpoint_at(&t);
	struct why why = { "" };

	(void)state;
	assert_null(backend_choose(&ep, &why));
	assert_non_null(strstr(why.text, "/nowhere/r4"));
}

/* One that cannot say now is not one that does not know. */
static void
test_choose_told(void **state)
{
	struct fake fake;
	char url[128];
	struct site_target t = { .name = TEXT("rosette") };
	struct endpoint ep;
	struct why why = { "" };

	fake_start(&fake, ((struct place *)*state)->dir, "{}");
	snprintf(url, sizeof(url), "unix:%s", fake.path);
	t.dhcp4 = url;
	ep = endpoint_at(&t);
	assert_ptr_equal(backend_choose(&ep, &why), &backend_hostcmds);
	fake.shared->refuse_list = KEACMD_UNSUPPORTED;
	assert_ptr_equal(backend_choose(&ep, &why), &backend_config);
	assert_string_equal(why.text, "");
	fake.shared->refuse_list = KEACMD_ERROR;
	assert_null(backend_choose(&ep, &why));
	assert_string_equal(why.text, "rosette dhcp4: list-commands: list: no");
	fake_stop(&fake);
}

static void
test_knows(void **state)
{
	json_t *list = json_pack("[s, i, s]", "config-get", 1, "config-set");

	(void)state;
	assert_true(backend_knows(list, "config-get"));
	assert_true(backend_knows(list, "config-set"));
	assert_false(backend_knows(list, "config-test"));
	assert_false(backend_knows(NULL, "config-get"));
	json_decref(list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_check_site),
		cmocka_unit_test(test_choose_forced),
		cmocka_unit_test(test_choose_declared),
		cmocka_unit_test(test_choose_asked),
		in_place(test_choose_told),
		cmocka_unit_test(test_knows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
