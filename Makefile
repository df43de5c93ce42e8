# constat: `make demo` shows it, `make test` proves it. Everything is built under build/.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
PRESETS := release debug
CONSTAT := build/release/constat
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 30

.PHONY: setup build demo test bench eval calibrate lint fuzz install clean

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
	@cd build/debug && CONSTAT_RELEASE=$(CURDIR)/$(CONSTAT) ctest --output-on-failure

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
	@cmake --build build/fuzz
	@fuzz/run.sh build/fuzz $(FUZZ_SECONDS)

install: build
	@cmake --install build/release --prefix $(DESTDIR)$(PREFIX)

clean:
	@rm -rf build
