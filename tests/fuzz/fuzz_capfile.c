#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../cmd/ntp-ratecheck/read_feed.h"
#include "fuzz.h"

static const struct ntpmatch_limits limits = {
	.timeout_ns = 2000000000, .pairs = 50, .log = 100, .waiting = 64
};

/* As `ntp-ratecheck read --ike` does it. */
static void
read_all(struct capfile *c)
{
	struct feed feed = { .match = ntpmatch_new(&limits),
		.ike = ikefrag_new(8),
		.linktype = capfile_linktype(c),
		.port = NTPPKT_PORT };
	const struct ntpmatch_totals *t;
	struct capfile_packet p;
	struct why why;

	assert(feed.match && feed.ike);
	assert(*capfile_linkname(feed.linktype));
	while (capfile_next(c, &p, &why) == 1)
		assert(feed_packet(&feed, &p) == 0);
	ntpmatch_end(feed.match);
	ikefrag_end(feed.ike, feed.last_ns);
	t = ntpmatch_totals(feed.match);
	assert(t->answered + t->lost + t->unknown == t->requests);
	assert(t->requests + t->replies <= feed.packets);
	ntpmatch_free(feed.match);
	ikefrag_free(feed.ike);
}

/* A whole file. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	struct capfile *c;
	struct why why;
	char path[32];

	if (fd == -1)
		fd = memfd_create("capture", MFD_CLOEXEC);
	assert(fd != -1 && ftruncate(fd, 0) == 0);
	assert(pwrite(fd, data, size, 0) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	c = capfile_file(path, &why);
	if (!c)
		return 0;
	read_all(c);
	capfile_free(c);
	return 0;
}
