"""Erlang's formulas, laws of waiting times, and answers of which some are enough. Numbers or arrays in, the same out."""

from typing import Any

from numpy.typing import ArrayLike

from ._call import call


def erlang_b(servers: ArrayLike, offered: ArrayLike) -> Any:
    """The share of arrivals that find all ``servers`` busy and are turned away, at ``offered`` erlangs (rate x mean
    service). Exact for Poisson arrivals and any law of service.

    Source: A. K. Erlang, Elektroteknikeren 13 (1917).
    """
    return call("erlang_b", servers, offered)


def erlang_c(servers: ArrayLike, offered: ArrayLike) -> Any:
    """The share of arrivals that have to wait in M/M/c. offered < servers. Source: as :func:`erlang_b`."""
    return call("erlang_c", servers, offered)


def servers_for_blocking(offered: ArrayLike, blocking: ArrayLike) -> Any:
    """The fewest servers with which at most ``blocking`` (above 0, to 1) of the arrivals are turned away."""
    return call("servers_for_blocking", offered, blocking)


def servers_for_wait_chance(offered: ArrayLike, chance: ArrayLike) -> Any:
    """The fewest servers with which at most ``chance`` (above 0, to 1) of the arrivals have to wait."""
    return call("servers_for_wait_chance", offered, chance)


def wait_quantile(arrivals_per_second: ArrayLike, service_seconds: ArrayLike, servers: ArrayLike, p: ArrayLike) -> Any:
    """The wait [s] in M/M/c that a share ``p`` (0 to below 1) does not exceed. Exact.

    Source: D. Gross, J. F. Shortle, J. M. Thompson, C. M. Harris, Fundamentals of Queueing Theory, 4th ed., 2008, 2.3.
    """
    return call("wait_quantile", arrivals_per_second, service_seconds, servers, p)


def response_quantile(
    arrivals_per_second: ArrayLike, service_seconds: ArrayLike, servers: ArrayLike, p: ArrayLike
) -> Any:
    """The response [s] in M/M/c that a share ``p`` does not exceed. Exact. Source: as :func:`wait_quantile`."""
    return call("response_quantile", arrivals_per_second, service_seconds, servers, p)


def wait_exceeds(
    arrivals_per_second: ArrayLike, service_seconds: ArrayLike, servers: ArrayLike, seconds: ArrayLike
) -> Any:
    """The chance to wait longer than ``seconds`` in M/M/c. Exact. Source: as :func:`wait_quantile`."""
    return call("wait_exceeds", arrivals_per_second, service_seconds, servers, seconds)


def response_exceeds(
    arrivals_per_second: ArrayLike, service_seconds: ArrayLike, servers: ArrayLike, seconds: ArrayLike
) -> Any:
    """The chance of a response longer than ``seconds`` in M/M/c. Exact. Source: as :func:`wait_quantile`."""
    return call("response_exceeds", arrivals_per_second, service_seconds, servers, seconds)


def md_1_response_quantile(arrivals_per_second: ArrayLike, service_seconds: ArrayLike, p: ArrayLike) -> Any:
    """The response [s] in M/D/1 that a share ``p`` does not exceed. Exact up to 64 services, then the exponential
    tail. Source: G. J. Franx, Operations Research Letters 29 (2001).
    """
    return call("md_1_response_quantile", arrivals_per_second, service_seconds, p)


def best_of_choices_response(arrivals_per_second: ArrayLike, service_seconds: ArrayLike, choices: ArrayLike) -> Any:
    """The mean response [s] where each request joins the shortest of ``choices`` queues picked at random among many
    (rate is that at one). An approximation for many servers, and a bound from below.

    Source: N. D. Vvedenskaya, R. L. Dobrushin, F. I. Karpelevich (1996); M. Mitzenmacher, IEEE TPDS 12 (2001).
    """
    return call("best_of_choices_response", arrivals_per_second, service_seconds, choices)


def fork_join_response(requests_per_second: ArrayLike, task_seconds: ArrayLike, branches: ArrayLike) -> Any:
    """The mean response [s] of requests that fork into a task for each of ``branches`` queues and are answered when
    all are done. Exact for 1 and 2, within 5 % up to 32.

    Source: R. Nelson, A. N. Tantawi, IEEE Transactions on Computers 37 (1988).
    """
    return call("fork_join_response", requests_per_second, task_seconds, branches)


def kth_answer_mean(branches: ArrayLike, mean_seconds: ArrayLike, need: ArrayLike) -> Any:
    """The mean time [s] until ``need`` of ``branches`` equal exponential answers are there. Exact.

    Source: A. Rényi, Acta Mathematica Academiae Scientiarum Hungaricae 4 (1953).
    """
    return call("kth_answer_mean", branches, mean_seconds, need)


def kth_answer_quantile(branches: ArrayLike, mean_seconds: ArrayLike, need: ArrayLike, p: ArrayLike) -> Any:
    """The time [s] that a share ``p`` of these do not exceed. Exact. Source: as :func:`kth_answer_mean`."""
    return call("kth_answer_quantile", branches, mean_seconds, need, p)


def hedged_quantile(mean_seconds: ArrayLike, delay_seconds: ArrayLike, p: ArrayLike) -> Any:
    """The time [s] that a share ``p`` does not exceed of an exponential answer that is asked for once more after
    ``delay_seconds``. Exact. Source: J. Dean, L. A. Barroso, Communications of the ACM 56 (2013), for the scheme.
    """
    return call("hedged_quantile", mean_seconds, delay_seconds, p)
