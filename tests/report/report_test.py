#!/usr/bin/env python3
"""Reports as HTML: well-formed, small, closed to the outside, true to the JSON, and good for another run.

    python3 tests/report/report_test.py build/release/plimsoll [GROUP]
"""

import json
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from report_page import Page, at, problem_with, sha256  # noqa: E402

PROGRAM = Path(sys.argv.pop(1) if len(sys.argv) > 1 else "plimsoll").resolve()
CONFIGS = Path(__file__).resolve().parents[2] / "configs"
MOST_BYTES = 500_000
# Short runs: what is tested is what a report does with results, whatever they are.
QUICK = ("--replications", "2", "--set", "run.warm_up=1 s", "--set", "run.duration=20 s")


class Reports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="plimsoll-")
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.folder = Path(cls.scratch.name)

    def plimsoll(self, *arguments, exits=(0, 98, 99), folder=None):
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=folder or self.folder, capture_output=True)
        self.assertIn(done.returncode, exits, done.stderr.decode())
        return done.stdout.decode()

    def report(self, *arguments, name="report.html"):
        """The text of a report."""
        self.plimsoll("report", *arguments, "--out", name)
        return (self.folder / name).read_text()

    def assert_sound(self, text):
        """Well-formed, small, with nothing from outside; every figure is the JSON's. Returns the page."""
        page = Page(text)
        self.assertEqual(page.problems, [])
        self.assertLess(len(text.encode()), MOST_BYTES)
        self.assertEqual(len(page.ids), len(set(page.ids)), "an id stands twice")
        self.assertEqual([one for one in page.references if one not in page.ids], [])
        for drawing in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
            ElementTree.fromstring(drawing)
        for drawing in page.drawings:
            self.assertEqual(drawing.get("role"), "img")
            self.assertIn("aria-labelledby", drawing)
        self.assert_closed(page)
        return page

    def assert_closed(self, page):
        """No request can go out: a policy forbids it, and nothing asks for one."""
        policy = page.policy()
        self.assertIn("default-src 'none'", policy)
        self.assertIn(f"style-src 'sha256-{sha256(page.raw['style'])}'", policy)
        self.assertIn(f"script-src 'sha256-{sha256(page.raw['script'])}'", policy)
        self.assertFalse(page.tags & {"img", "link", "iframe", "object", "embed", "audio", "video", "base", "form"})
        for tag, name, value in page.attributes:
            self.assertNotIn(name, ("src", "href", "style", "srcset", "action"), tag)
            self.assertFalse(name.startswith("on"), f"{tag} has {name}")
        for match in re.findall(r"url\(([^)]*)\)", page.raw["style"]):
            self.assertTrue(match.startswith("#"), match)
        self.assertNotIn("@import", page.raw["style"])

    def assert_true(self, page, document, least=20):
        """Every figure of the page is what stands in the JSON at its place."""
        self.assertGreater(len(page.figures), least)
        problems = []
        for path, scale, shown in page.figures:
            problem = problem_with(shown, at(document, path), scale)
            if problem:
                problems.append(f"{path}: {problem}")
        self.assertEqual(problems, [])


