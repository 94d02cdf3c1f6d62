"""One model at many points."""

from __future__ import annotations

import concurrent.futures
import itertools
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from . import _core, _frames, _html
from ._executor import Hands
from ._figures import Figure
from ._optional import need
from ._results import Results
from ._run import Told, Watched, _spec_of
from ._spec import Model, Sets, Spec
from .errors import GuardStop, Interrupted


class Point:
    """One point of a sweep: the values of its settings, and what was found there.

    Attributes
    ----------
    values
        ``{"system.app.instances": 2}``, in the order of the lists.
    results
        :class:`plimsoll.Results`; None where a guard stopped it, or the sweep was interrupted before.
    stopped
        Why a guard stopped it; else None.
    """

    __slots__ = ("results", "spec", "stopped", "values")

    def __init__(self, values: dict[str, Any], spec: Spec) -> None:
        self.values, self.spec = values, spec
        self.results: Results | None = None
        self.stopped: str | None = None

    def __repr__(self) -> str:
        said = self.stopped or (self.results.verdict if self.results else "not run")
        return f"<plimsoll.Point {self.values}: {said}>"


class Sweep(Sequence[Point]):
    """A model at many points: every combination of the values of some settings, the first list turning slowest.

    A sequence of :class:`Point`; ``sweep.at({"system.app.instances": 2})`` finds one.

    Attributes
    ----------
    axes
        ``{"system.app.instances": (2, 3, 4)}``: the lists.
    points, results
        Lists of all points, and of the results of those that ran.
    complete
        False where it was interrupted.
    """

    def __init__(self, groups: Sequence[Mapping[str, Sequence[Any]]], points: Sequence[Point]) -> None:
        self.axes = {address: tuple(values) for group in groups for address, values in group.items()}
        self._groups = [tuple(group) for group in groups]
        self.points = list(points)

    def __len__(self) -> int:
        return len(self.points)

    def __getitem__(self, number: Any) -> Any:
        return self.points[number]

    def __iter__(self) -> Iterator[Point]:
        return iter(self.points)

    @property
    def results(self) -> list[Results]:
        return [one.results for one in self.points if one.results is not None]

    @property
    def complete(self) -> bool:
        return all(one.stopped or (one.results is not None and one.results.complete) for one in self.points)

    def at(self, values: Mapping[str, Any]) -> Point:
        """The point with these values (of some lists, if that tells it apart). KeyError where none or several have."""
        found = [one for one in self.points if all(one.values.get(name) == value for name, value in values.items())]
        if len(found) != 1:
            lists = ", ".join(f"{name}: {list(all_)}" for name, all_ in self.axes.items())
            raise KeyError(f"{len(found)} points have {dict(values)}; the lists are {lists}")
        return found[0]

    def to_frame(self, measures: Sequence[str] | str | None = None) -> Any:
        """A pandas DataFrame. Needs pandas.

        Parameters
        ----------
        measures
            None: a row for each point and measure: a column for each list, then of, subject, measure, unit, value, low,
            high, refused. Or names of measures, ``["page.p99", "cost"]``: a row for each point, a column for each list,
            and for each measure three: value, ``_low``, ``_high``.
        """
        pandas = need("pandas", "Sweep.to_frame()")
        if measures is None:
            frames = []
            for point in self.points:
                if point.results is not None:
                    frame = point.results.to_frame()
                    for i, (address, value) in enumerate(point.values.items()):
                        frame.insert(i, address, [value] * len(frame))
                    frames.append(frame)
            return pandas.concat(frames, ignore_index=True) if frames else pandas.DataFrame()
        wanted = [measures] if isinstance(measures, str) else list(measures)
        rows = []
        for point, figures in zip(self.points, self._figures(wanted)):
            row = dict(point.values)
            for name, figure in zip(wanted, figures):
                row |= {name: float(figure), f"{name}_low": figure.low, f"{name}_high": figure.high}
            rows.append(row)
        return pandas.DataFrame(rows)

    def _tables(self) -> list[dict[str, Any]]:
        """Of each point its measures by name; none where there is no result."""
        return [_frames.measures(one.results) if one.results is not None else {} for one in self.points]

    def _figures(self, wanted: Sequence[str]) -> list[list[Figure]]:
        """The figures of these measures at each point; NaN where there are none. KeyError where no point has one."""
        tables = self._tables()
        known = dict.fromkeys(name for table in tables for name in table)
        for name in wanted:
            if name not in known:
                raise KeyError(f"no point has a measure {name!r}; there are {', '.join(list(known)[:12])} ...")
        nothing = Figure(float("nan"))
        return [[table[name]["figure"] if name in table else nothing for name in wanted] for table in tables]

    def to_xarray(self) -> Any:
        """An xarray Dataset: a dimension for each list (of lists that turn together, the first), a variable for each
        measure with its ``unit``, and its interval in ``MEASURE_low`` and ``MEASURE_high``. NaN where there is none.
        Needs xarray.
        """
        xarray = need("xarray", "Sweep.to_xarray()")
        import numpy as np

        units = {name: row["unit"] for table in self._tables() for name, row in table.items()}
        dimensions = tuple(group[0] for group in self._groups)
        shape = tuple(len(self.axes[one]) for one in dimensions)
        variables = {}
        for name, figures in zip(units, zip(*self._figures(list(units)))):
            for suffix, numbers in (
                ("", [float(one) for one in figures]),
                ("_low", [one.low for one in figures]),
                ("_high", [one.high for one in figures]),
            ):
                cube = np.array(numbers).reshape(shape)
                variables[name + suffix] = (dimensions, cube, {"unit": units[name]})
        coordinates: dict[str, Any] = {}
        for group in self._groups:
            for address in group:
                coordinates[address] = (group[0], list(self.axes[address]))
        return xarray.Dataset(variables, coords=coordinates)

    @property
    def plot(self) -> Any:
        """Pictures: ``sweep.plot.sweep(y="page.p99")`` ... Needs matplotlib."""
        need("matplotlib", "Sweep.plot")
        from . import plotting

        return plotting.Plots(self)

    def _rows(self) -> list[tuple[str, ...]]:
        rows = []
        for point in self.points:
            found = point.results
            values = tuple(str(value) for value in point.values.values())
            if found is None:
                rows.append((*values, point.stopped or "not run", "", "", "", ""))
                continue
            word = found.verdict.split("  ")[0]
            request = list(found.requests.values())[-1]
            times = [_html.shown(request.latency[which], 1e3) for which in ("p50", "p99")]
            rows.append((*values, word, _html.shown(request.throughput), *times, found.bottleneck["part"] or ""))
        return rows

    def _head(self) -> tuple[str, ...]:
        return (*self.axes, "verdict", "/s", "p50 [ms]", "p99 [ms]", "gives way first")

    def _repr_html_(self) -> str:
        return _html.wrapped(_html.table(self._head(), self._rows()))

    def __repr__(self) -> str:
        rows = [self._head(), *self._rows()]
        widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
        return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


