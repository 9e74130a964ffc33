"""Numbers are claims that are stored: with their sources, their contradictions, and what looks wrong in them.

Figures of an older database are put to claims by the next `pantau resolve`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_DIGEST = sa.String(64)
_CODE = sa.String(40)
_NUMBER = sa.Numeric(20, 4)


def upgrade() -> None:
    _claims()
    _figures_of_claims()
    _conflicts()
    _flags()


def _partial(name: str, table: str, column: str, condition: str, on_sqlite: str | None = None) -> None:
    """SQLite uses a partial index only where a question repeats its condition, and it has no booleans."""
    op.create_index(
        name,
        table,
        [column],
        sqlite_where=sa.text(on_sqlite or condition),
        postgresql_where=sa.text(condition),
    )


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", _DIGEST, nullable=False, unique=True),
        sa.Column("group_key", _DIGEST, nullable=False),
        sa.Column("subject_key", _DIGEST, nullable=False),
        sa.Column("anchor_article_id", sa.Integer),
        sa.Column("topic", _CODE, nullable=False),
        sa.Column("unit", _CODE, nullable=False),
        sa.Column("value", _NUMBER, nullable=False),
        sa.Column("value_max", _NUMBER),
        sa.Column("is_approximate", sa.Boolean, nullable=False),
        sa.Column("sex", _CODE),
        sa.Column("age", _CODE),
        sa.Column("region_code", sa.Text),
        sa.Column("region", sa.Text),
        sa.Column("province_code", sa.Text),
        sa.Column("period_start", sa.Date),
        sa.Column("period_end", sa.Date),
        sa.Column("period_kind", _CODE, nullable=False),
        sa.Column("source_kind", _CODE, nullable=False),
        sa.Column("first_on", sa.Date),
        sa.Column("last_on", sa.Date),
        sa.Column("article_count", sa.Integer, nullable=False),
        sa.Column("story_count", sa.Integer, nullable=False),
        sa.Column("figure_count", sa.Integer, nullable=False),
        sa.Column("left_out", _CODE),
        sa.Column("is_within_province", sa.Boolean, nullable=False),
        sa.Column("is_stale", sa.Boolean, nullable=False),
        sa.Column("is_settled", sa.Boolean, nullable=False),
        sa.CheckConstraint("value >= 0", name="value"),
        sa.CheckConstraint("value_max >= value", name="value_max"),
        sa.CheckConstraint("period_end >= period_start", name="period"),
    )
    op.create_index("ix_claims_group_key", "claims", ["group_key"])
    op.create_index("ix_claims_subject_key", "claims", ["subject_key"])
    op.create_index("ix_claims_region_code", "claims", ["region_code"])
    columns = ["topic", "unit", "province_code", "region_code"]
    op.create_index(f"ix_claims_{'_'.join(columns)}", "claims", columns)
    _partial("ix_claims_stale", "claims", "id", "is_stale", "is_stale = 1")
    _partial("ix_claims_unsettled", "claims", "subject_key", "NOT is_settled", "is_settled = 0")


def _figures_of_claims() -> None:
    op.create_table(
        "claim_figures",
        sa.Column("figure_id", sa.Integer, sa.ForeignKey("figures.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("claim_id", sa.Integer, sa.ForeignKey("claims.id", ondelete="SET NULL")),
        sa.Column("group_key", _DIGEST, nullable=False),
        sa.Column("article_id", sa.Integer, nullable=False),
        sa.Column("story_id", sa.Integer),
        sa.Column("source_kind", _CODE, nullable=False),
        sa.Column("is_headline", sa.Boolean, nullable=False),
        sa.Column("is_corrected", sa.Boolean, nullable=False),
    )
    for column in ("claim_id", "group_key", "article_id"):
        op.create_index(f"ix_claim_figures_{column}", "claim_figures", [column])
    _partial("ix_claim_figures_waiting", "claim_figures", "group_key", "claim_id IS NULL")


def _conflicts() -> None:
    op.create_table(
        "conflicts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", _DIGEST, nullable=False, unique=True),
        sa.Column("subject_key", _DIGEST, nullable=False),
        sa.Column("chosen_claim_id", sa.Integer, sa.ForeignKey("claims.id", ondelete="SET NULL")),
        sa.Column("rule", _CODE),
        sa.Column("review_id", sa.Integer, sa.ForeignKey("reviews.id", ondelete="SET NULL")),
    )
    op.create_index("ix_conflicts_subject_key", "conflicts", ["subject_key"])
    op.create_index("ix_conflicts_chosen_claim_id", "conflicts", ["chosen_claim_id"])
    op.create_table(
        "conflict_claims",
        sa.Column(
            "conflict_id", sa.Integer, sa.ForeignKey("conflicts.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("claim_id", sa.Integer, sa.ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True),
    )
    op.create_index("ix_conflict_claims_claim_id", "conflict_claims", ["claim_id"])


def _flags() -> None:
    op.create_table(
        "figure_flags",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("article_id", sa.Integer, sa.ForeignKey("articles.id", ondelete="CASCADE")),
        sa.Column("claim_id", sa.Integer, sa.ForeignKey("claims.id", ondelete="CASCADE")),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("figure_ids", sa.JSON, nullable=False),
    )
    for column in ("kind", "article_id", "claim_id"):
        op.create_index(f"ix_figure_flags_{column}", "figure_flags", [column])


def downgrade() -> None:
    for table in ("figure_flags", "conflict_claims", "conflicts", "claim_figures", "claims"):
        op.drop_table(table)
