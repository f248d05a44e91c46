#include <fcntl.h>
#include <unistd.h>

#include "stdfds.h"

bool
stdfds_open(void)
{
	bool was_open = fcntl(STDOUT_FILENO, F_GETFD) != -1;
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
	return was_open;
}
