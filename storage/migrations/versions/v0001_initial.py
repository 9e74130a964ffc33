"""The first tables. Constraint names follow the naming convention of `storage.tables.base`."""

from datetime import date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    *("runs", "run_sources", "frontier", "listings"),
    *("articles", "article_topics", "article_versions", "documents", "pages", "problems"),
    *("extractions", "officials", "official_mentions", "agencies", "agency_mentions"),
    *("dates", "figures", "statements", "laws", "relevance_hits"),
)


def upgrade() -> None:
    _create_crawl_tables()
    _create_article_tables()
    _create_version_tables()
    _create_document_tables()
    _create_name_tables()
    _create_fact_tables()


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _text(name: str, *, null: bool = False, unique: bool = False, index: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null, unique=unique, index=index)


def _code(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(40), nullable=null)


def _digest(name: str, *, null: bool = False, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=null, unique=unique)


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=null)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _time(name: str, *, null: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _day(name: str, *, null: bool = False, index: bool = False) -> sa.Column[date]:
    return sa.Column(name, sa.Date, nullable=null, index=index)


def _run(name: str = "run_id", *, index: bool = True) -> sa.Column[int]:
    key = sa.ForeignKey("runs.id", ondelete="SET NULL")
    return sa.Column(name, sa.Integer, key, nullable=True, index=index)


def _owner(name: str, table: str, *, index: bool = True, primary: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Integer, key, nullable=False, index=index, primary_key=primary)


def _span() -> tuple[sa.Column[int], sa.Column[int], sa.Column[str], sa.CheckConstraint, sa.CheckConstraint]:
    return (
        _number("start_char"),
        _number("end_char"),
        _text("quote"),
        sa.CheckConstraint("start_char >= 0 AND end_char > start_char", name="span"),
        sa.CheckConstraint("length(quote) = end_char - start_char", name="quote"),
    )


def _create_fact_table(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(name, _id(), _owner("extraction_id", "extractions"), *parts, *_span(), _text("rule"))


def _create_crawl_tables() -> None:
    op.create_table(
        "runs",
        _id(),
        _text("kind"),
        _time("started_at"),
        _time("finished_at", null=True),
        _text("status"),
        sa.CheckConstraint("status IN ('running', 'finished', 'failed', 'interrupted')", name="status"),
    )
    op.create_table(
        "run_sources",
        _owner("run_id", "runs", index=False, primary=True),
        sa.Column("source", sa.Text, primary_key=True),
        _number("listings_read"),
        _number("listings_unchanged"),
        _number("articles_found"),
        _number("articles_fetched"),
        _number("failures"),
    )
    op.create_table(
        "frontier",
        _id(),
        _text("url", unique=True),
        _text("source"),
        _text("state"),
        _number("attempts"),
        _time("discovered_at"),
        _run("discovery_run_id", index=False),
        _run("failure_run_id", index=False),
        _number("last_status_code", null=True),
        _text("last_error", null=True),
        sa.CheckConstraint("state IN ('pending', 'fetched', 'failed', 'gone')", name="state"),
        sa.CheckConstraint("attempts >= 0", name="attempts"),
    )
    op.create_index(None, "frontier", ["source", "state"])
    op.create_table(
        "listings",
        _id(),
        _text("url", unique=True),
        _text("source"),
        _text("etag", null=True),
        _text("last_modified", null=True),
        _time("checked_at"),
        _run(index=False),
    )


def _create_article_tables() -> None:
    op.create_table(
        "articles",
        _id(),
        _text("url", null=True, unique=True),
        _digest("import_digest", null=True, unique=True),
        _text("source", null=True),
        _text("outlet", null=True),
        _text("title", null=True),
        _text("author", null=True),
        _time("published_at", null=True),
        _text("published_zone", null=True),
        _day("published_on", null=True, index=True),
        _text("language_code", null=True),
        _flag("is_paid"),
        _text("origin", null=True),
        _flag("is_relevant"),
        sa.Column("relevance_score", sa.Double, nullable=False),
        _text("place_code", index=True),
        _text("place_name"),
        _text("province", null=True),
        _run(),
        sa.CheckConstraint("(url IS NULL) <> (import_digest IS NULL)", name="one_key"),
    )
    op.create_index(None, "articles", ["is_relevant", "published_on"])
    op.create_table(
        "article_topics",
        _owner("article_id", "articles", index=False, primary=True),
        sa.Column("topic", sa.String(40), primary_key=True, index=True),
    )


def _create_version_tables() -> None:
    op.create_table(
        "article_versions",
        _id(),
        _owner("article_id", "articles", index=False),
        _number("number"),
        _text("text"),
        _digest("digest"),
        _flag("is_current"),
        _time("first_seen_at"),
        _run(),
        sa.UniqueConstraint("article_id", "number"),
        sa.UniqueConstraint("article_id", "digest"),
    )
    where = sa.text("is_current")
    name = "uq_article_versions_current"
    op.create_index(
        name, "article_versions", ["article_id"], unique=True, sqlite_where=where, postgresql_where=where
    )
    version = sa.ForeignKey("article_versions.id", ondelete="CASCADE")
    op.create_table(
        "extractions",
        _id(),
        sa.Column("article_version_id", sa.Integer, version, nullable=False, unique=True),
        _text("extractor"),
        _text("relevance_rule"),
        _digest("facts_digest"),
        _time("extracted_at"),
        _run(),
    )


def _create_document_tables() -> None:
    version = sa.ForeignKey("article_versions.id", ondelete="SET NULL")
    op.create_table(
        "documents",
        _id(),
        _digest("digest", unique=True),
        _text("url", null=True, index=True),
        _text("source", null=True),
        _text("path", null=True),
        _time("fetched_at"),
        _run(),
        _time("published_at", null=True),
        _text("published_zone", null=True),
        _day("published_on", null=True),
        _text("place", null=True),
        _text("processed_by", null=True),
        _time("processed_at", null=True),
        sa.Column("article_version_id", sa.Integer, version, nullable=True, index=True),
    )
    op.create_table(
        "pages",
        _id(),
        _owner("document_id", "documents", index=False),
        _number("number"),
        _text("url"),
        _text("content_type", null=True),
        _digest("digest"),
        _time("fetched_at"),
        _run(index=False),
        sa.Column("body_zlib", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("document_id", "number"),
        sa.CheckConstraint("number >= 1", name="number"),
    )
    document = sa.ForeignKey("documents.id", ondelete="CASCADE")
    op.create_table(
        "problems",
        _id(),
        _run(),
        sa.Column("document_id", sa.Integer, document, nullable=True, index=True),
        _text("source", null=True),
        _text("subject"),
        _text("stage"),
        _text("reason"),
        _time("noted_at"),
    )


def _create_name_tables() -> None:
    _create_fact_table(
        "officials",
        _text("name"),
        _text("title", null=True),
        _text("rank", null=True),
        _text("agency", null=True),
        _code("kind"),
    )
    op.create_table(
        "official_mentions", _id(), _owner("official_id", "officials"), _flag("is_reference"), *_span()
    )
    _create_fact_table("agencies", _text("name"), _text("acronym", null=True), _code("type"))
    op.create_table("agency_mentions", _id(), _owner("agency_id", "agencies"), *_span())


def _create_fact_tables() -> None:
    _create_fact_table(
        "dates",
        _day("first_on"),
        _day("last_on"),
        _code("kind"),
        _flag("is_relative"),
        _flag("is_contradicted"),
        sa.CheckConstraint("last_on >= first_on", name="order"),
    )
    _create_fact_table(
        "figures",
        sa.Column("value", sa.Numeric(20, 4), nullable=False),
        sa.Column("value_max", sa.Numeric(20, 4), nullable=True),
        _flag("is_approximate"),
        _code("unit"),
        _code("topic"),
        _code("sex", null=True),
        _code("age", null=True),
        _text("region_code", null=True, index=True),
        _text("region", null=True),
        _day("period_start", null=True),
        _day("period_end", null=True),
        _code("period_kind"),
        _text("credited_to", null=True),
        sa.CheckConstraint("value >= 0", name="value"),
        sa.CheckConstraint("value_max >= value", name="value_max"),
        sa.CheckConstraint("period_end >= period_start", name="period"),
    )
    op.create_index(None, "figures", ["topic", "unit", "region_code"])
    said = (_owner("official_id", "officials"), _code("kind"), _text("cue"), _day("said_on", null=True))
    _create_fact_table("statements", *said)
    law = (_text("type"), _text("number", null=True), _number("year", null=True), _text("article", null=True))
    _create_fact_table("laws", *law, _flag("is_inferred"))
    op.create_table(
        "relevance_hits",
        _id(),
        _owner("extraction_id", "extractions"),
        _text("term"),
        _number("start_char"),
        _number("end_char"),
        sa.Column("weight", sa.Double, nullable=False),
        sa.CheckConstraint("end_char > start_char", name="span"),
    )
