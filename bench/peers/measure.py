#!/usr/bin/env python3
"""Requests per second of one peer, one workload after another, as JSON.

    build/bench/peers/bin/python bench/peers/measure.py simpy 5

Each workload is run so many times; prints every figure, and the mean latency of the last run to see that it is
the same work. Whoever reads it takes medians.
"""

import gc
import importlib
import json
import random
import sys
import time


def main():
    peer, rounds = sys.argv[1], int(sys.argv[2])
    work = importlib.import_module(f"with_{peer}").WORK
    measured = {name: {"requests_per_second": []} for name in work}
    for number in range(rounds):
        for name, run in work.items():
            random.seed(number)
            gc.collect()  # what the work before has left is not this one's to clear away
            started = time.process_time()
            latencies = run()
            measured[name]["requests_per_second"].append(len(latencies) / (time.process_time() - started))
            measured[name]["mean_latency_seconds"] = sum(latencies) / len(latencies)
    json.dump(measured, sys.stdout)


if __name__ == "__main__":
    main()
