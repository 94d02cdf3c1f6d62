"""The highest load at which every objective holds."""

from __future__ import annotations

import json
from typing import Any

from . import _core, _html
from ._figures import Figure
from ._numbers import Addresses, Amount, amount, listed, number_at, share
from ._optional import need
from ._run import Told, Watched, _spec_of
from ._spec import Model, Sets, Spec
from .errors import Interrupted


# How objectives are shown in a table: by the end of what a file promises, factor and unit.
_SHOWN = {"%": (100.0, "%"), "/s": (1.0, "/s"), "ns": (1e3, "ms"), "us": (1e3, "ms"), "ms": (1e3, "ms"), "s": (1.0, "s")}


def _shown_units(spec: Spec) -> dict[str, tuple[float, str]]:
    """Of each objective the factor and the unit in which its values are shown."""
    units = {}
    for address, text in spec.settings.items():
        kind, name, *metric = address.split(".")
        if kind == "objective" and metric and metric[-1].endswith(("_below", "_above")):
            units[name] = _SHOWN.get(text.strip('"').split(" ")[-1], (1.0, ""))
    return units


class _Found:
    """What one search came to."""

    def __init__(self, told: dict[str, Any], unit: str, units: dict[str, tuple[float, str]]) -> None:
        self._told = told
        self.unit = unit
        self._units = units

    @property
    def state(self) -> str:
        return self._told["state"]

    @property
    def verdict(self) -> str:
        return self._told["verdict"]

    @property
    def load(self) -> Figure:
        return Figure.of(self._told["load"])

    @property
    def binding(self) -> str | None:
        return self._told["binding"]

    @property
    def also(self) -> tuple[str, ...]:
        return tuple(self._told["also"])

    @property
    def part(self) -> str | None:
        return self._told["part"]

    @property
    def part_sentence(self) -> str | None:
        return self._told["part_sentence"]

    @property
    def theory(self) -> float | None:
        theory = self._told["theory"]
        return None if theory is None else theory["load"]

    @property
    def points(self) -> list[dict[str, Any]]:
        return [
            {**point, "objectives": {one["name"]: Figure.of(one["value"]) for one in point["objectives"]}}
            for point in self._told["points"]
        ]

    @property
    def replications(self) -> int:
        return self._told["replications"]

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(self._told["warnings"])

    @property
    def trouble(self) -> str | None:
        return self._told["trouble"]

    def _rows(self) -> list[dict[str, Any]]:
        rows = []
        for point in self._told["points"]:
            row = {name: point[name] for name in ("load", "replications", "holds", "overload")}
            for one in point["objectives"]:
                value, name = Figure.of(one["value"]), one["name"]
                row |= {name: float(value), f"{name}_low": value.low, f"{name}_high": value.high}
                row[f"{name}_verdict"] = one["verdict"]
            rows.append(row)
        return rows

    def _blocks(self) -> list[str]:
        """What binds, what is behind it, and the loads around the limit."""
        told = self._told
        words = [told["part_sentence"]] if told["part_sentence"] else []
        words += [f"⚠ {one}" for one in (told["trouble"], *told["warnings"]) if one]
        if told["binding"] and self.load.exists:
            words.insert(0, " and ".join((told["binding"], *told["also"])) + " breaks first.")
        names = list(dict.fromkeys(one["name"] for point in told["points"] for one in point["objectives"]))
        units = [self._units.get(name, (1.0, "")) for name in names]
        rows = []
        for point in told["points"]:
            values = {one["name"]: Figure.of(one["value"]) for one in point["objectives"]}
            mark = "✓ holds" if point["holds"] else "✗ no steady state" if point["overload"] else "✗ fails"
            cells = [_html.shown(values[name], scale) if name in values else "–" for name, (scale, _) in zip(names, units)]
            rows.append((_html.shown(Figure(point["load"])), point["replications"], mark, *cells))
        columns = [f"{name} [{unit}]" if unit else name for name, (_, unit) in zip(names, units)]
        head = (f"load [{self.unit}]" if self.unit else "load", "replications", "", *columns)
        return [f"<p>{_html.escape(one)}</p>" for one in words] + ([_html.table(head, rows)] if rows else [])


