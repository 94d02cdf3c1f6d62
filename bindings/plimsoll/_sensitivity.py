"""Which numbers of a model matter, and how much."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from . import _core, _html
from ._figures import Figure
from ._numbers import Addresses, listed, number_at, share
from ._optional import need
from ._run import Told, Watched, _spec_of
from ._spec import Model, Sets
from .errors import Interrupted


class Sensitivity:
    """By how many per cent measures move where a number of the model moves by one: elasticities.

    +9 says that 1 % more of the number makes the measure 9 % larger. ``sensitivity["checkout.p99"]`` has those of one
    measure by address of the number, the strongest first.

    Attributes
    ----------
    measures
        ``{"checkout.p99": Figure}``: the model as it is; in seconds, per second, shares, or money per month.
    numbers
        The addresses that were moved, in the order of the file.
    left_out
        Numbers that cannot be moved, each in a sentence.
    step
        How far each was moved to either side, a share of it (counts: by 1 at least).
    replications
        On either side.
    complete
        False where it was interrupted.
    warnings
        Sentences that whoever uses it should read.
    """

    def __init__(self, found: _core.Sensitivity) -> None:
        self._text, self._shown, self._csv = found.json(), found.text(), found.csv()
        self._told = json.loads(self._text)

    @property
    def measures(self) -> dict[str, Figure]:
        return {one["measure"]: Figure.of(one["value"]) for one in self._told["measures"]}

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(one["address"] for one in self._told["numbers"])

    @property
    def left_out(self) -> tuple[str, ...]:
        return tuple(self._told["left_out"])

    @property
    def step(self) -> float:
        return self._told["step"]

    @property
    def replications(self) -> int:
        return self._told["replications"]

    @property
    def complete(self) -> bool:
        return self._told["complete"]

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(self._told["warnings"])

    def __getitem__(self, measure: str) -> Mapping[str, Figure]:
        known = [one["measure"] for one in self._told["measures"]]
        if measure not in known:
            raise KeyError(f"{measure!r} was not looked at; there are {', '.join(known)}")
        which = known.index(measure)
        all_ = {one["address"]: Figure.of(one["effects"][which]["elasticity"]) for one in self._told["numbers"]}
        # What does not exist comes last.
        order = sorted(all_, key=lambda address: -abs(all_[address]) if all_[address].exists else 1.0)
        return {address: all_[address] for address in order}

    def to_json(self) -> str:
        """As ``plimsoll sensitivity --format json`` prints it, schema plimsoll/sensitivity/1."""
        return self._text

    def to_csv(self) -> str:
        """As ``plimsoll sensitivity --format csv`` prints it."""
        return self._csv

    def to_frame(self) -> Any:
        """A pandas DataFrame with a row for each number and measure. Needs pandas.

        Columns: setting, value and unit as in the file, from and to (between which the difference was taken), measure,
        elasticity with low and high (95 %; NaN where there is none), no_effect (equal on both sides in every replication)
        and why_not.
        """
        pandas = need("pandas", "Sensitivity.to_frame()")
        rows = []
        for number in self._told["numbers"]:
            for effect in number["effects"]:
                value = Figure.of(effect["elasticity"])
                rows.append(
                    {
                        "setting": number["address"],
                        "value": number["in_file"],
                        "unit": number["unit"] or "",
                        "from": number["from"],
                        "to": number["to"],
                        "measure": effect["measure"],
                        "elasticity": float(value),
                        "low": value.low,
                        "high": value.high,
                        "no_effect": effect["no_effect"],
                        "why_not": effect["why_not"],
                    }
                )
        return pandas.DataFrame(rows)

    def _as_it_is(self, measure: str) -> str:
        """A measure of the model as it is, as people read it."""
        (one,) = (one for one in self._told["measures"] if one["measure"] == measure)
        scale, unit = {"seconds": (1e3, "ms"), "share": (100, "%"), "per_second": (1, "/s")}.get(
            one["unit"], (1, one["unit"] or "")
        )
        return _html.escape(_html.with_unit(_html.shown(Figure.of(one["value"]), scale), unit))

    def __repr__(self) -> str:
        return self._shown.rstrip("\n")

    def _repr_html_(self) -> str:
        told, blocks = self._told, []
        for measure in self.measures:
            rows = []
            for address, value in self[measure].items():
                is_noise = value.exists and value.low <= 0 <= value.high
                rows.append((address, "~ 0" if is_noise else _html.shown(value)))
            blocks.append(f'<p class="verdict">{_html.escape(measure)}: {self._as_it_is(measure)}</p>')
            blocks.append(_html.table(("number", "elasticity"), rows))
        blocks += [f"<p>⚠ {_html.escape(one)}</p>" for one in self.warnings]
        words = (
            f"+9: 1 % more of the number makes the measure 9 % larger; {self.replications} replications on either side, "
            f"seed {told['model']['seed']}; ~ 0: the interval holds 0"
        )
        if not self.complete:
            words = f"interrupted: {len(self.numbers)} numbers are finished; {words}"
        return _html.wrapped(*blocks, f"<small>{_html.escape(words)}</small>")


def sensitivity(
    model: Model,
    *,
    of: Addresses = None,
    measures: Sequence[str] | str | None = None,
    step: float = 0.01,
    case: str | None = None,
    users: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    sets: Sets = None,
    threads: int = 0,
    progress: Told = None,
) -> Sensitivity:
    """Says which numbers of a model matter: per cent of a measure for a per cent of a number.

    A central difference between the model with a little more and with a little less of the number, replication by
    replication with the same luck; its interval is Student's t over replications (delta method). Source: L'Ecuyer and
    Perron, Operations Research 42 (1994).

    Parameters
    ----------
    model
        A :class:`plimsoll.Spec`, or what :func:`plimsoll.load` takes.
    of
        The address of a number to move, or a list of them. Default: every number that the files give, but those of
        ``[run]`` and of objectives.
    measures
        What to look at, by address: ``["checkout.p99", "app.utilisation", "cost"]``. Default: what the objectives
        promise, and cost; without objectives mean and p99 of all requests.
    step
        How far to either side, a share of the number between 0 and 1. Counts move by 1 at least.
    case, users, replications, seed, sets
        As for :func:`plimsoll.run`.
    threads
        Worker threads; 0 means one per core. Never changes a result.
    progress
        True shows a tqdm bar. Or a function of a :class:`plimsoll.Progress`.

    Returns
    -------
    Sensitivity
        Elasticities are pure numbers. ``.to_json()`` is byte for byte what ``plimsoll sensitivity --format json`` prints.

    Raises
    ------
    SpecError
        The topology does not hold together; ``.diagnostics`` lists where and why.
    ValueError
        The model has no such number or measure, or an argument does not fit.
    OSError
        A file cannot be read.
    GuardStop
        A run asks for what cannot be done.
    Interrupted
        Ctrl-C; ``.results`` has the numbers that were finished. A KeyboardInterrupt.

    Examples
    --------
    >>> found = plimsoll.sensitivity("shop.toml", of="traffic.visitors.users", measures="page.p99")
    >>> found["page.p99"]["traffic.visitors.users"]
    5.5 [4.9, 6.1]
    """
    spec = _spec_of(model, case=case, users=users, replications=replications, seed=seed, sets=sets)
    step = share("step", step)
    settings = [number_at(spec, address) for address in listed(of)] or _core.written_numbers(spec._loaded)
    wanted = [measures] if isinstance(measures, str) else list(measures or _core.usual_measures(spec._loaded))
    watched = Watched(progress, spec.title or spec.source)
    with watched as callback:
        found, was_interrupted = _core.sensitivity(
            spec._loaded, settings, wanted, step, threads, callback, watched.says
        )
    result = Sensitivity(found)
    if was_interrupted:
        done = f"{len(result.numbers)} of {len(settings)} numbers were finished"
        raise Interrupted(f"{done}; plimsoll.last_interrupted() has what they say", result)
    return result


__all__ = ["Sensitivity", "sensitivity"]
