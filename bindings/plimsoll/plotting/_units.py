"""Settings as numbers: "8 ms" is 0.008."""

from __future__ import annotations

import re

# What one of each is, in the unit that stands behind: seconds, per second, shares, bytes.
_UNITS = {
    "ns": (1e-9, "s"), "us": (1e-6, "s"), "µs": (1e-6, "s"), "ms": (1e-3, "s"), "s": (1.0, "s"), "min": (60.0, "s"),
    "h": (3600.0, "s"), "d": (86400.0, "s"), "day": (86400.0, "s"), "days": (86400.0, "s"),
    "/s": (1.0, "/s"), "/min": (1 / 60, "/s"), "/h": (1 / 3600, "/s"), "%": (1.0, "%"),
    "B": (1.0, "B"), "kB": (1e3, "B"), "MB": (1e6, "B"), "GB": (1e9, "B"), "TB": (1e12, "B"),
    "KiB": (2.0**10, "B"), "MiB": (2.0**20, "B"), "GiB": (2.0**30, "B"), "TiB": (2.0**40, "B"), "": (1.0, ""),
}  # fmt: skip
_QUANTITY = re.compile(r'"?([+-]?[\d_]*\.?\d[\d_]*(?:[eE][+-]?\d+)?)\s*([^\s"]*)"?')


def quantity(text: object) -> tuple[float, str] | None:
    """(number, unit) of a setting as a file has it: ``"8 ms"`` is (0.008, "s"), ``1_000`` is (1000, ""). None for text,
    lists and what has no known unit.
    """
    found = _QUANTITY.fullmatch(str(text).strip())
    if not found or isinstance(text, bool) or found[2] not in _UNITS:
        return None
    factor, unit = _UNITS[found[2]]
    return float(found[1].replace("_", "")) * factor, unit


def seconds(text: object) -> float | None:
    """A time [s]; None for anything else."""
    found = quantity(text) if text is not None else None
    return found[0] if found and found[1] == "s" else None
