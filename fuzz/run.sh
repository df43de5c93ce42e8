#!/usr/bin/env bash
# Runs every fuzz target for a bounded time: fuzz/run.sh BUILD_FOLDER SECONDS
# Begins with seeds out of the sample dump (fuzz/seeds.py). New inputs and crashes are kept under BUILD_FOLDER/corpus and BUILD_FOLDER/crashes.
set -euo pipefail
build=$(realpath "$1")
seconds=${2:-30}
export CONSTAT_DATA
CONSTAT_DATA=$(cd "$(dirname "$0")/.." && pwd)
failed=0
"$CONSTAT_DATA/fuzz/seeds.py" "$build/seeds"
for target in "$build"/*_fuzz; do
  name=$(basename "$target")
  mkdir -p "$build/corpus/$name" "$build/seeds/$name" "$build/crashes"
  log="$build/$name.log"
  if "$target" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=2048 -artifact_prefix="$build/crashes/$name-" \
      "$build/corpus/$name" "$build/seeds/$name" >"$log" 2>&1; then
    printf '%-24s %s\n' "$name" "$(grep -E '^Done ' "$log" || tail -n 1 "$log")"
  else
    printf '%-24s FAILED: %s\n' "$name" "$log"
    failed=1
  fi
done
exit "$failed"
