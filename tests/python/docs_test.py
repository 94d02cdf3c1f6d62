"""The documents tell the truth about Python, too: every example runs, and prints what it is said to print."""

import doctest
import re

import plimsoll
import pytest
from conftest import CONFIGS, ROOT

FENCED = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DOCUMENTS = [path for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))) if FENCED.search(path.read_text())]


# Every ```python block is a session, one after the other within a document, in the folder of the models.
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_examples_run(path, monkeypatch):
    monkeypatch.chdir(CONFIGS)
    text = path.read_text()
    examples = []
    for match in FENCED.finditer(text):
        found = doctest.DocTestParser().get_examples(match[1], path.name)
        assert found, f"a block of {path.name} without a prompt: {match[1][:60]}"
        for one in found:
            one.lineno += text.count("\n", 0, match.start(1))
        examples += found
    story = doctest.DocTest(examples, {}, path.name, str(path), 0, text)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False)
    told = []
    runner.run(story, out=told.append)
    assert not told, "".join(told)


# The page of Python names everything public that a user calls.
def test_everything_public_is_on_the_page():
    page = (ROOT / "docs/python.md").read_text()
    questions = ("run", "check", "compare", "sweep", "limit", "sensitivity")
    for name in ("load", "topology", *questions, "theory", "Spec", "SpecError", "GuardStop", "Interrupted"):
        assert hasattr(plimsoll, name) and name in page, name
