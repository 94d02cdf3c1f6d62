"""How formulas are called over NumPy arrays."""

import warnings
from typing import Any

import numpy as np

from .. import _core

_FORMULAS = _core.theory_formulas()


class Refused(ValueError):
    """A formula does not hold for these numbers; the text says why."""


class Means:
    """What a formula says, a name for each figure: numbers, or arrays of the shape of the arguments.

    ``means.wait_seconds`` and ``means["wait_seconds"]`` are the same. ``to_dict()`` suits ``pandas.DataFrame``.
    """

    def __init__(self, figures: dict[str, Any]) -> None:
        self.__dict__.update(figures)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"there is no {name!r}; there are {', '.join(self.__dict__)}")

    def __getitem__(self, name: str) -> Any:
        return self.__dict__[name]

    def to_dict(self) -> dict[str, Any]:
        """Name to number or array."""
        return dict(self.__dict__)

    def __repr__(self) -> str:
        return "Means(" + ", ".join(f"{name}={figure!r}" for name, figure in self.__dict__.items()) + ")"


def refuse(name: str, reason: str) -> None:
    """For arrays: NaN stands where a formula is refused, and a warning says why."""
    warnings.warn(f"{name}: nan where {reason}", RuntimeWarning, stacklevel=4)


def call(name: str, *arguments: Any) -> Any:
    """The figures of a formula, broadcast over its arguments. One figure alone is not wrapped."""
    _, figures = _FORMULAS[name]
    arrays = np.broadcast_arrays(*(np.asarray(one, dtype=np.float64) for one in arguments))
    shape = arrays[0].shape
    columns = np.stack([one.ravel() for one in arrays], axis=-1)
    rows, refused = _core.theory_rows(name, columns)
    if refused and shape == ():
        raise Refused(f"{name}: {refused}")
    if refused:
        refuse(name, refused)
    shaped = [float(row[0]) if shape == () else row.reshape(shape) for row in rows]
    return shaped[0] if figures == ["value"] else Means(dict(zip(figures, shaped)))


def told(name: str, answer: Any, reason: str) -> Any:
    """An answer, or Refused."""
    if reason:
        raise Refused(f"{name}: {reason}")
    return answer
