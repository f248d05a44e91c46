#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "read_bins.h"
#include "svg.h"

#define WIDTH 1040
#define LEFT 84.0
#define RIGHT 930.0
#define HEAD 112.0 /* where the first panel begins */
#define RATES 220.0
#define SUMS 190.0
#define GAP 64.0
#define LANE 20.0

/* Characters of the headline that fit in a line. */
#define HEADLINE 98

/* Answers this far from the bucket's line do not follow it. */
#define FAR 0.1

struct plot {
	FILE *fp;
	const struct report *p;
	const struct bins *b;
};

/* A panel: its frame and what its height stands for. */
struct panel {
	double top, height, max;
};

static double
x_at(const struct plot *s, double ns)
{
	double all = (double)s->b->step_ns * (double)s->b->count;

	return LEFT + (RIGHT - LEFT) * (ns - (double)s->b->begin_ns) / all;
}

static double
x_of(const struct plot *s, size_t bin)
{
	return LEFT + (RIGHT - LEFT) * (double)bin / (double)s->b->count;
}

static double
y_of(const struct panel *a, double v)
{
	return a->top + a->height * (1 - v / a->max);
}

/* 1, 2 or 5 and zeros: the step of about `parts` marks. */
static double
round_step(double max, double parts)
{
	double raw = max / parts, power = pow(10, floor(log10(raw)));

	if (raw <= power)
		return power;
	if (raw <= 2 * power)
		return 2 * power;
	return raw <= 5 * power ? 5 * power : 10 * power;
}

static void
draw_frame(const struct plot *s, struct panel *a, const char *title)
{
	double step = round_step(a->max > 0 ? a->max : 1, 5);
	char text[32];

	a->max = ceil((a->max > 0 ? a->max : 1) / step) * step;
	svg_text(s->fp, "panel", SVG_START, LEFT, a->top - 12, title);
	for (double v = 0; v <= a->max * 1.0001; v += step) {
		snprintf(text, sizeof(text), "%g", v);
		svg_line(s->fp, v == 0 ? "axis" : "grid", LEFT, y_of(a, v),
		    RIGHT, y_of(a, v));
		svg_text(
		    s->fp, "tick", SVG_END, LEFT - 8, y_of(a, v) + 4, text);
	}
}

/* Marks of time below a panel. */
static void
draw_time(const struct plot *s, double bottom)
{
	int64_t all = s->b->step_ns * (int64_t)s->b->count;
	int64_t step = bins_step(all, 9);
	int64_t first = (s->b->begin_ns + step - 1) / step * step;

	for (int64_t t = first; t <= s->b->begin_ns + all; t += step) {
		time_t seconds = (time_t)(t / 1000000000);
		double x = x_at(s, (double)t);
		char text[32] = "";
		struct tm tm;

		if (gmtime_r(&seconds, &tm))
			strftime(text, sizeof(text),
			    all > INT64_C(172800000000000) ? "%d %b %H:%M"
							   : "%H:%M:%S",
			    &tm);
		svg_line(s->fp, "axis", x, bottom, x, bottom + 4);
		svg_text(s->fp, "tick", SVG_MIDDLE, x, bottom + 17, text);
	}
}

/* A bar's part, upon what is there already. */
static void
draw_part(const struct plot *s, const struct panel *a, const char *class,
    size_t bin, double from, double value)
{
	double wide = (RIGHT - LEFT) / (double)s->b->count;
	double gap = wide > 3 ? 0.8 : 0;

	if (value > 0)
		svg_rect(s->fp, class, x_of(s, bin) + gap / 2,
		    y_of(a, from + value), wide - gap,
		    a->height * value / a->max);
}

static void
draw_bar(const struct plot *s, const struct panel *a, size_t i)
{
	const struct bin *b = &s->b->bins[i];
	double per = 1e9 / (double)s->b->step_ns;
	char when[TIME_STRLEN], text[128];

	if (b->answered + b->lost + b->open == 0)
		return;
	time_text(s->b->begin_ns + (int64_t)i * s->b->step_ns, when);
	snprintf(text, sizeof(text), "%s: %u answered, %u lost%s", when,
	    b->answered, b->lost, b->open > 0 ? ", some still open" : "");
	svg_hint_begin(s->fp, text);
	draw_part(s, a, "good", i, 0, b->answered * per);
	draw_part(s, a, "lost", i, b->answered * per, b->lost * per);
	draw_part(
	    s, a, "open", i, (b->answered + b->lost) * per, b->open * per);
	svg_hint_end(s->fp);
}

static bool
is_bucket(const struct bins *b)
{
	return b->limit && b->limit->fit.model == RATEFIT_BUCKET;
}

