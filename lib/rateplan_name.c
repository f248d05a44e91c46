#include "rateplan.h"

const char *
rateplan_phase_name(enum rateplan_phase phase)
{
	static const char *const names[] = {
		[RATEPLAN_BASE] = "base",
		[RATEPLAN_RETRY] = "retry",
		[RATEPLAN_RAMP] = "ramp",
		[RATEPLAN_HOLD] = "hold",
		[RATEPLAN_REST] = "rest",
		[RATEPLAN_TRAIN] = "train",
		[RATEPLAN_CONFIRM] = "confirm",
		[RATEPLAN_DONE] = "done",
	};

	return names[phase];
}
