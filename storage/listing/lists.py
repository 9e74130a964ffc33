"""The questions that the desk and the API put: a page, a total, all rows, counts by value."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from models.base import Record
from models.listing import Kind, Listing, Sort, Total
from storage.listing.facts import fact_plan
from storage.listing.names import body_plan, person_plan
from storage.listing.pages import Place, cut, mark, place_of
from storage.listing.plans import Plan
from storage.listing.question import Question
from storage.listing.rows import Asked, rows_of
from storage.search.language import parse_query

Ids = tuple[bool, Sequence[int]]
"""Keys of some thousand rows, and whether they are of those that have the words side by side."""
COUNTED = 10_000
"""Rows that a total counts at most."""


def list_page(session: Session, question: Question) -> Listing[Any]:
    """The rows of a page, records of the kind, and the marks of the pages beside it.

    Raises PantauError for words that cannot be read and for a mark that is none of this search.
    """
    plan = plan_of(session, question)
    places = len(plan.parts)
    after, before = (place_of(text, question.digest, places) for text in (question.after, question.before))
    found = cut(session, plan.parts, question.limit, after, before)
    return Listing[Any](
        rows=tuple(_records(session, question, found.places)),
        next=mark(question.digest, found.places[-1]) if found.has_next and found.places else None,
        previous=mark(question.digest, found.places[0]) if found.has_previous and found.places else None,
    )


def count_rows_of(session: Session, question: Question, most: int | None = COUNTED) -> Total:
    """How many rows the question has on all pages, counted up to a bound; null counts all, however long it takes."""
    return plan_of(session, question).every.count(session, most)


def stream_rows(
    session: Session, question: Question, listed: Iterable[Ids] | None = None
) -> Iterator[Record]:
    """All rows in their order, whatever the page that the question names; some thousand in memory at a time.

    `listed` are their keys, where they have been asked for.
    """
    node = parse_query(question.words) if question.words else None
    for is_near, ids in stream_ids(session, question) if listed is None else listed:
        rows = rows_of(session, question.kind, ids, Asked(node, set(ids) if is_near else set()))
        yield from (rows[row_id] for row_id in ids if row_id in rows)


def listed_ids(session: Session, question: Question) -> list[Ids]:
    """The keys of all rows, 8 bytes a row: for who must say how many they are before the first is read."""
    return [(is_near, array("q", ids)) for is_near, ids in stream_ids(session, question)]


def stream_ids(session: Session, question: Question) -> Iterator[Ids]:
    """The same rows by their keys, and whether these are of those that have the words side by side."""
    is_ranked = question.order is Sort.RELEVANCE
    for number, part in enumerate(plan_of(session, question).parts):
        for ids in part.ids(session):
            yield is_ranked and number == 0, ids


def plan_of(session: Session, question: Question) -> Plan:
    """How the rows are found. Raises PantauError for words that cannot be read."""
    match question.kind:
        case Kind.OFFICIALS:
            return person_plan(question)
        case Kind.AGENCIES:
            return body_plan(question)
    return fact_plan(session, question)


def _records(session: Session, question: Question, places: list[Place]) -> Iterator[Record]:
    node = parse_query(question.words) if question.words else None
    is_ranked = question.order is Sort.RELEVANCE
    near = {place.id for place in places if is_ranked and place.part == 0}
    rows = rows_of(session, question.kind, [place.id for place in places], Asked(node, near))
    return (rows[place.id] for place in places if place.id in rows)