class Runs(Reports):
    # Every shipped model: each report is sound, and says what its result says.
    def test_every_shipped_model(self):
        models = [*CONFIGS.glob("*.toml"), *(CONFIGS / "scenarios").glob("*.toml")]
        self.assertGreater(len(models), 30)
        for model in sorted(models):
            quick = QUICK[:2] if re.search(r'kind *= "episode"', model.read_text()) else QUICK
            with self.subTest(model.name):
                page = self.assert_sound(self.report(model, *quick))
                self.assert_true(page, page.carried(), least=10)

    # The figures are those of `run --format json`, not only of what the report carries.
    def test_it_carries_the_result(self):
        model = CONFIGS / "scenarios/shop.toml"
        page = Page(self.report(model, *QUICK))
        printed = json.loads(self.plimsoll("run", model, *QUICK, "--format", "json"))
        carried = page.carried()
        for result in (printed, carried):
            for field in ("wall_seconds", "threads"):
                del result["run"][field]
        self.assertEqual(carried, printed)
        self.assert_true(page, printed, least=100)

    # Verdict first, then the sections in the order in which they are asked about.
    def test_sections(self):
        page = Page(self.report(CONFIGS / "scenarios/shop.toml", *QUICK))
        self.assertEqual(
            page.headings,
            ["Shop, flash-sale rehearsal", "Objectives", "Topology", "Requests and latency", "Over time",
             "Where the time goes", "Bottleneck and parts", "Cost", "How sure", "Assumptions and defaults",
             "The model, and how to run it again"],
        )
        self.assertLess(page.ids.index("verdict"), page.ids.index("objectives"))

    # Two reports of one model differ in how long it took, on how many threads, and in nothing else.
    def test_equal_runs_give_equal_files(self):
        def without_time(text):
            return re.sub(r'"wall_seconds":[^,]*,"threads":\d+', "", text)

        model = CONFIGS / "scenarios/shop.toml"
        first = self.report(model, *QUICK, "--threads", "1")
        second = self.report(model, *QUICK, "--threads", "2")
        self.assertEqual(without_time(first), without_time(second))

    # A topology drawn: each part once, each edge with its two ends, rates that add up.
    def test_topology(self):
        text = self.report(CONFIGS / "scenarios/shop.toml", *QUICK)
        drawing = re.search(r'<svg id="topology-drawing".*?</svg>', text, re.DOTALL)[0]
        names = [one.text for one in ElementTree.fromstring(drawing).iter("text") if one.get("class") == "name"]
        self.assertEqual(
            sorted(names),
            sorted(["shoppers", "edge", "app", "db_pool", "products", "primary", "replica", "inventory_row", "card"]),
        )
        for edge in ("shoppers asks edge", "edge asks app", "app asks products", "db_pool asks primary",
                     "db_pool asks replica", "primary asks inventory_row", "app asks card"):
            self.assertIn(edge, drawing)


class Escaping(Reports):
    HOSTILE = "<script>alert(1)</script> & \"quotes\" 'x' ]]> --> <!--"

    # Titles, comments, values of settings and names of files come from others: they stay text.
    def test_what_a_file_says_stays_text(self):
        model = self.folder / "a<b>&\"'.toml"
        text = (CONFIGS / "bookshop.toml").read_text()
        title = self.HOSTILE.replace('"', '\\"')
        model.write_text(f'title = "{title}"\n# </pre></details><script>alert(2)</script>\n{text}')
        html = self.report(model.name, "--replications", "2")
        page = self.assert_sound(html)
        self.assertIn(self.HOSTILE, page.text)
        self.assertIn(model.name, page.text)
        self.assertIn("<script>alert(2)</script>", page.text)
        self.assertEqual(html.count("<script"), 2, "the data and our own script")
        self.assertEqual(html.count("</script"), 2)
        self.assertEqual(page.carried()["model"]["title"], self.HOSTILE)

    # And the file that a hostile title went into still runs again.
    def test_it_still_repeats(self):
        text = (CONFIGS / "bookshop.toml").read_text()
        (self.folder / "hostile.toml").write_text(f'title = "</script><!--"\n{text}')
        self.report("hostile.toml", "--replications", "2", name="hostile.html")
        self.assertIn("SAME", self.plimsoll("verify", "hostile.html"))


