"""Headlines and statements can be searched by their words.

The rows come with the next `pantau search --reindex` or `pantau resolve`; articles that are stored from now on have
theirs at once. SQLite keeps the words of a row in a full-text table of its own, by triggers: the rows hold the text,
it holds the index.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLES = ("searched_articles", "searched_statements")


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    position = sa.Integer if is_sqlite else sa.BigInteger
    stems = sa.Text() if is_sqlite else postgresql.TSVECTOR()

    def row_of(table: str, column: str, *, is_unique: bool) -> sa.Column[int]:
        key = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
        return sa.Column(column, sa.Integer, key, nullable=False, unique=is_unique)

    op.create_table(
        "searched_articles",
        sa.Column("position", position, primary_key=True, autoincrement=False),
        row_of("articles", "article_id", is_unique=True),
        sa.Column("stemmer", sa.Text, nullable=False),
        sa.Column("stems", stems, nullable=False),
    )
    op.create_table(
        "searched_statements",
        sa.Column("position", position, primary_key=True, autoincrement=False),
        row_of("statements", "statement_id", is_unique=True),
        row_of("articles", "article_id", is_unique=False),
        sa.Column("stems", stems, nullable=False),
    )
    op.create_index("ix_searched_statements_article_id", "searched_statements", ["article_id"])
    for table in _TABLES:
        if is_sqlite:
            _index_words(table)
        else:
            op.create_index(f"ix_{table}_stems", table, ["stems"], postgresql_using="gin")


def _index_words(table: str) -> None:
    words = f"{table}_fts"
    op.execute(
        f"CREATE VIRTUAL TABLE {words} USING fts5(stems, content='{table}', content_rowid='position', "
        "columnsize=0, tokenize=\"ascii tokenchars '_'\")"
    )
    put = f"INSERT INTO {words} (rowid, stems) VALUES (new.position, new.stems);"
    take = f"INSERT INTO {words} ({words}, rowid, stems) VALUES ('delete', old.position, old.stems);"
    for event, work in (("INSERT", put), ("DELETE", take), ("UPDATE", take + put)):
        op.execute(f"CREATE TRIGGER {words}_{event.lower()} AFTER {event} ON {table} BEGIN {work} END")


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in reversed(_TABLES):
        if is_sqlite:
            op.execute(f"DROP TABLE {table}_fts")
        op.drop_table(table)
