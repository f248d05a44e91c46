#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "hex.h"

/* Octets that were decoded come back from their own 0x spelling. */
static void
check_round_trip(const uint8_t *octets, size_t len)
{
	size_t size = 2 + 2 * len + 1, again_len;
	char *spelling = malloc(size);
	uint8_t *again = malloc(len);
	enum hex_enc used;

	assert(spelling && again);
	memcpy(spelling, "0x", 2);
	assert(hex_encode(spelling + 2, size - 2, octets, len) == 2 * len);
	assert(hex_decode(spelling, size - 1, HEX_AUTO, again, len, &again_len,
		   &used, NULL) == 0);
	assert(used == HEX_0X && again_len == len);
	assert(memcmp(octets, again, len) == 0);
	free(spelling);
	free(again);
}

/* The first octet chooses the spelling, the second how much room there is. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum hex_enc enc, used = HEX_AUTO;
	struct why why = { "" };
	size_t len, room;
	uint8_t *out;

	if (size < 2)
		return 0;
	enc = (enum hex_enc)(data[0] % (HEX_TEXT + 1));
	size -= 2;
	room = data[1] == 0 ? size : data[1] < size ? data[1] : size;
	out = malloc(room + 1);
	assert(out);
	if (hex_decode((const char *)data + 2, size, enc, out, room, &len,
		&used, &why) == 0) {
		assert(len > 0 && len <= room && used != HEX_AUTO);
		assert(enc == HEX_AUTO || enc == used);
		check_round_trip(out, len);
	} else {
		assert(why.text[0] != '\0');
		/* With all the room there is, anything is text at least. */
		assert(enc != HEX_TEXT || size == 0 || room < size);
	}
	free(out);
	return 0;
}