class Repeating(Reports):
    def digest(self, *arguments):
        return json.loads(self.plimsoll(*arguments, "--format", "json"))["run"]["digest"]

    # `plimsoll run report.html` gives the digest that the report shows, with its case and its settings.
    def test_a_report_runs_again(self):
        model = CONFIGS / "scenarios/five_times_the_users.toml"
        case = json.loads(json.dumps(self.plimsoll("run", model, "--list-cases"))).split()[0]
        arguments = ("--case", case, "--replications", "2", "--set", "run.duration=5 s", "--seed", "7")
        page = Page(self.report(model, *arguments))
        digest = page.carried()["run"]["digest"]
        self.assertIn(digest, page.text)
        self.assertEqual(self.digest("run", "report.html"), digest)
        self.assertEqual(self.digest("run", model, *arguments), digest)
        self.assertIn("SAME", self.plimsoll("verify", "report.html"))

    # A setting on top is a what-if about the model in the report.
    def test_settings_on_top(self):
        model = CONFIGS / "bookshop.toml"
        self.report(model, "--replications", "2")
        self.assertEqual(
            self.digest("run", "report.html", "--seed", "9"),
            self.digest("run", model, "--replications", "2", "--seed", "9"),
        )

    # A report that was tampered with is found out.
    def test_a_changed_report_differs(self):
        text = self.report(CONFIGS / "bookshop.toml", "--replications", "2")
        (self.folder / "changed.html").write_text(re.sub(r'"events":\d+', '"events":1', text))
        self.assertIn("DIFFERS", self.plimsoll("verify", "changed.html", exits=(99,)))

    # A result as JSON stands for its model too.
    def test_a_result_stands_for_its_model(self):
        model = CONFIGS / "bookshop.toml"
        self.plimsoll("run", model, "--replications", "2", "--format", "json", "--out", "result.json")
        expected = json.loads((self.folder / "result.json").read_text())["run"]["digest"]
        self.assertEqual(self.digest("run", "result.json"), expected)

    # What is neither is said to be so, and what carries a model is no overlay.
    def test_what_cannot_be_used(self):
        (self.folder / "other.json").write_text('{"schema": "other/1"}')
        done = subprocess.run([PROGRAM, "run", "other.json"], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 3)
        self.assertIn("has the schema 'other/1'", done.stderr)
        model = CONFIGS / "bookshop.toml"
        self.report(model, "--replications", "2")
        done = subprocess.run([PROGRAM, "run", model, "report.html"], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("is no overlay", done.stderr)


class Comparisons(Reports):
    MODEL = CONFIGS / "scenarios/shop.toml"
    CHANGE = ("--b-set", "system.app.instances=1", "--b-set", "system.app.workers=2", *QUICK)

    # Every figure is that of `compare --format json`, and so is the verdict.
    def test_it_says_what_compare_says(self):
        page = self.assert_sound(self.report(self.MODEL, *self.CHANGE))
        printed = json.loads(
            self.plimsoll("compare", self.MODEL, *self.CHANGE[:4], "--set", QUICK[3], "--set", QUICK[5], *QUICK[:2],
                          "--format", "json")
        )
        carried = page.carried()
        self.assertEqual(carried["comparison"], printed)
        self.assert_true(page, printed, least=30)
        self.assertIn(printed["words"], page.text)
        self.assertEqual(
            page.headings,
            ["Shop, flash-sale rehearsal", "Objectives", "What changes", "What differs in the models", "Topology",
             "Latency", "Over time", "How sure", "The model, and how to run it again"],
        )
        self.assertIn("topology-a", page.ids)
        self.assertIn("topology-b", page.ids)

    # It can be compared again, verified, and written again; as a single run it is refused, with what to do.
    def test_it_repeats(self):
        text = self.report(self.MODEL, *self.CHANGE, name="both.html")
        expected = Page(text).carried()["comparison"]
        self.assertEqual(json.loads(self.plimsoll("compare", "both.html", "--format", "json")), expected)
        self.assertIn("SAME", self.plimsoll("verify", "both.html"))
        self.assertEqual(self.report("both.html", name="again.html"), text)
        done = subprocess.run([PROGRAM, "run", "both.html"], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 3)
        self.assertIn("plimsoll compare both.html", done.stderr)

    # Two results that were kept are compared as the models that they are of.
    def test_two_results(self):
        for name, instances in (("a", 3), ("b", 1)):
            self.plimsoll("run", self.MODEL, *QUICK, "--set", f"system.app.instances={instances}", "--format", "json",
                          "--out", f"{name}.json")
        page = self.assert_sound(self.report("a.json", "b.json"))
        self.assertIn("system.app.instances=1", page.text)
        self.assertEqual(page.carried()["comparison"]["pairs"], 2)


class CasesSideBySide(Reports):
    MODEL = CONFIGS / "scenarios/feed.toml"
    QUICK = ("--replications", "2", "--set", "run.duration=4 s")

    # A line for each case, and every figure that of `cases --format json`.
    def test_it_says_what_cases_says(self):
        page = self.assert_sound(self.report(self.MODEL, "--cases", *self.QUICK))
        printed = json.loads(self.plimsoll("cases", self.MODEL, *self.QUICK, "--format", "json"))
        self.assertGreater(len(printed["cases"]), 11)
        self.assert_true(page, printed, least=60)
        for case in printed["cases"]:
            self.assertIn(f"Digest of {case['case'] or 'baseline'}{case['result']['run']['digest']}", page.text)

    # From what was kept nothing is run again, and the same page comes out.
    def test_kept_cases_give_the_same_page(self):
        self.plimsoll("cases", self.MODEL, *self.QUICK, "--format", "json", "--out", "cases.json")
        self.assertEqual(self.report("cases.json", name="kept.html"), self.report(self.MODEL, "--cases", *self.QUICK))

    # Some cases; and the report repeats them, as cases and as single runs.
    def test_it_repeats(self):
        text = self.report(self.MODEL, "--case", "indexed", "--case", "one_core", *self.QUICK, name="some.html")
        cases = Page(text).carried()["cases"]
        self.assertEqual([one["case"] for one in cases], [None, "indexed", "one_core"])
        self.assertIn("SAME", self.plimsoll("verify", "some.html"))
        self.assertEqual(self.report("some.html", name="again.html"), text)
        run = json.loads(self.plimsoll("run", "some.html", "--case", "indexed", "--format", "json"))
        self.assertEqual(run["run"]["digest"], cases[1]["digest"])
        (self.folder / "changed.html").write_text(text.replace(cases[2]["digest"], "0" * 16))
        self.assertIn("one_core.digest", self.plimsoll("verify", "changed.html", exits=(99,)))


class Sweeps(Reports):
    # A sweep that was kept as JSON is drawn with every point under its whole name, and its points can be run again.
    def test_a_kept_sweep(self):
        lists = ("--sweep", "system.app.cores=[2, 3]", "--sweep", "traffic.readers.users=[80, 100]")
        self.plimsoll("sweep", CONFIGS / "bookshop.toml", *lists, "--format", "json", "--out", self.folder / "sweep.json")
        text = self.report(self.folder / "sweep.json", name="sweep.html")
        self.assert_sound(text)
        for cores in (2, 3):
            for users in (80, 100):
                self.assertIn(f">app.cores = {cores}, readers.users = {users}</text>", text)
        said = self.plimsoll("verify", self.folder / "sweep.html", exits=(0,))
        self.assertIn("run again, same to the byte", said)


class Kept(Reports):
    # From a result that was kept the same page comes out as from its model, but for how long it took.
    def test_a_result_gives_the_page_of_its_model(self):
        model = CONFIGS / "scenarios/shop_card_under_lock.toml"
        fresh = self.report(model, *QUICK)
        self.plimsoll("run", model, *QUICK, "--format", "json", "--out", "kept.json")
        time = re.compile(r'"wall_seconds":[^,]*,"threads":\d+')
        self.assertEqual(time.sub("", self.report("kept.json", name="kept.html")), time.sub("", fresh))
        self.assertEqual(self.report("kept.html", name="again.html"), (self.folder / "kept.html").read_text())

    # Markdown goes to standard output, with the verdict first and a digest at the end.
    def test_markdown(self):
        text = self.plimsoll("report", "bookshop.toml", "--replications", "2", "--format", "md", folder=CONFIGS)
        self.assertRegex(text, r"^\*\*\S [A-Z ]+\*\* bookshop.toml: ")
        self.assertRegex(text, r"- result digest `[0-9a-f]{16}`, model digest `[0-9a-f]{16}`\n$")
        both = self.plimsoll("report", Comparisons.MODEL, *Comparisons.CHANGE, "--format", "md")
        self.assertIn("| Objective | in A | in B |", both)

    # The demo writes its report here, or where it is told; where nothing can be written, among what is temporary.
    def test_the_demo_ends_with_a_report(self):
        output = self.plimsoll("demo", exits=(0,))
        self.assertIn("Report  plimsoll-demo.html\n", output)
        page = self.assert_sound((self.folder / "plimsoll-demo.html").read_text())
        self.assert_true(page, page.carried(), least=100)
        self.assertIn("Report  other.html\n", self.plimsoll("demo", "--out", "other.html", exits=(0,)))


if __name__ == "__main__":
    unittest.main()
