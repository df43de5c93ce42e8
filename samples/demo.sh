#!/usr/bin/env bash
# Scans the sample dump and shows what a person sees: demo.sh PROGRAM
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.."
rm -rf build/demo && mkdir -p build/demo
python3 samples/generate.py build/demo 2>/dev/null
export XDG_DATA_HOME="$PWD/build/demo/data"   # The demo's key stays with the demo.
cd build/demo
echo '$ constat scan studio-leak --case studio.constat'
status=0
"$program" scan studio-leak --case studio.constat || status=$?
# 3: done, and some items could not be read. The sample holds such on purpose.
[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || exit "$status"
echo
echo '$ constat persons studio.constat --type us_ssn --format table | head'
"$program" persons studio.constat --type us_ssn --format table | sed -n 1,6p
echo
echo '$ constat duties studio.constat --known-on 2026-11-23T09:00+01:00'
"$program" duties studio.constat --known-on 2026-11-23T09:00+01:00 --format table
echo
echo '$ constat loss studio.constat'
"$program" loss studio.constat --format table
echo
echo '$ constat summary studio.constat'
"$program" summary studio.constat
echo
echo '$ constat report studio.constat --out report.html'
"$program" report studio.constat --out report.html
echo
echo "The report: build/demo/report.html   (open it in a browser)"
echo "The case:   build/demo/studio.constat   (constat findings, constat persons, constat show ...)"
