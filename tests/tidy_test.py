#!/usr/bin/env python3
"""What our code does not call, and what it calls instead.

Run it alone with `python3 tests/tidy_test.py`. These rules keep results equal to the byte on every compiler and
machine; no compiler warns when they are broken.
"""

import re
import unittest
from dataclasses import dataclass

from source_tree import Problem, code_only, sources

RESULT_FOLDERS = ("sim/", "models/", "study/")  # whatever a number passes through on its way
SIMULATED_FOLDERS = ("sim/", "models/")


@dataclass(frozen=True)
class Ban:
    """A pattern that may not appear in the code of some folders."""

    name: str
    pattern: str
    folders: tuple
    instead: str
    except_in: str = "-"  # how the paths of those files begin that define what to use instead
    excusable: bool = False  # by a comment `tidy: allow <name>: <reason>` on the line or the one above


_LIBM = (
    r"(?:acosh?|asinh?|atanh?|atan2|cbrt|cosh?|erfc?|exp2?|expm1|hypot|lgamma|log|log10|log1p|log2|pow"
    r"|sinh?|tanh?|tgamma)[fl]?"
)

BANS = (
    Ban(
        "random",
        r"#\s*include\s*<random>|\bstd::random_device\b|\bstd::mt19937|\bs?rand\s*\(",
        RESULT_FOLDERS,
        "its distributions differ between libraries; draw from a Stream (sim/stream.hpp) "
        "through a Distribution (sim/distribution.hpp)",
    ),
    Ban(
        "libm",
        rf"\bstd::{_LIBM}\b|(?<![\w:])::{_LIBM}\s*\(|\b__builtin_{_LIBM}\b|(?<![\w.:>]){_LIBM}\s*\(",
        RESULT_FOLDERS,
        "its last bits differ between machines; call the same name in plimsoll::portable "
        "(sim/portable_math.hpp)",
        except_in="sim/portable_",
    ),
    Ban(
        "long_double",
        r"\blong\s+double\b",
        RESULT_FOLDERS,
        "its width differs between machines; use double, or an exact integer sum",
    ),
    Ban(
        "unordered",
        r"\bstd::unordered_\w+|#\s*include\s*<unordered_\w+>",
        RESULT_FOLDERS,
        "its order of iteration is nobody's promise; use std::map, a sorted vector or an index. If it is "
        "only ever looked up, say so: `// tidy: allow unordered: <reason>`",
        excusable=True,
    ),
    Ban(
        "wall_clock",
        r"\bstd::chrono\b|#\s*include\s*<(?:chrono|ctime|time\.h|sys/time\.h)>"
        r"|\b(?:gettimeofday|clock_gettime|localtime|gmtime|__rdtsc)\s*\(|\bstd::(?:time|clock)\b"
        r"|(?<![\w.:>])time\s*\(\s*(?:0|NULL|nullptr)\s*\)",
        SIMULATED_FOLDERS,
        "simulated time is the only time here; take `now` as a SimTime (sim/time.hpp), and measure speed "
        "in bench/",
    ),
    Ban(
        "print",
        r"#\s*include\s*<iostream>|\bstd::(?:cout|cerr|clog)\b|\bf?printf\s*\(|\b(?:f?puts|putchar)\s*\("
        r"|\bfmt::print\b",
        SIMULATED_FOLDERS,
        "return a value and let report/ write it; a user's mistake becomes a diagnostic (models/spec/)",
    ),
)


def _is_excused(ban, lines, number):
    """Whether line `number` (from 1), or the one above, has a comment that allows `ban` with a reason."""
    comment = re.compile(rf"//.*\btidy: allow {ban.name}: \S")
    return ban.excusable and any(comment.search(line) for line in lines[max(0, number - 2) : number])


def check(path, text):
    """Returns the problems with one file, in order of line; at most one for each line and ban."""
    lines = text.split("\n")
    bans = [
        (ban, re.compile(ban.pattern))
        for ban in BANS
        if path.startswith(ban.folders) and not path.startswith(ban.except_in)
    ]
    problems = []
    for number, code in enumerate(code_only(text).split("\n"), start=1):
        for ban, pattern in bans:
            found = pattern.search(code)
            if found and not _is_excused(ban, lines, number):
                problems.append(Problem(path, number, f"{found[0].strip()} ({ban.name}): {ban.instead}"))
    return problems


