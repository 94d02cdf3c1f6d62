"""The wheel in a clean virtual environment: what `pip install` of it gives."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import plimsoll
import pytest
from conftest import ROOT, SMALL


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Put together from what was built, as the target `wheel` does."""
    out = tmp_path_factory.mktemp("wheel")
    script = ROOT / "bindings/wheel.py"
    words = [sys.executable, "-B", str(script), os.environ["CMAKE"], os.environ["PLIMSOLL_BUILD"], str(out)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    (path,) = out.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A new environment with the wheel: NumPy comes from the system, and nothing from a network."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, system_site_packages=True, with_pip=True)
    install = [home / "bin/python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel]
    subprocess.run(install, check=True)
    return home


def run(*words, **more):
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(list(map(str, words)), env=clean, capture_output=True, text=True, check=False, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout


# It holds the package with types, the command, and metadata; and the same contents give the same bytes.
def test_what_the_wheel_holds(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        about = archive.read(next(name for name in names if name.endswith("METADATA"))).decode()
    assert {"plimsoll/__init__.py", "plimsoll/_core.pyi", "plimsoll/py.typed"} <= set(names)
    assert any(name.startswith("plimsoll/_core.") and name.endswith(".so") for name in names)
    assert any(name.endswith(".data/scripts/plimsoll") for name in names)
    assert not any("__pycache__" in name or name.endswith(".a") for name in names)
    assert f"Version: {plimsoll.__version__}" in about and "Requires-Dist: numpy" in about
    assert wheel.stat().st_size < 20_000_000


# In the environment `import plimsoll` works, runs a model, and says what this build says.
def test_the_installed_package_runs(installed, tmp_path):
    program = (
        "import json, sys, plimsoll; text = sys.stdin.read(); results = plimsoll.run(text)\n"
        "print(json.dumps({'file': plimsoll.__file__, 'digest': results.run['digest'], "
        "'p99': results['page'].latency.p99}))"
    )
    told = json.loads(run(installed / "bin/python", "-c", program, input=SMALL, cwd=tmp_path))
    assert Path(told["file"]).is_relative_to(installed)
    mine = plimsoll.run(SMALL)
    assert (told["digest"], told["p99"]) == (mine.run["digest"], mine["page"].latency.p99)


# ... and so does the command that it brought, on the PATH of the environment.
def test_the_installed_command_runs(installed, tmp_path):
    command = installed / "bin/plimsoll"
    assert plimsoll.__version__ in run(command, "--version", cwd=tmp_path)
    out = run(command, "run", "-", "--format", "json", input=SMALL, cwd=tmp_path)
    assert json.loads(out)["run"]["digest"] == plimsoll.run(SMALL).run["digest"]
    assert "bookshop" in run(command, "examples", cwd=tmp_path)
