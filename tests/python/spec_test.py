"""Topologies as values."""

import io
import pickle

import plimsoll
import pytest
from conftest import CONFIGS, SMALL


# What a Spec says of itself is what the file says.
def test_a_spec_says_what_it_is():
    spec = plimsoll.load(CONFIGS / "bookshop.toml")
    assert spec.parts["app"] == "server"
    assert list(spec.traffic.values()) == ["closed"]
    assert spec.settings["run.seed"] == "42" or spec.settings["run.seed"].isdigit()
    assert spec.origins["system.app.kind"].startswith(str(CONFIGS / "bookshop.toml"))
    assert len(spec.digest) == 16 and spec.problems == ()
    assert "plimsoll.Spec" in repr(spec)


# A change gives another Spec and leaves the first as it is; nothing can be assigned.
def test_a_spec_does_not_change():
    spec = plimsoll.load(SMALL)
    changed = spec.replace(**{"system.app.cores": 2})
    assert (spec.settings["system.app.cores"], changed.settings["system.app.cores"]) == ("1", "2")
    assert changed != spec
    assert changed == spec.set("system.app.cores=2") == spec.set("system.app.cores", 2)
    assert changed.replace({"system.app.cores": 1}) == spec
    with pytest.raises(AttributeError, match="a Spec does not change"):
        spec.title = "other"


# The same model from a path, a text, dicts, an open file: equal, and of one digest.
def test_all_ways_in_give_one_model(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    spec = plimsoll.load(path)
    dicts = plimsoll.topology(
        system={"app": {"kind": "server", "cores": 1}},
        request={"page": {"on": "app", "steps": [{"work": {"dist": "exponential", "mean": "8 ms"}}]}},
        traffic={"visitors": {"users": 100, "think": {"dist": "exponential", "mean": "1 s"}}},
        run={"warm_up": "10 s", "duration": "60 s", "replications": 3},
    )
    for other in (plimsoll.load(str(path)), plimsoll.load(SMALL), plimsoll.load(io.StringIO(SMALL)), dicts):
        assert other == spec and hash(other) == hash(spec) and other.digest == spec.digest
    assert plimsoll.load(spec) is not None and plimsoll.load(spec, sets={"system.app.cores": 2}) != spec


# to_toml and to_dict lead back to the same model, for every model that ships.
@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.toml")), ids=lambda path: path.stem)
def test_a_spec_can_be_written_down(path):
    spec = plimsoll.load(path)
    assert plimsoll.load(spec.to_toml()) == spec
    assert plimsoll.topology(spec.to_dict()) == spec
    assert pickle.loads(pickle.dumps(spec)) == spec


# Files, cases and changes apply in that order: later wins.
def test_overlays_cases_and_sets_apply_in_order(tmp_path):
    base = SMALL + "[case.more]\nsystem.app.cores = 3\n"
    over = {"system": {"app": {"cores": 2}}}
    assert plimsoll.load(base, over).settings["system.app.cores"] == "2"
    assert plimsoll.load(base, over, case="more").settings["system.app.cores"] == "3"
    last = plimsoll.load(base, over, case="more", sets={"system.app.cores": 4})
    assert last.settings["system.app.cores"] == "4"
    assert (last.case, last.cases) == ("more", ("more",))
    assert last.with_case(None).case is None


# Values of Python become values of TOML: counts, shares, times, lists, distributions, events.
def test_values_of_python_become_values_of_toml():
    import datetime

    import numpy as np

    tables = plimsoll.load(CONFIGS / "07_events.toml").to_dict()
    assert plimsoll.topology(tables).events == plimsoll.load(CONFIGS / "07_events.toml").events
    spec = plimsoll.load(SMALL)
    assert spec.replace({"system.app.cores": np.int64(2)}).settings["system.app.cores"] == "2"
    assert spec.replace({"run.duration": datetime.timedelta(seconds=90)}).settings["run.duration"] == '"90 s"'
    law = {"dist": "lognormal", "mean": "8 ms", "p99": "20 ms"}
    changed = spec.replace({"request.page.steps.work.work": law})
    assert plimsoll.topology(changed.to_dict()) == changed


# The graph behind the pictures: who leads to whom.
def test_the_graph_of_a_topology():
    from plimsoll._topology import Graph

    graph = Graph(plimsoll.load(CONFIGS / "bookshop.toml"))
    assert set(graph.nodes) >= set(plimsoll.load(CONFIGS / "bookshop.toml").parts)
    assert graph.edges and all(start in graph.nodes and end in graph.nodes for start, end in graph.edges)
    reached = {end for _, end in graph.edges}
    assert all(name in reached for name in graph.nodes if not name.startswith("traffic."))
