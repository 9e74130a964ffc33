"""A database with what a release must cope with, and ways to make one; people and outlets are invented."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from generated_articles import load
from sqlalchemy import Connection, Engine, func, insert, update

from models.public import MASK
from models.vocabulary import OfficialKind, ReviewStatus
from pipelines.resolving import resolve_all
from publish.release.write import Released, write_release
from storage.engine import reading
from storage.tables import FigureRecord, OfficialRecord, Run, RunSource, StatementRecord, StoredArticle

PRIVATE = "Melati Kusuma"
LONG_TITLE = "Panjang sekali " * 3000 + "habis"
HOSTILE = {
    1: '=HYPERLINK("http://jahat.example";"klik")',
    2: "\u202eterbalik\x07 <script>alert(1)</script>\r\nbaris kedua",
    3: LONG_TITLE,
    7: "+62 hubungi",
    8: "-3 korban",
    9: "@akun",
    14: f"{PRIVATE} pulang",
}
"""Titles by article."""
UNDATED, REMOVED, IRRELEVANT, REJECTED = 4, 5, 6, 13


def fill(engine: Engine, articles: int = 40) -> None:
    """Generated articles, some of them troublesome, resolved."""
    with engine.begin() as connection:
        load(connection, articles)

        def change(table: Any, condition: Any, **values: Any) -> None:
            connection.execute(update(table).where(condition).values(**values))

        for number in range(1, articles + 1):
            day = date(2024, 1, 5) + timedelta(days=9 * number)
            change(StoredArticle, StoredArticle.id == number, published_on=day)
            change(FigureRecord, FigureRecord.extraction_id == number, published_on=day)
        for number, title in HOSTILE.items():
            change(StoredArticle, StoredArticle.id == number, title=title)
        change(StoredArticle, StoredArticle.id == UNDATED, published_on=None)
        change(FigureRecord, FigureRecord.extraction_id == UNDATED, published_on=None)
        change(StoredArticle, StoredArticle.id == REMOVED, removed_at=datetime(2025, 1, 1, tzinfo=UTC))
        change(StoredArticle, StoredArticle.id == IRRELEVANT, is_relevant=False)
        change(
            OfficialRecord,
            OfficialRecord.id == 22,
            name=PRIVATE,
            title=None,
            agency=None,
            kind=OfficialKind.OTHER,
        )
        change(FigureRecord, FigureRecord.extraction_id == 12, credited_to=PRIVATE)
        change(StatementRecord, StatementRecord.id == 4 * REJECTED, review_status=ReviewStatus.REJECTED)
        change(FigureRecord, FigureRecord.id == 3 * REJECTED, review_status=ReviewStatus.ACCEPTED)
        for number, month in enumerate((1, 4), start=1):
            began = datetime(2025, month, 6, tzinfo=UTC)
            run = {
                "id": number,
                "kind": "weekly",
                "started_at": began,
                "finished_at": began,
                "status": "finished",
            }
            connection.execute(insert(Run).values(**run))
            connection.execute(insert(RunSource).values(run_id=number, source="uji-1", articles_new=articles))
        mask_words(connection)
    resolve_all(engine)


def mask_words(connection: Connection) -> None:
    """Stores the public words that extraction would have made: without the one private name."""

    def masked(words: Any) -> Any:
        return func.replace(words, PRIVATE, MASK)

    connection.execute(update(StoredArticle).values(public_title=masked(StoredArticle.title)))
    for table in (StatementRecord, FigureRecord):
        connection.execute(update(table).values(public_quote=func.substr(masked(table.quote), 1, 200)))


def write(engine: Engine, directory: Path, until: date | None = date(2025, 4, 30), **more: Any) -> Released:
    with reading(engine) as session:
        return write_release(session, directory, until=until, **more)


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
