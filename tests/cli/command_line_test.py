#!/usr/bin/env python3
"""The command `plimsoll` as a shell sees it: exit codes, what goes to which stream, files, help.

    python3 tests/cli/command_line_test.py build/release/plimsoll
"""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = Path(sys.argv.pop(1) if len(sys.argv) > 1 else "plimsoll").resolve()


class CommandLine(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="plimsoll-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name in ("shop.toml", "lean.toml"):
            shutil.copy(HERE / name, self.folder)
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("NO_COLOR", "CLICOLOR_FORCE", "TERM")
        }
        self.environment["PATH"] = f"{PROGRAM.parent}:{self.environment.get('PATH', '')}"

    def shell(self, line, **more):
        """Runs a line of shell in the folder of this test; returns exit code, standard output, standard error."""
        done = subprocess.run(
            line, shell=True, cwd=self.folder, capture_output=True, env={**self.environment, **more}
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def plimsoll(self, arguments, **more):
        return self.shell(f"plimsoll {arguments}", **more)

    def start_with_terminal(self, arguments):
        """Starts `plimsoll` with a terminal as its standard error; returns the process and the terminal."""
        terminal, error = pty.openpty()
        process = subprocess.Popen(
            [PROGRAM, *arguments.split()],
            cwd=self.folder,
            env={**self.environment, "TERM": "xterm"},
            stdout=subprocess.PIPE,
            stderr=error,
            # A test runner in the background may have Ctrl-C ignored, and children inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        os.close(error)
        self.addCleanup(os.close, terminal)
        self.addCleanup(process.stdout.close)
        return process, terminal


class Help(CommandLine):
    # Every line that a help page shows does what it says, in a folder with a shop.toml, a lean.toml and two price lists.
    def test_every_example_runs(self):
        for name in ("ec2.json", "rds.csv"):
            shutil.copy(HERE / name, self.folder)
        code, lines, _ = self.plimsoll("help --examples")
        self.assertEqual(code, 0)
        examples = [line.split("\t", 1) for line in dict.fromkeys(lines.splitlines())]
        self.assertGreater(len(examples), 15)
        for expected, line in examples:
            with self.subTest(line):
                for left_over in ("model.toml", "web.toml"):
                    (self.folder / left_over).unlink(missing_ok=True)
                if "model.toml" in line:
                    self.plimsoll("init")
                code, _, error = self.shell(line)
                self.assertEqual(code, int(expected), error)

    # Each help page leads with examples, fits a screen, and comes on standard output by either spelling.
    def test_every_page_leads_with_examples(self):
        for line in self.plimsoll("")[1].split("Commands\n")[1].split("\n\n")[0].splitlines():
            name = line.split()[0]
            code, page, error = self.plimsoll(f"{name} --help")
            self.assertEqual((code, error), (0, ""), name)
            self.assertLess(page.index("Examples"), page.index("Usage"), name)
            self.assertLessEqual(page.count("\n"), 60, name)
            self.assertEqual(self.plimsoll(f"{name} -h")[1], page)
            self.assertEqual(self.plimsoll(f"help {name}")[1], page)

    # A slip of the finger gets the word that was meant, on standard error, with exit code 2.
    def test_slips_are_answered_with_what_was_meant(self):
        for arguments, meant in (
            ("rnu shop.toml", "did you mean 'run'?"),
            ("run shop.toml --sett a=1", "did you mean '--set'?"),
            ("run shop.toml --repl 3", "options are written out: '--replications'"),
            ("run shop.toml --format jsn", "did you mean 'json'?"),
            ("explain srever", "did you mean 'server'?"),
            ("shop.toml", "plimsoll run shop.toml"),
            ("--verzion", "did you mean '--version'?"),
        ):
            code, output, error = self.plimsoll(arguments)
            self.assertEqual((code, output), (2, ""), arguments)
            self.assertIn(meant, error)

    # What no command can use is a usage error: too few files, a value missing or of the wrong kind.
    def test_usage_errors(self):
        for arguments in (
            "run",
            "run shop.toml --seed",
            "run shop.toml --seed=abc",
            "run shop.toml --seed -1",
            "run shop.toml --replications 0",
            "run shop.toml --list-cases=yes",
            "run shop.toml --case lean --case strict",
            "run - -",
            "compare shop.toml",
            "compare shop.toml lean.toml shop.toml",
            "compare shop.toml --b-case lean --b-case strict",
            "compare shop.toml --b-case lean --fail-if-worse page.p98",
            "compare shop.toml --b-case lean --fail-if-worse page.p99 --tolerate much",
            "compare shop.toml --b-case lean --tolerate '2 %'",
            "verify",
            "schema --result --comparison",
            "explain server queue",
            "schema",
        ):
            code, output, error = self.plimsoll(arguments)
            self.assertEqual((code, output), (2, ""), arguments)
            self.assertIn("--help` shows how it is used", error)

    # Version, commit and compiler, for a bug report.
    def test_version(self):
        code, output, _ = self.plimsoll("--version")
        self.assertEqual(code, 0)
        self.assertEqual([line.split()[0] for line in output.splitlines()], ["plimsoll", "commit", "compiler"])


class Run(CommandLine):
    # The exit code is the verdict: 0 where all objectives hold, 99 where one fails, 98 where the interval of
    # two short replications holds the limit.
    def test_the_exit_code_is_the_verdict(self):
        code, output, _ = self.plimsoll("run shop.toml")
        self.assertEqual(code, 0)
        self.assertTrue(output.startswith("✓ HOLDS  Shop of one page"), output)
        code, output, _ = self.plimsoll("run shop.toml --case strict")
        self.assertEqual(code, 99)
        self.assertTrue(output.startswith("✗ FAILED  Shop of one page (case strict)"), output)
        code, output, _ = self.plimsoll("run shop.toml --replications 2 --set objective.quick.p95_below=26ms")
        self.assertEqual(code, 98)
        self.assertTrue(output.startswith("? INCONCLUSIVE  Shop of one page"), output)

    # With --format json standard output is one JSON document of the published schema, and the verdict goes
    # to standard error.
    def test_json_stands_alone_on_standard_output(self):
        code, output, error = self.plimsoll("run shop.toml --format json")
        self.assertEqual(code, 0)
        self.assertIn("HOLDS", error)
        schema = json.loads(self.plimsoll("schema --result")[1])
        self.assertEqual(violations(json.loads(output), schema, schema), [])

    # Equal seeds give equal results with one thread and with two, except for the fields that say so.
    def test_threads_change_nothing_but_the_clock(self):
        results = []
        for threads in (1, 2):
            result = json.loads(self.plimsoll(f"run shop.toml --format json --threads {threads}")[1])
            for field in ("wall_seconds", "threads"):
                del result["run"][field]
            results.append(json.dumps(result))
        self.assertEqual(results[0], results[1])

    # --seed reaches the run, and so do --replications and --set; a list as value is not split.
    def test_options_reach_the_run(self):
        result = json.loads(
            self.plimsoll(
                "run shop.toml --format json --seed 9 --replications 2 --set system.app.instances=3 "
                "--set 'objective.quick.during=[\"steady\"]'"
            )[1]
        )
        self.assertEqual((result["run"]["seed"], result["run"]["replications"]), (9, 2))
        self.assertEqual(result["parts"]["app"]["instances"], 3)
        self.assertEqual(result["objectives"][0]["during"], "steady")

    # --exact-events reaches the run too, and the result can be run again.
    def test_exact_events_reach_the_run(self):
        crowd = "--replications 2 --set traffic.visitors.users=10000 --set run.duration=1s --format json"
        for option, superposed in (("", ["visitors"]), ("--exact-events", [])):
            run = json.loads(self.plimsoll(f"run shop.toml {crowd} {option}")[1])["run"]
            self.assertEqual((run["exact_events"], run["superposed"]), (option != "", superposed))

    # --out writes the file whole, leaves nothing beside it, and still says the verdict on standard error.
    def test_out_writes_the_file_whole(self):
        before = set(os.listdir(self.folder))
        code, output, error = self.plimsoll("run shop.toml --format json --out result.json")
        self.assertEqual((code, output), (0, ""))
        self.assertIn("HOLDS", error)
        self.assertEqual(set(os.listdir(self.folder)) - before, {"result.json"})
        self.assertTrue(json.loads((self.folder / "result.json").read_text())["run"]["complete"])

    # A result that cannot be written is said before anything is simulated, and an old one is kept.
    def test_out_fails_early_and_keeps_what_was_there(self):
        (self.folder / "old.json").write_text("old")
        self.assertEqual(self.plimsoll("run shop.toml --out missing/result.json")[0], 3)
        self.assertEqual(self.plimsoll("run shop.toml --out .")[0], 3)
        self.assertEqual(self.plimsoll("run shop.toml --set system.app.worker=1 --out old.json")[0], 4)
        self.assertEqual((self.folder / "old.json").read_text(), "old")
        self.assertEqual(len(os.listdir(self.folder)), 3)

    # A full disk behind standard output is an error; a reader that has read enough is none.
    def test_standard_output_may_go_away(self):
        self.assertEqual(self.plimsoll("run shop.toml > /dev/full")[0], 3)
        code, output, error = self.shell("{ plimsoll run shop.toml; echo $? >&2; } | head -1")
        self.assertIn("HOLDS", output)
        self.assertEqual(error, "0\n")

    # Names of cases, one per line, without simulating.
    def test_list_cases(self):
        self.assertEqual(self.plimsoll("run shop.toml --list-cases"), (0, "lean\nstrict\n", ""))

    # Colour is off in a pipe and on by CLICOLOR_FORCE; NO_COLOR wins. Without it the text is the same.
    def test_colour_is_an_addition(self):
        self.assertNotIn("\033", self.plimsoll("check shop.toml")[1])
        self.assertIn("\033[1m", self.plimsoll("check shop.toml", CLICOLOR_FORCE="1")[1])
        self.assertNotIn("\033", self.plimsoll("check shop.toml", CLICOLOR_FORCE="1", NO_COLOR="1")[1])

    # Ctrl-C in a run of hours: exit code 130, and a result that says it is incomplete. The progress line was
    # on the terminal before, and standard output has nothing but JSON.
    def test_an_interrupted_run_is_marked_incomplete(self):
        process, terminal = self.start_with_terminal(
            "run shop.toml --format json --replications 90000 --set run.duration=1h"
        )
        seen = b""
        while b"million events" not in seen:
            seen += os.read(terminal, 4096)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate()
        self.assertEqual(process.returncode, 130)
        run = json.loads(output)["run"]
        self.assertFalse(run["complete"])
        self.assertLess(run["replications"], run["replications_wanted"])


    # Ctrl-C keeps the loads that a search has finished, says what it knows so far, and leaves with 130.
    def test_an_interrupted_search_keeps_what_is_finished(self):
        process, terminal = self.start_with_terminal("limit shop.toml --format json --set run.duration=1h")
        seen = b""
        while b"users: " not in seen:
            seen += os.read(terminal, 4096)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate()
        self.assertEqual(process.returncode, 130)
        limit = json.loads(output)
        self.assertEqual((limit["state"], limit["load"]["value"]), ("interrupted", None))
        self.assertGreater(len(limit["points"]), 0)


class Files(CommandLine):
    # What cannot be read is said in one sentence that names it: exit code 3.
    def test_files_that_cannot_be_read(self):
        for name in ("missing.toml", "."):
            code, output, error = self.plimsoll(f"check {name}")
            self.assertEqual((code, output), (3, ""), name)
            self.assertEqual(error.count("\n"), 1)
            self.assertIn(name, error)

    # What can be read but is no model is an invalid model, whatever its bytes are: exit code 4.
    def test_files_that_are_no_model(self):
        for content in (b"\x00\x01\x02", b"\xff\xfe\xfa", b"[system", b"{}" * 1000, b""):
            (self.folder / "odd.toml").write_bytes(content)
            code, output, error = self.plimsoll("run odd.toml")
            self.assertEqual((code, output), (4, ""), content[:10])
            self.assertIn("odd.toml", error)

    # "-" is standard input, and its problems are located there.
    def test_standard_input_is_a_file(self):
        self.assertEqual(self.plimsoll("check - < shop.toml")[0], 0)
        code, _, error = self.shell("echo 'system.app.kind = 3' | plimsoll check -")
        self.assertEqual(code, 4)
        self.assertIn("standard input:1:", error)

    # `init` writes a model of at most 12 lines that checks without a warning and whose objective holds,
    # and leaves a file that is there alone.
    def test_init_writes_a_model_that_runs(self):
        self.assertEqual(self.plimsoll("init web")[0], 0)
        text = (self.folder / "web.toml").read_text()
        self.assertLessEqual(text.count("\n"), 12)
        code, output, error = self.plimsoll("check web.toml")
        self.assertEqual((code, error), (0, ""))
        self.assertTrue(output.endswith("web.toml: no problems\n"), output)
        self.assertEqual(self.plimsoll("run web.toml")[0], 0)
        code, _, error = self.plimsoll("init web.toml")
        self.assertEqual(code, 3)
        self.assertIn("left as it is", error)
        self.assertEqual((self.folder / "web.toml").read_text(), text)

    # `examples NAME --out` leaves a file that is there alone, and so does `run --out` with its inputs, by
    # whatever path they are named; a file that is missing but ships as an example can be had.
    def test_out_leaves_models_alone(self):
        before = (self.folder / "shop.toml").read_text()
        (self.folder / "link.toml").symlink_to("shop.toml")
        for line, problem in (
            ("examples shop --out shop.toml", "shop.toml: is there already and was left as it is"),
            ("run lean.toml shop.toml --out ./shop.toml", "./shop.toml: is an input of this run"),
            ("run shop.toml --out link.toml", "link.toml: is an input of this run"),
        ):
            code, output, error = self.plimsoll(line)
            self.assertEqual((code, output), (3, ""), line)
            self.assertIn(problem, error)
            self.assertEqual((self.folder / "shop.toml").read_text(), before)
        self.assertEqual(self.plimsoll("examples shop --out mine.toml")[0], 0)
        self.assertEqual(self.plimsoll("check mine.toml")[0], 0)

    # A missing file whose name is an example's is told how to get it.
    def test_a_missing_example_can_be_had(self):
        (self.folder / "shop.toml").unlink()
        code, _, error = self.plimsoll("run shop.toml")
        self.assertEqual(code, 3)
        self.assertIn("`plimsoll examples shop --out shop.toml` writes it", error)


class Views(CommandLine):
    # `check` names every problem with its place on standard error; as JSON the places are fields.
    def test_check_locates_problems(self):
        bad = "check shop.toml --set system.app.workrs=3"
        code, output, error = self.plimsoll(bad)
        self.assertEqual((code, output), (4, ""))
        self.assertIn("did you mean 'workers'?", error)
        code, output, _ = self.plimsoll(bad + " --format json")
        self.assertEqual(code, 4)
        finding = json.loads(output)["findings"][0]
        self.assertEqual((finding["severity"], finding["source"], finding["line"]), ("error", "--set #1", 1))

    # A --set of a part that is not there names those that are; a bare 1 for errors is warned of.
    def test_check_knows_common_slips(self):
        code, _, error = self.plimsoll("check shop.toml --set system.ap.cores=3")
        self.assertEqual(code, 4)
        self.assertIn("system.ap: no part has that name", error)
        self.assertIn("did you mean 'app'?", error)
        (self.folder / "errors.toml").write_text("[objective.few_errors]\nerrors_below = 1\n")
        code, _, error = self.plimsoll("check shop.toml errors.toml")
        self.assertEqual(code, 0)
        self.assertIn('write "1 %"', error)

    # The load of a part by arithmetic stands in the table of `check`, with its bound.
    def test_check_shows_the_arithmetic_load(self):
        code, output, _ = self.plimsoll("check shop.toml --format json")
        self.assertEqual(code, 0)
        cpu = next(load for load in json.loads(output)["loads"] if load["resource"] == "cpu")
        self.assertEqual((cpu["part"], cpu["capacity"], cpu["demand_seconds"]), ("app", 2.0, 0.008))

    # The merged file is a model again, and describes the same one.
    def test_config_gives_a_model_back(self):
        code, merged, _ = self.plimsoll("config shop.toml lean.toml --set run.seed=7")
        self.assertEqual(code, 0)
        (self.folder / "merged.toml").write_text(merged)
        digests = {
            json.loads(self.plimsoll(f"run {files} --format json")[1])["model"]["digest"]
            for files in ("merged.toml", "shop.toml lean.toml --set run.seed=7")
        }
        self.assertEqual(len(digests), 1)

    # --resolved shows where each value came from: file, overlay, command line, default.
    def test_config_shows_origins(self):
        code, output, _ = self.plimsoll("config shop.toml lean.toml --resolved --set run.seed=7")
        self.assertEqual(code, 0)
        origins = dict(line.split(" = ")[0:1] + [line.rsplit("# ", 1)[1]] for line in output.splitlines())
        self.assertEqual(origins["system.app.cores"], "shop.toml:7")
        self.assertEqual(origins["system.app.instances"], "lean.toml:2")
        self.assertEqual(origins["run.seed"], "--set #1")
        self.assertEqual(origins["system.app.queue"], "default")

    # Every kind that is listed has a page with its settings, and every topic has one too.
    def test_explain_has_a_page_for_all_it_lists(self):
        code, listed, _ = self.plimsoll("explain")
        self.assertEqual(code, 0)
        names = [line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2] != " "]
        self.assertIn("server", names)
        self.assertIn("step", names)
        for name in names:
            code, page, _ = self.plimsoll(f"explain {name}")
            self.assertEqual(code, 0, name)
            self.assertTrue(page.startswith(f"{name}: "), name)
        page = self.plimsoll("explain server")[1]
        self.assertIn('kind = "server"', page)
        self.assertIn("workers", page)
        self.assertIn("Measures", page)

    # Every shipped example is listed with a line about it, and checks without an error.
    def test_shipped_examples_are_models(self):
        code, listed, _ = self.plimsoll("examples")
        self.assertEqual(code, 0)
        for line in listed.splitlines():
            name, *summary = line.split(None, 1)
            if line.startswith(" "):
                continue  # the summary of the line above goes on
            self.assertTrue(summary, name)
            self.assertEqual(self.shell(f"plimsoll examples {name} | plimsoll check -")[0], 0, name)


class Compare(CommandLine):
    def compared(self, arguments):
        code, output, error = self.plimsoll(f"compare {arguments} --format json")
        self.assertEqual(code, 0, error)
        return json.loads(output)

    # A model and itself differ by exactly nothing, and the result digests are equal.
    def test_equal_models_are_equal(self):
        code, output, error = self.plimsoll("compare shop.toml shop.toml")
        self.assertEqual((code, error), (0, ""))
        self.assertTrue(output.startswith("= EQUAL  every measure is the same in every replication\n"), output)
        comparison = self.compared("shop.toml shop.toml")
        self.assertEqual(comparison["a"]["digest"], comparison["b"]["digest"])
        there = [measure for measure in comparison["measures"] if measure["a"]["value"] is not None]
        self.assertGreater(len(there), 8)
        self.assertEqual({measure["change"] for measure in there}, {"same"})

    # JSON fits its schema, and its figures of A and B are those of `run`, to the last digit.
    def test_json_has_the_figures_of_run(self):
        comparison = self.compared("shop.toml --b-case lean")
        schema = json.loads(self.plimsoll("schema --comparison")[1])
        self.assertEqual(violations(comparison, schema, schema), [])
        measures = {measure["measure"]: measure for measure in comparison["measures"]}
        for side, case in (("a", ""), ("b", "--case lean")):
            result = json.loads(self.plimsoll(f"run shop.toml {case} --format json")[1])
            self.assertEqual(measures["page.p99"][side], result["requests"]["page"]["latency_seconds"]["p99"])
            self.assertEqual(measures["app.utilisation"][side], result["parts"]["app"]["utilisation"])
            self.assertEqual(comparison[side]["digest"], result["run"]["digest"])
        self.assertEqual(measures["page.mean"]["change"], "worse")
        self.assertGreater(measures["page.mean"]["difference"]["low"], 0)

    # The same change by each spelling is the same comparison: a case, a setting, an overlay, another file.
    def test_every_spelling_makes_the_same_b(self):
        (self.folder / "small.toml").write_text(
            (self.folder / "shop.toml").read_text().replace("instances = 2", "instances = 1")
        )
        found = [
            self.compared(f"shop.toml {b}")["measures"]
            for b in ("--b-case lean", "--b-set system.app.instances=1", "--b-overlay lean.toml", "small.toml")
        ]
        for other in found[1:]:
            self.assertEqual(other, found[0])

    # What is said of both goes to both; --seed and --replications do; sides that differ are made alike.
    def test_both_sides_run_alike(self):
        comparison = self.compared("shop.toml --b-case lean --seed 9 --replications 2 --set run.duration=5s")
        self.assertEqual((comparison["seed"], comparison["pairs"], comparison["assumptions"]), (9, 2, []))
        comparison = self.compared("shop.toml --b-set run.seed=5 --b-set run.replications=4 --b-set run.warm_up=2s")
        self.assertEqual((comparison["seed"], comparison["pairs"]), (1, 4))
        self.assertEqual(len(comparison["assumptions"]), 3)

    # For CI: 99 if an objective breaks or a measure is worse beyond noise and what is tolerated, else 0; 98 where
    # nothing can be said.
    def test_fail_if_worse(self):
        for watched, expected in (
            ("--b-case lean --fail-if-worse objectives", 0),
            ("--b-case lean --fail-if-worse page.mean", 99),
            ("--b-case lean --fail-if-worse page.mean --tolerate '900 %'", 0),
            ("--b-case lean --fail-if-worse page.throughput", 0),
            ("--a-case lean --fail-if-worse page.mean", 0),
            ("--b-case strict --fail-if-worse objectives", 99),
            ("--b-set objective.quick.p95_below=1ms --fail-if-worse objectives", 99),
            ("--b-case lean --replications 1 --fail-if-worse page.mean", 98),
        ):
            with self.subTest(watched):
                code, _, error = self.plimsoll(f"compare shop.toml {watched}")
                self.assertEqual(code, expected, error)
                self.assertEqual(error != "", expected != 0)

    # A mistake in B is shown with the option that made it, and one in both is shown once.
    def test_mistakes_name_their_side(self):
        code, output, error = self.plimsoll("compare shop.toml --set run.seed=3 --b-set system.app.corse=3")
        self.assertEqual((code, output), (4, ""))
        self.assertTrue(error.startswith("--b-set #1:1:"), error)
        code, _, error = self.plimsoll("compare shop.toml --b-case lien")
        self.assertEqual(code, 4)
        self.assertTrue(error.startswith("--b-case: no case is named 'lien'"), error)
        code, _, error = self.plimsoll("compare shop.toml --set system.app.corse=3 --b-case lean")
        self.assertEqual((code, error.count("did you mean 'cores'?")), (4, 1))

    # One model from standard input, in both sides; Markdown for a pull request, written to a file.
    def test_standard_input_and_markdown(self):
        code, output, error = self.shell("plimsoll compare - --b-case lean --format markdown --out c.md < shop.toml")
        self.assertEqual((code, output), (0, ""))
        self.assertIn("B IS WORSE", error)
        text = (self.folder / "c.md").read_text()
        self.assertTrue(text.startswith("**✗ B IS WORSE"), text)
        self.assertIn("| page mean [ms] |", text)
        self.assertEqual(self.plimsoll("compare shop.toml --b-overlay lean.toml --out lean.toml")[0], 3)


class Cases(CommandLine):
    # Each row is what `run` finds for that case, to the byte but for the clock.
    def test_each_row_is_what_run_finds(self):
        code, text, _ = self.plimsoll("cases shop.toml --format json --threads 1")
        self.assertEqual(code, 0)
        cases = json.loads(text)["cases"]
        names = self.plimsoll("run shop.toml --list-cases")[1].split()
        self.assertEqual([one["case"] for one in cases], ["", *names])
        for one in cases:
            option = f"--case {one['case']}" if one["case"] else ""
            alone = json.loads(self.plimsoll(f"run shop.toml {option} --format json --threads 1")[1])
            for result in (alone, one["result"]):
                del result["run"]["wall_seconds"]
            self.assertEqual(one["result"], alone)

    # Threads change no byte of the table; chosen cases and columns are in the order they were asked for.
    def test_columns_and_cases_may_be_chosen(self):
        name = self.plimsoll("run shop.toml --list-cases")[1].split()[-1]
        line = f"cases shop.toml --case {name} --measure page.p99 --measure app.utilisation --replications 3"
        tables = [self.plimsoll(f"{line} --threads {threads}") for threads in (1, 2)]
        self.assertEqual(tables[0][:2], tables[1][:2])
        heading, baseline, row = tables[0][1].splitlines()[:3]
        self.assertLess(heading.index("page.p99 [ms]"), heading.index("app.utilisation [%]"))
        self.assertEqual((baseline.split()[0], row.split()[0]), ("baseline", name))

    # Mistakes are said before anything runs where they can be known, with what was meant.
    def test_mistakes(self):
        for arguments, expected in (
            ("--case leen", "leen"),
            ("--measure pge.p99", "did you mean 'page'?"),
            ("--measure nothing", "page.p99"),
            ("--measure page.p98 --replications 2", "page.p99"),
        ):
            code, output, error = self.plimsoll(f"cases shop.toml {arguments}")
            self.assertIn(code, (2, 4), arguments)
            self.assertEqual(output, "")
            self.assertIn(expected, error)
        (self.folder / "plain.toml").write_text(
            (self.folder / "shop.toml").read_text().split("[case.")[0]
        )
        self.assertEqual(self.plimsoll("cases plain.toml")[0], 2)


class Verify(CommandLine):
    # A result carries its model: the file alone is enough, anywhere, with any number of threads.
    def test_a_result_is_enough(self):
        code, _, _ = self.plimsoll(
            "run shop.toml lean.toml --case strict --seed 7 --set system.app.workers=16 --format json --out r.json"
        )
        self.assertEqual(code, 99)
        for name in ("shop.toml", "lean.toml"):
            (self.folder / name).unlink()
        for threads in (1, 2):
            code, output, error = self.plimsoll(f"verify r.json --threads {threads}")
            self.assertEqual((code, error), (0, ""))
            self.assertTrue(output.startswith("✓ SAME  r.json: run again, same to the byte in all "), output)

    # Whatever is changed in the file is found and named: a figure, the seed, the model itself.
    def test_a_changed_result_is_found(self):
        text = self.plimsoll("run shop.toml --format json")[1]
        result = json.loads(text)
        p99 = str(result["requests"]["page"]["latency_seconds"]["p99"]["value"])
        for before, after, cause in (
            (p99, "0.01", "requests.page.latency_seconds.p99.value"),
            ('"seed": 1,', '"seed": 2,', "run.seed"),
            ("workers   = 32", "workers   = 33", "the model is another one"),
        ):
            with self.subTest(after):
                self.assertIn(before, text)
                (self.folder / "r.json").write_text(text.replace(before, after))
                code, output, _ = self.plimsoll("verify r.json")
                self.assertEqual(code, 99)
                self.assertTrue(output.startswith("✗ DIFFERS  r.json: "), output)
                self.assertIn(cause, output)

    # What may differ may differ.
    def test_time_threads_and_commit_may_differ(self):
        result = json.loads(self.plimsoll("run shop.toml --format json")[1])
        result["run"].update(wall_seconds=99, threads=64)
        result["plimsoll"]["commit"] = "0123456789ab"
        (self.folder / "r.json").write_text(json.dumps(result))
        self.assertEqual(self.plimsoll("verify r.json")[0], 0)

    # What is no complete result is a file that cannot be read: 3. A model that is not accepted: 4.
    def test_what_cannot_be_verified(self):
        result = json.loads(self.plimsoll("run shop.toml --format json")[1])
        incomplete = {**result, "run": {**result["run"], "complete": False}}
        unsound = {**result, "model": {**result["model"], "sets": ["system.app.corse=3"]}}
        comparison = json.loads(self.plimsoll("compare shop.toml shop.toml --format json")[1])
        for content, expected, said in (
            ("no json", 3, "is no JSON"),
            ("{}", 3, "is no result"),
            (json.dumps(comparison), 3, "plimsoll/comparison/1"),
            (json.dumps(incomplete), 3, "is of an interrupted run"),
            (json.dumps(unsound), 4, "did you mean 'cores'?"),
        ):
            (self.folder / "r.json").write_text(content)
            code, output, error = self.plimsoll("verify r.json")
            self.assertEqual((code, output), (expected, ""))
            self.assertIn(said, error)
        self.assertEqual(self.plimsoll("verify missing.json")[0], 3)


def violations(value, schema, root, path="$"):
    """The places where `value` does not fit `schema`: as much of JSON Schema as ours uses."""
    if "$ref" in schema:
        schema = root["definitions"][schema["$ref"].rsplit("/", 1)[1]]
    found = []
    if "const" in schema and value != schema["const"]:
        found.append(f"{path}: is not {schema['const']}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{path}: {value} is not one of {schema['enum']}")
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        types = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
        types |= {"number": (int, float), "integer": int}
        if not any(isinstance(value, types[name]) for name in names):
            found.append(f"{path}: {value!r} is no {names}")
    if "minimum" in schema and value < schema["minimum"]:
        found.append(f"{path}: {value} is below {schema['minimum']}")
    if isinstance(value, dict):
        found += [f"{path}.{key}: is missing" for key in schema.get("required", []) if key not in value]
        for key, item in value.items():
            inner = schema.get("properties", {}).get(key, schema.get("additionalProperties", True))
            if inner is False:
                found.append(f"{path}.{key}: is unknown")
            elif inner is not True:
                found += violations(item, inner, root, f"{path}.{key}")
    if isinstance(value, list) and "items" in schema:
        for i, item in enumerate(value):
            found += violations(item, schema["items"], root, f"{path}[{i}]")
    return found


if __name__ == "__main__":
    unittest.main()
