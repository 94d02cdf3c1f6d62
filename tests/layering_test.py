#!/usr/bin/env python3
"""Who may include whom. Reads the #include lines of every C++ file and fails when a layer is bypassed.

Run it alone with `python3 tests/layering_test.py`. To allow something new, change LAYERS: it is the rule.
"""

import re
import unittest

from source_tree import FOLDERS, Problem, sources, without_comments

# The first entry that a path starts with decides, so a folder stands before the one it lies in. A folder
# may always include itself, except that components may not include one another. An entry ending in "/" is
# a folder with all below it; "models/*.hpp" are the headers at the top of models/: its public entry points.
LAYERS = {
    "sim/": [],
    "models/spec/": ["sim/"],
    "models/theory/": ["sim/"],
    "models/stations/": ["sim/", "models/spec/", "models/policies/", "models/*.hpp"],
    "models/components/": [
        "sim/",
        "models/spec/",
        "models/policies/",
        "models/stations/",
        "models/flow/",
        "models/*.hpp",
    ],
    "models/": ["sim/"],
    "study/": ["sim/", "models/spec/", "models/theory/", "models/*.hpp"],
    "report/": ["sim/", "models/spec/", "study/"],
    "imports/": ["sim/", "models/spec/"],
    "cli/": ["sim/", "models/spec/", "models/*.hpp", "study/", "report/", "imports/"],
    "bindings/": ["sim/", "models/spec/", "models/*.hpp", "study/", "report/"],
}

# What stands behind the model reaches its parts only through the generated catalogue.
NEVER_COMPONENTS = ("models/policies/", "models/traffic/", "models/theory/")

# Libraries with one home, so that each can be replaced, and so that a run never sees TOML.
LIBRARY_HOMES = {
    "boost/program_options": "cli/",
    "toml++": "models/spec/",
    "pybind11": "bindings/",
    "sqlite3": "report/",
}

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)


def includes(text):
    """Yields (line number, '<' or '"', name) of every #include in `text`, commented-out ones left out."""
    text = without_comments(text)
    for match in _INCLUDE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match[1], match[2]


def _is_allowed(included, entry):
    if entry == "models/*.hpp":
        return re.fullmatch(r"models/[^/]+\.hpp", included) is not None
    return included.startswith(entry) if entry.endswith("/") else included == entry


def _own_include_problem(path, included):
    """Says what is wrong with `path` including our own file `included`, or returns None."""
    if included.startswith(("tests/", "bench/")):
        return None if path.startswith(included.split("/")[0]) else "nothing depends on tests/ or bench/"
    layer = next((folder for folder in LAYERS if path.startswith(folder)), None)
    if layer is None:  # tests/ and bench/ may look at everything
        return None
    if layer == "models/components/" and included.startswith(layer):
        own = included.rsplit(".", 1)[0]
        if own == path.rsplit(".", 1)[0] or path.startswith(own + "_"):  # cache_writes.cpp is a side of cache.hpp
            return None
        return "a component never includes another; move what they share to models/stations/ or component.hpp"
    if path.startswith(NEVER_COMPONENTS) and included.startswith("models/components/"):
        return "only the catalogue knows the components; take what is needed as a parameter"
    if included.startswith(layer) or any(_is_allowed(included, entry) for entry in LAYERS[layer]):
        return None
    return f"{layer} may include only itself" + "".join(f", {entry}" for entry in LAYERS[layer])


def check(path, text):
    """Returns the problems with the #include lines of one file, in order of line."""
    problems = []
    for line, bracket, name in includes(text):
        top = name.split("/")[0]
        message = None
        if "/" in name and top in FOLDERS:
            message = _own_include_problem(path, name)
        elif bracket == '"' and not name.endswith(".inc"):
            message = "write the path from the root, as in \"sim/time.hpp\"; libraries go in <>"
        elif bracket == "<":
            home = next((home for library, home in LIBRARY_HOMES.items() if name.startswith(library)), None)
            if home is not None and not path.startswith((home, "tests/")):
                message = f"only {home} includes this library"
        if message is not None:
            problems.append(Problem(path, line, f"includes {name}: {message}"))
    return problems


