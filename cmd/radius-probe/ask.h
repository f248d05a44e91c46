/*
 * What to ask with: from the command line's values to attributes.  Pure but
 * for the password's file.
 */
#ifndef ASK_H
#define ASK_H

#include "hex.h"
#include "radsend.h"
#include "server.h"
#include "why.h"

/* What a BNG sends where the password is of no account. */
#define ASK_PASSWORD "password"

/* As typed; null: absent. */
struct ask_args {
	const char *user; /* MAC@REALM, or any name */
	const char *line; /* circuit-id */
	enum hex_enc enc; /* how that is spelled */
	const char *mac;  /* null: that of the user name, if it has one */
	const char *nas;  /* NAS address; null: ours */
	const char *password_file;
	const char *member; /* ask as the proxy asks this member */
};

struct ask {
	struct radsend_attr attr[RADSEND_ATTRS_MAX];
	size_t count;
};

/*
 * The attributes in the order in which the wholesale operator's BNG sends
 * them, or, with a member, as the proxy does: User-Name is the circuit-id as
 * 0x and hexadecimal, Calling-Station-Id the BNG's User-Name.  `sign` adds an
 * empty Message-Authenticator.  Returns 0, or -1 and why; ask_free() in either
 * case, since there is a password in it.
 */
int ask_make(const struct ask_args *args, const struct server *server,
    bool sign, struct ask *out, struct why *why);
void ask_free(struct ask *a);

/*
 * Whether a request that left has these attributes in this order, and nothing
 * else but a Message-Authenticator; of the password its length.  Another
 * process of this machine may have got before libradcli.  0, or -1 and why.
 */
int ask_check(
    const struct ask *a, const struct radpkt *request, struct why *why);

#endif
