/*
 * radload: be a BNG that has many subscribers.  Send Access-Requests as the
 * wholesale operator's BNG does, a window of them in flight, and count what
 * comes back.
 *
 *   radload [-a AGAIN] [-n REQUESTS] [-w WINDOW] [-t SECONDS] [-s SECRET] [-r REALM]
 *           [-i TEMPLATE [-m MODULUS] | -f FILE] [-o FILE] ADDRESS:PORT
 *
 *   -a  whose request is rejected asks again, as a router does: once each, and
 *       so many times in all; the default is 0.  As a proxy FreeRADIUS 3.2 mixes
 *       up two of some 30,000 requests; policy.d/collecte rejects these
 *   -n  how many requests; the default is 1000, or the lines of -f
 *   -w  how many may be unanswered at once, 1 to 256; the default is 1
 *   -t  after this long a request is lost; the default is 20.  Nothing is
 *       ever sent twice
 *   -s  shared secret; the default is testing123
 *   -r  User-Name is MAC@REALM; the default is gnd.ftth.axione
 *   -i  circuit-id, in which each %d becomes the number of the request
 *       (modulo -m); the default is "olt-bsn42-01 pon 1/1/01/01/%d/1/1/"
 *   -f  one subscriber a line: CIRCUIT-ID, or CIRCUIT-ID TAB MAC; any spelling
 *       of lib/hex.h; from the beginning again when -n is larger
 *   -o  a line for each request, as they end:
 *       HEX TAB MAC TAB accept|reject|lost TAB MILLISECONDS TAB CLASS
 *
 * Without a MAC of its own, request k (modulo -m) has 02:00 and k.  Prints
 *
 *   sent=N accepted=N rejected=N lost=N seconds=S rate=R p50_ms=M p99_ms=M
 *   max_ms=M again=N
 *
 * on one line; the times are of answered requests.  Exit: 0 all answered,
 * 1 some lost, 2 usage or system error.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hex.h"
#include "hwaddr.h"
#include "line.h"
#include "msg.h"
#include "num.h"
#include "part/radius.h"
#include "vis.h"

enum {
	EXIT_OK,
	EXIT_SOME,
	EXIT_USER
};

#define WINDOW_MAX 256
#define ID_MAX 247
#define VENDOR_ADSL_FORUM 3561
#define VENDOR_NOKIA 6527

struct subscriber {
	uint8_t id[ID_MAX];
	size_t id_len;
	struct hwaddr mac;
};

struct slot {
	bool busy;
	bool again; /* it was rejected once */
	struct radius request;
	struct subscriber who;
	double sent_at;
};

struct load {
	uint32_t requests;
	uint32_t window;
	uint32_t timeout_s;
	uint32_t modulus;
	const char *secret;
	const char *realm;
	const char *template;
	struct subscriber *listed; /* null without -f */
	size_t listed_count;
	FILE *log;
	int fd;
	struct slot slots[WINDOW_MAX];
	uint32_t in_flight;
	uint32_t again_max;
	uint32_t sent, accepted, rejected, lost, again;
	double *ms; /* of each answered one */
	size_t ms_count;
};

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

_Noreturn static void
die(const char *what)
{
	msg_warn("%s", what);
	exit(EXIT_USER);
}

static void
number_mac(uint32_t k, struct hwaddr *mac)
{
	*mac = (struct hwaddr){ { 2, 0, (uint8_t)(k >> 24), (uint8_t)(k >> 16),
	    (uint8_t)(k >> 8), (uint8_t)k } };
}

/* The template with k in it. */
static void
from_template(const struct load *l, uint32_t k, struct subscriber *who)
{
	char *dst = (char *)who->id, number[16];
	size_t len = 0, n;

	snprintf(number, sizeof(number), "%lu", (unsigned long)k);
	for (const char *s = l->template; *s != '\0'; s++) {
		bool is_number = s[0] == '%' && s[1] == 'd';

		n = is_number ? strlen(number) : 1;
		if (len + n > ID_MAX)
			die("-i: want at most 247 octets, have more");
		memcpy(dst + len, is_number ? number : s, n);
		len += n;
		s += is_number;
	}
	who->id_len = len;
	number_mac(k, &who->mac);
}

static void
pick(const struct load *l, uint32_t k, struct subscriber *who)
{
	if (l->listed)
		*who = l->listed[k % l->listed_count];
	else
		from_template(l, l->modulus ? k % l->modulus : k, who);
}

