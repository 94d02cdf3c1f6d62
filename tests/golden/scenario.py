"""What the tests of shipped models share: running the program among the configs, and asserting on figures.

The program is the first argument of the test that imports this: python3 tests/golden/feed_test.py PROGRAM [GROUP]
"""

import json
import subprocess
import sys
import unittest
from functools import lru_cache
from pathlib import Path

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
PROGRAM = Path(sys.argv.pop(1) if len(sys.argv) > 1 else "plimsoll").resolve()

OK, UNDECIDED, FAILED = 0, 98, 99
SEEDS = (1, 2, 3, 4, 5)


def plimsoll(*arguments):
    """Runs the program among the configs; returns exit code, standard output, standard error."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=CONFIGS, capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def scenario(name):
    return f"scenarios/{name}.toml"


def all_models():
    """Every shipped model, tour and scenarios."""
    return sorted(str(path.relative_to(CONFIGS)) for path in [*CONFIGS.glob("*.toml"), *CONFIGS.glob("scenarios/*.toml")])


@lru_cache(maxsize=None)
def cases_of(file):
    """The baseline and every case, as arguments of the command line."""
    code, lines, _ = plimsoll("run", file, "--list-cases")
    assert code == 0, file
    return [(), *(("--case", case) for case in lines.split())]


def half_width(figure):
    return (figure["high"] - figure["low"]) / 2


class Scenario(unittest.TestCase):
    def answer(self, file, *arguments, case=None, exits=None):
        """The result of a run, with its exit code asserted where one is given."""
        code, text, error = plimsoll("run", file, *(("--case", case) if case else ()), *arguments, "--format", "json")
        self.assertIn(code, (OK, UNDECIDED, FAILED) if exits is None else (exits,), error)
        return json.loads(text)

    def assert_exactly(self, figure, value):
        """The same count in every replication."""
        self.assertEqual((figure["low"], figure["value"], figure["high"]), (value, value, value))

    def assert_near(self, figure, value, share):
        """Within a share of the value, all of a narrow interval."""
        self.assertLessEqual(abs(figure["value"] - value), share * value)
        self.assertLessEqual(half_width(figure), share * value)

    def assert_theory(self, figure, exact, narrow):
        """The exact value lies in the interval, at twice its width (99.9 % and more), and that is narrow."""
        self.assertLess(half_width(figure), narrow * exact)
        self.assertLess(abs(figure["value"] - exact), 2 * half_width(figure))
