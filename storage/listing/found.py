"""Statements, articles and figures by words: the parts of a list that the full-text index answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.errors import PantauError
from models.listing import Total
from storage.chunks import chunks
from storage.filters import Filters, figure_conditions
from storage.listing.pages import NOT_A_MARK, Key, streamed_ids
from storage.listing.plans import bounded
from storage.search.asking import count_up_to, newest_positions, questions
from storage.search.language import And, Node, Not
from storage.search.patterns import nearness
from storage.search.rows import row_id
from storage.selects import is_valid, over_current
from storage.tables import Extraction, FigureRecord, StoredArticle

_EVERY = 10**9
"""More than any table has."""
_FIRST_BATCH, _LARGEST_BATCH = 100, 5000
_AT_A_TIME = 500


@dataclass(frozen=True)
class Words:
    """A part that the full-text index answers, newest or oldest first; keys are positions."""

    kind: str
    """As `storage.search` calls it: statements or articles."""
    node: Node
    filters: Filters
    descending: bool = True

    def keys(self, session: Session, beyond: Key | None, *, backwards: bool, most: int) -> list[Key]:
        """See `storage.listing.pages.Part`."""
        place = None if beyond is None else _numbers(beyond, 1)[0]
        return [(found,) for found in self.positions(session, place, backwards=backwards, most=most)]

    def positions(self, session: Session, beyond: int | None, *, backwards: bool, most: int) -> list[int]:
        """The first `most` positions beyond one."""
        if self.descending != backwards:
            return newest_positions(session, self.kind, self.node, self.filters, beyond, most)
        query = self._every(session, is_down=False)
        if beyond is not None:
            query = query.where(query.selected_columns[0] > beyond)
        return list(session.scalars(query.limit(most)))

    def ids(self, session: Session) -> Iterator[list[int]]:
        """See `storage.listing.pages.Part`."""
        yield from streamed_ids(session, self._every(session, self.descending))

    def count(self, session: Session, most: int | None) -> Total:
        """See `storage.listing.plans.Countable`."""
        limit = _EVERY if most is None else most + 1
        return bounded(count_up_to(session, self.kind, self.node, self.filters, limit), most)

    def _every(self, session: Session, is_down: bool) -> Select[Any]:
        # the last question gives all, in no order
        query = questions(session, self.kind, self.node, self.filters, None)[-1]
        position = query.selected_columns[0]
        return query.order_by(position.desc() if is_down else position.asc())


def by_nearness(words: Words) -> list[Words]:
    """The parts of a list whose rows with the words side by side as asked come first; see `storage.search.finding`."""
    near = nearness(words.node)
    if near is None:
        return [words]
    nodes = (And((near, words.node)), And((words.node, Not(near))))
    return [Words(words.kind, node, words.filters) for node in nodes]


@dataclass(frozen=True)
class Headlined:
    """Figures of the articles whose headlines have the words, by their days; keys are the article's position and the
    figure's id."""

    headlines: Words
    filters: Filters

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
        found = 0
        for batch in self._batches(session, None, backwards=False):
            query = self._query(func.count(), batch=batch)
            found += session.scalar(query) or 0
            if most is not None and found > most:
                break
        return bounded(found if most is None else min(found, most + 1), most)

    def _figures(self, session: Session, batch: list[int], *, backwards: bool) -> list[tuple[int, int]]:
        """Keys of the figures of some articles, in the order of these."""
        columns: tuple[Any, ...] = (StoredArticle.id, FigureRecord.id)
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
        query = query.join(FigureRecord, FigureRecord.extraction_id == Extraction.id)
        of_batch = StoredArticle.id.in_([row_id(position) for position in batch])
        return query.where(of_batch, is_valid(FigureRecord), *figure_conditions(self.filters))

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
