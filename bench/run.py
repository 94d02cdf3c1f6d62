#!/usr/bin/env python3
"""All benchmarks in one run, as one table of ratios, each a median, beside the bar it is held to.

    python3 bench/run.py build/bench                  what `make bench` does
    python3 bench/run.py build/bench --record         adds a line to bench/history.jsonl, and the tables to the docs
    python3 bench/run.py build/bench --only requests,draws

Both sides of a ratio are measured in the same turn, so that a busy machine slows both. Parts: requests (against the
hand-written limit), queue, draws, dispatch, parts, memory, hops, cores, peers, instructions.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

import instructions
import rows

HERE = Path(__file__).resolve().parent
HISTORY = HERE / "history.jsonl"
DOCUMENT = HERE.parent / "docs/performance.md"
median = statistics.median


def ran(*command):
    """What a program prints."""
    return subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE).stdout.decode()


def microbenchmarks(program, rounds, pattern="."):
    """Nanoseconds of CPU time by name: medians over runs of the whole program, one after another."""
    nanoseconds, steps = {}, {}
    for _ in range(rounds):
        printed = ran(program, f"--benchmark_filter={pattern}", "--benchmark_min_time=0.05", "--benchmark_format=json")
        for entry in json.loads(printed)["benchmarks"]:
            name = entry["name"].split("/iterations:")[0]
            nanoseconds.setdefault(name, []).append(entry["cpu_time"])
            if "steps" in entry:
                steps.setdefault(name, []).append(1e9 / entry["steps"])
    return {name: median(values) for name, values in {**nanoseconds, **steps}.items()}


def measure_requests(build, rounds, result):
    works = json.loads(ran(build / "bench/requests_bench", HERE / "workloads", rounds, "json"))
    for work in ("mm1", "mm25", "closed_1000", "closed_100000", "web_1000", "web_100000", "web_1000000"):
        result["measured"][work] = median(works[work]["of_limit"])
    result["measured"]["web_100000_bytes"] = works["web_100000"]["bytes_per_user"]
    for users in (1_000, 100_000):
        free, limited = (works[f"web_{users}{end}"]["requests_per_second"] for end in ("_no_limits", ""))
        result["measured"][f"limits_{users}"] = median(a / b for a, b in zip(free, limited))
    result["measured"]["attribution"] = median(works["web_1000"]["attribution"])
    result["requests_per_second"] = {work: median(of["requests_per_second"]) for work, of in works.items()}


def measure_queue(build, rounds, result):
    """Beside other designs: the share of the best one where it is smallest, over numbers of pending events and two laws
    of increments. By itself: what each law and number costs."""
    program = build / "bench/event_queue_bench"
    times = microbenchmarks(program, rounds, "/(exponential|bimodal)/(100|10000|1000000)/")
    shares = {}
    for name, ours in times.items():
        design, case = name.split("/", 1)
        if design == "event_queue":
            best = min(time for other, time in times.items() if other.endswith("/" + case) and other != name)
            shares[case] = best / ours
    result["measured"]["event_queue"] = min(shares.values())
    alone = microbenchmarks(program, rounds, "^event_queue/.*/(10|1000|1000000|10000000)/")
    usual = alone["event_queue/exponential/1000"]
    for name, time in alone.items():
        _, law, pending = name.split("/")
        result["queue"].setdefault(law, {})[pending] = time / usual
    result["detail"]["event_queue"] = {**times, **alone}


def measure_draws(build, rounds, result):
    times = microbenchmarks(
        build / "bench/distribution_bench", rounds, "^(draw_uniform|draw/exponential|sequential_.*)$"
    )
    for law, keyed in (("uniform", "draw_uniform"), ("exponential", "draw/exponential")):
        best = min(time for name, time in times.items() if name.startswith(f"sequential_{law}"))
        result["measured"][f"keyed_{law}"] = times[keyed] / best
    result["detail"]["draws"] = times


def measure_dispatch(build, rounds, result):
    times = microbenchmarks(build / "bench/dispatch_bench", rounds, "/1000$")
    result["measured"]["dispatch"] = times["web/function_pointer/1000"] / min(times.values())
    result["detail"]["dispatch"] = times


def measure_parts(build, rounds, result):
    times = microbenchmarks(build / "bench/parts_bench", rounds)
    result["measured"]["cache_read"] = times["policies/cache_zipf_mix_1m_lru"]
    # Each turn takes a lock and gives it back.
    result["measured"]["lock"] = times["policies/lock_and_unlock_1m"] / 2
    result["measured"]["lock_in_a_table"] = times["policies/lock_and_unlock_1m_in_a_table"] / 2
    result["detail"]["parts"] = times


def started(build, workload, *arguments):
    """A run of a workload in a process of its own."""
    command = [build / "plimsoll", "run", HERE / f"workloads/{workload}.toml", *arguments]
    return subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL)


def usage_of(child):
    """What a process has used, once it is over."""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 98, 99):  # answered, whatever the verdict
        raise subprocess.CalledProcessError(child.returncode, child.args)
    return usage


def simulated(*runs):
    """Wall seconds, CPU seconds and peak bytes of runs side by side, each the arguments of started()."""
    begun = time.monotonic()
    usages = [usage_of(child) for child in [started(*run) for run in runs]]
    wall = time.monotonic() - begun
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    return wall, cpu, max(usage.ru_maxrss for usage in usages) * 1024


def measure_memory(build, _rounds, result):
    _, _, peak = simulated((build, "web_1000000", "--threads", "1"))
    result["measured"]["web_1000000_mebibytes"] = peak / 2**20


def measure_hops(build, _rounds, result):
    """CPU seconds, which others on the machine hardly change. Progress is shown while it runs, on a terminal."""
    wall, cpu, _ = simulated((build, "five_hops", "--threads", "1"))
    result["measured"]["five_hops_seconds"] = cpu
    result["detail"]["five_hops"] = {"wall_seconds": wall, "cpu_seconds": cpu}


def measure_cores(build, rounds, result):
    """Equal work in three ways, in turn: two replications on one thread, on two threads, and one each in two processes.
    Processes share nothing of ours, so what they gain is what the machine gives; CPU time tells, even on a busy one,
    whether threads disturb each other. And whether two replications ever write to one cache line."""

    def run(replications, threads, seed="1"):
        longer = ("--set", "run.duration=3_000 s")
        return (build, "web_1000", "--replications", replications, "--threads", threads, "--seed", seed, *longer)

    ways = {"one_thread": [run("2", "1")], "threads": [run("2", "2")], "processes": [run("1", "1"), run("1", "1", "2")]}
    wall = {way: [] for way in ways}
    cpu = {way: [] for way in ways}
    for _ in range(max(rounds, 7)):
        for way, runs in ways.items():
            seconds, cpu_seconds, _ = simulated(*runs)
            wall[way].append(seconds)
            cpu[way].append(cpu_seconds)

    def ratio(times, over, under):
        return median(a / b for a, b in zip(times[over], times[under]))

    result["measured"]["two_cores"] = ratio(wall, "one_thread", "threads")
    result["measured"]["two_processes"] = ratio(wall, "one_thread", "processes")
    result["measured"]["two_threads_cpu"] = ratio(cpu, "threads", "processes")
    # One program says how many lines; none, or it fails.
    print(ran(build / "bench/sharing").strip().splitlines()[-1], file=sys.stderr)
    result["detail"]["two_cores"] = {f"{way}_seconds": median(times) for way, times in wall.items()}


def measure_peers(build, rounds, result):
    place = build / "peers"
    setup = subprocess.run([HERE / "peers/setup.sh", place])
    if setup.returncode != 0:
        print("peers are left out")
        return
    ours = result["requests_per_second"]
    if not ours:
        print("peers are left out: they stand beside the part 'requests'")
        return
    for peer in ("simpy", "ciw", "salabim"):
        works = json.loads(ran(place / "bin/python", HERE / "peers/measure.py", peer, rounds))
        result["peers"][peer] = {work: ours[work] / median(of["requests_per_second"]) for work, of in works.items()}


def measure_instructions(build, _rounds, result):
    if shutil.which("valgrind") is None:
        print("instructions are left out: valgrind is not installed")
        return
    for work in instructions.SECONDS:
        result["instructions"][work] = instructions.per_request(build / "plimsoll", work)[0]


PARTS = {
    name.removeprefix("measure_"): part for name, part in list(globals().items()) if name.startswith("measure_")
}


def git(*arguments):
    return subprocess.run(["git", "-C", HERE, *arguments], stdout=subprocess.PIPE).stdout.decode().strip()


def lines_of_report(result):
    yield from rows.lines_of_table(result["measured"])
    if result["queue"]:
        yield ""
        yield from rows.lines_of_queue(result["queue"])
    if result["peers"]:
        yield ""
        yield from rows.lines_of_peers(result["peers"])
    if result["instructions"]:
        yield ""
        yield from rows.lines_of_instructions(result["instructions"])


def rounded(value):
    """Four significant digits, through and through."""
    if isinstance(value, dict):
        return {key: rounded(of) for key, of in value.items()}
    if isinstance(value, list):
        return [rounded(of) for of in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def record(result):
    """One line for this commit, and the tables between the marks of the document."""
    with HISTORY.open("a") as history:
        history.write(json.dumps(rounded(result), ensure_ascii=False) + "\n")
    said = (
        f"Commit {result['commit']}, {result['date']}, load of the machine before the run {result['load']:.1f}.\n\n"
        + "\n".join(lines_of_report(result))
    )
    text = DOCUMENT.read_text()
    marks = re.compile(r"(<!-- bench/run.py -->\n).*?(\n<!-- end -->)", re.DOTALL)
    DOCUMENT.write_text(marks.sub(lambda found: found[1] + said + found[2], text))


def main():
    parser = argparse.ArgumentParser(description="All benchmarks in one run.")
    parser.add_argument("build", type=Path, help="folder of the bench preset: build/bench")
    parser.add_argument("--rounds", type=int, default=5, help="medians are over so many (5)")
    parser.add_argument("--only", default=",".join(PARTS), help="parts to measure, by comma")
    parser.add_argument("--record", action="store_true", help="keep the result: history and document")
    chosen = parser.parse_args()
    unknown = set(chosen.only.split(",")) - set(PARTS)
    if unknown:
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    changed = [line for line in git("status", "--porcelain", "--untracked-files=no").splitlines()]
    if chosen.record and changed:
        parser.error("a record belongs to a commit: commit or put away your changes first")
    result = {
        "commit": git("rev-parse", "--short=10", "HEAD"),
        "date": datetime.now(timezone.utc).date().isoformat(),
        "load": os.getloadavg()[0],
        "measured": {},
        "requests_per_second": {},
        "queue": {},
        "peers": {},
        "instructions": {},
        "detail": {},
    }
    for name in chosen.only.split(","):
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        started = time.monotonic()
        PARTS[name](chosen.build.resolve(), chosen.rounds, result)
        print(f"  took {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    print("\n".join(lines_of_report(result)))
    for name, times in result["detail"].items():
        print(f"\n{name}: " + ", ".join(f"{key} {value:.1f}" for key, value in times.items() if isinstance(value, float)))
    if chosen.record:
        del result["requests_per_second"]  # not the same on another machine
        del result["detail"]
        record(result)


if __name__ == "__main__":
    main()