class Rung(_Found):
    """What limits a model once what limited it before is lifted: see :class:`Limit`, whose attributes it has.

    Attributes
    ----------
    lifted
        The capacity that was made larger, on top of those of the rungs before: a dict of ``address``, ``from`` and
        ``to`` as a file would say them, and ``factor``.
    """

    def __init__(self, told: dict[str, Any], unit: str, units: dict[str, tuple[float, str]]) -> None:
        super().__init__(told["limit"], unit, units)
        self.lifted: dict[str, Any] = dict(told["lifted"])

    def __repr__(self) -> str:
        one = self.lifted
        return f"<plimsoll.Rung {one['address']} {one['from']} → {one['to']}: {self.verdict}>"


class Limit(_Found):
    """The highest load at which every objective holds, what binds there and what is behind it.

    Attributes
    ----------
    load
        The limit, a :class:`plimsoll.Figure` in ``unit``: its interval is of the load, 95 %. NaN where there is none.
    unit
        Unit of all loads: ``"users"``, ``"/s"``; empty for a pure number.
    moved
        The addresses of the numbers that are the load; ``load`` counts the first, the others follow in proportion.
    state
        'found', 'imprecise' (the interval is wider than was asked for), 'fails_at_lowest', 'never_fails', 'undecided' or
        'interrupted'.
    verdict
        The answer in one line.
    binding, also
        The objective that breaks first, None for a steady state; others whose own limit lies within the interval.
    part, part_sentence
        What gives way first at the limit, and how, or None.
    theory
        Where queueing theory puts the limit, or None.
    points
        The loads that were looked at, ascending: dicts of ``load``, ``replications``, ``holds``, ``overload`` (a sentence
        or None) and ``objectives`` (name to Figure, in seconds, per second, or shares).
    next, next_end
        What limits after that, a list of :class:`plimsoll.Rung`; why there are fewer than were asked for, or None.
    replications
        At all loads together.
    warnings, trouble
        Sentences that whoever uses it should read; why there is no limit, or None.
    exit_code
        That of ``plimsoll limit``.
    """

    def __init__(self, spec: Spec, found: _core.Ladder) -> None:
        self._text, self._shown, self.exit_code = found.json(), found.text(), found.exit_code
        told = json.loads(self._text)
        first = told["moved"][0]
        unit = first["unit"] or ("users" if first["address"].endswith(".users") else "")
        units = _shown_units(spec)
        super().__init__(told, unit, units)
        self.moved: tuple[str, ...] = tuple(one["address"] for one in told["moved"])
        self.next = [Rung(one, unit, units) for one in told["next"]]
        self.next_end: str | None = told["next_end"]

    def to_json(self) -> str:
        """As ``plimsoll limit --format json`` prints it, schema plimsoll/limit/1."""
        return self._text

    def to_frame(self) -> Any:
        """A pandas DataFrame with a row for each load that was looked at. Needs pandas.

        Columns: rung (0 for the limit itself, then 1 ... for ``next``), load, replications, holds, overload, and for each
        objective its value with ``NAME_low``, ``NAME_high`` (95 %) and ``NAME_verdict``.
        """
        pandas = need("pandas", "Limit.to_frame()")
        searches: list[_Found] = [self, *self.next]
        return pandas.DataFrame([{"rung": i, **row} for i, one in enumerate(searches) for row in one._rows()])

    def __repr__(self) -> str:
        return self._shown.rstrip("\n")

    def _repr_html_(self) -> str:
        blocks = [f'<p class="verdict">{_html.escape(self.verdict)}</p>', *self._blocks()]
        for one in self.next:
            lifted = f"With {one.lifted['address']} at {one.lifted['to']} instead of {one.lifted['from']}:"
            blocks += [f'<p>{_html.escape(lifted)}</p><p class="verdict">{_html.escape(one.verdict)}</p>', *one._blocks()]
        if self.next_end:
            blocks.append(f"<p>{_html.escape(self.next_end)}</p>")
        moved = " and ".join(self.moved)
        seed = self._told["model"]["seed"]
        text = f"the load is {moved}; {self.replications} replications at {len(self.points)} loads, seed {seed}"
        return _html.wrapped(*blocks, f"<small>{_html.escape(text)}</small>")


