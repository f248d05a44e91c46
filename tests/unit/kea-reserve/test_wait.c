#include <fcntl.h>
#include <sys/wait.h>

#include "applied.h"
#include "place.h"
#include "wait.h"
#include "wanted.h"

static struct site_target targets[] = {
	{ .name = TEXT("r"),
	    .dhcp4 = TEXT("unix:/r"),
	    .dhcp6 = TEXT("unix:/r6") },
	{ .name = TEXT("g"), .dhcp4 = TEXT("unix:/g") },
};
static struct site site = {
	.path = TEXT("p"), .targets = targets, .target_count = 2
};

/* One host, wanted and not applied anywhere. */
struct bed {
	const char *dir;
	struct store *store;
	struct endpoints eps;
	struct host host;
	struct accept_keys keys;
	struct why why;
};

static void
begin(struct bed *b, void **state)
{
	struct store_txn *t;

	*b = (struct bed){ .dir = ((struct place *)*state)->dir };
	b->store = state_open(b->dir, NULL);
	assert_non_null(b->store);
	assert_int_equal(0, endpoints_new(&site, &b->eps, NULL));
	b->host = host4("a", "192.0.2.1", 5);
	b->keys = (struct accept_keys){ &b->host, 1 };
	t = store_begin(b->store, true, NULL);
	wanted_merge(t, &b->host, NULL, NULL, NULL);
	assert_int_equal(0, store_commit(t, NULL));
}

static void
end(struct bed *b)
{
	endpoints_free(&b->eps);
	store_close(b->store);
}

static void
put(struct bed *b, size_t ep, enum applied_state state)
{
	struct store_txn *t = store_begin(b->store, true, NULL);

	applied_put(t, &b->eps.list[ep], &b->host, state, "the reason", NULL);
	assert_int_equal(0, store_commit(t, NULL));
}

static int
waits(struct bed *b, unsigned int ms)
{
	return wait_for(b->dir, b->store, &b->eps, &b->keys, ms, &b->why);
}

static void
status(struct bed *b, size_t ep, struct endpoint_status st)
{
	int fd = endpoint_lock(b->dir, &b->eps.list[ep], 0, NULL);

	assert_true(fd >= 0);
	endpoint_status_write(fd, &st);
	close(fd);
}

/* How long it took, in ms. */
static unsigned int
taking(struct bed *b, unsigned int ms, int *verdict)
{
	uint64_t from = endpoint_now();

	*verdict = waits(b, ms);
	return (unsigned int)((endpoint_now() - from) / 1000);
}

static void
applied_everywhere_is_done(void **state)
{
	struct bed b;

	begin(&b, state);
	assert_int_equal(WAIT_LATER, waits(&b, 0));
	put(&b, 0, APPLIED_DONE);
	assert_int_equal(WAIT_LATER, waits(&b, 0));
	put(&b, 2, APPLIED_DONE); /* the other family has no part in it */
	assert_int_equal(WAIT_DONE, waits(&b, 0));
	end(&b);
}

static void
a_refusal_is_told(void **state)
{
	struct bed b;

	begin(&b, state);
	put(&b, 0, APPLIED_DONE);
	put(&b, 2, APPLIED_REFUSED);
	assert_int_equal(WAIT_REFUSED, waits(&b, 1000));
	assert_string_equal(
	    "g dhcp4: refused: a (IPv4): the reason", b.why.text);
	b.eps.list[2].waited = false; /* -k: it is not asked for */
	assert_int_equal(WAIT_DONE, waits(&b, 0));
	end(&b);
}

static void
it_is_seen_when_it_comes(void **state)
{
	struct bed b;
	pid_t pid;

	begin(&b, state);
	put(&b, 0, APPLIED_DONE);
	store_close(b.store);
	pid = fork();
	if (pid == 0) {
		b.store = state_open(b.dir, NULL);
		usleep(50000);
		put(&b, 2, APPLIED_DONE);
		store_close(b.store);
		_exit(0);
	}
	b.store = state_open(b.dir, NULL);
	assert_int_equal(WAIT_DONE, waits(&b, 60000));
	waitpid(pid, NULL, 0);
	end(&b);
}

static void
no_waiting_for_what_is_far(void **state)
{
	struct bed b;
	int verdict;

	begin(&b, state);
	put(&b, 0, APPLIED_DONE);
	status(&b, 2, (struct endpoint_status){ .probed = 1, .failed = 1 });
	assert_true(taking(&b, 60000, &verdict) < 30000);
	assert_int_equal(WAIT_LATER, verdict);
	status(&b, 2,
	    (struct endpoint_status){
		.probed = 1, .resumes = endpoint_now() + 50000000 });
	assert_true(taking(&b, 30000, &verdict) < 15000);
	assert_int_equal(WAIT_LATER, verdict);
	status(&b, 2,
	    (struct endpoint_status){
		.probed = 1, .busy = 1, .cost = UINT64_C(1) << 60 });
	assert_true(taking(&b, 60000, &verdict) < 30000);
	assert_int_equal(WAIT_LATER, verdict);
	end(&b);
}

static void
a_hung_commit_is_waited_for_so_long(void **state)
{
	struct bed b;
	int verdict;

	begin(&b, state);
	assert_true(taking(&b, 60, &verdict) >= 60);
	assert_int_equal(WAIT_LATER, verdict);
	end(&b);
}

static void
eight_wait_and_no_more(void **state)
{
	struct bed b;
	int fds[WAIT_PROCESSES], verdict;
	char path[128];

	begin(&b, state);
	snprintf(path, sizeof(path), "%s/waiting.places", b.dir);
	for (int i = 0; i < WAIT_PROCESSES; i++) {
		struct flock place = {
			.l_type = F_WRLCK, .l_start = i, .l_len = 1
		};

		fds[i] = open(path, O_RDWR | O_CREAT, 0660);
		assert_int_equal(0, fcntl(fds[i], F_OFD_SETLK, &place));
	}
	assert_true(taking(&b, 60000, &verdict) < 30000);
	assert_int_equal(WAIT_LATER, verdict);
	close(fds[3]); /* one place is free: it waits */
	assert_true(taking(&b, 60, &verdict) >= 60);
	for (int i = 0; i < WAIT_PROCESSES; i++)
		if (i != 3)
			close(fds[i]);
	end(&b);
}

/* The lock of a machine has the name of the target. */
static void
a_target_may_be_named_waiting(void **state)
{
	struct endpoint machine = { .label = "waiting" };
	struct bed b;
	int fd, verdict;

	begin(&b, state);
	fd = endpoint_lock(b.dir, &machine, 0, NULL);
	assert_true(fd >= 0);
	assert_true(taking(&b, 60, &verdict) >= 60);
	close(fd);
	end(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_place(applied_everywhere_is_done),
		in_place(a_refusal_is_told),
		in_place(it_is_seen_when_it_comes),
		in_place(no_waiting_for_what_is_far),
		in_place(a_hung_commit_is_waited_for_so_long),
		in_place(eight_wait_and_no_more),
		in_place(a_target_may_be_named_waiting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
