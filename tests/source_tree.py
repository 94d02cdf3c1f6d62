"""Our C++ files as layering_test.py and tidy_test.py see them: code, comments and strings told apart."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Every folder that holds C++ of ours; an include of another folder is an include of a library.
FOLDERS = ("sim", "models", "study", "report", "imports", "cli", "bindings", "bench", "tests")

_TOKEN = re.compile(
    r"""
    (?P<comment> //[^\n]* | /\*.*?\*/ )
  | (?P<string>  R"(?P<fence>[^\s()\\]{0,16})\(.*?\)(?P=fence)" | "(?:\\.|[^"\\\n])*" )
  | (?P<char>    (?<![0-9A-Za-z_])'(?:\\.[^'\n]*|[^'\\\n])' )
    """,
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True)
class Problem:
    """One broken rule: where it is, what is wrong, and what to write instead."""

    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}"


def _blank(text):
    """As many lines as `text`, all empty."""
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    """`text` with every comment blanked out; lines keep their numbers."""
    return _TOKEN.sub(lambda m: _blank(m[0]) if m["comment"] else m[0], text)


def code_only(text):
    """`text` with comments, strings and characters blanked out; lines keep their numbers."""
    return _TOKEN.sub(lambda m: _blank(m[0]), text)


def sources(root=ROOT):
    """Yields (path from the root, text) of every C++ file of ours, in order of path."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".hpp", ".cpp", ".inc") and path.is_file():
                yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
