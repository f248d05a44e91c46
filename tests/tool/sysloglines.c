/*
 * sysloglines [-k] SOCKET: what is logged there, one line a message, without
 * the time.  Makes the socket; ends when it has had no message for a second
 * after the first, or none at all for thirty; with -k, when it is killed.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FIRST_MS 30000
#define NEXT_MS 1000

static int
listen_at(const char *path)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof(sun.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strncpy(sun.sun_path, path, sizeof(sun.sun_path) - 1);
	if (fd == -1 ||
	    bind(fd, (const struct sockaddr *)&sun, sizeof(sun)) == -1)
		return -1;
	return fd;
}

/* "<29>Nov 22 12:00:00 text": the text, behind the priority. */
static void
print(const char *message)
{
	size_t pri = strcspn(message, ">");
	const char *text = message + pri + (message[pri] != '\0');

	if (strlen(text) > 16 && text[15] == ' ')
		text += 16;
	printf("%.*s> %s\n", (int)pri, message, text);
}

int
main(int argc, char *argv[])
{
	struct pollfd p = { .events = POLLIN };
	int wait = FIRST_MS, next = NEXT_MS;

	if (argc == 3 && strcmp(argv[1], "-k") == 0)
		wait = next = -1;
	else if (argc != 2)
		return 2;
	p.fd = listen_at(argv[argc - 1]);
	if (p.fd == -1) {
		perror(argv[argc - 1]);
		return 2;
	}
	while (poll(&p, 1, wait) == 1) {
		char message[8192];
		ssize_t n = recv(p.fd, message, sizeof(message) - 1, 0);

		if (n < 0)
			return 2;
		message[n] = '\0';
		print(message);
		fflush(stdout);
		wait = next;
	}
	close(p.fd);
	return ferror(stdout) ? 2 : 0;
}
