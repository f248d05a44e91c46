#include <string.h>

#include "ntpflow.h"

#define SECOND INT64_C(1000000000)

/* A mean of that many packets is a habit. */
#define HABIT 100
#define HABIT_SECONDS 16

/* Gaps of each kind that say something about a sender's manners. */
#define GAPS 4

/* Behind a lost request, a wait this much longer is backing off. */
#define BACKOFF 1.5

/* A longer gap says the sender was switched off. */
#define GAP_MAX 1024.0F

static uint32_t
at(const struct ntpflow *f, int64_t second)
{
	return second < 0 ? 0 : f->per_second[second % NTPFLOW_SECONDS];
}

/* Let the windows reach to the next second. */
static void
slide(struct ntpflow *f)
{
	int64_t next = f->second + 1;

	f->sum10 -= at(f, next - 10);
	f->sum16 -= at(f, next - 16);
	f->sum30 -= at(f, next - 30);
	f->sum60 -= at(f, next - 60);
	f->per_second[next % NTPFLOW_SECONDS] = 0;
	f->now = 0;
	f->second = next;
}

static void
clear_windows(struct ntpflow *f, int64_t second)
{
	memset(f->per_second, 0, sizeof(f->per_second));
	f->sum10 = f->sum16 = f->sum30 = f->sum60 = 0;
	f->now = 0;
	f->second = second;
}

static void
raise_class(struct ntpflow *f)
{
	enum ntpflow_class class = NTPFLOW_OK;

	if (f->sum60 >= 300)
		class = NTPFLOW_EXTREME;
	else if (f->sum10 > 20 || f->sum30 >= 30)
		class = NTPFLOW_ABUSIVE;
	else if (f->sum16 > NTPFLOW_IBURST)
		class = NTPFLOW_WARN;
	if (class > f->class)
		f->class = class;
}

/* `ns` is taken from the first packet on, so that it fits the windows. */
static void
count(struct ntpflow *f, int64_t ns)
{
	int64_t second = (ns - f->first_ns) / SECOND;

	if (second - f->second >= NTPFLOW_SECONDS)
		clear_windows(f, second);
	while (f->second < second)
		slide(f);
	f->now++;
	f->per_second[second % NTPFLOW_SECONDS]++;
	f->sum10++;
	f->sum16++;
	f->sum30++;
	f->sum60++;
	if (f->now > f->peak1)
		f->peak1 = f->now;
	if (f->sum10 > f->peak10)
		f->peak10 = f->sum10;
	raise_class(f);
}

static void
mean(float *m, uint32_t *n, float value)
{
	if (*n < UINT32_MAX)
		(*n)++;
	*m += (value - *m) / (float)*n;
}

static void
learn_gap(struct ntpflow *f, int64_t gap)
{
	float seconds = (float)gap / (float)SECOND;

	if (seconds > GAP_MAX)
		return;
	if (f->last_seen == NTPFLOW_LOST)
		mean(&f->gap_lost, &f->gaps_lost, seconds);
	else if (f->last_seen == NTPFLOW_ANSWERED)
		mean(&f->gap_answered, &f->gaps_answered, seconds);
}

static void
end_silence(struct ntpflow_burst *b, int64_t since, int64_t ns)
{
	if (since < b->first_ns)
		since = b->first_ns;
	if (ns - since > b->silence_ns)
		b->silence_ns = ns - since;
}

bool
ntpflow_end(struct ntpflow *f, struct ntpflow_burst *ended)
{
	struct ntpflow_burst *b = &f->burst;

	if (b->packets == 0)
		return false;
	end_silence(b, f->answered_ns, b->last_ns);
	*ended = *b;
	if (b->packets > NTPFLOW_IBURST) {
		f->bursts++;
		if (b->packets > f->burst_packets)
			f->burst_packets = b->packets;
		if (b->last_ns - b->first_ns > f->burst_ns)
			f->burst_ns = b->last_ns - b->first_ns;
	}
	b->packets = 0;
	return true;
}

static void
join_burst(struct ntpflow *f, int64_t ns, enum ntpflow_seen seen)
{
	struct ntpflow_burst *b = &f->burst;

	if (b->packets == 0)
		*b = (struct ntpflow_burst){ .first_ns = ns };
	b->last_ns = ns;
	b->packets++;
	if (seen == NTPFLOW_LOST)
		b->lost++;
	if (seen == NTPFLOW_ANSWERED) {
		b->answered++;
		end_silence(b, f->answered_ns, ns);
		f->answered_ns = ns;
	}
}

bool
ntpflow_add(struct ntpflow *f, int64_t ns, enum ntpflow_seen seen,
    struct ntpflow_burst *ended)
{
	int64_t gap = ns - f->last_ns;
	bool end = false;

	if (f->packets == 0) {
		f->first_ns = f->answered_ns = ns;
	} else {
		if (f->packets == 1 || gap < f->headway_ns)
			f->headway_ns = gap;
		learn_gap(f, gap);
		if (gap >= NTPFLOW_BURST_NS)
			end = ntpflow_end(f, ended);
	}
	f->packets++;
	f->last_ns = ns;
	f->last_seen = (uint8_t)seen;
	count(f, ns);
	join_burst(f, ns, seen);
	return end;
}

double
ntpflow_rate(const struct ntpflow *f)
{
	int64_t span = f->last_ns - f->first_ns;

	if (f->packets < 2 || span <= 0)
		return 0;
	return (double)(f->packets - 1) * (double)SECOND / (double)span;
}

enum ntpflow_class
ntpflow_class(const struct ntpflow *f)
{
	if (f->class == NTPFLOW_OK && f->packets >= HABIT &&
	    ntpflow_rate(f) > 1.0 / HABIT_SECONDS)
		return NTPFLOW_WARN;
	return f->class;
}

const char *ntpflow_class_name(enum ntpflow_class class)
{
	static const char *const names[] = {
		[NTPFLOW_OK] = "ok",
		[NTPFLOW_WARN] = "warn",
		[NTPFLOW_ABUSIVE] = "abusive",
		[NTPFLOW_EXTREME] = "extreme",
	};

	return names[class];
}

int
ntpflow_backs_off(const struct ntpflow *f)
{
	if (f->gaps_lost < GAPS || f->gaps_answered < GAPS)
		return -1;
	return (double)f->gap_lost > BACKOFF * (double)f->gap_answered;
}
