"""A cleaned article."""

from datetime import date, datetime

from pydantic import field_validator

from models.base import Record

_TAKEN_FOR_ASCII = str.maketrans({"\u0130": "I", "\u017f": "s", "\u212a": "K"})
"""Dotted I, long s and Kelvin sign: patterns that ignore case match them for i, s and k, look-ups of words do not."""


class Dateline(Record):
    """The opening words that name place and outlet. They stay in the text; extractors know where they end."""

    start: int
    """First character, counted in the article's text."""
    end: int
    """Character after the last, its dash included."""

    place: str | None
    """Place as printed, or null."""
    outlet: str | None
    """Outlet as printed, or null."""


class Article(Record):
    """The text of one article with its metadata. Facts refer to characters of `text`."""

    url: str | None
    """Canonical address; null for imported text without one."""
    source: str | None
    """Slug of the source; null where unknown."""
    outlet: str | None
    """Name of the site, as the page says it or as the source entry does."""
    title: str | None
    """Headline."""
    author: str | None
    """Author or reporter as printed."""
    published_at: datetime | None
    """Publication time with its zone; null where only a day or nothing is known."""
    published_on: date | None
    """Publication day in the source's zone; dates without a year are resolved from it."""
    text: str
    """Body: one paragraph a line, joined by a newline, no furniture; begins with the dateline, if any."""
    language: str | None = None
    """ISO 639-1 code of the language found in the text."""
    dateline: Dateline | None = None
    """Dateline, where there was one."""
    place_hint: str | None = None
    """Place given by the person who imported the text."""
    province: str | None = None
    """Province of the source."""
    is_paid: bool = False
    """True for advertorial copy (ADV, Diskominfo)."""
    origin: str | None = None
    """Outlet that a syndicated copy names as its origin."""
    page_urls: tuple[str, ...] = ()
    """Addresses of all pages that were joined."""

    @field_validator("title", "text")
    @classmethod
    def _with_plain_letters(cls, text: str | None) -> str | None:
        return None if text is None else text.translate(_TAKEN_FOR_ASCII)
