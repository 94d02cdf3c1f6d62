"""Pictures: what is drawn equals the results, axes are labelled with units, and nobody else's settings change."""

import inspect
import json
import math

import matplotlib
import numpy as np
import plimsoll
import pytest
from conftest import CONFIGS, SMALL
from matplotlib import pyplot
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer, ErrorbarContainer
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from plimsoll import plotting

OF_A_RESULT = ("latency", "timeline", "utilisation", "attribution", "topology")


@pytest.fixture(scope="module")
def results():
    return plimsoll.run(CONFIGS / "03_pool.toml", sets={"run.duration": "20 s", "run.warm_up": "2 s", "run.replications": 4})


@pytest.fixture(scope="module")
def comparison():
    sets = {"run.duration": "20 s", "run.warm_up": "2 s", "run.replications": 4}
    return plimsoll.compare(CONFIGS / "03_pool.toml", {"system.db_pool.size": 12}, sets=sets)


@pytest.fixture(scope="module")
def swept():
    sets = {"run.duration": "10 s", "run.warm_up": "2 s", "run.replications": 3}
    spec = plimsoll.load(CONFIGS / "03_pool.toml", sets=sets)
    return [spec.replace({"system.db_pool.size": size}).run() for size in (12, 6, 8)]


@pytest.fixture(autouse=True)
def no_figures_left():
    yield
    pyplot.close("all")


def whiskers(ax):
    """Intervals as they are drawn: (low, high) of each, along the axis that they lie on."""
    found = []
    for container in ax.containers:
        if isinstance(container, ErrorbarContainer):
            (lines,) = container.lines[2]
            for segment in lines.get_segments():
                along = 0 if container.has_xerr else 1
                found.append((segment[0][along], segment[1][along]))
    return found


def interval(figure, factor):
    """What a whisker shows of it: both ends, or down from the value where there is no upper end."""
    return figure.low * factor, (figure.high if math.isfinite(figure.high) else float(figure)) * factor


# On axes that are passed in the picture is drawn there, and these are returned; labels have units.
@pytest.mark.parametrize("name", OF_A_RESULT)
def test_axes_in_axes_out(results, name):
    _, ax = pyplot.subplots()
    assert getattr(results.plot, name)(ax=ax) is ax
    assert getattr(results.plot, name)(ax) is ax
    if name != "topology":
        labels = ax.get_xlabel() + ax.get_ylabel()
        assert "[" in labels and "]" in labels, labels


# New axes have plimsoll's look; what others set for theirs stays as it was, before and after.
@pytest.mark.parametrize("name", OF_A_RESULT)
def test_settings_of_matplotlib_stay(results, name):
    with matplotlib.rc_context({"axes.spines.top": True, "font.size": 7.0}):
        before = dict(matplotlib.rcParams)
        ax = getattr(results.plot, name)()
        ax.figure.canvas.draw()
        assert dict(matplotlib.rcParams) == before
        assert not ax.spines["top"].get_visible() and ax.get_title(loc="left")
        _, own = pyplot.subplots()
        getattr(results.plot, name)(own)
        assert own.spines["top"].get_visible()


# The style is a context that ends, also for settings that are given along; one that does not exist is refused.
def test_the_style_is_a_context():
    before = dict(matplotlib.rcParams)
    with plotting.style(font_size=20):
        assert matplotlib.rcParams["font.size"] == 20 and not matplotlib.rcParams["axes.spines.top"]
    assert dict(matplotlib.rcParams) == before
    with pytest.raises(ValueError, match="font_size"), plotting.style(fontsize=3):
        pass
    with matplotlib.rc_context(fname=plotting.STYLE):
        cycle = [one["color"] for one in matplotlib.rcParams["axes.prop_cycle"]]
    assert [to_hex(one) for one in cycle] == list(plotting.COLOURS)


# What is drawn side by side is told apart without colours: by line or marker, and never by red against green alone.
def test_colours_are_told_apart():
    def seen_without_red_receptors(colour):
        # Protanopia after F. Vienot, H. Brettel, J. D. Mollon, Color Research and Application 24 (1999), linear RGB.
        red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        linear = np.array([red, green, blue]) ** 2.2
        return np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]) @ linear

    seen = [seen_without_red_receptors(one) for one in plotting.COLOURS]
    apart = [np.abs(a - b).sum() for i, a in enumerate(seen) for b in seen[i + 1 :]]
    assert min(apart) > 0.09, min(apart)


