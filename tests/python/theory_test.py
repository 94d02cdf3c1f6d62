"""Theory over NumPy arrays: known values, shapes, and refusals."""

import inspect
import math

import numpy as np
import plimsoll
import pytest
from plimsoll import theory


# Erlang C at two thirds load of three servers is 4/9, and the wait 1/45 s (see tests/theory).
def test_known_values():
    assert theory.erlang_c(3, 2.0) == pytest.approx(4 / 9, rel=1e-14)
    assert theory.mm_c(40.0, 0.05, 3).wait_seconds == pytest.approx(1 / 45, rel=1e-13)
    assert theory.mg_1(80.0, 0.01, 0.0).wait_seconds == pytest.approx(0.02, rel=1e-13)
    assert theory.finite_source(100, 1.0, 0.008).utilisation == pytest.approx(0.7753435, rel=1e-6)
    assert theory.servers_for_blocking(10.0, 0.01) == 18
    assert theory.ttl_from_read(1.0, 2.0).hit_ratio == pytest.approx(1 - math.exp(-2), rel=1e-12)
    assert theory.kth_answer_mean(3, 1.0, 1) == pytest.approx(1 / 3)
    assert theory.sharing_response_to_work(50.0, 0.01, 1, 0.02) == pytest.approx(0.04)


# Arguments broadcast against each other, and every figure has their shape.
def test_shapes():
    rates = np.array([[10.0], [20.0]])
    servers = np.array([3, 4, 5])
    means = theory.mm_c(rates, 0.1, servers)
    assert means.wait_seconds.shape == means["utilisation"].shape == (2, 3)
    one = theory.mm_c(20.0, 0.1, 4)
    assert isinstance(one.wait_seconds, float) and means.wait_seconds[1, 1] == one.wait_seconds
    assert set(one.to_dict()) >= {"utilisation", "response_seconds", "blocking"}


# Where a formula does not hold a number raises, and in an array NaN stands, with a warning that says why.
def test_refusals():
    with pytest.raises(theory.Refused, match="mm_1: there is no steady state"):
        theory.mm_1(200.0, 0.01)
    with pytest.warns(RuntimeWarning, match="mm_1: nan where there is no steady state"):
        waits = theory.mm_1(np.array([50.0, 200.0]), 0.01).wait_seconds
    assert np.isfinite(waits[0]) and np.isnan(waits[1])
    with pytest.raises(theory.Refused, match="servers"):
        theory.erlang_b(2.5, 1.0)


# A closed network of one station is the machine repairman; approximate and exact agree at one user.
def test_mean_value_analysis():
    users = np.arange(1, 200, 20)
    curve = theory.mean_value_analysis(users, 1.0, [0.008])
    exact = theory.finite_source(users, 1.0, 0.008)
    np.testing.assert_allclose(curve.throughput_per_second, exact.throughput, rtol=1e-10)
    np.testing.assert_allclose(curve.utilisation[:, 0], exact.utilisation, rtol=1e-10)
    assert curve.residence_seconds.shape == (len(users), 1)
    near = theory.mean_value_analysis(1, 1.0, [0.008, 0.02], servers=[1, 0], method="approximate")
    assert near.response_seconds == pytest.approx(0.028)
    bounds = theory.asymptotic_bounds(users, 1.0, [0.008])
    assert (curve.throughput_per_second <= bounds.throughput_max_per_second * (1 + 1e-12)).all()
    assert bounds.saturation_users == pytest.approx(126)
    tighter = theory.balanced_job_bounds(users, 1.0, [0.008, 0.004])
    assert (tighter.throughput_min_per_second <= tighter.throughput_max_per_second).all()


# Two classes share a station; an open network is that of Jackson.
def test_networks():
    closed = theory.closed_network([5, 3], [1.0, 2.0], [[0.1, 0.2], [0.05, 0.0]])
    assert closed.throughput_per_second.shape == (2,) and closed.number.shape == (2, 2)
    for k, (users, think) in enumerate(((5, 1.0), (3, 2.0))):  # Little's law over the whole cycle
        cycle = think + closed.response_seconds[k]
        assert closed.throughput_per_second[k] * cycle == pytest.approx(users)
    opened = theory.open_network(50.0, [0.01, 0.004])
    expected = 0.01 / (1 - 0.5) + 0.004 / (1 - 0.2)
    assert opened.response_seconds[0] == pytest.approx(expected)
    with pytest.raises(theory.Refused, match="no steady state"):
        theory.open_network(100.0, [0.01])


# A law that measurements lie on exactly is found again.
def test_the_scalability_law_is_found_again():
    law = theory.ScalabilityLaw(100.0, 0.02, 0.0005)
    sizes = np.array([1, 2, 4, 8, 16, 32, 64])
    fit = theory.fit_scalability(sizes, law.throughput(sizes))
    assert fit.law.per_unit == pytest.approx(100, rel=1e-6)
    assert fit.law.contention == pytest.approx(0.02, rel=1e-5)
    assert fit.law.coherency == pytest.approx(0.0005, rel=1e-5)
    assert fit.r_squared == pytest.approx(1) and np.abs(fit.residuals).max() < 1e-4
    assert law.peak_size == pytest.approx(math.sqrt(0.98 / 0.0005))
    with pytest.raises(theory.Refused):
        theory.fit_scalability([1, 2], [1.0, 2.0])


# Che's approximation is near the exact answer where that can be had.
def test_caches():
    popularity = theory.zipf(16, 1.0)
    assert popularity.sum() == pytest.approx(1)
    ratios = theory.hit_ratio(popularity, np.array([2, 8]))
    exact = [theory.hit_ratio(popularity, size, policy="lru_exact") for size in (2, 8)]
    np.testing.assert_allclose(ratios, exact, atol=0.02)
    assert theory.hit_ratio(popularity, 16) == pytest.approx(1)


# Every formula has a docstring; all that approximate or come from somewhere name the source.
def test_every_formula_names_its_source():
    searches = {"servers_for_blocking", "servers_for_wait_chance", "zipf", "hit_ratio"}
    for name in theory.__all__:
        formula = getattr(theory, name)
        assert inspect.getdoc(formula), name
        if inspect.isfunction(formula) and name not in searches:
            text = formula.__doc__
            assert "Source" in text or "Sources" in text or "(19" in text or "CACM" in text, name


# Theory and simulation meet: M/M/1//N of the simulator's own check.
def test_theory_and_simulation_agree(small):
    results = plimsoll.run(small, replications=10, sets={"run.duration": "200 s"})
    exact = theory.finite_source(100, 1.0, 0.008).response_seconds
    mean = results["page"].latency.mean
    assert mean.low < exact < mean.high and mean.half_width < 0.1 * exact
