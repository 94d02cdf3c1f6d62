"""Topologies as values: load, Spec, topology."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Union

from . import _core, _toml
from .errors import SpecError

if TYPE_CHECKING:
    from ._check import Check
    from ._results import Results

# What a topology may come from, and what settings may be.
Model = Union[str, "os.PathLike[str]", Mapping[str, Any], IO[str], IO[bytes], "Spec"]
Sets = Union[Mapping[str, Any], Iterable[str], str, None]


def _source(model: Any, number: int) -> tuple[str, bytes]:
    """(name, bytes) of a path, a text, a dict or something that can be read."""
    if isinstance(model, Mapping):
        return f"topology {number}" if number > 1 else "topology", _toml.document(model).encode()
    if hasattr(model, "read"):
        text = model.read()
        return str(getattr(model, "name", "text")), text.encode() if isinstance(text, str) else bytes(text)
    if isinstance(model, str) and "\n" in model:
        return f"text {number}" if number > 1 else "text", model.encode()
    if isinstance(model, (str, os.PathLike)):
        return os.fspath(model), Path(model).read_bytes()
    raise TypeError(f"a topology is a path, a text with several lines, a dict or an open file, not {type(model).__name__}")


def _sets(sets: Sets) -> list[str]:
    """Settings as the command has them: from a mapping, a single text, or several texts."""
    if not sets:
        return []
    if isinstance(sets, Mapping):
        return [_toml.setting(address, item) for address, item in sets.items()]
    if isinstance(sets, str):
        return [sets]
    if isinstance(sets, Iterable):
        return [str(one) for one in sets]
    raise TypeError("sets is a dict {'system.app.instances': 5}, or a list of texts 'system.app.instances=5'")


class Spec:
    """A topology that was read, merged and checked. Immutable: every change gives another one.

    Made by :func:`plimsoll.load` and :func:`plimsoll.topology`. Two specs are equal where their models are, whatever
    files they come from. Can be pickled: it carries the texts that it was made from.

    Attributes
    ----------
    title, source, case
        As in the file; the name of the first file; the case applied, or None.
    cases, requests, objectives, events
        Tuples of names, in the order of the file.
    parts, traffic
        Mappings of name to kind: ``{"app": "server"}``, ``{"visitors": "closed"}``.
    problems
        Tuple of :class:`plimsoll.Diagnostic`: what was found that is worth a look. Errors never get here: they are
        raised when it is loaded.
    digest
        16 hex digits: equal models, equal digests.
    """

    __slots__ = ("_loaded",)
    _loaded: _core.Loaded

    def __init__(self, loaded: _core.Loaded) -> None:
        object.__setattr__(self, "_loaded", loaded)
        if not loaded.is_model:
            raise SpecError.of(loaded.diagnostics)

    def __setattr__(self, name: str, _: Any) -> None:
        raise AttributeError(f"a Spec does not change; .replace(...) or .set(...) gives one with another {name}")

    @classmethod
    def _of(cls, files: list[tuple[str, bytes]], case: str | None, sets: list[str]) -> Spec:
        return cls(_core.load(files, case or "", sets))

    def __reduce__(self) -> tuple[Any, ...]:
        return (_unpickled, (self._loaded.files, self._loaded.case, self._loaded.sets))

    # -- what it says

    @property
    def title(self) -> str:
        return self._loaded.title

    @property
    def source(self) -> str:
        files = self._loaded.files
        return files[0][0] if files else ""

    @property
    def case(self) -> str | None:
        return self._loaded.case or None

    @property
    def cases(self) -> tuple[str, ...]:
        return tuple(self._loaded.cases)

    @property
    def requests(self) -> tuple[str, ...]:
        return tuple(self._loaded.requests)

    @property
    def objectives(self) -> tuple[str, ...]:
        return tuple(self._loaded.objectives)

    @property
    def events(self) -> tuple[str, ...]:
        return tuple(self._loaded.events)

    @property
    def parts(self) -> Mapping[str, str]:
        return MappingProxyType(dict(self._loaded.parts))

    @property
    def traffic(self) -> Mapping[str, str]:
        return MappingProxyType(dict(self._loaded.traffic))

    @property
    def problems(self) -> tuple[_core.Diagnostic, ...]:
        return tuple(self._loaded.diagnostics.sorted())

    @property
    def digest(self) -> str:
        return f"{self._loaded.digest:016x}"

    @property
    def settings(self) -> Mapping[str, str]:
        """Every setting by its address, defaults included, as a file would say it: ``{"run.seed": "1", ...}``."""
        return MappingProxyType({address: text for address, text, _ in self._loaded.settings})

    @property
    def origins(self) -> Mapping[str, str]:
        """Where each setting was written: ``{"run.seed": "default", "system.app.kind": "shop.toml:12"}``."""
        return MappingProxyType({address: origin for address, _, origin in self._loaded.settings})

    def to_toml(self) -> str:
        """The merged topology as one TOML text, each value with where it came from as a comment.

        Loading it gives an equal Spec. What was set aside (other cases, the sweep) is not in it.
        """
        return self._loaded.merged_toml

    def to_dict(self) -> dict[str, Any]:
        """The merged topology as nested dicts, as :func:`plimsoll.topology` takes them."""
        return _core.toml_as_dict(self.to_toml())

    # -- changes

    def replace(self, *changes: Sets, **settings: Any) -> Spec:
        """A Spec with other settings.

        Parameters
        ----------
        changes, settings
            Values by address, as dicts or keywords: ``spec.replace({"system.app.instances": 5})``, or
            ``spec.replace(**{"system.app.instances": 5})``. Units stand in texts, as in a file: ``"8 ms"``.

        Returns
        -------
        Spec
            As if each had been written behind ``--set``.

        Raises
        ------
        SpecError
            An address does not exist, or a value does not fit.
        """
        sets = list(self._loaded.sets)
        for one in (*changes, settings):
            sets += _sets(one)
        return Spec._of(self._loaded.files, self._loaded.case, sets)

    def set(self, *arguments: Any) -> Spec:
        """A Spec with other settings, written as for the command: ``spec.set("system.app.instances=5")``.

        ``spec.set("system.app.instances", 5)`` is the same as :meth:`replace`. Raises SpecError.
        """
        if len(arguments) == 2 and "=" not in str(arguments[0]):
            return self.replace({arguments[0]: arguments[1]})
        return Spec._of(self._loaded.files, self._loaded.case, [*self._loaded.sets, *_sets(arguments)])

    def with_case(self, name: str | None) -> Spec:
        """The same files with another of their cases; None: the baseline. Raises SpecError where there is none."""
        return Spec._of(self._loaded.files, name, self._loaded.sets)

    def with_users(self, users: int) -> Spec:
        """A Spec with so many users.

        In a model with one closed traffic. Raises ValueError where there is another number of them: then
        :meth:`replace` says whose users are meant.
        """
        closed = [name for name, kind in self.traffic.items() if kind == "closed"]
        if len(closed) != 1:
            which = " or ".join(f"'traffic.{name}.users'" for name in closed)
            raise ValueError(
                f"users= is for a model with one traffic of users; say .replace({{{which}: {users}}})"
                if closed
                else "users= is for a model with users who think; all traffic of this one is open"
            )
        return self.replace({f"traffic.{closed[0]}.users": users})

    # -- questions

    def run(self, **how: Any) -> Results:
        """Runs it: see :func:`plimsoll.run`."""
        from ._run import run

        return run(self, **how)

    def check(self) -> Check:
        """Looks at it without simulating: see :func:`plimsoll.check`."""
        from ._check import check

        return check(self)

    @property
    def plot(self) -> Any:
        """Pictures of the topology: ``spec.plot.topology()``. Needs matplotlib."""
        from ._optional import need

        need("matplotlib", "Spec.plot")
        from . import plotting

        return plotting.Plots(self)

    def __eq__(self, other: object) -> bool:
        return self.digest == other.digest if isinstance(other, Spec) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        case = f", case {self.case!r}" if self.case else ""
        sets = f", {len(self._loaded.sets)} settings changed" if self._loaded.sets else ""
        parts = ", ".join(f"{name}: {kind}" for name, kind in self.parts.items())
        return f"<plimsoll.Spec {self.title or self.source!r}{case}{sets}; {parts}>"


def _unpickled(files: list[tuple[str, bytes]], case: str, sets: list[str]) -> Spec:
    return Spec._of(files, case, sets)


def load(model: Model, *overlays: Model, case: str | None = None, sets: Sets = None) -> Spec:
    """Reads a topology.

    Parameters
    ----------
    model
        The path of a TOML file; or a text of several lines, an open file, or a dict with the same names
        (:func:`plimsoll.topology`).
    overlays
        Further ones, laid over it in this order: later wins, tables merge, anything else is replaced whole.
    case
        Name of a ``[case.NAME]`` of the files.
    sets
        Settings to change last: ``{"system.app.instances": 5}``, or texts as behind ``--set``.

    Returns
    -------
    Spec

    Raises
    ------
    SpecError
        It does not hold together. The text is that of the command, ``.diagnostics`` lists where and why.
    OSError
        A file cannot be read.

    Examples
    --------
    >>> spec = plimsoll.load("shop.toml", "lean.toml", case="sale", sets={"run.replications": 5})
    """
    if isinstance(model, Spec):
        if overlays:
            files = [*model._loaded.files, *(_source(one, i) for i, one in enumerate(overlays, 2))]
            model = Spec._of(files, model._loaded.case, model._loaded.sets)
        if case is not None:
            model = model.with_case(case)
        return model.replace(sets) if isinstance(sets, Mapping) else model.set(*_sets(sets)) if sets else model
    files = [_source(one, i) for i, one in enumerate((model, *overlays), 1)]
    return Spec._of(files, case, _sets(sets))


def topology(tables: Mapping[str, Any] | None = None, /, **more: Any) -> Spec:
    """A topology made in Python, with the names of a TOML file.

    Parameters
    ----------
    tables, more
        What a file has as tables: ``system``, ``request``, ``traffic``, ``attribute``, ``routine``, ``event``,
        ``objective``, ``price``, ``run``, ``policy`` ... A dict of dicts each; values as in a file, with units in texts.

    Returns
    -------
    Spec
        Problems are shown in the TOML that the dicts make, which ``Spec.to_toml()`` gives too.

    Raises
    ------
    SpecError
        As for :func:`plimsoll.load`.

    Examples
    --------
    >>> spec = plimsoll.topology(
    ...     system={"app": {"kind": "server", "cores": 1}},
    ...     request={"page": {"on": "app", "steps": [{"work": {"dist": "exponential", "mean": "8 ms"}}]}},
    ...     traffic={"visitors": {"users": 100, "think": "1 s"}},
    ... )
    """
    return load({**(tables or {}), **more})
