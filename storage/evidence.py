"""Where a fact stands: by its key, and by an address that outlives the next extraction."""

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import Record
from models.errors import PantauError
from models.rows import ClaimRow, FigureRow, OfficialRow, StatementRow
from models.vocabulary import SubjectKind
from storage.claims import claim_rows
from storage.filters import Filters
from storage.selects import fact_query, figure_query, over_current, statement_query
from storage.tables import (
    AgencyLink,
    AgencyRecord,
    ArticleVersion,
    Claim,
    ClaimFigure,
    ConflictClaim,
    Extraction,
    FigureRecord,
    OfficialRecord,
    PersonLink,
    StatementRecord,
    StoredArticle,
)
from storage.types import LARGEST_KEY
from storage.validity import is_valid

Evidence = StatementRow | FigureRow

_ANCHOR = re.compile(r"(\d{1,18})\.(\d{1,9})\.(\d{1,9})-(\d{1,9})")
_TABLES: dict[SubjectKind, Any] = {SubjectKind.STATEMENT: StatementRecord, SubjectKind.FIGURE: FigureRecord}


class Anchor(Record):
    """The place of a fact: an article, one of its texts, and characters [start, end) of that."""

    article_id: int
    """Key of the article, which never changes."""
    version: int
    """Number of the text, 1 for an article that never changed."""
    start: int
    """First character."""
    end: int
    """Character after the last."""

    def __str__(self) -> str:
        return f"{self.article_id}.{self.version}.{self.start}-{self.end}"


def parse_anchor(text: str) -> Anchor:
    """An anchor as an address has it; raises PantauError for anything else."""
    found = _ANCHOR.fullmatch(text)
    if found is None:
        raise PantauError(
            f"{text[:60]!r} is no place of a fact: it reads as 12.1.204-260 (article.text.characters)"
        )
    article_id, version, start, end = map(int, found.groups())
    return Anchor(article_id=article_id, version=version, start=start, end=end)


def find_statement(session: Session, statement_id: int) -> StatementRow | None:
    """A statement of a current text; null where there is none with that key."""
    if not 0 < statement_id <= LARGEST_KEY:
        return None
    query = statement_query(Filters()).where(StatementRecord.id == statement_id)
    row = session.execute(query).mappings().first()
    return None if row is None else StatementRow(**row)


def find_figure(session: Session, figure_id: int) -> FigureRow | None:
    """A figure of a current text; null where there is none with that key."""
    if not 0 < figure_id <= LARGEST_KEY:
        return None
    row = session.execute(figure_query(Filters()).where(FigureRecord.id == figure_id)).mappings().first()
    return None if row is None else FigureRow(**row)


def find_claim(session: Session, claim_id: int) -> ClaimRow | None:
    """A claim; null where there is none, or where no article tells it any more."""
    if not 0 < claim_id <= LARGEST_KEY:
        return None
    claim = session.get(Claim, claim_id)
    return None if claim is None else next(iter(claim_rows(session, [claim])), None)


def figures_of_claim(session: Session, claim_id: int) -> list[FigureRow]:
    """All figures of current texts that tell a claim, newest published first."""
    query = figure_query(Filters()).join(ClaimFigure, ClaimFigure.figure_id == FigureRecord.id)
    rows = session.execute(query.where(ClaimFigure.claim_id == claim_id)).mappings()
    return [FigureRow(**row) for row in rows]


def claim_of_figure(session: Session, figure_id: int) -> int | None:
    """Key of the claim that a figure tells; null until the figure was resolved."""
    return session.scalar(select(ClaimFigure.claim_id).where(ClaimFigure.figure_id == figure_id))


def conflicts_of_claim(session: Session, claim_id: int) -> list[int]:
    """Keys of the conflicts that a claim stands in."""
    query = select(ConflictClaim.conflict_id).where(ConflictClaim.claim_id == claim_id)
    return list(session.scalars(query.order_by(ConflictClaim.conflict_id)))


def speaker_of(session: Session, statement_id: int) -> tuple[OfficialRow, int | None, int | None] | None:
    """Who made a statement: as the article names him, and the keys of the person and of the body, once resolved."""
    linked = select(StatementRecord.official_id).where(StatementRecord.id == statement_id)
    query = fact_query(OfficialRow, Filters()).where(OfficialRecord.id.in_(linked))
    row = session.execute(query).mappings().first()
    if row is None:
        return None
    official = OfficialRow(**row)
    person = session.scalar(select(PersonLink.person_id).where(PersonLink.official_id == official.id))
    return official, person, _body_of(session, official)


def permanent_place(session: Session, fact: Evidence) -> Anchor:
    """The place of a fact of a current text."""
    query = select(ArticleVersion.number).where(
        ArticleVersion.article_id == fact.article_id, ArticleVersion.is_current
    )
    version = session.scalars(query).one()
    return Anchor(article_id=fact.article_id, version=version, start=fact.start, end=fact.end)


def fact_at(session: Session, kind: SubjectKind, place: Anchor) -> tuple[int, bool] | None:
    """The fact of the current text at a place, or at the same words; and whether the text is still that one.

    Of several the one that has most of the characters; null where none has any, or the article is not known.
    """
    query = select(ArticleVersion).where(ArticleVersion.article_id == place.article_id)
    versions = {version.number: version for version in session.scalars(query)} if _fits(place) else {}
    asked, current = versions.get(place.version), next((v for v in versions.values() if v.is_current), None)
    if asked is None or current is None:
        return None
    start, end = place.start, place.end
    if asked is not current:
        words = asked.text[start:end]
        start = current.text.find(words) if words.strip() else -1
        if start < 0:
            return None
        end = start + len(words)
    table = _TABLES[kind]
    rows = session.execute(
        over_current(select(table.id, table.start, table.end).select_from(StoredArticle))
        .join(table, table.extraction_id == Extraction.id)
        .where(StoredArticle.id == place.article_id, is_valid(table), table.start < end, table.end > start)
        .order_by(table.id)
    ).all()
    if not rows:
        return None
    best = max(rows, key=lambda row: min(row.end, end) - max(row.start, start) - (row.end - row.start) / 1e6)
    return best.id, asked is current


def _fits(place: Anchor) -> bool:
    return 0 < place.article_id <= LARGEST_KEY and place.start < place.end


def _body_of(session: Session, official: OfficialRow) -> int | None:
    """The body whose name the article prints for the official."""
    if official.agency is None:
        return None
    extraction = (
        select(OfficialRecord.extraction_id).where(OfficialRecord.id == official.id).scalar_subquery()
    )
    query = (
        select(AgencyLink.organization_id)
        .join(AgencyRecord, AgencyRecord.id == AgencyLink.agency_id)
        .where(
            AgencyRecord.extraction_id == extraction,
            AgencyRecord.name == official.agency,
            is_valid(AgencyRecord),
        )
    )
    return session.scalars(query.limit(1)).first()
