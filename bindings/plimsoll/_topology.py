"""Who leads to whom in a topology: the graph behind its pictures, and one small picture as SVG."""

from collections.abc import Mapping
from html import escape

# Settings that name another part without a request going there from here.
_NO_WAY = ("per", "price", "region", "inside", "kind", "key", "policy", "order")
# Verbs and other words of a step that name a part, and those that name a routine.
_PARTS = ("query", "read", "write", "forget", "pass", "check", "take")
_ROUTINES = ("call", "miss", "revalidate", "behind", "fallback", "repeat", "send")
_BRANCHES = ("choose", "all_of", "first_of", "repeat", "send")


def _names(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return list(value)
    return [one for one in value if isinstance(one, str)] if isinstance(value, (list, tuple)) else []


class Graph:
    """Nodes and edges of a topology.

    Attributes
    ----------
    nodes
        Name to kind, in the order of the file: parts, and traffic as ``"traffic.NAME"`` with its kind.
    edges
        Pairs of names, each once, in the order in which requests first go along them.
    layer
        Name to 0, 1, 2 ...: how many steps at most lie between it and where requests come from.
    """

    def __init__(self, spec):
        tables = spec.to_dict()
        self._system = tables.get("system", {})
        self._routines = tables.get("routine", {})
        self.nodes = {f"traffic.{name}": kind for name, kind in spec.traffic.items()} | dict(spec.parts)
        self.edges = []
        requests = tables.get("request", {})
        for name, traffic in tables.get("traffic", {}).items():
            mix = _names(traffic.get("mix", {})) or list(requests)
            for request in mix:
                self._follow(f"traffic.{name}", _names(traffic.get("enters", [])), requests.get(request, {}))
        for name, part in self._system.items():
            for setting, value in part.items():
                if setting not in _NO_WAY:
                    for other in _names(value):
                        self._edge(name, other)
        self.layer = self._layers()

    def _edge(self, start, end):
        if start in self.nodes and end in self.nodes and start != end and (start, end) not in self.edges:
            self.edges.append((start, end))

    def _follow(self, start, enters, request):
        for part in enters:
            self._edge(start, part)
            start = part
        on = request.get("on")
        if on:
            spread = _names(self._system.get(start, {}).get("spreads_over", []))
            if on not in spread:
                self._edge(start, on)
            targets = _names(self._system.get(on, {}).get("spreads_over", []))
            start = targets[0] if targets else on
        self._walk(start, request, (), 0)

    def _walk(self, host, routine, pools, depth):
        if depth > 40 or not isinstance(routine, Mapping):
            return
        if routine.get("on") and depth > 0:
            self._edge(host, routine["on"])
            host = routine["on"]
        for held in _names(routine.get("holds", [])):
            self._edge(host, held)
            pools = (*pools, held)
        self._steps(host, routine.get("steps", []), pools, depth)

    def _steps(self, host, steps, pools, depth):
        for step in steps if isinstance(steps, (list, tuple)) else []:
            if not isinstance(step, Mapping):
                continue
            for verb in _PARTS:
                for part in _names(step.get(verb, [])):
                    if not any(part in _names(self._system.get(pool, {}).get("towards", [])) for pool in pools):
                        self._edge(host, part)
            for verb in _ROUTINES:
                for name in _names(step.get(verb, [])):
                    self._walk(host, self._routines.get(name), pools, depth + 1)
            for verb in _BRANCHES:
                self._steps(host, step.get(verb, []), pools, depth + 1)

    def _layers(self):
        layer = dict.fromkeys(self.nodes, 0)
        for _ in range(min(len(self.nodes), 30)):
            moved = False
            for start, end in self.edges:
                if layer[end] < layer[start] + 1 and layer[start] < len(self.nodes):
                    layer[end], moved = layer[start] + 1, True
            if not moved:
                break
        return layer

    def rows(self):
        """Names by layer, each layer ordered so that edges cross little."""
        rows = {}
        for name in self.nodes:
            rows.setdefault(self.layer[name], []).append(name)
        rows = [rows[level] for level in sorted(rows)]
        place = {name: i for row in rows for i, name in enumerate(row)}
        for row in rows[1:]:
            before = {name: [place[a] for a, b in self.edges if b == name and a in place] for name in row}
            row.sort(key=lambda name: sum(before[name]) / len(before[name]) if before[name] else place[name])
            place.update({name: i for i, name in enumerate(row)})
        return rows


def _colour(busy):
    """From white over amber to red, by utilisation; readable without colour, because the number stands there too."""
    if busy is None:
        return "#f5f7fa"
    return "#e8f1fa" if busy < 0.6 else "#fde3b8" if busy < 0.85 else "#f6b7a6"


def svg(spec, busy=None, bottleneck=None):
    """The topology as an SVG text: traffic on the left, each part with its kind and how busy it was.

    ``busy`` maps names of parts to utilisations from 0 to 1; ``bottleneck`` gets a thick frame.
    """
    graph, busy = Graph(spec), busy or {}
    rows = graph.rows()
    wide, high, gap_x, gap_y = 132, 46, 54, 16
    tallest = max((len(row) for row in rows), default=1)
    width, height = len(rows) * (wide + gap_x) - gap_x + 8, tallest * (high + gap_y) - gap_y + 8
    at = {}
    for column, row in enumerate(rows):
        top = (height - (len(row) * (high + gap_y) - gap_y)) / 2
        for i, name in enumerate(row):
            at[name] = (4 + column * (wide + gap_x), top + i * (high + gap_y))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height:.0f}" role="img" '
        f'viewBox="0 0 {width} {height:.0f}" style="max-width:100%;font:12px sans-serif">'
        f"<title>{escape(spec.title or spec.source)}</title>"
    ]
    for start, end in graph.edges:
        (x1, y1), (x2, y2) = at[start], at[end]
        x1, y1, y2 = x1 + wide, y1 + high / 2, y2 + high / 2
        if x2 <= x1 - wide:  # back to where requests come from: below
            parts.append(f'<path d="M{x1 - wide / 2} {y1 + high / 2} C{x1 - wide / 2} {y1 + high + 20}, {x2 + wide / 2} '
                         f'{y2 + high + 20}, {x2 + wide / 2} {y2 + high / 2}" fill="none" stroke="#9aa5b1"/>')
            continue
        bend = max((x2 - x1) / 2, 20)
        parts.append(f'<path d="M{x1} {y1:.1f} C{x1 + bend} {y1:.1f}, {x2 - bend} {y2:.1f}, {x2 - 5} {y2:.1f}" '
                     f'fill="none" stroke="#9aa5b1"/><path d="M{x2 - 7} {y2 - 4:.1f} l7 4 l-7 4 z" fill="#9aa5b1"/>')
    for name, kind in graph.nodes.items():
        x, y = at[name]
        share = busy.get(name)
        shown = name.removeprefix("traffic.")
        below = kind if share is None else f"{kind} · {share:.0%} busy"
        thick = 'stroke="#b3261e" stroke-width="2.5"' if name == bottleneck else 'stroke="#52606d"'
        round_ = high / 2 if name.startswith("traffic.") else 6
        parts.append(
            f'<g><rect x="{x}" y="{y:.1f}" width="{wide}" height="{high}" rx="{round_}" fill="{_colour(share)}" {thick}/>'
            f'<text x="{x + wide / 2}" y="{y + 20:.1f}" text-anchor="middle" font-weight="600" fill="#1f2933">'
            f"{escape(shown[:18])}</text>"
            f'<text x="{x + wide / 2}" y="{y + 36:.1f}" text-anchor="middle" font-size="10.5" fill="#3e4c59">'
            f"{escape(below)}</text></g>"
        )
    return "".join(parts) + "</svg>"
