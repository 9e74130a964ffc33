"""Facts as rows. What contradicts the text or itself is left out, with the reason.

The rows go in table by table, not fact by fact: that is what the time of storing an article depends on.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from pydantic_core import PydanticSerializationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.fact import (
    Agency,
    DateMention,
    Evidence,
    Facts,
    Figure,
    Law,
    Mention,
    Official,
    TermHit,
)
from storage.inserts import insert_for_keys, insert_rows
from storage.tables import (
    AgencyMention,
    AgencyRecord,
    ArticleVersion,
    Base,
    DateRecord,
    ExposureRecord,
    Extraction,
    FigureRecord,
    LawRecord,
    OfficialMention,
    OfficialRecord,
    RelevanceHit,
    StatementRecord,
)
from storage.types import digest_of, exact, storable

LARGEST = 10**15
"""No amount in rupiah reaches it, the budget of the state included; above 15 digits SQLite is not exact."""

_COLUMNS = {"start": "start_char", "end": "end_char", "first": "first_on", "last": "last_on"}
"""Fields whose column has another name."""

_Fact = TypeVar("_Fact", bound=Evidence)
_Row = dict[str, Any]


def store_facts(
    session: Session, extraction_id: int, text: str, published_on: date | None, facts: Facts
) -> list[str]:
    """Stores the facts that hold; returns one sentence for each that does not.

    `text` and `published_on` are those of the article as stored.
    """
    flaws: list[str] = []

    def sound(items: Iterable[_Fact]) -> list[_Fact]:
        found = [(item, _flaw(item, text)) for item in items]
        flaws.extend(_sentence(item, flaw) for item, flaw in found if flaw)
        return [item for item, flaw in found if flaw is None]

    def put(table: type[Base], items: Iterable[_Fact]) -> None:
        insert_rows(session, table, [_row(item, extraction_id) for item in items])

    speakers = _store_officials(session, extraction_id, sound(facts.officials))
    _store_agencies(session, extraction_id, sound(facts.agencies))
    put(DateRecord, sound(facts.dates))
    figures = [
        _row(figure, extraction_id) | {"published_on": published_on} for figure in sound(facts.figures)
    ]
    insert_rows(session, FigureRecord, figures)
    statements: list[_Row] = []
    for statement in sound(facts.statements):
        speaker_id = speakers.get(statement.speaker)
        if speaker_id is None:
            flaws.append(
                _sentence(statement, f"its speaker {statement.speaker!r} is no official of the article")
            )
        else:
            statements.append(_row(statement, extraction_id) | {"official_id": speaker_id})
    insert_rows(session, StatementRecord, statements)
    put(LawRecord, sound(facts.laws))
    put(ExposureRecord, sound(facts.exposures))
    return flaws


def date_figures(session: Session, article_id: int, published_on: date | None) -> None:
    """Gives the figures of all texts of an article its day."""
    extractions = select(Extraction.id).join(
        ArticleVersion, ArticleVersion.id == Extraction.article_version_id
    )
    of_article = FigureRecord.extraction_id.in_(extractions.where(ArticleVersion.article_id == article_id))
    session.execute(update(FigureRecord).where(of_article).values(published_on=published_on))


def facts_digest(facts: Facts) -> str:
    """Over all facts, so that finding the same again changes nothing; the headline is none of them."""
    try:
        content = facts.model_dump_json(exclude={"public_title"})
    except PydanticSerializationError:  # half a surrogate, which UTF-8 does not have
        content = json.dumps(facts.model_dump(exclude={"public_title"}), default=str)
    return digest_of([content.encode()])


def store_hits(session: Session, extraction_id: int, hits: Iterable[TermHit]) -> None:
    """Stores the terms that decided on relevance."""
    insert_rows(
        session, RelevanceHit, [_renamed(hit.model_dump()) | {"extraction_id": extraction_id} for hit in hits]
    )


def _sentence(fact: Evidence, flaw: str) -> str:
    return f"{type(fact).__name__} {fact.quote[:80]!r} left out ({fact.rule}): {flaw}"


def _flaw(fact: Evidence, text: str) -> str | None:
    """What speaks against storing the fact; null where nothing does."""
    if not _stands(fact, text):
        return f"the text has other characters at {fact.start} to {fact.end}"
    match fact:
        case Official():
            mentions = (*fact.mentions, *fact.references)
            return (
                None
                if all(_stands(mention, text) for mention in mentions)
                else "a mention is not in the text"
            )
        case Agency():
            return (
                None
                if all(_stands(mention, text) for mention in fact.mentions)
                else "a mention is not in the text"
            )
        case DateMention():
            return (
                None if fact.first <= fact.last else f"it ends before it begins ({fact.first} to {fact.last})"
            )
        case Figure():
            return _flaw_of_figure(fact)
        case Law():
            return None if 0 <= (fact.year or 0) <= 9999 else f"{fact.year} is no year"
    return None


def _flaw_of_figure(figure: Figure) -> str | None:
    if not 0 <= figure.value < LARGEST or not figure.value <= (figure.value_max or figure.value) < LARGEST:
        return f"{figure.value} to {figure.value_max} is no possible number"
    if figure.period_start and figure.period_end and figure.period_end < figure.period_start:
        return f"its period ends before it begins ({figure.period_start} to {figure.period_end})"
    return None


def _stands(place: Evidence | Mention, text: str) -> bool:
    return 0 <= place.start < place.end and text[place.start : place.end] == storable(place.quote)


def _store_officials(session: Session, extraction_id: int, officials: Iterable[Official]) -> dict[str, int]:
    """Returns the key of each by name; of two with the same name, the first is stored."""
    named: dict[str, Official] = {}
    for official in officials:
        named.setdefault(official.name, official)
    rows = [_row(official, extraction_id) for official in named.values()]
    keys = insert_for_keys(session, OfficialRecord, rows)
    mentions = [
        _renamed(place.model_dump()) | {"official_id": key, "is_reference": is_reference}
        for key, official in zip(keys, named.values(), strict=True)
        for is_reference, places in ((False, official.mentions), (True, official.references))
        for place in places
    ]
    insert_rows(session, OfficialMention, mentions)
    return dict(zip(named, keys, strict=True))


def _store_agencies(session: Session, extraction_id: int, agencies: Sequence[Agency]) -> None:
    keys = insert_for_keys(session, AgencyRecord, [_row(agency, extraction_id) for agency in agencies])
    mentions = [
        _renamed(place.model_dump()) | {"agency_id": key}
        for key, agency in zip(keys, agencies, strict=True)
        for place in agency.mentions
    ]
    insert_rows(session, AgencyMention, mentions)


def _row(fact: Evidence, extraction_id: int) -> _Row:
    """The columns of a fact but those that refer to other facts."""
    row = fact.model_dump(exclude={"mentions", "references", "speaker", "text"})
    if isinstance(fact, Figure):
        row["value"] = exact(fact.value)
        row["value_max"] = None if fact.value_max is None else exact(fact.value_max)
    return _renamed(row) | {"extraction_id": extraction_id}


def _renamed(fields: _Row) -> _Row:
    return {_COLUMNS.get(name, name): value for name, value in fields.items()}
