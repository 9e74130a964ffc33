"""Reviews follow their facts when an article is extracted again, or its text is another one.

A fact is known again by its place and its content: first at the same place with the same quote, where the words around
it were not edited, then by the same quote and content, the nearest first, then by its content at an overlapping place.
Places move along with the text around them. The content is that which the machine found then, or that which the
reviewers made of it. A fact that is not found leaves its reviews orphaned until it is found again.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from models.vocabulary import SubjectKind
from storage.review_fields import FACT_KINDS, FactKind, FactRecord
from storage.review_overlay import fits, machine_content, overlay, reviewed_content
from storage.tables import ArticleVersion, Extraction, Review, StoredArticle

_WORD = re.compile(r"\S+")
_AROUND = 3
"""Words on either side of a quote that tell whether its sentence was edited."""


class _Thread(NamedTuple):
    """All reviews of one fact, oldest first."""

    kind: SubjectKind
    reviews: list[Review]


class _Rank(NamedTuple):
    """How well a row matches; the smallest is the best."""

    tier: int
    distance: int
    differing: int


_REVIEWED = (
    select(Review.id)
    .where(
        Review.subject_kind.in_(FACT_KINDS),
        or_(
            Review.article_id == bindparam("id"),
            and_(
                Review.article_id.is_(None), Review.subject["url"].as_string() == bindparam("url", type_=Text)
            ),
        ),
    )
    .limit(1)
)
"""Whether an article has reviews, as most have not; made once, which takes longer than asking."""


def carry_over(session: Session, article: StoredArticle) -> None:
    """Lays all reviews of the article over the facts of its current text anew, and tells each review its fact.

    Reviews of an article with the same address that was deleted come back to it. The order of calls does not matter:
    the outcome depends on the current facts and on the reviews alone.
    """
    session.flush()
    if not session.connection().execute(_REVIEWED, {"id": article.id, "url": article.url}).first():
        return
    threads = _threads(_reviews(session, article))
    _clear_older_texts(session, article.id)
    current = session.scalars(_versions(article.id).where(ArticleVersion.is_current)).one()
    moves = _Moves(session, current)
    for kind, spec in FACT_KINDS.items():  # officials first: statements name them
        rows = list(session.scalars(_facts(spec, current.id)))
        of_kind = [thread for thread in threads if thread.kind is kind]
        found = _assigned(session, spec, of_kind, rows, moves)
        for row in rows:
            overlay(kind, row, found[row.id].reviews if row.id in found else ())
        for thread in of_kind:
            _settle(
                thread, next((row for row in rows if found.get(row.id) is thread), None), article, current
            )
        session.flush()


def inherit(session: Session, from_id: int, heir: StoredArticle) -> None:
    """Gives the reviews of an article to the one that its documents moved to."""
    session.execute(update(Review).where(Review.article_id == from_id).values(article_id=heir.id))


def _reviews(session: Session, article: StoredArticle) -> list[Review]:
    is_own = Review.article_id == article.id
    if article.url is not None:
        same_address = Review.subject["url"].as_string() == article.url
        is_own = or_(
            is_own, and_(Review.article_id.is_(None), Review.subject_kind.in_(FACT_KINDS), same_address)
        )
    reviews = session.scalars(
        select(Review)
        .where(is_own, Review.subject_kind.in_(FACT_KINDS))
        .order_by(Review.id)
        .execution_options(populate_existing=True)
    ).all()
    for review in reviews:
        review.article_id = article.id
    return list(reviews)


def _threads(reviews: Iterable[Review]) -> list[_Thread]:
    threads: defaultdict[tuple[SubjectKind, int], list[Review]] = defaultdict(list)
    for review in reviews:
        threads[review.subject_kind, review.subject["thread"]].append(review)
    return [_Thread(kind, found) for (kind, _), found in threads.items()]


def _versions(article_id: int) -> Select[ArticleVersion]:
    return select(ArticleVersion).where(ArticleVersion.article_id == article_id)


def _facts(spec: FactKind, version_id: int) -> Select[Any]:
    of_version = select(spec.table).join(Extraction, Extraction.id == spec.table.extraction_id)
    return of_version.where(Extraction.article_version_id == version_id).order_by(
        spec.table.start, spec.table.id
    )


def _clear_older_texts(session: Session, article_id: int) -> None:
    """Only facts of the current text are reviewed; those of older texts are again what the machine found."""
    for kind, spec in reversed(FACT_KINDS.items()):
        reviewed = (
            select(spec.table)
            .join(Extraction, Extraction.id == spec.table.extraction_id)
            .join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
            .where(
                ArticleVersion.article_id == article_id,
                ArticleVersion.is_current.is_(False),
                spec.table.review_status.is_not(None),
            )
        )
        for row in session.scalars(reviewed).all():
            overlay(kind, row, ())


def _settle(thread: _Thread, row: FactRecord | None, article: StoredArticle, current: ArticleVersion) -> None:
    """Tells the reviews of a fact its row, and where that stands in the current text."""
    for review in thread.reviews:
        review.fact_id = None if row is None else row.id
        if row is None:
            continue
        place = {"text": current.digest, "start": row.start, "end": row.end, "quote": row.quote}
        first = {name: review.subject[name] for name in place}
        last = {**place, "content": machine_content(thread.kind, row)}
        if place != first or review.subject.get("last"):
            review.subject = {**review.subject, "last": last}


def _assigned(
    session: Session, spec: FactKind, threads: list[_Thread], rows: list[FactRecord], moves: "_Moves"
) -> dict[int, _Thread]:
    """The thread of each row that has one: the best matches first, no row and no thread twice."""
    pairs = sorted(
        (
            (rank, thread_number, row_number)
            for thread_number, thread in enumerate(threads)
            for row_number, row in enumerate(rows)
            if (rank := _rank(spec, thread, row, moves)) is not None
        ),
    )
    found: dict[int, _Thread] = {}
    taken: set[int] = set()
    for _, thread_number, row_number in pairs:
        thread, row = threads[thread_number], rows[row_number]
        if row.id in found or thread_number in taken or not fits(session, row, thread.reviews):
            continue
        found[row.id] = thread
        taken.add(thread_number)
    return found


def _rank(spec: FactKind, thread: _Thread, row: FactRecord, moves: "_Moves") -> _Rank | None:
    content = machine_content(thread.kind, row)
    ranks = (
        _rank_at(spec, anchor, wanted, row, content, moves)
        for anchor in _anchors(thread)
        for wanted in (anchor["content"], reviewed_content(thread.kind, anchor["content"], thread.reviews))
    )
    return min((rank for rank in ranks if rank is not None), default=None)


def _anchors(thread: _Thread) -> Iterator[dict[str, Any]]:
    """The places that the fact was known at: where it was found last, and where each review saw it."""
    last = thread.reviews[-1].subject.get("last")
    if last:
        yield last
    yield from (review.subject for review in reversed(thread.reviews))


def _rank_at(
    spec: FactKind,
    anchor: dict[str, Any],
    wanted: dict[str, Any],
    row: FactRecord,
    content: dict[str, Any],
    moves: "_Moves",
) -> _Rank | None:
    move, (start, end) = moves.of(anchor["text"]), (anchor["start"], anchor["end"])
    is_untouched = move is None or move.is_untouched(start, end)
    if move is not None:
        start, end = move.to(start), move.to(end - 1) + 1
    distance = abs(row.start - start)
    differing = sum(content.get(name) != value for name, value in wanted.items())

    def agrees(fields: Iterable[str]) -> bool:
        return all(content.get(name) == wanted.get(name) for name in fields)

    if row.quote == anchor["quote"]:
        if distance == 0 and is_untouched:
            return _Rank(0, 0, differing)
        if agrees(spec.same_elsewhere):
            return _Rank(1, distance, differing)
    # where the words around are others, they may speak of another region or period: there the whole content decides
    needed = spec.same if is_untouched else (*spec.same, *spec.same_elsewhere)
    if row.start < end and start < row.end and agrees(needed):
        return _Rank(2, distance, differing)
    return None


class _Move:
    """How places of an older text move into the current one: along with their words."""

    def __init__(self, older: str, newer: str) -> None:
        before, after = list(_WORD.finditer(older)), list(_WORD.finditer(newer))
        same = SequenceMatcher(None, [word.group() for word in before], [word.group() for word in after])
        self._starts = [word.start() for word in before]
        self._blocks: dict[
            int, int
        ] = {}  # number of a word -> number of the run of words that both texts have
        self._moves: list[tuple[int, int]] = []
        for number, block in enumerate(same.get_matching_blocks()):
            for offset in range(block.size):
                self._blocks[block.a + offset] = number
                place = before[block.a + offset].start()
                self._moves.append((place, after[block.b + offset].start() - place))

    def to(self, place: int) -> int:
        """The place in the current text; where its word is gone, beside the last word before it that both have."""
        at = bisect_right(self._moves, place, key=lambda move: move[0]) - 1
        return place if at < 0 else place + self._moves[at][1]

    def is_untouched(self, start: int, end: int) -> bool:
        """True where the words of the place, and those next to it, stand in the current text as they did."""
        first = max(bisect_right(self._starts, start) - 1 - _AROUND, 0)
        last = min(bisect_right(self._starts, end - 1) - 1 + _AROUND, len(self._starts) - 1)
        runs = {self._blocks.get(number) for number in range(first, last + 1)}
        return len(runs) == 1 and None not in runs


class _Moves:
    """The moves from the texts that an article had."""

    def __init__(self, session: Session, current: ArticleVersion) -> None:
        self._session = session
        self._current = current
        self._known: dict[str, _Move | None] = {current.digest: None}

    def of(self, digest: str) -> _Move | None:
        """The move from the text with the digest; null for the current one."""
        if digest not in self._known:
            query = _versions(self._current.article_id).where(ArticleVersion.digest == digest)
            older = self._session.scalar(query)
            self._known[digest] = _Move("" if older is None else older.text, self._current.text)
        return self._known[digest]
