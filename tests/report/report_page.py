"""A report taken apart, with nothing but the standard library."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "img", "input", "link", "wbr"}
# Elements of a drawing, which end themselves where they hold nothing.
EMPTY = {"rect", "line", "circle", "path", "polyline", "polygon"}


class Page(HTMLParser):
    """Keeps what the tests ask about; `problems` says what is not well-formed."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.problems, self.open = [], []
        self.figures = []  # (path in the JSON, scale, text shown)
        self.ids, self.references, self.attributes = [], [], []
        self.drawings, self.headings, self.text = [], [], ""
        self.tags = set()
        self.raw, self.data = {}, None
        self._figure, self._figure_depth = None, 0
        self.feed(text)
        self.close()
        if self.open:
            self.problems.append(f"never closed: {self.open}")

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        attributes = dict(attributes)
        self.attributes += [(tag, name, value) for name, value in attributes.items()]
        if "id" in attributes:
            self.ids.append(attributes["id"])
        self.references += (attributes.get("aria-labelledby") or "").split()
        if tag == "svg" and attributes.get("aria-hidden") != "true":
            self.drawings.append(attributes)
        if tag in VOID:
            return
        self.open.append(tag)
        if "data-at" in attributes:
            self._figure = [attributes["data-at"], float(attributes["data-scale"]), ""]
            self._figure_depth = len(self.open)
        if tag in ("script", "style"):
            self._kind = attributes.get("type", tag)

    def handle_startendtag(self, tag, attributes):
        if tag not in EMPTY:
            self.problems.append(f"<{tag}/> is no element that may end itself")
        self.attributes += [(tag, name, value) for name, value in attributes]
        self.tags.add(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> at {self.getpos()} closes {self.open[-3:]}")
            return
        if self._figure is not None and len(self.open) == self._figure_depth:
            self.figures.append(tuple(self._figure))
            self._figure = None
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] in ("script", "style"):
            self.raw[self._kind] = self.raw.get(self._kind, "") + data
            return
        self.text += data
        if self.open and self.open[-1] in ("h1", "h2"):
            self.headings.append(data)
        if self._figure is not None:
            self._figure[2] += data

    def carried(self):
        return json.loads(self.raw["application/json"])

    def policy(self):
        return next(v for t, n, v in self.attributes if t == "meta" and n == "content" and v and "default-src" in v)


def sha256(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def at(document, path):
    """What stands in a JSON document at "requests.page.latency_seconds.p99"."""
    for key in path.split("."):
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def problem_with(shown, figure, scale):
    """Says what is wrong with a figure as it is shown, or nothing: it must be the JSON's, rounded where it ends."""
    shown = re.sub(r"^(–|refused) \S+$", r"\1", shown)  # its unit
    if figure.get("refused"):
        return None if shown == "refused" else f"{shown}, and it is refused"
    if figure["value"] is None:
        return None if shown == "–" else f"{shown}, and there is none"
    value, low, high = (None if one is None else one * scale for one in (figure["value"], figure["low"], figure["high"]))
    if low is not None and high is None:
        return None if shown.startswith("> ") else f"{shown}, and it has no upper end"
    match = re.match(r"(-?[\d,]+(?:\.\d+)?)(?: ± (<?)([\d,]+(?:\.\d+)?))?(?: \S+)?$", shown)
    if not match:
        return f"'{shown}' is no figure"
    number = match[1].replace(",", "")
    unit = 10.0 ** -(len(number.partition(".")[2]))
    digits = len(re.sub(r"^0+", "", number.replace(".", "").lstrip("-")))
    # Without an interval at most four digits are shown, with one of no width six.
    slack = max(unit, abs(value) * 10.0 ** -(digits - 1) if digits and low in (None, value) else 0) * 0.501
    if abs(float(number) - value) > slack:
        return f"{shown}, and the JSON says {value}"
    if (match[3] is None) != (low is None):
        return f"{shown}, and the interval is {low} to {high}"
    if match[3] is None:
        return None
    half = max(high - value, value - low)
    shown_half = float(match[3].replace(",", ""))
    good = half < shown_half if match[2] else abs(shown_half - half) <= 0.501 * unit or (half == 0 == shown_half)
    return None if good else f"{shown}, and half of the interval is {half}"
