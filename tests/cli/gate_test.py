#!/usr/bin/env python3
"""`plimsoll compare --gate` as CI sees it: a saved result, a changed model, an exit code, a comment.

    python3 tests/cli/gate_test.py build/release/plimsoll
"""

import json
import unittest

from command_line_test import CommandLine, violations

# Ten pairs, so that a tenth more work shows.
RUN = "--replications 10"


class Gate(CommandLine):
    def setUp(self):
        super().setUp()
        self.assertEqual(self.plimsoll(f"run shop.toml {RUN} --format json --out base.json")[0], 0)

    def change(self, *changes):
        path = self.folder / "shop.toml"
        text = path.read_text()
        for before, after in changes:
            self.assertIn(before, text)
            text = text.replace(before, after)
        path.write_text(text)

    def gate(self, options="", expected=0):
        code, output, error = self.plimsoll(f"compare base.json shop.toml --gate {options}")
        self.assertEqual(code, expected, output + error)
        return output, error

    # The model as it was passes, and so it does with another seed in its file, to the last bit: both run with
    # the seed of the base.
    def test_a_mere_change_of_seed_passes(self):
        for seed in range(2, 7):
            self.change(("[run]", f"[run]\nseed = {seed} # next"))
            output, _ = self.gate("--format json")
            comparison = json.loads(output)
            self.assertEqual(comparison["gate"]["verdict"], "holds")
            self.assertTrue(all(one["loss"] == 0 for one in comparison["gate"]["measures"]))
            self.change((f"[run]\nseed = {seed} # next", "[run]"))

    # Other luck under the same law passes too: traffic and requests' steps are renamed, so every draw is
    # another one.
    def test_other_luck_passes(self):
        self.change(("traffic.visitors", "traffic.guests"), ("{ work", '{ id = "draw", work'))
        for seed in range(1, 6):
            output, _ = self.gate(f"--seed {seed} --format json")
            self.assertTrue(any(one["loss"] != 0 for one in json.loads(output)["gate"]["measures"]))

    # A fifth more work does not pass: exit code 99, and what is worse, by how much at least.
    def test_a_regression_does_not_pass(self):
        self.change(("8 ms", "9.6 ms"))
        output, error = self.gate(expected=99)
        self.assertTrue(output.startswith("✗ REGRESSION  "), output)
        self.assertIn("page.mean by ", output.splitlines()[0])
        self.assertEqual(error, "")
        self.gate("--tolerate '300 %'")
        self.gate("--measure page.throughput")

    # For a pull request: the verdict, a table, the comparison folded away.
    def test_markdown(self):
        self.change(("8 ms", "9.6 ms"))
        output, error = self.gate("--format markdown --out gate.md", expected=99)
        self.assertEqual(output, "")
        self.assertIn("REGRESSION", error)
        text = (self.folder / "gate.md").read_text()
        self.assertTrue(text.startswith("**✗ REGRESSION"), text)
        self.assertRegex(text, r"\| page mean \[ms\] \|.*\*\*worse\*\* \|")
        self.assertIn("<details><summary>The whole comparison, each measure on its own</summary>", text)

    # A base carries its model, with case and settings; what is said on the command line comes on top.
    def test_a_base_carries_its_model(self):
        line = f"run shop.toml lean.toml --case strict --set system.app.workers=16 {RUN} --format json"
        self.plimsoll(f"{line} --out base.json")
        (self.folder / "lean.toml").unlink()
        same = f"--b-set system.app.instances=1 --b-case strict --b-set system.app.workers=16 {RUN} --format json"
        comparison = json.loads(self.gate(same)[0])
        self.assertEqual(comparison["a"]["model_digest"], comparison["b"]["model_digest"])
        self.assertEqual(comparison["a"]["case"], "strict")
        other = json.loads(self.gate(f"{same} --a-set system.app.workers=8")[0])
        self.assertNotEqual(other["a"]["model_digest"], other["b"]["model_digest"])
        code, _, error = self.plimsoll("compare base.json shop.toml --gate --a-set system.app.worker=8")
        self.assertEqual(code, 4)
        self.assertTrue(error.startswith("--a-set #1:1:12: "), error)

    # JSON is the comparison with one more key, and of the published schema.
    def test_json_is_of_the_schema(self):
        schema = json.loads(self.plimsoll("schema --comparison")[1])
        comparison = json.loads(self.gate("--format json")[0])
        self.assertEqual(violations(comparison, schema, schema), [])
        self.assertEqual(comparison["gate"]["false_alarms"], 0.0001)

    # What cannot be judged is undecided: a request that is gone, a promise that is gone.
    def test_what_is_gone_is_undecided(self):
        self.change(("[objective.quick]\np95_below", "[objective.fast]\np95_below"), ("objective.quick", "objective.fast"))
        self.assertIn("? UNDECIDED  B has no objective quick", self.gate(expected=98)[0])

    # What is no base, and what makes no sense.
    def test_mistakes(self):
        (self.folder / "half.json").write_text('{"schema": ')
        (self.folder / "other.json").write_text(self.plimsoll("compare shop.toml shop.toml --format json")[1])
        for arguments, expected, said in (
            ("half.json shop.toml --gate", 3, "half.json: is no JSON"),
            ("other.json shop.toml --gate", 3, "plimsoll/comparison/1"),
            ("missing.json shop.toml --gate", 3, "missing.json"),
            ("base.json shop.toml --measure page.p99", 2, "--gate"),
            ("base.json shop.toml --gate --measure page.p98", 2, "did you mean 'page.p95'?"),
            ("base.json shop.toml --gate --fail-if-worse page.p99", 2, "two ways to judge"),
            ("base.json shop.toml --tolerate '2 %'", 2, "--gate"),
        ):
            with self.subTest(arguments):
                code, output, error = self.plimsoll(f"compare {arguments}")
                self.assertEqual((code, output), (expected, ""), error)
                self.assertIn(said, error)


if __name__ == "__main__":
    unittest.main()
