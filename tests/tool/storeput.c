/*
 * storeput DIR COUNT [SIZE [FORMAT]]: put COUNT values of SIZE octets (1000)
 * into the store of that format (1), a transaction each, and print how many
 * are in it then.  Exit 2 and the reason at the first failure.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "msg.h"
#include "num.h"
#include "store.h"

static int
count(void *arg, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	(void)key;
	(void)key_len;
	(void)value;
	(void)value_len;
	++*(uint32_t *)arg;
	return 0;
}

static int
put(struct store *s, uint32_t number, uint32_t size, struct why *why)
{
	struct store_txn *t = store_begin(s, true, why);
	char *value = calloc(1, size);
	int ret = -1;

	if (t && value &&
	    store_put(t, 0, &number, sizeof(number), value, size, why) == 0) {
		ret = store_commit(t, why);
		t = NULL;
	}
	store_abort(t);
	free(value);
	return ret;
}

int
main(int argc, char *argv[])
{
	static const char *const tables[] = { "values" };
	uint32_t size = 1000;
	struct store_txn *t;
	struct store *s;
	struct why why = { "" };
	uint32_t here = 0;
	uint32_t format = 1;
	uint32_t n;

	msg_init("storeput");
	if (argc < 3 || num_parse_u32(argv[2], 0, 1000000, &n) == -1 ||
	    (argc > 3 && num_parse_u32(argv[3], 1, 1 << 24, &size) == -1) ||
	    (argc > 4 && num_parse_u32(argv[4], 1, 1000, &format) == -1)) {
		msg_warn("usage: storeput DIR COUNT [SIZE [FORMAT]]");
		return 2;
	}
	s = store_open(argv[1], tables, 1, format, &why);
	for (uint32_t i = 0; s && i < n && why.text[0] == '\0'; i++)
		put(s, i, size, &why);
	t = s ? store_begin(s, false, &why) : NULL;
	if (t && store_each(t, 0, "", 0, count, &here, &why) == 0)
		printf("%u\n", here);
	store_abort(t);
	store_close(s);
	if (why.text[0] == '\0')
		return msg_close_stdout() == -1 ? 2 : 0;
	msg_warn("%s", why.text);
	return 2;
}
