"""Looking at a model without running it."""

from __future__ import annotations

import json
from typing import Any

from . import _core, _html
from ._optional import need
from ._spec import Model, Sets, load


class Check:
    """What wiring, holds and arithmetic say of a model.

    Attributes
    ----------
    problems
        Tuple of :class:`plimsoll.Diagnostic`: what is worth a look.
    loads
        For each part and resource, by arithmetic: visits per second, mean demand [s], servers, utilisation (which
        may exceed 1).
    throughput_bound_per_second
        No more requests than this, whatever the queueing; None where nothing bounds it. ``bound`` says what does.
    """

    def __init__(self, report: _core.CheckReport) -> None:
        self._text, self._shown, self._findings = report.json(), report.text(), report.findings
        self._json = json.loads(self._text)

    @property
    def problems(self) -> tuple[_core.Diagnostic, ...]:
        return tuple(self._findings.sorted())

    @property
    def loads(self) -> tuple[dict[str, Any], ...]:
        return tuple(self._json["loads"])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._json:
            raise AttributeError(f"a check has no {name!r}; it has problems, {', '.join(self._json)}")
        return self._json[name]

    def to_json(self) -> str:
        """As ``plimsoll check --format json`` prints it."""
        return self._text

    def to_frame(self) -> Any:
        """The loads as a pandas DataFrame, a row for each part and resource. Needs pandas."""
        return need("pandas", "Check.to_frame()").DataFrame(list(self.loads))

    def __repr__(self) -> str:
        return self._findings.render() + self._shown

    def _repr_html_(self) -> str:
        head = ("part", "of its", "visits [/s]", "demand, mean [ms]", "capacity", "utilisation [%]")
        rows = [
            (
                one["part"],
                one["resource"],
                f"{one['visits_per_second'] or 0:.4g}",
                f"{(one['demand_seconds'] or 0) * 1e3:.4g}",
                f"{one['capacity'] or 0:g}",
                f"{(one['utilisation'] or 0) * 100:.3g}",
            )
            for one in self.loads
        ]
        found = self._findings.render()
        return _html.wrapped(
            f"<pre>{_html.escape(found)}</pre>" if found else "", _html.table(head, rows) if rows else ""
        )


def check(model: Model, *, case: str | None = None, sets: Sets = None) -> Check:
    """Looks at wiring, holds and arithmetic load without simulating. Takes milliseconds.

    Parameters
    ----------
    model, case, sets
        As for :func:`plimsoll.load`.

    Returns
    -------
    Check

    Raises
    ------
    SpecError
        The topology does not hold together.
    OSError
        A file cannot be read.
    """
    return Check(_core.check(load(model, case=case, sets=sets)._loaded))
