/* Where there is no instruction that makes bits of octets. */
#define MARKS_PORTABLE
#include "../../../cmd/circuitid-decode/marks.c"

#include "markscheck.h"

int
main(void)
{
	return run_marks_tests();
}
