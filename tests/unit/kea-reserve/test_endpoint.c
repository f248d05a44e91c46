#include <fcntl.h>
#include <sys/stat.h>

#include "endpoint.h"
#include "place.h"

static struct site_target targets[] = {
	{ .name = TEXT("rosette"),
	    .dhcp4 = TEXT("http://192.0.2.1/kea"),
	    .dhcp6 = TEXT("http://192.0.2.1/kea"),
	    .user = TEXT("u") },
	{ .name = TEXT("six"), .dhcp6 = TEXT("unix:/k6") },
	{ .name = TEXT("od/d ../n"), .dhcp4 = TEXT("unix:/k4") },
};
static struct site site = {
	.path = TEXT("site.json"), .targets = targets, .target_count = 3
};

static struct endpoints
endpoints_of(const struct site *of)
{
	struct endpoints e;
	struct why why = { "" };

	if (endpoints_new(of, &e, &why) == -1)
		fail_msg("%s", why.text);
	return e;
}

static void
families_stand_apart(void **state)
{
	struct endpoints e = endpoints_of(&site);

	(void)state;
	assert_int_equal(4, e.count);
	assert_string_equal("rosette dhcp4", e.list[0].label);
	assert_string_equal("rosette dhcp6", e.list[1].label);
	assert_string_equal("six dhcp6", e.list[2].label);
	assert_int_equal(AF_INET6, e.list[2].kea.family);
	assert_string_equal("unix:/k6", e.list[2].kea.url);
	assert_string_equal("u", e.list[0].kea.user);
	assert_ptr_equal(e.list[0].label, e.list[0].kea.label);
	assert_true(e.list[3].waited);
	endpoints_free(&e);
	endpoints_free(&e);
}

static void
no_endpoint_at_all(void **state)
{
	struct site none = { .path = TEXT("p") };
	struct site_target bare = { .name = TEXT("bare") };
	char name[ENDPOINT_LABEL_MAX];
	struct site_target odd = { .name = name, .dhcp4 = TEXT("unix:/k") };
	struct endpoints e;
	struct why why = { "" };

	(void)state;
	assert_int_equal(-1, endpoints_new(&none, &e, &why));
	assert_string_equal(
	    "p: kea.targets: want at least one, have none", why.text);
	none.targets = &bare;
	none.target_count = 1;
	assert_int_equal(-1, endpoints_new(&none, &e, &why));
	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	none.targets = &odd;
	assert_int_equal(-1, endpoints_new(&none, &e, &why));
	assert_non_null(strstr(why.text, "want a name of less than"));
}

static void
urls_choose_whom_to_wait_for(void **state)
{
	const char *urls[] = { "unix:/k6", "http://192.0.2.1/kea/" };
	const char *bad[] = { "unix:/k6", "http://192.0.2.1/ke" };
	struct endpoints e = endpoints_of(&site);
	struct why why = { "" };

	(void)state;
	assert_int_equal(0, endpoints_select(&e, urls, 0, &why));
	assert_true(e.list[3].waited);
	assert_int_equal(0, endpoints_select(&e, urls, 2, &why));
	assert_true(e.list[0].waited && e.list[1].waited && e.list[2].waited);
	assert_false(e.list[3].waited);
	assert_int_equal(-1, endpoints_select(&e, bad, 2, &why));
	assert_non_null(strstr(why.text, "unix:/k4"));
	endpoints_free(&e);
}

static void
one_holds_the_lock(void **state)
{
	struct endpoints e = endpoints_of(&site);
	const char *dir = ((struct place *)*state)->dir;
	struct why why;
	int a = endpoint_lock(dir, &e.list[0], 0, &why), b, copy;

	assert_true(a >= 0);
	assert_int_equal(-2, endpoint_lock(dir, &e.list[0], 0, &why));
	assert_int_equal(-2, endpoint_lock(dir, &e.list[0], 30, &why));
	b = endpoint_lock(dir, &e.list[1], 0, &why); /* its own */
	assert_true(b >= 0);
	close(b);
	copy = dup(a);
	close(a);
	assert_int_equal(-2, endpoint_lock(dir, &e.list[0], 0, &why));
	close(copy);
	a = endpoint_lock(dir, &e.list[0], 0, &why);
	assert_true(a >= 0);
	close(a);
	assert_int_equal(
	    -1, endpoint_lock("/nonexistent", &e.list[0], 0, &why));
	assert_non_null(strstr(why.text, "lock of rosette dhcp4"));
	endpoints_free(&e);
}