static void
draw_rates(const struct plot *s, double top)
{
	struct panel a = { .top = top, .height = RATES };
	double per = 1e9 / (double)s->b->step_ns, rate;
	char text[64];

	for (size_t i = 0; i < s->b->count; i++) {
		const struct bin *b = &s->b->bins[i];
		double v = (b->answered + b->lost + b->open) * per;

		if (v > a.max)
			a.max = v;
	}
	if (is_bucket(s->b))
		a.max = fmax(a.max, s->b->limit->fit.rate.best);
	draw_frame(s, &a, "Requests a second");
	for (size_t i = 0; i < s->b->count; i++)
		draw_bar(s, &a, i);
	if (is_bucket(s->b)) {
		rate = s->b->limit->fit.rate.best;
		svg_line(s->fp, "c-limit", LEFT, y_of(&a, rate), RIGHT,
		    y_of(&a, rate));
		snprintf(text, sizeof(text), "limit %.2f/s", rate);
		svg_text(s->fp, "t-limit", SVG_START, RIGHT + 8,
		    y_of(&a, rate) + 4, text);
	}
	draw_time(s, top + RATES);
}

/*
 * What a full bucket would have let pass since the trace began: the burst, and
 * what the rate has added since.  Drawn as long as answers keep near to it.
 */
static void
draw_bucket(const struct plot *s, const struct panel *a)
{
	const struct limit *l = s->b->limit;
	double burst = l->burst, rate = l->fit.rate.best;
	double sum = 0, begin = -1, x = 0, y = 0;

	for (size_t i = 0; i < s->b->count; i++) {
		double end =
		    (double)(s->b->begin_ns + (int64_t)(i + 1) * s->b->step_ns);
		double now = (end - (double)l->first_ns) / 1e9, line;

		if (begin < 0 && now <= 0) {
			sum += s->b->bins[i].answered;
			continue;
		}
		if (begin < 0) {
			begin = sum;
			x = x_at(s, (double)l->first_ns);
			y = y_of(a, begin + burst);
			svg_path_begin(s->fp, "c-limit", x, y);
		}
		sum += s->b->bins[i].answered;
		line = begin + burst + rate * now;
		if (line > a->max ||
		    fabs(line - sum) > FAR * sum + 2 * burst + rate)
			break;
		x = x_at(s, end);
		y = y_of(a, line);
		svg_path_to(s->fp, x, y);
	}
	if (begin < 0)
		return;
	svg_path_end(s->fp);
	svg_text(s->fp, "t-limit", SVG_START, x + 8, y + 4, "burst + rate");
}

static void
draw_sum(const struct plot *s, const struct panel *a, const char *class,
    bool answered)
{
	double sum = 0;

	svg_path_begin(s->fp, class, x_of(s, 0), y_of(a, 0));
	for (size_t i = 0; i < s->b->count; i++) {
		const struct bin *b = &s->b->bins[i];

		sum += b->answered;
		if (!answered)
			sum += b->lost + b->open;
		svg_path_to(s->fp, x_of(s, i + 1), y_of(a, sum));
	}
	svg_path_end(s->fp);
}

static void
draw_sums(const struct plot *s, double top)
{
	struct panel a = { .top = top, .height = SUMS };

	for (size_t i = 0; i < s->b->count; i++)
		a.max += s->b->bins[i].answered + s->b->bins[i].lost +
		    s->b->bins[i].open;
	draw_frame(s, &a,
	    is_bucket(s->b) ? "Added up: answers follow the bucket's line, "
			      "whatever is sent"
			    : "Added up");
	draw_sum(s, &a, "c-sent", false);
	draw_sum(s, &a, "c-good", true);
	if (is_bucket(s->b))
		draw_bucket(s, &a);
	draw_time(s, top + SUMS);
}

/* How much of a step was lost, in five shades. */
static int
shade(const struct bin *b)
{
	double loss = b->answered + b->lost == 0
	    ? 0
	    : (double)b->lost / (b->answered + b->lost);

	if (loss <= 0.02)
		return 0;
	if (loss < 0.25)
		return 1;
	if (loss < 0.5)
		return 2;
	return loss < 0.75 ? 3 : 4;
}

static void
draw_lane(const struct plot *s, const struct lane *lane, double top)
{
	const struct grouping *g = &s->p->limits.levels[GROUP_CLIENT];
	double wide = (RIGHT - LEFT) / (double)s->b->count;
	char text[GROUP_STRLEN], class[8];

	for (size_t i = 0; i < s->b->count; i++) {
		const struct bin *b = &lane->bins[i];

		if (b->answered + b->lost + b->open == 0)
			continue;
		if (b->open > 0)
			snprintf(class, sizeof(class), "open");
		else
			snprintf(class, sizeof(class), "bad%d", shade(b));
		svg_rect(s->fp, class, x_of(s, i), top, wide + 0.1, LANE - 5);
	}
	/* Above the strip: an IPv6 address is longer than the margin. */
	svg_text(s->fp, "mono", SVG_START, LEFT, top - 4,
	    group_name(g, lane->client, text));
	snprintf(text, sizeof(text), "%.0f %% lost",
	    lane->total.answered + lane->total.lost == 0
		? 0
		: 100.0 * lane->total.lost /
		    (lane->total.answered + lane->total.lost));
	svg_text(s->fp, "tick", SVG_START, RIGHT + 8, top + 11, text);
}

