"""What a run found."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from . import _core, _frames, _html
from ._figures import Histogram, Objective, Part, Request
from ._optional import need
from ._spec import Spec
from ._trace import Trace


class Results:
    """What a run found: verdict, objectives, requests, parts, cost, and how sure all of that is.

    Times in seconds, rates per second, shares between 0 and 1, money per month in the model's currency. Each number
    is a :class:`plimsoll.Figure`: a float with ``.low`` and ``.high`` (95 %).

    ``results["checkout"].latency.p99`` is a figure, and so is ``results["checkout.p99"]``; ``results["app"]`` is a
    part. Where a request and a part have one name, ``requests[...]`` and ``parts[...]`` tell them apart.

    Attributes
    ----------
    verdict
        The answer in one line.
    exit_code
        What the command would say to the shell: 0 all objectives hold, 99 one failed, 98 undecided, 130 interrupted.
    complete
        False where the run was interrupted: what it says is of what was finished.
    requests, parts, objectives
        Mappings by name, in the order of the file.
    run, model, cost, bottleneck, theory
        As in the JSON, with figures for numbers.
    warnings, refusals, assumptions
        Tuples of sentences; of refusals also kind and subject.
    spec
        The :class:`plimsoll.Spec` that ran.
    replications
        ``{"checkout.p99": array}``: each measure in every replication, float64, NaN where it does not exist. Arrays
        look at the simulator's own memory: nothing is copied, and they cannot be written to. Empty for a result that
        was read from a file.
    trace
        The requests that were sampled (``run(..., trace=n)``), or None.
    """

    def __init__(
        self,
        text: str,
        *,
        spec: Spec | None = None,
        observed: _core.Observed | None = None,
        shown: str | None = None,
        verdict: str | None = None,
        exit_code: int | None = None,
        trace: Trace | None = None,
    ) -> None:
        self._text = text
        self._json = json.loads(text)
        self._spec, self._observed = spec, observed
        self._shown, self._verdict, self._exit_code = shown, verdict, exit_code
        self.trace = trace
        self._measures = self._measured(observed)
        self._histograms: dict[tuple[str, int], Histogram | None] = {}

    @classmethod
    def _of(cls, spec: Spec, observed: _core.Observed, trace: Trace | None = None) -> Results:
        return cls(
            observed.json(),
            spec=spec,
            observed=observed,
            shown=observed.text(),
            verdict=observed.verdict_line(),
            exit_code=observed.exit_code,
            trace=trace,
        )

    @classmethod
    def from_json(cls, source: str | os.PathLike[str]) -> Results:
        """The result that ``plimsoll run --format json`` or :meth:`to_json` wrote.

        ``source`` is a path, or the text itself. Raises ValueError where it is no such result.
        """
        is_text = isinstance(source, str) and source.lstrip().startswith("{")
        text = source if is_text else Path(source).read_text(encoding="utf-8")
        try:
            schema = json.loads(text).get("schema")
        except (ValueError, AttributeError):
            schema = None
        if schema != "plimsoll/result/1":
            name = "the text" if is_text else os.fspath(source)
            raise ValueError(f"{name} is no result of plimsoll run --format json (schema plimsoll/result/1)")
        return cls(text)

    @staticmethod
    def _measured(observed: _core.Observed | None) -> dict[str, tuple[Any, ...]]:
        if observed is None:
            return {}
        return {
            f"{subject}.{name}" if subject else name: (of, subject, name, unit, better, values)
            for of, subject, name, unit, better, values in _core.measures(observed)
        }

    def __getstate__(self) -> dict[str, Any]:
        # The simulator's own objects stay where they are; what they say goes along.
        for of, count in (("request", len(self.requests)), ("part", len(self.parts))):
            for i in range(count):
                self._histogram(of, i)
        state = dict(self.__dict__)
        state["_observed"] = None
        return state

    # -- what it says

    @property
    def verdict(self) -> str:
        return self._verdict or self._verdict_from_json()

    def _verdict_from_json(self) -> str:
        failed = [one["name"] for one in self._json["objectives"] if one["verdict"] == "fail"]
        open_ones = [one["name"] for one in self._json["objectives"] if one["verdict"] == "inconclusive"]
        title = self._json["model"]["title"] or self._json["model"]["source"]
        word = "FAILED" if failed else "UNDECIDED" if open_ones or self._json["refusals"] else "PASSED"
        named = failed or open_ones
        return f"{word}  {title}" + (f": {', '.join(named)}" if named else "")

    @property
    def exit_code(self) -> int | None:
        return self._exit_code

    @property
    def complete(self) -> bool:
        return self._json["run"]["complete"]

    @property
    def spec(self) -> Spec:
        if self._spec is None:
            model = self._json["model"]
            files = [(one["name"], one["text"].encode()) for one in model["files"]]
            self._spec = Spec._of(files, model["case"], model["sets"])
        return self._spec

    def _histogram(self, of: str, number: int) -> Histogram | None:
        if self._observed is not None and (of, number) not in self._histograms:
            ask = self._observed.request_latency if of == "request" else self._observed.part_wait
            histogram = ask(number)
            self._histograms[of, number] = Histogram(histogram) if histogram.count else None
        return self._histograms.get((of, number))

    @property
    def requests(self) -> Mapping[str, Request]:
        return MappingProxyType(
            {
                name: Request(name, one, lambda i=i: self._histogram("request", i))
                for i, (name, one) in enumerate(self._json["requests"].items())
            }
        )

    @property
    def parts(self) -> Mapping[str, Part]:
        return MappingProxyType(
            {
                name: Part(name, one, lambda i=i: self._histogram("part", i))
                for i, (name, one) in enumerate(self._json["parts"].items())
            }
        )

    @property
    def objectives(self) -> Mapping[str, Objective]:
        return MappingProxyType({one["name"]: Objective(one["name"], one) for one in self._json["objectives"]})

    @property
    def replications(self) -> Mapping[str, Any]:
        return MappingProxyType({address: one[-1] for address, one in self._measures.items()})

    def __getattr__(self, name: str) -> Any:
        if name in ("run", "model", "cost", "bottleneck", "theory", "timeline", "queries"):
            from ._figures import figures_in

            return figures_in(self._json[name])
        if name in ("warnings", "assumptions", "refusals"):
            return tuple(self._json[name])
        raise AttributeError(f"results have no {name!r}")

    def __getitem__(self, name: str) -> Any:
        if name in self._json["requests"]:
            return self.requests[name]
        if name in self._json["parts"]:
            return self.parts[name]
        figure = _frames.measures(self).get(name)
        if figure is None:
            known = ", ".join([*self._json["requests"], *self._json["parts"]])
            raise KeyError(f"{name!r} is no request, part or measure; there are {known}, and measures as 'NAME.p99'")
        return figure["figure"]

    def _ipython_key_completions_(self) -> list[str]:
        return [*self._json["requests"], *self._json["parts"], *_frames.measures(self)]

    # -- in other shapes

    def to_json(self, path: str | os.PathLike[str] | None = None) -> Any:
        """The result as JSON, schema plimsoll/result/1: byte for byte what ``plimsoll run --format json`` prints.

        Written to ``path`` where one is given; returned otherwise.
        """
        if path is None:
            return self._text
        Path(path).write_text(self._text, encoding="utf-8")
        return None

    def to_dict(self) -> dict[str, Any]:
        """The same as nested dicts and lists."""
        return json.loads(self._text)

    def to_frame(self, table: str = "measures") -> Any:
        """A table of it as a pandas DataFrame. Needs pandas.

        Parameters
        ----------
        table
            - ``"measures"``: a row for each figure: of, subject, measure, unit, value, low, high, refused
            - ``"requests"``, ``"parts"``, ``"objectives"``: a row for each, a column for each value
            - ``"attribution"``: where latency went, a row for each request, part and use of time [s]
            - ``"timeline"``: a row for each slice of the measured time, averaged over replications
            - ``"replications"``: a row for each replication, a column for each measure
        """
        return _frames.frame(self, table)

    def to_xarray(self) -> Any:
        """An xarray Dataset: a variable for each measure over the dimension ``replication``, with ``value``, ``low``,
        ``high`` and ``unit`` as attributes, and the timeline over ``time`` [s]. Needs xarray.
        """
        return _frames.dataset(self)

    def to_arrow(self, table: str = "measures") -> Any:
        """A table of :meth:`to_frame` as a pyarrow Table. Needs pyarrow."""
        return _frames.arrow(self, table)

    @property
    def text(self) -> str | None:
        """The summary that the command prints; None for a result that was read from a file."""
        return self._shown

    @property
    def plot(self) -> Any:
        """Pictures: ``results.plot.latency()``, ``.timeline()``, ``.utilisation()`` ... Needs matplotlib."""
        need("matplotlib", "Results.plot")
        from . import plotting

        return plotting.Plots(self)

    def _repr_html_(self) -> str:
        return str(_html.results(self))

    def __repr__(self) -> str:
        return self._shown or str(_html.plain(self))


__all__ = ["Results"]
