"""Types of what is drawn, and of what it is drawn on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .._results import Results

Axes = Any  #: matplotlib.axes.Axes; matplotlib may be missing, and has types from 3.8 on only
Drawn = Any  #: a Results, a Comparison, a sequence of Results, or a dict of names and Results
Listed = list[tuple[str, "Results"]]  #: results with their labels
Array = Any  #: a float64 array
