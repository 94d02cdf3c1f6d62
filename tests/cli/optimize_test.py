#!/usr/bin/env python3
"""`plimsoll optimize` as a shell sees it: the answer, exit codes, and what it says where it has none.

    python3 tests/cli/optimize_test.py build/release/plimsoll
"""

import json
import unittest

from command_line_test import CommandLine

OVER = "--over 'system.app.instances=[3, 1, 2]'"


class Optimize(CommandLine):
    # One server of the shop of one page does, for 29.20 USD a month; text and JSON say the same, and the verdict of
    # JSON goes to standard error.
    def test_the_cheapest_is_found(self):
        code, output, error = self.plimsoll(f"optimize shop.toml {OVER}")
        self.assertEqual((code, error), (0, ""))
        first = output.splitlines()[0]
        self.assertRegex(first, r"^✓ CHEAPEST  Shop of one page: app\.instances = 1 for 29\.20 USD a month \(.* sure\)$")
        code, output, error = self.plimsoll(f"optimize shop.toml {OVER} --format json --threads 1")
        self.assertEqual((code, error), (0, first + "\n"))
        answer = json.loads(output)
        self.assertEqual([point["values"] for point in answer["points"]], [["1"], ["2"], ["3"]])
        self.assertEqual(answer["points"][answer["chosen"]]["point"], 2)
        self.assertGreaterEqual(answer["probability"], answer["wanted"])

    # A promise that no number of servers keeps: work of 8 ms within 1 ms.
    def test_no_point_holds(self):
        code, output, _ = self.plimsoll(f"optimize shop.toml {OVER} --case strict")
        self.assertEqual(code, 99, output)
        self.assertTrue(output.startswith("✗ NO POINT HOLDS"), output)

    # What cannot be asked is refused with what to write instead, and nothing is simulated.
    def test_questions_without_an_answer(self):
        path = self.folder / "shop.toml"
        text = path.read_text()
        before, _, after = text.partition("[price]\n")
        (self.folder / "free.toml").write_text(
            before.replace('price     = "machine"\n', "") + after.partition("\n")[2]
        )
        lines = text.split("\n\n")
        (self.folder / "aimless.toml").write_text(
            "\n\n".join(one for one in lines if "objective" not in one)
        )
        for arguments, code, says in (
            ("optimize shop.toml", 2, "there is nothing to choose from"),
            (f"optimize free.toml {OVER}", 2, "has no price"),
            (f"optimize aimless.toml {OVER}", 2, "has no objective"),
            (f"optimize shop.toml {OVER} --sure 3", 2, "--sure 3: is no share"),
            ("optimize shop.toml --over 'system.app.instanses=[1, 2]'", 4, "--over #1"),
            (f"optimize shop.toml {OVER} --set system.app.instances=2", 4, "given by --set and by --over"),
        ):
            with self.subTest(arguments):
                found, output, error = self.plimsoll(arguments)
                self.assertEqual((found, output), (code, ""), error)
                self.assertIn(says, error)
                self.assertIn("\n", error.split(says)[1])
                self.assertRegex(error, r"(?m)^ +=")


if __name__ == "__main__":
    unittest.main()
