#!/usr/bin/env bash
# Google Benchmarks of the hot paths, the whole program beside peers, then how persons grow: bench/run.sh BUILD_FOLDER
set -euo pipefail
build=$(realpath "$1")
cd "$(dirname "$0")/.."
if [ -x "$build/constat_bench" ]; then "$build/constat_bench" --benchmark_min_time=0.2; fi
python3 bench/whole_program.py "$build/constat"
echo
echo "Persons, by the number of mentions"
python3 bench/persons_curve.py "$build/constat" "${CONSTAT_EVAL_DATA:-../shared/data}/names"
