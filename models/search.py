"""Answers of a search: a page of rows, each with the place of the words that were asked for."""

from typing import Generic, TypeVar

from models.base import Record
from models.rows import ArticleRow, StatementRow


class Found(Record):
    """What a search adds to a row."""

    snippet: str
    """Part of the public quote (of an article: of the public headline) about the words found, which stand between «
    and »."""
    highlights: tuple[tuple[int, int], ...]
    """Their characters [start, end) in the public quote (of an article: in the public headline); none where only
    others matched."""
    is_near: bool
    """True in the first part of the list: the words side by side as asked; of words with OR between, all of them."""


class FoundStatement(Found, StatementRow):
    """A statement that a search found."""


class FoundArticle(Found, ArticleRow):
    """An article that a search found by its headline."""


Row = TypeVar("Row", bound=Found)


class SearchPage(Record, Generic[Row]):
    """A page of what a search found: nearest first, then newest published first."""

    rows: tuple[Row, ...]
    """In their order."""
    total: int
    """Rows found on all pages, counted up to a bound."""
    is_total_exact: bool
    """False where there may be more than `total`."""
    next: str | None
    """What to ask the next page with; null on the last."""
