"""What the tests of the Python package share."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CONFIGS = ROOT / "configs"

# The smallest model there is: one core, users who think.
SMALL = """
[system.app]
kind  = "server"
cores = 1
[request.page]
on    = "app"
steps = [{ work = { dist = "exponential", mean = "8 ms" } }]
[traffic.visitors]
users = 100
think = { dist = "exponential", mean = "1 s" }
[run]
warm_up      = "10 s"
duration     = "60 s"
replications = 3
"""


def command(*words, text=None, expected=0):
    """What the command `plimsoll` prints: (standard output, standard error)."""
    done = subprocess.run(
        [os.environ["PLIMSOLL"], *map(str, words)], input=text, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == expected, done.stderr
    return done.stdout, done.stderr


@pytest.fixture(scope="session")
def small():
    return SMALL


@pytest.fixture(scope="session")
def shop_results():
    """One model of several requests and parts, run once for whoever looks at results."""
    import plimsoll

    sets = {"run.duration": "60 s", "run.warm_up": "10 s", "run.replications": 4}
    return plimsoll.run(ROOT / "tests/cli/shop.toml", sets=sets)
