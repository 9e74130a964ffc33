"""A run's row says what became of everything that a source listed, and how often its articles gave each field.

Runs of an older database keep their counts; what was not counted then is 0, and they have no fields.
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


def downgrade() -> None:
    op.drop_table("run_fields")
    op.drop_index("ix_run_sources_source_run_id", "run_sources")
    for name in reversed(_COUNTS):
        op.drop_column("run_sources", name)
