"""The look of the pictures: a style sheet that is used as a context, and the colours with a meaning."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .._optional import need

#: The style sheet, for ``matplotlib.style.use(plimsoll.plotting.STYLE)``.
STYLE = str(Path(__file__).with_name("plimsoll.mplstyle"))

INK, MUTED, FAINT = "#1f2933", "#52606d", "#9aa5b1"  # what is written, what stands behind, lines between
LIMIT = "#b3261e"  # what was promised, and what gives way first
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#52606d")
LINES = ("-", "--", ":", "-.")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")


@contextlib.contextmanager
def style(**rc: Any) -> Iterator[None]:
    """Pictures made inside look as plimsoll's do; outside nothing changes.

    Parameters
    ----------
    rc
        Further settings of matplotlib, with _ for the dots: ``style(figure_figsize=(9, 4), font_size=14)``.

    Examples
    --------
    >>> with plimsoll.plotting.style():
    ...     figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    ...     results.plot.latency(ax=left)
    ...     results.plot.utilisation(ax=right)
    """
    matplotlib = need("matplotlib", "plimsoll.plotting")

    names = {name.replace(".", "_"): name for name in matplotlib.rcParams}
    unknown = [name for name in rc if name not in names]
    if unknown:
        raise ValueError(f"matplotlib has no setting {unknown[0]!r}; write font_size for font.size")
    pyplot = need("matplotlib.pyplot", "plimsoll.plotting")

    # The first figure loads a backend, and a notebook's sets what makes its figures show. That has to happen before, or
    # it would be forgotten at the end of the context, and no later figure would show.
    if not pyplot.get_fignums():
        pyplot.draw_if_interactive()
    with matplotlib.rc_context({names[name]: value for name, value in rc.items()}, fname=STYLE):
        yield


__all__ = ["STYLE", "style"]
