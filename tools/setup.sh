#!/bin/sh
# Installs what the build needs on Debian or Ubuntu, and nothing that is already there.
#
#   tools/setup.sh        what `make demo`, `make test` and `make bench` need
#   tools/setup.sh lint   also what `make format` and `make tidy` need
#
# When nothing is missing it takes a fraction of a second and needs neither root nor a network.
set -eu

# Where a program may come from elsewhere, the program is what counts, not its package.
programs="make:make g++:g++ cmake:cmake ninja:ninja-build python3:python3"
libraries="libboost-program-options-dev libtomlplusplus-dev libeigen3-dev libfmt-dev
  nlohmann-json3-dev libgtest-dev libbenchmark-dev librandom123-dev libsqlite3-dev
  pybind11-dev"

case "${1:-}" in
  "") ;;
  lint) programs="$programs clang++:clang clang-format:clang-format run-clang-tidy:clang-tidy" ;;
  *) echo "setup: '$1' is not a set of packages; write nothing or 'lint'" >&2; exit 2 ;;
esac

missing=""
for entry in $programs; do
  command -v "${entry%%:*}" >/dev/null 2>&1 || missing="$missing ${entry#*:}"
done

if ! command -v dpkg-query >/dev/null 2>&1; then
  if [ -n "$missing" ]; then
    echo "setup: this is not Debian or Ubuntu; please install:$missing, and what CMake then asks for" >&2
    exit 1
  fi
  exit 0  # CMake names any library that is missing
fi

# One query for all. It fails when a name is unknown to it, which only means that the package is missing.
installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $libraries 2>/dev/null || true)
for library in $libraries; do
  printf '%s\n' "$installed" | grep -qxF "installed $library" || missing="$missing $library"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
  as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  as_root="sudo -n"
else
  echo "setup: some packages are missing; please run: sudo apt-get install -y$missing" >&2
  exit 1
fi

# `env`, because sudo drops the caller's environment.
apt_get() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@"
}
install_missing() { apt_get install -y --no-install-recommends $missing; }

echo "setup: installing$missing"
# Package lists may be absent (a fresh container) or out of date (an old machine): only then fetch them.
listed=yes
for package in $missing; do
  apt-cache show "$package" >/dev/null 2>&1 || listed=no
done
if [ "$listed" = yes ] && install_missing; then
  exit 0
fi
apt_get update
install_missing
