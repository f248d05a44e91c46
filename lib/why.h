/*
 * Why something failed: one line for a human, filled by the function that
 * knows and printed by the tool that decides.  Library code never prints.
 *
 * A text may quote hostile bytes; msg.h escapes the whole line when it
 * prints, so callers of why_set() pass them as they are (NUL excepted).
 */
#ifndef WHY_H
#define WHY_H

struct why {
	char text[768];
};

/*
 * Set the text; a longer one is cut.  A null `why` is allowed: the caller
 * does not care.  Always -1, which whoever reads one file alone sees too, so
 * that a function can end in `return why_set(why, "want X, have Y");`.
 */
#define why_set(...) (why_put(__VA_ARGS__), why_failure())

/* The same, with ": " and the text of errno behind. */
#define why_errno(...) (why_put_errno(__VA_ARGS__), why_failure())

/*
 * Put "PREFIX: " in front of the present text: the caller's file, line or
 * path before the callee's finding.  Always -1.
 */
#define why_prefix(...) (why_put_prefix(__VA_ARGS__), why_failure())

static inline int
why_failure(void)
{
	return -1;
}

void why_put(struct why *why, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void why_put_errno(struct why *why, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void why_put_prefix(struct why *why, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
