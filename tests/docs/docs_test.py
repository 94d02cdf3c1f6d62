#!/usr/bin/env python3
"""The documents tell the truth: every example runs, every transcript is what the program prints, every link leads
somewhere, and no setting, verb or field of a result is missing.

    python3 tests/docs/docs_test.py build/release/plimsoll [GROUP]
    python3 tests/docs/docs_test.py build/release/plimsoll --update    writes transcripts and settings anew
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIGS = ROOT / "configs"
PROGRAM = Path(sys.argv.pop(1) if len(sys.argv) > 1 else "plimsoll").resolve()
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]

# What two runs may print differently: the time they took, and digests, which name a version rather than a result.
MASKS = (
    (re.compile(r" in \S+ (?:ms|s|min), \S+ (?:thousand |million )?per second on \d+ threads?"), " in (time)"),
    (re.compile(r"\b[0-9a-f]{16}\b"), "(digest)"),
)
AGAIN = "if the program is right: python3 tests/docs/docs_test.py PROGRAM --update"
FENCED = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def without_code(text):
    return FENCED.sub("", text)


def name_of(path):
    return str(path.relative_to(ROOT))


def blocks(path, kind):
    """The fenced blocks of one kind: (number of the first line, text)."""
    text = path.read_text()
    for match in FENCED.finditer(text):
        if match[1] == kind:
            yield text.count("\n", 0, match.start()) + 2, match[2]


def shell(line, folder=CONFIGS):
    """What a reader sees who types this line: output, errors and exit code."""
    environment = {name: value for name, value in os.environ.items() if name != "CLICOLOR_FORCE"}
    environment.update(PATH=f"{PROGRAM.parent}:{os.environ.get('PATH', '')}", NO_COLOR="1")
    done = subprocess.run(
        line, shell=True, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return done.stdout.decode(), done.returncode


def plimsoll(*arguments, folder=CONFIGS):
    done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=folder, capture_output=True)
    return done.stdout.decode(), done.stderr.decode(), done.returncode


def transcript(text):
    """The same commands as in a ```console block, with what they print now. Run among the configs."""
    lines = [line for line in text.splitlines() if line.startswith("$ ")]
    return "".join(f"{line}\n{shell(line[2:])[0]}" for line in lines)


def masked(text):
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return text


def kinds():
    listed, _, _ = plimsoll("explain")
    parts = listed.split("Kinds of part\n")[1].split("\n\n")[0]
    return re.findall(r"^  (\w+) ", parts, re.MULTILINE)


def topics():
    listed, _, _ = plimsoll("explain")
    return re.findall(r"^  (\w+) ", listed.split("The rest of the language\n")[1], re.MULTILINE)


def settings_text(kind):
    """The settings of a kind of part as `plimsoll explain` shows them."""
    page, _, _ = plimsoll("explain", kind)
    settings = page.split(f'kind = "{kind}"\n')[1]
    return settings.split("  live: may stand")[0]


def settings_block(kind):
    return f"```text {kind}\n{settings_text(kind)}```"


SETTINGS = re.compile(r"^```text (\w+)\n.*?^```$", re.MULTILINE | re.DOTALL)
LANGUAGE = ROOT / "docs/language.md"


class Examples(unittest.TestCase):
    # Every block marked ```toml is a whole file: `plimsoll check` has no objection, not even a warning.
    def test_whole_files_are_sound(self):
        count = 0
        for path in DOCUMENTS:
            for line, text in blocks(path, "toml"):
                count += 1
                with self.subTest(f"{name_of(path)}:{line}"), tempfile.TemporaryDirectory() as folder:
                    (Path(folder) / "model.toml").write_text(text)
                    _, error, code = plimsoll("check", "model.toml", folder=folder)
                    self.assertEqual((code, error), (0, ""))
        self.assertGreaterEqual(count, 10, "the documents have examples")

    # ... and runs to its end, with a verdict or without.
    def test_whole_files_run(self):
        for path in DOCUMENTS:
            for line, text in blocks(path, "toml"):
                with self.subTest(f"{name_of(path)}:{line}"), tempfile.TemporaryDirectory() as folder:
                    (Path(folder) / "model.toml").write_text(text)
                    _, error, code = plimsoll("run", "model.toml", "--replications", 2, "--format", "json", folder=folder)
                    self.assertIn(code, (0, 98, 99), error)

    # A block marked ```toml fragment is good TOML, where this Python can tell.
    def test_fragments_can_be_parsed(self):
        try:
            import tomllib
        except ImportError:
            self.skipTest("this Python has no tomllib")
        for path in DOCUMENTS:
            for line, text in blocks(path, "toml fragment"):
                with self.subTest(f"{name_of(path)}:{line}"):
                    tomllib.loads(text)

    # There is no other way to mark a block of TOML, so none escapes.
    def test_every_block_of_toml_is_one_or_the_other(self):
        for path in DOCUMENTS:
            for match in FENCED.finditer(path.read_text()):
                if match[1].startswith("toml"):
                    self.assertIn(match[1], ("toml", "toml fragment"), name_of(path))

    # The model of twelve lines in the README is the file that it says it is, and has twelve lines.
    def test_the_twelve_lines_are_a_file(self):
        shown = [text for _, text in blocks(ROOT / "README.md", "toml")]
        self.assertEqual(shown, [(CONFIGS / "bookshop.toml").read_text()])
        self.assertEqual(shown[0].count("\n"), 12)


