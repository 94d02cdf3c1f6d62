"""The rows of the benchmark's table: what is measured, and the bar that each is held to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    key: str  # its name in bench/history.jsonl
    says: str
    bar: float | None  # to reach, or not to exceed; None: measured for its own sake
    at_most: bool = False  # the bar is a ceiling


ROWS = (
    Row("mm1", "M/M/1 at 80 %, of the limit", 0.20),
    Row("mm25", "M/M/25 at 90 %, of the limit", 0.28),
    Row("closed_1000", "1,000 closed users, of the limit", 0.28),
    Row("closed_100000", "100,000 closed users, of the limit", 0.25),
    Row("web_100000", "web, 100,000 users with time-outs, of the limit", 0.60),
    Row("web_100000_bytes", "the same: bytes a user", 256, at_most=True),
    Row("web_1000000_mebibytes", "web, 1,000,000 users: peak of the whole process [MiB]", 512, at_most=True),
    Row("event_queue", "event queue, 100 to 1,000,000 pending, of the best other design", 0.80),
    Row("five_hops_seconds", "100,000 users over five hops, 10 min: CPU seconds", 10, at_most=True),
    Row("two_cores", "two replications on two cores: times as fast", 1.9),
    Row("two_processes", "the same in two processes", None),
    Row("two_threads_cpu", "CPU time of two threads, of that of two processes", 1.05, at_most=True),
    Row("limits_1000", "time-outs on every step, 1,000 users: cost", 1.10, at_most=True),
    Row("limits_100000", "the same, 100,000 users", 1.10, at_most=True),
    Row("attribution", "booking where latency goes, web, 1,000 users: cost", 1.15, at_most=True),
    Row("keyed_uniform", "a keyed uniform draw, of the fastest sequential one: cost", 2.0, at_most=True),
    Row("keyed_exponential", "a keyed exponential draw, of the fastest sequential one: cost", 2.0, at_most=True),
    Row("cache_read", "a read of a keyed cache, a million keys, Zipf's law, nine of ten hit: nanoseconds", 100, at_most=True),
    Row("lock", "a lock of a million keys, taken or given back: nanoseconds", 100, at_most=True),
    Row("lock_in_a_table", "the same where keys are too many to be found by number", 100, at_most=True),
    Row("dispatch", "function pointers, of the fastest dispatch: cost of a step", None),
)


def number(value):
    """Three significant digits, and no more zeros than needed."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def lines_of_table(measured):
    """The rows that were measured, as the lines of a Markdown table."""
    yield "| Work | Measured | Bar | |"
    yield "| --- | ---: | ---: | --- |"
    for row in ROWS:
        if row.key not in measured:
            continue
        value = number(measured[row.key])
        if row.bar is None:
            yield f"| {row.says} | {value} | | |"
            continue
        reached = measured[row.key] - row.bar
        verdict = "holds" if (reached <= 0 if row.at_most else reached >= 0) else "missed"
        yield f"| {row.says} | {value} | {'≤' if row.at_most else '≥'} {number(row.bar)} | {verdict} |"


def lines_of_queue(queue):
    """What a pop and a push cost, over what they cost with 1,000 pending at exponential increments."""
    columns = list(next(iter(queue.values())))
    yield "| Event queue, a pop and a push | " + " | ".join(f"{int(pending):,} pending" for pending in columns) + " |"
    yield "| --- |" + " ---: |" * len(columns)
    for law, costs in queue.items():
        yield f"| {law.replace('_', ' ')} | " + " | ".join(number(costs[pending]) for pending in columns) + " |"


def lines_of_peers(peers):
    """How many times as many requests a second as each peer."""
    works = sorted({work for ratios in peers.values() for work in ratios})
    yield "| Times as fast as | " + " | ".join(works) + " |"
    yield "| --- |" + " ---: |" * len(works)
    for peer, ratios in sorted(peers.items()):
        yield f"| {peer} | " + " | ".join(number(ratios[work]) if work in ratios else "" for work in works) + " |"


def lines_of_instructions(instructions):
    yield "| Instructions a request | " + " | ".join(instructions) + " |"
    yield "| --- |" + " ---: |" * len(instructions)
    yield "| | " + " | ".join(f"{count:,.0f}" for count in instructions.values()) + " |"
