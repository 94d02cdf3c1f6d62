"""What can go wrong, told apart: a user's mistake, a run that cannot be done, our own mistake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import _core
from ._core import GuardStop, InternalError

__all__ = ["GuardStop", "InternalError", "Interrupted", "SpecError", "last_interrupted"]

GuardStop.__module__ = InternalError.__module__ = "plimsoll"
GuardStop.__doc__ = "A run that asks for what cannot be done: too much memory, a queue or an instant without end."
InternalError.__doc__ = """A mistake of plimsoll's own. Please report it with the model."""


class SpecError(ValueError):
    """A topology that does not hold together.

    The text is that of the command: each problem with its place, the line, a caret and what to write instead.

    Attributes
    ----------
    diagnostics
        One :class:`plimsoll.Diagnostic` for each problem, in the order of the file: ``severity``, ``source``,
        ``line``, ``column`` (from 1), ``address``, ``message``, ``remedy``.
    """

    def __init__(self, text: str, diagnostics: Sequence[_core.Diagnostic] = ()) -> None:
        super().__init__(text)
        self.diagnostics = tuple(diagnostics)

    @classmethod
    def of(cls, problems: _core.Diagnostics) -> SpecError:
        """The error for what was found in a topology (``plimsoll._core.Diagnostics``)."""
        return cls(f"{problems.render()}{problems.tally()}; nothing was simulated", problems.sorted())

    def __reduce__(self) -> tuple[Any, ...]:
        return (SpecError, (str(self), self.diagnostics))


_last: Any = None


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, or the stop button of a notebook, while a model ran.

    A ``KeyboardInterrupt``, so a loop around the run ends too. What was finished is kept.

    Attributes
    ----------
    results
        What the call would have returned, from what was finished, marked as not complete. The same is to be had
        from :func:`plimsoll.last_interrupted` afterwards.
    """

    def __init__(self, text: str, results: Any = None) -> None:
        super().__init__(text)
        self.results = results
        global _last
        _last = results


def last_interrupted() -> Any:
    """What the run that was interrupted last had finished (see :class:`plimsoll.Interrupted`), or None."""
    return _last
