"""Every notebook runs from a clean kernel, says what it should, and is on its page in docs/notebooks as it is.

If a change of results is right: PYTHONPATH=build/release/python python3 tests/notebooks/execution.py
"""

import re

import nbformat
import pytest
from execution import METADATA, PAGES, ROOT, executed, figures, notebooks, page

# What a notebook has to end up with: how many pictures, and facts about what it computed, as Python over its names.
# A fact is (expression, expected) to be equal, or (expression, expected, share by which it may be off).
FACTS = {
    "01_first_steps": (
        4,
        {
            "users ask": ("spec.with_users(7).settings['traffic.readers.users']", "7"),
            # 1000 readers, one page each 5.02 s or so.
            "throughput": ("results['page.throughput']", 1000 / (5 + 0.0213), 0.01),
            "p95 is in its interval": ("results['page.p95'].low < results['page.p95'] < results['page.p95'].high", True),
            "the promise holds": ("results.objectives['quick'].verdict", "pass"),
            "more readers, longer waits": ("sorted(float(one['page.p95']) for one in several.results) == [float(one['page.p95']) for one in several.results]", True),
            "1,000 hold it and 1,100 do not": ("[bool(one['page.p95'] < 0.1) for one in several.results[2:4]]", [True, False]),
            "three cores": ("three_cores['page.p95']", 0.039, 0.1),
            "the same digest": ("again.run['digest'] == results.run['digest']", True),
        },
    ),
    "02_the_feed": (
        5,
        {
            "success": ("[float(one['feed'].success_ratio) for one in results.values()]", [0.0, 1.0, 1.0]),
            "attempts that fail [/s]": ("results['pool per request']['feed'].failed['timed_out'] / 30", 655, 0.03),
            # 10 connections / 48.3 ms, and 100 users over that.
            "shared pool [/s]": ("results['one shared pool of 10']['feed.throughput']", 10 / 0.0483, 0.005),
            "shared pool, p99 [s]": ("results['one shared pool of 10']['feed.p99']", 100 / (10 / 0.0483), 0.01),
            "indexed [/s]": ("results['shared pool and index']['feed.throughput']", 1000, 0.02),
            "the edge": ("[users for users, one in zip(crowds, curves['pool per request'].results) if one['feed.throughput'] < 1]", [32, 40, 70, 100, 200]),
            # Ten cores, 98.3 ms for each answer.
            "before the edge [/s]": ("curves['pool per request'].results[crowds.index(28)]['feed.throughput']", 10 / 0.0983, 0.03),
        },
    ),
    "03_sizing_a_pool": (
        3,
        {
            "four are refused": ("four['page.p99'].exists", False),
            "p99 against Erlang's": ("max(abs(one['page.p99'] / value - 1) for one, value in zip(by_size.results, exact))", 0.0, 0.06),
            "p99 of eight [s]": ("by_size.results[3]['page.p99']", 0.1434, 0.02),
            "Erlang is in the interval": ("[bool(one['page.p99'].low < value < one['page.p99'].high) for one, value in zip(by_size.results, exact)]", [True] * 4),
            "throughput against theory": ("float(gap)", 0.0, 0.02),
            "one connection [/s]": ("swept.results[0]['page.throughput']", 1 / 0.030, 0.02),
            "connections needed": ("theory.servers_for_wait_chance(offered, 0.05)", 9),
        },
    ),
    "04_cache_stampede_and_ttl": (
        4,
        {
            "hits against the formula": ("max(abs(one['items'].hit_ratio - np.interp(ttl, curve, exact)) for ttl, one in zip(lifetimes, swept.results))", 0.0, 0.005),
            "queries at the expiry": ("[float(one['counts'].fetches) - 1 for one in stampedes.values()]", [10000.0, 5.0, 1.0]),
            "p99 of the stampede [s]": ("stampedes['everybody fetches']['feed.p99']", 24.7, 0.01),
            "p99 of one for all [s]": ("stampedes['one per process']['feed.p99']", 0.020, 0.01),
            "1 + lambda f": ("max(abs(alone / (1 + rates * FETCH) - 1))", 0.0, 0.07),
            "singleflight": ("max(abs(shared - 1))", 0.0, 0.02),
        },
    ),
    "05_the_scale_ladder": (
        3,
        {
            # Price lists: 30 + 25 + 12 at first; 5 x 120 + 500 + 3 x 150 + 6 x 100 + 20 + 100 + 50 at last.
            "prices": ("[months[0], months[-1]]", [67.0, 2320.0]),
            # 100 requests a second of 20 ms, on two cores, less what is not asked for while users wait.
            "the first database": ("results['start']['primary'].utilisation", 0.974, 0.03),
            "the start fails, the others hold": ("[one.objectives['quick'].verdict for one in results.values()]", ["fail"] + ["pass"] * 5),
            # 4,000 requests a second of 0.4 ms, on two cores.
            "the server of phase 3": ("results['phase 3']['app'].utilisation", 0.8, 0.02),
            "users of the start": ("limits['start']", 850, 0.1),
            "users of phase 3": ("limits['phase 3']", 50_000, 0.08),
            "in order": ("list(limits.values()) == sorted(limits.values())", True),
        },
    ),
    "06_comparing_honestly": (
        3,
        {
            "fooled": ("np.mean(np.abs(change) > 5)", 0.5, 0.2),
            "a change of nothing": ("sorted(set(nothing.changes.values()) - {'unknown'})", ["same"]),
            "better": ("comparison.changes['page.p95']", "better"),
            "all pairs fall": ("bool((of_b < of_a).all())", True),
            "pairing pays": ("bool(gain > 1.2)", True),
            "nine cores": ("cores.changes['page.p95'] in ('noise', 'same')", True),
        },
    ),
    "07_theory_against_simulation": (
        3,
        {
            "closed system": ("max(map(abs, gap))", 0.0, 0.02),
            "sharing forgives": ("curves['shared, work that varies (scv 4)'].results[3]['job.mean']", 0.01 / (1 - 0.7), 0.05),
            "Pollaczek and Khinchine": ("curves['in turn, work that varies (scv 4)'].results[2]['job.mean']", 0.01 + 0.6 * 0.01 * 2.5 / 0.4, 0.06),
            "the suite": ("[sum(inside) == len(rows), len(rows) > 40]", [True, True]),
        },
    ),
    "08_sweep_on_a_cluster": (
        1,
        {
            "points": ("len(swept)", 24),
            "equal to the byte": ("[len(same), all(same)]", [24, True]),
            "8 connections, 30 ms [s]": ("swept.results[3]['page.p99']", 0.1434, 0.03),
            "fewer are needed": ("[int(best['size']), best['query']]", [5, "20 ms"]),
        },
    ),
}  # fmt: skip
NAMES = [path.stem for path in notebooks()]


