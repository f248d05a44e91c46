/*
 * Messages of a tool: "TOOL: text" on stderr, one line each, with hostile
 * bytes escaped (vis.h).  After msg_to_syslog() each goes to syslog as well
 * (LOG_DAEMON): under FreeRADIUS stderr is /dev/null.
 */
#ifndef MSG_H
#define MSG_H

/* The name in front of each message; kept, not copied. */
void msg_init(const char *tool);

/* Copy messages to syslog from now on. */
void msg_to_syslog(void);

/* Something is wrong, the tool goes on (LOG_WARNING). */
void msg_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Something happened that the operator wants in the log and did not ask to
 * see: to syslog alone (LOG_NOTICE), nowhere before msg_to_syslog().
 */
void msg_log(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Flush stdout and check that everything written arrived: a full disk is a
 * failure.  Returns 0, or -1 after a message.
 */
int msg_close_stdout(void);

#endif
