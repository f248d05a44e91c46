#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>

#include "mono.h"
#include "ntppkt.h"
#include "waitpoll.h"
#include "wire.h"

#define FIELD_TYPE 0xf0c0 /* an extension field for experiments */
#define TELL_EVERY (RATEPLAN_SECOND / 2)
#define LATE RATEPLAN_SECOND /* how long the last answers are waited for */

/* So many are read before the plan has its turn, whoever floods us. */
#define BATCH 1024

static volatile sig_atomic_t interrupted;

static void
on_signal(int sig)
{
	(void)sig;
	interrupted = 1;
}

void
wire_catch_signals(void)
{
	/*
	 * Without SA_RESTART: poll() must wake up.  The second time the
	 * program ends as any other: a look-up of names does not wake up.
	 */
	struct sigaction sa = { .sa_handler = on_signal,
		.sa_flags = SA_RESETHAND };

	sigemptyset(&sa.sa_mask);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
}

bool
wire_interrupted(void)
{
	return interrupted != 0;
}

/* The transmit timestamps: random, so that nobody can guess an answer. */
struct nonces {
	uint64_t *v;
	size_t count;
	size_t room;
};

static int
new_nonce(struct nonces *n, uint64_t *out, struct why *why)
{
	if (n->count == n->room) {
		size_t room = n->room ? 2 * n->room : 256;
		uint64_t *v = reallocarray(n->v, room, sizeof(*v));

		if (!v)
			return why_set(why, "out of memory");
		n->v = v;
		n->room = room;
	}
	if (getrandom(out, sizeof(*out), 0) != sizeof(*out))
		return why_errno(why, "getrandom");
	n->v[n->count++] = *out;
	return 0;
}

static bool
find_nonce(const struct nonces *n, uint64_t nonce, size_t *at)
{
	for (size_t i = n->count; i-- > 0;) {
		if (n->v[i] != nonce)
			continue;
		*at = i;
		return true;
	}
	return false;
}

/* What says that nothing arrives there. */
static bool
is_refusal(int error)
{
	return error == ECONNREFUSED || error == EHOSTUNREACH ||
	    error == ENETUNREACH || error == EACCES || error == EHOSTDOWN;
}

enum sent {
	SENT_FAILED = -1,
	SENT_WELL,
	SENT_REFUSED
};

static enum sent
send_request(
    const struct wire *w, struct nonces *n, unsigned size, struct why *why)
{
	struct ntppkt pkt = { .version = 4, .mode = NTPPKT_MODE_CLIENT };
	uint8_t buf[1500] = { 0 };

	if (new_nonce(n, &pkt.transmit, why) == -1)
		return SENT_FAILED;
	ntppkt_write(&pkt, buf);
	if (size > NTPPKT_LEN) {
		unsigned field = size - NTPPKT_LEN;

		buf[NTPPKT_LEN] = FIELD_TYPE >> 8;
		buf[NTPPKT_LEN + 1] = FIELD_TYPE & 0xff;
		buf[NTPPKT_LEN + 2] = (uint8_t)(field >> 8);
		buf[NTPPKT_LEN + 3] = (uint8_t)field;
	}
	if (send(w->fd, buf, size, 0) != -1 || errno == ENOBUFS ||
	    errno == EAGAIN)
		return SENT_WELL;
	if (is_refusal(errno))
		return SENT_REFUSED;
	/* The firewall of this machine answers like this. */
	if (errno == EPERM)
		return SENT_WELL;
	why_errno(why, "%s", w->peer);
	return SENT_FAILED;
}

struct answer {
	size_t number;
	enum rateplan_reply reply;
	char code[5]; /* of a kiss of death; "" for none */
};

enum got {
	GOT_NOTHING,
	GOT_NOISE,
	GOT_REFUSAL,
	GOT_ANSWER
};

static enum got
read_answer(
    const uint8_t *buf, size_t len, const struct nonces *n, struct answer *a)
{
	struct ntppkt pkt;
	enum ntppkt_kod kod;

	if (ntppkt_parse(buf, len, &pkt) != NTPPKT_REPLY ||
	    !find_nonce(n, pkt.origin, &a->number))
		return GOT_NOISE;
	kod = ntppkt_kod(&pkt);
	a->reply = RATEPLAN_TIME;
	a->code[0] = '\0';
	if (kod == NTPPKT_KOD_NONE || kod == NTPPKT_KOD_OTHER)
		return GOT_ANSWER;
	a->reply =
	    kod == NTPPKT_KOD_RATE ? RATEPLAN_KOD_RATE : RATEPLAN_KOD_DENY;
	ntppkt_code(pkt.refid, a->code);
	return GOT_ANSWER;
}

static enum got
receive(const struct wire *w, const struct nonces *n, struct answer *a)
{
	uint8_t buf[2048];
	ssize_t len = recv(w->fd, buf, sizeof(buf), MSG_DONTWAIT);

	if (len >= 0)
		return read_answer(buf, (size_t)len, n, a);
	return is_refusal(errno) ? GOT_REFUSAL : GOT_NOTHING;
}

struct run {
	const struct wire_play *play;
	struct finding *f;
	struct nonces nonces;
	int64_t begun;
	int64_t told;
};

static int64_t
elapsed(const struct run *r)
{
	return mono_ns() - r->begun;
}

static void
take_kod(struct finding *f, const struct answer *a)
{
	verdict_kod(f, a->number, a->code, a->reply == RATEPLAN_KOD_DENY);
}