class Layering(unittest.TestCase):
    def assert_refused(self, path, text, expected):
        self.assertEqual([str(problem) for problem in check(path, text)], [expected])

    # No file of the project bypasses a layer.
    def test_the_project_keeps_its_layers(self):
        files = list(sources())
        self.assertIn("sim/time.hpp", [path for path, _ in files])
        problems = [str(problem) for path, text in files for problem in check(path, text)]
        self.assertEqual(problems, [], "\n" + "\n".join(problems))

    # The engine has no word of models: including one from sim/ is refused, with line and rule.
    def test_the_engine_knows_only_itself(self):
        self.assert_refused(
            "sim/simulation.hpp",
            '#pragma once\n#include "sim/time.hpp"\n#include "models/request.hpp"\n',
            "sim/simulation.hpp:3: includes models/request.hpp: sim/ may include only itself",
        )

    # The language knows the engine, but no part that is written in it.
    def test_the_language_knows_no_component(self):
        self.assertEqual(check("models/spec/units.hpp", '#include "sim/time.hpp"\n'), [])
        self.assert_refused(
            "models/spec/units.cpp",
            '#include "models/components/server.hpp"\n',
            "models/spec/units.cpp:1: includes models/components/server.hpp: "
            "models/spec/ may include only itself, sim/",
        )

    # A component sees its own header and the stations, and never another component.
    def test_components_never_include_one_another(self):
        own = '#include "models/components/server.hpp"\n#include "models/stations/gate.hpp"\n'
        self.assertEqual(check("models/components/server.cpp", own), [])
        self.assert_refused(
            "models/components/cache.cpp",
            own,
            "models/components/cache.cpp:1: includes models/components/server.hpp: "
            "a component never includes another; move what they share to models/stations/ or component.hpp",
        )

    # Stations are below components, and policies do not reach for them either.
    def test_nothing_below_components_includes_one(self):
        text = '#include "models/components/server.hpp"\n'
        self.assertEqual(len(check("models/stations/gate.hpp", text)), 1)
        self.assertEqual(len(check("models/policies/retry.hpp", text)), 1)
        self.assertEqual(check("models/catalogue.cpp", text), [])

    # A study builds a model through its entry points; a report sees results and never a model.
    def test_studies_and_reports_use_public_entry_points(self):
        self.assertEqual(check("study/run.cpp", '#include "models/build.hpp"\n'), [])
        self.assertEqual(check("report/text.cpp", '#include "study/results.hpp"\n'), [])
        self.assertEqual(len(check("study/run.cpp", '#include "models/stations/gate.hpp"\n')), 1)
        self.assertEqual(len(check("study/run.cpp", '#include "report/text.hpp"\n')), 1)
        self.assertEqual(len(check("report/text.cpp", '#include "models/build.hpp"\n')), 1)

    # Boost.Program_options belongs to cli/ and toml++ to the language.
    def test_libraries_stay_at_home(self):
        options = "#include <boost/program_options.hpp>\n"
        self.assertEqual(check("cli/main.cpp", options), [])
        self.assert_refused(
            "study/run.cpp",
            options,
            "study/run.cpp:1: includes boost/program_options.hpp: only cli/ includes this library",
        )
        self.assertEqual(check("models/spec/toml_reader.cpp", "#include <toml++/toml.h>\n"), [])
        self.assertEqual(len(check("models/build.cpp", "#include <toml++/toml.h>\n")), 1)

    # Nothing outside tests/ and bench/ depends on them, and a path starts at the root.
    def test_tests_are_leaves_and_paths_start_at_the_root(self):
        self.assertEqual(len(check("sim/slab.hpp", '#include "tests/sim/oracle.hpp"\n')), 1)
        self.assertEqual(check("tests/sim/a_test.cpp", '#include "tests/sim/oracle.hpp"\n'), [])
        self.assertEqual(len(check("sim/slab.hpp", '#include "time.hpp"\n')), 1)
        self.assertEqual(check("models/catalogue.cpp", '#include "component_list.inc"\n'), [])

    # An include in a comment is text.
    def test_comments_are_not_includes(self):
        self.assertEqual(check("sim/a.hpp", '// #include "cli/a.hpp"\n/*\n#include "cli/a.hpp"\n*/\n'), [])


if __name__ == "__main__":
    unittest.main()
