"""What happened when."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ._draw import axes, entitle, finite, in_style, legend, time_unit
from ._sides import sides, titled
from ._style import COLOURS, FAINT, LINES, MUTED
from ._types import Array, Axes, Drawn, Listed
from ._units import seconds

if TYPE_CHECKING:
    from .._results import Results

_RATES = {"arrived": (MUTED, "arrived"), "completed": (COLOURS[0], "answered"), "failed": (COLOURS[1], "failed")}
_MEASURES = ("rate", "latency", *_RATES)


@in_style
def timeline(results: Drawn, ax: Axes = None, *, measure: str = "rate", title: str | None = None) -> Axes:
    """What happened when, averaged over replications; events of the model are shaded.

    Parameters
    ----------
    results
        A Results; a Comparison, a sequence of Results or a dict of names and Results: then a line for each.
    ax
        Axes to draw on; None: new ones in plimsoll's style.
    measure
        - ``"rate"``: requests that arrived, were answered and failed [/s]; of several results those answered
        - ``"arrived"``, ``"completed"``, ``"failed"``: one of these
        - ``"latency"``: mean latency of those that were answered in each slice [s]
    title
        Of the axes; None: what is shown, and of which model.

    Returns
    -------
    matplotlib.axes.Axes
        x: simulated time [s], or [min] or [h] where that reads better; y: [/s], or latency [ms]. A line for each series,
        with a value for each slice of the timeline of the result.

    Raises
    ------
    ValueError
        There is no such measure.
    """
    if measure not in _MEASURES:
        raise ValueError(f"there is no measure {measure!r}; there are {', '.join(_MEASURES)}")
    listed = sides(results)
    ax = axes(ax)
    scale, unit = _clock(max(_ends(one)[-1] for _, one in listed))
    if measure == "rate" and len(listed) == 1:
        _rates(ax, listed[0][1], scale)
    else:
        _lines(ax, listed, "completed" if measure == "rate" else measure, scale)
    ax.set_xlabel(f"simulated time [{unit}]")
    ax.set_xlim(min(one.timeline["starts_seconds"][0] for _, one in listed) / scale,
                max(_ends(one)[-1] for _, one in listed) / scale)
    ax.set_ylim(bottom=0)
    top = ax.get_ylim()[1]
    ax.set_ylim(top=top * 1.08)
    _events(ax, listed[0][1], scale)
    what = "Latency" if measure == "latency" else f"Requests {_RATES[measure][1]}" if measure in _RATES else "Requests"
    entitle(ax, titled(listed, f"{what} over time"), title)
    if len(ax.get_lines()) > 1:
        legend(ax)
    return ax


def _starts(results: Results) -> Array:
    """When each slice begins [s]; of an episode only up to its end."""
    starts = np.array(results.timeline["starts_seconds"], dtype=float)
    run = results.run
    return starts[starts < run["warm_up_seconds"] + (run["duration_seconds"] or np.inf)]


def _ends(results: Results) -> Array:
    """When each slice ends [s]."""
    starts = _starts(results)
    width = starts[1] - starts[0] if len(starts) > 1 else 1.0
    return np.append(starts[1:], starts[-1] + width)


def _clock(last: float) -> tuple[float, str]:
    return (3600.0, "h") if last > 3 * 3600 else (60.0, "min") if last > 300 else (1.0, "s")


def _values(results: Results, name: str) -> Array:
    values = [math.nan if one is None else float(one) for one in results.timeline[name]]
    return np.array(values[: len(_starts(results))])


def _per_second(results: Results, name: str) -> Array:
    return _values(results, name) / (_ends(results) - _starts(results))


def _middles(results: Results, scale: float) -> Array:
    return (_starts(results) + _ends(results)) / 2 / scale


def _rates(ax: Axes, results: Results, scale: float) -> None:
    x = _middles(results, scale)
    for name, (colour, label) in _RATES.items():
        y = _per_second(results, name)
        if name == "failed" and not np.nansum(y):
            continue
        if name != "arrived":
            ax.fill_between(x, 0, y, color=colour, alpha=0.16, linewidth=0)
        ax.plot(x, y, color=colour, label=label, linewidth=1.3 if name == "arrived" else 1.9,
                linestyle=(0, (4, 2)) if name == "arrived" else "-", zorder=3 if name == "arrived" else 2.5)
    ax.set_ylabel("requests [/s]")


def _lines(ax: Axes, listed: Listed, measure: str, scale: float) -> None:
    if measure == "latency":
        series = [(label, one, _values(one, "mean_latency_seconds")) for label, one in listed]
        factor, unit = time_unit(max((max(finite(y), default=0) for _, _, y in series), default=0.001))
        ax.set_ylabel(f"latency, mean [{unit}]")
    else:
        series, factor = [(label, one, _per_second(one, measure)) for label, one in listed], 1.0
        ax.set_ylabel(f"requests {_RATES[measure][1]} [/s]")
    for i, (label, one, y) in enumerate(series):
        ax.plot(_middles(one, scale), y * factor, color=COLOURS[i % len(COLOURS)], linestyle=LINES[i % len(LINES)],
                label=label or None)


def _events(ax: Axes, results: Results, scale: float) -> None:
    """Shades the events of the model and writes their names at the top of the axes."""
    for number, (name, one) in enumerate(results.spec.to_dict().get("event", {}).items()):
        starts, lasts = seconds(one.get("starts")), seconds(one.get("lasts"))
        if starts is None:
            continue
        ends = starts + lasts if lasts is not None else ax.get_xlim()[1] * scale
        left, right = ax.get_xlim()
        if ends / scale <= left or starts / scale >= right:
            continue
        ax.axvspan(max(starts / scale, left), min(ends / scale, right), color=FAINT, alpha=0.16, linewidth=0, zorder=0)
        ax.annotate(name.replace("_", " "), (max(starts / scale, left), 1), xycoords=ax.get_xaxis_transform(),
                    xytext=(4, -11 - 12 * (number % 2)), textcoords="offset points", color=MUTED, fontsize=9)


__all__ = ["timeline"]
