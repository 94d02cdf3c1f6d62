"""Figures that know how sure they are, and views of what a result says about a request, a part, an objective."""

from __future__ import annotations

import math
from collections.abc import Callable, ItemsView, Iterator, KeysView
from types import MappingProxyType
from typing import Any

from . import _core


class Figure(float):
    """A number with its 95 % interval: the mean over replications, and how sure it is.

    A float like any other; what is computed from it is a plain float. NaN where there was nothing to measure, or
    where plimsoll refuses to say.

    Attributes
    ----------
    low, high
        Ends of the interval. NaN without one (a single replication); ``high`` is infinite where the sample does not
        say how far up a percentile may go.
    refused
        Why there is no value though something was measured, in a sentence; else None.
    """

    __slots__ = ("high", "low", "refused")
    low: float
    high: float
    refused: str | None

    def __new__(
        cls, value: float, low: float = math.nan, high: float = math.nan, refused: str | None = None
    ) -> Figure:
        self = super().__new__(cls, value)
        self.low, self.high, self.refused = float(low), float(high), refused
        return self

    @classmethod
    def of(cls, json: dict[str, Any]) -> Figure:
        """From ``{"value": ..., "low": ..., "high": ...}`` of a result."""
        value, low, high = json["value"], json["low"], json["high"]
        if low is not None and high is None:
            high = math.inf
        return cls(*(math.nan if one is None else one for one in (value, low, high)), json.get("refused"))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Figure, (float(self), self.low, self.high, self.refused))

    @property
    def value(self) -> float:
        """The number alone."""
        return float(self)

    @property
    def exists(self) -> bool:
        """Whether there is a number."""
        return not math.isnan(self)

    @property
    def has_interval(self) -> bool:
        """Whether it is known how sure it is."""
        return not math.isnan(self.low)

    @property
    def half_width(self) -> float:
        """Half of the interval; NaN without one."""
        return (self.high - self.low) / 2

    def __repr__(self) -> str:
        if self.refused:
            return f"nan (refused: {self.refused})"
        return f"{float(self):.6g}" + (f" [{self.low:.6g}, {self.high:.6g}]" if self.has_interval else "")

    def __str__(self) -> str:
        return repr(self)

    def __format__(self, spec: str) -> str:
        return format(float(self), spec) if spec else str(self)


class Latency:
    """How long it took [s]: ``mean``, ``p50``, ``p90``, ``p95``, ``p99``, ``p999`` and ``max``, each a :class:`Figure`.

    ``latency["p99"]`` is the same as ``latency.p99``. ``histogram`` has all of it (:class:`Histogram`), or is None
    where it was not kept: in an episode, and in a result that was read from a file.
    """

    __slots__ = ("_figures", "_histogram")

    def __init__(self, json: dict[str, Any], histogram: Callable[[], Histogram | None] | None = None) -> None:
        self._figures = {name: Figure.of(one) for name, one in json.items()}
        self._histogram = histogram

    def __getattr__(self, name: str) -> Figure:
        if name.startswith("_") or name not in self._figures:
            raise AttributeError(f"a latency has {', '.join(self._figures)} and histogram, but no {name!r}")
        return self._figures[name]

    def __getitem__(self, name: str) -> Figure:
        return self._figures[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def keys(self) -> KeysView[str]:
        """Names of the figures."""
        return self._figures.keys()

    def items(self) -> ItemsView[str, Figure]:
        """(name, figure) of each."""
        return self._figures.items()

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._figures]

    @property
    def histogram(self) -> Histogram | None:
        """Every latency of the finished replications, in buckets 0.54 % wide; or None."""
        return self._histogram() if self._histogram else None

    def __repr__(self) -> str:
        return "\n".join(f"{name:>5} [s]  {one}" for name, one in self._figures.items())


class View:
    """What a result says of one thing. Each name of the JSON is an attribute; figures are :class:`Figure`."""

    __slots__ = ("_json", "name")

    def __init__(self, name: str, json: dict[str, Any]) -> None:
        self.name, self._json = name, json

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._json:
            known = ", ".join(self._json)
            raise AttributeError(f"{self.name} has no {name!r}; it has {known}")
        return figures_in(self._json[name])

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._json]

    def __getitem__(self, name: str) -> Any:
        try:
            return getattr(self, name)
        except AttributeError as none:
            raise KeyError(str(none)) from None

    def to_dict(self) -> dict[str, Any]:
        """What the JSON says, as it stands there."""
        return self._json

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} {self.name!r}"]
        for name in self._json:
            item = getattr(self, name)
            if isinstance(item, Figure):
                lines.append(f"  {name:<24} {item}")
            elif isinstance(item, (str, int, float)):
                lines.append(f"  {name:<24} {item}")
        return "\n".join(lines)


