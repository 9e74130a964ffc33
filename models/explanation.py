"""Why a fact was found, for people."""

from models.base import Record
from models.fact import Evidence, TermHit


class Explanation(Record):
    """A fact with its reason, in Indonesian."""

    field: str
    """Field of `Facts` that it stands in, as `figures`."""
    fact: Evidence
    """The fact, with its place in the text."""
    reason: str
    """What the rule looks for."""
    doubts: tuple[str, ...]
    """What speaks for a second look."""


class ExplainedArticle(Record):
    """An article's text with everything that was found in it and why."""

    title: str | None
    """Headline."""
    published: str | None
    """Publication day, ISO 8601."""
    text: str
    """The text that offsets count in."""
    is_relevant: bool
    """Whether it says something about TPPO."""
    score: float
    """Sum of the terms' weights."""
    terms: tuple[TermHit, ...]
    """The terms that decided."""
    topics: tuple[str, ...]
    """Topics of the article."""
    place: str
    """Where the story is."""
    extractor: str
    """Version of the whole extraction."""
    explanations: tuple[Explanation, ...]
    """Every fact, exposures too, in the order of the text."""
