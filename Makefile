# collecte: tools around FreeRADIUS, Kea and BIRD for FTTH collection.
#
#   make            build every tool into bin/
#   make check      all tests; the last line is prove's verdict
#   make check-kea3 the tests against newer Kea and FreeRADIUS servers, from Debian
#   make check-32   tools, unit and cli tests in 32 bits
#   make demo       one subscriber comes online on loopback, step by step
#   make bench      what is promised, measured, in one table
#   make coverage   which lines the tests run, by gcovr
#   make repro      two builds in two folders are the same, bit by bit
#   make deb        Debian's package of what is committed, looked at by lintian
#   make install    DESTDIR and PREFIX are honoured
#
# A packager sets what stands behind ?=; our own flags are added beside it.

VERSION = 0.1.0

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
DOCDIR ?= $(PREFIX)/share/doc/collecte
BASHCOMPDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHCOMPDIR ?= $(PREFIX)/share/zsh/site-functions
SYSCONFDIR ?= /etc
CC ?= cc
AR ?= ar
CFLAGS ?= -O2 -g
INSTALL ?= install
PROVE ?= prove
JOBS ?= 2

# Where objects and programs go; check-asan builds a second set beside.
BUILD ?= build
BIN ?= bin

WARN = -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
	-Wwrite-strings -Wundef -Wvla -Wformat=2
HARDEN ?= -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
NL_CPPFLAGS := $(shell pkg-config --cflags libnl-3.0 2>/dev/null || \
	echo -I/usr/include/libnl3)
# A 32-bit system's files and times are of 64 bits too.
TIME_BITS = -D_TIME_BITS=64
OWN_CPPFLAGS = -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 $(TIME_BITS) -DVERSION='"$(VERSION)"' \
	-DSYSCONFDIR='"$(SYSCONFDIR)"' -Ilib $(NL_CPPFLAGS)
OWN_CFLAGS = -std=c11 -fPIE $(WARN) -ffile-prefix-map='$(CURDIR)'=.
OWN_LDFLAGS = -pie -Wl,-z,relro,-z,now -Wl,--as-needed
ALL_CFLAGS = $(OWN_CFLAGS) $(HARDEN) $(CFLAGS)
ALL_CPPFLAGS = $(OWN_CPPFLAGS) $(CPPFLAGS)
ALL_LDFLAGS = $(OWN_LDFLAGS) $(LDFLAGS)

