#include "help.h"

static void
refused(const char *text, int family, const char *part)
{
	json_t *j = json_of(text);
	struct why why = { "" };

	if (keadoc_parse(j, family, &why))
		fail_msg("%s was taken", text);
	if (!strstr(why.text, part))
		fail_msg("want %s in: %s", part, why.text);
	json_decref(j);
}

static void
what_is_no_configuration_is_refused(void **state)
{
	(void)state;
	refused("{}", AF_INET, "Dhcp4");
	refused("[]", AF_INET, "Dhcp4");
	refused("null", AF_INET6, "Dhcp6");
	refused("{'Dhcp6': {}}", AF_INET, "want the configuration of Dhcp4");
	refused("{'Dhcp4': {}}", AF_INET6, "want the configuration of Dhcp6");
	refused("{'Dhcp4': {}, 'Dhcp6': {}}", AF_INET, "have Dhcp6");
	refused("{'Dhcp4': []}", AF_INET, "Dhcp4");
	refused("{'Dhcp4': {'reservations': {}}}", AF_INET, "reservations");
	refused("{'Dhcp4': {'client-classes': 1}}", AF_INET, "client-classes");
	refused("{'Dhcp4': {'subnet4': 'x'}}", AF_INET, "subnet4");
	refused(
	    "{'Dhcp4': {'shared-networks': {}}}", AF_INET, "shared-networks");
	refused("{'Dhcp4': {'subnet4': [{'subnet': '192.0.2.0/24',"
		"'reservations': 4}]}}",
	    AF_INET, "reservations");
	refused("{'Dhcp4': {'host-reservation-identifiers': true}}", AF_INET,
	    "host-reservation-identifiers");
}

static void
an_empty_service_is_fine(void **state)
{
	struct keadoc *doc = doc_of("{'Dhcp4': {}, 'hash': 'AB'}", AF_INET);
	struct host_id id = line_of("x");
	struct ipnet net = net_of("192.0.2.1", AF_INET);

	(void)state;
	assert_int_equal(0, doc->host_count);
	assert_null(keadoc_find(doc, &id));
	assert_null(keadoc_subnet_of(doc, &net));
	assert_null(keadoc_gone(doc, &id));
	assert_false(keadoc_has_class(doc, "ils01"));
	assert_true(doc->id_types[HOST_CIRCUIT_ID]); /* Kea's default */
	assert_null(json_object_get(doc->root, "hash"));
	keadoc_free(doc);
	doc = doc_of("{'Dhcp6': {}}", AF_INET6);
	assert_true(doc->id_types[HOST_HW_ADDRESS]);
	assert_false(doc->id_types[HOST_CIRCUIT_ID]);
	keadoc_free(doc);
}

/* As Kea 2.2 gives it back: upper case, empty members. */
static void
a_reservation_as_kea_shows_it(void **state)
{
	struct keadoc *doc =
	    service4("{'boot-file-name': '', 'circuit-id': '6F6C742D31',"
		     " 'client-classes': ['ils01'], 'hostname': '',"
		     " 'ip-address': '192.0.2.10', 'next-server': '0.0.0.0',"
		     " 'option-data': [], 'server-hostname': '',"
		     " 'user-context': {'collecte': {'version': 7,"
		     " 'machine': 'rosette', 'member': 'ils'}}}");
	struct host want = host4("olt-1", "192.0.2.10", 7);
	const struct keadoc_host *h = keadoc_find(doc, &want.id);

	(void)state;
	assert_non_null(h);
	assert_true(h->marked && h->global && !h->extra);
	assert_true(host_same(&want, &h->host));
	assert_int_equal(7, h->host.version.stamp);
	assert_string_equal("rosette", name_str(h->host.version.machine));
	keadoc_free(doc);
}

static void
a_v6_reservation(void **state)
{
	struct keadoc *doc = service6(
	    "{'hw-address': '00:0D:b9:42:aa:60', 'client-classes': ['ils01'],"
	    " 'ip-addresses': ['2001:DB8:0::10'],"
	    " 'prefixes': ['2001:db8:100:0::/56'],"
	    " 'user-context': {'x': 1, 'collecte': {'version': 7,"
	    " 'machine': 'r', 'member': 'ils', 'circuit-id': '6f6c742d31'}}}");
	struct host want = host6("00:0d:b9:42:aa:60", "olt-1", "2001:db8::10",
	    "2001:db8:100::/56", 7);
	const struct keadoc_host *h = keadoc_find(doc, &want.id);

	(void)state;
	assert_non_null(h);
	assert_true(h->marked);
	assert_true(host_same_wish(&want, &h->host));
	keadoc_free(doc);
}

