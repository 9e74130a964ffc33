"""A random sample of facts, from whose reviews the share of right ones is estimated."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sampled_facts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("fact_id", sa.Integer, nullable=False),
        sa.Column("article_id", sa.Integer, nullable=False),
        sa.Column("extractor", sa.Text, nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_id", sa.Integer),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_sampled_facts_article_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name="fk_sampled_facts_review_id", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_sampled_facts_subject_kind_fact_id", "sampled_facts", ["subject_kind", "fact_id"])
    op.create_index("ix_sampled_facts_article_id", "sampled_facts", ["article_id"])
    op.create_index("ix_sampled_facts_review_id", "sampled_facts", ["review_id"])


def downgrade() -> None:
    op.drop_table("sampled_facts")