# Whiskers of latency are the intervals of the result, each at its own percentile; the line is the histogram.
def test_latency_shows_the_intervals_of_the_result(results):
    ax = results.plot.latency()
    latency = results["page"].latency
    figures = [latency[p] for p in ("p50", "p90", "p95", "p99", "p999") if latency[p].exists]
    wanted = [interval(figure, 1e3) for figure in figures]
    assert len(wanted) == 5 and np.array(whiskers(ax)) == pytest.approx(np.array(wanted))
    assert ax.get_ylabel() == "latency [ms]" and ax.get_xlabel() == "percentile of requests [%]"
    line = ax.get_lines()[0]
    at_median = np.interp(-np.log10(0.5), line.get_xdata(), line.get_ydata())
    assert at_median == pytest.approx(latency.histogram.quantile(0.5) * 1e3, rel=0.02)
    # The p99.9 of so few requests has no upper end: an arrow upwards instead of half a whisker.
    assert figures[-1].high == math.inf
    assert [one.get_text() for one in ax.texts] == ["↑", "promised: p95 < 200 ms"]
    assert [one.get_text() for one in ax.get_xticklabels()] == ["0", "50", "90", "95", "99", "99.9"]


# A result from a file has no histogram: its percentiles are joined by straight lines.
def test_latency_without_a_histogram(results):
    ax = plimsoll.Results.from_json(results.to_json()).plot.latency()
    latency = results["page"].latency
    heights = [float(latency[p]) * 1e3 for p in ("p50", "p90", "p95", "p99", "p999") if latency[p].exists]
    assert list(ax.get_lines()[0].get_ydata()) == pytest.approx(heights)


# Slices of the timeline become rates: arrivals per slice over its width; events of the model are shaded and named.
def test_timeline_shows_rates_and_events(results):
    ax = results.plot.timeline()
    width = np.diff(results.timeline["starts_seconds"])[0]
    arrived = {line.get_label(): line for line in ax.get_lines()}["arrived"]
    assert arrived.get_ydata()[3] == pytest.approx(results.timeline["arrived"][3] / width)
    assert ax.get_xlabel() == "simulated time [s]" and ax.get_ylabel() == "requests [/s]"
    latency = results.plot.timeline(measure="latency")
    assert latency.get_lines()[0].get_ydata()[2] == pytest.approx(results.timeline["mean_latency_seconds"][2] * 1e3)

    sets = {"run.duration": "120 s", "run.warm_up": "10 s", "run.replications": 2, "event.campaign.starts": "150 s"}
    ax = plimsoll.run(CONFIGS / "07_events.toml", sets=sets).plot.timeline()
    assert [one.get_text() for one in ax.texts] == ["instance lost"]
    assert ax.get_xlim() == pytest.approx((10, 130))


# A bar for each part, the busiest first, as long as its utilisation, and what gives way first is named.
def test_utilisation_shows_bars_and_intervals(results):
    ax = results.plot.utilisation()
    names = [one.get_text() for one in ax.get_yticklabels()]
    assert names == ["db_pool", "database", "app"]
    (bars,) = [one for one in ax.containers if isinstance(one, BarContainer)]
    assert [bar.get_width() for bar in bars] == pytest.approx([results[name].utilisation * 100 for name in names])
    wanted = [(results[name].utilisation.low * 100, results[name].utilisation.high * 100) for name in names]
    assert whiskers(ax) == pytest.approx(wanted)
    assert results.bottleneck["part"] == "db_pool" and "gives way first" in ax.texts[0].get_text()
    assert [one.get_text() for one in results.plot.utilisation(parts=["app"]).get_yticklabels()] == ["app"]


# Pieces of a bar add up to what the result attributes, and the number behind the bar is their sum.
def test_attribution_adds_up(results):
    ax = results.plot.attribution()
    assert [one.get_text() for one in ax.get_yticklabels()] == ["page, mean", "page, around p99"]
    rows = results["page"].to_dict()["attribution"]
    lengths = np.sum([[bar.get_width() for bar in one] for one in ax.containers if isinstance(one, BarContainer)], axis=0)
    sums = [sum(one["seconds"][which]["value"] for one in rows) * 1e3 for which in ("mean", "p99")]
    assert lengths == pytest.approx(sums)
    assert float(ax.texts[0].get_text()) == pytest.approx(results["page.mean"] * 1e3, abs=0.06)
    largest = max(rows, key=lambda one: one["seconds"]["mean"]["value"])["seconds"]["mean"]
    ends = [high - low for low, high in whiskers(ax)]
    assert any(one == pytest.approx((largest["high"] - largest["low"]) * 1e3) for one in ends)


