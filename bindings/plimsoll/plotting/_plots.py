"""``.plot`` of results, comparisons, sweeps and specs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._spec import Spec
from . import _attribution, _differences, _latency, _sweep, _timeline, _topology, _utilisation
from ._types import Axes


class Plots:
    """Pictures of one thing, as methods: ``results.plot.latency()``.

    Each takes ``ax=None`` and returns the Axes that it drew on. The functions of the same names in
    :mod:`plimsoll.plotting` take several results at once.
    """

    __slots__ = ("_subject",)

    def __init__(self, subject: Any) -> None:
        self._subject = subject

    def _of_a_run(self, name: str) -> Any:
        if isinstance(self._subject, Spec):
            raise TypeError(f"{name}() needs results: spec.run().plot.{name}()")
        return self._subject

    def latency(
        self, ax: Axes = None, *, requests: Sequence[str] | None = None, log: bool = False, title: str | None = None
    ) -> Axes:
        return _latency.latency(self._of_a_run("latency"), ax, requests=requests, log=log, title=title)

    def timeline(self, ax: Axes = None, *, measure: str = "rate", title: str | None = None) -> Axes:
        return _timeline.timeline(self._of_a_run("timeline"), ax, measure=measure, title=title)

    def utilisation(self, ax: Axes = None, *, parts: Sequence[str] | None = None, title: str | None = None) -> Axes:
        return _utilisation.utilisation(self._of_a_run("utilisation"), ax, parts=parts, title=title)

    def attribution(
        self,
        ax: Axes = None,
        *,
        requests: Sequence[str] | None = None,
        around: str | Sequence[str] = ("mean", "p99"),
        least: float = 0.02,
        title: str | None = None,
    ) -> Axes:
        return _attribution.attribution(
            self._of_a_run("attribution"), ax, requests=requests, around=around, least=least, title=title
        )

    def sweep(
        self,
        ax: Axes = None,
        *,
        x: str | None = None,
        y: str | Sequence[str] | None = None,
        by: str | None = None,
        log: bool = False,
        title: str | None = None,
    ) -> Axes:
        from .._results import Results

        if isinstance(self._of_a_run("sweep"), Results):
            raise TypeError("sweep() needs several results: plimsoll.plotting.sweep([...], x='system.app.instances')")
        return _sweep.sweep(self._subject, ax, x=x, y=y, by=by, log=log, title=title)

    def topology(self, ax: Axes = None, *, title: str | None = None) -> Axes:
        return _topology.topology(self._subject, ax, title=title)

    def differences(
        self, ax: Axes = None, *, measures: Sequence[str] | None = None, title: str | None = None
    ) -> Axes:
        return _differences.differences(self._of_a_run("differences"), ax, measures=measures, title=title)

    def __repr__(self) -> str:
        return f"<pictures of a {type(self._subject).__name__}: {', '.join(f'.{name}()' for name in _PLOTS)}>"


# The methods say what the functions say.
_PLOTS = ("latency", "timeline", "utilisation", "attribution", "sweep", "topology", "differences")
for _name in _PLOTS:
    getattr(Plots, _name).__doc__ = getattr(globals()[f"_{_name}"], _name).__doc__
