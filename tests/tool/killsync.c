/*
 * killsync COUNT OPTION...: srcroute-sync with these options, killed when the
 * kernel has answered its COUNT-th change, as by kill -9.
 */
#include <signal.h>
#include <stdio.h>

#include "../../cmd/srcroute-sync/sync.h"
#include "msg.h"
#include "num.h"

static uint32_t left;

static void
count_down(void)
{
	if (--left == 0)
		raise(SIGKILL);
}

int
main(int argc, char *argv[])
{
	struct options o;
	struct why why;

	msg_init("killsync");
	if (argc < 2 || num_parse_u32(argv[1], 1, 1000000, &left) == -1 ||
	    options_parse(argc - 1, argv + 1, &o, &why) == -1) {
		fputs("usage: killsync COUNT OPTION...\n", stderr);
		return 2;
	}
	return sync_run(&o, count_down);
}