# Points are in order of the setting, whatever the order of the results; the axis says what and in which unit.
def test_sweep_finds_the_setting_that_differs(swept):
    ax = plotting.sweep(swept)
    in_order = [swept[1], swept[2], swept[0]]
    line = ax.get_lines()[0]
    assert list(line.get_xdata()) == [6, 8, 12]
    assert list(line.get_ydata()) == pytest.approx([one["page.p99"] * 1e3 for one in in_order])
    wanted = [interval(one["page.p99"], 1e3) for one in in_order]
    assert np.array(whiskers(ax)) == pytest.approx(np.array(wanted))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("system.db_pool.size", "p99 of page [ms]")
    assert plotting.sweep(swept, y="db_pool.utilisation").get_ylabel() == "Utilisation of db_pool [%]"
    two = plotting.sweep(swept, y=["page.p50", "page.p95"])
    assert [one.get_text() for one in two.get_legend().get_texts()] == ["page.p50", "page.p95"]
    with pytest.raises(ValueError, match="different units"):
        plotting.sweep(swept, y=["page.p50", "page.throughput"])
    with pytest.raises(KeyError, match=r"page\.p98"):
        plotting.sweep(swept, y="page.p98")
    with pytest.raises(ValueError, match="no numerical setting differs"):
        plotting.sweep([swept[0], swept[0]])


# A second setting that differs gives a line for each of its values; times along the axis have a unit.
def test_sweep_over_two_settings():
    spec = plimsoll.load(SMALL, sets={"run.duration": "10 s", "run.replications": 2})
    several = [
        spec.replace({"system.app.cores": cores, "traffic.visitors.think.mean": think}).run()
        for cores in (1, 2)
        for think in ("900 ms", "1 s", "1.2 s")
    ]
    ax = plotting.sweep(several, y="page.throughput")
    assert ax.get_xlabel() == "traffic.visitors.think.mean [ms]"
    assert list(ax.get_lines()[0].get_xdata()) == pytest.approx([900, 1000, 1200])
    labels = [one.get_text() for one in ax.get_legend().get_texts()]
    assert labels == ["cores 1", "cores 2"]


# A sweep knows what was varied: its first numerical list goes along, the others tell the lines apart; cases too.
def test_sweep_of_plimsoll():
    sets = {"run.duration": "10 s", "run.warm_up": "2 s", "run.replications": 2}
    over = {"case": [None, "large"], "system.app.cores": [2, 3]}
    found = plimsoll.sweep(CONFIGS / "03_pool.toml", over, sets=sets)
    ax = found.plot.sweep(y="page.mean")
    assert ax.get_xlabel() == "system.app.cores"
    assert [one.get_text() for one in ax.get_legend().get_texts()] == ["case baseline", "case large"]
    values = [float(found.at({"case": None, "system.app.cores": cores}).results["page.mean"]) * 1e3 for cores in (2, 3)]
    assert list(ax.get_lines()[0].get_ydata()) == pytest.approx(values)
    assert found.plot.latency().get_legend() is not None


# Designs that differ in more than settings have a name each, and a line.
def test_sweep_of_named_designs(swept):
    ax = plotting.sweep({"large": swept[:1], "small": swept[1:]}, x="system.db_pool.size", y="page.throughput")
    assert [one.get_text() for one in ax.get_legend().get_texts()] == ["large", "small"]
    assert [list(line.get_xdata()) for line in ax.get_lines()[:1]] == [[12]]
    with pytest.raises(ValueError, match="no result was given"):
        plotting.sweep({"large": []})


# A box for each part and each traffic, and an arrow for each way between them.
def test_topology_has_a_box_for_each_part(results):
    ax = results.plot.topology()
    boxes = [one for one in ax.patches if isinstance(one, FancyBboxPatch)]
    arrows = [one for one in ax.patches if isinstance(one, FancyArrowPatch)]
    assert len(boxes) == 4 and len(arrows) == 3
    words = [one.get_text() for one in ax.texts]
    assert "db_pool" in words and f"pool, {results['db_pool'].utilisation:.0%} busy" in words
    spec = plimsoll.load(CONFIGS / "scenarios/shop.toml")
    assert len(spec.plot.topology().patches) == 8 + 7
    with pytest.raises(TypeError, match=r"spec\.run\(\)"):
        spec.plot.latency()


