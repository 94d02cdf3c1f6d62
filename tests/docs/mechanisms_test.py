#!/usr/bin/env python3
"""docs/mechanisms.md is complete and true: every id of every group stands there once, and the models and tests that it
names exist.

    python3 tests/docs/mechanisms_test.py
"""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/mechanisms.md"

# Letters of the groups of the data tier and of cost, and how many rows each has. A group counts once its section has
# begun.
GROUPS = {"C": 11, "D": 17, "E": 22, "F": 11, "G": 29, "H": 6, "I": 14, "J": 12, "T": 4}
ROW = re.compile(r"^\| ([A-Z])(\d\d) \| ([^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
LEFT_OUT = "not modelled: "


def rows():
    """Every row as (id, what it is, what says it, what pins it, what shows it)."""
    return [(letter + number, *map(str.strip, cells)) for letter, number, *cells in ROW.findall(PAGE.read_text())]


def begun():
    """The groups that have a section."""
    return set(re.findall(r"^## .*\(([A-Z])\)$", PAGE.read_text(), re.MULTILINE))


def is_test(name):
    """`tests/components/pool_test.cpp Pool.TheSixthWaits` or `tests/golden/feed_test.py test_shared_pool`."""
    file, _, test = name.partition(" ")
    path = ROOT / file
    if not test or not path.is_file() or not file.startswith("tests/"):
        return False
    if path.suffix == ".py":
        return re.search(rf"\bdef {re.escape(test)}\(", path.read_text()) is not None
    suite, _, case = test.partition(".")
    return re.search(rf"\bTEST(?:_[FP])?\(\s*{re.escape(suite)},\s*{re.escape(case)}\s*\)", path.read_text()) is not None


class Mechanisms(unittest.TestCase):
    # A group that has a section has all of its rows, each once and in order.
    def test_no_row_is_missing(self):
        for letter in sorted(begun()):
            expected = [f"{letter}{number:02}" for number in range(1, GROUPS[letter] + 1)]
            self.assertEqual([row[0] for row in rows() if row[0].startswith(letter)], expected)

    # A row says how a topology says it, which test pins it and which model shows it; or why it is left out.
    def test_every_row_is_said_pinned_and_shown(self):
        for name, what, said, pinned, shown in rows():
            with self.subTest(row=name):
                self.assertTrue(what)
                if said.startswith(LEFT_OUT):
                    self.assertGreater(len(said), len(LEFT_OUT) + 20, "a reason")
                    continue
                self.assertTrue(said)
                tests, models = re.findall(r"`([^`]+)`", pinned), re.findall(r"`([^`]+)`", shown)
                self.assertTrue(tests, "a test")
                self.assertTrue(models, "a model or a page")
                for test in tests:
                    self.assertTrue(is_test(test), test)
                for model in models:
                    file, _, case = model.partition(" ")
                    self.assertTrue((ROOT / file).is_file(), file)
                    if case:
                        self.assertIn(f"[case.{case}]", (ROOT / file).read_text())


if __name__ == "__main__":
    unittest.main()
