#!/usr/bin/env python3
"""How often the gate of `plimsoll compare --gate` fails, over 50 seeds: where nothing is worse, and where something is.

    python3 bench/gate.py build/release/plimsoll [SEEDS]

Prints a Markdown table. "Some 95 % interval" is how often any of the same measures would have been called worse if each
were held against its own 95 % interval: what a gate must not do. "Other luck" renames traffic, steps and routines, so
that every draw is another one while the law is the same: then pairs have nothing in common.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

MODEL = Path(__file__).resolve().parent / "workloads/pairing.toml"
OBJECTIVES = """
[objective.pages_are_quick]
request   = "page"
p99_below = "80 ms"
[objective.nothing_breaks]
errors_below = "0.1 %"
"""
SHORT = (('duration     = "60 s"', 'duration     = "10 s"'),)
LUCK = (
    ("visitors", "guests"),
    ('call = "load"', 'call = "fetch"'),
    ("routine.load", "routine.fetch"),
    ("{ work", '{ id = "think", work'),
)
CHANGES = {
    "another seed in the file": (("replications = 20", "replications = 20\nseed = 77"),),
    "other luck, the same law": LUCK,
    "other luck, work 1 % less": (*LUCK, ("5 ms", "4.95 ms"), ("9 ms", "8.91 ms")),
    "work 1 % more": (("5 ms", "5.05 ms"), ("9 ms", "9.09 ms")),
    "other luck, work 5 % more": (*LUCK, ("5 ms", "5.25 ms"), ("9 ms", "9.45 ms")),
    "other luck, queries 2 % slower": (*LUCK, ("8 ms", "8.16 ms")),
    "one app less": (("instances = 3", "instances = 2"),),
}


def changed(text, changes):
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return text


def gate(program, base, model):
    done = subprocess.run(
        [program, "compare", base, model, "--gate", "--format", "json"], capture_output=True, check=False
    )
    assert done.returncode in (0, 98, 99), done.stderr.decode()
    return done.returncode, json.loads(done.stdout)


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "plimsoll"
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    text = changed(MODEL.read_text(), SHORT) + OBJECTIVES
    failed, wolves = dict.fromkeys(CHANGES, 0), dict.fromkeys(CHANGES, 0)
    with tempfile.TemporaryDirectory() as folder:
        model, base = Path(folder) / "model.toml", Path(folder) / "base.json"
        for seed in range(1, seeds + 1):
            # The base is made with the seed in question, and the branch does not know it.
            model.write_text(text)
            line = [program, "run", model, "--seed", str(seed), "--format", "json", "--out", base]
            subprocess.run(line, capture_output=True, check=False)
            for says, changes in CHANGES.items():
                model.write_text(changed(text, changes))
                code, comparison = gate(program, base, model)
                failed[says] += code == 99
                gated = {one["measure"] for one in comparison["gate"]["measures"]}
                wolves[says] += any(
                    one["change"] == "worse" and one["measure"] in gated for one in comparison["measures"]
                )
    print(f"| Change in B | gate fails, of {seeds} seeds | some 95 % interval |\n| --- | --: | --: |")
    for says in CHANGES:
        print(f"| {says} | {failed[says]} | {wolves[says]} |")


if __name__ == "__main__":
    main()
