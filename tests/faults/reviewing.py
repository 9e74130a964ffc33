"""Decisions of people, the same ones whatever keys the rows have."""

from sqlalchemy import Engine, select

from models.vocabulary import SubjectKind
from pipelines.resolving import resolve_all
from pipelines.reviewing_persons import keep_apart, merge_persons
from storage.conflicts import overrule_conflict
from storage.engine import reading
from storage.reviews import accept, correct, reject
from storage.selects import over_current
from storage.tables import (
    ArticleVersion,
    Base,
    ConflictClaim,
    Extraction,
    FigureRecord,
    OfficialRecord,
    PersonRecord,
    StatementRecord,
    StoredArticle,
)

_WHO = "Ani"


def decide(engine: Engine) -> None:
    """Corrects, accepts and rejects facts of many articles, joins and parts persons, overrules a conflict."""
    figures = _facts(engine, FigureRecord)
    for number, fact in enumerate(figures[:24]):
        match number % 4:
            case 0:
                correct(
                    engine,
                    SubjectKind.FIGURE,
                    fact,
                    {"value": 7 + number},
                    reviewer=_WHO,
                    comment="lihat alinea 2",
                )
            case 1:
                accept(engine, SubjectKind.FIGURE, fact, reviewer=_WHO)
            case 2:
                reject(engine, SubjectKind.FIGURE, fact, reviewer=_WHO, comment="bukan TPPO")
    for fact in _facts(engine, StatementRecord)[:6]:
        accept(engine, SubjectKind.STATEMENT, fact, reviewer=_WHO)
    for fact in _facts(engine, OfficialRecord)[:4:2]:
        correct(
            engine, SubjectKind.OFFICIAL, fact, {"title": "Kepala"}, reviewer=_WHO, comment="jabatan lama"
        )
    resolve_all(engine)
    persons = _persons(engine)
    merge_persons(engine, persons[0], persons[1], reviewer=_WHO)
    keep_apart(engine, persons[2], persons[3], reviewer=_WHO)
    conflict = _conflict(engine)
    if conflict is not None:
        overrule_conflict(engine, *conflict, reviewer=_WHO, comment="angka resmi")
    resolve_all(engine)


def _facts(engine: Engine, table: type[FigureRecord | StatementRecord | OfficialRecord]) -> list[int]:
    """Facts of every article in turn, the first of each first."""
    query = over_current(select(table.id, StoredArticle.url).select_from(StoredArticle))
    query = query.join(table, table.extraction_id == Extraction.id)
    query = query.order_by(StoredArticle.url, ArticleVersion.number, table.start, table.end, table.rule)
    with reading(engine) as session:
        by_article: dict[str | None, list[int]] = {}
        for fact, url in session.execute(query):
            by_article.setdefault(url, []).append(fact)
    longest = max(map(len, by_article.values()))
    return [facts[place] for place in range(longest) for facts in by_article.values() if place < len(facts)]


def _persons(engine: Engine) -> list[int]:
    with reading(engine) as session:
        return list(session.scalars(select(PersonRecord.id).order_by(PersonRecord.name, PersonRecord.kind)))


def _conflict(engine: Engine) -> tuple[int, int] | None:
    """A conflict and the claim of it that is to win: the smallest number of the first by its numbers."""
    claims = Base.metadata.tables["claims"].c
    query = select(ConflictClaim.conflict_id, ConflictClaim.claim_id).join(
        Base.metadata.tables["claims"], claims.id == ConflictClaim.claim_id
    )
    with reading(engine) as session:
        rows = session.execute(
            query.order_by(claims.topic, claims.unit, claims.region_code, claims.value)
        ).all()
    return (rows[0][0], rows[0][1]) if rows else None
