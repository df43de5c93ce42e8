# constat: `make demo` shows it, `make test` proves it. Everything is built under build/.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
PRESETS := release debug
CONSTAT := build/release/constat
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 30
SOAK_FILES ?= 2000
SOAK_ROUNDS ?= 20

.PHONY: setup build demo test bench eval calibrate lint fuzz soak install clean

setup:
	@setup/debian.sh

build: setup
	@cmake --preset release >build-release.log 2>&1 || { cat build-release.log; exit 1; }; rm -f build-release.log
	@cmake --build build/release

demo: build
	@samples/demo.sh $(CONSTAT)

test: build
	@cmake --preset debug >build-debug.log 2>&1 || { cat build-debug.log; exit 1; }; rm -f build-debug.log
	@cmake --build build/debug
	@samples/demo.sh $(CONSTAT)
	@cd build/debug && CONSTAT_RELEASE=$(CURDIR)/$(CONSTAT) ctest -j$$(nproc) --output-on-failure

bench: setup
	@setup/debian.sh bench
	@cmake --preset bench >/dev/null
	@cmake --build build/bench
	@bench/run.sh build/bench

eval: build
	@tools/eval.py $(CONSTAT)

calibrate: build
	@tools/calibrate.py $(CONSTAT) $(or $(CONSTAT_EVAL_DATA),../shared/data)/detection

lint:
	@setup/debian.sh lint
	@tools/lint.sh

fuzz:
	@setup/debian.sh fuzz
	@cmake --preset fuzz >/dev/null
	@cmake --build build/fuzz --target fuzz_targets
	@fuzz/run.sh build/fuzz $(FUZZ_SECONDS)

# As long as wanted: make soak SOAK_ROUNDS=200 SOAK_FILES=10000
soak: build
	@rm -rf build/soak && mkdir -p build/soak && samples/generate.py build/soak >/dev/null 2>&1
	@sources=build/soak/studio-leak; [ ! -d ../shared/data/evidence ] || sources="$$sources ../shared/data/evidence"; \
	  tools/soak.py $(CONSTAT) $$sources --files $(SOAK_FILES) --workers 2
	@CONSTAT=$(CURDIR)/$(CONSTAT) CONSTAT_ROUNDS=$(SOAK_ROUNDS) python3 tests/cases/hostile_case.py

install: build
	@cmake --install build/release --prefix $(DESTDIR)$(PREFIX)

clean:
	@rm -rf build
