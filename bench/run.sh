#!/usr/bin/env bash
# Google Benchmarks of the hot paths, then the whole program beside peers: bench/run.sh BUILD_FOLDER
set -euo pipefail
build=$(realpath "$1")
cd "$(dirname "$0")/.."
if [ -x "$build/constat_bench" ]; then "$build/constat_bench" --benchmark_min_time=0.2; fi
exec python3 bench/whole_program.py "$build/constat"
