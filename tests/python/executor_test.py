"""Runs spread over executors: results are those of a run here, to the byte."""

import _thread
import concurrent.futures
import multiprocessing
import re

import distributed
import plimsoll
import pytest
from conftest import SMALL

# What may differ between two equal runs.
TIMES = re.compile(r'"(wall_seconds|threads)": [^,\n]*')

# A fixed number of replications, a warm-up to find, replications added until a precision is reached, one alone.
WAYS = [
    {"run.replications": 7},
    {"run.warm_up": "auto", "run.replications": 3},
    {"run.precision": "8 %", "run.replications_max": 40},
    {"run.replications": 1, "run.duration": "200 s"},
]


def told(results):
    return TIMES.sub("", results.to_json())


@pytest.fixture(scope="module")
def cluster():
    """A Dask cluster on this machine, two workers in processes of their own."""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as local:
        with distributed.Client(local) as client:
            yield client


# Dask.distributed, the cluster engine: the client itself and its executor.
@pytest.mark.parametrize("sets", WAYS, ids=lambda sets: next(iter(sets)))
def test_a_dask_cluster_gives_the_same_bytes(cluster, sets):
    assert told(plimsoll.run(SMALL, sets=sets, executor=cluster)) == told(plimsoll.run(SMALL, sets=sets))


# ... and so do threads and processes of Python's own.
@pytest.mark.parametrize("sets", WAYS, ids=lambda sets: next(iter(sets)))
def test_threads_give_the_same_bytes(sets):
    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        assert told(plimsoll.run(SMALL, sets=sets, executor=threads)) == told(plimsoll.run(SMALL, sets=sets))


def test_processes_give_the_same_bytes():
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as processes:
        there = plimsoll.run(SMALL, replications=5, trace=100, executor=processes)
    here = plimsoll.run(SMALL, replications=5, trace=100)
    assert told(there) == told(here)
    # Arrays, histograms and samples come along.
    assert (there.replications["page.p99"] == here.replications["page.p99"]).all()
    assert there["page"].latency.histogram.quantile(0.999) == here["page"].latency.histogram.quantile(0.999)
    for name, column in here.trace.columns.items():
        assert (there.trace.columns[name] == column).all(), name


# Both sides of a comparison.
def test_a_comparison_on_an_executor(cluster):
    sets = {"run.warm_up": "auto", "run.replications": 3}
    change = {"system.app.cores": 2}
    there = plimsoll.compare(SMALL, change, sets=sets, executor=cluster.get_executor())
    assert there.to_json() == plimsoll.compare(SMALL, change, sets=sets).to_json()


# Replications are handed out in pieces of about a second: quick ones go together.
def test_quick_replications_are_handed_out_together():
    class Counting(concurrent.futures.ThreadPoolExecutor):
        pieces = 0

        def submit(self, *work):
            self.pieces += 1
            return super().submit(*work)

    with Counting(2) as threads:
        results = plimsoll.run(SMALL, replications=400, sets={"run.duration": "5 s"}, executor=threads)
    assert results.run["replications"] == 400
    assert threads.pieces < 100


# What a worker raises comes back as it would have been raised here; anything else is refused at once.
def test_failures_come_back():
    endless = SMALL.replace('think = { dist = "exponential", mean = "1 s" }', 'think = "0 s"').replace(
        'steps = [{ work = { dist = "exponential", mean = "8 ms" } }]', 'steps = [{ work = "0 s" }]'
    )
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        with pytest.raises(plimsoll.GuardStop, match="time stands still"):
            plimsoll.run(endless, replications=1, executor=thread)
    with pytest.raises(TypeError, match="executor is a concurrent.futures executor, or a Dask Client"):
        plimsoll.run(SMALL, executor="cluster")


# A worker of another version would give other bytes: it says so instead.
def test_a_worker_of_another_version_is_told():
    from plimsoll import _executor

    with pytest.raises(RuntimeError, match="the worker has plimsoll"):
        _executor._replicate(("0.0.1", "elsewhere"), None, None, 0, 1, 0)


# Progress is told as pieces come back, and Ctrl-C keeps what has come.
def test_progress_and_ctrl_c():
    moments = []
    with concurrent.futures.ThreadPoolExecutor(2) as threads:
        plimsoll.run(SMALL, replications=6, executor=threads, progress=moments.append)
        assert (moments[-1].replications_done, moments[-1].share) == (6, 1.0)

        def stop_after_two(now):
            if now.replications_done >= 2:
                _thread.interrupt_main()

        sets = {"run.duration": "100 s"}
        with pytest.raises(plimsoll.Interrupted) as caught:
            plimsoll.run(SMALL, replications=100_000, sets=sets, executor=threads, progress=stop_after_two)
    kept = caught.value.results
    assert not kept.complete and 0 < kept.run["replications"] < 100_000
