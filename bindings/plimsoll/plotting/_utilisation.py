"""How busy the parts are."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ._draw import axes, digits, entitle, in_style, legend, whisker
from ._sides import sides, titled
from ._style import COLOURS, INK, LIMIT, MUTED
from ._types import Axes, Drawn, Listed


@in_style
def utilisation(
    results: Drawn, ax: Axes = None, *, parts: Sequence[str] | None = None, title: str | None = None
) -> Axes:
    """How busy each part was, with intervals, the busiest first; what gives way first is named.

    Parameters
    ----------
    results
        A Results; a Comparison, a sequence of Results or a dict of names and Results: then a bar for each.
    ax
        Axes to draw on; None: new ones in plimsoll's style.
    parts
        Names of the parts to show, from top to bottom; None: all that have a utilisation.
    title
        Of the axes; None: what is shown, and of which model.

    Returns
    -------
    matplotlib.axes.Axes
        x: utilisation [%], an average over time; y: a row for each part, a BarContainer for each result, an
        ErrorbarContainer with the intervals.

    Raises
    ------
    KeyError
        A part does not exist.
    ValueError
        No part has a utilisation.
    """
    listed = sides(results)
    names = _names(listed, parts)
    ax = axes(ax, size=(7.2, 1.5 + 0.34 * len(names) * (1 + 0.6 * (len(listed) - 1))))
    places = np.arange(len(names), dtype=float)
    thick = 0.66 / len(listed)
    first = listed[0][1].bottleneck["part"] if len(listed) == 1 else None
    for i, (label, of) in enumerate(listed):
        at = places + (i - (len(listed) - 1) / 2) * thick
        figures = [of.parts[name].utilisation if name in of.parts else None for name in names]
        values = np.array([math.nan if one is None else float(one) * 100 for one in figures])
        around = np.array([(0.0, 0.0) if one is None or not one.exists else whisker(one, 100) for one in figures]).T
        colours = [LIMIT if name == first else COLOURS[i % len(COLOURS)] for name in names]
        ax.barh(at, values, thick * 0.92, color=colours, alpha=0.85, label=label or None)
        ax.errorbar(values, at, xerr=around, fmt="none", ecolor=INK, elinewidth=1.2, capsize=2.5)
        for place, value, above, name in zip(at, values, around[1], names):
            if math.isfinite(value):
                text = f"{digits(value)} %" + ("  gives way first" if name == first else "")
                inside = value > 78
                ax.annotate(text, (value + (above if not inside else -around[0][names.index(name)]), place),
                            xytext=(-6 if inside else 6, 0), textcoords="offset points", va="center",
                            ha="right" if inside else "left", fontsize=9.5,
                            color="white" if inside else (LIMIT if name == first else MUTED))
    ax.set_yticks(places, names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.grid(False, axis="y")
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(0, 100)
    ax.set_xlabel("utilisation, average over time [%]")
    entitle(ax, titled(listed, "How busy the parts are"), title)
    if len(listed) > 1:
        legend(ax)
    return ax


def _names(listed: Listed, parts: Sequence[str] | None) -> list[str]:
    known = {name: of.parts[name] for _, of in reversed(listed) for name in of.parts}
    for name in parts or ():
        if name not in known:
            raise KeyError(f"there is no part {name!r}; there are {', '.join(known)}")
    if parts:
        return list(parts)
    busy = {
        name: max(float(of.parts[name].utilisation) for _, of in listed
                  if name in of.parts and of.parts[name].utilisation.exists)
        for name in known
        if any(name in of.parts and of.parts[name].utilisation.exists for _, of in listed)
    }  # fmt: skip
    if not busy:
        raise ValueError("no part has a utilisation")
    return sorted(busy, key=lambda name: -busy[name])


__all__ = ["utilisation"]
