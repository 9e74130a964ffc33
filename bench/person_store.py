"""Namings of a generated register in a database: how long resolving takes there, and whether parts give the whole."""

import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from person_register import Told
from sqlalchemy import Engine, insert, select

from pipelines.resolving_persons import resolve_persons
from storage.engine import open_engine, reading, writing
from storage.tables import ArticleVersion, Extraction, OfficialRecord, PersonLink, StoredArticle

_NOW = datetime(2026, 11, 1, tzinfo=UTC)


def resolve_stored(told: Sequence[Told], parts: int) -> tuple[list[int], list[float]]:
    """Person of each naming, and the seconds of each part, where so many parts come one after another."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'pantau.db'}")
        seconds = []
        size = -(-len(told) // parts)
        for first in range(0, len(told), size):
            _store(engine, told[first : first + size])
            begun = time.process_time()
            resolve_persons(engine)
            seconds.append(time.process_time() - begun)
        with reading(engine) as session:
            rows = session.execute(select(PersonLink.official_id, PersonLink.person_id)).all()
        engine.dispose()
        person_of = {row.official_id: row.person_id for row in rows}
    return [person_of[one.naming.article_id] for one in told], seconds


def _store(engine: Engine, told: Sequence[Told]) -> None:
    """One article each, all with the number of the naming."""
    with writing(engine) as session:
        for table, rows in (
            (StoredArticle, [_article(one) for one in told]),
            (ArticleVersion, [_version(one) for one in told]),
            (Extraction, [_extraction(one) for one in told]),
            (OfficialRecord, [_official(one) for one in told]),
        ):
            session.execute(insert(table), rows)


def _article(told: Told) -> dict[str, object]:
    number = told.naming.article_id
    return {
        "id": number, "url": f"https://uji.example/{number}", "published_on": told.day, "is_paid": False,
        "is_relevant": True, "relevance_score": 1.0, "place_code": told.naming.place_code, "place_name": "",
    }  # fmt: skip


def _version(told: Told) -> dict[str, object]:
    number = told.naming.article_id
    return {
        "id": number, "article_id": number, "number": 1, "text": told.naming.name, "digest": str(number),
        "is_current": True, "first_seen_at": _NOW,
    }  # fmt: skip


def _extraction(told: Told) -> dict[str, object]:
    number = told.naming.article_id
    return {
        "id": number, "article_version_id": number, "extractor": "register", "relevance_rule": "register",
        "facts_digest": str(number), "extracted_at": _NOW,
    }  # fmt: skip


def _official(told: Told) -> dict[str, object]:
    naming = told.naming
    return {
        "id": naming.article_id, "extraction_id": naming.article_id, "start": 0, "end": len(naming.name),
        "quote": naming.name, "rule": "register", "name": naming.name, "title": naming.title,
        "rank": naming.rank, "agency": naming.agency, "kind": naming.kind,
    }  # fmt: skip