static const struct keadoc_host *
only(const struct keadoc *doc)
{
	assert_int_equal(1, doc->host_count);
	return &doc->hosts[0];
}

#define MARK                                                          \
	"'user-context': {'collecte': {'version': 7, 'machine': 'r'," \
	" 'member': 'm'}}"

static void
whose_mark_does_not_count(void **state)
{
	static const char *const four[] = {
		"{'hw-address': '00:0d:b9:42:aa:60',"
		" 'ip-address': '192.0.2.1', " MARK "}",
		"{'circuit-id': '61', " MARK "}",
		"{'circuit-id': '61', 'ip-address': '0.0.0.0', " MARK "}",
		"{'ip-address': '192.0.2.1', " MARK "}",
		"{'circuit-id': '61', 'ip-address': '192.0.2.1',"
		" 'user-context': {'collecte': {'version': 'x'}}}",
		"{'circuit-id': '61', 'ip-address': '192.0.2.1',"
		" 'user-context': []}",
	};
	static const char *const six[] = {
		"{'duid': '000300010db942aa60',"
		" 'prefixes': ['2001:db8:1::/56'], " MARK "}",
		"{'hw-address': '00:0d:b9:42', "
		" 'prefixes': ['2001:db8:1::/56'], " MARK "}",
		"{'hw-address': '00:0d:b9:42:aa:60', " MARK "}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(four) / sizeof(four[0]); i++) {
		struct keadoc *doc = service4(four[i]);

		if (only(doc)->marked)
			fail_msg("%s counts", four[i]);
		keadoc_free(doc);
	}
	for (size_t i = 0; i < sizeof(six) / sizeof(six[0]); i++) {
		struct keadoc *doc = service6(six[i]);

		if (only(doc)->marked)
			fail_msg("%s counts", six[i]);
		keadoc_free(doc);
	}
}

static void
more_than_ours_is_extra(void **state)
{
	static const char *const six[] = {
		"{'hw-address': '00:0d:b9:42:aa:60', 'ip-addresses':"
		" ['2001:db8::1', '2001:db8::2'], " MARK "}",
		"{'hw-address': '00:0d:b9:42:aa:60', 'prefixes':"
		" ['2001:db8:1::/56', '2001:db8:2::/56'], " MARK "}",
		"{'hw-address': '00:0d:b9:42:aa:60', 'prefixes':"
		" ['2001:db8:1::/56'], 'client-classes': ['a', 'b'], " MARK "}",
		"{'hw-address': '00:0d:b9:42:aa:60', 'prefixes':"
		" ['2001:db8:1::/56', 'nonsense'], " MARK "}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(six) / sizeof(six[0]); i++) {
		struct keadoc *doc = service6(six[i]);

		assert_true(only(doc)->marked);
		assert_true(only(doc)->extra);
		keadoc_free(doc);
	}
}

/* Kea 2.2 takes a prefix with host bits; what it means is the prefix. */
static void
host_bits_are_dropped(void **state)
{
	struct keadoc *doc = service6("{'hw-address': '00:0d:b9:42:aa:60',"
				      " 'prefixes': ['2001:db8:1:ff::1/56']}");
	struct ipnet want = net_of("2001:db8:1::/56", AF_INET6);

	(void)state;
	assert_int_equal(1, only(doc)->net_count);
	assert_true(ipnet_equal(&want, &only(doc)->nets[0]));
	keadoc_free(doc);
}

static void
reservations_of_subnets_are_seen_and_not_ours(void **state)
{
	struct keadoc *doc =
	    doc_of("{'Dhcp4': {'subnet4': [{'id': 4, 'subnet': '192.0.2.0/24',"
		   " 'reservations': [{'circuit-id': '61',"
		   " 'ip-address': '192.0.2.9', " MARK "}]}]}}",
		AF_INET);
	struct host_id id = line_of("a");

	(void)state;
	assert_false(only(doc)->global);
	assert_false(only(doc)->marked);
	assert_int_equal(1, only(doc)->net_count);
	assert_null(keadoc_find(doc, &id));
	keadoc_free(doc);
}

