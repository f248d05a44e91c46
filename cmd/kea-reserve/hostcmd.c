#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostcmd.h"
#include "jcopy.h"
#include "keacmd.h"
#include "keadoc_host.h"

#define COMMAND_MS 10000

/* The result, its text in c->text; *hosts (when asked for) is a list or
 * null, a new reference.  Steals `arguments`. */
static int
call(struct hostcmd *c, const char *command, json_t *arguments, json_t **hosts)
{
	struct keacmd_answer a;
	int r;

	if (!arguments)
		return why_set(c->why, "%s: out of memory", c->ep->label);
	r = keacmd_call(
	    &c->ep->kea, command, arguments, COMMAND_MS, &a, c->why);
	if (r == 0) {
		memcpy(c->text, a.text, sizeof(c->text));
		r = a.result >= 0 ? a.result : KEACMD_ERROR;
	}
	if (r != -1 && hosts)
		*hosts = json_incref(json_object_get(a.arguments, "hosts"));
	keacmd_answer_clear(&a);
	json_decref(arguments);
	return r;
}

/* With the identifier of the global subnet. */
static json_t *
global(json_t *reservation)
{
	json_t *copy = jcopy(reservation);

	if (json_object_set_new(copy, "subnet-id", json_integer(0)) == -1) {
		json_decref(copy);
		return NULL;
	}
	return copy;
}

static int
put(struct hostcmd *c, const char *command, json_t *reservation)
{
	c->changed = true;
	return call(c, command,
	    json_pack("{s:s, s:o}", "operation-target", "memory", "reservation",
		global(reservation)),
	    NULL);
}

int
hostcmd_add(struct hostcmd *c, json_t *reservation)
{
	return put(c, "reservation-add", reservation);
}

int
hostcmd_update(struct hostcmd *c, json_t *reservation)
{
	return put(c, "reservation-update", reservation);
}

int
hostcmd_del(struct hostcmd *c, const struct host_id *id)
{
	char text[3 * HOST_ID_MAX];

	c->changed = true;
	return call(c, "reservation-del",
	    json_pack("{s:i, s:s, s:s, s:s}", "subnet-id", 0, "identifier-type",
		host_id_type_name(id->type), "identifier",
		host_id_str(id, text), "operation-target", "memory"),
	    NULL);
}

/* An error is an answer that cannot be read, too. */
static int
unexpected(struct hostcmd *c, const char *command)
{
	return why_set(c->why, "%s: %s: %s", c->ep->label, command,
	    c->text[0] != '\0' ? c->text : "want \"hosts\"");
}

static int
take(struct hostcmd *c, json_t *raw, struct hostcmd_host *out)
{
	out->raw = json_incref(raw);
	if (keadoc_host_read(raw, c->ep->family, true, &out->host) == 0)
		return 1;
	hostcmd_free(out);
	return why_errno(c->why, "%s", c->ep->label);
}

/* The first host of the answer, if `only` then in this subnet. */
static int
look(struct hostcmd *c, const char *command, json_t *arguments, int only,
    struct hostcmd_host *out)
{
	json_t *hosts = NULL, *h;
	int r = call(c, command, arguments, &hosts), found = 0;
	size_t i;

	*out = (struct hostcmd_host){ 0 };
	if (r == KEACMD_OK && json_is_array(hosts)) {
		json_array_foreach(hosts, i, h)
		{
			json_t *subnet = json_object_get(h, "subnet-id");

			if (found == 0 &&
			    (only == -1 || json_integer_value(subnet) == only))
				found = take(c, h, out);
		}
	} else if (r != KEACMD_EMPTY) {
		found = r == -1 ? -1 : unexpected(c, command);
	}
	json_decref(hosts);
	return found;
}

int
hostcmd_get(
    struct hostcmd *c, const struct host_id *id, struct hostcmd_host *out)
{
	char text[3 * HOST_ID_MAX];

	return look(c, "reservation-get-by-id",
	    json_pack("{s:s, s:s, s:s}", "identifier-type",
		host_id_type_name(id->type), "identifier",
		host_id_str(id, text), "operation-target", "memory"),
	    0, out);
}

int
hostcmd_holder(struct hostcmd *c, const struct ipnet *net, bool database,
    struct hostcmd_host *out)
{
	char text[IPNET_STRLEN];

	ipnet_str(net, text);
	text[strcspn(text, "/")] = '\0';
	return look(c, "reservation-get-by-address",
	    json_pack("{s:s, s:s}", "ip-address", text, "operation-target",
		database ? "all" : "memory"),
	    -1, out);
}

void
hostcmd_free(struct hostcmd_host *h)
{
	free(h->host.nets);
	json_decref(h->raw);
	*h = (struct hostcmd_host){ 0 };
}
