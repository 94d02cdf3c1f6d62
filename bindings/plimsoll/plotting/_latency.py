"""Latency by percentile."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ._draw import axes, entitle, finite, in_style, legend
from ._draw import objective_in_words, open_ends, plain_numbers, time_unit, whisker
from ._sides import sides, titled
from ._style import COLOURS, LIMIT, LINES, MARKERS
from ._types import Axes, Drawn

if TYPE_CHECKING:
    from .._figures import Latency
    from .._results import Results

# Percentiles that have an interval, and where they stand: each nine takes the same width.
_NAMED = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999}
_TICKS = {0.0: "0", 0.5: "50", 0.9: "90", 0.95: "95", 0.99: "99", 0.999: "99.9"}


def _across(share: Any) -> Any:
    """Where a percentile stands: at the nines that it has."""
    return -np.log10(1 - np.asarray(share, dtype=float))


@in_style
def latency(
    results: Drawn,
    ax: Axes = None,
    *,
    requests: Sequence[str] | None = None,
    log: bool = False,
    title: str | None = None,
) -> Axes:
    """Latency of successes by percentile: a line for each request, whiskers where the interval is known.

    The axis of percentiles gives each nine the same width, so that the tail can be seen: half of the requests are left
    of 50, one in a thousand is right of 99.9. Lines come from the histogram; where it was not kept (an episode, a
    result that was read from a file), straight ones join the percentiles. An arrow upwards: the sample does not say how far
    up that percentile may go.

    Parameters
    ----------
    results
        A Results; a Comparison (A solid, B dashed); a sequence of Results or a dict of names and Results.
    ax
        Axes to draw on; None: new ones in plimsoll's style.
    requests
        Names of the requests to show; None: all that were answered.
    log
        A logarithmic axis of latency, for requests of very different lengths.
    title
        Of the axes; None: what is shown, and of which model.

    Returns
    -------
    matplotlib.axes.Axes
        x: percentile, ``-log10(1 - share)``; y: latency [ms], or [s] or [µs] where that reads better. For each request
        and side one line of the label's name and one ErrorbarContainer with a point for each of p50, p90, p95, p99 and
        p99.9 that exists; objectives of percentiles as lines.

    Raises
    ------
    KeyError
        A request does not exist.
    ValueError
        No request was answered.
    """
    listed = sides(results)
    shown = [(label, one, name) for label, one in listed for name in _names(one, requests)]
    if not shown:
        raise ValueError("no request was answered, so there is no latency to show")
    tops = [of.requests[name].latency[p] for _, of, name in shown for p in _NAMED]
    factor, unit = time_unit(max(finite(tops), default=0.001))
    ax = axes(ax)
    several = len(listed) > 1
    names = list(dict.fromkeys(name for _, _, name in shown))
    labels = list(dict.fromkeys(label for label, _, _ in shown))
    for label, of, name in shown:
        by_name = len(names) > 1
        hue = names.index(name) if by_name else labels.index(label)
        look = {
            "color": COLOURS[hue % len(COLOURS)],
            "linestyle": LINES[labels.index(label) % len(LINES)],
            "marker": MARKERS[hue % len(MARKERS)],
        }
        text = " ".join(one for one in (label, name if by_name or not several else "") if one)
        _line(ax, of.requests[name].latency, factor, text, look)
    _limits(ax, listed[0][1], names, factor, unit)
    if log:
        ax.set_yscale("log")
        plain_numbers(ax.yaxis)
    else:
        ax.set_ylim(bottom=0)
    ax.set_xticks(_across(list(_TICKS)), list(_TICKS.values()))
    ax.set_xlim(0, _across(0.999) + 0.12)
    ax.set_xlabel("percentile of requests [%]")
    ax.set_ylabel(f"latency [{unit}]")
    entitle(ax, titled(listed, "Latency" if len(names) > 1 else f"Latency of {names[0]}"), title)
    if len(shown) > 1:
        legend(ax)
    return ax


def _names(results: Results, requests: Sequence[str] | None) -> list[str]:
    for name in requests or ():
        if name not in results.requests:
            raise KeyError(f"there is no request {name!r}; there are {', '.join(results.requests)}")
    # Beside the requests of the model there may be "all", which is none.
    wanted = requests or [name for name in results.requests if name in results.spec.requests]
    return [name for name in wanted if results.requests[name].latency.p50.exists]


def _line(ax: Axes, latency: Latency, factor: float, label: str, look: dict[str, str]) -> None:
    points = [(share, latency[name]) for name, share in _NAMED.items() if latency[name].exists]
    x = _across([share for share, _ in points])
    y = np.array([float(figure) * factor for _, figure in points])
    around = np.array([whisker(figure, factor) for _, figure in points]).T
    histogram = latency.histogram
    marker = look.pop("marker")
    if histogram is None:
        ax.plot(x, y, label=label, **look)
    else:
        # As far as the sample goes: beyond its last ten requests a percentile is luck.
        last = min(0.9993, 1 - 10 / max(histogram.count, 20))
        shares = 1 - np.logspace(0, math.log10(1 - last), 400)
        ax.plot(_across(shares), histogram.quantile(shares) * factor, label=label, **look)
    ax.errorbar(x, y, yerr=around, fmt=marker, color=look["color"], markersize=5, elinewidth=1.4, capsize=2.5,
                markeredgecolor="white", markeredgewidth=0.8, zorder=4)
    open_ends(ax, [(at, height, figure) for at, height, (_, figure) in zip(x, y, points)], look["color"])


def _limits(ax: Axes, results: Results, names: Sequence[str], factor: float, unit: str) -> None:
    for one in results.objectives.values():
        share = _NAMED.get(one.metric.rsplit("_", 1)[0])
        if share is None or one.unit != "seconds" or (one.subject and one.subject not in names):
            continue
        height, at = one.limit * factor, _across(share)
        ax.plot([0, at], [height, height], color=LIMIT, linewidth=1.2, linestyle=(0, (4, 3)), zorder=3)
        ax.plot([at], [height], marker="v" if one.is_upper else "^", color=LIMIT, markersize=7, zorder=5)
        ax.annotate(objective_in_words(one, factor, unit), (0, height), xytext=(6, 4), textcoords="offset points",
                    color=LIMIT, fontsize=9)


__all__ = ["latency"]
