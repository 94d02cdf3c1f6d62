#!/usr/bin/env python3
"""The walk-through of CONTRIBUTING.md shows real files: each block equals the file named above it."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^`([\w/]+\.(?:hpp|cpp))`\n\n```cpp\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Walkthrough(unittest.TestCase):
    def test_blocks_equal_the_files_they_name(self):
        blocks = BLOCK.findall((ROOT / "CONTRIBUTING.md").read_text())
        self.assertEqual(len(blocks), 3, "the walk-through shows a header, a source and a test")
        for name, text in blocks:
            with self.subTest(name):
                self.assertEqual(text, (ROOT / name).read_text())

    def test_the_one_line_is_there(self):
        line = "plimsoll_component(leaky_bucket)"
        self.assertIn(line, (ROOT / "CONTRIBUTING.md").read_text())
        self.assertIn(line, (ROOT / "models/components/CMakeLists.txt").read_text().splitlines())


if __name__ == "__main__":
    unittest.main()
