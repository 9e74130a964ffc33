"""Which figures belong to the record of claims, and which of them were read already as they are now."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from models.claims import CreditKind, Flag, FlagKind, RegionSuccession, ToldFigure
from models.vocabulary import AgencyType, OfficialKind, ReviewStatus, SubjectKind
from storage.engine import reading, writing
from storage.inserts import insert_rows
from storage.tables import (
    AgencyRecord,
    ArticleVersion,
    Claim,
    ClaimFigure,
    Extraction,
    FigureFlag,
    FigureRecord,
    OfficialRecord,
    Region,
    RegionChange,
    Review,
    StoredArticle,
    StoryArticle,
)
from storage.validity import is_valid, names_of

_WINDOW, _CLAIMS = 5_000, 50_000
_HEADLINE = 140
_SENTENCE_END = re.compile(r"[.!?”\"]\s*$")
_COLUMNS = (
    "topic", "unit", "value", "value_max", "is_approximate", "sex", "age", "region_code", "region",
    "period_start", "period_end", "period_kind",
)  # fmt: skip
IN_CLAIMS = (SubjectKind.FIGURE, SubjectKind.OFFICIAL, SubjectKind.AGENCY)
"""Facts that decide what a claim is or whom it is credited to."""
_COMPARED = tuple(name for name in _COLUMNS if name not in {"is_approximate", "region", "region_code"})


def region_succession(session: Session) -> RegionSuccession:
    """What became of the codes that are not valid any more; nothing where the table of regions is empty."""
    names = {region.code: region.name for region in session.scalars(select(Region))}
    abolished = set(session.scalars(select(Region.code).where(Region.valid_until.is_not(None))))
    successors: dict[str, tuple[str, ...]] = dict.fromkeys(sorted(abolished), ())
    changes = select(RegionChange.predecessor_code, RegionChange.successor_code)
    for old, new in session.execute(changes.order_by(RegionChange.successor_code)):
        if old in abolished:
            successors[old] = (*successors[old], new)
    return RegionSuccession(successors, names)


def unlink_changed(engine: Engine, succession: RegionSuccession) -> int:
    """Takes the figures of changed articles out of their claims, and returns the number of articles.

    Changed means: a text that is not current any more, taken down, rejected or corrected by a reviewer, another story,
    a region code that was abolished since. Claims that lost figures, here or by deletion, are marked as stale.
    """
    with reading(engine) as session:
        lowest, highest = session.execute(
            select(func.min(ClaimFigure.article_id), func.max(ClaimFigure.article_id))
        ).one()
    changed = 0
    for first in range(lowest or 0, (highest or -1) + 1, _WINDOW):
        with reading(engine) as session:
            query = _changed_articles(succession)
            ids = list(
                session.scalars(query.where(ClaimFigure.article_id.between(first, first + _WINDOW - 1)))
            )
        if ids:
            with writing(engine) as session:
                unlink_articles(session, ids)
            changed += len(ids)
    _mark_losses(engine)
    return changed


def waiting_articles(engine: Engine, limit: int) -> Iterator[list[int]]:
    """Articles that are up and have figures which belong to no claim, `limit` at a time, by key."""
    last = 0
    unread = ~exists().where(ClaimFigure.figure_id == FigureRecord.id)
    figures = exists().where(FigureRecord.extraction_id == Extraction.id, is_valid(FigureRecord), unread)
    while True:
        query = _current(select(StoredArticle.id)).where(StoredArticle.id > last, figures)
        with reading(engine) as session:
            ids = list(session.scalars(query.order_by(StoredArticle.id).limit(limit)))
        if not ids:
            return
        yield ids
        last = ids[-1]


def figures_told(
    session: Session, article_ids: Sequence[int], responsible: Iterable[AgencyType]
) -> list[ToldFigure]:
    """The valid figures of articles; a number is official where it is credited to a body of a responsible type."""
    opening = case((FigureRecord.start < _HEADLINE, func.substr(ArticleVersion.text, 1, 2 * _HEADLINE)))
    columns = [
        *figure_columns(),
        FigureRecord.end.label("end"),
        StoredArticle.id.label("article_id"),
        StoredArticle.published_on,
        StoryArticle.story_id,
        _source_kind(responsible).label("source"),
        opening.label("opening"),
    ]
    query = (
        _current(select(*columns))
        .join(FigureRecord, and_(FigureRecord.extraction_id == Extraction.id, is_valid(FigureRecord)))
        .outerjoin(StoryArticle, StoryArticle.article_id == StoredArticle.id)
        .where(StoredArticle.id.in_(article_ids))
        .order_by(StoredArticle.id, FigureRecord.start, FigureRecord.id)
    )
    return [
        told_figure(
            row,
            article_id=row.article_id,
            published_on=row.published_on,
            story_id=row.story_id,
            source_kind=CreditKind(row.source),
            is_headline=_is_headline(row.opening, row.end),
        )
        for row in session.execute(query)
    ]


def titles_of(session: Session, article_ids: Sequence[int]) -> dict[int, str | None]:
    """Titles of articles."""
    query = select(StoredArticle.id, StoredArticle.title).where(StoredArticle.id.in_(article_ids))
    return {row.id: row.title for row in session.execute(query)}


def figure_columns() -> list[ColumnElement[Any]]:
    """Columns of figures that `told_figure` reads."""
    return [getattr(FigureRecord, name).label(name) for name in ("id", "start", *_COLUMNS)]


def told_figure(row: Any, **context: Any) -> ToldFigure:
    """A row with the columns of a figure as a record, with what the article says about it."""
    values = {name: getattr(row, name) for name in ("id", "start", *_COLUMNS)}
    return ToldFigure(**values, **context)


def link_figures(
    session: Session, article_ids: Sequence[int], figures: Iterable[tuple[ToldFigure, str]],
    flags: Iterable[tuple[int, Flag]],
) -> None:  # fmt: skip
    """Notes figures as read, each with the key of its group, and replaces the flags of their articles."""
    unlink_articles(session, article_ids)
    corrected = select(FigureRecord.id).where(FigureRecord.review_status == ReviewStatus.CORRECTED)
    figures = list(figures)
    ids = [figure.id for figure, _ in figures]
    reviewed = set(session.scalars(corrected.where(FigureRecord.id.in_(ids)))) if ids else set()
    links = [
        {
            "figure_id": figure.id,
            "group_key": key,
            "article_id": figure.article_id,
            "story_id": figure.story_id,
            "source_kind": figure.source_kind,
            "is_headline": figure.is_headline,
            "is_corrected": figure.id in reviewed,
        }
        for figure, key in figures
    ]
    insert_rows(session, ClaimFigure, links)
    found = [
        {
            "kind": flag.kind,
            "article_id": article_id,
            "sentence": flag.sentence,
            "figure_ids": list(flag.figure_ids),
        }
        for article_id, flag in flags
    ]
    insert_rows(session, FigureFlag, found)


def article_in_claims(session: Session, review_id: int) -> int | None:
    """The article of a reviewed fact that claims depend on; null where there are no claims yet."""
    of_fact = select(Review.article_id).where(Review.id == review_id, Review.subject_kind.in_(IN_CLAIMS))
    return session.scalar(of_fact.where(exists(select(Claim.id))))


def _mark_losses(engine: Engine) -> None:
    """Marks claims whose figures were deleted, in windows so that other writers get their turn."""
    with reading(engine) as session:
        lowest, highest = session.execute(select(func.min(Claim.id), func.max(Claim.id))).one()
    left = select(func.count()).where(ClaimFigure.claim_id == Claim.id).scalar_subquery()
    for first in range(lowest or 0, (highest or -1) + 1, _CLAIMS):
        lost = [Claim.id.between(first, first + _CLAIMS - 1), ~Claim.is_stale, Claim.figure_count != left]
        with writing(engine) as session:
            session.execute(update(Claim).where(*lost).values(is_stale=True))


def unlink_articles(session: Session, article_ids: Sequence[int]) -> None:
    """Takes the figures of articles out of their claims, which are stale then, and forgets their flags."""
    of_articles = ClaimFigure.article_id.in_(article_ids)
    claims = select(ClaimFigure.claim_id).where(of_articles)
    session.execute(update(Claim).where(Claim.id.in_(claims)).values(is_stale=True))
    session.execute(delete(ClaimFigure).where(of_articles))
    session.execute(delete(FigureFlag).where(FigureFlag.article_id.in_(article_ids)))


def _changed_articles(succession: RegionSuccession) -> Select[Any]:
    is_corrected = case((FigureRecord.review_status == ReviewStatus.CORRECTED, True), else_=False)
    other_values = or_(*(getattr(FigureRecord, n).is_distinct_from(getattr(Claim, n)) for n in _COMPARED))
    changes: list[ColumnElement[bool]] = [
        ~ArticleVersion.is_current,
        StoredArticle.removed_at.is_not(None),
        ~is_valid(FigureRecord),
        ClaimFigure.story_id.is_distinct_from(StoryArticle.story_id),
        ClaimFigure.is_corrected != is_corrected,
        and_(ClaimFigure.is_corrected, other_values),
        and_(ClaimFigure.is_corrected, FigureRecord.region_code.is_distinct_from(Claim.region_code)),
    ]
    if succession.successors:
        flagged = exists().where(
            FigureFlag.article_id == ClaimFigure.article_id,
            FigureFlag.kind.in_((FlagKind.REGION_MAPPED, FlagKind.REGION_ABOLISHED)),
        )
        known = succession.successors
        mapped = {code for code, to in known.items() if len(to) == 1 and to[0] not in known}
        changes.append(Claim.region_code.in_(sorted(mapped)))
        changes.append(and_(Claim.region_code.in_(sorted(known.keys() - mapped)), ~flagged))
    return (
        select(ClaimFigure.article_id)
        .join(FigureRecord, FigureRecord.id == ClaimFigure.figure_id)
        .join(Extraction, Extraction.id == FigureRecord.extraction_id)
        .join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
        .join(StoredArticle, StoredArticle.id == ArticleVersion.article_id)
        .outerjoin(StoryArticle, StoryArticle.article_id == StoredArticle.id)
        .outerjoin(Claim, Claim.id == ClaimFigure.claim_id)
        .where(or_(*changes))
        .distinct()
    )


def _source_kind(responsible: Iterable[AgencyType]) -> ColumnElement[str]:
    """Whom a figure is credited to, among the bodies and people of its own article."""
    body = exists().where(
        AgencyRecord.extraction_id == FigureRecord.extraction_id,
        FigureRecord.credited_to.in_(names_of(AgencyRecord, "name", "acronym")),
        is_valid(AgencyRecord),
        AgencyRecord.type.in_(sorted(responsible)),
    )
    person = exists().where(
        OfficialRecord.extraction_id == FigureRecord.extraction_id,
        FigureRecord.credited_to.in_(names_of(OfficialRecord, "name")),
        is_valid(OfficialRecord),
        OfficialRecord.kind == OfficialKind.OFFICIAL,
    )
    return case(
        (FigureRecord.credited_to.is_(None), CreditKind.PAPER.value),
        (or_(body, person), CreditKind.OFFICIAL.value),
        else_=CreditKind.QUOTE.value,
    )


def _is_headline(opening: str | None, end: int) -> bool:
    """True where a figure stands in a first line that is no sentence."""
    line, has_more, _ = (opening or "").partition("\n")
    return bool(has_more) and end <= len(line) <= _HEADLINE and not _SENTENCE_END.search(line)


def _current(query: Select[Any]) -> Select[Any]:
    """Articles that are up, with their current version and its extraction."""
    current = and_(ArticleVersion.article_id == StoredArticle.id, ArticleVersion.is_current)
    return (
        query.select_from(StoredArticle)
        .join(ArticleVersion, current)
        .join(Extraction, Extraction.article_version_id == ArticleVersion.id)
        .where(StoredArticle.removed_at.is_(None))
    )
