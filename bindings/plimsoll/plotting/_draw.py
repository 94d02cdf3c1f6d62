"""What the pictures share: axes, units, whiskers, legends."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from typing import Any

from .._figures import Figure, Objective
from .._optional import need

from ._style import FAINT, MUTED, style
from ._types import Axes

# Units of time: how many of each are a second, from the largest.
_TIMES = ((1.0, "s"), (1e3, "ms"), (1e6, "µs"))


def in_style(plot: Callable[..., Axes]) -> Callable[..., Axes]:
    """What draws on new axes does so in plimsoll's style. Axes of the user's keep the user's look."""

    @functools.wraps(plot)
    def styled(subject: Any, ax: Axes = None, **how: Any) -> Axes:
        if ax is not None:
            return plot(subject, ax, **how)
        with style():
            return plot(subject, None, **how)

    return styled


def axes(ax: Axes, size: tuple[float, float] | None = None) -> Axes:
    """``ax`` itself, or new axes of a figure of ``size`` [inches] where it is None."""
    if ax is not None:
        return ax
    _, ax = need("matplotlib.pyplot", "plimsoll.plotting").subplots(figsize=size)
    # Ticks and grid lines that come later look the same, though the style has ended by then.
    ax.tick_params(which="both", color=FAINT, labelcolor="#3e4c59", labelsize=9.5)
    ax.grid(True, color="#e4e7eb", linewidth=0.8)
    return ax


def time_unit(seconds: float) -> tuple[float, str]:
    """(factor, unit) in which times up to ``seconds`` read best: 2.5 s, 340 ms, 12 µs."""
    for factor, unit in _TIMES:
        if seconds * factor >= (2 if unit == "s" else 1):
            return factor, unit
    return _TIMES[1]


def finite(values: Iterable[float]) -> list[float]:
    """Those that are numbers."""
    return [float(one) for one in values if math.isfinite(one)]


def whisker(figure: Figure, factor: float = 1.0) -> tuple[float, float]:
    """(below, above): how far the interval of a figure reaches from it, times ``factor``; 0 without one. Of an interval
    without an upper end the lower half: :func:`open_ends` shows the rest.
    """
    value = float(figure)
    low = figure.low if math.isfinite(figure.low) else value
    high = figure.high if math.isfinite(figure.high) else value
    return max(value - low, 0.0) * factor, max(high - value, 0.0) * factor


def open_ends(ax: Axes, points: Iterable[tuple[float, float, Figure]], colour: str) -> None:
    """An arrow upwards at those of ``points``, (x, y, Figure), whose interval has no upper end."""
    for x, y, figure in points:
        if figure.high == math.inf and math.isfinite(y):
            ax.annotate("↑", (x, y), xytext=(0, 5), textcoords="offset points", ha="center", color=colour, fontsize=11)


def digits(value: float, count: int = 3) -> str:
    """A number as people read it: 0.123, 12.3, 1,230."""
    if not math.isfinite(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 10 ** (count - 1) else f"{value:.{count}g}"


def legend(ax: Axes, *, columns: int | None = None) -> Any:
    """A legend between title and data, in rows: it never covers anything. Takes what has a label; call it again after
    drawing something more.

    Parameters
    ----------
    ax
        The axes.
    columns
        Entries in a row; None: as many as there is room for.

    Returns
    -------
    matplotlib.legend.Legend
        Or None where nothing has a label.
    """
    handles, labels = ax.get_legend_handles_labels()
    if not handles:
        return None
    if columns is None:
        # A letter takes some 0.08 inches, a line and the gap behind it as much as eight letters.
        room = ax.get_position().width * ax.figure.get_size_inches()[0] / 0.08
        columns = int(max(1, min(4, room / (max(map(len, labels)) + 8))))
    columns = min(columns, len(handles))
    entitle(ax, ax.get_title(loc="left"), rows=math.ceil(len(handles) / columns))
    return ax.legend(
        handles,
        labels,
        loc="lower left",
        bbox_to_anchor=(0.0, 1.01),
        ncol=columns,
        frameon=False,
        borderaxespad=0.2,
        columnspacing=1.6,
        handletextpad=0.6,
        fontsize=9.5,
        labelcolor=MUTED,
    )


def entitle(ax: Axes, text: str, own: str | None = None, rows: int = 0) -> None:
    """A title on the left, above so many rows of a legend: ``own`` if it is given; else ``text``, unless the user has set
    one in the middle. One that is there already keeps its font.
    """
    if own is None and ax.get_title():
        return
    text = text if own is None else own
    font = {}
    if rows and ax.get_title(loc="left") == text:
        words = need("matplotlib.text", "plimsoll.plotting").Text
        there = next(one for one in ax.get_children() if isinstance(one, words) and one.get_text() == text)
        font = {"fontsize": there.get_fontsize(), "fontweight": there.get_fontweight(), "color": there.get_color()}
    ax.set_title(text, font, loc="left", pad=10 + 17 * rows)


def plain_numbers(axis: Any) -> None:
    """1, 10, 100 along a logarithmic axis instead of powers of ten."""
    ticker = need("matplotlib.ticker", "plimsoll.plotting")
    axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:,g}"))


def objective_in_words(one: Objective, factor: float, unit: str) -> str:
    """A promise as it stands beside its line: "promised: p95 < 200 ms"."""
    metric = one.metric.rsplit("_", 1)[0].replace("_", " ")
    return f"promised: {metric} {'<' if one.is_upper else '>'} {digits(one.limit * factor)} {unit}"
