"""Statements, articles and figures by words: the parts of a list that the full-text index answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from models.errors import PantauError
from models.listing import Total
from storage.chunks import chunks
from storage.filters import Filters
from storage.listing.pages import NOT_A_MARK, Key, Part, streamed_ids
from storage.listing.plans import Keeps, bounded
from storage.search.asking import (
    Nearest,
    count_bounded,
    count_up_to,
    nearest,
    newest_positions,
    questions,
)
from storage.search.language import Node
from storage.search.patterns import nearness
from storage.search.rows import FIRST_DATED, row_id
from storage.selects import is_valid, over_current
from storage.tables import Extraction, FigureRecord, StoredArticle

_EVERY = 10**9
"""More than any table has."""
_FIRST_BATCH, _LARGEST_BATCH = 100, 5000
_AT_A_TIME = 500
_FIGURE: Any = aliased(FigureRecord)
"""Apart from that which is asked for each."""
_LOOKED_AT = 1000
"""Articles whose figures a bounded total counts."""


@dataclass(frozen=True)
class Words:
    """A part that the full-text index answers, newest or oldest first; keys are positions."""

    kind: str
    """As `storage.search` calls it: statements or articles."""
    node: Node | None
    """Null: what the filters alone ask of the index."""
    filters: Filters
    descending: bool = True
    top: int | None = None
    """Positions below it; null: all."""
    bottom: int | None = None
    """Positions from it on; null: all."""

    def keys(self, session: Session, beyond: Key | None, *, backwards: bool, most: int) -> list[Key]:
        """See `storage.listing.pages.Part`."""
        place = None if beyond is None else _numbers(beyond, 1)[0]
        return [(found,) for found in self.positions(session, place, backwards=backwards, most=most)]

    def positions(self, session: Session, beyond: int | None, *, backwards: bool, most: int) -> list[int]:
        """The first `most` positions beyond one."""
        if self.descending != backwards:
            below = self.top if beyond is None else beyond
            found = newest_positions(session, self.kind, self.node, self.filters, below, most)
            return [place for place in found if place >= (self.bottom or 0)]
        query = self._every(session, is_down=False)
        if beyond is not None:
            query = query.where(query.selected_columns[0] > beyond)
        return list(session.scalars(query.limit(most)))

    def ids(self, session: Session) -> Iterator[list[int]]:
        """See `storage.listing.pages.Part`."""
        yield from streamed_ids(session, self._every(session, self.descending))

    def count(self, session: Session, most: int | None) -> Total:
        """See `storage.listing.plans.Countable`."""
        if most is None:
            return bounded(count_up_to(session, self.kind, self.node, self.filters, _EVERY), None)
        return count_bounded(session, self.kind, self.node, self.filters, most)

    def _every(self, session: Session, is_down: bool) -> Select[Any]:
        # the last question gives all, in no order
        query = questions(session, self.kind, self.node, self.filters, self.top)[-1].question
        position = query.selected_columns[0]
        if self.bottom is not None:
            query = query.where(position >= self.bottom)
        return query.order_by(position.desc() if is_down else position.asc())


def by_days(words: Words) -> Sequence[Words]:
    """The parts of a list by days: what has none stands at its end, the oldest first too."""
    if words.descending:
        return [words]
    return [replace(words, bottom=FIRST_DATED), replace(words, top=FIRST_DATED)]


def by_nearness(words: Words) -> Sequence[Part]:
    """The parts of a list whose rows with the words side by side as asked come first; see `storage.search.finding`."""
    near = nearness(words.node) if words.node else None
    if near is None:
        return [words]
    first = _First(words, near)
    return [_Near(first, True), _Near(first, False), _Older(first)]


class _First:
    """The rows that are ordered by nearness, looked up once."""

    def __init__(self, words: Words, near: Node) -> None:
        self.words = words
        self._near = near
        self._found: Nearest | None = None

    def found(self, session: Session) -> Nearest:
        if self._found is None:
            words = self.words
            assert words.node is not None
            self._found = nearest(session, words.kind, words.node, self._near, words.filters)
        return self._found


@dataclass(frozen=True)
class _Near:
    """Those of the first rows that are near, or that are not."""

    first: _First
    is_near: bool

    def keys(self, session: Session, beyond: Key | None, *, backwards: bool, most: int) -> list[Key]:
        """See `storage.listing.pages.Part`."""
        found = self._positions(session)[:: -1 if backwards else 1]
        if beyond is not None:
            (place,) = _numbers(beyond, 1)
            found = [each for each in found if (each > place if backwards else each < place)]
        return [(each,) for each in found[:most]]

    def ids(self, session: Session) -> Iterator[list[int]]:
        """See `storage.listing.pages.Part`."""
        yield [row_id(each) for each in self._positions(session)]

    def _positions(self, session: Session) -> list[int]:
        found = self.first.found(session)
        return found.near if self.is_near else found.others


@dataclass(frozen=True)
class _Older:
    """The rows behind the first."""

    first: _First

    def keys(self, session: Session, beyond: Key | None, *, backwards: bool, most: int) -> list[Key]:
        """See `storage.listing.pages.Part`."""
        rest = self._rest(session)
        return [] if rest is None else rest.keys(session, beyond, backwards=backwards, most=most)

    def ids(self, session: Session) -> Iterator[list[int]]:
        """See `storage.listing.pages.Part`."""
        rest = self._rest(session)
        if rest is not None:
            yield from rest.ids(session)

    def _rest(self, session: Session) -> Words | None:
        top = self.first.found(session).top
        return None if top is None else replace(self.first.words, top=top)


@dataclass(frozen=True)
class Headlined:
    """Figures of the articles whose headlines have the words, by their days; keys are the article's position and the
    figure's id."""

    headlines: Words
    keeps: Keeps
    """Asked of each figure: all together, SQLite would begin with every article that is relevant."""

    def keys(self, session: Session, beyond: Key | None, *, backwards: bool, most: int) -> list[Key]:
        """See `storage.listing.pages.Part`. Within an article, figures stand in the order of their ids."""
        found: list[Key] = []
        place: int | None = None
        if beyond is not None:
            place, figure = _numbers(beyond, 2)
            rest = (key for key in self._figures(session, [place], backwards=backwards))
            found = [key for key in rest if (key[1] < figure if backwards else key[1] > figure)]
        for batch in self._batches(session, place, backwards=backwards):
            if len(found) >= most:
                break
            found += self._figures(session, batch, backwards=backwards)
        return found[:most]

    def ids(self, session: Session) -> Iterator[list[int]]:
        """See `storage.listing.pages.Part`."""
        for batch in self._batches(session, None, backwards=False):
            yield [figure_id for _position, figure_id in self._figures(session, batch, backwards=False)]

    def count(self, session: Session, most: int | None) -> Total:
        """See `storage.listing.plans.Countable`."""
        found = looked_at = 0
        for batch in self._batches(session, None, backwards=False):
            if most is not None and looked_at >= _LOOKED_AT:
                return Total(count=min(found, most), is_exact=False)
            for some in chunks(batch, _AT_A_TIME):
                found += session.scalar(self._query(func.count(), batch=some)) or 0
            looked_at += len(batch)
        return bounded(found if most is None else min(found, most + 1), most)

    def _figures(self, session: Session, batch: list[int], *, backwards: bool) -> list[tuple[int, int]]:
        """Keys of the figures of some articles, in the order of these."""
        columns: tuple[Any, ...] = (StoredArticle.id, _FIGURE.id)
        of_article: dict[int, list[int]] = {}
        for some in chunks(batch, _AT_A_TIME):
            for article_id, figure_id in session.execute(self._query(*columns, batch=some)):
                of_article.setdefault(article_id, []).append(figure_id)
        return [
            (position, figure_id)
            for position in batch
            for figure_id in sorted(of_article.get(row_id(position), ()), reverse=backwards)
        ]

    def _query(self, *columns: Any, batch: list[int]) -> Select[Any]:
        query = over_current(select(*columns).select_from(StoredArticle))
        query = query.join(_FIGURE, _FIGURE.extraction_id == Extraction.id)
        of_batch = StoredArticle.id.in_([row_id(position) for position in batch])
        return query.where(of_batch, is_valid(_FIGURE), *self.keeps(_FIGURE.id))

    def _batches(self, session: Session, beyond: int | None, *, backwards: bool) -> Iterator[list[int]]:
        """Positions of the articles, in batches that grow."""
        size = _FIRST_BATCH
        while True:
            found = self.headlines.positions(session, beyond, backwards=backwards, most=size)
            if found:
                yield found
            if len(found) < size:
                return
            beyond, size = found[-1], min(size * 3, _LARGEST_BATCH)


def _numbers(key: Key, count: int) -> list[int]:
    numbers = [part for part in key if isinstance(part, int)]
    if len(numbers) != count or len(key) != count:
        raise PantauError(NOT_A_MARK)
    return numbers
