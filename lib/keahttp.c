#include <curl/curl.h>
#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "keawire.h"
#include "sigmute.h"
#include "site.h"

/* What we use of libcurl, loaded at the first request. */
static struct {
	CURLcode (*global_init)(long);
	CURL *(*easy_init)(void);
	CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
	CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
	CURLcode (*easy_perform)(CURL *);
	void (*easy_cleanup)(CURL *);
	const char *(*easy_strerror)(CURLcode);
	struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
	void (*slist_free_all)(struct curl_slist *);
} curl;

static pthread_once_t load_once = PTHREAD_ONCE_INIT;
static bool loaded;
static struct why load_why;

struct exchange {
	CURL *easy;
	struct curl_slist *headers;
	struct keabuf *answer;
	bool too_long;
	char error[CURL_ERROR_SIZE];
};

static bool
find(void *lib, const char *name, void *fn, size_t size)
{
	void *symbol = dlsym(lib, name);

	if (!symbol)
		return false;
	memcpy(fn, &symbol, size);
	return true;
}

#define FIND(member) \
	find(lib, "curl_" #member, &curl.member, sizeof(curl.member))

static void
load(void)
{
	void *lib = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);

	if (!lib)
		lib = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
	if (!lib) {
		why_set(&load_why,
		    "want libcurl.so.4 (package libcurl4) for HTTP: %s",
		    dlerror());
		return;
	}
	loaded = FIND(global_init) && FIND(easy_init) && FIND(easy_setopt) &&
	    FIND(easy_getinfo) && FIND(easy_perform) && FIND(easy_cleanup) &&
	    FIND(easy_strerror) && FIND(slist_append) && FIND(slist_free_all);
	if (!loaded)
		why_set(&load_why, "libcurl lacks a function: %s", dlerror());
	else if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		loaded = false;
		why_set(&load_why, "libcurl cannot start");
	}
}

static size_t
on_body(char *p, size_t size, size_t count, void *arg)
{
	struct exchange *x = arg;

	if (keabuf_add(x->answer, p, size * count) == -1) {
		x->too_long = true;
		return 0;
	}
	return size * count;
}

static bool
is_https(const char *url)
{
	return strncmp(url, "https://", 8) == 0;
}

/* A password in the URL would end up in messages and in ps(1). */
static int
check_url(const char *url, struct why *why)
{
	const char *host;

	if (!is_https(url) && strncmp(url, "http://", 7) != 0)
		return why_set(
		    why, "%s: want a URL of http://, https:// or unix:/", url);
	host = strstr(url, "://") + 3;
	if (memchr(host, '@', strcspn(host, "/?#")))
		return why_set(why,
		    "the URL holds a user or password: want "
		    "them in user and password-file");
	return 0;
}

