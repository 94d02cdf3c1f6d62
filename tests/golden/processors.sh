#!/usr/bin/env bash
# Builds the program for arm64 and compares it, run by an emulator, with one built for this machine: shipped models
# must give equal bytes. Not part of CI: emulation takes its time. Needs Debian 12 on x86-64 with
#
#   apt-get install g++-aarch64-linux-gnu qemu-user
#
#   tests/golden/processors.sh build/release/plimsoll [MODEL...]
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: $0 PROGRAM [MODEL...], the program to compare with" >&2; exit 2; }
native=("$(realpath "$1")")
shift
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/golden/same_bytes.sh
models=("$@")
[ ${#models[@]} -gt 0 ] || models=(configs/*.toml configs/scenarios/*.toml)
build=${PLIMSOLL_ARM_BUILD:-build/arm64}

# The libraries are unpacked into a folder, by an apt that knows arm64 only and keeps its lists there: nothing of
# another architecture is installed here, nor asked for by the next apt-get update.
libraries=$(realpath -m "$build/libraries")
if [ ! -e "$libraries/complete" ]; then
  mkdir -p "$libraries"/{lists,cache,packages}/partial
  : >"$libraries/status"
  apt_arm64=(apt-get -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root
    -o Dir::State::status="$libraries/status" -o Dir::State::lists="$libraries/lists" -o Dir::Cache="$libraries/cache")
  "${apt_arm64[@]}" -qq update
  (cd "$libraries/packages" && "${apt_arm64[@]}" -qq download \
    libboost1.74-dev libboost-program-options1.74-dev libboost-program-options1.74.0 \
    libfmt-dev libfmt9 libtomlplusplus-dev libtomlplusplus3 nlohmann-json3-dev libeigen3-dev)
  for package in "$libraries"/packages/*.deb; do dpkg-deb --extract "$package" "$libraries"; done
  rm -r "$libraries"/{lists,cache,packages,status}
  touch "$libraries/complete"
fi

cmake --preset release -B "$build" -DPLIMSOLL_TESTS=OFF -DPLIMSOLL_PYTHON=OFF \
  -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 -DCMAKE_CXX_COMPILER=aarch64-linux-gnu-g++ \
  -DCMAKE_FIND_ROOT_PATH="$libraries;/usr/aarch64-linux-gnu" -DCMAKE_LIBRARY_ARCHITECTURE=aarch64-linux-gnu \
  -DCMAKE_FIND_ROOT_PATH_MODE_PROGRAM=NEVER \
  -DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY -DCMAKE_FIND_ROOT_PATH_MODE_PACKAGE=ONLY >/dev/null
cmake --build "$build" --target plimsoll >"$build/build.log" || { cat "$build/build.log" >&2; exit 1; }
emulated=(qemu-aarch64 -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH="$libraries/usr/lib/aarch64-linux-gnu"
  "$(realpath "$build/plimsoll")")

echo -n "x86-64 and arm64: "
same_bytes native emulated "${PLIMSOLL_REPLICATIONS:-2}" "${models[@]}"