class _Runner:
    """Runs points side by side, so that no worker waits for the last replication of one point."""

    def __init__(self, points: Sequence[Point], threads: int, executor: Any, told: Any) -> None:
        cores = threads or os.cpu_count() or 1
        self._points, self._executor, self._told = points, executor, told
        self._width = max(1, min(len(points), 16 if executor is not None else cores))
        self._threads = max(1, cores // self._width)
        self._stop = threading.Event()

    def run(self) -> bool:
        """False if Ctrl-C ended it. Raises what the first point of those that failed raised."""
        pool = concurrent.futures.ThreadPoolExecutor(self._width)
        pending = {pool.submit(self._one, point): i for i, point in enumerate(self._points)}
        futures = list(pending)
        done: set[Any] = set()
        try:
            while len(done) < len(futures):
                done, _ = concurrent.futures.wait(futures, 0.1, concurrent.futures.FIRST_EXCEPTION)
                if self._told is not None:
                    self._told((len(done) / len(futures), 0, len(done), len(futures), 0.0, False))
                if any(one.exception() for one in done):
                    break
        except KeyboardInterrupt:
            self._stop.set()
        finally:
            if len(done) < len(futures):
                self._stop.set()
            for future in futures:
                future.cancel()
            pool.shutdown(wait=True)
        for future in futures:
            if not future.cancelled() and (failure := future.exception()) is not None:
                raise failure
        return not self._stop.is_set()

    def _one(self, point: Point) -> None:
        hands = None if self._executor is None else Hands(self._executor, point.spec, None, stop=self._stop)
        try:
            observed = _core.observe(
                point.spec._loaded, threads=self._threads, progress=self._keep_going, hands=hands
            )
        except GuardStop as stop:
            point.stopped = str(stop)
            return
        if not observed.was_interrupted:
            point.results = Results._of(point.spec, observed)

    def _keep_going(self, _: Any) -> None:
        if self._stop.is_set():
            raise KeyboardInterrupt


def _axes_of(spec: Spec, over: Mapping[str, Sequence[Any]] | None) -> list[dict[str, list[Any]]]:
    """The lists, those that turn together in one dict."""
    if over is None:
        groups: dict[int, dict[str, list[Any]]] = {}
        for address, texts, group in spec._loaded.sweep:
            is_case = address == "case"
            values = [text or None if is_case else _core.toml_as_dict(f"it = {text}")["it"] for text in texts]
            groups.setdefault(group, {})[address] = values
        if not groups:
            raise ValueError("the model has no [sweep]; say over={'system.app.instances': [2, 3, 4]}")
        return list(groups.values())
    axes = []
    for address, values in over.items():
        if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
            raise TypeError(f"over[{address!r}] is a list of values, not {values!r}")
        axes.append({address: [one.item() if hasattr(one, "item") else one for one in values]})
        if not axes[-1][address]:
            raise ValueError(f"over[{address!r}] has no values")
    return axes


def sweep(
    model: Model,
    over: Mapping[str, Sequence[Any]] | None = None,
    *,
    case: str | None = None,
    users: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    sets: Sets = None,
    threads: int = 0,
    executor: Any = None,
    progress: Told = None,
) -> Sweep:
    """Runs a model at every combination of the values of some settings.

    All points have the same seed, and so the same users and the same luck.

    Parameters
    ----------
    model
        A :class:`plimsoll.Spec`, or what :func:`plimsoll.load` takes.
    over
        Lists of values by address: ``{"system.app.instances": [2, 3, 4], "system.db_pool.size": [10, 25]}``; ``"case"``
        takes names of cases, and None for none. Default: the model's own ``[sweep]``, with its lists that are zipped.
    case, users, replications, seed, sets
        For all points, as for :func:`plimsoll.run`.
    threads
        Worker threads; 0 means one per core. Points run side by side. Never changes a result.
    executor
        Where replications run, as for :func:`plimsoll.run`; those of up to 16 points are under way at once.
    progress
        True shows a tqdm bar. Or a function of a :class:`plimsoll.Progress` that counts points as replications.

    Returns
    -------
    Sweep
        Each point with its :class:`plimsoll.Results`, equal to those of :func:`plimsoll.run`.

    Raises
    ------
    SpecError
        A value does not fit: told before anything is run.
    OSError
        A file cannot be read.
    Interrupted
        Ctrl-C; ``.results`` is the sweep with those points that were finished.

    Examples
    --------
    >>> sizes = plimsoll.sweep("shop.toml", {"system.db_pool.size": [5, 10, 25, 50]})
    >>> sizes.to_frame(["checkout.p99", "cost"])
    """
    spec = _spec_of(model, case=case, users=users, replications=replications, seed=seed, sets=sets)
    groups = _axes_of(spec, over)
    points = []
    for rows in itertools.product(*(list(zip(*group.values())) for group in groups)):
        chosen = {address: value for group, row in zip(groups, rows) for address, value in zip(group, row)}
        moved = {address: value for address, value in chosen.items() if address != "case"}
        at = spec.with_case(chosen["case"]) if "case" in chosen else spec
        points.append(Point(chosen, at.replace(moved) if moved else at))
    found = Sweep(groups, points)
    with Watched(progress, spec.title or spec.source) as callback:
        is_whole = _Runner(points, threads, executor, callback).run()
    if not is_whole:
        finished = len(found.results)
        raise Interrupted(
            f"{finished} of {len(points)} points were finished; plimsoll.last_interrupted() has them", found
        )
    return found


__all__ = ["Point", "Sweep", "sweep"]
