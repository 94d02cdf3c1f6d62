"""Plimsoll: how much load a back end carries, what gives way first, and how sure that is.

Three lines to begin with::

    import plimsoll
    results = plimsoll.run("shop.toml", users=1_000)
    results

:func:`load` reads a topology, :func:`topology` makes one from dicts; a :class:`Spec` changes with ``.replace``.
:func:`run`, :func:`check`, :func:`compare`, :func:`sweep`, :func:`limit` and :func:`sensitivity` ask questions of it.
:mod:`plimsoll.theory` has the formulas of queueing theory over NumPy arrays.
"""

from . import _core, theory
from ._check import Check, check
from ._compare import Comparison, compare
from ._core import Diagnostic
from ._figures import Figure, Histogram, Latency, Objective, Part, Request
from ._limit import Limit, Rung, limit
from ._results import Results
from ._run import Progress, run
from ._sensitivity import Sensitivity, sensitivity
from ._spec import Spec, load, topology
from ._sweep import Point, Sweep, sweep
from ._trace import Trace
from .errors import GuardStop, InternalError, Interrupted, SpecError, last_interrupted

__version__ = _core.version

__all__ = [
    "Check",
    "Comparison",
    "Diagnostic",
    "Figure",
    "GuardStop",
    "Histogram",
    "InternalError",
    "Interrupted",
    "Latency",
    "Limit",
    "Objective",
    "Part",
    "Point",
    "Progress",
    "Request",
    "Results",
    "Rung",
    "Sensitivity",
    "Spec",
    "SpecError",
    "Sweep",
    "Trace",
    "check",
    "compare",
    "last_interrupted",
    "limit",
    "load",
    "run",
    "sensitivity",
    "sweep",
    "theory",
    "topology",
]
