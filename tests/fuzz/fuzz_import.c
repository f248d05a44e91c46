/*
 * Lines of --import, all the way to what would be wanted.
 */
#include "../../cmd/kea-reserve/import_line.h"
#include "../../cmd/kea-reserve/request.h"
#include "fuzz.h"
#include "name.h"

static struct site_prefix prefixes[] = {
	{ .net = { AF_INET, 24, { 5, 183, 104 } },
	    .client_class = (char[]){ "ils01" },
	    .gateway = { AF_INET, 32, { 5, 183, 104, 1 } } },
	{ .net = { AF_INET6, 40, { 0x2a, 0x0e, 0xc4 } },
	    .client_class = (char[]){ "ils01" } },
};

static struct site_member member = { .name = (char[]){ "ils" },
	.realm = (char[]){ "ils-ftth" },
	.prefixes = prefixes,
	.prefix_count = 2 };

static const struct site site = {
	.path = (char[]){ "site" }, .members = &member, .member_count = 1
};

/* What is wanted lies in the member's prefixes, and is not its gateway. */
static void
check_request(const struct request *r)
{
	assert(r->line.len > 0 && (r->has4 || r->has6));
	assert(r->member == &member);
	if (r->has4) {
		assert(ipnet_contains(&prefixes[0].net, &r->v4.addr));
		assert(!ipnet_equal(&prefixes[0].gateway, &r->v4.addr));
		assert(host_id_equal(&r->v4.id, &r->line));
	}
	if (r->has6) {
		assert(r->has_mac && !hwaddr_is_multicast(&r->mac));
		assert(r->v6.addr.family == AF_UNSPEC ||
		    ipnet_contains(&prefixes[1].net, &r->v6.addr));
		assert(r->v6.prefix.family == AF_UNSPEC ||
		    ipnet_contains(&prefixes[1].net, &r->v6.prefix));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct why why = { "" };
	struct request request;
	struct import_line l;
	int rc = import_line_parse((const char *)data, size, &l, &why);

	assert((rc == 0) == (why.text[0] == '\0'));
	if (rc == 0) {
		const struct request_args args = {
			l.value[IMPORT_CIRCUIT_ID],
			l.value[IMPORT_MAC],
			l.value[IMPORT_IP4],
			l.value[IMPORT_IP6],
			l.value[IMPORT_PREFIX],
			l.value[IMPORT_MEMBER],
			l.value[IMPORT_CIRCUIT_ID],
		};

		if (request_parse(&args, &site, &request, &why) == 0)
			check_request(&request);
		else
			assert(why.text[0] != '\0');
	}
	import_line_free(&l);
	name_forget();
	return 0;
}