static void
take_answers(struct run *r)
{
	for (int i = 0; i < BATCH; i++) {
		struct answer a;
		enum got got = receive(r->play->wire, &r->nonces, &a);

		if (got == GOT_NOTHING)
			break;
		if (got == GOT_REFUSAL)
			rateplan_refused(r->play->plan, elapsed(r));
		if (got != GOT_ANSWER)
			continue;
		rateplan_got(r->play->plan, a.number, elapsed(r), a.reply);
		if (a.reply != RATEPLAN_TIME)
			take_kod(r->f, &a);
	}
}

/* Until `at`, or something arrives, or somebody interrupts. */
static void
wait_until(struct run *r, int64_t at)
{
	struct pollfd p = { .fd = r->play->wire->fd, .events = POLLIN };
	int64_t left = at - elapsed(r);
	struct timespec ts;

	if (r->play->tell && left > TELL_EVERY)
		left = TELL_EVERY;
	if (left < 0)
		left = 0;
	ts.tv_sec = left / RATEPLAN_SECOND;
	ts.tv_nsec = (long)(left % RATEPLAN_SECOND);
	waitpoll(&p, 1, &ts, NULL);
}

static void
tell(struct run *r)
{
	int64_t now = elapsed(r);

	if (!r->play->tell || now < r->told)
		return;
	r->told = now + TELL_EVERY;
	r->play->tell(
	    r->play->arg, r->play->plan, r->play->seconds - 1e-9 * (double)now);
}

/* Answers that are still under way. */
static void
take_late(struct run *r)
{
	int64_t until = elapsed(r) + LATE;

	while (elapsed(r) < until && !wire_interrupted()) {
		wait_until(r, until);
		take_answers(r);
	}
}

static int
play(struct run *r, struct why *why)
{
	struct rateplan *p = r->play->plan;
	bool wait_only;
	int64_t at;

	for (;;) {
		/* After a pause of ours, what has come is no loss. */
		take_answers(r);
		at = rateplan_next(p, elapsed(r), &wait_only);
		if (at < 0)
			break;
		tell(r);
		if (wait_only || at > elapsed(r)) {
			wait_until(r, at);
		} else {
			enum sent sent = send_request(
			    r->play->wire, &r->nonces, r->play->size, why);

			if (sent == SENT_FAILED)
				return -1;
			rateplan_sent(p, elapsed(r));
			if (sent == SENT_REFUSED)
				rateplan_refused(p, elapsed(r));
		}
		if (wire_interrupted())
			rateplan_stop(p);
	}
	if (rateplan_end(p) != RATEPLAN_END_DENY)
		take_late(r);
	return 0;
}

int
wire_run(const struct wire_play *what, struct finding *f, struct why *why)
{
	struct run r = { .play = what, .f = f, .begun = mono_ns() };
	int rc = play(&r, why);

	free(r.nonces.v);
	return rc;
}

/* Plain and padded requests, and what came of them. */
struct sizing {
	const struct wire *wire;
	struct nonces nonces;
	struct wire_sizes *out;
	struct finding *f;
	bool answered[2 * SIZE_PAIRS];
	unsigned refused;
};

static void
take_size(struct sizing *s)
{
	struct answer a;
	enum got got = receive(s->wire, &s->nonces, &a);

	s->refused += got == GOT_REFUSAL;
	if (got != GOT_ANSWER || s->answered[a.number])
		return;
	s->answered[a.number] = true;
	if (a.reply == RATEPLAN_TIME) {
		s->out->answered[a.number & 1]++;
		return;
	}
	take_kod(s->f, &a);
	s->out->end = a.reply == RATEPLAN_KOD_DENY ? RATEPLAN_END_DENY
						   : RATEPLAN_END_RATE;
}

static void
end_hopeless(struct sizing *s)
{
	struct wire_sizes *out = s->out;

	if (out->end != RATEPLAN_END_NOT ||
	    out->answered[0] + out->answered[1] > 0)
		return;
	if (s->refused >= RATEPLAN_REFUSALS)
		out->end = RATEPLAN_END_REFUSED;
	else if (out->sent[0] + out->sent[1] >= RATEPLAN_TRIES)
		out->end = RATEPLAN_END_BLOCKED;
}

/* Send one, and see what comes until the next is due. */
static int
try_size(struct sizing *s, const struct probe_options *o, bool padded,
    struct why *why)
{
	struct pollfd p = { .fd = s->wire->fd, .events = POLLIN };
	int64_t until = mono_ns() +
	    (o->max_rate < 2 ? RATEPLAN_SECOND : RATEPLAN_SECOND / 2);
	enum sent sent = send_request(
	    s->wire, &s->nonces, padded ? o->size : NTPPKT_LEN, why);

	if (sent == SENT_FAILED)
		return -1;
	s->refused += sent == SENT_REFUSED;
	s->out->sent[padded]++;
	while (mono_ns() < until && !wire_interrupted() &&
	    s->out->end == RATEPLAN_END_NOT) {
		poll(&p, 1, 20);
		take_size(s);
	}
	end_hopeless(s);
	return 0;
}

int
wire_sizes(const struct wire *w, const struct probe_options *o,
    struct wire_sizes *out, struct finding *f, struct why *why)
{
	struct sizing s = { .wire = w, .out = out, .f = f };
	int rc = 0;

	*out = (struct wire_sizes){ .end = RATEPLAN_END_NOT };
	for (int i = 0; i < 2 * SIZE_PAIRS && rc == 0; i++) {
		if (wire_interrupted() || out->end != RATEPLAN_END_NOT)
			break;
		rc = try_size(&s, o, i & 1, why);
	}
	free(s.nonces.v);
	return rc;
}
