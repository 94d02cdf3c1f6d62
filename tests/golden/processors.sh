#!/usr/bin/env bash
# Builds the program for arm64 and compares it, run by an emulator, with one built for this machine: shipped models
# must give equal bytes. Not part of CI: emulation takes its time. Needs
# Debian or Ubuntu on x86-64 with
#
#   apt-get install g++-aarch64-linux-gnu qemu-user
#   dpkg --add-architecture arm64 && apt-get update
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

# The libraries are unpacked into a folder: nothing of another architecture is installed here.
libraries=$(realpath -m "$build/libraries")
if [ ! -d "$libraries/usr" ]; then
  mkdir -p "$libraries/packages"
  (cd "$libraries/packages" && apt-get download \
    libboost1.74-dev:arm64 libboost-program-options1.74-dev:arm64 libboost-program-options1.74.0:arm64 \
    libfmt-dev:arm64 libfmt9:arm64 libtomlplusplus-dev:arm64 libtomlplusplus3:arm64 nlohmann-json3-dev libeigen3-dev)
  for package in "$libraries"/packages/*.deb; do dpkg-deb --extract "$package" "$libraries"; done
fi

cmake --preset release -B "$build" -DPLIMSOLL_TESTS=OFF \
  -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 -DCMAKE_CXX_COMPILER=aarch64-linux-gnu-g++ \
  -DCMAKE_FIND_ROOT_PATH="$libraries;/usr/aarch64-linux-gnu" -DCMAKE_LIBRARY_ARCHITECTURE=aarch64-linux-gnu \
  -DCMAKE_FIND_ROOT_PATH_MODE_PROGRAM=NEVER \
  -DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY -DCMAKE_FIND_ROOT_PATH_MODE_PACKAGE=ONLY >/dev/null
cmake --build "$build" --target plimsoll >"$build/build.log" || { cat "$build/build.log" >&2; exit 1; }
emulated=(qemu-aarch64 -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH="$libraries/usr/lib/aarch64-linux-gnu"
  "$(realpath "$build/plimsoll")")

echo -n "x86-64 and arm64: "
same_bytes native emulated "${PLIMSOLL_REPLICATIONS:-2}" "${models[@]}"
