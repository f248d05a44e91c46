#include "keatimes.h"

/* Kea's own. */
#define VALID_DEFAULT 7200
#define PREFERRED_DEFAULT 3600

/* From the nearest; null where there is none. */
struct scopes {
	const json_t *list[3];
};

/* The nearest one's number; null: none has it. */
static const json_t *
inherited(const struct scopes *s, const char *key)
{
	for (size_t i = 0; i < 3; i++) {
		const json_t *v = json_object_get(s->list[i], key);

		if (json_is_number(v) || json_is_boolean(v))
			return v;
	}
	return NULL;
}

static int64_t
seconds(const struct scopes *s, const char *key, int64_t otherwise)
{
	const json_t *v = inherited(s, key);

	return json_is_integer(v) ? json_integer_value(v) : otherwise;
}

static int64_t
larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* A timer that is not said may be computed from the lifetime. */
static int64_t
timer(const struct scopes *s, const char *key, const char *percent_key,
    double percent, bool computed, int64_t base)
{
	int64_t said = seconds(s, key, 0);
	const json_t *v = inherited(s, percent_key);

	if (said != 0 || !computed)
		return said;
	return (int64_t)((double)base * (v ? json_number_value(v) : percent));
}

void
keatimes_of(const struct keadoc *doc, const struct keadoc_subnet *s,
    struct keatimes *out)
{
	bool v6 = doc->family == AF_INET6;
	const struct scopes at = { { s->raw, s->network, doc->body } };
	const json_t *tee = inherited(&at, "calculate-tee-times");
	bool computed = tee ? json_is_true(tee) : v6;

	out->valid = seconds(&at, "valid-lifetime", VALID_DEFAULT);
	out->longest_valid =
	    larger(out->valid, seconds(&at, "max-valid-lifetime", 0));
	out->preferred = out->longest_preferred = out->valid;
	if (v6) {
		out->preferred =
		    seconds(&at, "preferred-lifetime", PREFERRED_DEFAULT);
		out->longest_preferred = larger(
		    out->preferred, seconds(&at, "max-preferred-lifetime", 0));
	}
	out->renew = timer(
	    &at, "renew-timer", "t1-percent", 0.5, computed, out->preferred);
	out->rebind = timer(&at, "rebind-timer", "t2-percent", v6 ? 0.8 : 0.875,
	    computed, out->preferred);
}

/* The longest that a class says; 0: none does. */
static int64_t
longest_of_classes(const struct keadoc *doc)
{
	const json_t *list = json_object_get(doc->body, "client-classes");
	int64_t longest = 0;

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *c = json_array_get(list, i);
		const json_t *valid = json_object_get(c, "valid-lifetime");
		const json_t *most = json_object_get(c, "max-valid-lifetime");

		longest = larger(longest, json_integer_value(valid));
		longest = larger(longest, json_integer_value(most));
	}
	return longest;
}

int64_t
keatimes_longest(const struct keadoc *doc, const struct ipnet *net)
{
	const struct keadoc_subnet *own = keadoc_subnet_of(doc, net);
	int64_t longest = longest_of_classes(doc);
	struct keatimes times;

	for (size_t i = 0; i < doc->subnet_count; i++) {
		if (own && own != &doc->subnets[i])
			continue;
		keatimes_of(doc, &doc->subnets[i], &times);
		longest = larger(longest, times.longest_valid);
	}
	return longest > 0 ? longest : VALID_DEFAULT;
}
