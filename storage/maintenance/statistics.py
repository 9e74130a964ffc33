"""How much a database holds and what it takes on the disk."""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, extract, func, select, text
from sqlalchemy.exc import OperationalError

from storage.engine import reading
from storage.failures import database_name
from storage.maintenance.copying import OnProgress
from storage.schema import revision_of
from storage.tables import Base, StoredArticle


@dataclass(frozen=True, slots=True)
class TableSize:
    """Rows and bytes of a table; bytes without its indexes, null where the back end does not tell."""

    table: str
    rows: int
    bytes: int | None


@dataclass(frozen=True, slots=True)
class IndexSize:
    """An index and its columns."""

    index: str
    table: str
    columns: str
    """As in its definition, with the order of nulls and the condition, where it has them."""
    is_unique: bool
    bytes: int | None


@dataclass(frozen=True, slots=True)
class YearCount:
    """Articles published in a year; null for those without a day."""

    year: int | None
    articles: int
    relevant: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """A database in numbers."""

    database: str
    revision: str | None
    bytes: int
    tables: tuple[TableSize, ...]
    indexes: tuple[IndexSize, ...]
    years: tuple[YearCount, ...]


def statistics(engine: Engine, on_progress: OnProgress) -> Statistics:
    """Counts every row of every table."""
    with reading(engine) as session:
        connection = session.connection()
        sizes = _sizes(connection)
        tables, rows = Base.metadata.sorted_tables, dict[str, int]()
        for done, table in enumerate(tables):
            on_progress(table.name, done, len(tables))
            rows[table.name] = connection.scalar(select(func.count()).select_from(table)) or 0
        return Statistics(
            database=database_name(engine.url),
            revision=revision_of(engine),
            bytes=_whole(connection),
            tables=tuple(TableSize(name, count, sizes.get(name)) for name, count in sorted(rows.items())),
            indexes=tuple(_indexes(connection, sizes)),
            years=tuple(_years(connection)),
        )


def _sizes(connection: Connection) -> dict[str, int]:
    """Bytes of each table and index by its name; none where SQLite was built without dbstat."""
    if connection.dialect.name == "postgresql":
        query = text(
            "SELECT relname, CASE relkind WHEN 'r' THEN pg_table_size(oid) ELSE pg_relation_size(oid) END "
            "FROM pg_class WHERE relkind IN ('r', 'i') AND relnamespace = current_schema()::regnamespace"
        )
    else:
        query = text("SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE")
    try:
        return dict(connection.execute(query).all())
    except OperationalError:
        return {}


def _whole(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        return connection.scalar(text("SELECT pg_database_size(current_database())")) or 0
    pages, size = (
        connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("page_count", "page_size")
    )
    return int(pages or 0) * int(size or 0)


def _indexes(connection: Connection, sizes: dict[str, int]) -> list[IndexSize]:
    if connection.dialect.name == "postgresql":
        query = text(
            "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1, 2"
        )
    else:  # the indexes of keys have no definition
        query = text(
            "SELECT tbl_name, name, coalesce(sql, 'UNIQUE (' || (SELECT group_concat(i.name, ', ') "
            "FROM pragma_index_info(m.name) AS i) || ')') FROM sqlite_master AS m WHERE type = 'index' ORDER BY 1, 2"
        )
    return [
        IndexSize(name, table, made[made.index("(") :], "UNIQUE" in made, sizes.get(name))
        for table, name, made in connection.execute(query)
        if table in Base.metadata.tables
    ]


def _years(connection: Connection) -> list[YearCount]:
    year = extract("year", StoredArticle.published_on)
    relevant = func.count().filter(StoredArticle.is_relevant)
    query = select(year, func.count(), relevant).group_by(year).order_by(year.nulls_last())
    return [
        YearCount(None if when is None else int(when), articles, of_topic)
        for when, articles, of_topic in connection.execute(query)
    ]
