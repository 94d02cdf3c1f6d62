#!/usr/bin/env python3
"""How often `plimsoll limit` is right: its interval holds the exact limit, and its value is near it.

    python3 bench/limit_coverage/limit_coverage.py build/release/plimsoll [--runs 100] [--jobs 2] [--only TEXT]

Each model is searched with the seeds 1 .. RUNS at --precision "1 %". Prints the table of docs/limit.md. Among 100
searches a share of 95 % is seen as 91 to 99 (95 times in 100).

Exact limits: the formulas of bench/coverage/coverage.py (Erlang C, sojourn times of M/M/c, closed networks by
Buzen's constants) and of the loss in M/M/1/K, with the load found by bisection; of users the last number that holds.
"""

import argparse
import json
import pathlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "coverage"))
from coverage import exact_mmc, exact_tiers, open_model, tiers_model  # noqa: E402


def highest_rate(value, limit, low, high):
    """The rate in (low, high) at which a rising `value` meets its limit."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if value(middle) < limit else (low, middle)
    return low


def highest_users(value, limit):
    """The last whole number of users for which a rising `value` stays below its limit."""
    low, high = 1, 2
    while value(high) < limit:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if value(middle) < limit else (low, middle)
    return low


def lost_in_mm1k(rate, mean_work, places):
    rho = rate * mean_work
    return rho**places * (1 - rho) / (1 - rho ** (places + 1)) if rho != 1 else 1 / (places + 1)


def open_case(name, rate, work, cores, objective, exact, duration):
    run = f'warm_up = "20 s"\nduration = "{duration} s"\nreplications = 10'
    return name, open_model(rate, work, cores, run) + objective, exact


def tiers_case(name, users, objective, exact, duration):
    run = f'warm_up = "20 s"\nduration = "{duration} s"\nreplications = 10'
    return name, tiers_model(users, THINK * 1000, [w * 1000 for w in WORKS], run) + objective, exact


THINK, WORKS = 1.0, (0.005, 0.010, 0.008)


def lossy_model():
    text = open_model(50, 10, 1, 'warm_up = "20 s"\nduration = "100 s"\nreplications = 10')
    return text.replace('workers = "unlimited"\nqueue = "unlimited"', "workers = 1\nqueue = 9") + (
        '[objective.kept]\nerrors_below = "1 %"\n'
    )


CASES = (
    open_case("M/M/1, mean < 50 ms", 40, 10, 1, '[objective.q]\nmean_below = "50 ms"\n',
              highest_rate(lambda r: exact_mmc(r, 0.01, 1)["mean"], 0.050, 1, 99.9), 300),
    open_case("M/M/1, p95 < 100 ms", 40, 10, 1, '[objective.q]\np95_below = "100 ms"\n',
              highest_rate(lambda r: exact_mmc(r, 0.01, 1)["p95"], 0.100, 1, 99.9), 100),
    open_case("M/M/3, p99 < 200 ms", 50, 20, 3, '[objective.q]\np99_below = "200 ms"\n',
              highest_rate(lambda r: exact_mmc(r, 0.02, 3)["p99"], 0.200, 1, 149.9), 200),
    open_case("M/M/25, mean < 126 ms", 100, 100, 25, '[objective.q]\nmean_below = "126 ms"\n',
              highest_rate(lambda r: exact_mmc(r, 0.1, 25)["mean"], 0.126, 1, 249.9), 300),
    open_case("M/M/3, utilisation < 80 %", 50, 20, 3,
              '[objective.q]\npart = "core"\nutilisation_below = "80 %"\n', 120.0, 20),
    ("M/M/1/10, errors < 1 %", lossy_model(),
     highest_rate(lambda r: lost_in_mm1k(r, 0.01, 10), 0.01, 1, 99)),
    tiers_case("closed, three tiers, mean < 60 ms", 20, '[objective.q]\nmean_below = "60 ms"\n',
               highest_users(lambda n: exact_tiers(n, THINK, WORKS)["mean"], 0.060), 100),
    tiers_case("closed, three tiers, p95 < 150 ms", 20, '[objective.q]\np95_below = "150 ms"\n',
               highest_users(lambda n: exact_tiers(n, THINK, WORKS)["p95"], 0.150), 100),
)  # fmt: skip


def search(program, model, seed):
    """What one search found: value, low, high, replications; or the state where it found nothing."""
    done = subprocess.run(
        [program, "limit", "-", "--seed", str(seed), "--threads", "1", "--format", "json"],
        input=model, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode not in (0, 98, 99):
        sys.exit(done.stderr)
    answer = json.loads(done.stdout)
    return answer["state"], answer["load"], answer["replications"]


def row(program, case, runs, jobs):
    name, model, exact = case
    with ThreadPoolExecutor(jobs) as pool:
        answers = list(pool.map(lambda seed: search(program, model, seed), range(1, runs + 1)))
    found = [(load, replications) for state, load, replications in answers if state == "found"]
    if not found:
        return f"| {name} | {exact:.6g} | none found: {answers[0][0]} |"
    held = sum(load["low"] <= exact <= load["high"] for load, _ in found)
    errors = sorted(abs(load["value"] / exact - 1) for load, _ in found)
    widths = sorted((load["high"] - load["low"]) / 2 / exact for load, _ in found)
    work = sorted(replications for _, replications in found)
    mean = sum(load["value"] for load, _ in found) / len(found)
    middle = len(found) // 2
    return (
        f"| {name} | {exact:.6g} | {mean:.6g} | {held} of {len(found)}{'' if len(found) == runs else f' ({runs - len(found)} not found)'} | "
        f"{100 * errors[middle]:.2f} % | {100 * errors[-1]:.2f} % | {100 * widths[middle]:.2f} % | {work[middle]} |"
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    print("| model and objective | exact limit | mean of limits found | interval holds it | off by, median | off by, most | ± , median | replications, median |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: |")
    for case in CASES:
        if given.only in case[0]:
            print(row(given.program, case, given.runs, given.jobs), flush=True)


if __name__ == "__main__":
    main()
