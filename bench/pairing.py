#!/usr/bin/env python3
"""What common random numbers gain: how many times narrower the interval of a difference is than with independent
seeds, for changes of a model of two stages, at loads up to saturation.

    python3 bench/pairing.py build/release/plimsoll

Prints the gain for the mean latency of a page as a Markdown table; the load is that of the busiest part, the database.
`=` means that the change changes nothing: then every pair is equal, and the gain has no bound.
"""

import json
import subprocess
import sys
from pathlib import Path

MODEL = Path(__file__).resolve().parent / "workloads/pairing.toml"
RATES = (200, 400, 600, 700, 800)  # per second
CHANGES = (
    ("one connection more in each pool", "system.pool.size=9"),
    ("one core more in each app", "system.app.cores=3"),
    ("one app more", "system.app.instances=4"),
    ("one database core more", "system.db.cores=9"),
    ("apps in turn", "system.edge.policy=round_robin"),
    ("queries of 8.5 ms", "routine.load.steps.query_db.time.mean=8.5ms"),
)


def compared(program, rate, change):
    """The measures of a comparison at one load, by address."""
    done = subprocess.run(
        [program, "compare", MODEL, "--set", f"traffic.visitors.rate={rate}/s", "--b-set", change, "--format", "json"],
        capture_output=True,
        check=True,
    )
    return {measure["measure"]: measure for measure in json.loads(done.stdout)["measures"]}


def shown(measure):
    if measure["change"] == "same":
        return "="
    gain = measure["pairing_gain"]
    return "more than 100" if gain > 100 else f"{gain:.1f}"


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "plimsoll"
    rows = {says: [] for says, _ in CHANGES}
    loads = []
    for rate in RATES:
        for says, change in CHANGES:
            measures = compared(program, rate, change)
            rows[says].append(shown(measures["page.mean"]))
        loads.append(f"{100 * measures['db.utilisation']['a']['value']:.0f} %")
    print("| Change in B | " + " | ".join(loads) + " |")
    print("| --- |" + " --: |" * len(loads))
    for says, gains in rows.items():
        print(f"| {says} | " + " | ".join(gains) + " |")


if __name__ == "__main__":
    main()
