"""What a run found, in the shapes that analysts use."""

import json
import math
import pickle
import xml.etree.ElementTree as ElementTree

import numpy as np
import plimsoll
import pytest
from conftest import SMALL, command


# Everything that the JSON holds is found under its name, as figures with intervals.
def test_figures_are_floats_with_intervals(shop_results):
    request = shop_results["page"]
    p99 = request.latency.p99
    assert isinstance(p99, float) and p99.low < p99 < p99.high and p99.half_width > 0
    assert p99 == shop_results["page.p99"] == request.latency["p99"] == request.latency_seconds.p99
    assert type(p99 * 2) is float and f"{p99:.3f}" == f"{float(p99):.3f}"
    assert request.throughput == request.throughput_per_second
    assert 0 < shop_results["app"].utilisation < 1 and shop_results.parts["app"].kind == "server"
    assert shop_results.objectives["quick"].verdict in ("pass", "fail", "inconclusive")
    assert shop_results.run["replications"] == 4 and shop_results.complete
    assert pickle.loads(pickle.dumps(p99)).low == p99.low


# What was not measured is NaN and says so; what is refused says why.
def test_what_does_not_exist_is_nan():
    results = plimsoll.run(SMALL, replications=1, sets={"run.duration": "3 s"})
    p999 = results["page"].latency.p999
    assert math.isnan(p999) and not p999.exists and "p99.9" in p999.refused
    assert "refused" in repr(p999)


# A name that does not exist is answered with those that do.
def test_unknown_names_list_the_known(shop_results):
    with pytest.raises(KeyError, match="there are page, app"):
        shop_results["pgae"]
    with pytest.raises(AttributeError, match="it has kind, instances, utilisation"):
        shop_results["app"].hit_ratio
    with pytest.raises(AttributeError, match="a latency has mean, p50"):
        shop_results["page"].latency.p98
    with pytest.raises(ValueError, match="there are measures, requests"):
        shop_results.to_frame("pages")


# Frames hold the numbers of the JSON, with names and units.
def test_frames(shop_results):
    frame = shop_results.to_frame()
    assert list(frame.columns) == ["of", "subject", "measure", "unit", "value", "low", "high", "refused"]
    row = frame[(frame.subject == "page") & (frame.measure == "p99")].iloc[0]
    assert (row["value"], row["low"], row["unit"]) == (
        shop_results["page.p99"],
        shop_results["page.p99"].low,
        "seconds",
    )
    assert shop_results.to_frame("requests").loc["page", "p99"] == shop_results["page.p99"]
    assert shop_results.to_frame("parts").loc["app", "utilisation"] == shop_results["app"].utilisation
    assert shop_results.to_frame("objectives").loc["quick", "limit"] == 0.2
    replications = shop_results.to_frame("replications")
    assert len(replications) == 4 and replications["page.mean"].mean() == pytest.approx(shop_results["page.mean"])
    where = shop_results.to_frame("attribution")
    mean = where[(where.request == "page") & (where.around == "mean")]
    assert mean.seconds.sum() == pytest.approx(shop_results["page.mean"], rel=1e-9)
    timeline = shop_results.to_frame("timeline")
    assert timeline.completed.sum() == pytest.approx(shop_results["page"].completed, rel=1e-9)


# The Dataset has a variable for each measure over replications, with units, and the timeline over time.
def test_a_dataset(shop_results):
    data = shop_results.to_xarray()
    assert data["page.p99"].dims == ("replication",) and data["page.p99"].attrs["unit"] == "seconds"
    assert float(data["page.mean"].mean()) == pytest.approx(shop_results["page.mean"])
    assert data["timeline.completed"].dims == ("time",)
    assert data.attrs["digest"] == shop_results.run["digest"]


# Arrays look at the simulator's memory: contiguous, read-only, alive as long as they are wanted.
def test_arrays_are_views_that_outlive_the_results():
    array = plimsoll.run(SMALL, replications=2).replications["page.mean"]
    assert array.dtype == np.float64 and array.flags.c_contiguous
    assert not array.flags.owndata and not array.flags.writeable
    assert array.shape == (2,) and np.isfinite(array).all()


# The histogram holds every success of every replication, and gives back the pooled quantile of the results.
def test_a_histogram_of_latency(shop_results):
    histogram = shop_results["page"].latency.histogram
    assert histogram.count == histogram.counts.sum()
    assert histogram.count == round(shop_results["page"].completed * 4)
    assert (histogram.lower < histogram.upper).all() and (histogram.lower[1:] >= histogram.upper[:-1]).all()
    assert histogram.quantile(0.99) == pytest.approx(shop_results["page.p99"], rel=1e-9)
    assert histogram.quantile(np.array([0.5, 0.99])).shape == (2,)
    assert histogram.exceeds(histogram.quantile(0.9)) == pytest.approx(0.1, abs=2e-3)