static double
lanes_height(const struct bins *b)
{
	return (double)b->lane_count * (LANE + 16);
}

static void
draw_lanes(const struct plot *s, double top)
{
	char text[64];

	svg_text(s->fp, "panel", SVG_START, LEFT, top - 12,
	    "Each client: the redder, the more was lost");
	for (size_t i = 0; i < s->b->lane_count; i++)
		draw_lane(
		    s, &s->b->lanes[i], top + 16 + (double)i * (LANE + 16));
	if (s->b->lanes_left_out == 0)
		return;
	snprintf(
	    text, sizeof(text), "and %zu clients more", s->b->lanes_left_out);
	svg_text(
	    s->fp, "sub", SVG_START, LEFT, top + 16 + lanes_height(s->b), text);
}

static void
draw_key(const struct plot *s, double y)
{
	static const struct {
		const char *class, *text;
		double wide;
	} keys[] = { { "good", "answered", 90 }, { "lost", "lost", 62 },
		{ "open", "open at the end", 130 } };
	double x = LEFT;

	for (size_t i = 0; i < 3; i++) {
		svg_rect(s->fp, keys[i].class, x, y - 10, 12, 12);
		svg_text(s->fp, "key", SVG_START, x + 18, y, keys[i].text);
		x += keys[i].wide;
	}
	svg_line(s->fp, "c-sent", x, y - 4, x + 24, y - 4);
	svg_text(s->fp, "key", SVG_START, x + 30, y, "sent");
	if (!is_bucket(s->b))
		return;
	svg_line(s->fp, "c-limit", x + 76, y - 4, x + 106, y - 4);
	svg_text(s->fp, "key", SVG_START, x + 112, y, "fitted token bucket");
}

/* In two lines when it is long. */
static void
draw_headline(const struct plot *s, const char *text)
{
	char line[HEADLINE + 1];
	size_t n = strlen(text);

	if (n > HEADLINE) {
		for (n = HEADLINE; n > 1 && text[n] != ' '; n--)
			;
	}
	snprintf(line, sizeof(line), "%.*s", (int)n, text);
	svg_text(s->fp, "head", SVG_START, LEFT - 56, 30, line);
	if (text[n] != '\0')
		svg_text(s->fp, "head", SVG_START, LEFT - 56, 52, text + n + 1);
}

static void
draw_subtitle(const struct plot *s)
{
	char clients[WHO_STRLEN], servers[WHO_STRLEN], when[TIME_STRLEN];
	const struct grouping *g = &s->p->limits.levels[s->b->by];
	const struct group *group = &g->groups[s->b->group];
	char text[384];

	report_clients(s->p, s->b->by, s->b->group, clients);
	report_servers(s->p, s->b->by, s->b->group, servers);
	snprintf(text, sizeof(text),
	    "%s and %s, from %s: %llu requests, %llu answered, %llu lost",
	    clients, servers, time_text(s->b->begin_ns, when),
	    (unsigned long long)group->requests,
	    (unsigned long long)group->answered,
	    (unsigned long long)group->lost);
	svg_text(s->fp, "sub", SVG_START, LEFT - 56, 76, text);
}

static void
draw(const struct plot *s)
{
	const struct report *p = s->p;
	double sums = HEAD + RATES + GAP, lanes = sums + SUMS + GAP;
	double bottom = lanes + 16 + lanes_height(s->b);
	char title[400];

	snprintf(title, sizeof(title), "%s: %s", level_name(p->rc),
	    report_headline(p));
	svg_begin(s->fp, WIDTH, (int)bottom + 56, title);
	draw_headline(s, title);
	if (s->b->count > 0) {
		draw_subtitle(s);
		draw_rates(s, HEAD);
		draw_sums(s, sums);
		draw_lanes(s, lanes);
		draw_key(s, bottom + 34);
	}
	svg_end(s->fp);
}

int
report_plot(const struct report *p, const char *path, struct why *why)
{
	struct plot s = { .p = p };
	struct bins *b = bins_new(p);
	int rc = 0;

	if (!b)
		return why_set(why, "out of memory");
	s.b = b;
	s.fp = fopen(path, "we");
	if (!s.fp) {
		rc = why_errno(why, "%s", path);
	} else {
		draw(&s);
		if ((ferror(s.fp) | fclose(s.fp)) != 0)
			rc = why_errno(why, "%s", path);
	}
	free(b);
	return rc;
}
