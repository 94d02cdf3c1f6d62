"""Pictures of results, with matplotlib: ``ax=None`` in, Axes out.

``results.plot.latency()`` and its like draw one result or comparison; the functions here take several results too::

    plimsoll.plotting.latency({"small": small, "large": large})

Pictures on new axes are in plimsoll's own style, which colour-blind people can read; axes that you pass keep yours.
:func:`style` is that style as a context. Settings of matplotlib outside are never changed.
"""

from ._attribution import attribution
from ._differences import differences
from ._draw import legend
from ._latency import latency
from ._plots import Plots
from ._style import COLOURS, STYLE, style
from ._sweep import sweep
from ._timeline import timeline
from ._topology import topology
from ._utilisation import utilisation

__all__ = [
    "COLOURS",
    "STYLE",
    "Plots",
    "attribution",
    "differences",
    "latency",
    "legend",
    "style",
    "sweep",
    "timeline",
    "topology",
    "utilisation",
]
