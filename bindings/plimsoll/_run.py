"""Running a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Union

from . import _core
from ._executor import Hands
from ._results import Results
from ._spec import Model, Sets, Spec, load
from ._trace import Trace
from .errors import Interrupted


def _spec_of(
    model: Model, *, case: str | None, users: int | None, replications: int | None, seed: int | None, sets: Sets
) -> Spec:
    spec = load(model, case=case, sets=sets)
    if users is not None:
        spec = spec.with_users(users)
    # As the command does: --seed and --replications are settings, and come last.
    last = {"run.seed": seed, "run.replications": replications}
    last = {address: value for address, value in last.items() if value is not None}
    return spec.replace(last) if last else spec


class Progress(NamedTuple):
    """How far a run is, as it is told ten times a second to ``progress=function``."""

    share: float  #: of simulated time over all replications, 0 to 1; below 0 where it cannot be known
    events: int
    replications_done: int
    replications: int
    elapsed_seconds: float
    is_pilot: bool  #: still finding out how long the warm-up is


# Who is told how far a run is.
Told = Union[bool, None, Callable[[Progress], Any]]


class _Bar:
    """A tqdm bar over simulated time, or nothing where tqdm is not installed."""

    def __init__(self, title: str) -> None:
        try:
            from tqdm.auto import tqdm  # type: ignore[import]
        except ImportError:
            self._bar: Any = None
            return
        shape = "{l_bar}{bar}| {elapsed}<{remaining}{postfix}"
        self._bar = tqdm(total=100, desc=title, unit="%", leave=False, bar_format=shape)

    def __call__(self, now: Progress) -> None:
        if self._bar is None:
            return
        finished = now.replications_done / now.replications if now.replications else 0
        text = f"{now.replications_done} of {now.replications} replications"
        self._bar.n = round(max(now.share, finished) * 100, 1)
        self._bar.set_postfix_str(f"{'finding the warm-up' if now.is_pilot else text}, {now.events:,} events")

    def say(self, text: str) -> None:
        """What a search of many runs has come to."""
        if self._bar is not None:
            self._bar.set_description_str(text)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


class Watched:
    """Passes on how far a run is: to tqdm (True), to a function, or to nobody (None, False)."""

    def __init__(self, wanted: Told, title: str) -> None:
        if wanted not in (None, True, False) and not callable(wanted):
            raise TypeError("progress is True, False, None or a function that takes a plimsoll.Progress")
        self._bar = _Bar(title) if wanted is True else None
        self._told: Callable[[Progress], Any] | None = self._bar or (wanted if callable(wanted) else None)

    def __enter__(self) -> Callable[[tuple[Any, ...]], Any] | None:
        """What the simulator calls, with the fields of Progress in one tuple; or None."""
        told = self._told
        return None if told is None else lambda fields: told(Progress(*fields))

    @property
    def says(self) -> Callable[[str], Any] | None:
        """Takes a sentence about how far a search of many runs is; None where nobody reads it."""
        return self._bar.say if self._bar is not None else None

    def __exit__(self, *_: Any) -> None:
        if self._bar is not None:
            self._bar.close()


def kept(results: Any, finished: int, wanted: int) -> Interrupted:
    """The exception for an interrupted call that had results to keep."""
    return Interrupted(
        f"{finished} of {wanted} replications were finished; plimsoll.last_interrupted() has what they say", results
    )


def observe(
    spec: Spec, changes: _core.RunChanges | None, threads: int, executor: Any, callback: Any, trace: int = 0
) -> _core.Observed:
    """Runs a model here or by an executor; what was seen of it."""
    sampled = _core.sample_share(spec._loaded, trace) if trace else 0
    hands = None if executor is None else Hands(executor, spec, callback, sampled)
    return _core.observe(spec._loaded, changes, threads=threads, progress=callback, hands=hands, sampled=sampled)


def run(
    model: Model,
    *,
    case: str | None = None,
    users: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    sets: Sets = None,
    threads: int = 0,
    executor: Any = None,
    progress: Told = None,
    trace: int = 0,
) -> Results:
    """Runs a model and returns what it measured.

    Parameters
    ----------
    model
        A :class:`plimsoll.Spec`, or what :func:`plimsoll.load` takes: a path, a text, a dict.
    case
        Name of a ``[case.NAME]`` to apply.
    users
        How many users there are, in a model with one traffic of users; short for
        ``sets={"traffic.NAME.users": ...}``.
    replications
        Independent runs; every interval in the results is over these. Default: what the model says (10).
    seed
        Same seed, model and version: same bytes, whatever ``threads`` and ``executor`` are. Default: what the model
        says (1).
    sets
        Further settings by address, ``{"system.app.instances": 5}``; times and rates as texts: ``"8 ms"``.
    threads
        Worker threads; 0 means one per core. Never changes a result.
    progress
        True shows a tqdm bar where tqdm is installed. Or a function that is called with a :class:`plimsoll.Progress`
        up to ten times a second.
    executor
        Where replications run, in pieces of about a second: any ``concurrent.futures`` executor (threads, processes),
        or a Dask ``Client``. Default: threads of this process. Never changes a result.
    trace
        Samples so many requests and watches them step by step: ``results.trace``, a :class:`plimsoll.Trace`. Changes
        nothing else of the result.

    Returns
    -------
    Results
        Times in seconds, rates per second, shares between 0 and 1, money per month in the model's currency.
        ``results["checkout"].latency.p99`` is a float with ``.low`` and ``.high`` (95 %). ``results.to_json()`` is
        byte for byte what ``plimsoll run --format json`` prints, but for the time that it took.

    Raises
    ------
    SpecError
        The topology does not hold together; ``.diagnostics`` lists where and why.
    OSError
        A file cannot be read.
    GuardStop
        The run asks for what cannot be done: too much memory, a queue without end.
    Interrupted
        Ctrl-C, heard within a fifth of a second; ``.results`` has what was finished. A KeyboardInterrupt.

    Notes
    -----
    Python's lock is released: other threads go on meanwhile, and may run models too.

    Examples
    --------
    >>> results = plimsoll.run("shop.toml", users=1_000)
    >>> results["checkout"].latency.p99
    0.672 [0.641, 0.703]
    """
    spec = _spec_of(model, case=case, users=users, replications=replications, seed=seed, sets=sets)
    with Watched(progress, spec.title or spec.source) as callback:
        observed = observe(spec, None, threads, executor, callback, trace)
    results = Results._of(spec, observed, Trace._of(spec, observed, trace) if trace else None)
    if observed.was_interrupted:
        raise kept(results, results.run["replications"], results.run["replications_wanted"])
    return results


__all__ = ["run"]
