#!/usr/bin/env python3
"""`plimsoll sweep` and `plimsoll merge` as a shell sees them, ends without warning included.

    python3 tests/cli/sweep_test.py build/release/plimsoll
"""

import contextlib
import csv
import io
import json
import signal
import sqlite3
import subprocess
import time
import unittest

from command_line_test import CommandLine

SIX = "--sweep 'system.app.instances=[1, 2, 3]' --sweep 'traffic.visitors.users=[100, 200]'"
QUICK = "--set run.duration=5s --replications 2"
# Long enough that a process can be caught in the middle.
SLOW = "--set run.duration=20min --replications 2"


class Sweeps(CommandLine):
    def sweep(self, options, expected=0):
        code, output, error = self.plimsoll(f"sweep shop.toml {options}")
        self.assertEqual(code, expected, error)
        return output

    def points(self, store):
        return json.loads(self.plimsoll(f"merge {store} --format json")[1])["points"]

    def dump(self, store):
        """Everything in a store, as SQL."""
        with contextlib.closing(sqlite3.connect(self.folder / store)) as database:
            return "\n".join(database.iterdump())

    def start(self, options):
        return subprocess.Popen(
            f"exec plimsoll sweep shop.toml {options}",
            shell=True,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # A test runner in the background may have Ctrl-C ignored, and children inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def wait_for_points(self, store, count):
        """Waits until a sweep that is running has kept so many points."""
        while True:
            with contextlib.suppress(sqlite3.Error):
                with contextlib.closing(sqlite3.connect(f"file:{self.folder / store}?mode=ro", uri=True)) as database:
                    if database.execute("SELECT count(*) FROM result").fetchone()[0] >= count:
                        return
            time.sleep(0.005)


class Points(Sweeps):
    # Each point is what `run` finds with the same settings, to the byte but for clock and threads.
    def test_each_point_is_what_run_finds(self):
        found = json.loads(self.sweep(f"{SIX} {QUICK} --format json"))
        self.assertTrue(found["complete"])
        self.assertEqual(len(found["points"]), 6)
        for point in found["points"]:
            sets = " ".join(f"--set {name}={value}" for name, value in point["settings"].items())
            alone = json.loads(self.plimsoll(f"run shop.toml {QUICK} {sets} --format json")[1])
            for result in (alone, point["result"]):
                for field in ("wall_seconds", "threads"):
                    del result["run"][field]
                result["model"]["sets"].sort()
            self.assertEqual(point["result"], alone)

    # Any result of a sweep can be verified, and threads change no byte of any format.
    def test_results_can_be_run_again(self):
        outputs = [self.sweep(f"{SIX} {QUICK} --format json --threads {threads}") for threads in (1, 2, 5)]
        self.assertEqual(outputs[0], outputs[1])
        self.assertEqual(outputs[0], outputs[2])
        point = json.loads(outputs[0])["points"][3]
        (self.folder / "r.json").write_text(json.dumps(point["result"]))
        code, output, error = self.plimsoll("verify r.json")
        self.assertEqual(code, 0, output + error)

    # [sweep] of the file makes the points; what is zipped turns together; --set takes a list away.
    def test_lists_of_the_file(self):
        with (self.folder / "shop.toml").open("a") as file:
            file.write(
                "\n[sweep]\nsystem.app.instances = [1, 2]\ntraffic.visitors.users = [100, 200]\n"
                'zip = ["system.app.instances", "traffic.visitors.users"]\ncase = ["", "strict"]\n'
            )
        rows = self.sweep(f"{QUICK} --measure page.p99").splitlines()
        self.assertEqual(rows[0].split()[:4], ["Point", "app.instances", "visitors.users", "case"])
        self.assertEqual(
            [row.split()[:4] for row in rows[1:5]],
            [["1", "1", "100", "baseline"], ["2", "1", "100", "strict"], ["3", "2", "200", "baseline"],
             ["4", "2", "200", "strict"]],
        )
        self.assertIn("✗ failed", rows[2])
        rows = self.sweep(f"{QUICK} --set system.app.instances=4 --case lean --measure page.p99").splitlines()
        self.assertEqual([row.split()[:2] for row in rows[:3]], [["Point", "visitors.users"], ["1", "100"], ["2", "200"]])

    # Every point has the same users and the same luck: the same requests arrive at either number of instances.
    def test_points_share_their_luck(self):
        text = (self.folder / "shop.toml").read_text()
        text = text.replace('users = 200\nthink = { dist = "exponential", mean = "5 s" }', 'rate = "40 /s"')
        (self.folder / "shop.toml").write_text(text)
        points = json.loads(self.sweep(f"--sweep 'system.app.instances=[2, 3]' {QUICK} --format json"))["points"]
        arrived = [point["result"]["requests"]["page"]["arrived"] for point in points]
        self.assertEqual(arrived[0], arrived[1])
        self.assertNotEqual(points[0]["result"]["run"]["digest"], points[1]["result"]["run"]["digest"])

    # Comma-separated: a line for each measure of each point, for a notebook.
    def test_comma_separated(self):
        rows = list(csv.DictReader(io.StringIO(self.sweep(f"{SIX} {QUICK} --format csv"))))
        mean = [row for row in rows if row["measure"] == "page.mean"]
        self.assertEqual([row["point"] for row in mean], list("123456"))
        self.assertEqual((mean[3]["system.app.instances"], mean[3]["traffic.visitors.users"]), ("2", "200"))
        self.assertLess(float(mean[3]["low"]), float(mean[3]["value"]))

    # What is wrong with any point is said before anything is run, once, with the place of its value.
    def test_a_point_that_does_not_load(self):
        line = "--sweep 'system.app.instances=[1, 2, 0]' --sweep 'traffic.visitors.users=[100, 200]' --store s.db"
        code, output, error = self.plimsoll(f"sweep shop.toml {line}")
        self.assertEqual((code, output), (4, ""))
        self.assertTrue(error.startswith("--sweep #1:1:29: system.app.instances: must be at least 1, got 0\n"), error)
        self.assertEqual(error.count("must be at least 1"), 1)
        self.assertTrue(error.endswith("2 of 6 points cannot be run; nothing was simulated\n"), error)
        self.assertFalse((self.folder / "s.db").exists())

    # `check` tries every value of every list without running any, and shows each mistake where it is written.
    def test_check_tries_every_value(self):
        with (self.folder / "shop.toml").open("a") as file:
            file.write('\n[sweep]\nsystem.app.instances = [1, 0]\ntraffic.visitors.think = ["1 s", "soon", "2 s"]\n')
        code, output, error = self.plimsoll("check shop.toml")
        self.assertEqual((code, output), (4, ""))
        self.assertRegex(error, r"(?s)^shop.toml:37:28: system.app.instances.*shop.toml:38:34: traffic.visitors.think")
        self.assertTrue(error.endswith("2 errors; nothing was simulated\n"), error)
        self.assertEqual(self.plimsoll("run shop.toml")[0], 0)

    # A point that a guard stops is a row that says so; the others are there, and the exit code is 5.
    def test_a_point_that_a_guard_stops(self):
        crowd = "--sweep 'traffic.visitors.users=[100, 9_000_000_000_000, 200]'"
        output = self.sweep(f"{crowd} {QUICK} --store s.db", expected=5)
        self.assertIn("! stopped", output.splitlines()[2])
        self.assertIn("point 2: stopped by a guard: more than 4,294,967,294 users", output)
        self.assertIn("100 ± 0", output.splitlines()[3])
        points = json.loads(self.sweep(f"{crowd} {QUICK} --store s.db --format json", expected=5))["points"]
        self.assertEqual([point["exit_code"] for point in points], [98, 5, 98])
        self.assertIsNone(points[1]["result"])
        code, _, error = self.plimsoll(f"sweep shop.toml {crowd} {QUICK} --store s.db --retry")
        self.assertEqual((code, error), (5, "s.db: 2 of 3 points are in it already\n"))

    # What no sweep can use is a usage error, or a mistake in the model.
    def test_mistakes(self):
        for arguments, expected, said in (
            ("", 2, "nothing is swept"),
            ("--sweep system.app.instances=2", 4, "must be a list of values, got the number 2"),
            ("--sweep 'system.app.instance=[2]'", 4, "did you mean 'instances'?"),
            (f"{SIX} --shard 3/2", 2, "I from 1 to N"),
            (f"{SIX} --shard 0/2", 2, "I from 1 to N"),
            (f"{SIX} --shard half", 2, "I from 1 to N"),
            (f"{SIX} --measure pge.p99", 2, "did you mean 'page'?"),
            (f"{SIX} {QUICK} --measure page.p98", 2, "page.p99"),
            (f"{SIX} --retry", 2, "--store"),
            (f"{SIX} --store x --out x", 2, "would both write x"),
            (f"{SIX} --store shop.toml", 3, "was left as it is"),
            ("--sweep 'run.seed=[" + ", ".join(map(str, range(400))) + "]' --sweep 'system.app.instances=["
             + ", ".join(map(str, range(1, 400))) + "]'", 2, "100,000 are the most"),
        ):
            with self.subTest(arguments[:60]):
                code, output, error = self.plimsoll(f"sweep shop.toml {arguments}")
                self.assertEqual((code, output), (expected, ""), error)
                self.assertIn(said, error)


class Stores(Sweeps):
    # Killed in the middle without warning, a sweep goes on from there: what had ended is not run again, and the
    # end is that of a sweep that nobody disturbed and of two shards put together, to the byte, in every table.
    def test_a_killed_sweep_goes_on(self):
        self.sweep(f"{SIX} {SLOW} --store whole.db --threads 2")
        process = self.start(f"{SIX} {SLOW} --store killed.db --threads 1")
        self.wait_for_points("killed.db", 2)
        process.kill()
        process.communicate()
        self.assertEqual(process.returncode, -signal.SIGKILL)
        code, _, error = self.plimsoll("merge killed.db")
        self.assertEqual(code, 130)
        self.assertIn("missing", error)

        code, output, error = self.plimsoll(f"sweep shop.toml {SIX} {SLOW} --store killed.db")
        self.assertEqual(code, 0, error)
        kept = int(error.split(": ")[1].split()[0])
        self.assertGreaterEqual(kept, 2)
        self.assertLess(kept, 6)
        self.assertEqual(output, self.sweep(f"{SIX} {SLOW} --store whole.db"))

        for shard in (1, 2):
            self.sweep(f"{SIX} {SLOW} --store shard{shard}.db --shard {shard}/2 --threads {shard}")
        self.assertEqual(self.plimsoll("merge shard2.db shard1.db --store merged.db")[0], 0)
        for form in ("json", "csv", "text"):
            expected = self.plimsoll(f"merge whole.db --format {form}")[1]
            for store in ("killed.db", "merged.db"):
                self.assertEqual(self.plimsoll(f"merge {store} --format {form}")[1], expected)
        self.assertEqual(self.dump("killed.db"), self.dump("whole.db"))
        self.assertEqual(self.dump("merged.db"), self.dump("whole.db"))

    # Ctrl-C: what is finished is shown and kept, the exit code is 130, and the same command goes on from there.
    def test_an_interrupted_sweep_goes_on(self):
        many = "--sweep 'run.seed=[" + ", ".join(map(str, range(60))) + "]'"
        process = self.start(f"{many} {SLOW} --store s.db --format csv")
        self.wait_for_points("s.db", 2)
        process.send_signal(signal.SIGINT)
        output, error = process.communicate()
        self.assertEqual(process.returncode, 130)
        self.assertIn("the same command goes on from there", error.decode())
        shown = {row["point"] for row in csv.DictReader(io.StringIO(output.decode()))}
        self.assertGreaterEqual(len(shown), 2)
        self.assertLess(len(shown), 60)
        self.assertEqual({str(point["point"]) for point in self.points("s.db")}, shown)
        few = "--sweep 'run.seed=[0, 1]'"
        code, _, error = self.plimsoll(f"sweep shop.toml {few} {SLOW} --store s.db")
        self.assertEqual((code, error), (0, "s.db: 2 of 2 points are in it already\n"))

    # A comment more in the file changes no result: nothing is run again, and the results carry the new text.
    def test_what_does_not_change_the_model_is_kept(self):
        self.sweep(f"{SIX} {QUICK} --store s.db")
        with (self.folder / "shop.toml").open("a") as file:
            file.write("# a remark\n")
        code, output, error = self.plimsoll(f"sweep shop.toml {SIX} {QUICK} --store s.db --format json")
        self.assertEqual((code, error), (0, "s.db: 6 of 6 points are in it already\n"))
        self.assertIn("# a remark", json.loads(output)["points"][0]["result"]["model"]["files"][0]["text"])
        code, _, error = self.plimsoll(f"sweep shop.toml {SIX} {QUICK} --store s.db --seed 2")
        self.assertEqual((code, error), (0, ""))

    # Two sweeps cannot write one store, a store that fills its disk keeps what it has, and both say so.
    def test_stores_that_cannot_be_written(self):
        process = self.start(f"{SIX} --set run.duration=100h --replications 2 --store s.db")
        while not (self.folder / "s.db").exists() or (self.folder / "s.db").stat().st_size == 0:
            time.sleep(0.005)
        code, _, error = self.plimsoll(f"sweep shop.toml {SIX} {QUICK} --store s.db")
        process.kill()
        process.communicate()
        self.assertEqual(code, 3)
        self.assertIn("s.db: another sweep is writing it", error)

        full = f"trap '' XFSZ; ulimit -f 80; plimsoll sweep shop.toml {SIX} {QUICK} --store full.db --threads 1"
        code, _, error = self.shell(f"bash -c {json.dumps(full)}")
        self.assertEqual(code, 3, error)
        self.assertIn("full.db: cannot be", error)
        self.assertIn("the same command goes on from there", error)
        kept = len(self.points("full.db"))
        code, _, error = self.plimsoll(f"sweep shop.toml {SIX} {QUICK} --store full.db")
        self.assertEqual(code, 0, error)
        self.assertGreater(kept, 0)
        self.assertIn(f"{kept} of 6 points", error)

    # Only stores of one sweep can be merged, and none of them is written to.
    def test_what_cannot_be_merged(self):
        self.sweep(f"{SIX} {QUICK} --store a.db")
        self.sweep(f"{SIX} {QUICK} --seed 2 --store b.db")
        self.sweep(f"--sweep 'run.seed=[1, 2]' {QUICK} --store c.db")
        self.sweep(f"{SIX} {QUICK} --store d.db")
        with contextlib.closing(sqlite3.connect(self.folder / "d.db")) as database:
            database.execute("UPDATE result SET json = replace(json, '\"seed\":1', '\"seed\":7')")
            database.commit()
        (self.folder / "text.db").write_text("no store")
        for arguments, expected, said in (
            ("a.db b.db", 3, "b.db: is of another sweep than a.db: its point 1 is another model"),
            ("a.db c.db", 3, "it sweeps run.seed, not system.app.instances, traffic.visitors.users"),
            ("a.db d.db", 3, "d.db: its result of point 1 differs"),
            ("a.db missing.db", 3, "missing.db: cannot be read: No such file"),
            ("a.db text.db", 3, "text.db: is no store of a sweep"),
            ("a.db --store a.db", 2, "is one of those that are merged"),
            ("a.db --out a.db", 2, "would both write a.db"),
            ("a.db --measure page.p98", 2, "page.p99"),
        ):
            with self.subTest(arguments):
                before = self.dump("a.db")
                code, output, error = self.plimsoll(f"merge {arguments}")
                self.assertEqual((code, output), (expected, ""))
                self.assertIn(said, error)
                self.assertEqual(self.dump("a.db"), before)

    # For people with a SQL prompt: every measure of every point beside what was set.
    def test_figures_by_query(self):
        self.sweep(f"{SIX} {QUICK} --store s.db")
        with contextlib.closing(sqlite3.connect(self.folder / "s.db")) as database:
            rows = database.execute(
                "SELECT point, settings, value FROM figure WHERE measure = 'page.p99' ORDER BY point"
            ).fetchall()
        self.assertEqual([row[0] for row in rows], [1, 2, 3, 4, 5, 6])
        self.assertEqual(rows[3][1], "system.app.instances = 2, traffic.visitors.users = 200")
        self.assertEqual(
            [row[2] for row in rows],
            [point["result"]["requests"]["page"]["latency_seconds"]["p99"]["value"] for point in self.points("s.db")],
        )


if __name__ == "__main__":
    unittest.main()
