#!/usr/bin/env python3
"""How often the analytic twin raises a false alarm, and how far from one its models usually are.

    python3 bench/alarms/alarms.py build/release/plimsoll [--runs 300] [--jobs 1]

Three models that theory covers exactly are run with the seeds 1 .. RUNS. Any disagreement with theory is a false
alarm. None is expected, so a count alone says little; the table of docs/theory.md therefore also says how often the
exact value lies beyond the interval at levels that noise does reach, 5 %, 1 % and 0.1 %, before the tolerance, and how
much of the distance to an alarm was used up at most.
"""

import argparse
import json
import math
import subprocess
from concurrent.futures import ThreadPoolExecutor

REPLICATIONS = 10
FREEDOM = REPLICATIONS - 1  # odd, as t_level() needs
LEVELS = (0.05, 0.01, 0.001)
FALSE_ALARMS = 1e-7  # per run: study/theory_beside.cpp
TOLERANCE, TOLERANCE_OF_QUANTILES = 0.01, 0.03


def core(name, mean_work, cores):
    return (
        f'[system.{name}]\nkind = "server"\ncores = {cores}\norder = "fcfs"\nworkers = "unlimited"\n'
        f'queue = "unlimited"\n[routine.at_{name}]\non = "{name}"\n'
        f'steps = [{{ work = {{ dist = "exponential", mean = "{mean_work} ms" }} }}]\n'
    )


def model(cores, traffic, duration):
    """`cores` are (name, mean work [ms], cores), in the order in which a request comes by."""
    steps = ", ".join(f'{{ call = "at_{name}" }}' for name, _, _ in cores)
    return (
        "".join(core(*one) for one in cores)
        + f"[request.job]\nsteps = [{steps}]\n[traffic.all]\n{traffic}\n"
        + f'[run]\nwarm_up = "10 s"\nduration = "{duration} s"\nreplications = {REPLICATIONS}\n'
    )


MODELS = {
    "M/M/1, 80 %": model([("core", 10, 1)], 'rate = "80 /s"', 400),
    "M/M/3 and then M/M/2, 80 %": model([("first", 10, 3), ("second", 6.6666667, 2)], 'rate = "240 /s"', 200),
    "closed, 40 users, three single cores": model(
        [("web", 8, 1), ("app", 15, 1), ("db", 20, 1)],
        'users = 40\nthink = { dist = "exponential", mean = "1 s" }',
        200,
    ),
}


def t_tail(t):
    """P(|T| > t) for Student's t with FREEDOM degrees: M. Abramowitz, I. A. Stegun, Handbook of Mathematical
    Functions, 1964, 26.7.3."""
    angle = math.atan(t / math.sqrt(FREEDOM))
    term = total = math.cos(angle)
    for k in range(2, FREEDOM - 2, 2):
        term *= math.cos(angle) ** 2 * k / (k + 1)
        total += term
    return 1 - 2 / math.pi * (angle + math.sin(angle) * total)


def t_level(level):
    """The t that is exceeded to either side with probability `level`."""
    low, high = 0.0, 1e4
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if t_tail(middle) > level else (low, middle)
    return low


def binomial_tail(count, runs, share):
    """P(at least `count` of `runs`)."""
    return sum(math.comb(runs, k) * share**k * (1 - share) ** (runs - k) for k in range(count, runs + 1))


def interval(count, runs):
    """95 %: C. J. Clopper, E. S. Pearson, Biometrika 26 (1934)."""

    def solve(is_below):
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if is_below(middle) else (low, middle)
        return low

    least = 0.0 if count == 0 else solve(lambda share: binomial_tail(count, runs, share) < 0.025)
    most = 1.0 if count == runs else solve(lambda share: binomial_tail(count + 1, runs, share) < 0.975)
    return least, most


def judged(result):
    """(measure, |simulated - exact| as a t, share of the distance to an alarm) of each figure that was judged."""
    figures = result["theory"]["figures"]
    t95, widened = t_level(0.05), t_level(FALSE_ALARMS / len(figures))
    for figure in figures:
        if figure["kind"] != "exact" or figure["verdict"] == "not_judged":
            continue
        simulated, exact = figure["simulated"], figure["value"]
        deviation = abs(simulated["value"] - exact)
        error = (simulated["high"] - simulated["low"]) / 2 / t95
        is_quantile = figure["measure"].startswith("latency_p")
        tolerance = (TOLERANCE_OF_QUANTILES if is_quantile else TOLERANCE) * exact
        yield figure["measure"], deviation / error, deviation / (widened * error + tolerance)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("plimsoll")
    options.add_argument("--runs", type=int, default=300)
    options.add_argument("--jobs", type=int, default=1)
    chosen = options.parse_args()

    def run(text, seed):
        command = [chosen.plimsoll, "run", "-", "--format", "json", "--threads", "1", "--seed", str(seed)]
        done = subprocess.run(command, input=text, capture_output=True, text=True)
        if not done.stdout:
            raise SystemExit(done.stderr)
        return json.loads(done.stdout)

    print("| Model | Runs | False alarms | Figures judged | Beyond 5 % | Beyond 1 % | Beyond 0.1 % | Nearest to an alarm |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    alarms = runs = 0
    for name, text in MODELS.items():
        with ThreadPoolExecutor(chosen.jobs) as pool:
            results = list(pool.map(lambda seed: run(text, seed), range(1, chosen.runs + 1)))
        figures = [figure for result in results for figure in judged(result)]
        if not figures:
            raise SystemExit(f"{name}: theory judged nothing")
        raised = sum(bool(result["theory"]["disagreements"]) for result in results)
        beyond = [sum(t > t_level(level) for _, t, _ in figures) / len(figures) for level in LEVELS]
        measure, _, share = max(figures, key=lambda figure: figure[2])
        print(
            f"| {name} | {len(results)} | {raised} | {len(figures)} | "
            + " | ".join(f"{100 * one:.2f} %" for one in beyond)
            + f" | {100 * share:.0f} % of the way ({measure}) |",
            flush=True,
        )
        alarms += raised
        runs += len(results)
    low, high = interval(alarms, runs)
    print(f"\n{alarms} false alarms in {runs} runs: a rate of {100 * low:.2g} to {100 * high:.2g} % (95 %)")


if __name__ == "__main__":
    main()
