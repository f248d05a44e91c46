#include <arpa/inet.h>
#include <string.h>

#include "fuzz.h"
#include "rule.h"

/* What was read is whole, prints on one line, and is what it is. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char buf[RULE_STRLEN];
	struct rule rule;
	struct why why;

	if (rule_parse(data, size, &rule, &why) == -1) {
		assert(why.text[0] != '\0');
		return 0;
	}
	assert(rule.family == AF_INET || rule.family == AF_INET6);
	assert(rule.src.len <= ipnet_maxlen(rule.family));
	assert(strlen(rule.iif) < IFNAMSIZ && strlen(rule.oif) < IFNAMSIZ);
	assert(rule_cmp(&rule, &rule) == 0);
	assert(rule_deletes(&rule, &rule));
	assert(strlen(rule_str(&rule, NULL, buf)) < RULE_STRLEN);
	assert(strncmp(buf, rule.invert ? "not pref " : "pref ",
		   rule.invert ? 9 : 5) == 0);
	return 0;
}
