"""The highest load, and which numbers matter: as the command says it, and as theory does."""

import _thread
import csv
import io
import json

import plimsoll
import pytest
from conftest import CONFIGS, SMALL, command

# M/M/3 with work of 20 ms, and a promise of a mean below 40 ms.
MARKOV = """
[system.core]
kind    = "server"
cores   = 3
order   = "fcfs"
workers = "unlimited"
[request.job]
on    = "core"
steps = [{ work = { dist = "exponential", mean = "20 ms" } }]
[traffic.jobs]
rate = "50 /s"
[objective.quick]
mean_below = "40 ms"
[run]
warm_up  = "20 s"
duration = "200 s"
"""


def exact_rate():
    """The rate [/s] at which Erlang C puts the mean time in M/M/3 at 40 ms."""
    low, high = 1.0, 149.9
    for _ in range(100):
        rate = (low + high) / 2
        time = 0.02 + plimsoll.theory.erlang_c(3, rate * 0.02) / (150 - rate)
        low, high = (rate, high) if time < 0.04 else (low, rate)
    return low


@pytest.fixture(scope="module")
def pool():
    """A pool that limits first, and the database behind it that limits next."""
    return plimsoll.limit(CONFIGS / "03_pool.toml", precision=0.1, next=1)


# The limit of M/M/3 is where Erlang C says that the promise breaks, within 1 %; the interval is as narrow as asked for.
def test_a_limit_is_that_of_erlang():
    found = plimsoll.limit(MARKOV)
    exact = exact_rate()
    assert found.state == "found" and found.exit_code == 0 and found.unit == "/s"
    assert found.load == pytest.approx(exact, rel=0.01)
    assert found.theory == pytest.approx(exact, rel=1e-4)
    assert found.load.half_width <= 0.01 * exact
    assert (found.binding, found.part, found.moved) == ("quick", "core", ("traffic.jobs.rate",))


# Byte for byte what the command prints, whatever the number of threads, with what limits next.
def test_a_limit_is_that_of_the_command(pool):
    words = ("--precision", "10 %", "--next", "1", "--threads", "1", "--format", "json")
    out, _ = command("limit", CONFIGS / "03_pool.toml", *words)
    assert pool.to_json() == out
    assert json.loads(out)["load"]["value"] == pool.load
    out, _ = command("limit", CONFIGS / "bookshop.toml", "--precision", "5 %")
    assert repr(plimsoll.limit(CONFIGS / "bookshop.toml", precision=0.05)) + "\n" == out


# What is moved and between which loads is said as for the command: numbers in the unit of the file, or texts of another.
def test_of_lowest_and_highest_are_those_of_the_command():
    arguments = {"of": "traffic.jobs.rate", "precision": 0.2, "seed": 5, "sets": {"run.duration": "50 s"}}
    words = ["--of", "traffic.jobs.rate", "--precision", "20 %", "--set", 'run.duration="50 s"', "--seed", "5"]
    out, _ = command("limit", "-", *words, "--from", "60", "--to", "9_000 /min", "--format", "json", text=MARKOV)
    told = json.loads(out)
    assert (told["lowest_allowed"], told["highest_allowed"]) == (60, 150)
    told["model"]["source"] = "text"
    for lowest, highest in ((60, "9_000 /min"), ("60 /s", 150.0)):
        found = plimsoll.limit(MARKOV, lowest=lowest, highest=highest, **arguments)
        assert json.loads(found.to_json()) == {**told, "verdict": told["verdict"].replace("standard input", "text", 1)}


# Figures, rungs and a frame of the loads that were looked at.
def test_what_a_limit_says(pool):
    assert pool.unit == "/s" and pool.binding == "quick" and pool.part == "db_pool"
    assert [one["load"] for one in pool.points] == sorted(one["load"] for one in pool.points)
    (rung,) = pool.next
    assert rung.lifted == {"address": "system.db_pool.size", "from": "6", "to": "12", "factor": 2}
    assert rung.load > pool.load and rung.part == "database" and "db_pool.size 6 → 12" in repr(rung)

    frame = pool.to_frame()
    first = frame[frame.rung == 0]
    assert list(first.load) == [one["load"] for one in pool.points]
    assert set(frame.rung) == {0, 1} and len(frame) == len(pool.points) + len(rung.points)
    told = [(row, point) for row, point in zip(first.itertuples(), pool.points) if row.overload is None]
    for row, point in told:
        figure = point["objectives"]["quick"]
        assert (row.quick, row.quick_low, row.quick_high) == (figure, figure.low, figure.high)
        assert row.holds == (figure < 0.2)
    assert any(row.holds for row, _ in told) and not all(row.holds for row, _ in told)
    html = pool._repr_html_()
    assert pool.verdict in html and "With system.db_pool.size at 12 instead of 6:" in html
    assert html.count("<table>") == 2 and "quick [ms]" in html