def figures_in(json: Any) -> Any:
    """A value of the JSON, with figures as :class:`Figure`."""
    if isinstance(json, dict):
        if {"value", "low", "high"} <= json.keys():
            return Figure.of(json)
        return MappingProxyType({name: figures_in(one) for name, one in json.items()})
    if isinstance(json, list):
        return tuple(figures_in(one) for one in json)
    return json


class Request(View):
    """What became of one kind of request, ``results.requests["checkout"]`` or ``results["checkout"]``.

    Attributes
    ----------
    arrived, completed, degraded, in_flight_start, in_flight_end
        Requests per replication.
    throughput, success_ratio
        Successes per second, and their share of all that ended.
    latency
        Of successes [s]: :class:`Latency`.
    failed
        Requests by reason, ``{"timed_out": Figure}``; ``failures`` has their latency and HTTP status.
    attribution
        Where latency went, largest first.
    """

    __slots__ = ("_histogram",)

    def __init__(
        self, name: str, json: dict[str, Any], histogram: Callable[[], Histogram | None] | None = None
    ) -> None:
        super().__init__(name, json)
        self._histogram = histogram

    @property
    def latency(self) -> Latency:
        return Latency(self._json["latency_seconds"], self._histogram)

    @property
    def latency_seconds(self) -> Latency:
        """The same, by its name in the JSON."""
        return self.latency

    @property
    def throughput(self) -> Figure:
        return Figure.of(self._json["throughput_per_second"])


class Part(View):
    """What became of one part, ``results.parts["app"]`` or ``results["app"]``.

    Attributes
    ----------
    kind, instances
        As in the model.
    utilisation, in_use, waiting
        Averages over time: a share from 0 to 1, and numbers; NaN where a kind has none.
    wait
        How long requests waited there [s]: :class:`Latency`.
    served, refused
        Requests per replication.

    And what its kind measures besides: ``hit_ratio``, ``opened`` ...
    """

    __slots__ = ("_histogram",)

    def __init__(
        self, name: str, json: dict[str, Any], histogram: Callable[[], Histogram | None] | None = None
    ) -> None:
        super().__init__(name, json)
        self._histogram = histogram

    @property
    def wait(self) -> Latency:
        return Latency(self._json["wait_seconds"], self._histogram)

    @property
    def wait_seconds(self) -> Latency:
        """The same, by its name in the JSON."""
        return self.wait


class Objective(View):
    """A promise and whether it was kept: ``value``, ``limit``, ``unit``, ``verdict`` ('pass', 'fail', 'inconclusive')."""

    __slots__ = ()


class Histogram:
    """How often each length of time was seen, in buckets 0.54 % wide. Count, mean, least and greatest are exact.

    Attributes
    ----------
    lower, upper
        Bounds of the buckets that hold something [s], float64 arrays of one length: above ``lower``, up to and
        including ``upper``.
    counts
        How many in each, uint64.
    count, mean, min, max
        Of all; times in seconds.
    """

    def __init__(self, histogram: _core.Histogram) -> None:
        self.lower, self.upper = histogram.lower_seconds(), histogram.upper_seconds()
        self.counts = histogram.counts()
        self.count, self.mean = histogram.count, histogram.mean_seconds
        self.min, self.max = histogram.min_seconds, histogram.max_seconds
        self._histogram = histogram

    def quantile(self, p: Any) -> Any:
        """The time [s] that a share ``p`` (0 to 1; a number or an array) did not exceed."""
        return self._histogram.quantile_seconds(p)

    def exceeds(self, seconds: Any) -> Any:
        """The share that took longer than ``seconds`` (a number or an array)."""
        return self._histogram.count_above(seconds) / self.count if self.count else math.nan

    def __repr__(self) -> str:
        return f"<plimsoll.Histogram of {self.count:,}: {self.min:.4g} s to {self.max:.4g} s, mean {self.mean:.4g} s>"