# A result that the command wrote can be looked at in the same way, and gives its model.
def test_a_result_of_the_command_can_be_read(tmp_path):
    path = tmp_path / "result.json"
    out, _ = command("run", "-", "--format", "json", text=SMALL)
    path.write_text(out)
    results = plimsoll.Results.from_json(path)
    assert results.to_json() == out and results["page"].latency.p99 > 0
    assert results.spec == plimsoll.load(SMALL) and results.replications == {}
    assert "PASSED" in results.verdict and "page" in repr(results)
    with pytest.raises(ValueError, match="is no result of plimsoll run"):
        plimsoll.Results.from_json('{"schema": "other"}')


# Results can be sent between processes, and keep their numbers.
def test_results_can_be_pickled(shop_results):
    again = pickle.loads(pickle.dumps(shop_results))
    assert again.to_json() == shop_results.to_json() and repr(again) == repr(shop_results)
    assert (again.replications["page.mean"] == shop_results.replications["page.mean"]).all()
    assert again["page"].latency.histogram.count == shop_results["page"].latency.histogram.count


# A notebook shows verdict, picture and tables: well-formed, with every part in the picture.
def test_html_for_notebooks(shop_results):
    html = shop_results._repr_html_()
    tree = ElementTree.fromstring(f"<all>{html}</all>")
    assert shop_results.verdict.split()[1] in html
    texts = [node.text for node in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert "app" in texts and "visitors" in texts
    assert len(list(tree.iter("table"))) == 3
    compared = plimsoll.compare(SMALL, {"system.app.cores": 2}, replications=2)
    ElementTree.fromstring(f"<all>{compared._repr_html_()}</all>")
    ElementTree.fromstring(f"<all>{plimsoll.check(SMALL)._repr_html_()}</all>")


# A comparison: the difference with its interval, and which way it is.
def test_a_comparison():
    compared = plimsoll.compare(SMALL, {"system.app.cores": 2}, replications=4)
    assert compared.pairs == 4
    assert compared["page.mean"] < 0 and compared["page.mean"].high < 0
    assert compared.changes["page.mean"] == "better"
    assert compared.to_frame().loc["page.mean", "difference"] == compared["page.mean"]
    assert compared.a["page"].latency.mean > compared.b["page"].latency.mean
    assert json.loads(compared.to_json())["verdict"] == compared.verdict
    with pytest.raises(KeyError, match="is no measure of both"):
        compared["page.p42"]


# A check: loads by arithmetic, and the bound.
def test_a_check():
    found = plimsoll.check(SMALL)
    load = next(one for one in found.loads if one["resource"] == "cpu")
    assert load["demand_seconds"] == pytest.approx(0.008)
    assert found.to_frame().shape[0] == len(found.loads)
    assert found.problems == () and "Arithmetic load" in repr(found)


# Progress is told at least once, in order, and ends with all of it.
def test_progress_is_told():
    told = []
    plimsoll.run(SMALL, sets={"run.duration": "300 s"}, progress=told.append)
    assert told and (told[-1].replications_done, told[-1].replications) == (3, 3)
    shares = [one.share for one in told]
    assert shares == sorted(shares)

    def fails(_):
        raise LookupError("of the caller's own")

    with pytest.raises(LookupError, match="of the caller's own"):
        plimsoll.run(SMALL, progress=fails)


# tqdm shows the bar where it is installed.
def test_a_bar(capsys):
    plimsoll.run(SMALL, progress=True)
    assert "%" in capsys.readouterr().err


# Numbers for people: the value ends at the decimal of its half width, which has two digits; nothing is a dash.
def test_figures_as_people_read_them():
    from plimsoll._html import shown, with_unit

    figure = plimsoll.Figure
    assert shown(figure(0.022173, 0.0218, 0.022546), 1e3) == "22.17 ± 0.37"
    assert shown(figure(162.0, 60.0, 264.0)) == "162 ± 102"
    assert shown(figure(1234567.0)) == "1,234,567" and shown(figure(0.05)) == "0.05"
    assert shown(figure(3.0, 2.5, float("inf"))) == "> 2.5"
    assert shown(figure(float("nan"))) == "–" == with_unit("–", "ms")
    assert shown(figure(float("nan"), refused="too few")) == "refused"