static bool
global_in(const char *body, const char *addr)
{
	char text[1024];
	struct ipnet net = net_of(addr, AF_INET);
	const struct keadoc_subnet *s;
	struct keadoc *doc;
	bool global;

	snprintf(text, sizeof(text), "{'Dhcp4': {%s}}", body);
	doc = doc_of(text, AF_INET);
	s = keadoc_subnet_of(doc, &net);
	assert_non_null(s);
	global = s->global;
	keadoc_free(doc);
	return global;
}

static void
global_reservations_are_inherited(void **state)
{
	(void)state;
	assert_false(
	    global_in("'subnet4': [{'subnet': '192.0.2.0/24'}]", "192.0.2.1"));
	assert_true(global_in("'reservations-global': true,"
			      "'subnet4': [{'subnet': '192.0.2.0/24'}]",
	    "192.0.2.1"));
	assert_true(global_in("'shared-networks': [{'reservations-global':"
			      " true, 'subnet4': [{'subnet':"
			      " '192.0.2.0/24'}]}]",
	    "192.0.2.1"));
	assert_false(global_in("'reservations-global': true,"
			       "'shared-networks': [{'subnet4': [{'subnet':"
			       " '192.0.2.0/24', 'reservations-global':"
			       " false}]}]",
	    "192.0.2.1"));
	assert_true(global_in("'subnet4': [{'subnet': '192.0.2.0/24',"
			      " 'reservation-mode': 'global'}]",
	    "192.0.2.1"));
	assert_false(global_in("'reservation-mode': 'global', 'subnet4':"
			       " [{'subnet': '192.0.2.0/24',"
			       " 'reservation-mode': 'disabled'}]",
	    "192.0.2.1"));
}

static void
tombstones_are_read(void **state)
{
	struct keadoc *doc =
	    doc_of("{'Dhcp4': {'user-context': {'note': 1, 'collecte':"
		   " {'forgotten': {'61': [5, 'r'], '62': [6, 'r'],"
		   " '63': [0, 'r'], '64': ['5', 'r'], '65': [5, 7], '66': [5],"
		   " '67': 5, 'zz': [5, 'r']}}}}}",
		AF_INET);
	struct host_id b = line_of("b"), c = line_of("c");

	(void)state;
	assert_int_equal(2, doc->gone_count);
	assert_non_null(keadoc_gone(doc, &b));
	assert_true(keadoc_gone(doc, &b)->gone);
	assert_int_equal(6, keadoc_gone(doc, &b)->version.stamp);
	assert_null(keadoc_gone(doc, &c));
	keadoc_free(doc);
	doc = doc_of("{'Dhcp6': {'user-context': {'collecte':"
		     " {'forgotten': {'00:0d:b9:42:aa:60': [5, 'r'],"
		     " '00:0d': [5, 'r']}}}}}",
	    AF_INET6);
	assert_int_equal(1, doc->gone_count);
	keadoc_free(doc);
}

/* In a reservation of nobody's: the newest of both places counts. */
static void
tombstones_are_carried(void **state)
{
	struct keadoc *doc =
	    doc_of("{'Dhcp4': {'user-context': {'collecte': {'forgotten':"
		   " {'61': [5, 'r'], '62': [6, 'r']}}},"
		   " 'reservations': [{'client-id': '636F6C6C65637465',"
		   " 'user-context': {'collecte': {'forgotten':"
		   " {'61': [7, 'g'], '62': [3, 'g'], '63': [4, 'g']}}}},"
		   " {'client-id': '636F6C6C65637466'}]}}",
		AF_INET);
	struct host_id a = line_of("a"), b = line_of("b"), c = line_of("c");
	json_t *with, *told;

	(void)state;
	assert_non_null(doc->carrier);
	assert_int_equal(1, doc->host_count); /* the carrier is none */
	assert_int_equal(3, doc->gone_count);
	assert_int_equal(7, keadoc_gone(doc, &a)->version.stamp);
	assert_int_equal(6, keadoc_gone(doc, &b)->version.stamp);
	assert_int_equal(4, keadoc_gone(doc, &c)->version.stamp);
	told = json_object();
	assert_int_equal(0, keadoc_forget(told, keadoc_gone(doc, &c)));
	with = keadoc_with(doc, json_array(), told);
	assert_int_equal(0,
	    json_array_size(json_object_get(
		json_object_get(with, "Dhcp4"), "reservations")));
	json_decref(with);
	keadoc_free(doc);
}

