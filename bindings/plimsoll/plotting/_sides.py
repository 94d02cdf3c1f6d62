"""What is drawn: one result, the two sides of a comparison, or several results with names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ._types import Drawn, Listed

if TYPE_CHECKING:
    from .._results import Results


def sides(subject: Drawn) -> Listed:
    """[(label, Results)] of a Results, a Comparison, a mapping of label to Results, or a sequence of Results.

    The label of a lone result is "". Raises TypeError for anything else.
    """
    from .._compare import Comparison
    from .._results import Results

    if isinstance(subject, Results):
        return [("", subject)]
    if isinstance(subject, Comparison):
        return [("A", subject.a), ("B", subject.b)]
    if isinstance(subject, Mapping):
        several = [(str(label), one) for label, one in subject.items()]
    else:
        several = [(_label(one, i), one) for i, one in enumerate(_listed(subject), 1)]
    for _, one in several:
        if not isinstance(one, Results):
            raise TypeError(_MEANT.format(type(one).__name__))
    if not several:
        raise ValueError("there is nothing to draw: no result was given")
    return [("", several[0][1])] if len(several) == 1 and not isinstance(subject, Mapping) else several


_MEANT = "what is drawn is a plimsoll.Results, a Comparison, several Results, or a dict of names and Results, not {}"


def _listed(subject: Any) -> list[Results]:
    subject = getattr(subject, "results", subject)
    if isinstance(subject, (str, bytes)) or not hasattr(subject, "__iter__"):
        raise TypeError(_MEANT.format(type(subject).__name__))
    return list(subject)


def _label(one: Any, number: int) -> str:
    model = getattr(one, "model", None)
    case = model["case"] if model else None
    return case or f"{number}"


def one_result(subject: Drawn, plot: str) -> Results:
    """The result of a picture that shows one. Raises TypeError where there are several."""
    listed = sides(subject)
    if len(listed) != 1:
        raise TypeError(f"{plot} shows one result; of {len(listed)} take one: comparison.b.plot, results[0].plot")
    return listed[0][1]


def titled(listed: Listed, text: str) -> str:
    """A title: of one result with the name of its model and its case."""
    if len(listed) > 1:
        return text
    model = listed[0][1].model
    return named(text, model["title"], model["source"], model["case"])


def named(text: str, title: str, source: str, case: str | None) -> str:
    """A title with what a model is called: its own title, or the name of its file."""
    name = title or source.rsplit("/", 1)[-1].removesuffix(".toml")
    name = "" if name in ("text", "topology") else name
    return " · ".join(one for one in (text, name) if one) + (f", case {case}" if case else "")
