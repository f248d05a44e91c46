#include <fcntl.h>
#include <glob.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "foreign.h"
#include "line.h"
#include "msg.h"
#include "num.h"
#include "print.h"
#include "rtlook.h"
#include "warn.h"

#define MANAGE "ManageForeignRoutingPolicyRules"
#define BLANKS " \t\r"

void
warn_foreign(const struct warn *w, const struct rules *have)
{
	char buf[PRINT_LEN];

	for (size_t i = 0; i < have->count; i++) {
		const struct rule *r = &have->list[i];
		enum foreign kind = foreign_kind(r, w->site, w->want);

		if (kind != FOREIGN_NONE)
			msg_warn("not ours: %s: %s",
			    print_command(w->tables, "add", r, buf),
			    foreign_text(kind));
	}
}

static bool
has_guard(const struct warn *w, int family)
{
	for (size_t i = 0; i < w->want->count; i++) {
		const struct rule *r = &w->want->list[i].rule;

		if (r->family == family &&
		    r->pref == SRCRULE_BASE + SRCRULE_GUARD)
			return true;
	}
	return false;
}

/* The first of its member's rules in that family stands for all of them. */
static bool
is_first(const struct warn *w, size_t i)
{
	const struct srcrule *s = &w->want->list[i];

	for (size_t j = 0; j < i; j++)
		if (w->want->list[j].member == s->member &&
		    w->want->list[j].rule.family == s->rule.family)
			return false;
	return s->member != NULL;
}

/* The prefix of another member around that of `inner`, or null. */
static const struct srcrule *
prefix_around(const struct warn *w, const struct srcrule *inner)
{
	for (size_t i = 0; i < w->want->count; i++) {
		const struct srcrule *s = &w->want->list[i];

		if (s->member && s->member != inner->member &&
		    ipnet_contains(&s->rule.src, &inner->rule.src))
			return s;
	}
	return NULL;
}

/* What becomes of a member's packets while its table has nothing for them. */
static void
print_way(const struct warn *w, const struct srcrule *s, char *buf, size_t size)
{
	char net[IPNET_STRLEN];

	for (size_t i = 0; i < w->want->count; i++) {
		const struct srcrule *inner = &w->want->list[i];
		const struct srcrule *outer = inner->member == s->member &&
			inner->rule.family == s->rule.family
		    ? prefix_around(w, inner)
		    : NULL;

		if (!outer)
			continue;
		snprintf(buf, size, "in %s leave by the table of members.%s",
		    ipnet_str(&inner->rule.src, net), outer->member->name);
		return;
	}
	snprintf(buf, size, "%s",
	    has_guard(w, s->rule.family) ? "are refused"
					 : "leave by the main table");
}

static void
warn_table(const struct warn *w, const struct srcrule *s, struct rtsock *sock)
{
	const char *fault = "has no default";
	char way[512] = "are refused";
	int family = s->rule.family;
	struct rtlook_table t = { .exists = false };
	struct why why;

	if (rtlook_table(sock, family, s->rule.table, &t, &why) != 0) {
		msg_warn("%s: members.%s.table: %s", w->site->path,
		    s->member->name, why.text);
		return;
	}
	if (!t.exists)
		fault = "does not exist";
	else if (t.has_default && t.best.type == RTN_UNICAST)
		return;
	else if (t.has_default)
		fault = "has a default that refuses";
	if (!t.has_default)
		print_way(w, s, way, sizeof(way));
	msg_warn("%s: members.%s.table: %s %s for IPv%d: until a routing "
		 "daemon fills it, its subscribers %s",
	    w->site->path, s->member->name, s->member->table, fault,
	    family == AF_INET ? 4 : 6, way);
}

void
warn_tables(const struct warn *w, struct rtsock *sock)
{
	for (size_t i = 0; i < w->want->count; i++)
		if (is_first(w, i))
			warn_table(w, &w->want->list[i], sock);
}

static void
warn_missing(
    const struct warn *w, const char *path, char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (if_nametoindex(names[i]) == 0)
			msg_warn("%s: routing.%s[%zu]: there is no interface "
				 "%s yet: its rule waits for it",
			    w->site->path, path, i, names[i]);
}