static void
a_carrier_is_read_back(void **state)
{
	json_t *told = json_of("{'00:0d:b9:42:aa:60': [5, 'r']}"), *root;
	struct keadoc *doc;

	(void)state;
	root = json_pack("{s:{s:[o]}}", "Dhcp6", "reservations",
	    keadoc_carrier(AF_INET6, told));
	doc = keadoc_parse(root, AF_INET6, NULL);
	assert_non_null(doc);
	assert_int_equal(0, doc->host_count);
	assert_int_equal(1, doc->gone_count);
	assert_true(json_equal(keadoc_forgotten(doc->carrier), told));
	keadoc_free(doc);
	json_decref(root);
	json_decref(told);
	/* With an address it is somebody's. */
	doc = doc_of("{'Dhcp6': {'reservations': [{'duid':"
		     " '63:6f:6c:6c:65:63:74:65', 'ip-addresses':"
		     " ['2001:db8::1']}]}}",
	    AF_INET6);
	assert_null(doc->carrier);
	assert_int_equal(1, doc->host_count);
	keadoc_free(doc);
}

static void
ours_in_short(void **state)
{
	struct host a = host4("olt-1", "192.0.2.10", 7);
	struct host b = host6(
	    "00:0d:b9:42:aa:60", "olt-1", "2001:db8::1", "2001:db8:1::/56", 7);
	json_t *got = keadoc_host_json(&a, NULL);
	json_t *want =
	    json_of("{'circuit-id': '6f6c742d31', 'ip-address': '192.0.2.10',"
		    " 'client-classes': ['ils01'], 'user-context': {'collecte':"
		    " {'version': 7, 'machine': 'a', 'member': 'ils'}}}");

	(void)state;
	assert_true(json_equal(got, want));
	json_decref(got);
	json_decref(want);
	got = keadoc_host_json(&b, NULL);
	want =
	    json_of("{'hw-address': '00:0d:b9:42:aa:60',"
		    " 'ip-addresses': ['2001:db8::1'],"
		    " 'prefixes': ['2001:db8:1::/56'],"
		    " 'client-classes': ['ils01'], 'user-context': {'collecte':"
		    " {'version': 7, 'machine': 'a', 'member': 'ils',"
		    " 'circuit-id': '6f6c742d31'}}}");
	assert_true(json_equal(got, want));
	json_decref(got);
	json_decref(want);
}

/* What an administrator put beside is not ours to drop. */
static void
adopting_keeps_what_is_not_ours(void **state)
{
	struct host a = host4("olt-1", "192.0.2.10", 7);
	json_t *old =
	    json_of("{'circuit-id': '6F6C742D31', 'ip-address': '192.0.2.9',"
		    " 'client-classes': ['x', 'y'], 'hostname': 'cpe',"
		    " 'next-server': '0.0.0.0', 'option-data': [{'code': 6}],"
		    " 'user-context': {'note': 'by hand'}}");
	json_t *got = keadoc_host_json(&a, old);
	json_t *want =
	    json_of("{'circuit-id': '6f6c742d31', 'ip-address': '192.0.2.10',"
		    " 'client-classes': ['ils01'], 'hostname': 'cpe',"
		    " 'option-data': [{'code': 6}],"
		    " 'user-context': {'note': 'by hand', 'collecte':"
		    " {'version': 7, 'machine': 'a', 'member': 'ils'}}}");

	(void)state;
	assert_true(json_equal(got, want));
	json_decref(got);
	json_decref(want);
	json_decref(old);
}

/* A database's row may hold any JSON there; Kea itself wants an object. */
static void
a_context_that_is_no_object_gives_way(void **state)
{
	struct host a = host4("olt-1", "192.0.2.10", 7);
	json_t *old = json_of("{'user-context': ['by hand']}");
	json_t *got = keadoc_host_json(&a, old);
	json_t *context = json_object_get(got, "user-context");

	(void)state;
	assert_int_equal(1, json_object_size(context));
	assert_non_null(json_object_get(context, HOST_MARK));
	json_decref(got);
	json_decref(old);
}

