/*
 * Kea's own test of a configuration file, in a process of its own: the
 * server that runs does not notice.
 */
#ifndef KEATEST_H
#define KEATEST_H

#include <stdbool.h>
#include <stddef.h>

#include "why.h"

/* Is the program of this family where we look: PATH, then /usr/sbin? */
bool keatest_have(int family);

/*
 * kea-dhcp4 -t FILE, or kea-dhcp6.  1: good; 0: not, and its words in text;
 * -1 and why when it could not be run or did not end.
 */
int keatest(
    int family, const char *file, char *text, size_t size, struct why *why);

#endif