class Transcripts(unittest.TestCase):
    # What stands behind each `$` in a ```console block is what the program prints now.
    def test_they_are_what_the_program_prints(self):
        count = 0
        for path in DOCUMENTS:
            for line, text in blocks(path, "console"):
                count += 1
                with self.subTest(f"{name_of(path)}:{line}"):
                    self.assertTrue(text.startswith("$ plimsoll "), "a transcript begins with a command")
                    self.assertEqual(masked(text), masked(transcript(text)), AGAIN)
        self.assertGreaterEqual(count, 3)

    # The demo at the top of the README is there, whole.
    def test_the_demo_is_shown(self):
        shown = [text for _, text in blocks(ROOT / "README.md", "console")]
        self.assertTrue(any(text.startswith("$ plimsoll demo\n") for text in shown))

    # The masks hide the time taken and the digests, and let every measured number through.
    def test_masks_hide_only_what_may_differ(self):
        line = "  2,938,555 events in 1.436 s, 2.05 million per second on 2 threads\n"
        self.assertEqual(masked(line), "  2,938,555 events in (time)\n")
        self.assertEqual(masked("digest 4c44287a2be7184d, p99 634 ± 13 ms"), "digest (digest), p99 634 ± 13 ms")


class Links(unittest.TestCase):
    LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
    HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
    CONFIG = re.compile(r"\bconfigs/[\w/]+\.toml\b")
    SOURCE = re.compile(r"`((?:sim|models|study|report|cli|tests|bench|cmake|tools)/[\w./]*\w)`")

    @classmethod
    def anchors(cls, path):
        """Names of the headings as links use them."""
        headings = cls.HEADING.findall(without_code(path.read_text()))
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}

    # Every relative link leads to a file, and its # to a heading of that file.
    def test_relative_links_lead_somewhere(self):
        for path in DOCUMENTS:
            for link in self.LINK.findall(without_code(path.read_text())):
                if re.match(r"\w+:", link):
                    continue
                file, _, anchor = link.partition("#")
                target = (path.parent / file).resolve() if file else path
                with self.subTest(f"{name_of(path)} -> {link}"):
                    self.assertTrue(target.exists())
                    if anchor:
                        self.assertIn(anchor, self.anchors(target))

    # A configs/*.toml that is named exists, and so does a source file or folder.
    def test_files_that_are_named_exist(self):
        for path in DOCUMENTS:
            text = path.read_text()
            for name in {*self.CONFIG.findall(text), *self.SOURCE.findall(without_code(text))}:
                with self.subTest(f"{name_of(path)} names {name}"):
                    found = (ROOT / name).exists() or any((ROOT / f"{name}{end}").exists() for end in (".hpp", ".cpp"))
                    self.assertTrue(found)

    # No document is an island: each can be reached from the README.
    def test_every_document_can_be_reached(self):
        reached, open_ends = set(), [ROOT / "README.md"]
        while open_ends:
            path = open_ends.pop()
            if path in reached or not path.exists():
                continue
            reached.add(path)
            for link in self.LINK.findall(without_code(path.read_text())):
                file = link.partition("#")[0]
                if file.endswith(".md") and "://" not in file:
                    open_ends.append((path.parent / file).resolve())
        self.assertEqual([name_of(path) for path in DOCUMENTS if path not in reached], [])

    # Decisions are numbered from 1 without gaps, and each says context, decision, reasons and price.
    def test_decisions_are_complete(self):
        files = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
        self.assertEqual([int(path.name[:4]) for path in files], list(range(1, len(files) + 1)))
        for path in files:
            headings = self.HEADING.findall(path.read_text())
            self.assertEqual(headings[1:], ["Context", "Decision", "Why", "What it costs"], name_of(path))


