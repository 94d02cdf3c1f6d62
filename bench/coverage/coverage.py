#!/usr/bin/env python3
"""How often the 95 % intervals of `plimsoll run` hold the exact value.

    python3 bench/coverage/coverage.py build/release/plimsoll [--runs 400] [--jobs 2] [--only TEXT] [--set SETTING]
    python3 bench/coverage/coverage.py build/release/plimsoll --methods --only "10 ×"

Each model is run with the seeds 1 .. RUNS and the exact value of each measure is looked for in its interval. Among
400 runs a share of 95 % is seen as 92.9 to 97.1 % (95 times in 100). Prints the table of docs/statistics.md; with
--methods, that of every method of run.variance_reduction: how wide its intervals are beside those of plain
replications with the same seeds, and how often they hold the exact value.

Exact values: M/M/1 is exponential. M/M/c: Erlang C, and the sojourn time as the mixture of an exponential and the sum
of two. Closed three tiers: mean value analysis, and for percentiles the sojourn times along an overtake-free path of
a closed product-form network (Schassberger and Daduna, Advances in Applied Probability 15, 1983; Boxma, Kelly and
Konheim, Journal of the ACM 31, 1984), whose transform is inverted numerically (Abate and Whitt, ORSA Journal on
Computing 7, 1995).
"""

import argparse
import json
import math
import subprocess
from concurrent.futures import ThreadPoolExecutor

PERCENTILES = {"p95": 0.95, "p99": 0.99}
METHODS = ("none", "control_variates", "antithetic", "both")


def solve(cdf, p):
    """The t with cdf(t) = p, by bisection."""
    low, high = 0.0, 1.0
    while cdf(high) < p:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle) < p else (low, middle)
    return high


def exact_mmc(rate, mean_work, servers):
    """Sojourn time in M/M/c, first come first served."""
    offered, mu = rate * mean_work, 1 / mean_work
    blocked = 1.0
    for c in range(1, servers + 1):
        blocked = offered * blocked / (c + offered * blocked)
    waits = blocked / (1 - offered / servers * (1 - blocked))  # Erlang C
    drain = servers * mu - rate

    def cdf(t):
        if math.isclose(drain, mu):
            return 1 - math.exp(-mu * t) * (1 + waits * mu * t)
        served = 1 - math.exp(-mu * t)
        both = 1 - (drain * math.exp(-mu * t) - mu * math.exp(-drain * t)) / (drain - mu)
        return (1 - waits) * served + waits * both

    mean = mean_work + waits / drain
    return {"mean": mean, "throughput": rate, **{name: solve(cdf, p) for name, p in PERCENTILES.items()}}


def normaliser(demands, think, users):
    """Buzen's constant of a closed network of single stations and a delay."""
    g = [think**n / math.factorial(n) for n in range(users + 1)]
    for demand in demands:
        for n in range(1, users + 1):
            g[n] += demand * g[n - 1]
    return g[users]


def exact_tiers(users, think, works):
    """Sojourn time through the stations, one after the other, in a closed network."""

    def transform(s):
        factors = [1 / (1 + s * work) for work in works]
        product = 1
        for factor in factors:
            product *= factor
        tilted = [work * factor for work, factor in zip(works, factors)]
        return product * normaliser(tilted, think, users - 1) / normaliser(works, think, users - 1)

    def cdf(t):
        a, n, m = 18.4, 30, 11
        half = math.exp(a / 2) / t
        total = half / 2 * (transform(a / (2 * t)) / (a / (2 * t))).real
        sums = []
        for k in range(1, n + m + 1):
            s = complex(a, 2 * k * math.pi) / (2 * t)
            total += (-1) ** k * half * (transform(s) / s).real
            if k >= n:
                sums.append(total)
        return sum(math.comb(m, k) * sums[k] for k in range(m + 1)) / 2**m

    throughput = normaliser(works, think, users - 1) / normaliser(works, think, users)
    mean = users / throughput - think
    return {"mean": mean, "throughput": throughput, **{name: solve(cdf, p) for name, p in PERCENTILES.items()}}


def core(name, mean_work, cores=1):
    return (
        f'[system.{name}]\nkind = "server"\ncores = {cores}\norder = "fcfs"\nworkers = "unlimited"\n'
        f"queue = \"unlimited\"\n[routine.at_{name}]\non = \"{name}\"\n"
        f'steps = [{{ work = {{ dist = "exponential", mean = "{mean_work} ms" }} }}]\n'
    )


def open_model(rate, mean_work, cores, run):
    return (
        core("core", mean_work, cores)
        + '[request.job]\nsteps = [{ call = "at_core" }]\n'
        + f'[traffic.jobs]\nrate = "{rate} /s"\n[run]\n{run}\n'
    )


def tiers_model(users, think, works, run):
    names = ("web", "app", "db")
    return (
        "".join(core(name, work) for name, work in zip(names, works))
        + "[request.job]\nsteps = ["
        + ", ".join(f'{{ call = "at_{name}" }}' for name in names)
        + f']\n[traffic.users]\nusers = {users}\nthink = {{ dist = "exponential", mean = "{think} ms" }}\n[run]\n{run}\n'
    )