# Both sides of a comparison are drawn, and differences show the paired intervals in percent of A.
def test_comparisons(comparison):
    for name in ("latency", "timeline", "utilisation"):
        ax = getattr(comparison.plot, name)()
        assert [one.get_text() for one in ax.get_legend().get_texts()] == ["A", "B"], name
    bars = [one.get_text() for one in comparison.plot.attribution(around="mean").get_yticklabels()]
    assert bars == ["A, page, mean", "B, page, mean"]
    ax = comparison.plot.differences(measures=["page.p95", "page.throughput"])
    change, before = comparison["page.p95"], comparison.a["page.p95"]
    assert whiskers(ax)[0] == pytest.approx((change.low / before * 100, change.high / before * 100))
    assert "better" in ax.texts[0].get_text() and "[% of A]" in ax.get_xlabel()
    with pytest.raises(TypeError, match="one result"):
        comparison.plot.topology()
    with pytest.raises(KeyError, match="no measure of both"):
        comparison.plot.differences(measures=["page.p98"])


# Several results with names of one's own; what is no result is refused in words.
def test_several_results(swept):
    ax = plotting.latency({"six": swept[1], "twelve": swept[0]})
    assert [one.get_text() for one in ax.get_legend().get_texts()] == ["six", "twelve"]
    with pytest.raises(TypeError, match=r"not str"):
        plotting.latency("03_pool.toml")
    with pytest.raises(TypeError, match=r"plimsoll\.plotting\.sweep"):
        swept[0].plot.sweep()
    with pytest.raises(KeyError, match="there is no request"):
        plotting.latency(swept[0], requests=["pgae"])


# A title of one's own stands above the legend, and what is drawn later gets into the legend.
def test_titles_and_legends_of_ones_own(comparison):
    ax = comparison.plot.latency(title="Two pools")
    assert ax.get_title(loc="left") == "Two pools"
    ax.plot([0, 1], [10, 20], label="by hand")
    font = ax.set_title("Two pools", {"fontweight": "bold"}, loc="left")
    found = plotting.legend(ax)
    assert font.get_fontweight() == "bold"
    assert [one.get_text() for one in found.get_texts()] == ["A", "B", "by hand"]
    ax.figure.canvas.draw()
    written = next(one for one in ax.get_children() if getattr(one, "get_text", str)() == "Two pools")
    assert written.get_window_extent().y0 >= found.get_window_extent().y1 - 1
    _, own = pyplot.subplots()
    own.set_title("mine")
    assert comparison.plot.utilisation(own).get_title() == "mine" and not own.get_title(loc="left")


# Legends stand above the data, not on it.
def test_legends_do_not_cover_data(results, comparison):
    for ax in (results.plot.timeline(), results.plot.attribution(), comparison.plot.latency()):
        ax.figure.canvas.draw()
        assert ax.get_legend().get_window_extent().y0 >= ax.bbox.y1 - 1


# Nothing answered, nothing to draw: said in a sentence instead of an empty picture.
def test_nothing_to_draw():
    broken = json.loads(plimsoll.run(SMALL, sets={"run.duration": "5 s", "run.replications": 2}).to_json())
    page = broken["requests"]["page"]
    page["latency_seconds"] = {name: dict.fromkeys(("value", "low", "high")) for name in page["latency_seconds"]}
    page["attribution"] = []
    results = plimsoll.Results.from_json(json.dumps(broken))
    for name in ("latency", "attribution"):
        with pytest.raises(ValueError, match="no request was answered"):
            getattr(results.plot, name)()


# Each picture says what it takes, what it returns and in which units; methods say the same as functions.
def test_pictures_are_documented():
    for name in (*OF_A_RESULT, "sweep", "differences"):
        function = getattr(plotting, name)
        text = inspect.getdoc(function)
        for heading in ("Parameters", "Returns", "Raises"):
            assert heading in text, (name, heading)
        for parameter in inspect.signature(function).parameters:
            assert parameter in text, (name, parameter)
        method = getattr(plotting.Plots, name)
        assert inspect.getdoc(method) == text
        assert list(inspect.signature(method).parameters)[1:] == list(inspect.signature(function).parameters)[1:]