class Completeness(unittest.TestCase):
    # The settings shown for each kind of part are those that `plimsoll explain` shows: none more, none less.
    def test_settings_are_those_of_the_program(self):
        text = LANGUAGE.read_text()
        shown = {match[1]: match[0] for match in SETTINGS.finditer(text)}
        self.assertEqual(sorted(shown), sorted(kinds()))
        for kind, block in shown.items():
            with self.subTest(kind):
                self.assertEqual(block, settings_block(kind), AGAIN)

    # Whatever a page of `plimsoll explain` about the language lists, the section of that name explains.
    def test_topics_are_covered(self):
        text = LANGUAGE.read_text()
        for topic in topics():
            page, _, _ = plimsoll("explain", topic)
            names = set()
            for line in page.splitlines()[1:]:
                listed = re.match(r"  (\w+(?:, \w+)*)(?:\s{2,}| = )", line)
                names.update(listed[1].split(", ") if listed else [])
                names.update(re.findall(r"\b(\w+) = ", line) if line.startswith("  ") else [])
            self.assertTrue(names, topic)
            for name in sorted(names):
                with self.subTest(f"{topic}: {name}"):
                    self.assertRegex(text, rf"`[^`\n]*\b{name}\b[^`\n]*`|\b{name}\s*=")

    # What each kind measures is listed.
    def test_measures_are_covered(self):
        text = LANGUAGE.read_text()
        for kind in kinds():
            page, _, _ = plimsoll("explain", kind)
            section = re.search(rf"^(#+) {kind}\n.*?(?=^#{{1,3}} )", text, re.MULTILINE | re.DOTALL)
            self.assertIsNotNone(section, kind)
            for name in re.findall(r"^  (\w+)$", page.partition("\nMeasures\n")[2], re.MULTILINE):
                with self.subTest(f"{kind}: {name}"):
                    self.assertIn(f"`{name}`", section[0])

    # Every field of a result that the schema knows is explained in docs/results.md, of a comparison in
    # docs/compare.md, of a limit in docs/limit.md, of an optimum in docs/optimize.md, of a sensitivity in
    # docs/sensitivity.md.
    def test_fields_of_a_result_are_covered(self):
        self.assert_covered("--result", "docs/results.md", 50)
        self.assert_covered("--comparison", "docs/compare.md", 40)
        self.assert_covered("--limit", "docs/limit.md", 40)
        self.assert_covered("--optimize", "docs/optimize.md", 30)
        self.assert_covered("--sensitivity", "docs/sensitivity.md", 30)

    def assert_covered(self, schema, document, least):
        text = (ROOT / document).read_text()
        fields = set()

        def collect(schema):
            if not isinstance(schema, dict):
                return
            fields.update(schema.get("properties", {}))
            fields.update(schema.get("required", []))
            for part in schema.values():
                for one in part if isinstance(part, list) else [part]:
                    collect(one)

        collect(json.loads(plimsoll("schema", schema)[0]))
        self.assertGreater(len(fields), least)
        for field in sorted(fields):
            with self.subTest(field):
                self.assertIn(f"`{field}`", text)

    # Every command of the program is mentioned in the README.
    def test_commands_are_covered(self):
        text = (ROOT / "README.md").read_text()
        listed = plimsoll()[0].split("\nCommands\n")[1].split("\n\n")[0]
        for command in re.findall(r"^  (\w+) ", listed, re.MULTILINE):
            self.assertIn(f"plimsoll {command}", text)


def update():
    """Writes what the program prints now into transcripts and settings; says which files changed."""
    for path in DOCUMENTS:
        before = path.read_text()
        after = FENCED.sub(
            lambda block: f"```console\n{transcript(block[2])}```" if block[1] == "console" else block[0], before
        )
        if path == LANGUAGE:
            after = SETTINGS.sub(lambda block: settings_block(block[1]), after)
        if masked(after) != masked(before):
            path.write_text(after)
            print(f"updated {name_of(path)}")


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        update()
    else:
        unittest.main()
