"""A run's row says what became of everything that a source listed, and how often its articles gave each field.

Runs of an older database keep their counts; what can be told from what is stored is filled in so that they add up, the
rest is 0, and they have no fields.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_COUNTS = (
    "articles_asked",
    "articles_due",
    "articles_known",
    "articles_gated",
    "articles_sampled",
    "articles_copied",
    "articles_gone",
    "articles_failed",
    "articles_postponed",
    "articles_new",
    "articles_edited",
    "articles_empty",
    "articles_relevant",
    "requests",
    "bytes_received",
    "milliseconds",
)
_ARTICLES = (
    "(SELECT count(*) FROM articles WHERE articles.run_id = run_sources.run_id "
    "AND articles.source = run_sources.source{})"
)
_EDITS = (
    "(SELECT count(*) FROM article_versions JOIN articles ON articles.id = article_versions.article_id "
    "WHERE article_versions.run_id = run_sources.run_id AND article_versions.number > 1 "
    "AND articles.source = run_sources.source)"
)
_FILL = (
    "UPDATE run_sources SET articles_asked = articles_fetched, articles_due = articles_unchanged + articles_refused, "
    f"articles_new = {_ARTICLES.format('')}, articles_edited = {_EDITS}, "
    f"articles_relevant = {_ARTICLES.format(' AND articles.is_relevant')}",
    # a run may have read what an earlier one had fetched, then all of its own fetches are taken for new
    "UPDATE run_sources SET articles_new = articles_fetched, articles_edited = 0 "
    "WHERE articles_new + articles_edited > articles_fetched",
    "UPDATE run_sources SET articles_relevant = articles_new WHERE articles_relevant > articles_new",
    "UPDATE run_sources SET articles_empty = articles_fetched - articles_new - articles_edited",
)


def upgrade() -> None:
    for name in _COUNTS:
        kind = sa.BigInteger if name in {"bytes_received", "milliseconds"} else sa.Integer
        op.add_column("run_sources", sa.Column(name, kind, nullable=False, server_default="0"))
    op.create_index(None, "run_sources", ["source", "run_id"])
    op.create_table(
        "run_fields",
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("field", sa.String(40), primary_key=True),
        sa.Column("present", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.CheckConstraint("present BETWEEN 0 AND total", name="present"),
    )

    for statement in _FILL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("run_fields")
    op.drop_index("ix_run_sources_source_run_id", "run_sources")
    for name in reversed(_COUNTS):
        op.drop_column("run_sources", name)
