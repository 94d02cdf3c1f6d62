"""Where the time of requests goes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .._figures import Figure
from ._draw import axes, digits, entitle, finite, in_style, legend, time_unit
from ._sides import sides, titled
from ._style import COLOURS, FAINT, INK
from ._types import Axes, Drawn, Listed

Piece = tuple[Any, str]  # a part or None, and what happened there
Bar = tuple[str, dict[Piece, Figure]]

_AROUND = {"mean": "mean", "p95": "around p95", "p99": "around p99"}


@in_style
def attribution(
    results: Drawn,
    ax: Axes = None,
    *,
    requests: Sequence[str] | None = None,
    around: str | Sequence[str] = ("mean", "p99"),
    least: float = 0.02,
    title: str | None = None,
) -> Axes:
    """Where latency goes: what each part took of a mean request, and of those around a percentile.

    One bar for each request and each of ``around``, cut by part: full colour is service, hatched is waiting there. The
    whisker at the end of a piece is the 95 % interval of that piece alone.

    Parameters
    ----------
    results
        A Results; a Comparison, a sequence of Results or a dict of names and Results: then bars for each.
    ax
        Axes to draw on; None: new ones in plimsoll's style.
    requests
        Names of the requests to show; None: all that were answered.
    around
        ``"mean"``, ``"p95"``, ``"p99"``, or several of these.
    least
        Pieces that are nowhere more than this share of the longest bar (0 to 1) are put together as "the rest".
    title
        Of the axes; None: what is shown, and of which model.

    Returns
    -------
    matplotlib.axes.Axes
        x: time [ms], or [s] or [µs] where that reads better; y: a row for each bar; a BarContainer for each piece that is
        named in the legend.

    Raises
    ------
    KeyError
        A request does not exist.
    ValueError
        Nothing was attributed: no request was answered.
    """
    around = (around,) if isinstance(around, str) else tuple(around)
    wrong = [one for one in around if one not in _AROUND]
    if wrong or not around:
        raise ValueError(f"around is of {', '.join(_AROUND)}, not {wrong[0] if wrong else 'nothing'}")
    listed = sides(results)
    bars = _bars(listed, requests, around)
    if not bars:
        raise ValueError("no request was answered, so there is no latency to take apart")
    longest = max(sum(finite(pieces.values())) for _, pieces in bars)
    factor, unit = time_unit(longest)
    pieces = _pieces(bars, least * longest)
    ax = axes(ax, size=(7.2, 1.9 + 0.42 * len(bars) + 0.1 * math.ceil(len(pieces) / 3)))
    _draw(ax, bars, pieces, factor)
    ax.set_yticks(np.arange(len(bars)), [text for text, _ in bars])
    ax.set_ylim(len(bars) - 0.45, -0.55)
    ax.set_xlim(0, longest * factor * 1.14)
    ax.grid(False, axis="y")
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel(f"time [{unit}]")
    entitle(ax, titled(listed, "Where the time goes"), title)
    legend(ax)
    return ax


def _bars(listed: Listed, requests: Sequence[str] | None, around: Sequence[str]) -> list[Bar]:
    """[(text, {(part, what): Figure of seconds})], in the order in which they stand."""
    names = list(dict.fromkeys(name for _, of in listed for name in of.requests))
    for name in requests or ():
        if name not in names:
            raise KeyError(f"there is no request {name!r}; there are {', '.join(names)}")
    bars = []
    # Beside the requests of the model there may be "all", which is none.
    for name in requests or [name for name in names if any(name in of.spec.requests for _, of in listed)]:
        for which in around:
            for label, of in listed:
                rows = of.requests[name].to_dict()["attribution"] if name in of.requests else []
                pieces = {(one["part"], one["what"]): Figure.of(one["seconds"][which]) for one in rows}
                pieces = {key: figure for key, figure in pieces.items() if figure.exists}
                if pieces:
                    bars.append((", ".join(one for one in (label, name, _AROUND[which]) if one), pieces))
    return bars


def _pieces(bars: Sequence[Bar], least: float) -> dict[Piece, int]:
    """What gets a colour, the largest first; the others are the rest."""
    largest: dict[Piece, float] = {}
    for _, pieces in bars:
        for key, figure in pieces.items():
            largest[key] = max(largest.get(key, 0.0), float(figure))
    keys = [key for key in sorted(largest, key=lambda key: -largest[key]) if largest[key] >= least]
    parts = list(dict.fromkeys(part for part, _ in keys))
    return {key: parts.index(key[0]) for key in keys}


def _words(key: Piece) -> str:
    part, what = key
    return " ".join(one for one in (part, what.replace("_", " ")) if one)


def _draw(ax: Axes, bars: Sequence[Bar], pieces: Mapping[Piece, int], factor: float) -> None:
    rows = np.arange(len(bars), dtype=float)
    ends = np.zeros(len(bars))
    for number, (key, hue) in enumerate(pieces.items()):
        figures = [of.get(key) for _, of in bars]
        values = np.array([0.0 if one is None else float(one) * factor for one in figures])
        waits = "wait" in key[1]
        hatch = "////" if key[1] == "waiting" else "...." if waits else None
        colour = COLOURS[hue % len(COLOURS)]
        ax.barh(rows, values, 0.56, left=ends, label=_words(key), color="white" if waits else colour,
                edgecolor=colour if waits else "white", hatch=hatch, linewidth=0.8)
        ends += values
        # Whiskers of neighbours stand at different heights, so that they are told apart where pieces are short.
        shift = 0.12 * (1 if number % 2 else -1)
        for row, value, end, figure in zip(rows, values, ends, figures):
            if figure is not None and figure.has_interval and value > 0:
                half = figure.half_width * factor
                if math.isfinite(half):
                    _whisker(ax, end, row + shift, half)
    rest = np.array([sum(float(one) for key, one in of.items() if key not in pieces) * factor for _, of in bars])
    if rest.max() > 0:
        can_be_seen = rest.max() > 0.002 * ends.max()
        ax.barh(rows, rest, 0.56, left=ends, label="the rest" if can_be_seen else None, color=FAINT)
        ends += rest
    for row, end, (_, of) in zip(rows, ends, bars):
        ax.annotate(digits(sum(float(one) for one in of.values()) * factor), (end, row), xytext=(14, 0),
                    textcoords="offset points", va="center", fontsize=9.5, fontweight="bold", color=INK)


def _whisker(ax: Axes, x: float, y: float, half: float) -> None:
    """An interval that can be seen on any ground: dark, with a light rim."""
    for colour, width in (("white", 3.2), (INK, 1.2)):
        ax.errorbar([x], [y], xerr=[half], fmt="none", ecolor=colour, elinewidth=width, capsize=2.2, capthick=width)


__all__ = ["attribution"]
