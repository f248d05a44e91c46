/*
 * What the shim that makes calls fail (fault.c) and the program that drives
 * it (tests/tool/faultrun.c) share: a file that every process of the command
 * maps.  The driver writes it, the processes count in it.
 */
#ifndef FAULT_H
#define FAULT_H

#include <stdint.h>

#define FAULT_ENV "FAULT_FILE"

enum fault_mode {
	FAULT_COUNT, /* nothing happens */
	FAULT_FAIL,  /* the call fails, with what it is apt to fail with */
	FAULT_KILL,  /* the process is killed before it, as by kill -9 */
	FAULT_SHORT  /* a read or write moves one octet; others go on */
};

struct fault {
	uint32_t mode;
	uint32_t at;    /* the call that it happens to, from 1 on */
	uint32_t count; /* calls so far, of all processes */
	uint32_t hit;   /* it has happened */
	char only[256]; /* ",open,write,": these calls count; "": all */
	char name[32];  /* which one it was */
};

#endif
