"""Rules of the bindings that read the sources: no logic there, and pages that stand on their own."""

import ast
import inspect
import re

import plimsoll
from conftest import ROOT


# Each bind_*.cpp shows one header of ours, and module.cpp calls every one of them.
def test_each_binding_shows_one_header():
    calls = (ROOT / "bindings/module.cpp").read_text()
    for path in sorted((ROOT / "bindings").glob("bind_*.cpp")):
        assert f"python::{path.stem}(module);" in calls, path.name
        if path.stem != "bind_theory":  # of many small headers
            first = re.search(r'#include "([^"]+)"', path.read_text())[1]
            assert first.split("/")[0] in ("models", "study", "sim"), path.name


# Every public function and class says what it does, and help(plimsoll.run) is enough to use it.
def test_everything_public_is_documented():
    for name in plimsoll.__all__:
        assert inspect.getdoc(getattr(plimsoll, name)), name
    for name in ("run", "load", "check", "compare", "sweep", "limit", "sensitivity", "topology"):
        text = inspect.getdoc(getattr(plimsoll, name))
        parameters = inspect.signature(getattr(plimsoll, name)).parameters
        for heading in ("Parameters", "Returns", "Raises"):
            assert heading in text, (name, heading)
        for parameter in parameters:
            assert re.search(rf"\b{parameter}\b", text), (name, parameter)


# The Python side is plain enough for the oldest Python that is meant: no syntax of a newer one.
def test_the_syntax_is_that_of_python_3_10():
    for path in sorted((ROOT / "bindings").rglob("*.py")):
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 10))


# Lines and files stay readable.
def test_files_stay_small():
    for path in sorted([*(ROOT / "bindings").rglob("*.py"), *(ROOT / "bindings").glob("*.cpp")]):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 360, path
        assert max(map(len, lines), default=0) <= 125, path