static void
shorter_by_defaults_alone(void **state)
{
	json_t *raw = json_of(
	    "{'boot-file-name': '', 'client-classes': [], 'duid': 'AA',"
	    " 'hostname': '', 'ip-addresses': [], 'next-server': '0.0.0.0',"
	    " 'option-data': [], 'prefixes': [], 'server-hostname': '',"
	    " 'unknown': '', 'user-context': {}}");
	json_t *want =
	    json_of("{'duid': 'AA', 'unknown': '', 'user-context': {}}");
	json_t *got = keadoc_shorten(raw);

	(void)state;
	assert_true(json_equal(got, want));
	json_decref(got);
	json_decref(want);
	json_decref(raw);
	raw = json_of("{'hostname': 'x', 'next-server': '192.0.2.1',"
		      " 'option-data': [{}], 'boot-file-name': 'f'}");
	got = keadoc_shorten(raw);
	assert_true(json_equal(got, raw));
	json_decref(got);
	json_decref(raw);
	raw = json_of("'text'"); /* whatever it is, it is not ours */
	got = keadoc_shorten(raw);
	assert_true(json_equal(got, raw));
	json_decref(got);
	json_decref(raw);
}

static void
the_rest_of_the_document_is_kept(void **state)
{
	struct keadoc *doc = doc_of(
	    "{'Dhcp4': {'reservations': [{'circuit-id': '61'}],"
	    " 'other': {'deep': [1]}, 'user-context': {'note': 1,"
	    " 'collecte': {'forgotten': {'61': [5, 'r']}}}}, 'hash': 'x'}",
	    AF_INET);
	json_t *before = json_deep_copy(doc->root), *got, *want;
	json_t *forgotten = json_object();
	struct host h = gone(host4("b", "192.0.2.1", 9));

	(void)state;
	assert_int_equal(0, keadoc_forget(forgotten, &h));
	got = keadoc_with(doc, json_of("[{'circuit-id': '62'}]"), forgotten);
	want = json_of("{'Dhcp4': {'reservations': [{'circuit-id': '62'}],"
		       " 'other': {'deep': [1]}, 'user-context': {'note': 1,"
		       " 'collecte': {'forgotten': {'62': [9, 'a']}}}}}");
	assert_true(json_equal(got, want));
	assert_true(json_equal(before, doc->root));
	json_decref(got);
	json_decref(want);
	got = keadoc_with(doc, json_array(), json_object());
	want = json_of("{'Dhcp4': {'reservations': [],"
		       " 'other': {'deep': [1]}, 'user-context': {'note':"
		       " 1}}}");
	assert_true(json_equal(got, want));
	json_decref(got);
	json_decref(want);
	json_decref(before);
	keadoc_free(doc);
}

static void
names_of_foreign_ones(void **state)
{
	struct keadoc *doc = service4("{'client-id': '01AB',"
				      " 'ip-address': '192.0.2.1'}, {}");
	char buf[KEADOC_NAME_MAX];

	(void)state;
	assert_string_equal("client-id 01ab", keadoc_name(&doc->hosts[0], buf));
	assert_string_equal(
	    "without identifier", keadoc_name(&doc->hosts[1], buf));
	keadoc_free(doc);
}

static const char long_doc[] =
    "{'Dhcp4': {'other': {'deep': [1.5]}, 'reservations': ["
    " {'circuit-id': '61', 'hostname': '', 'option-data': []},"
    " {'client-id': '636F6C6C65637465', 'user-context': {'collecte':"
    " {'forgotten': {'62': [7, 'g']}}}}, 7],"
    " 'subnet4': [{'subnet': '10.0.0.0/8', 'reservations': ["
    " {'circuit-id': '63'}]}]}}";

