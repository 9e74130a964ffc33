"""Does the database hold what it should? Every finding is named; nothing is changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, func, literal, select, text, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.engine import reading
from storage.failures import database_name, explained
from storage.maintenance.copying import OnProgress
from storage.maintenance.sqlite_files import ASIDE
from storage.schema import newest_revision, revision_of
from storage.tables import (
    AgencyMention,
    AgencyRecord,
    ArticleVersion,
    DateRecord,
    Document,
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

TURNS = 13
"""Weekly checks in which every row has its turn: a quarter of a year."""

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
_IS_FILE = and_(StoredPage.warc_file.is_not(None), StoredPage.warc_file.not_like("%://%"))
"""Archives on the network, which pages of a backfill name by their address, are somebody else's to keep."""


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
        with explained(engine.url):
            found = list(look(engine))
        if found:
            return found
    with reading(engine) as session:
        for step, table in enumerate(_QUOTED + _MENTIONS, start=len(_FOUNDATIONS)):
            on_progress(f"quotes of {table.__tablename__}", step, _STEPS)
            found.extend(_wrong_quotes(session, table, true()))
        on_progress("counts", _STEPS - 2, _STEPS)
        found.extend(_unread_articles(session, true()))
        found.extend(_wrong_stories(session, true()))
        found.extend(_wrong_days(session, true()))
        on_progress("archive", _STEPS - 1, _STEPS)
        found.extend(_missing_files(session, archive))
    on_progress("archive", _STEPS, _STEPS)
    return found


def check_recent(engine: Engine, archive: Path, run_id: int, since: int, *, is_quick: bool) -> list[Finding]:
    """Looks at the file or server, the revision and all WARC files; of the rows, at those of the runs after `since` and
    at one of `TURNS` parts of the rest, which comes by the number of the run.

    A check of everything reads every text once for each kind of fact, which is too much for every week. `is_quick`
    leaves references and indexes of a SQLite file to be looked at in its copy.
    """
    foundations = (_quick, _revision) if is_quick else (_integrity, _revision)
    for look in foundations:
        found = list(look(engine))
        if found:
            return found
    with reading(engine) as session:
        is_new = Extraction.run_id > since
        for in_turn in (is_new, _turn(session, ArticleVersion.article_id, StoredArticle.id, run_id)):
            for table in _QUOTED + _MENTIONS:
                found.extend(_wrong_quotes(session, table, in_turn))
        for in_turn in (is_new, _turn(session, StoredArticle.id, StoredArticle.id, run_id)):
            found.extend(_wrong_days(session, in_turn))
        for in_turn in (
            StoredArticle.run_id > since,
            _turn(session, StoredArticle.id, StoredArticle.id, run_id),
        ):
            found.extend(_unread_articles(session, in_turn))
        found.extend(_wrong_stories(session, _turn(session, Story.id, Story.id, run_id)))
        found.extend(_missing_files(session, archive))
    return list(dict.fromkeys(found))


def archived_records(session: Session, since: int) -> Iterator[tuple[str, int, str]]:
    """File, offset and payload digest of the WARC records that pages of the runs after `since` name, and of the last
    one of every file: what was cut off is missing at its end. Not those of archives on the network."""
    columns = (StoredPage.warc_file, StoredPage.warc_offset, StoredPage.warc_digest)
    new = (
        select(*columns).join(Document, Document.id == StoredPage.document_id).where(Document.run_id > since)
    )
    ends = select(StoredPage.warc_file, func.max(StoredPage.warc_offset).label("last"))
    last = ends.where(_IS_FILE).group_by(StoredPage.warc_file).subquery()
    is_last = (StoredPage.warc_file == last.c.warc_file) & (StoredPage.warc_offset == last.c.last)
    for query in (new.where(_IS_FILE), select(*columns).join(last, is_last)):
        for file, offset, digest in session.execute(query.execution_options(yield_per=1000)):
            if file is not None and offset is not None and digest is not None:
                yield file, offset, digest


