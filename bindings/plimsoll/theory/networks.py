"""Networks of stations: mean value analysis and bounds.

Demands are visits times mean service [s], a row for each station and (with several classes) a column for each class.
``servers`` is a number for each station; 0 means a delay, where nobody waits.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .. import _core
from ._call import Means, told

_AFFORDABLE = 1e8  # multiplications: about a tenth of a second


def _stations(demand_seconds: ArrayLike, servers: ArrayLike) -> tuple[list[list[float]], list[int]]:
    demands = np.atleast_1d(np.asarray(demand_seconds, dtype=np.float64))
    if demands.ndim == 1:
        demands = demands[:, np.newaxis]
    counts = np.broadcast_to(np.asarray(servers, dtype=np.int64), (len(demands),))
    return demands.tolist(), counts.tolist()


def mean_value_analysis(
    users: ArrayLike, think_seconds: float, demand_seconds: ArrayLike, servers: ArrayLike = 1, method: str = "auto"
) -> Means:
    """A closed network of one class of users who think, ask and wait for the answer.

    Parameters
    ----------
    users
        How many: a number, or an array for a curve.
    think_seconds
        Mean think time [s].
    demand_seconds
        Of each station, shape (stations,).
    servers
        Of each station, or one number for all; 0: a delay.
    method
        ``"exact"`` for mean values with a product form, by convolution (Reiser and Lavenberg, JACM 27, 1980; Buzen,
        CACM 16, 1973). ``"approximate"`` for any size (Bard 1979, Schweitzer 1979, Seidmann et al. 1987; throughput
        within some 6 % near saturation). ``"auto"``: exact where that takes no more than about a tenth of a second.

    Returns
    -------
    Means
        ``throughput_per_second`` and ``response_seconds`` of the shape of ``users``; ``residence_seconds``,
        ``number`` and ``utilisation`` of that shape with an axis of stations behind.

    Raises
    ------
    Refused
        Users neither think nor ask for anything.
    """
    demands, counts = _stations(demand_seconds, servers)
    populations = np.asarray(users)
    shape = populations.shape
    columns = {name: [] for name in ("throughput_per_second", "response_seconds")}
    stations = {name: [] for name in ("residence_seconds", "number", "utilisation")}
    for count in populations.ravel().astype(np.int64).tolist():
        exact = method == "exact" or (
            method == "auto" and _core.theory_cost_of_closed([count], demands, counts) <= _AFFORDABLE
        )
        throughput, response, residence, number, utilisation, reason = _core.theory_closed(
            [count], [float(think_seconds)], demands, counts, exact
        )
        told("mean_value_analysis", throughput, reason)
        columns["throughput_per_second"].append(throughput[0])
        columns["response_seconds"].append(response[0])
        stations["residence_seconds"].append([one[0] for one in residence])
        stations["number"].append([one[0] for one in number])
        stations["utilisation"].append(utilisation)
    figures = {name: np.array(one).reshape(shape)[()] for name, one in columns.items()}
    figures |= {name: np.array(one).reshape(*shape, len(demands)) for name, one in stations.items()}
    return Means(figures)


def closed_network(
    users: Sequence[int],
    think_seconds: Sequence[float],
    demand_seconds: ArrayLike,
    servers: ArrayLike = 1,
    method: str = "exact",
) -> Means:
    """A closed network of several classes of users.

    ``users`` and ``think_seconds`` have an entry for each class, ``demand_seconds`` the shape (stations, classes).
    Returns ``throughput_per_second`` and ``response_seconds`` by class, ``residence_seconds`` and ``number`` by station
    and class, ``utilisation`` by station. Sources and ``method`` as for :func:`mean_value_analysis`, but for "auto".
    """
    demands, counts = _stations(demand_seconds, servers)
    *figures, reason = _core.theory_closed(
        [int(one) for one in users], [float(one) for one in think_seconds], demands, counts, method == "exact"
    )
    return _network_means("closed_network", figures, reason)


def open_network(rate_per_second: ArrayLike, demand_seconds: ArrayLike, servers: ArrayLike = 1) -> Means:
    """An open network: requests of each class come at a rate, each stream Poisson, and leave when they are done.

    ``rate_per_second`` has an entry for each class (or is one number), ``demand_seconds`` the shape (stations, classes)
    or (stations,). Returns as :func:`closed_network`. Refused where a station is asked for all it can do.

    Source: J. R. Jackson, Operations Research 5 (1957); Baskett, Chandy, Muntz, Palacios, JACM 22 (1975).
    """
    demands, counts = _stations(demand_seconds, servers)
    rates = np.atleast_1d(np.asarray(rate_per_second, dtype=np.float64)).tolist()
    *figures, reason = _core.theory_open(rates, demands, counts)
    return _network_means("open_network", figures, reason)


def _network_means(name: str, figures: Any, reason: str) -> Means:
    told(name, figures, reason)
    names = ("throughput_per_second", "response_seconds", "residence_seconds", "number", "utilisation")
    return Means({one: np.array(figure) for one, figure in zip(names, figures)})


def asymptotic_bounds(
    users: ArrayLike,
    think_seconds: float,
    demand_seconds: ArrayLike,
    servers: ArrayLike = 1,
    response_seconds: float | None = None,
) -> Means:
    """No more throughput and no quicker response than this, whatever the queueing.

    Parameters
    ----------
    users
        A number or an array.
    response_seconds
        What an answer takes if nobody waits, where that is more than the demands.

    Returns
    -------
    Means
        ``throughput_max_per_second`` and ``response_min_seconds`` of the shape of ``users``; ``saturation_users``,
        where the two bounds meet.

    Source: P. J. Denning, J. P. Buzen, Computing Surveys 10 (1978); Lazowska et al., Quantitative System Performance,
    1984, chapter 5.
    """
    demands, counts = _stations(demand_seconds, servers)
    flat = [one[0] for one in demands]
    least = sum(flat) if response_seconds is None else float(response_seconds)
    queues = [(one, float(count)) for one, count in zip(flat, counts) if count > 0]
    populations = np.asarray(users, dtype=np.float64)
    rows = [
        _core.theory_asymptotic_bounds(
            count, float(think_seconds), least, [one for one, _ in queues], [count for _, count in queues]
        )
        for count in populations.ravel().tolist()
    ]
    throughput, response, saturation = (np.array(one) for one in zip(*rows))
    return Means(
        {
            "throughput_max_per_second": throughput.reshape(populations.shape)[()],
            "response_min_seconds": response.reshape(populations.shape)[()],
            "saturation_users": float(saturation[0]),
        }
    )


def balanced_job_bounds(users: ArrayLike, think_seconds: float, demand_seconds: ArrayLike) -> Means:
    """Closer bounds of a closed network of single servers: ``throughput_min_per_second``,
    ``throughput_max_per_second``, ``response_min_seconds``, ``response_max_seconds``, of the shape of ``users``.

    Source: J. Zahorjan, K. C. Sevcik, D. L. Eager, B. Galler, CACM 25 (1982).
    """
    populations = np.asarray(users)
    demands = np.asarray(demand_seconds, dtype=np.float64).tolist()
    rows = [
        _core.theory_balanced_bounds(count, float(think_seconds), demands)
        for count in populations.ravel().astype(np.int64).tolist()
    ]
    names = (
        "throughput_min_per_second",
        "throughput_max_per_second",
        "response_min_seconds",
        "response_max_seconds",
    )
    return Means({name: np.array(one).reshape(populations.shape)[()] for name, one in zip(names, zip(*rows))})


__all__ = [
    "asymptotic_bounds",
    "balanced_job_bounds",
    "closed_network",
    "mean_value_analysis",
    "open_network",
]