CMDS = $(patsubst cmd/%/main.c,%,$(wildcard cmd/*/main.c))
LIB = $(BUILD)/libcollecte.a
LIBS_circuitid-decode = -ljansson
LIBS_radius-route = -ljansson
LIBS_kea-reserve = -ljansson -llmdb
LIBS_srcroute-check = -ljansson -lnl-3
LIBS_member-conf = -ljansson
LIBS_radius-probe = -lradcli
LIBS_ntp-ratecheck = -lpcap -lm
LIBS_srcroute-sync = -ljansson -lnl-3
LIBS_lib = -llmdb -lpcap -lnl-3 -lradcli -lm

OBJ = $(patsubst %.c,$(BUILD)/%.o,$(1))
LIB_OBJS = $(call OBJ,$(wildcard lib/*.c))
TOOL_SRCS = $(wildcard tests/tool/*.c)
TOOLS = $(patsubst %.c,$(BUILD)/%,$(TOOL_SRCS))
UNIT_SRCS = $(wildcard tests/unit/*/test_*.c)
UNITS = $(patsubst %.c,$(BUILD)/%,$(UNIT_SRCS))
FUZZ_SRCS = $(wildcard tests/fuzz/fuzz_*.c)
REPLAYS = $(patsubst %.c,$(BUILD)/%,$(FUZZ_SRCS))
SCRIPTS = $(wildcard tests/cli/*.t tests/e2e/*.t tests/fuzz/*.t)
SHELL_SRCS = $(wildcard cmd/*.sh tests/*/*.t tests/*/*.sh tests/e2e/*/*.t tests/e2e/*/*.sh \
	etc/*/*.sh) .ci/run debian/tests/demo debian/tests/installed \
	$(wildcard debian/collecte.p*)
C_SRCS = $(wildcard lib/*.[ch] cmd/*/*.[ch] tests/*/*.[ch] tests/*/*/*.[ch])

.PHONY: all tests tools check faults check-earlier soak fuzz-afl fuzz-merge \
	fuzz-coverage check-kea3 check-asan check-32 coverage repro fuzz lint \
	analyze cppcheck format format-check update-po \
	bench bench-readme bench-plot demo install uninstall clean dist deb
.DELETE_ON_ERROR:
.SECONDARY:

# Tools with a table of options (lib/opts.h) tell shells how to complete them.
COMPLETED = $(foreach c,$(CMDS),\
	$(if $(shell grep -lE "opts_(list|tool)" cmd/$(c)/*.c),$(c)))
COMPLETIONS = $(COMPLETED:%=$(BUILD)/completion/%) \
	$(COMPLETED:%=$(BUILD)/completion/_%)

# The pages that man/po4a.cfg names are made in French too, where po4a is.
FR_PAGES := $(if $(shell command -v po4a),\
	$(shell sed -n 's,^\[type: man\] \(man/[^ ]*\) .*,\1,p' man/po4a.cfg))
FR_STAMP = $(if $(FR_PAGES),$(BUILD)/man/fr/stamp)
PO4A = po4a --variable po=$(1) --variable out=$(BUILD)/man/fr

all: $(CMDS:%=$(BIN)/%) $(COMPLETIONS) $(FR_STAMP)

$(BUILD)/man/fr/stamp: man/po4a.cfg man/po/fr.po $(FR_PAGES)
	@mkdir -p $(@D)
	$(call PO4A,man/po) --no-update $<
	@touch $@

# What changed in English goes into man/po/fr.po, to be translated there.
update-po:
	@mkdir -p $(BUILD)/man/fr
	$(call PO4A,man/po) --no-translations man/po4a.cfg

$(BUILD)/completion/_%: $(BIN)/% cmd/completion.sh
	@mkdir -p $(@D)
	cmd/completion.sh zsh $< >$@
$(BUILD)/completion/%: $(BIN)/% cmd/completion.sh
	@mkdir -p $(@D)
	cmd/completion.sh bash $< >$@

$(LIB): $(LIB_OBJS)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(CPPFLAGS_$(word 2,$(subst /, ,$*))) \
		$(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# libpcap hands over times as wide as they were where it was built.
$(BUILD)/lib/capfile.o: TIME_BITS =

# A command is main.o over an archive of its own parts, so that unit tests
# link the parts as they are.
define cmd_rule
$(BUILD)/cmd/$(1).a: $(call OBJ,$(filter-out cmd/$(1)/main.c,\
	$(wildcard cmd/$(1)/*.c)))
	@mkdir -p $$(@D); rm -f $$@
	$(AR) rcs $$@ $$^
$(BIN)/$(1): $(BUILD)/cmd/$(1)/main.o $(BUILD)/cmd/$(1).a $(LIB)
	@mkdir -p $$(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $$@ $$^ $(LIBS_$(1)) $(LDLIBS)
endef
$(foreach c,$(CMDS),$(eval $(call cmd_rule,$(c))))

# tests/unit/lib/test_x.c links the library; tests/unit/TOOL/test_x.c the
# parts of that tool as well.
define unit_rule
$(BUILD)/$(1:.c=): $(BUILD)/$(1:.c=.o) \
	$(if $(filter-out lib,$(2)),$(BUILD)/cmd/$(2).a) $(LIB)
	$(CC) $(ALL_CFLAGS) $$(ALL_LDFLAGS) -o $$@ $$^ -lcmocka -ljansson \
		$(LIBS_$(2)) $(LDLIBS)
$(BUILD)/$(1:.c=.o): OWN_CPPFLAGS += -Icmd/$(2)
endef
$(foreach u,$(UNIT_SRCS),$(eval $(call \
	unit_rule,$(u),$(word 3,$(subst /, ,$(u))))))

# Its memory ends where it says, under a sanitizer as well.
$(BUILD)/tests/unit/lib/test_jsonload: OWN_LDFLAGS += \
	-Wl,--wrap=malloc,--wrap=reallocarray,--wrap=free

# What several tools of the tests share, or what makes one too long.
$(BUILD)/tests/tool.a: $(call OBJ,$(wildcard tests/tool/part/*.c))
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/tests/tool/%: $(BUILD)/tests/tool/%.o $(BUILD)/tests/tool.a $(LIB)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ -Wl,--start-group $^ \
		-Wl,--end-group -ljansson -llmdb -lnl-3 -lm $(LDLIBS)

# Libraries that the tests preload into a command.
SHIMS = $(patsubst %.c,$(BUILD)/%.so,$(wildcard tests/shim/*.c))
$(BUILD)/tests/shim/%.so: $(BUILD)/tests/shim/%.o
	$(CC) $(CFLAGS) -shared -Wl,-z,relro,-z,now -o $@ $< -ldl
# Not CFLAGS: who gives those has the last word on them.
$(BUILD)/tests/shim/%.o: ALL_CFLAGS += -fPIC -U_FORTIFY_SOURCE

# A whole command but its main, to be broken off.
$(BUILD)/tests/tool/killsync: $(BUILD)/cmd/srcroute-sync.a
# Its planning, to be measured.
$(BUILD)/tests/tool/planlots: $(BUILD)/cmd/kea-reserve.a

# Each fuzz_x.c is one harness; here it is linked with a main that replays
# the corpus.  The same file builds with -fsanitize=fuzzer.
FUZZ_LIBS = $(BUILD)/cmd/kea-reserve.a $(BUILD)/cmd/circuitid-decode.a \
	$(BUILD)/cmd/ntp-ratecheck.a $(BUILD)/cmd/radius-probe.a \
	$(BUILD)/cmd/member-conf.a $(LIB)
FUZZ_LDLIBS = -ljansson -lpcap -lradcli -lm
FUZZ_MAIN = replay
$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o \
	$(BUILD)/tests/fuzz/$(FUZZ_MAIN).o $(FUZZ_LIBS)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(FUZZ_LDLIBS) $(LDLIBS)

# Small programs that the tests and the demo use.
tools: $(TOOLS)

# make fuzz SECONDS=60 F='hex line': what they find goes to build/fuzz/found;
# a crash is written to build/fuzz.
FUZZ_CFLAGS = -O1 -g -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all
SECONDS ?= 60
F ?= $(patsubst tests/fuzz/fuzz_%.c,%,$(FUZZ_SRCS))
$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(FUZZ_LIBS)
	$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(ALL_LDFLAGS) -o $@ $^ \
		$(FUZZ_LDLIBS) $(LDLIBS)
fuzz:
	@$(MAKE) BUILD=build/fuzz CC=clang CFLAGS='$(FUZZ_CFLAGS)' HARDEN= \
		$(F:%=build/fuzz/fuzz_%)
	@for f in $(F); do mkdir -p build/fuzz/found/$$f; \
		echo "== $$f"; build/fuzz/fuzz_$$f -max_len=4096 \
		-max_total_time=$(SECONDS) -verbosity=0 -print_final_stats=1 \
		-artifact_prefix=build/fuzz/$$f- build/fuzz/found/$$f \
		tests/fuzz/corpus/$$f || exit 1; done

# What make fuzz found and the corpus does not reach yet is added to it, by
# lines and branches, as few files as will do; those of before whose name is
# their hash, and that others made superfluous, go.
FOUND ?= build/fuzz/found
fuzz-merge:
	@$(MAKE) BUILD=build/fuzz CC=clang CFLAGS='$(FUZZ_CFLAGS)' HARDEN= \
		$(F:%=build/fuzz/fuzz_%)
	@for f in $(F); do tests/fuzz/merge.sh build/fuzz/fuzz_$$f \
		tests/fuzz/corpus/$$f $(FOUND)/$$f || exit 1; done

tests: all tools $(SHIMS) $(UNITS) $(REPLAYS)

# T narrows the run: make check T=tests/cli/radius-route.t
T ?= $(UNITS) $(SCRIPTS)
check: tests
	BUILD=$(abspath $(BUILD)) BIN=$(abspath $(BIN)) VERSION=$(VERSION) \
	CMOCKA_MESSAGE_OUTPUT=TAP $(PROVE) -j$(JOBS) -e '' $(T)

# Every call of the system fails once, or is the last one: the long form.
faults: tests
	FAULTS=all $(MAKE) --no-print-directory check \
		T='$(wildcard tests/cli/faults*.t tests/e2e/kea-faults*.t \
		tests/e2e/srcroute-faults.t)'

# Beside an earlier version of kea-reserve, built from the history.
EARLIER_COMMIT ?= d17598d
check-earlier: tests
	rm -rf build/earlier && mkdir -p build/earlier
	git archive $(EARLIER_COMMIT) | tar -x -C build/earlier
	$(MAKE) --no-print-directory -C build/earlier BUILD=build BIN=bin \
		bin/kea-reserve
	EARLIER=$(abspath build/earlier/bin/kea-reserve) \
	$(MAKE) --no-print-directory check T=tests/e2e/versions.t

# The whole path for SECONDS, with more lines than make check has time for;
# what the servers weigh is in build/soak.
soak: tests
	SOAK=$(SECONDS) SOAK_LINES=200 SOAK_FIGURES=$(abspath $(BUILD))/soak \
		$(MAKE) --no-print-directory check T=tests/e2e/soak.t \
		PROVE='$(PROVE) -v'
	@cat $(BUILD)/soak

# The same harnesses under AFL++, one after the other, SECONDS each.
AFL_CC ?= afl-clang-fast
fuzz-afl:
	@$(MAKE) BUILD=build/afl CC=$(AFL_CC) HARDEN= FUZZ_MAIN=afl \
		CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all' \
		$(F:%=build/afl/tests/fuzz/fuzz_%)
	@for f in $(F); do echo "== $$f"; mkdir -p build/afl/found; \
		AFL_SKIP_CPUFREQ=1 AFL_NO_UI=1 \
		AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 \
		afl-fuzz -V $(SECONDS) -i tests/fuzz/corpus/$$f \
			-o build/afl/found/$$f -- \
			build/afl/tests/fuzz/fuzz_$$f || exit 1; \
		! ls build/afl/found/$$f/default/crashes/id* 2>/dev/null || exit 1; \
	done

# What of lib and cmd the corpora reach, parser by parser.
fuzz-coverage:
	@$(MAKE) BUILD=build/fuzzcov CC=clang HARDEN= \
		CFLAGS='-O0 -g -fprofile-instr-generate -fcoverage-mapping' \
		$(F:%=build/fuzzcov/tests/fuzz/fuzz_%)
	@tests/fuzz/coverage.sh build/fuzzcov $(F)

# Against newer Kea servers and FreeRADIUS, unpacked from Debian's packages into KEA3_DIR;
# the tests of one that cannot be had skip themselves.
KEA3_DIR ?= build/kea3
check-kea3: tests
	tests/e2e/kea3/fetch.sh $(KEA3_DIR)
	KEA3_DIR=$(abspath $(KEA3_DIR)) \
	$(MAKE) --no-print-directory check T='$(wildcard tests/e2e/kea3/*.t)'

ASAN = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
check-asan:
	ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 FAULTS=3 SOAK=5 \
	$(MAKE) BUILD=build/asan BIN=build/asan/bin CFLAGS='$(ASAN)' \
		HARDEN= check

# In 32 bits, where this machine runs such programs and Debian's packages can
# be had: they are unpacked under SYSROOT, nothing is installed.
SYSROOT ?= build/32/sysroot
T32 = $(UNIT_SRCS:%.c=build/32/%) $(wildcard tests/cli/*.t tests/fuzz/*.t)
check-32:
	@! tests/sysroot/fetch.sh $(SYSROOT) || FAULTS=3 SYSROOT=$(abspath $(SYSROOT)) \
	$(MAKE) BUILD=build/32 BIN=build/32/bin CC='tests/sysroot/cc.sh gcc' \
		NL_CPPFLAGS=-I=/usr/include/libnl3 \
		CFLAGS='$(CFLAGS) -Werror' check T='$(T32)'

# make coverage T=... says what those tests run.
COVERAGE = -O0 -g --coverage -fprofile-update=atomic
# A program under gcov writes files of its own when it ends: tests with failing
# calls and full disks fail for that, which does not matter here.
coverage:
	@mkdir -p build/cov/tests
	$(CC) -c -o build/cov/tests/covexit.o tests/covexit.c
	-$(MAKE) BUILD=build/cov BIN=build/cov/bin CFLAGS='$(COVERAGE)' \
		LDFLAGS='-Wl,--wrap=_exit $(CURDIR)/build/cov/tests/covexit.o' \
		HARDEN= check
	gcovr --root . --filter lib/ --filter cmd/ --print-summary \
		--html-details build/cov/index.html build/cov
	@echo 'line by line: build/cov/index.html'

# make repro R='radius-route' compares only that.
R ?= $(CMDS)
repro:
	tests/repro/run.sh $(R)

lint: format-check cppcheck
	@for cc in gcc clang; do for f in $(filter %.c,$(C_SRCS)); do \
		$$cc $(OWN_CPPFLAGS) -Icmd/$$(echo $$f | cut -d/ -f3) \
		$(OWN_CFLAGS) -O2 -Werror -fsyntax-only $$f || exit 1; \
	done; done
	@! grep -n '\<json_load[a-z_]*(' \
		$(filter-out lib/jsonload.c,$(wildcard lib/*.c cmd/*/*.c)) || \
		{ echo 'want lib/jsonload.h for this' >&2; exit 1; }
	shellcheck -s sh -x -e SC2317 $(SHELL_SRCS)
	mandoc -T lint -W warning $(wildcard man/*.[1-8])

# What gcc -fanalyzer, clang's analyzer and cppcheck find in lib and cmd and
# tests/analyze/known does not explain.
analyze: cppcheck
	@ls $(wildcard lib/*.c cmd/*/*.c) | JOBS=$(JOBS) \
		tests/analyze/run.sh $(BUILD)/analyze $(OWN_CPPFLAGS)

