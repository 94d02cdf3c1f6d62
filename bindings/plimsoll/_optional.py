"""Packages that plimsoll works without, and what to say where one is wanted and missing."""

import importlib
from typing import Any

# The extra of the wheel that brings it (pyproject.toml).
_EXTRAS = {
    "pandas": "frames",
    "xarray": "frames",
    "pyarrow": "arrow",
    "matplotlib": "plot",
    "tqdm": "notebook",
    "distributed": "cluster",
}


def need(package: str, for_what: str) -> Any:
    """The module ``package``. Raises ImportError that says what it is needed for and how to get it."""
    try:
        return importlib.import_module(package)
    except ModuleNotFoundError as missing:
        root = package.split(".")[0]
        if (missing.name or "").split(".")[0] != root:
            raise
        extra = _EXTRAS.get(root)
        also = f", or with all that goes with it: pip install 'plimsoll[{extra}]'" if extra else ""
        raise ImportError(f"{for_what} needs {root}, which is not installed: pip install {root}{also}", name=root) from None
