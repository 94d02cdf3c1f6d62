"""Results as tables: dicts of columns first, which pandas, xarray and pyarrow take alike."""

from ._figures import Figure
from ._optional import need

_LATENCIES = ("mean", "p50", "p90", "p95", "p99", "p999", "max")


def measures(results):
    """Every figure of a result by its address, as rows: of, subject, measure, unit, figure."""
    rows = {}

    def add(of, subject, measure, unit, json):
        address = f"{subject}.{measure}" if subject else measure
        figure = json if isinstance(json, Figure) else Figure.of(json)
        rows.setdefault(
            address, {"of": of, "subject": subject, "measure": measure, "unit": unit, "figure": figure}
        )

    json = results._json
    for name, one in json["requests"].items():
        for latency in _LATENCIES:
            add("request", name, latency, "seconds", one["latency_seconds"][latency])
        add("request", name, "throughput", "per_second", one["throughput_per_second"])
        success = Figure.of(one["success_ratio"])
        add("request", name, "errors", "share", Figure(1 - success, 1 - success.high, 1 - success.low, success.refused))
        for count in ("arrived", "completed", "degraded", "in_flight_start", "in_flight_end"):
            add("request", name, count, "count", one[count])
        for reason, figure in one["failed"].items():
            add("request", name, f"failed_{reason}", "count", figure)
    for name, one in json["parts"].items():
        add("part", name, "utilisation", "share", one["utilisation"])
        for latency in _LATENCIES:
            add("part", name, f"wait_{latency}", "seconds", one["wait_seconds"][latency])
        for measure, figure in one.items():
            if isinstance(figure, dict) and "value" in figure and measure != "utilisation":
                is_count = measure in ("in_use", "waiting", "served", "refused")
                add("part", name, measure, "count" if is_count else "", figure)
    for one in json["objectives"]:
        add("objective", one["name"], one["metric"], one["unit"], one["value"])
    if json["cost"]["items"]:
        add("cost", "", "cost", json["cost"]["currency"], json["cost"]["per_month"])
        for measure in ("per_user", "per_million_requests"):
            add("cost", "cost", measure, json["cost"]["currency"], json["cost"][measure])
    return rows


def _of_measures(results):
    columns = {name: [] for name in ("of", "subject", "measure", "unit", "value", "low", "high", "refused")}
    for row in measures(results).values():
        figure = row["figure"]
        for name in ("of", "subject", "measure", "unit"):
            columns[name].append(row[name])
        for name, item in (("value", float(figure)), ("low", figure.low), ("high", figure.high)):
            columns[name].append(item)
        columns["refused"].append(figure.refused or "")
    return columns


def _wide(results, of):
    """A row for each subject, a column for each measure and for the ends of its interval."""
    subjects = list(results._json[of])
    columns = {of[:-1]: subjects}
    if of == "parts":
        columns["kind"] = [results._json[of][name]["kind"] for name in subjects]
        columns["instances"] = [results._json[of][name]["instances"] for name in subjects]
    all_rows = [row for row in measures(results).values() if row["of"] == of[:-1]]
    names = list(dict.fromkeys(row["measure"] for row in all_rows))
    by_key = {(row["subject"], row["measure"]): row["figure"] for row in all_rows}
    nothing = Figure(float("nan"))
    for name in names:
        figures = [by_key.get((subject, name), nothing) for subject in subjects]
        columns[name] = [float(one) for one in figures]
        columns[f"{name}_low"] = [one.low for one in figures]
        columns[f"{name}_high"] = [one.high for one in figures]
    return columns


def _of_objectives(results):
    names = ("objective", "metric", "subject", "during", "limit", "unit", "value", "low", "high", "verdict")
    columns = {name: [] for name in names}
    for one in results._json["objectives"]:
        figure = Figure.of(one["value"])
        row = {**one, "objective": one["name"], "value": float(figure), "low": figure.low, "high": figure.high}
        for name in names:
            columns[name].append("" if row[name] is None else row[name])
    return columns


def _of_attribution(results):
    names = ("request", "part", "what", "around", "seconds", "low", "high", "share")
    columns = {name: [] for name in names}
    for request, json in results._json["requests"].items():
        for one in json["attribution"]:
            for around in ("mean", "p95", "p99"):
                figure = Figure.of(one["seconds"][around])
                row = (request, one["part"] or "", one["what"], around, float(figure), figure.low, figure.high)
                for name, item in zip(names, (*row, one["share"][around])):
                    columns[name].append(item)
    return columns


def _of_timeline(results):
    return {
        name: [float("nan") if one is None else one for one in values]
        for name, values in results._json["timeline"].items()
    }


def columns_of(results, table):
    """A table as a dict of columns. ValueError for one that does not exist."""
    if table == "measures":
        return _of_measures(results)
    if table in ("requests", "parts"):
        return _wide(results, table)
    if table == "objectives":
        return _of_objectives(results)
    if table == "attribution":
        return _of_attribution(results)
    if table == "timeline":
        return _of_timeline(results)
    if table == "replications":
        return dict(results.replications)
    raise ValueError(
        f"there is no table {table!r}; there are measures, requests, parts, objectives, attribution, timeline "
        "and replications"
    )


def frame(results, table):
    pandas = need("pandas", "to_frame()")
    columns = columns_of(results, table)
    if table == "replications":
        data = pandas.DataFrame(columns)
        data.index.name = "replication"
        return data
    data = pandas.DataFrame(columns)
    key = {"requests": "request", "parts": "part", "objectives": "objective", "timeline": "starts_seconds"}.get(table)
    return data.set_index(key) if key else data


def arrow(results, table):
    pyarrow = need("pyarrow", "to_arrow()")
    return pyarrow.table(columns_of(results, table))


def dataset(results):
    xarray = need("xarray", "to_xarray()")
    rows = measures(results)
    variables = {}
    for address, values in results.replications.items():
        row = rows.get(address)
        about = {"unit": results._measures[address][3]}
        if row:
            figure = row["figure"]
            about |= {"value": float(figure), "low": figure.low, "high": figure.high}
        variables[address] = ("replication", values, about)
    timeline = _of_timeline(results)
    for name, values in timeline.items():
        if name != "starts_seconds":
            variables[f"timeline.{name}"] = ("time", values, {"unit": "seconds" if "seconds" in name else "count"})
    json = results._json
    return xarray.Dataset(
        variables,
        coords={"time": ("time", timeline["starts_seconds"], {"unit": "seconds"})},
        attrs={
            "title": json["model"]["title"] or "",
            "model_digest": json["model"]["digest"],
            "digest": json["run"]["digest"],
            "seed": json["run"]["seed"],
        },
    )
