"""Does the database hold what it should? Every finding is named; nothing is changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, literal, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.engine import reading
from storage.failures import database_name
from storage.maintenance.copying import OnProgress
from storage.maintenance.sqlite_files import ASIDE
from storage.schema import newest_revision, revision_of
from storage.tables import (
    AgencyMention,
    AgencyRecord,
    ArticleVersion,
    DateRecord,
    ExposureRecord,
    Extraction,
    FigureRecord,
    LawRecord,
    OfficialMention,
    OfficialRecord,
    StatementRecord,
    StoredArticle,
    StoredPage,
    Story,
    StoryArticle,
)

_NAMED = 20
"""Rows that one check names; the others it counts."""
_QUOTED: tuple[Any, ...] = (
    OfficialRecord,
    AgencyRecord,
    DateRecord,
    FigureRecord,
    StatementRecord,
    LawRecord,
    ExposureRecord,
)
_MENTIONS: tuple[Any, ...] = (OfficialMention, AgencyMention)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be: the check that met it, what it is about, and what is wrong."""

    check: str
    subject: str
    detail: str


def check_database(engine: Engine, archive: Path, on_progress: OnProgress) -> list[Finding]:
    """Looks at the file or server, the revision, quotes, counts, and the WARC files in `archive`.

    What another check needs is looked at first: a damaged or older database gets no further. Raises PantauError where
    the database cannot be opened.
    """
    for step, (name, look) in enumerate(_FOUNDATIONS):
        on_progress(name, step, _STEPS)
        found = list(look(engine))
        if found:
            return found
    with reading(engine) as session:
        for step, table in enumerate(_QUOTED + _MENTIONS, start=len(_FOUNDATIONS)):
            on_progress(f"quotes of {table.__tablename__}", step, _STEPS)
            found.extend(_wrong_quotes(session, table))
        on_progress("counts", _STEPS - 2, _STEPS)
        found.extend(_wrong_counts(session))
        found.extend(_wrong_days(session))
        on_progress("archive", _STEPS - 1, _STEPS)
        found.extend(_missing_files(session, archive))
    on_progress("archive", _STEPS, _STEPS)
    return found


def _integrity(engine: Engine) -> Iterator[Finding]:
    """What the back end itself finds: damaged pages, broken references, indexes that are not usable."""
    with engine.connect() as connection:
        try:
            yield from _sqlite(connection) if engine.dialect.name == "sqlite" else _postgresql(connection)
        except DBAPIError as error:
            yield Finding("integrity", database_name(engine.url), str(error.orig).strip())


def _sqlite(connection: Connection) -> Iterator[Finding]:
    file = str(connection.engine.url.database)
    for (line,) in connection.exec_driver_sql(f"PRAGMA integrity_check({_NAMED})"):
        if line != "ok":
            yield Finding("integrity", file, line)
    for left in sorted(Path(file).parent.glob(f"{Path(file).name}{ASIDE}*")):
        yield Finding("restore", str(left), "was left by a restore that was killed: delete it if all is well")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_NAMED)
    for table, row, parent, _key in broken:
        yield Finding("references", f"{table} {row}", f"refers to a row of {parent} that is not there")


def _postgresql(connection: Connection) -> Iterator[Finding]:
    invalid = "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE NOT indisvalid"
    for (name,) in connection.execute(text(invalid)):
        yield Finding("integrity", name, "is an index that is not valid: REINDEX it")
    unchecked = "SELECT conname, conrelid::regclass::text FROM pg_constraint WHERE NOT convalidated"
    for name, table in connection.execute(text(unchecked)):
        yield Finding("references", table, f"constraint {name} was never checked: VALIDATE it")


def _revision(engine: Engine) -> Iterator[Finding]:
    revision, newest = revision_of(engine), newest_revision()
    if revision is None:
        yield Finding("revision", database_name(engine.url), "holds no tables yet: run `pantau db upgrade`")
    elif revision != newest:
        yield Finding(
            "revision",
            database_name(engine.url),
            f"is at {revision}, the program at {newest}: run `pantau db upgrade`, or a newer program",
        )