static void
ask(const struct load *l, struct slot *s)
{
	const uint8_t nas[4] = { 10, 200, 50, 241 };
	uint8_t slot_id = (uint8_t)(s - l->slots);
	char mac[HWADDR_STRLEN], user[300];

	hwaddr_str(&s->who.mac, mac);
	snprintf(user, sizeof(user), "%s@%s", mac, l->realm);
	radius_request(&s->request, slot_id);
	radius_add(&s->request, RADIUS_USER_NAME, user, strlen(user));
	radius_add_password(&s->request, "password", l->secret);
	radius_add(&s->request, RADIUS_NAS_IP_ADDRESS, nas, sizeof(nas));
	radius_add_vendor(
	    &s->request, VENDOR_ADSL_FORUM, 1, s->who.id, s->who.id_len);
	radius_add_vendor(&s->request, VENDOR_NOKIA, 27, mac, strlen(mac));
	radius_add(&s->request, RADIUS_CALLING_STATION_ID, "axione#OLT#", 11);
	if (send(l->fd, s->request.p, s->request.len, 0) == -1 &&
	    errno != ECONNREFUSED)
		die(strerror(errno));
}

static void
send_one(struct load *l, struct slot *s)
{
	pick(l, l->sent, &s->who);
	s->busy = true;
	s->again = false;
	s->sent_at = now();
	l->sent++;
	l->in_flight++;
	ask(l, s);
}

static void
log_end(const struct load *l, const struct slot *s, const char *how, double ms,
    const uint8_t *class, size_t class_len)
{
	char hex[2 * ID_MAX + 1], mac[HWADDR_STRLEN];

	if (!l->log)
		return;
	hex_encode(hex, sizeof(hex), s->who.id, s->who.id_len);
	fprintf(l->log, "%s\t%s\t%s\t%.3f\t", hex, hwaddr_str(&s->who.mac, mac),
	    how, ms);
	if (class)
		vis_write(l->log, class, class_len);
	fputs("\n", l->log);
}

static void
end_slot(struct load *l, struct slot *s)
{
	s->busy = false;
	l->in_flight--;
}

static void
take_answer(struct load *l, const uint8_t *p, size_t len)
{
	struct slot *s = &l->slots[len > 1 ? p[1] : 0];
	const uint8_t *class;
	size_t class_len = 0;
	double ms;

	if (!s->busy || !radius_is_answer(&s->request, p, len, l->secret))
		return; /* late, or not ours */
	if (p[0] != RADIUS_ACCESS_ACCEPT && !s->again &&
	    l->again < l->again_max) {
		s->again = true;
		l->again++;
		ask(l, s);
		return;
	}
	ms = (now() - s->sent_at) * 1000;
	l->ms[l->ms_count++] = ms;
	class = radius_find(p, len, RADIUS_CLASS, &class_len);
	if (p[0] == RADIUS_ACCESS_ACCEPT)
		l->accepted++;
	else
		l->rejected++;
	log_end(l, s, p[0] == RADIUS_ACCESS_ACCEPT ? "accept" : "reject", ms,
	    class, class_len);
	end_slot(l, s);
}

static void
take_answers(struct load *l)
{
	uint8_t buf[RADIUS_MAX];
	ssize_t n;

	while ((n = recv(l->fd, buf, sizeof(buf), MSG_DONTWAIT)) > 0)
		take_answer(l, buf, (size_t)n);
}

static void
give_up_old(struct load *l)
{
	double limit = now() - l->timeout_s;

	for (size_t i = 0; i < l->window; i++) {
		struct slot *s = &l->slots[i];

		if (!s->busy || s->sent_at > limit)
			continue;
		l->lost++;
		log_end(l, s, "lost", (now() - s->sent_at) * 1000, NULL, 0);
		end_slot(l, s);
	}
}

static void
fill_window(struct load *l)
{
	for (uint32_t i = 0; i < l->window && l->sent < l->requests; i++)
		if (!l->slots[i].busy)
			send_one(l, &l->slots[i]);
}

