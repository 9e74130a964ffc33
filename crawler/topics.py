"""Loads `topics.yml`: the words of the topic gate, and the tags and searches of the topic."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import Field

from models.base import Record

TOPICS_FILE = Path(__file__).with_name("topics.yml")


class GateNumbers(Record):
    """When and how strictly the gate works."""

    free_articles: int = Field(ge=0)
    """New articles of one source in one crawl that are fetched before the gate decides on more."""
    min_words: int = Field(ge=1)
    """Words below which an entry tells too little to be judged."""
    sample_share: float = Field(ge=0, le=1)
    """Share of the refused entries that are fetched all the same."""
    threshold: float = Field(gt=0)
    """Sum of weights from which an entry with a summary passes."""
    headline_threshold: float = Field(gt=0)
    """The same where there is no summary."""
    page_weight: float = Field(gt=0)
    """Weight from which one word lets a whole page of an archive pass."""


class WeightedWords(Record):
    """Words of one weight, lower case; `*` stands for any ending."""

    weight: float = Field(gt=0)
    """What each of the words adds."""
    words: tuple[str, ...]
    """Words and phrases."""


class SilentWord(Record):
    """A word that means something else in the company of others."""

    word: str
    """The word, as it stands among the weighted ones."""
    beside: tuple[str, ...]
    """Words that silence it, anywhere in the entry."""


class Topics(Record):
    """The lists of `topics.yml`."""

    meta: dict[str, object]
    """Title, source, licence and date of the lists."""
    gate: GateNumbers
    """The gate's numbers."""
    words: tuple[WeightedWords, ...]
    """The gate's words."""
    silent: tuple[SilentWord, ...]
    """Where a word does not count."""
    tags: tuple[str, ...]
    """What `{tag}` of a source's tag pages stands for."""
    queries: tuple[str, ...]
    """What `{query}` of a source's search stands for."""


@cache
def topics() -> Topics:
    """Return the lists; raises pydantic's ValidationError where the file is broken."""
    return Topics.model_validate(yaml.safe_load(TOPICS_FILE.read_text(encoding="utf-8")))
