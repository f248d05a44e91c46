#include <math.h>
#include <stdio.h>

#include "figure.h"

struct figure
figure(double v, int digits)
{
	struct figure f;

	/* "%g" has no exponent but below and above these. */
	if (fabs(v) < 1e-4)
		v = 0;
	if (fabs(v) >= pow(10, digits) - 0.5)
		snprintf(f.s, sizeof(f.s), "%.0f", v);
	else
		snprintf(f.s, sizeof(f.s), "%.*g", digits, v);
	return f;
}
