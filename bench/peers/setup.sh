#!/bin/sh
# Puts the peers into a virtual environment of their own, from the registry that pip is configured for.
#
#   bench/peers/setup.sh build/bench/peers
#
# Fails with a sentence where that cannot be done; the benchmark then goes on without peers.
set -eu
place=${1:?"write the folder to make"}
wanted=$(dirname "$0")/requirements.txt
cmp -s "$wanted" "$place/installed.txt" && exit 0
python3 -m venv "$place" >/dev/null 2>&1 || { echo "peers: python3 cannot make a virtual environment here" >&2; exit 1; }
"$place/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted" >"$place/pip.log" 2>&1 || {
  echo "peers: pip could not install them, see $place/pip.log" >&2
  exit 1
}
cp "$wanted" "$place/installed.txt"
