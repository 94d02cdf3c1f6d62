"""Requests that were sampled from a run, with every stretch of their time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._optional import need

if TYPE_CHECKING:
    from ._spec import Spec

_REQUEST_COLUMNS = ("replication", "number", "kind", "why", "arrived_ns", "latency_ns", "stretches")
_STRETCH_COLUMNS = ("place", "branch", "begins_ns", "takes_ns")


class Trace:
    """Requests that were sampled from a run, for looking inside.

    As many from each replication, and within one every request that ended in the measured time is as likely to be
    among them as any other. Sampling changes nothing: the result has the same bytes without it.

    A request's time passes where it is blocked: being served, or waiting. Each such stretch has a row. Those of the
    request itself (branch 0) add up to its latency, but for what it waited for its own branches.

    Attributes
    ----------
    columns
        NumPy arrays that look at the simulator's memory, nothing copied. Of requests: ``replication``, ``number`` (of
        its arrival, from 0), ``kind`` (index into ``kinds``), ``why`` (index into ``reasons``; 0: it succeeded),
        ``arrived_ns``, ``latency_ns``, ``stretches`` (how many rows are its own). Of stretches: ``place`` (index into
        ``places``), ``branch``, ``begins_ns``, ``takes_ns``. Instants are since t = 0 of the replication.
    kinds, reasons
        Names of requests and of reasons to fail.
    places
        (step, part, what) of each place: the way through requests and routines to the step, the part that time went
        to ('' for none), and what it went for: 'service', 'cpu_waiting', 'waiting', 'opening', 'outside' ...
    """

    def __init__(self, kinds: Sequence[str], columns: Mapping[str, Any]) -> None:
        self.kinds, self.reasons = tuple(kinds), tuple(columns["reasons"])
        self.places = tuple(zip(columns["steps"], columns["parts"], columns["uses"]))
        self.columns = {name: columns[name] for name in (*_REQUEST_COLUMNS, *_STRETCH_COLUMNS)}

    @classmethod
    def _of(cls, spec: Spec, observed: _core.Observed, most: int) -> Trace:
        return cls(spec.requests, _core.sampled_requests(observed, most))

    def __len__(self) -> int:
        return len(self.columns["number"])

    def to_frame(self, rows: str = "stretches") -> Any:
        """A pandas DataFrame. Needs pandas.

        Parameters
        ----------
        rows
            ``"stretches"``: a row for each stretch: trace (which request of the sample), replication, request,
            outcome, step, part, what, branch, begins_seconds, takes_seconds.
            ``"requests"``: a row for each request: replication, number, request, outcome ('ok' or the reason),
            arrived_seconds, latency_seconds, and the seconds of its own stretches by what they went for.
        """
        pandas = need("pandas", "Trace.to_frame()")
        if rows not in ("stretches", "requests"):
            raise ValueError(f"rows is 'stretches' or 'requests', not {rows!r}")
        columns = self.columns
        outcomes = ("ok", *self.reasons[1:])
        requests = pandas.DataFrame(
            {
                "replication": columns["replication"],
                "number": columns["number"],
                "request": pandas.Categorical.from_codes(columns["kind"], self.kinds),
                "outcome": pandas.Categorical.from_codes(columns["why"], outcomes),
                "arrived_seconds": columns["arrived_ns"] / 1e9,
                "latency_seconds": columns["latency_ns"] / 1e9,
            }
        )
        requests.index.name = "trace"
        owner = np.repeat(np.arange(len(self)), columns["stretches"].astype(np.int64))
        if rows == "requests":
            own = columns["branch"] == 0
            what = np.array([use for _, _, use in self.places] or [""])[columns["place"][own]]
            spent = pandas.DataFrame({"trace": owner[own], "what": what, "seconds": columns["takes_ns"][own] / 1e9})
            wide = spent.pivot_table(index="trace", columns="what", values="seconds", aggfunc="sum", fill_value=0.0)
            return requests.join(wide.add_suffix("_seconds").reindex(requests.index, fill_value=0.0))
        place = columns["place"]
        steps, parts, uses = ([one[k] for one in self.places] for k in range(3))
        return pandas.DataFrame(
            {
                "trace": owner,
                "replication": columns["replication"][owner],
                "request": requests["request"].values[owner],
                "outcome": requests["outcome"].values[owner],
                "step": np.array(steps or [""], dtype=object)[place],
                "part": np.array(parts or [""], dtype=object)[place],
                "what": np.array(uses or [""], dtype=object)[place],
                "branch": columns["branch"],
                "begins_seconds": columns["begins_ns"] / 1e9,
                "takes_seconds": columns["takes_ns"] / 1e9,
            }
        )

    def __repr__(self) -> str:
        stretches = len(self.columns["place"])
        return f"<plimsoll.Trace of {len(self):,} requests, {stretches:,} stretches of time at {len(self.places)} places>"
