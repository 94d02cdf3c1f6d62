#!/usr/bin/env python3
"""How many users a model carries within its objectives, for the baseline and each case, by halving a span.

    python3 bench/users_at_objective.py build/release/plimsoll configs/scenarios/scale_ladder.toml traffic.users.users [CASE...]

Each step is a run with four replications. A number of users is carried if every objective holds; what cannot be decided, or has
no steady state, is not. The span that is printed is 1 % wide.
"""

import subprocess
import sys

PROGRAM, FILE, ADDRESS, *CASES = sys.argv[1:]
HOLDS, MAY_END_WITH = 0, (0, 98, 99)


def holds(case, users):
    options = ["--case", case] if case else []
    command = [PROGRAM, "run", FILE, *options, "--set", f"{ADDRESS}={users}", "--replications", "4"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in MAY_END_WITH:
        sys.exit(done.stderr)
    return done.returncode == HOLDS


def span(case):
    low, high = 0, 1_000
    while holds(case, high):
        low, high = high, 2 * high
    while high - low > max(1, low // 100):
        middle = (low + high) // 2
        low, high = (middle, high) if holds(case, middle) else (low, middle)
    return low, high


cases = CASES or ["", *subprocess.run([PROGRAM, "run", FILE, "--list-cases"], capture_output=True, text=True).stdout.split()]
for name in cases:
    print("{:16} {:>9,} to {:>9,}".format(name or "baseline", *span(name)), flush=True)