# An objective that holds everywhere and one that fails everywhere are no errors, but answers.
def test_limits_outside_of_what_was_allowed():
    beyond = plimsoll.limit(MARKOV, highest=60, precision=0.1)
    assert beyond.state == "never_fails" and beyond.exit_code == 98 and not beyond.load.exists
    none = plimsoll.limit(MARKOV, sets={"objective.quick.mean_below": "15 ms"}, lowest=20, precision=0.1)
    assert none.state == "fails_at_lowest" and none.exit_code == 99
    assert "✗ fails" in none._repr_html_()


# Mistakes are told before anything is run, with what to write instead.
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"of": "traffic.jobs.rat"}, "of='traffic.jobs.rat': the model has no number there; did you mean"),
        ({"precision": 5}, "precision=5 is no share between 0 and 1"),
        ({"next": 21}, "next=21 is no number of limits"),
        ({"lowest": "fast"}, "lowest='fast' is no value of traffic.jobs.rate"),
        ({"highest": -3}, "highest=-3 is no value of traffic.jobs.rate"),
        ({"lowest": 90, "highest": 80}, "lowest is not below highest"),
        ({"of": "system.core.cores", "lowest": 1.5}, "lowest=1.5 is no value of system.core.cores"),
    ],
)
def test_mistakes_of_limit(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        plimsoll.limit(MARKOV, **arguments)


# A model whose load may be several numbers says which.
def test_what_the_load_is_may_be_asked():
    more = MARKOV + '[traffic.others]\nrate = "1 /s"\n'
    with pytest.raises(ValueError, match=r"of=\['traffic.jobs.rate', 'traffic.others.rate'\]"):
        plimsoll.limit(more)
    both = plimsoll.limit(more, of=["traffic.jobs.rate", "traffic.others.rate"], precision=0.2)
    assert both.moved == ("traffic.jobs.rate", "traffic.others.rate") and both.load.exists
    with pytest.raises(plimsoll.SpecError, match="must be at least 1, got 0"):
        plimsoll.limit(MARKOV, sets={"system.core.cores": 0})


# Ctrl-C ends a search, and what was looked at is kept; what a function of progress raises goes through.
def test_a_search_can_be_left():
    longer = {"run.duration": "50 h"}
    with pytest.raises(plimsoll.Interrupted) as caught:
        plimsoll.limit(MARKOV, sets=longer, progress=lambda now: _thread.interrupt_main())
    assert caught.value.results.state == "interrupted" and caught.value.results.exit_code == 130
    assert caught.value.results is plimsoll.last_interrupted()
    with pytest.raises(plimsoll.Interrupted) as caught:
        plimsoll.sensitivity(MARKOV, sets=longer, progress=lambda now: _thread.interrupt_main())
    assert not caught.value.results.complete and "interrupted" in caught.value.results._repr_html_()

    def fails(now):
        raise ZeroDivisionError(f"{now.replications} replications")

    with pytest.raises(ZeroDivisionError, match="replications"):
        plimsoll.limit(MARKOV, sets=longer, progress=fails)


# Sensitivity is the command's too, as JSON, CSV and text.
def test_a_sensitivity_is_that_of_the_command():
    found = plimsoll.sensitivity(CONFIGS / "bookshop.toml", replications=4)
    for form, mine in (("json", found.to_json()), ("csv", found.to_csv()), ("text", repr(found) + "\n")):
        out, _ = command("sensitivity", CONFIGS / "bookshop.toml", "--replications", "4", "--format", form)
        assert mine == out, form
    frame, rows = found.to_frame(), list(csv.DictReader(io.StringIO(found.to_csv())))
    assert list(frame.setting) == [row["setting"] for row in rows]
    assert list(frame.elasticity) == [float(row["elasticity"]) for row in rows]


# In M/M/3 utilisation follows the rate and the work one to one: 1 % more of it makes it 1 % more. Seeds do not matter here.
def test_an_elasticity_is_that_of_theory():
    wanted = ["core.utilisation", "job.mean"]
    found = plimsoll.sensitivity(MARKOV, measures=wanted, sets={"traffic.jobs.rate": "100 /s"})
    busy = found["core.utilisation"]
    assert busy["traffic.jobs.rate"] == pytest.approx(1, abs=0.05)
    assert busy["request.job.steps.work.work.mean"] == pytest.approx(1, abs=0.05)
    mean = found["job.mean"]
    strengths = [abs(one) for one in mean.values() if one.exists]
    assert strengths == sorted(strengths, reverse=True) and mean["system.core.cores"].high < 0
    assert found.measures["core.utilisation"] == pytest.approx(2 / 3, rel=0.02)
    assert found.complete and "job.mean" in found._repr_html_() and found.step == 0.01


# A number or a measure that is not there is a mistake, told with what is.
def test_mistakes_of_sensitivity():
    with pytest.raises(ValueError, match="the model has no number there"):
        plimsoll.sensitivity(SMALL, of="system.app.corse")
    with pytest.raises(ValueError, match="page.p42"):
        plimsoll.sensitivity(SMALL, measures="page.p42")
    with pytest.raises(ValueError, match="step=0 is no share"):
        plimsoll.sensitivity(SMALL, step=0)
    found = plimsoll.sensitivity(SMALL, of="traffic.visitors.users", measures="page.mean", replications=2)
    with pytest.raises(KeyError, match="was not looked at; there are page.mean"):
        found["page.p99"]
