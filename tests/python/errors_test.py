"""A user's mistake reads as it does on the command line, and is a value that programs can look at."""

import os
import pickle
import sys

import plimsoll
import pytest
from conftest import CONFIGS, SMALL, command

BROKEN = sorted((CONFIGS / "broken").glob("*.toml"))


# Every broken model that ships gives the text of the command, to the letter, and diagnostics with a place.
def test_every_broken_model_reads_as_on_the_command_line(monkeypatch):
    monkeypatch.chdir(CONFIGS / "broken")
    assert len(BROKEN) > 100
    for path in BROKEN:
        with pytest.raises(plimsoll.SpecError) as caught:
            plimsoll.run(path.name)
        told = path.with_suffix(".expected").read_text(encoding="utf-8")
        assert str(caught.value).startswith(told), path.name
        first = caught.value.diagnostics[0]
        assert first.source == path.name and first.line > 0 and first.column > 0 and first.message
        assert f"{first.source}:{first.line}:{first.column}: " in told


# One of them beside the command itself: the same text, and the same closing line.
def test_the_text_is_that_of_standard_error(monkeypatch):
    monkeypatch.chdir(CONFIGS / "broken")
    name = "no_instances.toml"
    _, told = command("run", CONFIGS / "broken" / name, expected=4)
    with pytest.raises(plimsoll.SpecError) as caught:
        plimsoll.load(name)
    assert str(caught.value) + "\n" == told.replace(f"{CONFIGS}{os.sep}broken{os.sep}", "")


# A change that does not fit is told at the place where it stands in the argument.
def test_a_bad_change_names_its_argument():
    spec = plimsoll.load(SMALL)
    with pytest.raises(plimsoll.SpecError) as caught:
        spec.replace({"run.seed": 7, "system.app.coers": 2})
    (problem,) = caught.value.diagnostics
    assert (problem.severity, problem.source, problem.line, problem.column) == ("error", "--set #2", 1, 12)
    assert problem.address == "system.app.coers"
    assert problem.remedy == "did you mean 'cores'?"


# A mistake in dicts is shown in the TOML that they make.
def test_a_mistake_in_dicts_shows_the_line_that_they_make():
    with pytest.raises(plimsoll.SpecError) as caught:
        plimsoll.topology(system={"app": {"kind": "server", "workrs": 3}})
    assert "topology:3:1: system.app.workrs: a server has no setting 'workrs'" in str(caught.value)
    assert "  3 | workrs = 3" in str(caught.value)


# Errors can be sent between processes, with their diagnostics.
def test_a_spec_error_can_be_pickled():
    with pytest.raises(plimsoll.SpecError) as caught:
        plimsoll.load("[system.app]\nkind = 'servr'\n")
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert [one.message for one in again.diagnostics] == [one.message for one in caught.value.diagnostics]


# Files that are not there, and things that are no topology, say so in Python's own terms.
def test_files_and_types():
    with pytest.raises(FileNotFoundError, match="nowhere.toml"):
        plimsoll.load("nowhere.toml")
    with pytest.raises(TypeError, match="a topology is a path, a text with several lines, a dict or an open file"):
        plimsoll.load(42)
    with pytest.raises(TypeError, match="is no value of a topology"):
        plimsoll.load(SMALL).replace({"run.seed": object()})
    with pytest.raises(TypeError, match="progress is True"):
        plimsoll.run(SMALL, progress=3)


# users= wants one traffic of users, and otherwise says what to write.
def test_users_needs_one_traffic():
    two = SMALL + '[traffic.others]\nusers = 5\nthink = "1 s"\n'
    with pytest.raises(ValueError, match="'traffic.visitors.users' or 'traffic.others.users'"):
        plimsoll.run(two, users=3)


# What asks for too much is stopped, as on the command line.
def test_a_guard_stops_what_cannot_be_done():
    with pytest.raises(plimsoll.GuardStop, match="of memory"):
        plimsoll.run(SMALL, users=3_000_000_000)


# Where an optional package is missing the error says which, what for, and how to get it.
def test_a_missing_package_is_named(monkeypatch, shop_results):
    for package, call in (
        ("pandas", shop_results.to_frame),
        ("xarray", shop_results.to_xarray),
        ("pyarrow", shop_results.to_arrow),
    ):
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(ImportError, match=f"needs {package}, which is not installed: pip install {package}"):
            call()
