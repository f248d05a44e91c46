/*
 * Numbers for people: so many digits as matter, and never an exponent.
 */
#ifndef FIGURE_H
#define FIGURE_H

struct figure {
	char s[32];
};

/*
 * "0.31", "12.5", "1250": `digits` of them, all of those before the point; 0
 * for what is below 0.0001.
 */
struct figure figure(double v, int digits);

#endif
