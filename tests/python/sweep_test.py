"""One model at many points."""

import _thread
import concurrent.futures
import re

import numpy as np
import plimsoll
import pytest
from conftest import SMALL

OVER = {"system.app.cores": [1, 2], "traffic.visitors.users": [50, 100, 150]}
SHORT = {"run.duration": "20 s", "run.warm_up": "5 s"}


@pytest.fixture(scope="module")
def swept():
    return plimsoll.sweep(SMALL, OVER, sets=SHORT)


def told(results):
    return re.sub(r'"(wall_seconds|threads)": [^,\n]*', "", results.to_json())


# Every combination once, the first list slowest; each point is the run that one would have made by hand, to the byte.
def test_each_point_is_a_run(swept):
    assert len(swept) == 6 and swept.complete
    assert [tuple(one.values.values()) for one in swept] == [(c, u) for c in (1, 2) for u in (50, 100, 150)]
    point = swept.at({"system.app.cores": 2, "traffic.visitors.users": 100})
    alone = plimsoll.run(plimsoll.load(SMALL, sets=SHORT).replace(point.values))
    assert told(point.results) == told(alone)
    assert swept[4] is point and swept.results[4] is point.results


# As a frame: all measures long, or some of them wide; as a Dataset: a dimension for each list.
def test_shapes(swept):
    frame = swept.to_frame()
    assert list(frame.columns[:3]) == ["system.app.cores", "traffic.visitors.users", "of"]
    wide = swept.to_frame(["page.p99", "app.utilisation"])
    assert len(wide) == 6 and {"page.p99", "page.p99_low", "page.p99_high"} <= set(wide.columns)
    busy = swept.to_xarray()["app.utilisation"]
    assert busy.dims == ("system.app.cores", "traffic.visitors.users") and busy.shape == (2, 3)
    assert float(busy.sel({"system.app.cores": 1, "traffic.visitors.users": 150})) == swept[2].results["app"].utilisation
    assert (np.diff(busy.values, axis=1) > 0).all()
    assert "150" in repr(swept) and "<table>" in swept._repr_html_()
    with pytest.raises(KeyError, match="no point has a measure"):
        swept.to_frame("page.p42")
    with pytest.raises(KeyError, match="3 points have"):
        swept.at({"system.app.cores": 1})


# By an executor the same comes out, with replications of several points under way at once.
def test_an_executor_gives_the_same(swept):
    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        there = plimsoll.sweep(SMALL, OVER, sets=SHORT, executor=threads)
    assert [told(one.results) for one in there] == [told(one.results) for one in swept]


# The lists may stand in the file; cases may be swept, too.
def test_lists_of_the_file_and_cases():
    written = SMALL + "[sweep]\nsystem.app.cores = [1, 2]\n[case.more]\ntraffic.visitors.users = 150\n"
    found = plimsoll.sweep(written, sets=SHORT)
    assert [one.values for one in found] == [{"system.app.cores": 1}, {"system.app.cores": 2}]
    lists = "[sweep]\nrun.seed = [3]\nsystem.app.cores = [1, 2]\ntraffic.visitors.users = [50, 90]\n"
    zipped = SMALL + lists + 'zip = ["system.app.cores", "traffic.visitors.users"]\n'
    together = plimsoll.sweep(zipped, sets=SHORT)
    assert [tuple(one.values.values()) for one in together] == [(3, 1, 50), (3, 2, 90)]
    assert together.to_xarray()["page.p99"].sizes == {"run.seed": 1, "system.app.cores": 2}
    cases = plimsoll.sweep(written, {"case": [None, "more"]}, sets=SHORT)
    assert cases[1].results["app"].utilisation > cases[0].results["app"].utilisation
    assert [one.spec.case for one in cases] == [None, "more"]


# Mistakes are told before anything is run.
def test_mistakes():
    with pytest.raises(plimsoll.SpecError, match="must be at least 1, got 0"):
        plimsoll.sweep(SMALL, {"system.app.cores": [1, 0]})
    with pytest.raises(ValueError, match=r"the model has no \[sweep\]"):
        plimsoll.sweep(SMALL)
    with pytest.raises(TypeError, match="is a list of values, not 3"):
        plimsoll.sweep(SMALL, {"system.app.cores": 3})


# A point that a guard stops is said to be; the others go on.
def test_a_guard_stops_one_point():
    found = plimsoll.sweep(SMALL, {"traffic.visitors.users": [50, 3_000_000_000]}, sets=SHORT)
    assert found[0].results is not None and found[1].results is None
    assert "of memory" in found[1].stopped and found.complete
    assert np.isnan(found.to_frame("page.p99")["page.p99"][1])


# Ctrl-C keeps the points that are finished, here and by an executor.
@pytest.mark.parametrize("is_here", [True, False])
def test_ctrl_c_keeps_points(is_here):
    over = {"run.duration": ["5 s", "5 s", "100 h", "101 h"] if is_here else ["5 s", "5 s", *["20_000 s"] * 10]}

    def stop_after_two(now):
        if now.replications_done >= 2:
            _thread.interrupt_main()

    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        with pytest.raises(plimsoll.Interrupted) as caught:
            plimsoll.sweep(SMALL, over, threads=2, executor=None if is_here else thread, progress=stop_after_two)
    kept = caught.value.results
    assert 0 < len(kept.results) < len(kept) and not kept.complete
    assert kept is plimsoll.last_interrupted() and all(one.complete for one in kept.results)


# Progress counts points.
def test_progress_counts_points():
    moments = []
    plimsoll.sweep(SMALL, OVER, sets=SHORT, progress=moments.append)
    assert (moments[-1].replications_done, moments[-1].replications) == (6, 6)
