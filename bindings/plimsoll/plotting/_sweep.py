"""A measure against a setting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _core
from .._frames import measures
from ._draw import axes, entitle, finite, in_style, legend
from ._draw import objective_in_words, open_ends, plain_numbers, time_unit, whisker
from ._sides import _listed
from ._style import COLOURS, LIMIT, LINES, MARKERS
from ._types import Axes
from ._units import quantity

if TYPE_CHECKING:
    from .._figures import Figure
    from .._results import Results
    from .._spec import Spec

Settings = Mapping[str, str]
Rows = Mapping[str, Mapping[str, Any]]


@in_style
def sweep(
    results: Any,
    ax: Axes = None,
    *,
    x: str | None = None,
    y: str | Sequence[str] | None = None,
    by: str | None = None,
    log: bool = False,
    title: str | None = None,
) -> Axes:
    """A measure against a setting, with intervals: one line for each measure, or for each value of a second setting.

    Parameters
    ----------
    results
        A plimsoll.Sweep, or Results of one model with different settings in any order. Or a dict
        of names and such sequences, for designs that differ in more than settings: then each has lines of its own.
    ax
        Axes to draw on; None: new ones in plimsoll's style.
    x
        Address of the setting, ``"system.db_pool.size"``. None: the one numerical setting that differs; where there are
        several, the one with the most values.
    y
        A measure, ``"page.p99"``, as in ``Results.to_frame()``, or several of one unit. None: the p99 of each request.
    by
        A second setting, with a line for each of its values. None: whatever else differs.
    log
        A logarithmic axis of the setting.
    title
        Of the axes; None: what is shown, and of which model.

    Returns
    -------
    matplotlib.axes.Axes
        x: the setting, times in [s] or [ms]; y: the measure with its unit. A line and a band from ``low`` to ``high``
        (95 %) for each series; where a figure was refused there is a gap; objectives of the measure as lines.

    Raises
    ------
    KeyError
        No result has that measure or setting.
    ValueError
        Nothing numerical differs, or the measures have different units.
    """
    groups = _groups(results)
    settings = {label: [_settings(one.spec) for one in listed] for label, listed in groups.items()}
    lists = getattr(results, "axes", None)  # of a Sweep: what was varied
    x, others = _addresses(next(iter(settings.values())), x, by, lists)
    rows = {label: [measures(one) for one in listed] for label, listed in groups.items()}
    every = [row for of_group in rows.values() for row in of_group]
    first = next(iter(groups.values()))[0]
    wanted = [y] if isinstance(y, str) else list(y or [f"{name}.p99" for name in first.spec.requests])
    factor, unit = _scale(_unit(every, wanted), every, wanted)
    ax = axes(ax)
    at, x_unit = _along(settings, x)
    drawn = 0
    for label, of_group in rows.items():
        for text, name, members in _series(settings[label], others, wanted, label):
            points = sorted((at[label][i], of_group[i][name]["figure"]) for i in members if name in of_group[i])
            _line(ax, points, factor, text, drawn)
            drawn += 1
    _promises(ax, first, wanted, factor, unit)
    if log:
        ax.set_xscale("log")
        plain_numbers(ax.xaxis)
    elif not x_unit and all(float(one).is_integer() for of_group in at.values() for one in of_group):
        ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set_xlabel(f"{x} [{x_unit}]" if x_unit else x)
    ax.set_ylabel(_y_label(wanted, unit))
    ax.set_ylim(bottom=0)
    entitle(ax, f"{_in_words(wanted)} against {_setting_in_words(x)}", title)
    if drawn > 1:
        legend(ax)
    return ax


def _groups(results: Any) -> dict[str, list[Results]]:
    """{label: [Results]}: one without a label, or those of a dict of several."""
    groups = results if isinstance(results, Mapping) else {"": results}
    groups = {str(label): _listed(one) for label, one in groups.items()}
    if not groups or not all(groups.values()):
        raise ValueError("there is nothing to draw: no result was given")
    return groups


def _unit(rows: Sequence[Rows], wanted: Sequence[str]) -> str:
    """The unit of all measures. Raises KeyError where there is no such measure, ValueError for different units."""
    for name in wanted:
        if not any(name in one for one in rows):
            near = ", ".join(list(rows[0])[:12])
            raise KeyError(f"no result has a measure {name!r}; there are {near} ... (Results.to_frame() has all)")
    units = {next(one[name]["unit"] for one in rows if name in one) for name in wanted}
    if len(units) > 1:
        raise ValueError(f"measures of different units do not go on one axis: {', '.join(sorted(units))}")
    return units.pop()


def _settings(spec: Spec) -> dict[str, str]:
    """Every setting by address, as texts. What is a table in a file, like a distribution, has one for each value."""
    found = {"case": spec.case or "baseline"}
    for address, text in spec.settings.items():
        inner = _core.toml_as_dict(f"it = {text}")["it"] if text.lstrip().startswith("{") else text
        found.update(_flat(address, inner))
    return found


def _flat(address: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {address: str(value)}
    return {name: text for key, one in value.items() for name, text in _flat(f"{address}.{key}", one).items()}


def _addresses(
    settings: Sequence[Settings], x: str | None, by: str | None, lists: Iterable[str] | None
) -> tuple[str, list[str]]:
    """The setting along the axis, and those that tell the lines apart: of ``lists``, or of all where that is None."""
    every = dict.fromkeys(address for one in settings for address in one)
    for address in (x, by):
        if address is not None and address not in every:
            raise KeyError(f"the models have no setting {address!r}")
    differ = [address for address in every if len({one.get(address) for one in settings}) > 1]
    if lists is not None:
        differ = [address for address in lists if address in differ]
    if x is None:
        numbers = [one for one in differ if one != by and all(quantity(each.get(one, "")) for each in settings)]
        if not numbers:
            raise ValueError("no numerical setting differs between the results; say which one with x=")
        x = max(numbers, key=lambda one: len({each[one] for each in settings}))
    return x, [by] if by else [one for one in differ if one != x]


def _along(settings: Mapping[str, Sequence[Settings]], x: str) -> tuple[dict[str, list[float]], str]:
    """({label: where each result stands}, unit)."""
    found: dict[str, list[tuple[float, str]]] = {label: [] for label in settings}
    for label, of_group in settings.items():
        for one in of_group:
            value = quantity(one.get(x, ""))
            if value is None:
                raise ValueError(f"{x} is {one.get(x)} in one of the models: that is no number")
            found[label].append(value)
    unit = next(iter(found.values()))[0][1]
    factor = 1.0
    if unit == "s":
        factor, unit = time_unit(max(value for values in found.values() for value, _ in values))
    return {label: [value * factor for value, _ in values] for label, values in found.items()}, unit


def _scale(unit: str, rows: Sequence[Rows], wanted: Sequence[str]) -> tuple[float, str]:
    """(factor, unit) of the axis."""
    if unit == "seconds":
        return time_unit(max(finite(one[name]["figure"] for one in rows for name in wanted if name in one), default=1))
    return {"share": (100.0, "%"), "per_second": (1.0, "/s"), "count": (1.0, "")}.get(unit, (1.0, unit))


def _series(
    settings: Sequence[Settings], by: Sequence[str], wanted: Sequence[str], group: str
) -> list[tuple[str, str, list[int]]]:
    """[(label, measure, numbers of results)]."""
    names = _short(by)
    members_of: dict[tuple[str | None, ...], list[int]] = {}
    for i, one in enumerate(settings):
        members_of.setdefault(tuple(one.get(address) for address in by), []).append(i)
    found = []
    for key, members in members_of.items():
        text = ", ".join(f"{name} {_bare(value)}" for name, value in zip(names, key))
        for name in wanted:
            words = (group, name if len(wanted) > 1 else "", text if len(members_of) > 1 else "")
            found.append((", ".join(one for one in words if one) or name, name, members))
    return found


def _bare(value: object) -> str:
    return str(value).strip('"')


def _short(addresses: Sequence[str]) -> list[str]:
    """The last words of each address that tell them apart: "cores", "time mean"."""
    for count in range(1, max((one.count(".") for one in addresses), default=0) + 2):
        names = [" ".join(one.split(".")[-count:]) for one in addresses]
        if len(set(names)) == len(names) and not {"mean", "p99", "exponent"} & set(names):
            return names
    return list(addresses)


def _line(ax: Axes, points: Sequence[tuple[float, Figure]], factor: float, label: str, number: int) -> None:
    colour = COLOURS[number % len(COLOURS)]
    x = np.array([at for at, _ in points])
    y = np.array([float(figure) * factor for _, figure in points])
    around = np.array([whisker(figure, factor) for _, figure in points]).T
    around = np.where(np.isnan(around), 0, around)
    ax.fill_between(x, y - around[0], y + around[1], color=colour, alpha=0.18, linewidth=0)
    line, marker = LINES[number % len(LINES)], MARKERS[number % len(MARKERS)]
    ax.plot(x, y, color=colour, label=label, linestyle=line, marker=marker,
            markeredgecolor="white", markeredgewidth=0.8)
    ax.errorbar(x, y, yerr=around, fmt="none", ecolor=colour, elinewidth=1.3, capsize=2.5)
    open_ends(ax, [(at, height, figure) for at, height, (_, figure) in zip(x, y, points)], colour)


def _promises(ax: Axes, results: Results, wanted: Sequence[str], factor: float, unit: str) -> None:
    for one in results.objectives.values():
        metric = one.metric.rsplit("_", 1)[0]
        if any(name.rsplit(".", 1)[-1] == metric and one.subject in (None, name.rsplit(".", 1)[0]) for name in wanted):
            ax.axhline(one.limit * factor, color=LIMIT, linewidth=1.2, linestyle=(0, (4, 3)))
            ax.annotate(objective_in_words(one, factor, unit), (1, one.limit * factor), xytext=(-2, 4), ha="right",
                        xycoords=ax.get_yaxis_transform(), textcoords="offset points", color=LIMIT, fontsize=9)


def _in_words(wanted: Sequence[str]) -> str:
    names = list(dict.fromkeys(one.rsplit(".", 1)[-1] for one in wanted))
    words = " and ".join(one.replace("_", " ") for one in names)
    subjects = {one.rsplit(".", 1)[0] for one in wanted if "." in one}
    words = words if words[:1] == "p" and words[1:2].isdigit() else words[:1].upper() + words[1:]
    return f"{words} of {subjects.pop()}" if len(subjects) == 1 else words


def _setting_in_words(address: str) -> str:
    """"size of db_pool" of system.db_pool.size."""
    _, name, *rest = f".{address}".split(".") if "." not in address else address.split(".")
    return f"{' '.join(rest).replace('_', ' ')} of {name}" if rest else name.replace("_", " ")


def _y_label(wanted: Sequence[str], unit: str) -> str:
    words = _in_words(wanted)
    return f"{words} [{unit}]" if unit else words


__all__ = ["sweep"]