def _moved(spec: Spec, of: Addresses) -> list[_core.NumberSetting]:
    """The numbers that are the load: those that were named, or the only traffic that can rise."""
    moved = [number_at(spec, address) for address in listed(of)]
    if len(moved) > 1 and not moved[0].value > 0:
        raise ValueError(f"of={moved[0].address!r}: is 0, so that nothing can follow it in proportion")
    if moved:
        return moved
    moved = _core.usual_load(spec._loaded)
    if not moved:
        raise ValueError("no traffic of this model has users or a rate to raise; say which number is the load: of=ADDRESS")
    if len(moved) > 1:
        raise ValueError(
            "the model has several kinds of traffic, and the load may be any of them; name one, or all that rise "
            f"together: of={[one.address for one in moved]}"
        )
    return moved


def limit(
    model: Model,
    *,
    of: Addresses = None,
    precision: float = 0.01,
    next: int = 0,
    lowest: Amount = None,
    highest: Amount = None,
    case: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    sets: Sets = None,
    threads: int = 0,
    progress: Told = None,
) -> Limit:
    """Finds the highest load at which every objective holds, and what binds there.

    Theory says where to begin, few replications find two loads of which one holds and one fails, and replications are
    added between them until the interval of the limit is narrow enough. Replication i has the same luck at every load.

    Parameters
    ----------
    model
        A :class:`plimsoll.Spec`, or what :func:`plimsoll.load` takes: a path, a text, a dict. Without objectives the
        limit is that of a steady state.
    of
        The address of the number that is the load, ``"traffic.visitors.users"``; of several, which rise together in
        proportion, a list. Default: the users or the rate of the model's traffic, if there is one.
    precision
        Half of the interval's width over the limit that is wanted, between 0 and 1.
    next
        How many limits more: what limits next once that is lifted, and after that.
    lowest, highest
        Loads between which to look: numbers in the unit that the file uses, or texts, ``"250 /s"``. Default: from 1 or a
        thousandth of what the file says, to a thousand times it.
    case, replications, seed, sets
        As for :func:`plimsoll.run`; ``replications`` of each load to begin with.
    threads
        Worker threads; 0 means one per core. Never changes a result.
    progress
        True shows a tqdm bar for each load. Or a function of a :class:`plimsoll.Progress`.

    Returns
    -------
    Limit
        ``limit.load`` is a float with ``.low`` and ``.high`` (95 %), in ``limit.unit``. ``limit.to_json()`` is byte for
        byte what ``plimsoll limit --format json`` prints.

    Raises
    ------
    SpecError
        The topology does not hold together; ``.diagnostics`` lists where and why.
    ValueError
        It cannot be told what the load is, no objective breaks by it, or an argument does not fit.
    OSError
        A file cannot be read.
    GuardStop
        A run asks for what cannot be done: too much memory.
    Interrupted
        Ctrl-C; ``.results`` is the limit as far as it was found, its ``state`` 'interrupted'. A KeyboardInterrupt.

    Examples
    --------
    >>> limit = plimsoll.limit("shop.toml", precision=0.05, next=1)
    >>> limit.load, limit.binding, limit.part
    (809 [802, 815], 'checkout_is_quick', 'app')
    """
    spec = _spec_of(model, case=case, users=None, replications=replications, seed=seed, sets=sets)
    precision = share("precision", precision)
    if not 0 <= next <= 20:
        raise ValueError(f"next={next!r} is no number of limits between 0 and 20")
    moved = _moved(spec, of)
    least, most = (amount(spec, name, one, moved[0]) for name, one in (("lowest", lowest), ("highest", highest)))
    if least is not None and most is not None and not least < most:
        raise ValueError("lowest is not below highest")
    watched = Watched(progress, spec.title or spec.source)
    with watched as callback:
        found, was_interrupted = _core.climb(
            spec._loaded, moved, next, precision, least, most, threads, callback, watched.says
        )
    result = Limit(spec, found)
    if was_interrupted:
        raise Interrupted(
            f"{len(result.points)} loads were looked at; plimsoll.last_interrupted() has what they say", result
        )
    return result


__all__ = ["Limit", "Rung", "limit"]