def _turn(session: Session, column: Any, key: Any, run_id: int) -> ColumnElement[bool]:
    """The stretch of keys whose turn it is."""
    last = session.scalar(select(func.max(key))) or 0
    turn = run_id % TURNS
    is_in_turn: ColumnElement[bool] = column.between(last * turn // TURNS + 1, last * (turn + 1) // TURNS)
    return is_in_turn


def _quick(engine: Engine) -> Iterator[Finding]:
    yield from _integrity(engine, is_quick=True)


def _integrity(engine: Engine, *, is_quick: bool = False) -> Iterator[Finding]:
    """What the back end itself finds: damaged pages, broken references, indexes that are not usable."""
    with engine.connect() as connection:
        try:
            if engine.dialect.name == "sqlite":
                yield from _sqlite(connection, is_quick)
            else:
                yield from _postgresql(connection)
        except DBAPIError as error:
            yield Finding("integrity", database_name(engine.url), str(error.orig).strip())


def _sqlite(connection: Connection, is_quick: bool) -> Iterator[Finding]:
    file = str(connection.engine.url.database)
    look = "quick_check" if is_quick else "integrity_check"
    for (line,) in connection.exec_driver_sql(f"PRAGMA {look}({_NAMED})"):
        if line != "ok":
            yield Finding("integrity", file, line)
    for left in sorted(Path(file).parent.glob(f"{Path(file).name}{ASIDE}*")):
        yield Finding("restore", str(left), "was left by a restore that was killed: delete it if all is well")
    if is_quick:
        return
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


def _wrong_quotes(session: Session, table: Any, which: ColumnElement[bool]) -> Iterator[Finding]:
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
    for row in _named(session, query.where(stands != table.quote, which), f"quotes of {name}"):
        yield (
            row
            if isinstance(row, Finding)
            else Finding(
                "quotes", f"{name} {row[0]}", f"its quote is not what stands in the text of article {row[1]}"
            )
        )


def _unread_articles(session: Session, which: ColumnElement[bool]) -> Iterator[Finding]:
    """Articles without a current text."""
    has_current = (
        select(literal(1))
        .select_from(ArticleVersion)
        .where(ArticleVersion.article_id == StoredArticle.id, ArticleVersion.is_current)
        .join(Extraction, Extraction.article_version_id == ArticleVersion.id)
        .exists()
    )
    for row in _named(session, select(StoredArticle.id).where(~has_current, which), "articles"):
        yield (
            row
            if isinstance(row, Finding)
            else Finding("counts", f"articles {row[0]}", "has no current text that was read for facts")
        )


def _wrong_stories(session: Session, which: ColumnElement[bool]) -> Iterator[Finding]:
    """Stories that count other articles than they have."""
    counted = func.count(StoryArticle.article_id)
    query = (
        select(Story.id, Story.article_count, counted.label("found"))
        .select_from(Story)
        .outerjoin(StoryArticle, StoryArticle.story_id == Story.id)
        .where(which)
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


def _wrong_days(session: Session, which: ColumnElement[bool]) -> Iterator[Finding]:
    """Figures whose copy of their article's day is another: lists of figures go by it."""
    query = (
        select(FigureRecord.id, StoredArticle.id)
        .join(Extraction, Extraction.id == FigureRecord.extraction_id)
        .join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
        .join(StoredArticle, StoredArticle.id == ArticleVersion.article_id)
        .where(FigureRecord.published_on.is_distinct_from(StoredArticle.published_on), which)
    )
    for row in _named(session, query, "days of figures"):
        yield (
            row
            if isinstance(row, Finding)
            else Finding("days", f"figures {row[0]}", f"has another day than its article {row[1]}")
        )


def _missing_files(session: Session, archive: Path) -> Iterator[Finding]:
    """WARC files that pages name and that are not there, or end before the record that a page names."""
    query = (
        select(StoredPage.warc_file, func.count(), func.max(StoredPage.warc_offset))
        .where(_IS_FILE)
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
