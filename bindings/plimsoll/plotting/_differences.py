"""What a change changes, with how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ._draw import axes, entitle, in_style
from ._style import COLOURS, FAINT, LIMIT, MUTED
from ._types import Axes

if TYPE_CHECKING:
    from .._compare import Comparison

# By what the comparison says of a measure.
_LOOKS = {
    "better": (COLOURS[0], "o"),
    "worse": (LIMIT, "s"),
    "different": (COLOURS[3], "D"),
    "noise": (FAINT, "o"),
}


@in_style
def differences(
    comparison: Comparison, ax: Axes = None, *, measures: Sequence[str] | None = None, title: str | None = None
) -> Axes:
    """What a change changes: B against A in percent of A, with the interval of the paired difference.

    A line across 0 means that noise alone would do: those are grey.

    Parameters
    ----------
    comparison
        A plimsoll.Comparison.
    ax
        Axes to draw on; None: new ones in plimsoll's style.
    measures
        Names of the measures to show, from top to bottom; None: latency and throughput of requests, utilisations.
    title
        Of the axes; None: what is shown, and of which model.

    Returns
    -------
    matplotlib.axes.Axes
        x: change of B against A [%]; y: a row for each measure, an ErrorbarContainer each: its interval is
        ``comparison[measure]`` times 100 over the value of A.

    Raises
    ------
    TypeError
        It is no comparison.
    KeyError
        A measure does not exist in both.
    ValueError
        Nothing differs.
    """
    from .._compare import Comparison

    if not isinstance(comparison, Comparison):
        raise TypeError(f"differences() is of a plimsoll.Comparison, not {type(comparison).__name__}")
    rows = _rows(comparison, measures)
    if not rows:
        raise ValueError("nothing differs that could be shown in percent")
    ax = axes(ax, size=(7.2, 1.5 + 0.32 * len(rows)))
    ax.axvline(0, color=MUTED, linewidth=1.0, zorder=1)
    for row, (name, change, value, low, high) in enumerate(rows):
        colour, marker = _LOOKS.get(change, _LOOKS["noise"])
        ax.errorbar([value], [row], xerr=[[value - low], [high - value]], fmt=marker, color=colour, markersize=6,
                    elinewidth=1.8, capsize=3, markeredgecolor="white", markeredgewidth=0.8)
        words = "noise" if change == "noise" else f"{value:+.3g} %, {change}"
        ax.annotate(words, (1.01, row), xycoords=ax.get_yaxis_transform(), va="center", fontsize=9,
                    color=MUTED if change == "noise" else colour, annotation_clip=False)
    ax.set_yticks(np.arange(len(rows)), [row[0] for row in rows])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.grid(False, axis="y")
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("B against A, difference with 95 % interval [% of A]")
    entitle(ax, "What the change changes", title)
    return ax


def _rows(comparison: Comparison, wanted: Sequence[str] | None) -> list[tuple[str, str, float, float, float]]:
    """[(measure, change, value, low, high)], in percent of A."""
    every = {one["measure"]: one for one in comparison._json["measures"]}
    for name in wanted or ():
        if name not in every:
            raise KeyError(f"{name!r} is no measure of both; there are {', '.join(every)}")
    rows = []
    for name in wanted or every:
        one = every[name]
        before, difference = one["a"]["value"], comparison.differences[name]
        plain = wanted or name.rsplit(".", 1)[-1] in ("mean", "p50", "p95", "p99", "throughput", "utilisation")
        if not plain or not before or not difference.exists or not difference.has_interval:
            continue
        if not wanted and one["change"] == "same":
            continue
        scale = 100 / before
        low, high = sorted((difference.low * scale, difference.high * scale))
        rows.append((name, one["change"], float(difference) * scale, low, high))
    return rows


__all__ = ["differences"]
