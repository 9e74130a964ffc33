"""Facts know what a person decided about them, and articles which story they tell.

Older facts were reviewed by nobody; stories are found by the next `pantau resolve`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_FACTS = ("officials", "agencies", "dates", "figures", "statements", "laws", "exposures")


def upgrade() -> None:
    for table in _FACTS:
        op.add_column(table, sa.Column("review_status", sa.String(40)))
        op.add_column(table, sa.Column("machine_values", sa.JSON))
    op.create_table(
        "stories",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("article_count", sa.Integer, nullable=False),
    )
    op.create_table(
        "story_articles",
        sa.Column(
            "article_id", sa.Integer, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("story_id", sa.Integer, sa.ForeignKey("stories.id", ondelete="CASCADE"), nullable=False),
        sa.Column("is_lead", sa.Boolean, nullable=False),
        sa.Column("similarity", sa.Double),
        sa.Column("reason", sa.Text),
    )
    op.create_index("ix_story_articles_story_id", "story_articles", ["story_id"])
    op.create_index(
        "uq_story_articles_lead",
        "story_articles",
        ["story_id"],
        unique=True,
        sqlite_where=sa.text("is_lead"),
        postgresql_where=sa.text("is_lead"),
    )


def downgrade() -> None:
    op.drop_table("story_articles")
    op.drop_table("stories")
    for table in _FACTS:
        op.drop_column(table, "machine_values")
        op.drop_column(table, "review_status")
