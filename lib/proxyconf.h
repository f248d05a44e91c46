/*
 * FreeRADIUS's proxy.conf: the realm that requests of a member are sent to.
 */
#ifndef PROXYCONF_H
#define PROXYCONF_H

#include <stdio.h>

/* `realm` is a word of the site file; its pool has the same name. */
void proxyconf_realm(FILE *fp, const char *realm);

#endif
