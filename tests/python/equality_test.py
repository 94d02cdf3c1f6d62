"""Python says what the command says, to the bit."""

import json
import re

import plimsoll
import pytest
from conftest import CONFIGS, ROOT, command

# What may differ between two equal runs.
TIMES = re.compile(r'"(wall_seconds|threads)": [^,\n]*')


def same(mine, theirs):
    assert TIMES.sub("", mine) == TIMES.sub("", theirs)


# A steady run, one with cases and objectives, an episode with events: byte for byte, but for the time that it took.
@pytest.mark.parametrize("name", ["01_first_model", "05_limits_and_retries", "08_cases_and_objectives"])
def test_a_result_is_that_of_the_command(name):
    path = f"configs/{name}.toml"
    sets = ["run.duration=20s", "run.replications=3"]
    words = [word for one in sets for word in ("--set", one)]
    spec = plimsoll.load(ROOT / path)
    # The command is told the same name of the file, which is part of the result.
    out, _ = command("run", ROOT / path, *words, "--format", "json", expected=plimsoll.run(spec, sets=sets).exit_code)
    same(plimsoll.run(spec, sets=sets).to_json(), out)


# The same with any number of threads.
def test_threads_change_nothing(small):
    one = plimsoll.run(small, threads=1).to_json()
    same(plimsoll.run(small, threads=4).to_json(), one)


# Arguments of Python are settings of the command.
def test_seed_replications_users_and_case_are_settings():
    path = CONFIGS / "08_cases_and_objectives.toml"
    spec = plimsoll.load(path)
    case = spec.cases[0]
    words = ["--case", case, "--set", "run.duration=20s", "--seed", "9", "--replications", "2"]
    mine = plimsoll.run(path, case=case, sets={"run.duration": "20 s"}, seed=9, replications=2)
    out, _ = command("run", path, *words, "--format", "json", expected=mine.exit_code)
    as_python_writes_it = out.replace(json.dumps("run.duration=20s"), json.dumps('run.duration="20 s"'), 1)
    assert as_python_writes_it != out
    same(mine.to_json(), as_python_writes_it)


# The summary is the command's too, and so is what check and compare say.
def test_text_check_and_comparison_are_those_of_the_command(small):
    results = plimsoll.run(small)
    out, _ = command("run", "-", text=small)
    mine = results.text.replace("text", "standard input", 1)
    wall = re.compile(r"events in .*|, [\d.]+ \w+ per second on .*")
    assert wall.sub("", mine) == wall.sub("", out)

    out, _ = command("check", CONFIGS / "bookshop.toml", "--format", "json")
    assert plimsoll.check(CONFIGS / "bookshop.toml").to_json() == out

    sets = {"run.duration": "20 s", "run.replications": 3}
    path = CONFIGS / "01_first_model.toml"
    compared = plimsoll.compare(path, {"traffic.visitors.users": 110}, sets=sets)
    words = ["--set", 'run.duration="20 s"', "--set", "run.replications=3", "--b-set", "traffic.visitors.users=110"]
    out, _ = command("compare", path, *words, "--format", "json")
    assert compared.to_json() == out
    out, _ = command("compare", path, *words, "--format", "markdown")
    assert compared.to_markdown() == out


# Figures are the numbers of the JSON, and arrays average to them.
def test_figures_and_arrays_are_those_of_the_json(shop_results):
    told = json.loads(shop_results.to_json())
    for name, request in told["requests"].items():
        p99 = request["latency_seconds"]["p99"]
        figure = shop_results[name].latency.p99
        assert (figure.value, figure.low, figure.high) == (p99["value"], p99["low"], p99["high"] or float("inf"))
        mean = shop_results.replications[f"{name}.mean"]
        assert len(mean) == told["run"]["replications"]
        assert mean.mean() == pytest.approx(request["latency_seconds"]["mean"]["value"], rel=1e-12)
