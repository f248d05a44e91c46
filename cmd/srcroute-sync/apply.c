#include <errno.h>

#include "apply.h"
#include "msg.h"

/*
 * Returns 0, or errno after a message.  A rule that somebody else added, or
 * removed, since it was looked for is as it should be.
 */
static int
do_step(const struct apply *a, const struct srcplan_step *step)
{
	char buf[PRINT_LEN];
	struct why why;
	int rc;

	if (step->add)
		rc = rtsock_add_rule(a->sock, &step->rule, step->twin, &why);
	else
		rc = rtsock_delete_rule(a->sock, &step->rule, &why);
	if (a->after)
		a->after();
	if (rc == 0)
		print_step(&a->print, step);
	if (rc == 0 || rc == (step->add ? EEXIST : ENOENT))
		return 0;
	msg_warn("%s: %s",
	    print_command(
		a->print.tables, step->add ? "add" : "del", &step->rule, buf),
	    why.text);
	return rc;
}

enum apply_result
apply_plan(const struct apply *a, const struct srcplan *plan)
{
	size_t failed = 0;

	for (size_t i = 0; i < plan->count; i++) {
		int rc;

		if (i == plan->adds && failed > 0) {
			msg_warn("%zu rules could not be added: none is "
				 "deleted",
			    failed);
			break;
		}
		rc = do_step(a, &plan->steps[i]);
		if (rc == EPERM)
			return APPLY_REFUSED;
		failed += rc != 0;
	}
	return failed == 0 ? APPLY_DONE : APPLY_SOME;
}