def studies():
    """(name, model, exact values)."""
    mm1 = exact_mmc(80, 0.010, 1)
    mm1_busy = exact_mmc(90, 0.010, 1)
    mm3 = exact_mmc(240, 0.010, 3)
    tiers = exact_tiers(40, 1.0, (0.008, 0.015, 0.020))
    closed = 40, 1000, (8, 15, 20)
    yield "M/M/1, 80 %, 10 × 100 s", open_model(80, 10, 1, 'duration = "100 s"'), mm1
    yield "M/M/1, 90 %, 10 × 200 s", open_model(90, 10, 1, 'duration = "200 s"'), mm1_busy
    yield "M/M/3, 80 %, 10 × 50 s", open_model(240, 10, 3, 'duration = "50 s"'), mm3
    yield "three tiers, 40 users, 10 × 60 s", tiers_model(*closed, 'duration = "60 s"'), tiers

    def once(duration):
        return f'duration = "{duration} s"\nreplications = 1'

    yield "M/M/1, 80 %, once 1,000 s", open_model(80, 10, 1, once(1000)), mm1
    yield "M/M/1, 90 %, once 4,000 s", open_model(90, 10, 1, once(4000)), mm1_busy
    yield "M/M/3, 80 %, once 500 s", open_model(240, 10, 3, once(500)), mm3
    yield "three tiers, 40 users, once 600 s", tiers_model(*closed, once(600)), tiers

    def until(measure, share):
        return f'duration = "50 s"\nprecision = "{share} %"\nprecision_of = ["{measure}"]'

    for measure, share in {"mean": 5, "p95": 5, "p99": 10}.items():
        asked = f"50 s each, until {measure} ± {share} %"
        yield f"M/M/1, 80 %, {asked}", open_model(80, 10, 1, until(measure, share)), {measure: mm1[measure]}
        yield f"M/M/3, 80 %, {asked}", open_model(240, 10, 3, until(measure, share)), {measure: mm3[measure]}
        share /= 2.5
        asked = f"50 s each, until {measure} ± {share:.0f} %"
        yield f"three tiers, {asked}", tiers_model(*closed, until(measure, share)), {measure: tiers[measure]}


def measure_of(result, name):
    request = result["requests"]["job"]
    return request["throughput_per_second"] if name == "throughput" else request["latency_seconds"][name]


class Figures:
    """What many runs say of one measure whose exact value is known."""

    def __init__(self, results, measure, exact):
        self.measure, self.exact = measure, exact
        figures = [measure_of(result, measure) for result in results]
        self.told = [f for f in figures if f["low"] is not None]
        self.refused = len(figures) - len(self.told)

    def held(self):
        """The share of intervals that hold the exact value, in percent. A p99 may have a lower end alone."""
        held = sum(f["low"] <= self.exact and (f["high"] is None or self.exact <= f["high"]) for f in self.told)
        return 100 * held / len(self.told)

    def off(self):
        """By how much the mean of the values differs from the exact one, in percent."""
        return 100 * (sum(f["value"] for f in self.told) / len(self.told) / self.exact - 1)

    def half_width(self):
        """On average, in percent of the exact value."""
        closed = [f for f in self.told if f["high"] is not None]
        return 100 * sum(f["high"] - f["low"] for f in closed) / len(closed) / 2 / self.exact

    def exact_in_words(self):
        unit, scale = ("/s", 1) if self.measure == "throughput" else ("ms", 1e3)
        return f"{self.exact * scale:.4g} {unit}"


def print_coverage(runs_of, only):
    print("| Model | Measure | Exact | Mean of values | Half width | Holds the exact value |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    for name, model, exact in studies():
        if only not in name:
            continue
        results = runs_of(model, [])
        for measure, value in exact.items():
            figures = Figures(results, measure, value)
            refused = f" ({figures.refused} refused)" if figures.refused else ""
            print(
                f"| {name} | {measure} | {figures.exact_in_words()} | {figures.off():+.2f} % "
                f"| ± {figures.half_width():.1f} % | {figures.held():.1f} %{refused} |",
                flush=True,
            )


def print_methods(runs_of, only):
    """Of each method: width over that of plain replications, and coverage."""
    print("| Model | Measure | Half width | " + " | ".join(method for method in METHODS) + " |")
    print("| --- | --- | ---: |" + " ---: |" * len(METHODS))
    for name, model, exact in studies():
        if only not in name:
            continue
        results = {method: runs_of(model, [f'run.variance_reduction="{method}"']) for method in METHODS}
        for measure, value in exact.items():
            found = {method: Figures(of, measure, value) for method, of in results.items()}
            plain = found["none"].half_width()
            cells = (f"{figures.half_width() / plain:.2f}, {figures.held():.1f} %" for figures in found.values())
            print(f"| {name} | {measure} | ± {plain:.1f} % | " + " | ".join(cells) + " |", flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("plimsoll")
    options.add_argument("--runs", type=int, default=400)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--set", action="append", default=[], help="further settings, as for plimsoll run")
    options.add_argument("--only", default="", help="studies whose name holds this")
    options.add_argument("--methods", action="store_true", help="compare the methods of run.variance_reduction")
    chosen = options.parse_args()

    def run(model, seed, settings):
        command = [chosen.plimsoll, "run", "-", "--format", "json", "--threads", "1", "--seed", str(seed)]
        for setting in [*chosen.set, *settings]:
            command += ["--set", setting]
        done = subprocess.run(command, input=model.encode(), capture_output=True)
        if not done.stdout:
            raise SystemExit(done.stderr.decode())
        return json.loads(done.stdout)

    def runs_of(model, settings):
        with ThreadPoolExecutor(chosen.jobs) as pool:
            return list(pool.map(lambda seed: run(model, seed, settings), range(1, chosen.runs + 1)))

    (print_methods if chosen.methods else print_coverage)(runs_of, chosen.only)


if __name__ == "__main__":
    main()
