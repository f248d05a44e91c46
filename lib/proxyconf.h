/*
 * FreeRADIUS's proxy.conf: the realm that requests of a member are sent to.
 */
#ifndef PROXYCONF_H
#define PROXYCONF_H

#include <stdbool.h>
#include <stdio.h>

/* One of FreeRADIUS's own words for a realm, which knows no case in them. */
bool proxyconf_is_own(const char *realm);

/* `realm` is a word of the site file; its pool has the same name. */
void proxyconf_realm(FILE *fp, const char *realm);

#endif
