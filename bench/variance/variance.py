#!/usr/bin/env python3
"""What run.variance_reduction saves.

    python3 bench/variance/variance.py build/release/plimsoll [--runs 100] [--set run.duration="5 s" ...]

Runs bench/workloads/web_1000.toml with the seeds 1 .. RUNS and each method, ten replications of 5 s each, and prints
the tables of docs/statistics.md: by how much the variance of each figure over the seeds falls, how much narrower its
interval is, and how many replications it takes until the mean latency is known to ± 0.2 %. All of it counts events,
not seconds.
"""

import argparse
import json
import math
import pathlib
import statistics
import subprocess
from concurrent.futures import ThreadPoolExecutor

WORKLOAD = pathlib.Path(__file__).parent.parent / "workloads" / "web_1000.toml"
METHODS = ["none", "control_variates", "antithetic", "both"]
USUAL = ['run.warm_up="2 s"', 'run.duration="5 s"', "run.replications=10"]
PRECISE = ['run.precision="0.2 %"', 'run.precision_of="mean"']


def request_of(result):
    return result["requests"]["page"]


MEASURES = {
    "mean latency": lambda result: request_of(result)["latency_seconds"]["mean"],
    "p95": lambda result: request_of(result)["latency_seconds"]["p95"],
    "throughput": lambda result: request_of(result)["throughput_per_second"],
    "utilisation of the database": lambda result: result["parts"]["database"]["utilisation"],
}


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("plimsoll")
    options.add_argument("--runs", type=int, default=100)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--set", action="append", default=[], help="further settings, as for plimsoll run")
    options.add_argument("--skip-precision", action="store_true")
    chosen = options.parse_args()

    def run(method, seed, settings):
        command = [chosen.plimsoll, "run", str(WORKLOAD), "--format", "json", "--threads", "1", "--seed", str(seed)]
        for setting in [*USUAL, *settings, *chosen.set, f'run.variance_reduction="{method}"']:
            command += ["--set", setting]
        done = subprocess.run(command, capture_output=True, text=True)
        if not done.stdout:
            raise SystemExit(done.stderr)
        return json.loads(done.stdout)

    def all_runs(method, settings):
        with ThreadPoolExecutor(chosen.jobs) as pool:
            return list(pool.map(lambda seed: run(method, seed, settings), range(1, chosen.runs + 1)))

    found = {method: all_runs(method, []) for method in METHODS}
    print("| Measure | Method | Variance, plain over this | Half width | Holds the mean of all |")
    print("| --- | --- | ---: | ---: | ---: |")
    for name, of in MEASURES.items():
        # All methods estimate the same number: their grand mean is closer to it than any run.
        centre = statistics.mean(of(result)["value"] for results in found.values() for result in results)
        plain = statistics.variance(of(result)["value"] for result in found["none"])
        for method, results in found.items():
            figures = [of(result) for result in results]
            ratio = plain / statistics.variance(figure["value"] for figure in figures)
            half = math.sqrt(statistics.mean(((f["high"] - f["low"]) / 2) ** 2 for f in figures)) / centre
            held = sum(f["low"] <= centre <= f["high"] for f in figures) / len(figures)
            print(f"| {name} | {method} | {ratio:.1f} | ± {100 * half:.2f} % | {100 * held:.0f} % |", flush=True)
    if chosen.skip_precision:
        return
    print("\n| Until ± 0.2 % of the mean latency | Replications | Events |")
    print("| --- | ---: | ---: |")
    for method in METHODS:
        results = all_runs(method, PRECISE)
        replications = statistics.mean(result["run"]["replications"] for result in results)
        events = statistics.mean(result["run"]["events"] for result in results)
        print(f"| {method} | {replications:.0f} | {events / 1e6:.2f} million |", flush=True)


if __name__ == "__main__":
    main()
