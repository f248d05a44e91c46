#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "msg.h"
#include "vis.h"

#define MSG_MAX 2048

static const char *tool_name = "collecte";
static bool use_syslog;

void
msg_init(const char *tool)
{
	tool_name = tool;
}

void
msg_to_syslog(void)
{
	if (!use_syslog)
		openlog(tool_name, LOG_PID | LOG_NDELAY, LOG_DAEMON);
	use_syslog = true;
}

static void format_safely(char *dst, size_t size, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

static void
format_safely(char *dst, size_t size, const char *fmt, va_list ap)
{
	char raw[MSG_MAX];

	vsnprintf(raw, sizeof(raw), fmt, ap);
	vis_text(dst, size, raw, strlen(raw));
}

void
msg_warn(const char *fmt, ...)
{
	char text[VIS_SIZE(MSG_MAX)];
	va_list ap;

	va_start(ap, fmt);
	format_safely(text, sizeof(text), fmt, ap);
	va_end(ap);
	fprintf(stderr, "%s: %s\n", tool_name, text);
	if (use_syslog)
		syslog(LOG_WARNING, "%s", text);
}

void
msg_log(const char *fmt, ...)
{
	char text[VIS_SIZE(MSG_MAX)];
	va_list ap;

	if (!use_syslog)
		return;
	va_start(ap, fmt);
	format_safely(text, sizeof(text), fmt, ap);
	va_end(ap);
	syslog(LOG_NOTICE, "%s", text);
}

int
msg_close_stdout(void)
{
	if (fflush(stdout) == EOF || ferror(stdout)) {
		msg_warn("<stdout>: %m");
		return -1;
	}
	return 0;
}
