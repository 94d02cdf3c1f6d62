#!/usr/bin/env bash
# Builds the program anew, with clang++ if nothing else is said, and compares it with one built before: every shipped
# model and case must give equal bytes.
#
#   tests/golden/compilers.sh build/release/plimsoll            # clang++, as optimised as the other
#   tests/golden/compilers.sh build/release/plimsoll g++ -O0    # any compiler and options
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: $0 PROGRAM [COMPILER [OPTIONS]], the program to compare with" >&2; exit 2; }
before=("$(realpath "$1")")
compiler=${2:-clang++}
options=${3:--O3 -DNDEBUG}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/golden/same_bytes.sh

# The program only, in a folder of its own for each compiler and options: the tests are not built a second time.
name=$(tr -cs '[:alnum:]+' '-' <<<"$compiler$options")
build=${PLIMSOLL_OTHER_BUILD:-build/other-program/${name%-}}
cmake --preset release -B "$build" -DPLIMSOLL_TESTS=OFF -DPLIMSOLL_PYTHON=OFF -DCMAKE_CXX_COMPILER="$compiler" \
  -DCMAKE_CXX_FLAGS_RELEASE="$options" >/dev/null
cmake --build "$build" --target plimsoll >"$build/build.log" || { cat "$build/build.log" >&2; exit 1; }
anew=("$(realpath "$build/plimsoll")")

echo -n "$compiler $options: "
same_bytes before anew "${PLIMSOLL_REPLICATIONS:-3}" configs/*.toml configs/scenarios/*.toml
