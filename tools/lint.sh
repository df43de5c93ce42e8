#!/usr/bin/env bash
# The form of C++, the syntax of scripts: tools/lint.sh [FILE...]   (all of ours without a file)
set -uo pipefail
cd "$(dirname "$0")/.."
files=("$@")
[ "${#files[@]}" -ne 0 ] || mapfile -t files < <(git ls-files 'src/*.cpp' 'src/*.h' 'tests/*.cpp' 'tests/*.h' 'fuzz/*.cpp' 'bench/*.cpp')
status=0
clang-format-14 --dry-run --Werror "${files[@]}" 2>&1 | grep -E "error:" | sed -E 's/:[0-9]+:[0-9]+: error.*/: not formatted (clang-format-14 -i)/' | sort -u
[ "${PIPESTATUS[0]}" -eq 0 ] || status=1
for script in $(git ls-files '*.sh' '.ci/run'); do bash -n "$script" || status=1; done
for script in $(git ls-files '*.py'); do python3 -m py_compile "$script" || status=1; done
exit "$status"