def _wrong_quotes(session: Session, table: Any) -> Iterator[Finding]:
    """Facts whose quote is not what stands at their place in the text."""
    owner = {OfficialMention: OfficialRecord, AgencyMention: AgencyRecord}.get(table, table)
    stands = func.substr(ArticleVersion.text, table.start + 1, table.end - table.start)
    query = select(table.id, ArticleVersion.article_id).select_from(table)
    if owner is not table:
        query = query.join(
            owner, owner.id == (table.official_id if owner is OfficialRecord else table.agency_id)
        )
    query = query.join(Extraction, Extraction.id == owner.extraction_id)
    query = query.join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
    name = table.__tablename__
    for row in _named(session, query.where(stands != table.quote), f"quotes of {name}"):
        yield (
            row
            if isinstance(row, Finding)
            else Finding(
                "quotes", f"{name} {row[0]}", f"its quote is not what stands in the text of article {row[1]}"
            )
        )


def _wrong_counts(session: Session) -> Iterator[Finding]:
    """Articles without a current text, and stories that count other articles than they have."""
    has_current = (
        select(literal(1))
        .select_from(ArticleVersion)
        .where(ArticleVersion.article_id == StoredArticle.id, ArticleVersion.is_current)
        .join(Extraction, Extraction.article_version_id == ArticleVersion.id)
        .exists()
    )
    for row in _named(session, select(StoredArticle.id).where(~has_current), "articles"):
        yield (
            row
            if isinstance(row, Finding)
            else Finding("counts", f"articles {row[0]}", "has no current text that was read for facts")
        )
    counted = func.count(StoryArticle.article_id)
    query = (
        select(Story.id, Story.article_count, counted.label("found"))
        .select_from(Story)
        .outerjoin(StoryArticle, StoryArticle.story_id == Story.id)
        .group_by(Story.id, Story.article_count)
        .having(counted != Story.article_count)
    )
    for row in _named(session, query, "stories"):
        yield (
            row
            if isinstance(row, Finding)
            else Finding(
                "counts",
                f"stories {row[0]}",
                f"says {row[1]} articles and has {row[2]}: run `pantau resolve`",
            )
        )


def _wrong_days(session: Session) -> Iterator[Finding]:
    """Figures whose copy of their article's day is another: lists of figures go by it."""
    query = (
        select(FigureRecord.id, StoredArticle.id)
        .join(Extraction, Extraction.id == FigureRecord.extraction_id)
        .join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
        .join(StoredArticle, StoredArticle.id == ArticleVersion.article_id)
        .where(FigureRecord.published_on.is_distinct_from(StoredArticle.published_on))
    )
    for row in _named(session, query, "days of figures"):
        yield (
            row
            if isinstance(row, Finding)
            else Finding("days", f"figures {row[0]}", f"has another day than its article {row[1]}")
        )


def _missing_files(session: Session, archive: Path) -> Iterator[Finding]:
    """WARC files that pages name and that are not there, or end before the record that a page names.

    Files of archives on the network are somebody else's to keep.
    """
    query = (
        select(StoredPage.warc_file, func.count(), func.max(StoredPage.warc_offset))
        .where(StoredPage.warc_file.is_not(None), StoredPage.warc_file.not_like("%://%"))
        .group_by(StoredPage.warc_file)
        .order_by(StoredPage.warc_file)
    )
    for name, pages, last in session.execute(query):
        path = archive / str(name)
        if not path.is_file():
            yield Finding(
                "archive", str(path), f"is missing; {pages} pages name it: bring it back from a backup"
            )
        elif path.stat().st_size <= (last or 0):
            yield Finding("archive", str(path), f"ends before byte {last}, which a page names: it was cut")


def _named(session: Session, query: Select[*tuple[Any, ...]], subject: str) -> Iterator[Any]:
    """The first rows of a query and, where there are more, a finding that counts them."""
    rows = session.execute(query.limit(_NAMED + 1)).all()
    yield from rows[:_NAMED]
    if len(rows) > _NAMED:
        count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        yield Finding("more", subject, f"{count - _NAMED} more of this kind")


_FOUNDATIONS: tuple[tuple[str, Callable[[Engine], Iterator[Finding]]], ...] = (
    ("integrity", _integrity),
    ("revision", _revision),
)
_STEPS = len(_FOUNDATIONS) + len(_QUOTED) + len(_MENTIONS) + 2
