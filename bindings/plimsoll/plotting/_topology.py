"""The topology as a picture."""

from __future__ import annotations

from .._optional import need
from .._results import Results
from .._spec import Spec
from .._topology import Graph
from ._draw import axes, entitle, in_style
from ._sides import named, one_result
from ._style import FAINT, INK, LIMIT, MUTED
from ._types import Axes

# Box and gaps, in one unit of length that both axes share.
_WIDE, _HIGH, _GAP_X, _GAP_Y = 2.7, 1.0, 1.15, 0.42
# From idle to busy: from light to dark, so that it can be read without seeing colours; and the number stands there.
_BUSY = (
    (0.0, "#ffffff", INK),
    (0.3, "#dcebf7", INK),
    (0.6, "#a8cdea", INK),
    (0.8, "#f3b27a", INK),
    (0.95, "#c44e00", "white"),
)


@in_style
def topology(subject: Results | Spec, ax: Axes = None, *, title: str | None = None) -> Axes:
    """Who leads to whom: traffic on the left, each part with its kind, and in a result how busy it was.

    Parameters
    ----------
    subject
        A Results, with utilisations and what gives way first in a thick frame; or a Spec.
    ax
        Axes to draw on; None: new ones in plimsoll's style, as large as the topology.
    title
        Of the axes; None: what is shown, and of which model.

    Returns
    -------
    matplotlib.axes.Axes
        Without ticks, both axes of one scale. A FancyBboxPatch for each part and each traffic, a FancyArrowPatch for each
        way that a request goes.

    Raises
    ------
    TypeError
        There are several results.
    """
    patches = need("matplotlib.patches", "plimsoll.plotting")
    results = None if isinstance(subject, Spec) else one_result(subject, "topology()")
    spec = subject if results is None else results.spec
    parts = results.parts if isinstance(results, Results) else {}
    busy = {name: float(one.utilisation) for name, one in parts.items() if one.utilisation.exists}
    first = results.bottleneck["part"] if results else None
    graph = Graph(spec)
    rows = graph.rows()
    tallest = max(len(row) for row in rows)
    width = len(rows) * (_WIDE + _GAP_X) - _GAP_X
    height = tallest * (_HIGH + _GAP_Y) - _GAP_Y
    ax = axes(ax, size=(max(4.5, width * 0.58), max(1.6, height * 0.58 + 0.7)))
    at = {}
    for column, row in enumerate(rows):
        top = (height + len(row) * (_HIGH + _GAP_Y) - _GAP_Y) / 2
        for i, name in enumerate(row):
            at[name] = (column * (_WIDE + _GAP_X), top - _HIGH - i * (_HIGH + _GAP_Y))
    for start, end in graph.edges:
        (x1, y1), (x2, y2) = at[start], at[end]
        back = x2 <= x1
        tail = (x1 + _WIDE / 2, y1) if back else (x1 + _WIDE, y1 + _HIGH / 2)
        head = (x2 + _WIDE / 2, y2) if back else (x2, y2 + _HIGH / 2)
        bend = "arc3,rad=-0.3" if back else "arc3,rad=0" if abs(y1 - y2) < 0.01 else "angle3,angleA=0,angleB=60"
        if not back and abs(y1 - y2) >= 0.01:
            bend = f"arc3,rad={0.12 if y2 < y1 else -0.12}"
        ax.add_patch(patches.FancyArrowPatch(tail, head, arrowstyle="-|>", connectionstyle=bend, mutation_scale=9, shrinkA=0,
                                     shrinkB=1.5, color=FAINT, linewidth=1.1, zorder=1))
    for name, kind in graph.nodes.items():
        fill, ink = _look(busy.get(name))
        is_traffic, (x, y) = name.startswith("traffic."), at[name]
        ax.add_patch(patches.FancyBboxPatch((x + 0.08, y + 0.08), _WIDE - 0.16, _HIGH - 0.16,
                                    boxstyle=f"round,pad=0.08,rounding_size={_HIGH / 2 if is_traffic else 0.14}",
                                    facecolor="#f5f7fa" if is_traffic else fill, zorder=2,
                                    edgecolor=LIMIT if name == first else MUTED, linewidth=2.6 if name == first else 0.9))
        count = getattr(parts.get(name), "instances", 1) if name in parts else 1
        words = {"closed": "users who think", "open": "arrivals"}.get(kind, kind) if is_traffic else kind.replace("_", " ")
        below = f"{count} × {words}" if count > 1 else words
        if name in busy:
            below += f", {busy[name]:.0%} busy"
        shown = name.removeprefix("traffic.")
        ax.text(x + _WIDE / 2, y + 0.64, shown if len(shown) <= 20 else shown[:19] + "…", ha="center", va="center",
                fontsize=9.5, fontweight="bold", color=ink, zorder=3)
        ax.text(x + _WIDE / 2, y + 0.3, below, ha="center", va="center", fontsize=7.8, color=ink, zorder=3)
    ax.set_xlim(-0.15, width + 0.15)
    ax.set_ylim(-0.2, height + 0.2)
    ax.set_aspect("equal")
    ax.set_axis_off()
    entitle(ax, named("Topology", spec.title, spec.source, spec.case), title)
    return ax


def _look(share: float | None) -> tuple[str, str]:
    """(fill, ink) of a part by how busy it was."""
    fill, ink = "#f5f7fa", INK
    for least, colour, text in _BUSY:
        if share is not None and share >= least:
            fill, ink = colour, text
    return fill, ink


__all__ = ["topology"]
