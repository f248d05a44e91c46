/*
 * How a program ends under rlm_exec of FreeRADIUS 3.2.
 *
 * In threaded mode the server loses the status of a child that dies before
 * its pid is filed, and polls every 100 ms for one whose pipe closes before
 * it can be waited for.  So: the whole answer in one write, wait (bounded)
 * until the server has drained the pipe, leave a child that keeps stdout
 * open and dies with us, then exit.  The server then sees end-of-file when
 * its child can be waited for at once.
 *
 * An answer is one line of single-quoted values; the server takes a lone
 * newline as "nothing to say", reads at most 4096 octets, and dies of an
 * unparsable answer of more than 1024.
 */
#ifndef HOOK_H
#define HOOK_H

/* rlm_exec's codes that we use. */
enum hook_code {
	HOOK_OK = 0,
	HOOK_FAIL = 2,
	HOOK_NOOP = 8
};

/* Longest answer, with its newline. */
#define HOOK_MAX 900

/*
 * Say `pairs` (null or "": nothing to say) and end with `code`.  An answer
 * too long for HOOK_MAX is never sent: nothing is said and the code is
 * HOOK_FAIL.  When stdout is no pipe, the line is written and that is all.
 */
_Noreturn void hook_exit(const char *pairs, enum hook_code code);

#endif
