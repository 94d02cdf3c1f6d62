#!/usr/bin/env python3
"""Instructions per request, counted by callgrind: they do not depend on what else the machine does.

    python3 bench/instructions.py build/bench/plimsoll                 every workload
    python3 bench/instructions.py build/bench/plimsoll web_1000        its functions too, dearest first

Each workload is run twice, for a shorter and a longer time; the difference of both leaves out the start and the report.
Two replications: one alone would be cut into stretches, which has a price of its own.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

WORKLOADS = Path(__file__).resolve().parent / "workloads"
REPLICATIONS = 2
# Simulated seconds of warm-up, of the shorter and of the longer run.
SECONDS = {
    "mm1": (1, 10, 110),
    "mm25": (1, 2, 13),
    "closed_1000": (2, 1, 9),
    "closed_100000": (0.5, 0.1, 0.2),
    "web_1000": (2, 1, 6),
    "web_100000": (0.5, 0.1, 0.2),
}


def counted(program, workload, warm_up, duration):
    """Requests answered, and the instructions of each function."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", program, "run"]
            + [WORKLOADS / f"{workload}.toml", "--format", "json", "--threads", "1"]
            + ["--replications", str(REPLICATIONS)]
            + ["--set", f"run.warm_up={warm_up}s", "--set", f"run.duration={duration}s"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        kinds = json.loads(done.stdout)["requests"].values()
        requests = REPLICATIONS * sum(kind["completed"]["value"] for kind in kinds)
        annotated = subprocess.run(
            ["callgrind_annotate", "--threshold=100", profile], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ).stdout.decode()
    functions = {}
    for count, name in re.findall(r"^\s*([\d,]+) \([ \d.]+%\)\s+\S*?:(\S.*?)(?: \[[^\]]*\])?$", annotated, re.MULTILINE):
        functions[name] = functions.get(name, 0) + int(count.replace(",", ""))
    total = int(re.search(r"^\s*([\d,]+) .*PROGRAM TOTALS", annotated, re.MULTILINE)[1].replace(",", ""))
    return requests, functions, total


def per_request(program, workload):
    """Instructions per request, in all and by function."""
    warm_up, shorter, longer = SECONDS[workload]
    few, few_functions, few_total = counted(program, workload, warm_up, shorter)
    many, many_functions, many_total = counted(program, workload, warm_up, longer)
    requests = many - few
    by_function = {name: (count - few_functions.get(name, 0)) / requests for name, count in many_functions.items()}
    return (many_total - few_total) / requests, by_function


def main():
    program, *workloads = sys.argv[1:]
    for workload in workloads or SECONDS:
        total, by_function = per_request(program, workload)
        print(f"{workload}: {total:,.0f} instructions a request")
        if workloads:
            for name, count in sorted(by_function.items(), key=lambda entry: -entry[1]):
                if count >= total / 200:
                    print(f"  {count:8,.0f}  {name}")


if __name__ == "__main__":
    main()
