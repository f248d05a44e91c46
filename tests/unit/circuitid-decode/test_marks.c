#include "markscheck.h"

int
main(void)
{
	return run_marks_tests();
}