/* What was read from text is posted, word for word, and as a tree. */
static void
a_long_list_as_it_was(void **state)
{
	struct keadoc *doc = doc_of(long_doc, AF_INET), *tree;
	json_t *root = json_of(long_doc), *list, *got;

	(void)state;
	assert_non_null(doc->list.p);
	assert_int_equal(3, doc->host_count);
	assert_false(doc->hosts[2].global);
	assert_int_equal(1, doc->gone_count);
	got = posted(keadoc_post_as_is(doc));
	assert_true(json_equal(got, root));
	json_decref(got);
	tree = keadoc_parse(root, AF_INET, NULL);
	got = posted(keadoc_post_as_is(tree));
	assert_true(json_equal(got, root));
	json_decref(got);
	list = keadoc_global(tree);
	got = keadoc_global(doc);
	assert_int_equal(3, json_array_size(list));
	assert_true(json_equal(got, list));
	json_decref(got);
	json_decref(list);
	got = keadoc_raw(&doc->hosts[0]);
	assert_int_equal(3, json_object_size(got));
	json_decref(got);
	keadoc_free(tree);
	keadoc_free(doc);
	json_decref(root);
}

/* Another list in its place, with a tombstone or without. */
static void
posted_piece_by_piece(void **state)
{
	struct keadoc *doc = doc_of("{'Dhcp4': {}}", AF_INET);
	struct keadoc_post *p = keadoc_post_begin(doc, json_object());
	char name[4096];
	json_t *got, *want;

	(void)state;
	assert_non_null(p);
	assert_int_equal(0, keadoc_post_end(p));
	got = posted(p);
	want = json_of("{'Dhcp4': {'reservations': []}}");
	assert_true(json_equal(got, want));
	json_decref(got);
	json_decref(want);

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	p = keadoc_post_begin(doc, json_of("{'61': [5, 'r']}"));
	assert_non_null(p);
	assert_int_equal(0, keadoc_post_add(p, json_pack("{s:s}", "h", name)));
	assert_int_equal(0, keadoc_post_add(p, json_integer(7)));
	assert_int_equal(-1, keadoc_post_add(p, NULL));
	assert_int_equal(0, keadoc_post_end(p));
	got = posted(p);
	want = json_pack("{s:{s:[{s:s}, i], s:{s:{s:{s:[i, s]}}}}}", "Dhcp4",
	    "reservations", "h", name, 7, "user-context", "collecte",
	    "forgotten", "61", 5, "r");
	assert_true(json_equal(got, want));
	json_decref(got);
	json_decref(want);
	assert_null(keadoc_post_begin(doc, NULL));
	keadoc_free(doc);
}

static void
a_damaged_element(void **state)
{
	char *text = quoted("{'Dhcp4': {'reservations': [{}, {'a' 1}]}}");
	struct jsonslice list;
	json_error_t error;
	struct why why = { "" };
	char at[JSON_ERROR_TEXT_LENGTH + 32];
	json_t *root = jsonslice_load(
	    text, strlen(text), keadoc_path(AF_INET) + 1, 0, &list, NULL);

	(void)state;
	assert_non_null(root);
	/* Told as of the whole text. */
	assert_null(json_loads(text, 0, &error));
	snprintf(at, sizeof(at), "%s at octet %d of all", error.text,
	    error.position);
	assert_null(keadoc_parse_long(root, &text, list, AF_INET, &why));
	assert_null(text);
	assert_non_null(strstr(why.text, "reservations: no JSON: "));
	assert_non_null(strstr(why.text, at));
	json_decref(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_configuration_is_refused),
		cmocka_unit_test(an_empty_service_is_fine),
		cmocka_unit_test(a_reservation_as_kea_shows_it),
		cmocka_unit_test(a_v6_reservation),
		cmocka_unit_test(whose_mark_does_not_count),
		cmocka_unit_test(more_than_ours_is_extra),
		cmocka_unit_test(host_bits_are_dropped),
		cmocka_unit_test(reservations_of_subnets_are_seen_and_not_ours),
		cmocka_unit_test(global_reservations_are_inherited),
		cmocka_unit_test(tombstones_are_read),
		cmocka_unit_test(tombstones_are_carried),
		cmocka_unit_test(a_carrier_is_read_back),
		cmocka_unit_test(ours_in_short),
		cmocka_unit_test(adopting_keeps_what_is_not_ours),
		cmocka_unit_test(a_context_that_is_no_object_gives_way),
		cmocka_unit_test(shorter_by_defaults_alone),
		cmocka_unit_test(a_long_list_as_it_was),
		cmocka_unit_test(posted_piece_by_piece),
		cmocka_unit_test(a_damaged_element),
		cmocka_unit_test(the_rest_of_the_document_is_kept),
		cmocka_unit_test(names_of_foreign_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
