"""Python values as TOML, and a topology in dicts as a file."""

import datetime
import math
import re
from collections.abc import Mapping

from . import _core

_BARE = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\Z")

# Tables whose entries are addresses: nested dicts are dots between names.
_OF_ADDRESSES = ("case", "sweep")


def value(item):
    """One value as TOML writes it: ``5``, ``"8 ms"``, ``[1, 2]``, ``{ dist = "constant" }``.

    Raises TypeError for what TOML has no word for.
    """
    if hasattr(item, "item") and getattr(item, "ndim", None) == 0:  # a NumPy scalar
        item = item.item()
    if hasattr(item, "tolist"):
        item = item.tolist()
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, int):
        return str(item)
    if isinstance(item, float):
        item = float(item)
        if not math.isfinite(item):
            raise TypeError(f"{item!r} is no value of a topology: numbers are finite")
        return repr(item)
    if isinstance(item, str):
        return _core.quoted(item)
    if isinstance(item, datetime.timedelta):
        return _core.quoted(f"{item // datetime.timedelta(microseconds=1)} us")
    if isinstance(item, Mapping):
        return "{ " + ", ".join(f"{key(name)} = {value(one)}" for name, one in item.items()) + " }" if item else "{}"
    if isinstance(item, (list, tuple)):
        return "[" + ", ".join(value(one) for one in item) + "]"
    raise TypeError(f"{item!r} is no value of a topology: give a number, a text such as '8 ms', a bool, a list or a dict")


def key(name):
    """A name, or names with dots between, as TOML writes them."""
    if not isinstance(name, str):
        raise TypeError(f"{name!r} is no name: names of a topology are texts")
    return name if _BARE.match(name) else _core.quoted(name)


def setting(address, item):
    """One setting as the command has it behind ``--set``."""
    return f"{key(address)}={value(item)}"


def _flat(table, prefix=""):
    """(address, value) of all in nested dicts; a distribution is a value."""
    for name, item in table.items():
        address = f"{prefix}.{name}" if prefix else name
        if isinstance(item, Mapping) and "dist" not in item:
            yield from _flat(item, address)
        else:
            yield address, item


def _settings(table, flatten):
    lines = []
    for name, item in table.items():
        if isinstance(item, Mapping) and (flatten or name == "set"):
            lines += [f"{key(address)} = {value(one)}" for address, one in _flat({name: item})]
        elif isinstance(item, (list, tuple)) and item and all(isinstance(one, Mapping) for one in item):
            lines.append(f"{key(name)} = [")
            lines += [f"  {value(one)}," for one in item]
            lines.append("]")
        else:
            lines.append(f"{key(name)} = {value(item)}")
    return lines


def document(tables):
    """A topology in dicts as a TOML file: tables first as they come, with one section for each named thing."""
    top, sections = [], []
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            top.append(f"{key(name)} = {value(table)}")
        elif name in ("run", "price", "sweep") or not all(isinstance(one, Mapping) for one in table.values()):
            sections.append([f"[{key(name)}]", *_settings(table, name in _OF_ADDRESSES)])
        else:
            for entry, settings in table.items():
                sections.append([f"[{key(name)}.{key(entry)}]", *_settings(settings, name in _OF_ADDRESSES)])
    blocks = ([top] if top else []) + sections
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"