void
warn_interfaces(const struct warn *w)
{
	warn_missing(w, "subscriber-interfaces", w->site->subscriber_interfaces,
	    w->site->subscriber_interface_count);
	warn_missing(w, "core-interfaces", w->site->core_interfaces,
	    w->site->core_interface_count);
}

/* The filter's mode; 0 when it cannot be read. */
static uint32_t
filter_of(const struct warn *w, const char *name)
{
	char *path, text[16] = "";
	uint32_t mode = 0;
	ssize_t n = -1;
	int fd = -1;

	if (asprintf(&path, "%s/proc/sys/net/ipv4/conf/%s/rp_filter", w->root,
		name) != -1) {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		free(path);
	}
	if (fd != -1) {
		n = read(fd, text, sizeof(text) - 1);
		close(fd);
	}
	if (n > 0)
		num_span_u32(text, strcspn(text, "\n"), 0, UINT32_MAX, &mode);
	return mode;
}

static void
warn_filter(const char *name, uint32_t mode)
{
	char key[IFNAMSIZ];

	if (mode == 0)
		return;
	/* As sysctl(8) wants it: a dot parts folders. */
	snprintf(key, sizeof(key), "%s", name);
	for (char *dot = strchr(key, '.'); dot; dot = strchr(dot, '.'))
		*dot = '/';
	msg_warn("net.ipv4.conf.%s.rp_filter is %u: while a member's table has "
		 "no default, what comes for its subscribers is dropped too; "
		 "want 0",
	    key, mode);
}

/* The kernel takes the larger of the interface's and of all's. */
void
warn_filters(const struct warn *w)
{
	uint32_t all = filter_of(w, "all");

	if (!has_guard(w, AF_INET))
		return;
	warn_filter("all", all);
	for (size_t i = 0; all == 0 && i < w->site->core_interface_count; i++)
		warn_filter(w->site->core_interfaces[i],
		    filter_of(w, w->site->core_interfaces[i]));
}

static bool
is_no(const char *s, size_t len)
{
	static const char *const no[] = { "no", "false", "off", "0", "n", "f" };

	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (strlen(no[i]) == len && strncasecmp(s, no[i], len) == 0)
			return true;
	return false;
}

/* The last line that sets it decides; *keeps stays without one. */
static void
take_networkd(const char *text, bool *keeps)
{
	const char *value;

	text += strspn(text, BLANKS);
	if (strncmp(text, MANAGE, strlen(MANAGE)) != 0)
		return;
	value = text + strlen(MANAGE);
	value += strspn(value, BLANKS);
	if (*value++ != '=')
		return;
	value += strspn(value, BLANKS);
	*keeps = is_no(value, strcspn(value, BLANKS));
}

static void
read_networkd(const char *path, bool *keeps)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct line_reader *r = fd == -1 ? NULL : line_new(fd, 4096);
	struct line line;

	while (r && line_next(r, &line) == 1)
		take_networkd(line.p, keeps);
	line_free(r);
	if (fd != -1)
		close(fd);
}

static bool
networkd_runs(const struct warn *w)
{
	bool runs = false;
	char *path;

	if (asprintf(&path, "%s/run/systemd/netif/state", w->root) != -1) {
		runs = access(path, F_OK) == 0;
		free(path);
	}
	return runs;
}

void
warn_networkd(const struct warn *w)
{
	static const char *const patterns[] = { "/etc/systemd/networkd.conf",
		"/usr/lib/systemd/networkd.conf.d/*.conf",
		"/run/systemd/networkd.conf.d/*.conf",
		"/etc/systemd/networkd.conf.d/*.conf" };
	bool keeps = false;

	if (!networkd_runs(w))
		return;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		glob_t found;
		char *path;

		if (asprintf(&path, "%s%s", w->root, patterns[i]) == -1)
			return;
		if (glob(path, 0, NULL, &found) == 0) {
			for (size_t j = 0; j < found.gl_pathc; j++)
				read_networkd(found.gl_pathv[j], &keeps);
			globfree(&found);
		}
		free(path);
	}
	if (!keeps)
		msg_warn("systemd-networkd removes rules that it did not make, "
			 "also when an unrelated link appears: set " MANAGE
			 "=no in /etc/systemd/networkd.conf");
}
