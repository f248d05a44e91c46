/*
 * Every kind of finding of --check, and what is to be done about it.
 */
#ifndef FINDING_KIND_H
#define FINDING_KIND_H

#include <stdbool.h>

enum finding_id {
	/* The site file. */
	FIND_TARGETS,
	FIND_TWIN_TARGET,
	FIND_PLAIN_PASSWORD,
	FIND_PASSWORD_FILE,
	FIND_MEMBER_CLASS,
	FIND_MEMBER_GATEWAY,
	FIND_MEMBER_OVERLAP,
	/* The state. */
	FIND_STATE_FOLDER,
	FIND_STATE_RIGHTS,
	/* An endpoint as a whole. */
	FIND_NO_ANSWER,
	FIND_COMMANDS,
	FIND_CONFIG_GET,
	FIND_BODY_SIZE,
	FIND_CONFIG_WRITE,
	/* Kea's configuration. */
	FIND_IDENTIFIERS,
	FIND_INTERFACE_ID,
	FIND_MAC_SOURCES,
	FIND_CLASS_MISSING,
	FIND_CLASS_OPTION,
	FIND_CLASS_EMPTY,
	FIND_SUBNET_MISSING,
	FIND_SUBNET_ALONE,
	FIND_SUBNET_MASK,
	FIND_NOT_GLOBAL,
	FIND_NETWORK_MASK,
	FIND_NETWORK_OPTIONS,
	FIND_LIFETIME_ORDER,
	FIND_LIFETIME_LONG,
	FIND_PREFERRED_ZERO,
	FIND_HA,
	FIND_STASH,
	FIND_REPLACE_CLIENT_ID,
	FIND_RADIUS_HOOK,
	FIND_OPEN_SOCKET,
	FIND_NEWER_PATH,
	/* Its file. */
	FIND_RESERVATION_MODE,
	FIND_SUBNET_ID,
	FIND_CONFIG_INCLUDE,
	/* Reservations. */
	FIND_HOST_CLASS,
	FIND_HOST_IDENTIFIER,
	FIND_HOST_OUTSIDE,
	FIND_HOST_BITS,
	FIND_HOST_TWIN,
	/* Back-ends. */
	FIND_INCLUDE_FOLDER,
	FIND_INCLUDE_MAIN,
	FIND_INCLUDE_DIFFERS,
	FIND_KEA_TEST,
	FIND_DATABASE,
	FIND_DATABASE_RIGHTS,
	FIND_DATABASE_FAIL,
	FIND_KINDS
};

struct finding_kind {
	const char *name; /* words with hyphens; documented one by one */
	const char *fix;  /* what to do, imperative */
	bool note;        /* may be meant so: told, and no fault */
};

const struct finding_kind *finding_kind(enum finding_id id);

#endif
