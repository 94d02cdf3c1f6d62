"""Hit ratios of caches under the independent reference model, and of time-outs."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _core
from ._call import Means, call, told


def zipf(items: int, exponent: float = 1.0) -> NDArray[np.float64]:
    """Popularities 1 / rank^exponent of ``items`` items, normalised: a float64 array. Exponent 0 is uniform."""
    return told("zipf", *_core.theory_zipf(int(items), float(exponent)))


def hit_ratio(popularity: ArrayLike, capacity: ArrayLike, policy: str = "lru") -> Any:
    """The share of reads that a cache of ``capacity`` items answers.

    Parameters
    ----------
    popularity
        How often each item is asked for: an array, up to a factor.
    capacity
        Items that fit: a number or an array.
    policy
        ``"lru"``: least recently used, Che's approximation, off by less than 0.01 from about 20 items on (H. Che,
        Y. Tung, Z. Wang, IEEE JSAC 20, 2002). ``"lru_exact"``: at most 20 items (W. F. King III, IBM RC 3288, 1971).
        ``"random"``: random replacement or first in first out, exact (E. Gelenbe, IEEE Transactions on Computers 22,
        1973).
    """
    shares = np.asarray(popularity, dtype=np.float64).ravel().tolist()
    capacities = np.asarray(capacity)
    ratios = [
        told("hit_ratio", *_core.theory_hit_ratio(policy, shares, one))
        for one in capacities.ravel().astype(np.int64).tolist()
    ]
    return np.array(ratios).reshape(capacities.shape)[()]


def ttl_from_fill(reads_per_second: ArrayLike, ttl_seconds: ArrayLike, fill_seconds: ArrayLike = 0.0) -> Means:
    """One item under Poisson reads that is kept for a time from when it was fetched: ``hit_ratio``, ``joining`` (the
    share of reads that wait for a fetch that another has begun), ``fills_per_second``. Exact. Numbers or arrays.

    Source: renewal reward; N. Choungmo Fofack, P. Nain, G. Neglia, D. Towsley, Computer Networks 65 (2014).
    """
    return call("ttl_from_fill", reads_per_second, ttl_seconds, fill_seconds)


def ttl_from_read(reads_per_second: ArrayLike, ttl_seconds: ArrayLike) -> Means:
    """The same where each read begins the time anew: the hit ratio is 1 - e^(-lambda T). Exact. Source: as above."""
    return call("ttl_from_read", reads_per_second, ttl_seconds)
