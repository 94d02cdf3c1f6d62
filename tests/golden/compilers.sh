#!/usr/bin/env bash
# Builds the program with clang++ and compares it with one built by g++: every shipped model and case must give
# equal bytes, but for wall time, threads and commit.
#
#   tests/golden/compilers.sh build/release/plimsoll
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: $0 PROGRAM, the one to compare with" >&2; exit 2; }
program=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# The program only, in a folder of its own: the tests are not built a second time.
build=${PLIMSOLL_CLANG_BUILD:-build/clang-program}
cmake --preset clang -B "$build" -DPLIMSOLL_TESTS=OFF >/dev/null
cmake --build "$build" --target plimsoll >"$build/build.log" || { cat "$build/build.log" >&2; exit 1; }
by_clang=$(realpath "$build/plimsoll")

# Prints a result, or an exit code beyond a verdict (0, 98, 99).
answer() {
  local code=0
  "$@" --replications 3 --format json 2>/dev/null |
    sed -E '/^ *"(wall_seconds|threads|commit)": /d' || code=$?
  case $code in 0 | 98 | 99) ;; *) echo "exit code $code" >&2; return 1 ;; esac
}

compared=0 different=0
for model in configs/*.toml configs/scenarios/*.toml; do
  for case in "" $("$program" run "$model" --list-cases 2>/dev/null); do
    run=(run "$model" ${case:+--case "$case"})
    one=$(answer "$program" "${run[@]}")
    other=$(answer "$by_clang" "${run[@]}")
    compared=$((compared + 1))
    if [ -z "$one" ] || [ "$one" != "$other" ]; then
      echo "differs between compilers: $model ${case:+--case $case}" >&2
      different=$((different + 1))
    fi
  done
done
echo "$compared runs by g++ and by clang++ compared, $different differ"
[ "$compared" -gt 0 ] && [ "$different" -eq 0 ]
