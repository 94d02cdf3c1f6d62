"""How results look in a notebook, and in a terminal where the command's own text is not at hand."""

import math
from html import escape

from . import _topology
from ._figures import Figure

_STYLE = (
    "<style>.plimsoll table{border-collapse:collapse;margin:.4em 0}"
    ".plimsoll td,.plimsoll th{padding:.15em .7em;text-align:right;border-bottom:1px solid #d9dee3}"
    ".plimsoll td:first-child,.plimsoll th:first-child{text-align:left}"
    ".plimsoll .verdict{font-weight:600}.plimsoll small{color:#616e7c}</style>"
)


def _digits(value, digits=3):
    """At most so many significant digits, whole digits always kept."""
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(decimals, 9)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(figure, scale=1.0):
    """A figure as people read it: "22.2 ± 0.4", "–" where there is nothing."""
    if figure.refused:
        return "refused"
    if not figure.exists:
        return "–"
    if not figure.has_interval or figure.low == figure.high:
        return _digits(figure * scale)
    if figure.high == math.inf:
        return f"> {_digits(figure.low * scale)}"
    half = figure.half_width * scale
    if not half > 0:
        return _digits(figure * scale)
    # Two digits of the half width, and the value to the same decimal.
    decimals = min(max(0, 1 - math.floor(math.log10(half))), 9)
    return f"{figure * scale:,.{decimals}f} ± {half:,.{decimals}f}"


def with_unit(text, unit):
    """A figure and its unit, where there is a figure."""
    return text if text in ("–", "refused") else f"{text} {unit}".rstrip()


def table(head, rows):
    """An HTML table; cells are escaped."""
    cells = "".join(f"<th>{escape(one)}</th>" for one in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(one))}</td>" for one in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


def wrapped(*blocks: str) -> str:
    """Blocks of HTML in the frame that notebooks show."""
    return f'{_STYLE}<div class="plimsoll">{"".join(blocks)}</div>'


def _objectives(results):
    rows = []
    for name, one in results.objectives.items():
        scale, unit = {"seconds": (1e3, "ms"), "share": (100, "%"), "per_second": (1, "/s")}.get(one.unit, (1, one.unit))
        side = "<" if one.is_upper else ">"
        mark = {"pass": "✓ pass", "fail": "✗ fail"}.get(one.verdict, "? undecided")
        metric = f"{one.subject or 'all'} {one.metric}".replace("_below", "").replace("_above", "").replace("_", " ")
        limit = f"{side} {_digits(one.limit * scale)} {unit}".rstrip()
        rows.append((name, metric, limit, with_unit(shown(one.value, scale), unit), mark))
    return table(("objective", "measure", "limit", "value", "verdict"), rows) if rows else ""


def _requests(results):
    rows = []
    for name, one in results.requests.items():
        times = [shown(one.latency[which], 1e3) for which in ("mean", "p50", "p95", "p99")]
        rows.append((name, shown(one.throughput), shown(one.success_ratio, 100), *times))
    return table(("request", "/s", "succeeded [%]", "mean [ms]", "p50 [ms]", "p95 [ms]", "p99 [ms]"), rows)


def _parts(results):
    rows = []
    for name, one in results.parts.items():
        rows.append((name, one.kind, one.instances, shown(one.utilisation, 100), shown(one.waiting),
                     shown(one.wait.mean, 1e3), shown(one.refused)))
    return table(("part", "kind", "instances", "utilisation [%]", "waiting", "wait, mean [ms]", "refused"), rows)


def _picture(results):
    busy = {name: float(one.utilisation) for name, one in results.parts.items() if one.utilisation.exists}
    return _topology.svg(results.spec, busy, results.bottleneck["part"])


def _run(results):
    run = results.run
    text = f"{run['replications']} replications, seed {run['seed']}, {run['events']:,} events, digest {run['digest']}"
    if not run["complete"]:
        text = f"interrupted: {run['replications']} of {run['replications_wanted']} replications were finished; {text}"
    return f"<small>{escape(text)}</small>"


def results(results):
    """A result as HTML: verdict, picture, objectives, requests, parts, what gives way first, how sure."""
    sentence = results.bottleneck["sentence"]
    notes = [one["sentence"] for one in results.refusals] + list(results.warnings)
    return wrapped(
        f'<p class="verdict">{escape(results.verdict)}</p>',
        _picture(results),
        _objectives(results),
        _requests(results),
        _parts(results),
        f"<p>{escape(sentence)}</p>" if sentence else "",
        "".join(f"<p>⚠ {escape(one)}</p>" for one in notes),
        _run(results),
    )


def plain(results):
    """A result in a few lines."""
    lines = [results.verdict]
    for name, one in results.requests.items():
        latency = one.latency
        lines.append(f"  {name}: {shown(one.throughput)} /s, p50 {shown(latency.p50, 1e3)} ms, "
                     f"p99 {shown(latency.p99, 1e3)} ms")
    for name, one in results.parts.items():
        if isinstance(one.utilisation, Figure) and one.utilisation.exists:
            lines.append(f"  {name}: {shown(one.utilisation, 100)} % busy")
    return "\n".join(lines)
