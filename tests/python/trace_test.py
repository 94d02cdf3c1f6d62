"""Sampled requests, for the analyst who wants to look inside."""

import json
import pickle

import numpy as np
import plimsoll
import pytest
from conftest import CONFIGS, SMALL


@pytest.fixture(scope="module")
def sampled():
    return plimsoll.run(SMALL, trace=500)


# Sampling changes nothing else: the result has the same bytes, but for the time that it took.
def test_sampling_changes_nothing(sampled):
    def told(results):
        run = json.loads(results.to_json())
        return {**run, "run": {**run["run"], "wall_seconds": 0}}

    plain = plimsoll.run(SMALL)
    assert plain.trace is None
    assert told(plain) == told(sampled)


# A frame of requests: so many as asked for, as many from each replication, and their parts add up to the latency.
def test_a_frame_of_requests(sampled):
    requests = sampled.trace.to_frame("requests")
    assert len(requests) == len(sampled.trace) == 500
    assert sorted(requests.groupby("replication").size()) == [166, 167, 167]
    assert set(requests.request) == {"page"} and set(requests.outcome) == {"ok"}
    spent = requests.filter(like="_seconds").drop(columns=["arrived_seconds", "latency_seconds"])
    assert {"service_seconds", "cpu_waiting_seconds"} <= set(spent.columns)
    np.testing.assert_allclose(spent.sum(axis=1), requests.latency_seconds, rtol=0, atol=1e-9)


# The sample looks like the whole: its mean latency is that of the results, within four standard errors.
def test_the_sample_is_of_the_whole(sampled):
    latency = sampled.trace.to_frame("requests").latency_seconds
    error = latency.std() / np.sqrt(len(latency))
    assert abs(latency.mean() - sampled["page"].latency.mean) < 4 * error
    assert error < 0.1 * latency.mean()


# A frame of stretches: step, part and what for, in the order in which they were spent.
def test_a_frame_of_stretches():
    results = plimsoll.run(CONFIGS / "bookshop.toml", replications=2, sets={"run.duration": "60 s"}, trace=200)
    stretches = results.trace.to_frame()
    assert {"trace", "request", "outcome", "step", "part", "what", "branch", "begins_seconds", "takes_seconds"} <= set(
        stretches.columns
    )
    assert set(stretches.part) - {""} <= set(results.parts)
    assert set(stretches.request) <= set(results.requests)
    assert stretches.step.str.startswith("request.").all()
    one = stretches[(stretches.trace == 0) & (stretches.branch == 0)]
    assert (np.diff(one.begins_seconds) >= 0).all()
    first = results.trace.to_frame("requests").iloc[0]
    assert one.takes_seconds.sum() == pytest.approx(first.latency_seconds, abs=1e-9)


# Asked for more than there is, all are there; with a wrong table, a clear answer; and it can be pickled.
def test_edges(sampled):
    everything = plimsoll.run(SMALL, replications=1, sets={"run.duration": "2 s"}, trace=1_000_000)
    assert len(everything.trace) == everything["page"].completed
    with pytest.raises(ValueError, match="rows is 'stretches' or 'requests'"):
        sampled.trace.to_frame("steps")
    again = pickle.loads(pickle.dumps(sampled))
    assert (again.trace.columns["latency_ns"] == sampled.trace.columns["latency_ns"]).all()
    assert "500 requests" in repr(sampled.trace)
