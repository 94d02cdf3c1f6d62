"""One station in steady state.

All functions take numbers or arrays, broadcast against each other, and return :class:`Means` with

======================  =====================================================
``utilisation``         share of the servers that are busy, 0 to 1
``busy``                servers that are busy
``throughput``          requests served per second
``wait_seconds``        in the queue, of those that are served
``response_seconds``    wait and service
``waiting``             requests in the queue, averaged over time
``in_system``           requests in queue and service
``wait_chance``         share of those let in that have to wait
``blocking``            share of arrivals that are turned away
======================  =====================================================

Rates are per second, times in seconds. ``scv`` is the squared coefficient of variation of service times, variance /
mean^2: 0 for constant, 1 for exponential. Where a formula does not hold (no steady state), a number raises
:class:`Refused`, and in an array NaN stands, with a RuntimeWarning that says why.
"""

from typing import Any

from numpy.typing import ArrayLike

from ._call import Means, call


def mm_1(arrivals_per_second: ArrayLike, service_seconds: ArrayLike) -> Means:
    """M/M/1: response 1 / (mu - lambda). Exact. Source: L. Kleinrock, Queueing Systems I, 1975, chapter 3."""
    return call("mm_1", arrivals_per_second, service_seconds)


def mm_c(arrivals_per_second: ArrayLike, service_seconds: ArrayLike, servers: ArrayLike) -> Means:
    """M/M/c: wait C s / (c - a) with Erlang's C. Exact. Source: L. Kleinrock, Queueing Systems I, 1975, chapter 3."""
    return call("mm_c", arrivals_per_second, service_seconds, servers)


def mm_c_k(
    arrivals_per_second: ArrayLike, service_seconds: ArrayLike, servers: ArrayLike, capacity: ArrayLike
) -> Means:
    """M/M/c/K: at most ``capacity`` requests in queue and service, one more is turned away. Exact, at any load.

    Source: D. Gross, J. F. Shortle, J. M. Thompson, C. M. Harris, Fundamentals of Queueing Theory, 4th ed., 2008, 2.5.
    """
    return call("mm_c_k", arrivals_per_second, service_seconds, servers, capacity)


def mm_infinity(arrivals_per_second: ArrayLike, service_seconds: ArrayLike) -> Means:
    """M/G/infinity: nobody waits. Exact for any law of service. Source: L. Takács, Introduction to the Theory of
    Queues, 1962.
    """
    return call("mm_infinity", arrivals_per_second, service_seconds)


def finite_source(
    population: ArrayLike, think_seconds: ArrayLike, service_seconds: ArrayLike, servers: ArrayLike = 1
) -> Means:
    """The machine repairman, M/M/c//N: so many users who think, ask the servers, and think again. Exact.

    Source: D. Gross, J. F. Shortle, J. M. Thompson, C. M. Harris, Fundamentals of Queueing Theory, 4th ed., 2008, 2.8.
    """
    return call("finite_source", population, think_seconds, service_seconds, servers)


def mg_1(arrivals_per_second: ArrayLike, service_seconds: ArrayLike, scv: ArrayLike) -> Means:
    """M/G/1: wait rho s (1 + scv) / (2 (1 - rho)). Exact.

    Source: F. Pollaczek, Mathematische Zeitschrift 32 (1930); A. Y. Khinchine, Matematicheskii Sbornik 39 (1932).
    """
    return call("mg_1", arrivals_per_second, service_seconds, scv)


def mg_c(arrivals_per_second: ArrayLike, service_seconds: ArrayLike, servers: ArrayLike, scv: ArrayLike) -> Means:
    """M/G/c: the wait of M/M/c times (1 + scv) / 2. An approximation, within a few percent for scv below 1.

    Source: A. M. Lee, P. A. Longton, Operational Research Quarterly 10 (1959).
    """
    return call("mg_c", arrivals_per_second, service_seconds, servers, scv)


def gg_1(arrivals_per_second: ArrayLike, service_seconds: ArrayLike, arrival_scv: ArrayLike, scv: ArrayLike) -> Means:
    """GI/G/1, an approximation. Source: W. Kraemer, M. Langenbach-Belz, 8th International Teletraffic Congress, 1976."""
    return call("gg_1", arrivals_per_second, service_seconds, arrival_scv, scv)


def gg_c(
    arrivals_per_second: ArrayLike, service_seconds: ArrayLike, servers: ArrayLike, arrival_scv: ArrayLike, scv: ArrayLike
) -> Means:
    """GI/G/c: the wait of M/M/c times (arrival_scv + scv) / 2. An approximation.

    Source: A. O. Allen, Probability, Statistics, and Queueing Theory, 2nd ed., 1990 (Allen and Cunneen).
    """
    return call("gg_c", arrivals_per_second, service_seconds, servers, arrival_scv, scv)


def gg_1_wait_bound(
    arrivals_per_second: ArrayLike, service_seconds: ArrayLike, arrival_scv: ArrayLike, scv: ArrayLike
) -> Any:
    """The mean wait in GI/G/1 is no more than this [s]. Source: J. F. C. Kingman, Biometrika 49 (1962)."""
    return call("gg_1_wait_bound", arrivals_per_second, service_seconds, arrival_scv, scv)