static void
run(struct load *l)
{
	struct pollfd answers = { .fd = l->fd, .events = POLLIN };

	while (l->sent < l->requests || l->in_flight > 0) {
		fill_window(l);
		poll(&answers, 1, 100);
		take_answers(l);
		give_up_old(l);
	}
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
percentile(const struct load *l, size_t percent)
{
	return l->ms_count == 0 ? 0 : l->ms[(l->ms_count - 1) * percent / 100];
}

static void
print_sums(struct load *l, double seconds)
{
	qsort(l->ms, l->ms_count, sizeof(*l->ms), by_value);
	printf("sent=%lu accepted=%lu rejected=%lu lost=%lu seconds=%.3f "
	       "rate=%.1f p50_ms=%.3f p99_ms=%.3f max_ms=%.3f again=%lu\n",
	    (unsigned long)l->sent, (unsigned long)l->accepted,
	    (unsigned long)l->rejected, (unsigned long)l->lost, seconds,
	    (double)l->ms_count / seconds, percentile(l, 50), percentile(l, 99),
	    percentile(l, 100), (unsigned long)l->again);
}

/* "CIRCUIT-ID" or "CIRCUIT-ID TAB MAC". */
static void
read_subscriber(const struct line *line, struct subscriber *who)
{
	const char *tab = memchr(line->p, '\t', line->len);
	size_t id_len = tab ? (size_t)(tab - line->p) : line->len;
	struct why why;

	number_mac((uint32_t)line->number, &who->mac);
	if (hex_decode(line->p, id_len, HEX_AUTO, who->id, ID_MAX, &who->id_len,
		NULL, &why) == -1 ||
	    (tab &&
		hwaddr_parse(
		    tab + 1, line->len - id_len - 1, &who->mac, &why) == -1)) {
		msg_warn("-f: line %lu: %s", line->number, why.text);
		exit(EXIT_USER);
	}
}

static void
read_file(struct load *l, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct line_reader *r = line_new(fd, 2048);
	struct line line;
	size_t size = 0;

	if (fd == -1 || !r)
		die(path);
	while (line_next(r, &line) == 1) {
		if (l->listed_count == size) {
			size = size * 2 + 1024;
			l->listed =
			    realloc(l->listed, size * sizeof(*l->listed));
			if (!l->listed)
				die("out of memory");
		}
		read_subscriber(&line, &l->listed[l->listed_count++]);
	}
	if (l->listed_count == 0)
		die("-f: want a subscriber, have none");
	line_free(r);
	close(fd);
}

static void
dial(struct load *l, char *address)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	char *colon = strrchr(address, ':');
	uint32_t port;

	if (!colon || num_parse_u32(colon + 1, 1, 65535, &port) == -1)
		die("want ADDRESS:PORT");
	*colon = '\0';
	to.sin_port = htons((uint16_t)port);
	/* It floods: nobody but ourselves. */
	if (inet_pton(AF_INET, address, &to.sin_addr) != 1 ||
	    ntohl(to.sin_addr.s_addr) >> 24 != 127)
		die("want an address in 127.0.0.0/8");
	l->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (l->fd == -1 ||
	    connect(l->fd, (struct sockaddr *)&to, sizeof(to)) == -1)
		die(strerror(errno));
}

static uint32_t
number(const char *s, uint32_t min, uint32_t max)
{
	uint32_t value;

	if (num_parse_u32(s, min, max, &value) == -1) {
		msg_warn("want %lu..%lu, have %s", (unsigned long)min,
		    (unsigned long)max, s);
		exit(EXIT_USER);
	}
	return value;
}

static void
parse(struct load *l, int argc, char *argv[])
{
	int ch;

	while ((ch = getopt(argc, argv, "a:f:i:m:n:o:r:s:t:w:")) != -1) {
		switch (ch) {
		case 'a':
			l->again_max = number(optarg, 0, 1000000);
			break;
		case 'f':
			read_file(l, optarg);
			break;
		case 'i':
			l->template = optarg;
			break;
		case 'm':
			l->modulus = number(optarg, 1, UINT32_MAX);
			break;
		case 'n':
			l->requests = number(optarg, 1, 10000000);
			break;
		case 'o':
			l->log = fopen(optarg, "w");
			if (!l->log)
				die(optarg);
			break;
		case 'r':
			l->realm = optarg;
			break;
		case 's':
			l->secret = optarg;
			break;
		case 't':
			l->timeout_s = number(optarg, 1, 3600);
			break;
		case 'w':
			l->window = number(optarg, 1, WINDOW_MAX);
			break;
		default:
			exit(EXIT_USER);
		}
	}
	if (argc - optind != 1)
		die("want one ADDRESS:PORT");
}

int
main(int argc, char *argv[])
{
	static struct load l = {
		.window = 1,
		.timeout_s = 20,
		.secret = "testing123",
		.realm = "gnd.ftth.axione",
		.template = "olt-bsn42-01 pon 1/1/01/01/%d/1/1/",
	};
	double start;

	msg_init("radload");
	parse(&l, argc, argv);
	dial(&l, argv[optind]);
	if (l.requests == 0)
		l.requests = l.listed ? (uint32_t)l.listed_count : 1000;
	l.ms = calloc(l.requests, sizeof(*l.ms));
	if (!l.ms)
		die("out of memory");
	start = now();
	run(&l);
	print_sums(&l, now() - start);
	free(l.ms);
	free(l.listed);
	if (l.log && fclose(l.log) == EOF)
		die("-o: cannot be written");
	if (msg_close_stdout() == -1)
		return EXIT_USER;
	return l.lost == 0 ? EXIT_OK : EXIT_SOME;
}
