"""Types: the stub of the extension is what the extension has, and programs of users are checked against the package."""

import ast
import os
import re
import subprocess
import sys

from conftest import ROOT
from plimsoll import _core


# NumPy's own types are many, and nothing here depends on them.
CONFIGURATION = """
[mypy]
[mypy-numpy.*]
follow_imports = skip
follow_imports_for_stubs = true
"""


def mypy(*words, cwd):
    (cwd / "mypy.ini").write_text(CONFIGURATION)
    paths = {"MYPYPATH": os.environ["PYTHONPATH"], "MYPY_CACHE_DIR": str(cwd / "cache")}
    command = [sys.executable, "-m", *map(str, words)]
    return subprocess.run(command, cwd=cwd, env={**os.environ, **paths}, capture_output=True, text=True, check=False)


# Every function, class and property of _core.pyi is that of the extension, and none is missing: mypy's own stubtest.
# Only that pybind11's classes have a metaclass of their own is not said. (stubtest sees no signatures of pybind11's;
# names of parameters are compared below.)
def test_the_stub_is_that_of_the_extension(tmp_path):
    classes = [name for name, one in vars(_core).items() if isinstance(one, type)]
    allowed = tmp_path / "metaclasses.txt"
    allowed.write_text("".join(f"plimsoll._core.{name}\n" for name in classes))
    words = ("--mypy-config-file", "mypy.ini", "--allowlist", allowed, "--ignore-unused-allowlist")
    done = mypy("mypy.stubtest", "plimsoll._core", *words, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


# pybind11 writes signatures into docstrings: each function's parameters are those of the stub, in the same order.
def test_parameters_are_those_of_the_extension():
    stub = ast.parse((ROOT / "bindings/plimsoll/_core.pyi").read_text(encoding="utf-8"))
    functions = [node for node in stub.body if isinstance(node, ast.FunctionDef)]
    assert len(functions) > 20
    for function in functions:
        told = re.match(rf"{function.name}\((.*)\) -> ", getattr(_core, function.name).__doc__)[1]
        names = re.findall(r"(?:^|, )(\w+): ", told)
        mine = [argument.arg for argument in function.args.args]
        if not any(re.fullmatch(r"arg\d+", name) for name in names):
            assert names == mine, function.name
        assert len(names) == len(mine), function.name


# A program as users write it has no type errors under --strict; a slip in it is one (or to ignore it would be).
def test_programs_of_users_are_checked(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import plimsoll\n"
        "results: plimsoll.Results = plimsoll.run('shop.toml', users=1_000, replications=5, trace=100)\n"
        "p99: float = results.requests['checkout'].latency.p99\n"
        "low: float = results.requests['checkout'].latency.p99.low\n"
        "spec: plimsoll.Spec = plimsoll.load('shop.toml').replace({'run.seed': 3})\n"
        "wait = plimsoll.theory.mm_c(40.0, 0.05, 3).wait_seconds\n"
        "change: str = plimsoll.compare(spec, {'system.app.instances': 5}).changes['checkout.p99']\n"
        "points: plimsoll.Sweep = plimsoll.sweep(spec, {'system.app.instances': [1, 2]})\n"
        "plimsoll.run('shop.toml', user=1_000)  # type: ignore[call-arg]\n"
        "half: int = results.requests['checkout'].latency.p99  # type: ignore[assignment]\n"
    )
    done = mypy("mypy", "--strict", "--config-file", "mypy.ini", program, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