cppcheck:
	cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr \
		--enable=warning,portability -D_GNU_SOURCE \
		-DVERSION='""' -DSYSCONFDIR='""' -Ilib lib cmd

format:
	clang-format -i $(C_SRCS)

format-check:
	clang-format --dry-run -Werror $(C_SRCS)

# One table of what is measured; T=tests/bench/radius-route.sh narrows it.
BENCH_ENV = BUILD=$(abspath $(BUILD)) BIN=$(abspath $(BIN))
bench: tests
	@$(BENCH_ENV) tests/bench/run.sh $(filter tests/bench/%,$(T))

# The table into README.md; BENCH='build/bench/*.tsv' takes what was measured
# before.
BENCH ?=
bench-readme: $(if $(BENCH),,bench)
	@tests/bench/readme.sh README.md $(or $(BENCH),$(BUILD)/bench/*.tsv)

# How costs grow, measured and drawn anew.
bench-plot: tests
	$(BENCH_ENV) tests/bench/scaling.sh >$(BUILD)/scaling.tsv
	awk -f tests/bench/plot.awk $(BUILD)/scaling.tsv >$(BUILD)/scaling.svg
	cp $(BUILD)/scaling.tsv $(BUILD)/scaling.svg tests/bench

demo:
	@tests/demo/run.sh

# Pages are installed for the tools that are built, and for the whole.
PAGES = $(foreach c,$(CMDS),$(wildcard man/$(c).[1-8])) \
	$(wildcard man/collecte*.[1-8])
ETC_FILES = $(shell find etc -type f 2>/dev/null)
DOCS = README.md NEWS.md
# What tools read at run time; they find it from where they are themselves.
DATA = $(wildcard share/collecte/*)
DATADIR = $(patsubst %/,%,$(dir $(BINDIR)))/share/collecte
PAGE_DIR = man$(lastword $(subst ., ,$(1)))
DEST_PAGES = $(foreach p,$(PAGES),$(call PAGE_DIR,$(p))/$(notdir $(p))) \
	$(foreach p,$(FR_PAGES),fr/$(call PAGE_DIR,$(p))/$(notdir $(p)))

# etc/ holds what an operator reads and copies: it goes beside the README,
# never over a running configuration.
install: all
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(DOCDIR)
	$(INSTALL) -m 0755 $(CMDS:%=$(BIN)/%) $(DESTDIR)$(BINDIR)
	$(INSTALL) -m 0644 $(DOCS) $(DESTDIR)$(DOCDIR)
	$(INSTALL) -d $(DESTDIR)$(DATADIR)
	$(INSTALL) -m 0644 $(DATA) $(DESTDIR)$(DATADIR)
	$(INSTALL) -d $(DESTDIR)$(BASHCOMPDIR) $(DESTDIR)$(ZSHCOMPDIR)
	$(INSTALL) -m 0644 $(COMPLETED:%=$(BUILD)/completion/%) \
		$(DESTDIR)$(BASHCOMPDIR)
	$(INSTALL) -m 0644 $(COMPLETED:%=$(BUILD)/completion/_%) \
		$(DESTDIR)$(ZSHCOMPDIR)
	set -e; for p in $(PAGES); do \
		$(INSTALL) -D -m 0644 $$p \
		    $(DESTDIR)$(MANDIR)/man$${p##*.}/$${p##*/}; done
	set -e; for p in $(FR_PAGES:man/%=%); do \
		$(INSTALL) -D -m 0644 $(BUILD)/man/fr/$$p \
		    $(DESTDIR)$(MANDIR)/fr/man$${p##*.}/$$p; done
	set -e; for f in $(ETC_FILES); do \
		m=0644; [ ! -x $$f ] || m=0755; \
		$(INSTALL) -D -m $$m $$f \
		    $(DESTDIR)$(DOCDIR)/examples/$${f#etc/}; done

uninstall:
	rm -f $(COMPLETED:%=$(DESTDIR)$(BASHCOMPDIR)/%) \
		$(COMPLETED:%=$(DESTDIR)$(ZSHCOMPDIR)/_%)
	rm -f $(CMDS:%=$(DESTDIR)$(BINDIR)/%) \
		$(DEST_PAGES:%=$(DESTDIR)$(MANDIR)/%)
	rm -rf $(DESTDIR)$(DOCDIR) $(DESTDIR)$(DATADIR)

dist:
	@mkdir -p dist
	git archive --format=tar --prefix=collecte-$(VERSION)/ HEAD | \
		gzip -9n >dist/collecte-$(VERSION).tar.gz

# DEB_BUILD_OPTIONS=nocheck make deb spares the tests.
deb:
	rm -rf dist/deb
	@mkdir -p dist/deb/collecte-$(VERSION)
	git archive HEAD | tar -x -C dist/deb/collecte-$(VERSION)
	cd dist/deb/collecte-$(VERSION) && \
		MAKEFLAGS= dpkg-buildpackage -us -uc -b
	lintian --allow-root --fail-on error,warning dist/deb/*.changes

clean:
	rm -rf build bin dist

-include $(shell find $(BUILD) -type f -name '*.d' 2>/dev/null)