@pytest.fixture(scope="module", params=NAMES)
def run(request):
    """(name, notebook with outputs, facts as computed)."""
    path = next(one for one in notebooks() if one.stem == request.param)
    notebook, values = executed(path, {name: fact[0] for name, fact in FACTS[request.param][1].items()})
    return request.param, notebook, values


# What a notebook computes is what its prose claims, and its pictures are there.
def test_it_runs_and_its_facts_hold(run):
    name, notebook, values = run
    count, facts = FACTS[name]
    assert len(figures(notebook)) == count
    for fact, (_, expected, *share) in facts.items():
        if not share:
            assert values[fact] == expected, fact
        elif expected:
            assert values[fact] == pytest.approx(expected, rel=share[0]), fact
        else:
            assert abs(values[fact]) <= share[0], fact


# Its page in docs/ has the same prose, code and printed output, and each of its pictures.
def test_its_page_is_up_to_date(run):
    name, notebook, _ = run
    again = f"PYTHONPATH=build/release/python python3 tests/notebooks/execution.py {name[:2]}"
    assert (PAGES / f"{name}.md").read_text(encoding="utf-8") == page(notebook, name), again
    for number in range(1, FACTS[name][0] + 1):
        assert (PAGES / "images" / f"{name}_{number}.png").stat().st_size > 1000, again


# A warning would be read by whoever runs it: there is none.
def test_it_prints_no_warning(run):
    _, notebook, _ = run
    printed = [one for cell in notebook.cells for one in cell.get("outputs", []) if one.get("name") == "stderr"]
    assert printed == []


# Notebooks are kept without outputs, in one layout, so that a change of one line is a change of one line.
@pytest.mark.parametrize("path", notebooks(), ids=NAMES)
def test_it_is_kept_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata == METADATA
    for number, cell in enumerate(notebook.cells, 1):
        assert cell.id == f"cell-{number:02}" and cell.metadata == {}
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
        assert max(map(len, cell.source.splitlines())) <= 150, cell.source
    assert path.read_text(encoding="utf-8") == nbformat.writes(notebook, ensure_ascii=False) + "\n"


# They are numbered without a gap, begin with a title, lead on to the next, and have prose before code.
def test_they_make_a_course():
    assert [name[:2] for name in NAMES] == [f"{i:02}" for i in range(1, len(NAMES) + 1)] and list(FACTS) == NAMES
    for i, path in enumerate(notebooks()):
        cells = nbformat.read(path, as_version=4).cells
        assert cells[0].source.startswith(f"# {i + 1}. ")
        prose = sum(len(one.source.split()) for one in cells if one.cell_type == "markdown")
        assert prose > 250, path.name
        if i + 1 < len(NAMES):
            assert f"({NAMES[i + 1]}.ipynb)" in cells[-1].source, path.name
    index = (ROOT / "notebooks/README.md").read_text(encoding="utf-8")
    assert re.findall(r"\((\d\d_\w+)\.ipynb\)", index) == NAMES


# What they weigh together in docs/ is little.
def test_pages_are_light():
    assert sum(one.stat().st_size for one in PAGES.rglob("*") if one.is_file()) < 1_500_000
    assert sorted(one.stem for one in PAGES.glob("[0-9]*.md")) == NAMES
    pictures = {f"{name}_{number}" for name in NAMES for number in range(1, FACTS[name][0] + 1)}
    assert {one.stem for one in (PAGES / "images").glob("*.png")} == pictures
