"""Numbers of a model by address: what limit and sensitivity move."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Union

from . import _core
from ._spec import Spec
from .errors import SpecError

# Addresses of numbers, and an amount of one: 250, or "250 /s".
Addresses = Union[str, Iterable[str], None]
Amount = Union[float, str, None]


def listed(addresses: Addresses) -> list[str]:
    """One text or several, as a list."""
    return [addresses] if isinstance(addresses, str) else list(addresses or ())


def number_at(spec: Spec, address: str) -> _core.NumberSetting:
    """The number at an address. ValueError where there is none."""
    found = _core.number_at(spec._loaded, address)
    if found is None:
        known = [one.address for one in _core.numbers(spec._loaded)]
        remedy = _core.did_you_mean(address, known) or "Spec.settings lists every setting"
        raise ValueError(f"of={address!r}: the model has no number there; {remedy}")
    return found


def share(name: str, value: float) -> float:
    """A share between 0 and 1, or ValueError."""
    if not 0 < value < 1:
        raise ValueError(f"{name}={value!r} is no share between 0 and 1; write one per cent as 0.01")
    return float(value)


def amount(spec: Spec, name: str, value: Amount, number: _core.NumberSetting) -> float | None:
    """An amount of a number in the number's own unit; the language itself reads it, so that any unit does."""
    if value is None:
        return None
    written = f"{number.address}={value}"
    try:
        bare = float(value)
    except ValueError:
        pass
    else:
        if not number.is_whole or bare.is_integer():
            written = number.assignment(bare)
    try:
        loaded = spec.set(written)._loaded
    except SpecError:
        raise ValueError(f"{name}={value!r} is no value of {number.address}") from None
    for one in _core.numbers(loaded):
        if one.address == number.address and one.unit == number.unit:
            return one.value
    raise ValueError(f"{name}={value!r} is not in the unit of {number.address}; write it in {number.unit}")