class Tidy(unittest.TestCase):
    def names_of_bans_broken_by(self, path, text):
        return [re.search(r"\((\w+)\): ", problem.message)[1] for problem in check(path, text)]

    # No file of the project calls what is banned.
    def test_the_project_is_tidy(self):
        files = list(sources())
        self.assertIn("sim/time.hpp", [path for path, _ in files])
        problems = [str(problem) for path, text in files for problem in check(path, text)]
        self.assertEqual(problems, [], "\n" + "\n".join(problems))

    # The message says where, what, and what to call instead.
    def test_a_problem_names_the_replacement(self):
        self.assertEqual(
            [str(problem) for problem in check("sim/a.cpp", "#include <cmath>\nauto y = std::log(x);\n")],
            [
                "sim/a.cpp:2: std::log (libm): its last bits differ between machines; "
                "call the same name in plimsoll::portable (sim/portable_math.hpp)"
            ],
        )

    # One planted fault for each spelling of each ban, and the ban that catches it.
    def test_every_planted_fault_is_caught(self):
        planted = {
            "random": ["#include <random>", "std::mt19937_64 engine;", "int i = rand();", "srand(1);"],
            "libm": [
                "y = std::exp(x);",
                "y = std::pow(x, 2);",
                "y = std::sinf(x);",
                "using std::log1p;",
                "y = ::log(x);",
                "return log(x);",
                "y = __builtin_exp(x);",
            ],
            "long_double": ["long double sum = 0;"],
            "unordered": ["#include <unordered_map>", "std::unordered_set<int> seen;"],
            "wall_clock": [
                "#include <chrono>",
                "auto t = std::chrono::steady_clock::now();",
                "auto t = std::time(nullptr);",
                "auto t = time(NULL);",
                "auto t = std::clock();",
                "gettimeofday(&t, nullptr);",
            ],
            "print": ["#include <iostream>", "std::cout << x;", 'printf("%d", x);', "fmt::print(text);"],
        }
        self.assertEqual(sorted(planted), sorted(ban.name for ban in BANS))
        for name, faults in planted.items():
            for fault in faults:
                with self.subTest(fault):
                    self.assertEqual(self.names_of_bans_broken_by("models/a.cpp", fault + "\n"), [name])

    # Exactly rounded functions, our own portable ones, snprintf and members of the same name are welcome.
    def test_what_looks_alike_is_left_alone(self):
        for line in (
            "y = std::sqrt(x);",
            "y = std::floor(x);",
            "y = portable::log(x);",
            "y = plimsoll::portable::exp(x);",
            "logger.log(x);",
            "catalog(x);",
            "double logarithm;",
            "std::exponential_thing y;",
            "operand(x);",
            "std::snprintf(buffer, size, format);",
            "SimTime time() const;",
            "t = event.time();",
            "t = queue.next_time();",
            'message = "std::log is banned";',
            "// std::chrono is banned",
            "char c = '\"'; // std::cout",
            "n = 1'000'000; /* printf( */",
        ):
            with self.subTest(line):
                self.assertEqual(check("sim/a.cpp", line + "\n"), [])

    # Reports may print, benchmarks may look at a clock, and the portable_ files define what others call.
    def test_each_ban_ends_where_its_reason_ends(self):
        self.assertEqual(check("report/text.cpp", "fmt::print(text);\n"), [])
        self.assertEqual(check("bench/a_bench.cpp", "#include <chrono>\n"), [])
        self.assertEqual(check("study/run.cpp", "#include <chrono>\n"), [])
        self.assertEqual(check("sim/portable_math.hpp", "double log(double x);\n"), [])
        self.assertEqual(check("tests/sim/a_test.cpp", "long double exact = std::log(2.0L);\n"), [])

    # A lookup table may be unordered if a comment says why; without a reason, or for another ban, it may not.
    def test_an_excuse_needs_a_reason(self):
        table = "std::unordered_map<int, int> table;"
        self.assertEqual(check("models/a.cpp", f"// tidy: allow unordered: looked up only\n{table}\n"), [])
        self.assertEqual(check("models/a.cpp", f"{table}  // tidy: allow unordered: looked up only\n"), [])
        self.assertEqual(len(check("models/a.cpp", f"// tidy: allow unordered:\n{table}\n")), 1)
        self.assertEqual(len(check("models/a.cpp", "y = std::log(x);  // tidy: allow libm: fast\n")), 1)


if __name__ == "__main__":
    unittest.main()
