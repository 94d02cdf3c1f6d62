#!/usr/bin/env python3
"""How often `plimsoll optimize` finds the cheapest point that holds, and with how many replications.

    python3 bench/optimize/optimize.py build/release/plimsoll [--runs 100] [--jobs 2] [--exhaustive 5]

Two tiers in a row, web and db, each a queue of several cores: 10 x 6 = 60 points, each core with a price. The search is
made with the seeds 1 .. RUNS; an exhaustive one, which simulates every point until it is as clear (--exhaustive), with
the first few of them. Prints the table of docs/optimize.md.

The exact answer is enumerated: times in two stations in a row that are fed at random are independent (Burke, The
output process of a stationary M/M/s queueing system, Annals of Mathematical Statistics 39, 1968), so the distribution
of the sum is the convolution of two sojourn times in M/M/c.
"""

import argparse
import json
import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

RATE, WORKS = 300, (0.020, 0.010)  # a second; seconds of a core
PRICES = (0.031, 0.083)  # USD an hour, of a core
CORES = (range(5, 15), range(2, 8))
LIMIT = 0.100  # of the p95

MODEL = """
[system.web]
kind = "server"
cores = 8
order = "fcfs"
workers = "unlimited"
queue = "unlimited"
[system.db]
kind = "server"
cores = 4
order = "fcfs"
workers = "unlimited"
queue = "unlimited"
[request.page]
on = "web"
steps = [{ work = { dist = "exponential", mean = "20 ms" } }, { call = "query" }]
[routine.query]
on = "db"
steps = [{ work = { dist = "exponential", mean = "10 ms" } }]
[traffic.readers]
rate = "300 /s"
[objective.quick]
p95_below = "100 ms"
[objective.kept]
errors_below = "1 %"
[price]
web_core = "0.031 USD/h"
db_core = "0.083 USD/h"
[bill.web]
price = "web_core"
count = 8
[bill.db]
price = "db_core"
count = 4
[sweep]
system.web.cores = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
bill.web.count = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
system.db.cores = [2, 3, 4, 5, 6, 7]
bill.db.count = [2, 3, 4, 5, 6, 7]
zip = [["system.web.cores", "bill.web.count"], ["system.db.cores", "bill.db.count"]]
[run]
warm_up = "5 s"
duration = "30 s"
replications = 10
"""


def sojourn(servers, work):
    """(weight, rate) of the exponentials whose sum is the tail of the time in M/M/c; None where there is no steady state."""
    offered, mu = RATE * work, 1 / work
    if offered >= servers:
        return None
    blocked = 1.0
    for c in range(1, servers + 1):
        blocked = offered * blocked / (c + offered * blocked)
    waits = blocked / (1 - offered / servers * (1 - blocked))  # Erlang C
    drain = servers * mu - RATE * (1 + 1e-9)  # never quite mu
    # P(T > t) is (1 - waits) e^(-mu t) + waits (drain e^(-mu t) - mu e^(-drain t)) / (drain - mu)
    return [(1 - waits + waits * drain / (drain - mu), mu), (-waits * mu / (drain - mu), drain)]


def tail(first, second, t):
    """P(T1 + T2 > t) of two such mixtures."""
    total = 0.0
    for a, x in first:
        for b, y in second:
            y = y * (1 + 1e-7) if math.isclose(x, y, rel_tol=1e-7) else y
            total += a * b * (y * math.exp(-x * t) - x * math.exp(-y * t)) / (y - x)
    return total


def exact_p95(web, db):
    first, second = sojourn(web, WORKS[0]), sojourn(db, WORKS[1])
    if first is None or second is None:
        return math.inf
    low, high = 0.0, 1000.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(first, second, middle) > 0.05 else (low, middle)
    return low


def cost(point):
    return 730 * sum(count * price for count, price in zip(point, PRICES))


def enumerated():
    """All points in order of cost, each with its exact p95; and the first that holds."""
    points = sorted(((web, db) for web in CORES[0] for db in CORES[1]), key=cost)
    times = {point: exact_p95(*point) for point in points}
    return times, next(point for point in points if times[point] < LIMIT)


def search(program, seed, *more):
    command = [program, "optimize", "-", "--seed", str(seed), "--threads", "1", "--format", "json", *more]
    done = subprocess.run(command, input=MODEL, capture_output=True, text=True)
    if done.returncode not in (0, 98, 99):
        sys.exit(done.stderr)
    answer = json.loads(done.stdout)
    point = answer["points"][answer["chosen"]] if answer["chosen"] is not None else None
    values = dict(zip(answer["addresses"], point["values"])) if point else None
    chosen = (int(values["system.web.cores"]), int(values["system.db.cores"])) if point else None
    return {**answer, "point": chosen}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--exhaustive", type=int, default=5)
    given = parser.parse_args()
    times, best = enumerated()
    print(f"exact: web {best[0]}, db {best[1]} cores, {cost(best):.2f} USD a month, p95 {1000 * times[best]:.2f} ms")
    near = sorted(times, key=lambda point: abs(times[point] / LIMIT - 1))[:5]
    print("nearest to the limit:", ", ".join(f"{w}/{d} {1000 * times[w, d]:.2f} ms ({cost((w, d)):.0f})" for w, d in near))

    print("| search | seeds | right | said to be sure | replications, median | most |")
    print("| --- | --: | --: | --: | --: | --: |")
    for name, runs, more in (("optimize", given.runs, ()), ("exhaustive", given.exhaustive, ("--exhaustive",))):
        if runs == 0:
            continue
        with ThreadPoolExecutor(given.jobs) as pool:
            answers = list(pool.map(lambda seed: search(given.program, seed, *more), range(1, runs + 1)))
        right = sum(answer["point"] == best for answer in answers)
        sure = sum(answer["state"] == "found" for answer in answers)
        work = sorted(answer["replications"] for answer in answers)
        print(f"| {name} | {runs} | {right} | {sure} | {work[len(work) // 2]} | {work[-1]} |", flush=True)


if __name__ == "__main__":
    main()