static void
names_stay_in_the_folder(void **state)
{
	struct endpoints e = endpoints_of(&site);
	const char *dir = ((struct place *)*state)->dir;
	char path[256];
	struct stat st;
	mode_t old = umask(077);
	int fd = endpoint_lock(dir, &e.list[3], 0, NULL);

	umask(old);
	assert_true(fd >= 0);
	snprintf(
	    path, sizeof(path), "%s/od%%2fd.%%2e%%2e%%2fn.dhcp4.lock", dir);
	assert_int_equal(0, stat(path, &st));
	assert_int_equal(0660, st.st_mode & 07777); /* the group's */
	close(fd);
	endpoints_free(&e);
}

static void
a_status_passes_between_processes(void **state)
{
	struct endpoints e = endpoints_of(&site);
	const char *dir = ((struct place *)*state)->dir;
	struct endpoint_status st = { 0 }, got;
	int fd = endpoint_lock(dir, &e.list[0], 0, NULL);

	endpoint_status_read(dir, &e.list[0], &got);
	assert_int_equal(0, got.probed);
	st.probed = endpoint_now();
	st.resumes = st.probed + 5000000;
	st.cost = 42;
	st.busy = st.failed = st.probed;
	endpoint_status_write(fd, &st);
	endpoint_status_read(dir, &e.list[0], &got);
	assert_memory_equal(&st, &got, sizeof(st));
	endpoint_status_read(dir, &e.list[1], &got);
	assert_int_equal(0, got.probed);
	close(fd);
	/* Whoever was at it is gone. */
	endpoint_status_read(dir, &e.list[0], &got);
	assert_int_equal(st.probed, got.probed);
	assert_int_equal(0, got.busy);
	endpoints_free(&e);
}

static void
a_status_of_another_boot_is_none(void **state)
{
	struct endpoints e = endpoints_of(&site);
	const char *dir = ((struct place *)*state)->dir;
	struct endpoint_status st = { 0 }, got;
	int fd = endpoint_lock(dir, &e.list[0], 0, NULL);

	st.probed = endpoint_now() + 1000000; /* ahead of now */
	endpoint_status_write(fd, &st);
	endpoint_status_read(dir, &e.list[0], &got);
	assert_int_equal(0, got.probed);
	st.probed = 1;
	st.resumes = endpoint_now() + UINT64_C(100000000);
	endpoint_status_write(fd, &st);
	endpoint_status_read(dir, &e.list[0], &got);
	assert_int_equal(0, got.probed);
	close(fd);
	endpoints_free(&e);
}

static void
a_torn_status_is_none(void **state)
{
	struct endpoints e = endpoints_of(&site);
	const char *dir = ((struct place *)*state)->dir;
	struct endpoint_status st = { .probed = 1, .cost = 7 }, got;
	int fd = endpoint_lock(dir, &e.list[0], 0, NULL);

	endpoint_status_write(fd, &st);
	endpoint_status_read(dir, &e.list[0], &got);
	assert_int_equal(7, got.cost);
	assert_int_equal(1, pwrite(fd, "x", 1, 9));
	endpoint_status_read(dir, &e.list[0], &got);
	assert_int_equal(0, got.cost);
	assert_int_equal(0, ftruncate(fd, 11));
	endpoint_status_read(dir, &e.list[0], &got);
	assert_int_equal(0, got.probed);
	close(fd);
	endpoints_free(&e);
}

static void
a_slash_at_the_end_is_no_other_url(void **state)
{
	(void)state;
	assert_true(endpoint_same_url("http://a/kea", "http://a/kea"));
	assert_true(endpoint_same_url("http://a/kea/", "http://a/kea"));
	assert_true(endpoint_same_url("http://a/kea", "http://a/kea//"));
	assert_false(endpoint_same_url("http://a/kea", "http://a/ke"));
	assert_false(endpoint_same_url("http://a/", "http://a/kea"));
	assert_false(endpoint_same_url("http://a/kea", "http://b/kea"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(families_stand_apart),
		cmocka_unit_test(a_slash_at_the_end_is_no_other_url),
		cmocka_unit_test(no_endpoint_at_all),
		cmocka_unit_test(urls_choose_whom_to_wait_for),
		in_place(one_holds_the_lock),
		in_place(names_stay_in_the_folder),
		in_place(a_status_passes_between_processes),
		in_place(a_status_of_another_boot_is_none),
		in_place(a_torn_status_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