def batch_m_1(
    batches_per_second: ArrayLike, service_seconds: ArrayLike, batch_mean: ArrayLike, batch_second_moment: ArrayLike
) -> Means:
    """Batches of random size at one exponential server, M^[X]/M/1. Exact. Equal batches: second moment = mean^2.

    Source: D. Gross, J. F. Shortle, J. M. Thompson, C. M. Harris, Fundamentals of Queueing Theory, 4th ed., 2008, 3.1.
    """
    return call("batch_m_1", batches_per_second, service_seconds, batch_mean, batch_second_moment)


def md_1_k(arrivals_per_second: ArrayLike, service_seconds: ArrayLike, capacity: ArrayLike) -> Means:
    """M/D/1/K: constant service, at most ``capacity`` requests. Exact, at any load.

    Source: L. Takács, Introduction to the Theory of Queues, 1962; O. Brun, J.-M. Garcia, Journal of Applied
    Probability 37 (2000).
    """
    return call("md_1_k", arrivals_per_second, service_seconds, capacity)


def erlang_m_1(arrivals_per_second: ArrayLike, service_seconds: ArrayLike, stages: ArrayLike) -> Means:
    """E_k/M/1: gaps are sums of ``stages`` exponential times. Exact. Source: L. Kleinrock, Queueing Systems I, 1975,
    chapter 6.
    """
    return call("erlang_m_1", arrivals_per_second, service_seconds, stages)


def constant_m_1(arrivals_per_second: ArrayLike, service_seconds: ArrayLike) -> Means:
    """D/M/1: arrivals at equal gaps. Exact. Source: L. Kleinrock, Queueing Systems I, 1975, chapter 6."""
    return call("constant_m_1", arrivals_per_second, service_seconds)


def mg_c_sharing(arrivals_per_second: ArrayLike, service_seconds: ArrayLike, servers: ArrayLike = 1) -> Means:
    """Cores that all present requests share equally, M/G/c-PS: exact for *any* law of service.

    Source: M. Sakata, S. Noguchi, J. Oizumi, Operations Research 19 (1971); J. W. Cohen, Acta Informatica 12 (1979).
    """
    return call("mg_c_sharing", arrivals_per_second, service_seconds, servers)


def mg_c_k_sharing(
    arrivals_per_second: ArrayLike, service_seconds: ArrayLike, servers: ArrayLike, capacity: ArrayLike
) -> Means:
    """The same with at most ``capacity`` requests. Exact. Source: J. W. Cohen, Acta Informatica 12 (1979)."""
    return call("mg_c_k_sharing", arrivals_per_second, service_seconds, servers, capacity)


def sharing_response_to_work(
    arrivals_per_second: ArrayLike, service_seconds: ArrayLike, servers: ArrayLike, work_seconds: ArrayLike
) -> Any:
    """The mean response [s] of a request that needs ``work_seconds`` of a core, in M/G/c-PS. Exact.

    Source: F. P. Kelly, Reversibility and Stochastic Networks, 1979, chapter 3.
    """
    return call("sharing_response_to_work", arrivals_per_second, service_seconds, servers, work_seconds)


def leaky_bucket(arrivals_per_second: ArrayLike, drain_per_second: ArrayLike, depth: ArrayLike) -> Means:
    """A leaky bucket with a line of ``depth``: wait and response are both the time in line. Exact for Poisson
    arrivals. Source: as :func:`md_1_k`.
    """
    return call("leaky_bucket", arrivals_per_second, drain_per_second, depth)


def token_bucket(arrivals_per_second: ArrayLike, refill_per_second: ArrayLike, burst: ArrayLike) -> Means:
    """A token bucket on a Poisson stream: ``refused`` (a share), ``admitted_per_second``. Exact. Source: as
    :func:`md_1_k`.
    """
    return call("token_bucket", arrivals_per_second, refill_per_second, burst)


def erlang_a(
    arrivals_per_second: ArrayLike, service_seconds: ArrayLike, servers: ArrayLike, patience_seconds: ArrayLike
) -> Means:
    """M/M/c+M: each gives up after an exponential time. ``abandonment``, ``throughput``, ``utilisation``,
    ``waiting``, ``wait_seconds``, ``wait_chance``. Exact, at any load.

    Source: C. Palm, Tele 1957; O. Garnett, A. Mandelbaum, M. Reiman, Manufacturing and Service Operations
    Management 4 (2002).
    """
    return call("erlang_a", arrivals_per_second, service_seconds, servers, patience_seconds)


def mg_1_retrial(
    arrivals_per_second: ArrayLike, service_seconds: ArrayLike, scv: ArrayLike, retry_seconds: ArrayLike
) -> Means:
    """A server without a queue: who finds it busy comes back after an exponential time. ``utilisation``,
    ``retrying`` (clients between two tries), ``wait_seconds``, ``response_seconds``, ``tries``. Exact.

    Source: G. I. Falin, J. G. C. Templeton, Retrial Queues, 1997, chapter 1.
    """
    return call("mg_1_retrial", arrivals_per_second, service_seconds, scv, retry_seconds)


def after_outage(
    arrivals_per_second: ArrayLike, capacity_per_second: ArrayLike, seconds: ArrayLike, capacity_during: ArrayLike = 0.0
) -> Means:
    """What an outage leaves behind, in the fluid limit: ``peak_backlog``, ``drain_seconds``, ``late_requests``,
    ``longest_wait_seconds``. An approximation that leaves out chance.

    Source: L. Kleinrock, Queueing Systems II, 1976, chapter 2.
    """
    return call("after_outage", arrivals_per_second, capacity_per_second, seconds, capacity_during)
