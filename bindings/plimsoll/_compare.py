"""Two models side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from . import _core, _html
from ._executor import Hands
from ._figures import Figure
from ._optional import need
from ._results import Results
from ._run import Told, Watched, _spec_of, kept, observe
from ._spec import Model, Sets
from .errors import Interrupted


class Comparison:
    """What a change changes: two models with the same users and the same luck.

    Attributes
    ----------
    verdict, words
        The answer in one line, and in a paragraph.
    a, b
        The :class:`plimsoll.Results` of both.
    pairs
        Replications finished on both sides.
    differences
        ``{"checkout.p99": Figure}``: B less A with its 95 % interval, over pairs (Student's t).
    changes
        ``{"checkout.p99": "better"}``: 'same', 'noise' (the interval holds 0), 'better', 'worse', 'different' or
        'unknown'.
    """

    def __init__(self, a: Results, b: Results, compared: _core.Comparison) -> None:
        self.a, self.b = a, b
        self._text, self._shown, self._markdown = compared.json(), compared.text(), compared.markdown()
        self._json = json.loads(self._text)

    @property
    def verdict(self) -> str:
        return self._json["verdict"]

    @property
    def words(self) -> str:
        return self._json["words"]

    @property
    def pairs(self) -> int:
        return self._json["pairs"]

    @property
    def differences(self) -> dict[str, Figure]:
        return {one["measure"]: Figure.of(one["difference"]) for one in self._json["measures"]}

    @property
    def changes(self) -> dict[str, str]:
        return {one["measure"]: one["change"] for one in self._json["measures"]}

    def __getitem__(self, measure: str) -> Figure:
        found = self.differences.get(measure)
        if found is None:
            raise KeyError(f"{measure!r} is no measure of both; there are {', '.join(self.differences)}")
        return found

    def to_json(self) -> str:
        """As ``plimsoll compare --format json`` prints it, schema plimsoll/comparison/1."""
        return self._text

    def to_markdown(self) -> str:
        """As ``plimsoll compare --format markdown`` prints it, for a pull request."""
        return self._markdown

    def to_frame(self) -> Any:
        """A pandas DataFrame with a row for each measure: unit, a, b, difference, low, high, relative, change, and how
        many times wider the interval would be without pairing. Needs pandas.
        """
        pandas = need("pandas", "Comparison.to_frame()")
        rows = []
        for one in self._json["measures"]:
            difference = Figure.of(one["difference"])
            rows.append(
                {
                    "measure": one["measure"],
                    "unit": one["unit"] or "",
                    "a": float(Figure.of(one["a"])),
                    "b": float(Figure.of(one["b"])),
                    "difference": float(difference),
                    "low": difference.low,
                    "high": difference.high,
                    "relative": one["relative"],
                    "change": one["change"],
                    "pairing_gain": one["pairing_gain"],
                }
            )
        return pandas.DataFrame(rows).set_index("measure")

    @property
    def plot(self) -> Any:
        """Pictures: ``comparison.plot.latency()`` ... Needs matplotlib."""
        need("matplotlib", "Comparison.plot")
        from . import plotting

        return plotting.Plots(self)

    def __repr__(self) -> str:
        return self._shown

    def _repr_html_(self) -> str:
        rows = []
        for one in self._json["measures"]:
            if one["change"] in ("same", "unknown"):
                continue
            scale, unit = {"seconds": (1e3, "ms"), "share": (100, "%"), "per_second": (1, "/s")}.get(
                one["unit"], (1, one["unit"] or "")
            )
            figures = [_html.shown(Figure.of(one[side]), scale) for side in ("a", "b", "difference")]
            if one["change"] == "noise":
                figures[2] = "~"
            rows.append((f"{one['measure']} [{unit}]" if unit else one["measure"], *figures, one["change"]))
        words = f"<p>{_html.escape(self.words)}</p>"
        return _html.wrapped(
            f'<p class="verdict">{_html.escape(self.verdict)}</p>',
            words,
            _html.table(("measure", "A", "B", "B − A", "change"), rows) if rows else "<p>Nothing differs.</p>",
            f"<small>{self.pairs} pairs of replications; ~: the interval of the difference holds 0</small>",
        )


def compare(
    a: Model,
    b: Model | Mapping[str, Any],
    *,
    case: str | None = None,
    users: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    sets: Sets = None,
    threads: int = 0,
    executor: Any = None,
    progress: Told = None,
) -> Comparison:
    """Says what a change changes: runs two models with the same users and the same luck.

    Replication i of B sees the users, the instants and the work of replication i of A, so what differs is the
    change. Both are made alike first: B takes A's seed, both the larger number of replications and the longer
    warm-up.

    Parameters
    ----------
    a
        The model as it is: a :class:`plimsoll.Spec`, or what :func:`plimsoll.load` takes.
    b
        The model as it would be; or a dict of what differs: ``{"system.app.instances": 5}``.
    case, users, replications, seed, sets
        For both, as for :func:`plimsoll.run`.
    threads, executor, progress
        As for :func:`plimsoll.run`.

    Returns
    -------
    Comparison

    Raises
    ------
    SpecError, OSError, GuardStop
        As for :func:`plimsoll.run`.
    Interrupted
        Ctrl-C; ``.results`` compares the pairs that were finished, or is None where there are none.
    """
    of_a = _spec_of(a, case=case, users=users, replications=replications, seed=seed, sets=sets)
    if isinstance(b, dict) and b and all("." in address for address in b):
        of_b = of_a.replace(b)
    else:
        of_b = _spec_of(b, case=case, users=users, replications=replications, seed=seed, sets=sets)
    with Watched(progress, "A and B") as callback:
        try:
            hands = (None, None) if executor is None else (Hands(executor, one, None) for one in (of_a, of_b))
            changes_a, changes_b, sentences = _core.align(of_a._loaded, of_b._loaded, threads, callback, *hands)
        except KeyboardInterrupt:
            raise Interrupted("no pair of replications was finished") from None
        observed_a = observe(of_a, changes_a, threads, executor, callback)
        if observed_a.was_interrupted:
            raise Interrupted("no pair of replications was finished")
        observed_b = observe(of_b, changes_b, threads, executor, callback)
    comparison = Comparison(
        Results._of(of_a, observed_a), Results._of(of_b, observed_b), _core.compare(observed_a, observed_b, sentences)
    )
    if observed_b.was_interrupted:
        raise kept(comparison, comparison.pairs, comparison.a.run["replications"])
    return comparison
