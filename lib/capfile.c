#include <errno.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capfile.h"

/* All of an NTP or IKE header behind any tunnel, in a live capture. */
#define SNAPLEN 512

/* How long a live capture waits before it says QUIET. */
#define QUIET_MS 200

/* Stdio's own buffer costs a system call each 4 KiB. */
#define BUFFER ((size_t)128 * 1024)

struct capfile {
	pcap_t *pcap;
	char *buffer; /* of its stream */
	bool live;
};

static struct capfile *
fail(struct capfile *c)
{
	capfile_free(c);
	return NULL;
}

static FILE *
open_stream(const char *path)
{
	int fd;

	if (strcmp(path, "-") != 0)
		return fopen(path, "rbe");
	/* The capture is closed with its stream; standard input is not. */
	fd = dup(STDIN_FILENO);
	return fd == -1 ? NULL : fdopen(fd, "rb");
}

static const char *
name_of(const char *path)
{
	return strcmp(path, "-") == 0 ? "<stdin>" : path;
}

struct capfile *
capfile_file(const char *path, struct why *why)
{
	struct capfile *c = calloc(1, sizeof(*c));
	char text[PCAP_ERRBUF_SIZE];
	FILE *fp;

	if (!c || !(c->buffer = malloc(BUFFER))) {
		why_set(why, "out of memory");
		return fail(c);
	}
	fp = open_stream(path);
	if (!fp) {
		why_errno(why, "%s", name_of(path));
		return fail(c);
	}
	setvbuf(fp, c->buffer, _IOFBF, BUFFER);
	c->pcap = pcap_fopen_offline_with_tstamp_precision(
	    fp, PCAP_TSTAMP_PRECISION_NANO, text);
	if (!c->pcap) {
		why_set(
		    why, "%s: want a capture, have: %s", name_of(path), text);
		fclose(fp);
		return fail(c);
	}
	return c;
}

/* Before the interface listens.  Returns 0 or -1. */
static int
prepare_live(pcap_t *p)
{
	if (pcap_set_snaplen(p, SNAPLEN) != 0 || pcap_set_promisc(p, 1) != 0 ||
	    pcap_set_timeout(p, QUIET_MS) != 0)
		return -1;
	/* Where there are no nanoseconds, there are microseconds. */
	pcap_set_tstamp_precision(p, PCAP_TSTAMP_PRECISION_NANO);
	return 0;
}

static int
set_filter(pcap_t *p, const char *filter, struct why *why)
{
	struct bpf_program code;
	int rc;

	if (pcap_compile(p, &code, filter, 1, PCAP_NETMASK_UNKNOWN) != 0)
		return why_set(why, "filter: %s", pcap_geterr(p));
	rc = pcap_setfilter(p, &code);
	pcap_freecode(&code);
	if (rc != 0)
		return why_set(why, "filter: %s", pcap_geterr(p));
	return 0;
}

static int
start_live(
    pcap_t *p, const char *interface, const char *filter, struct why *why)
{
	char text[PCAP_ERRBUF_SIZE];
	int rc;

	if (prepare_live(p) == -1)
		return why_set(why, "%s: %s", interface, pcap_geterr(p));
	rc = pcap_activate(p);
	if (rc < 0)
		return why_set(why, "%s: %s%s%s", interface,
		    pcap_statustostr(rc), *pcap_geterr(p) ? ": " : "",
		    pcap_geterr(p));
	if (set_filter(p, filter, why) == -1)
		return why_prefix(why, "%s", interface);
	/* Blocking, it waits for a packet for ever, whatever the time-out. */
	if (pcap_setnonblock(p, 1, text) == -1)
		return why_set(why, "%s: %s", interface, text);
	return 0;
}

struct capfile *
capfile_live(const char *interface, const char *filter, struct why *why)
{
	struct capfile *c = calloc(1, sizeof(*c));
	char text[PCAP_ERRBUF_SIZE];

	if (!c) {
		why_set(why, "out of memory");
		return NULL;
	}
	c->live = true;
	c->pcap = pcap_create(interface, text);
	if (!c->pcap) {
		why_set(why, "%s: %s", interface, text);
		return fail(c);
	}
	if (start_live(c->pcap, interface, filter, why) == -1)
		return fail(c);
	return c;
}

void
capfile_free(struct capfile *c)
{
	if (!c)
		return;
	if (c->pcap)
		pcap_close(c->pcap);
	free(c->buffer);
	free(c);
}

int
capfile_linktype(const struct capfile *c)
{
	return pcap_datalink(c->pcap);
}

const char *
capfile_linkname(int linktype)
{
	const char *name = pcap_datalink_val_to_description(linktype);

	return name ? name : "unknown";
}

/* As pcap_next_ex(), which waits for the next of an interface a moment. */
static int
next_packet(struct capfile *c, struct pcap_pkthdr **h, const u_char **p)
{
	struct pollfd fd = { .events = POLLIN };
	int rc;

	errno = 0;
	rc = pcap_next_ex(c->pcap, h, p);
	if (rc != 0 || !c->live)
		return rc;
	fd.fd = pcap_get_selectable_fd(c->pcap);
	if (poll(&fd, 1, QUIET_MS) <= 0)
		return 0;
	return pcap_next_ex(c->pcap, h, p);
}

/* Nanoseconds since 1970 in 63 bits: until 2262, and a day to reckon with. */
#define LAST_SECOND (INT64_MAX / 1000000000 - 100000)

/* A file's seconds have 32 bits and no sign; libpcap gives them one. */
static int64_t
second_of(const struct pcap_pkthdr *h)
{
	int64_t second = h->ts.tv_sec;

	return second < 0 && second >= INT32_MIN ? (uint32_t)second : second;
}

static int
take_packet(struct capfile *c, const struct pcap_pkthdr *h, const u_char *p,
    struct capfile_packet *out, struct why *why)
{
	/* In nanoseconds, tv_usec holds those. */
	int64_t unit =
	    pcap_get_tstamp_precision(c->pcap) == PCAP_TSTAMP_PRECISION_NANO
	    ? 1
	    : 1000;
	int64_t second = second_of(h);

	if (second < 0 || second > LAST_SECOND || h->ts.tv_usec < 0 ||
	    h->ts.tv_usec >= 1000000000 / unit) {
		why_set(why, "want a time from 1970 to 2262, have %lld.%lld",
		    (long long)second, (long long)h->ts.tv_usec);
		return CAPFILE_ERROR;
	}
	*out = (struct capfile_packet){ second * 1000000000 +
		    (int64_t)h->ts.tv_usec * unit,
		p, h->caplen, h->len };
	return 1;
}

int
capfile_next(struct capfile *c, struct capfile_packet *out, struct why *why)
{
	struct pcap_pkthdr *h;
	const u_char *p;
	int rc;

	rc = next_packet(c, &h, &p);
	if (rc == 1)
		return take_packet(c, h, p, out, why);
	if (rc == 0)
		return CAPFILE_QUIET;
	/* Somebody wants the program to stop: what is read is all there is. */
	if (rc == PCAP_ERROR_BREAK || errno == EINTR)
		return CAPFILE_END;
	why_set(why, "%s", pcap_geterr(c->pcap));
	return CAPFILE_ERROR;
}

uint64_t
capfile_dropped(const struct capfile *c)
{
	struct pcap_stat st;

	if (!c->live || pcap_stats(c->pcap, &st) != 0)
		return 0;
	return (uint64_t)st.ps_drop + st.ps_ifdrop;
}