static int
set_auth(struct exchange *x, const struct keacmd_endpoint *ep, struct why *why)
{
	char password[256] = "";

	if (!ep->user)
		return 0;
	if (ep->password_file &&
	    site_secret(ep->password_file, password, sizeof(password), why) ==
		-1)
		return -1;
	curl.easy_setopt(x->easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
	curl.easy_setopt(x->easy, CURLOPT_USERNAME, ep->user);
	curl.easy_setopt(x->easy, CURLOPT_PASSWORD, password);
	explicit_bzero(password, sizeof(password));
	return 0;
}

static void
set_limits(struct exchange *x, const char *url, unsigned int timeout_ms)
{
	long connect_ms = KEACMD_CONNECT_MS * (is_https(url) ? 3 : 1);
	long total = timeout_ms > INT_MAX ? INT_MAX : (long)timeout_ms;

	curl.easy_setopt(x->easy, CURLOPT_NOSIGNAL, 1L);
	curl.easy_setopt(x->easy, CURLOPT_CONNECTTIMEOUT_MS,
	    connect_ms < total ? connect_ms : total);
	curl.easy_setopt(x->easy, CURLOPT_TIMEOUT_MS, total);
	/* Do not wait for a name server that hangs; old ones do not know. */
	curl.easy_setopt(x->easy, CURLOPT_QUICK_EXIT, 1L);
	curl.easy_setopt(x->easy, CURLOPT_PROXY, "");
	curl.easy_setopt(x->easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl.easy_setopt(x->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl.easy_setopt(
	    x->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
}

static void
set_tls(struct exchange *x, const char *ca_file)
{
	curl.easy_setopt(x->easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl.easy_setopt(x->easy, CURLOPT_SSL_VERIFYHOST, 2L);
	if (ca_file) {
		/* This one alone, not the system's beside it. */
		curl.easy_setopt(x->easy, CURLOPT_CAINFO, ca_file);
		curl.easy_setopt(x->easy, CURLOPT_CAPATH, (char *)NULL);
	}
}

/* The agent wants exactly this type and never answers to Expect. */
static int
set_request(struct exchange *x, const char *url, const char *req, size_t len)
{
	struct curl_slist *more;

	x->headers = curl.slist_append(NULL, "Content-Type: application/json");
	if (!x->headers)
		return -1;
	more = curl.slist_append(x->headers, "Expect:");
	if (!more)
		return -1;
	x->headers = more;
	if (curl.easy_setopt(x->easy, CURLOPT_URL, url) != CURLE_OK)
		return -1;
	curl.easy_setopt(x->easy, CURLOPT_HTTPHEADER, x->headers);
	curl.easy_setopt(x->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)len);
	curl.easy_setopt(x->easy, CURLOPT_POSTFIELDS, req);
	curl.easy_setopt(x->easy, CURLOPT_WRITEFUNCTION, on_body);
	curl.easy_setopt(x->easy, CURLOPT_WRITEDATA, x);
	curl.easy_setopt(x->easy, CURLOPT_ERRORBUFFER, x->error);
	return 0;
}

static const char *
hint(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_CONNECT:
		return ": is the control agent (or nginx) running?";
	case CURLE_OPERATION_TIMEDOUT:
		return ": the machine is down, or Kea is busy or hung";
	case CURLE_COULDNT_RESOLVE_HOST:
		return ": see the URL and /etc/resolv.conf";
	case CURLE_GOT_NOTHING:
		return ": an https port asked by http?";
	case CURLE_SSL_CONNECT_ERROR:
		return ": an http port asked by https?";
	case CURLE_PEER_FAILED_VERIFICATION:
		return ": see ca-file and the name in the URL";
	case CURLE_SSL_CACERT_BADFILE:
		return ": see ca-file";
	case CURLE_PARTIAL_FILE:
		return ": the answer was cut";
	default:
		return "";
	}
}

static int
perform(struct exchange *x, long *status, struct why *why)
{
	struct sigmute mute;
	CURLcode code;

	/* libcurl hides it only where it may use signals. */
	sigmute_begin(&mute, SIGPIPE);
	code = curl.easy_perform(x->easy);
	sigmute_end(&mute);
	curl.easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, status);
	/* nginx refuses a large request without reading it to the end. */
	if (code == CURLE_OK || *status >= 300)
		return 0;
	if (x->too_long)
		return why_set(
		    why, "answer of more than %zu octets", x->answer->len);
	return why_set(why, "%.300s%s",
	    x->error[0] ? x->error : curl.easy_strerror(code), hint(code));
}

int
keahttp_ask(const struct keacmd_endpoint *ep, const char *req, size_t len,
    unsigned int timeout_ms, struct keabuf *answer, long *status,
    struct why *why)
{
	struct exchange x = { .answer = answer };
	int ret = -1;

	if (check_url(ep->url, why) == -1)
		return -1;
	pthread_once(&load_once, load);
	if (!loaded)
		return why_set(why, "%s", load_why.text);
	x.easy = curl.easy_init();
	if (!x.easy || set_request(&x, ep->url, req, len) == -1) {
		why_set(why, "libcurl: out of memory");
		goto out;
	}
	set_limits(&x, ep->url, timeout_ms);
	set_tls(&x, ep->ca_file);
	if (set_auth(&x, ep, why) == 0)
		ret = perform(&x, status, why);
	if (ret == -1)
		why_prefix(why, "%s", ep->url);
out:
	if (x.easy)
		curl.easy_cleanup(x.easy);
	curl.slist_free_all(x.headers);
	return ret;
}
